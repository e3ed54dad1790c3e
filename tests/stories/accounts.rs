//! The system administrator keeps the accounts of others, sees none of the business, and leaves an
//! entry in the audit for each.

use chrono::TimeDelta;
use duban_engine::clock::Clock;
use serde_json::{Value, json};

use crate::harness::database::Database;
use crate::harness::{PASSWORD, TestApp};

const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) \
    { accessToken mustChangePassword errors { code } } }";
const ONE_TIME: &str = "Linshi-2026-mima";
const NEW: &str = "Xin-2026-mima-jiu";

async fn sign_in(app: &TestApp, username: &str, password: &str) -> Value {
    let input = json!({ "input": { "username": username, "password": password } });
    app.answer_to(None, SIGN_IN, input).await["data"]["signIn"].clone()
}

fn about(app: &TestApp, who: &str) -> Value {
    json!({ "personId": app.names[&format!("person:{who}")] })
}

/// The code with which a token's bearer is refused; none where it counts.
async fn stopped(app: &TestApp, token: &str) -> Option<String> {
    let answer = app.answer_to(Some(token), "{ viewer { person { id } } }", json!({})).await;
    answer["errors"][0]["extensions"]["code"].as_str().map(str::to_owned)
}

async fn settled() -> TestApp {
    let mut app = TestApp::open(Database::sqlite().await).await;
    app.settle().await;
    app
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_comes_back_when_it_is_enabled() {
    let app = settled().await;
    let token = app.token("east").await;
    assert_eq!(stopped(&app, &token).await, None);
    let done = app.done("sysadmin", "disableAccount", "person { id }", about(&app, "east")).await;
    assert_eq!(done["person"]["id"], about(&app, "east")["personId"]);
    assert_eq!(stopped(&app, &token).await.as_deref(), Some("UNAUTHENTICATED"));
    assert_eq!(sign_in(&app, "east", PASSWORD).await["errors"][0]["code"], "SIGN_IN_FAILED");
    app.done("sysadmin", "enableAccount", "", about(&app, "east")).await;
    assert_eq!(sign_in(&app, "east", PASSWORD).await["errors"], json!([]));
    assert_eq!(stopped(&app, &token).await.as_deref(), Some("UNAUTHENTICATED"));
    app.end().await;
}

#[tokio::test]
async fn enabling_lifts_a_lock() {
    let app = settled().await;
    for _ in 0..5 {
        sign_in(&app, "east", "Wrong-Password-1").await;
    }
    assert_eq!(sign_in(&app, "east", PASSWORD).await["errors"][0]["code"], "SIGN_IN_FAILED");
    app.done("sysadmin", "enableAccount", "", about(&app, "east")).await;
    assert_eq!(sign_in(&app, "east", PASSWORD).await["errors"], json!([]));
    app.end().await;
}

#[tokio::test]
async fn ended_sessions_are_over_and_others_go_on() {
    let app = settled().await;
    let (one, two) = (app.token("east").await, app.token("east").await);
    let other = app.token("west").await;
    app.done("sysadmin", "endSessions", "", about(&app, "east")).await;
    for token in [&one, &two] {
        assert_eq!(stopped(&app, token).await.as_deref(), Some("UNAUTHENTICATED"));
    }
    assert_eq!(stopped(&app, &other).await, None);
    assert_eq!(sign_in(&app, "east", PASSWORD).await["errors"], json!([]));
    app.end().await;
}

#[tokio::test]
async fn a_password_that_was_reset_opens_nothing_but_its_own_change() {
    let app = settled().await;
    let token = app.token("east").await;
    let mut input = about(&app, "east");
    input["newPassword"] = json!("short");
    assert_eq!(app.refused("sysadmin", "resetPassword", input.clone()).await, "PASSWORD_TOO_SHORT");
    assert_eq!(stopped(&app, &token).await, None, "nothing was done");
    input["newPassword"] = json!(ONE_TIME);
    app.done("sysadmin", "resetPassword", "", input).await;
    assert_eq!(stopped(&app, &token).await.as_deref(), Some("UNAUTHENTICATED"));
    assert_eq!(sign_in(&app, "east", PASSWORD).await["errors"][0]["code"], "SIGN_IN_FAILED");
    let first = sign_in(&app, "east", ONE_TIME).await;
    assert_eq!(first["mustChangePassword"], true);
    let token = first["accessToken"].as_str().unwrap();
    let tasks = app.answer_to(Some(token), "{ tasks(first: 1) { totalCount } }", json!({})).await;
    assert_eq!(tasks["errors"][0]["extensions"]["code"], "FORBIDDEN", "{tasks:#}");
    let change = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) \
        { mustChangePassword errors { code } } }";
    let input = json!({ "input": { "currentPassword": ONE_TIME, "newPassword": NEW } });
    let changed = app.answer_to(Some(token), change, input).await;
    assert_eq!(changed["data"]["changePassword"]["errors"], json!([]), "{changed:#}");
    assert_eq!(sign_in(&app, "east", NEW).await["mustChangePassword"], false);
    app.end().await;
}

