//! Two nodes over one PostgreSQL: what is taken away on one counts on the other at once.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use duban_domain::people::account::rejection::Rejection;
use duban_engine::audit::Origin;
use duban_engine::clock::Clock;
use duban_engine::session::SessionError;
use duban_engine::session::factor::SecondFactor;
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
        ("planning.signer", "resetSecondFactor", about(&one, "planning.signer")),
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failures_on_both_nodes_close_the_door_to_an_address_together() {
    let Some([one, other]) = two("two_nodes_address").await else { return };
    let from = |node: &TestApp, name: String, password: &'static str| {
        let origin = Origin { address: "10.0.0.7".parse().ok(), request_id: None };
        let sessions = node.sessions.clone();
        origin.within(async move { sessions.sign_in(&name, password, None).await.map(|_| ()) })
    };
    for number in 0..30 {
        for node in [&one, &other] {
            let failed = from(node, format!("nobody{number}"), PASSWORD).await;
            let failed = matches!(failed, Err(SessionError::Refused(Rejection::SignInFailed)));
            assert!(failed, "{number}");
        }
    }
    for node in [&one, &other] {
        let closed = from(node, "east".to_owned(), PASSWORD).await;
        let full = Rejection::TooManyFailures { minutes: 15 };
        assert!(matches!(closed, Err(SessionError::Refused(no)) if no == full));
        assert_eq!(sign_in(node, "east", PASSWORD).await["errors"], json!([]), "from elsewhere");
    }
    for node in [other, one] {
        node.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_token_that_comes_again_late_ends_the_sign_in_on_both_nodes() {
    let Some([one, other]) = two("two_nodes_refresh").await else { return };
    let refresh = "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) \
        { refreshToken errors { code } } }";
    let renew = async |node: &TestApp, token: &Value| {
        let input = json!({ "input": { "refreshToken": token } });
        node.answer_to(None, refresh, input).await["data"]["refreshSession"].clone()
    };
    let first = sign_in(&one, "east", PASSWORD).await;
    renew(&one, &first["refreshToken"]).await;
    let again = renew(&other, &first["refreshToken"]).await;
    assert_eq!(again["errors"], json!([]), "the answer was lost");
    one.clock.set(one.clock.now() + TimeDelta::seconds(11));
    let late = renew(&one, &first["refreshToken"]).await;
    assert_eq!(late["errors"][0]["code"], "SESSION_ENDED");
    assert_eq!(renew(&other, &again["refreshToken"]).await["errors"][0]["code"], "SESSION_ENDED");
    for node in [other, one] {
        node.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_one_time_code_counts_once_on_both_nodes_together() {
    let Some([one, other]) = two("two_nodes_code").await else { return };
    let nodes = [
        one.beside_with(SecondFactor::Required).await,
        other.beside_with(SecondFactor::Required).await,
    ];
    let [here, there] = [&nodes[0].sessions, &nodes[1].sessions];
    let first = here.sign_in("planning.signer", PASSWORD, None).await.unwrap();
    let (secret, _) = here.enrol_factor(&first.identity, PASSWORD).await.unwrap();
    let code = || secret.code_at(one.clock.now()).unwrap();
    there.confirm_factor(&first.identity, &code()).await.unwrap();
    for _ in 0..5 {
        one.clock.set(one.clock.now() + TimeDelta::seconds(60));
        let code = code();
        let (one, other) = tokio::join!(
            here.sign_in("planning.signer", PASSWORD, Some(&code)),
            there.sign_in("planning.signer", PASSWORD, Some(&code)),
        );
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    }
    for node in nodes.into_iter().chain([other, one]) {
        node.end().await;
    }
}
