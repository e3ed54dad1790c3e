//! Who keeps, signs or pays gets a second factor before anything else, signs in with it, and is helped
//! by the system administrator when the device is lost.

use chrono::TimeDelta;
use duban_engine::audit::Pace;
use duban_engine::clock::Clock;
use duban_engine::session::factor::SecondFactor;
use duban_engine::session::totp::Secret;
use serde_json::{Value, json};

use crate::harness::database::Database;
use crate::harness::{PASSWORD, TestApp};

const SESSION: &str = "{ accessToken mustEnrolSecondFactor errors { code message } }";

/// An installation that asks for second factors, and the same that asks nobody.
async fn settled() -> [TestApp; 2] {
    let mut free = TestApp::open(Database::sqlite().await).await;
    free.settle().await;
    [free.beside_with(SecondFactor::Required).await, free]
}

async fn sign_in(app: &TestApp, username: &str, otp: Option<&str>) -> Value {
    let query = format!("mutation($input: SignInInput!) {{ signIn(input: $input) {SESSION} }}");
    let input = json!({ "username": username, "password": PASSWORD, "otp": otp });
    app.answer_to(None, &query, json!({ "input": input })).await["data"]["signIn"].clone()
}

fn token(session: &Value) -> &str {
    session["accessToken"].as_str().unwrap()
}

async fn enrol(app: &TestApp, token: &str, password: &str) -> Value {
    let query = "mutation($input: EnrolSecondFactorInput!) { enrolSecondFactor(input: $input) \
        { otpauthUri errors { code field } } }";
    let input = json!({ "input": { "currentPassword": password } });
    app.answer_to(Some(token), query, input).await["data"]["enrolSecondFactor"].clone()
}

async fn confirm(app: &TestApp, token: &str, code: &str) -> Value {
    let query = format!(
        "mutation($input: ConfirmSecondFactorInput!) \
         {{ confirmSecondFactor(input: $input) {SESSION} }}"
    );
    let input = json!({ "input": { "code": code } });
    app.answer_to(Some(token), &query, input).await["data"]["confirmSecondFactor"].clone()
}

/// The secret that an authenticator would read from the link.
fn scanned(offered: &Value) -> Secret {
    let link = offered["otpauthUri"].as_str().unwrap();
    let (_, rest) = link.split_once("secret=").unwrap();
    Secret::parse(rest.split_once('&').unwrap().0).unwrap()
}

/// The code that an authenticator shows half a minute later than the last.
fn next_code(app: &TestApp, secret: &Secret) -> String {
    app.clock.set(app.clock.now() + TimeDelta::seconds(30));
    secret.code_at(app.clock.now()).unwrap()
}

/// The code with which the people on file are refused; none where they are shown.
async fn stopped(app: &TestApp, token: &str) -> Option<String> {
    let asked = app.answer_to(Some(token), "{ people(first: 1) { totalCount } }", json!({})).await;
    asked["errors"][0]["extensions"]["code"].as_str().map(str::to_owned)
}

async fn enrolled(app: &TestApp, who: &str) -> Secret {
    let first = sign_in(app, who, None).await;
    let secret = scanned(&enrol(app, token(&first), PASSWORD).await);
    let confirmed = confirm(app, token(&first), &next_code(app, &secret)).await;
    assert_eq!(confirmed["errors"], json!([]), "{who}");
    secret
}

#[tokio::test]
async fn from_the_first_sign_in_to_one_with_a_code() {
    let [app, free] = settled().await;
    let first = sign_in(&app, "sysadmin", None).await;
    assert_eq!(first["mustEnrolSecondFactor"], true);
    let before = token(&first).to_owned();
    assert_eq!(stopped(&app, &before).await.as_deref(), Some("FORBIDDEN"));
    let wrong = enrol(&app, &before, "Wrong-Password-1").await;
    assert_eq!(wrong["errors"][0]["code"], "PASSWORD_WRONG");
    let early = confirm(&app, &before, "000000").await;
    assert_eq!(early["errors"][0]["code"], "FACTOR_NOT_OFFERED");
    let secret = scanned(&enrol(&app, &before, PASSWORD).await);
    let wrong = confirm(&app, &before, "nothing").await;
    assert_eq!(wrong["errors"][0]["code"], "CODE_WRONG");
    let code = next_code(&app, &secret);
    let confirmed = confirm(&app, &before, &code).await;
    assert_eq!(
        (&confirmed["errors"], &confirmed["mustEnrolSecondFactor"]),
        (&json!([]), &json!(false))
    );
    assert_eq!(stopped(&app, &before).await.as_deref(), Some("UNAUTHENTICATED"));
    assert_eq!(stopped(&app, token(&confirmed)).await, None);
    for otp in [None, Some("nothing"), Some(code.as_str())] {
        let refused = sign_in(&app, "sysadmin", otp).await;
        assert_eq!(refused["errors"][0]["code"], "SIGN_IN_FAILED", "{otp:?}");
    }
    let signed_in = sign_in(&app, "sysadmin", Some(&next_code(&app, &secret))).await;
    assert_eq!(stopped(&app, token(&signed_in)).await, None);
    // A handler owes none.
    assert_eq!(sign_in(&app, "housing", None).await["mustEnrolSecondFactor"], false);
    app.end().await;
    free.end().await;
}

