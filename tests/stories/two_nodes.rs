//! Two nodes over one PostgreSQL: what is taken away on one counts on the other at once.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::database::Database;
use crate::harness::{PASSWORD, TestApp};

const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) \
    { accessToken refreshToken errors { code } } }";

/// Within a second, and what a machine that is busy with tests takes longer.
const SOON: Duration = Duration::from_secs(2);

async fn sign_in(app: &TestApp, username: &str, password: &str) -> Value {
    let input = json!({ "input": { "username": username, "password": password } });
    app.answer_to(None, SIGN_IN, input).await["data"]["signIn"].clone()
}

fn about(app: &TestApp, who: &str) -> Value {
    json!({ "personId": app.names[&format!("person:{who}")] })
}

async fn two(name: &str) -> Option<[TestApp; 2]> {
    let mut one = TestApp::open(Database::postgres(name).await?).await;
    one.settle().await;
    let other = one.beside().await;
    Some([one, other])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_access_on_one_node_ends_it_on_the_other() {
    let Some([one, other]) = two("two_nodes_access").await else { return };
    let mut reset = about(&one, "west");
    reset["newPassword"] = json!("Linshi-2026-mima");
    for (who, mutation, input) in [
        ("east", "disableAccount", about(&one, "east")),
        ("housing", "endSessions", about(&one, "housing")),
        ("west", "resetPassword", reset),
    ] {
        let signed_in = sign_in(&other, who, PASSWORD).await;
        let token = signed_in["accessToken"].as_str().unwrap();
        let asked = other.answer_to(Some(token), "{ viewer { person { id } } }", json!({})).await;
        assert!(asked.get("errors").is_none(), "{who}: {asked:#}");
        let mut socket = other.socket(token).await;
        socket.subscribe("subscription { journalEvents { position } }").await;
        one.done("sysadmin", mutation, "", input).await;
        let done = Instant::now();
        let asked = other.answer_to(Some(token), "{ viewer { person { id } } }", json!({})).await;
        assert_eq!(asked["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{mutation}");
        while socket.hear().await.is_ok() {}
        assert!(done.elapsed() < SOON, "{mutation}: the socket stayed {:?}", done.elapsed());
    }
    for node in [other, one] {
        node.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failures_on_both_nodes_lock_an_account_together() {
    let Some([one, other]) = two("two_nodes_lock").await else { return };
    for node in [&one, &other, &one, &other, &one] {
        assert_eq!(sign_in(node, "east", "Wrong-Password-1").await["accessToken"], Value::Null);
    }
    for node in [&one, &other] {
        let locked = sign_in(node, "east", PASSWORD).await;
        assert_eq!(locked["errors"][0]["code"], "SIGN_IN_FAILED");
    }
    other.done("sysadmin", "enableAccount", "", about(&one, "east")).await;
    assert_eq!(sign_in(&one, "east", PASSWORD).await["errors"], json!([]));
    for node in [other, one] {
        node.end().await;
    }
}