#[tokio::test]
async fn accounts_are_kept_by_the_system_administrator_alone_and_never_the_own() {
    let app = settled().await;
    for who in ["secadmin", "auditor", "director", "mayor", "east"] {
        let refused = app.refused(who, "disableAccount", about(&app, "west")).await;
        assert_eq!(refused, "FORBIDDEN", "{who}");
    }
    let own = app.refused("sysadmin", "disableAccount", about(&app, "sysadmin")).await;
    assert_eq!(own, "OWN_ACCOUNT");
    let nobody = json!({ "personId": "person:00000000-0000-7000-8000-00000000dead" });
    assert_eq!(app.refused("sysadmin", "endSessions", nobody).await, "NOT_FOUND");
    assert_eq!(sign_in(&app, "west", PASSWORD).await["errors"], json!([]));
    app.end().await;
}

#[tokio::test]
async fn administrators_may_be_idle_for_a_shorter_time() {
    let app = settled().await;
    let sign_in = async |who: &str| app.sessions.sign_in(who, PASSWORD, None).await.unwrap();
    let (admin, clerk) = (sign_in("secadmin").await, sign_in("clerk").await);
    app.clock.set(app.clock.now() + TimeDelta::minutes(16));
    app.sessions.refresh(admin.refresh_token.reveal()).await.unwrap_err();
    app.sessions.refresh(clerk.refresh_token.reveal()).await.unwrap();
    app.end().await;
}

#[tokio::test]
async fn what_is_done_to_accounts_is_audited() {
    let app = settled().await;
    app.done("sysadmin", "disableAccount", "", about(&app, "east")).await;
    app.done("sysadmin", "enableAccount", "", about(&app, "east")).await;
    app.refused("secadmin", "disableAccount", about(&app, "west")).await;
    app.engine.write_audit(duban_engine::audit::Pace::All).await.unwrap();
    let entries = "query($filter: AuditFilter) { auditEntries(last: 20, filter: $filter) { edges \
        { node { kind outcome code subject object actor } } } }";
    let found = async |kind: &str, who: &str| {
        let person = about(&app, who)["personId"].clone();
        let filter = json!({ "filter": { "kind": kind, "personId": person } });
        let found = app.ask("auditor", entries, filter).await["auditEntries"]["edges"].clone();
        let told = |edge: &Value| {
            let node = &edge["node"];
            json!([node["outcome"], node["code"], node["subject"], node["object"]])
        };
        found.as_array().unwrap().iter().map(told).collect::<Vec<_>>()
    };
    let (east, west) = (about(&app, "east"), about(&app, "west"));
    let mut kept = found("ACCOUNT", "sysadmin").await;
    kept.sort_by_key(Value::to_string);
    assert_eq!(
        kept,
        [
            json!(["DONE", null, "DISABLE_ACCOUNT", east["personId"]]),
            json!(["DONE", null, "ENABLE_ACCOUNT", east["personId"]]),
        ]
    );
    let refused = json!(["REFUSED", "FORBIDDEN", "DISABLE_ACCOUNT", west["personId"]]);
    assert!(found("REFUSAL", "secadmin").await.contains(&refused));
    app.end().await;
}