#[tokio::test]
async fn a_lost_device_is_reset_by_the_system_administrator_alone() {
    let [app, free] = settled().await;
    let lost = enrolled(&app, "director").await;
    let director = sign_in(&app, "director", Some(&next_code(&app, &lost))).await;
    let input = json!({ "personId": app.names["person:director"] });
    for who in ["secadmin", "auditor", "mayor", "director"] {
        let refused = free.refused(who, "resetSecondFactor", input.clone()).await;
        assert_eq!(refused, "FORBIDDEN", "{who}");
    }
    let own = json!({ "personId": app.names["person:sysadmin"] });
    assert_eq!(free.refused("sysadmin", "resetSecondFactor", own).await, "OWN_ACCOUNT");
    let asked = app.answer_to(Some(token(&director)), "{ viewer { person { id } } }", json!({}));
    assert!(asked.await.get("errors").is_none());
    free.done("sysadmin", "resetSecondFactor", "person { id }", input).await;
    assert_eq!(stopped(&app, token(&director)).await.as_deref(), Some("UNAUTHENTICATED"));
    let again = sign_in(&app, "director", None).await;
    assert_eq!(again["mustEnrolSecondFactor"], true);
    let new = enrolled(&app, "director").await;
    let refused = sign_in(&app, "director", Some(&next_code(&app, &lost))).await;
    assert_eq!(refused["errors"][0]["code"], "SIGN_IN_FAILED");
    let signed_in = sign_in(&app, "director", Some(&next_code(&app, &new))).await;
    assert_eq!(signed_in["mustEnrolSecondFactor"], false);
    app.end().await;
    free.end().await;
}

#[tokio::test]
async fn what_is_done_with_second_factors_is_audited() {
    let [app, free] = settled().await;
    let secret = enrolled(&app, "director").await;
    sign_in(&app, "director", None).await;
    let signed_in = sign_in(&app, "director", Some(&next_code(&app, &secret))).await;
    enrol(&app, token(&signed_in), PASSWORD).await;
    let person = app.names["person:director"].clone();
    free.done("sysadmin", "resetSecondFactor", "", json!({ "personId": person })).await;
    app.engine.write_audit(Pace::All).await.unwrap();
    free.engine.write_audit(Pace::All).await.unwrap();
    let query =
        "{ auditEntries(last: 40) { edges { node { kind outcome code subject object actor } } } }";
    let found = free.ask("auditor", query, json!({})).await["auditEntries"]["edges"].clone();
    let text = found.to_string();
    assert!(!text.contains(&secret.text()), "{text}");
    let told: Vec<Value> =
        found.as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect();
    let is = |outcome: &str, kind: &str, code: Value, subject: Value, object: Value| {
        let entry = json!({ "kind": kind, "outcome": outcome, "code": code, "subject": subject,
            "object": object });
        let same = |name: &str, node: &Value| node[name] == entry[name];
        let names = ["kind", "outcome", "code", "subject", "object"];
        let found = told.iter().any(|node| names.iter().all(|name| same(name, node)));
        assert!(found, "{entry} in {told:#?}");
    };
    let (none, enrolment) = (Value::Null, "SECOND_FACTOR");
    is("DONE", enrolment, none.clone(), json!("ENROL_SECOND_FACTOR"), none.clone());
    is("DONE", enrolment, none.clone(), json!("CONFIRM_SECOND_FACTOR"), none.clone());
    let in_place = json!("FACTOR_IN_PLACE");
    is("REFUSED", enrolment, in_place, json!("ENROL_SECOND_FACTOR"), none.clone());
    is("REFUSED", "SIGN_IN", json!("CODE_WRONG"), none.clone(), none.clone());
    is("DONE", "ACCOUNT", none, json!("RESET_SECOND_FACTOR"), json!(person));
    app.end().await;
    free.end().await;
}
