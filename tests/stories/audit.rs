//! Who signed in, who was refused, what was taken out and who looked: written down, and read by
//! those who keep the logs.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use duban_domain::audit::Node;
use duban_domain::audit::act::Act;
use duban_domain::people::account::Username;
use duban_domain::value::id::PersonId;
use duban_engine::Engine;
use duban_engine::audit::{Origin, Pace, Party};
use duban_engine::clock::{Clock, CountingIds};
use duban_engine::session::account::Closing;
use duban_store::journal::seal::Keyring;
use duban_store::journal::verify::verify;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::database::Database;
use crate::harness::world::World;
use crate::harness::{PASSWORD, TestApp};

const FIELDS: &str = "sequence node day kind outcome code subject object actor role count firstAt \
                      lastAt recordedAt address requestId hash previousHash post";

#[tokio::test]
async fn what_is_audited_is_found_on_sqlite() {
    tell(Database::sqlite().await).await;
}

#[tokio::test]
async fn what_is_audited_is_found_on_postgres() {
    if let Some(database) = Database::postgres("audit").await {
        tell(database).await;
    }
}

async fn tell(database: Database) {
    let mut app = TestApp::open(database).await;
    app.settle().await;
    signing_in_and_out(&app).await;
    app.on("2026-01-06").await;
    refusals(&app).await;
    app.on("2026-01-07").await;
    a_flood_is_counted(&app).await;
    app.draft_plan().await;
    exports(&app).await;
    the_keepers_of_the_logs_and_nobody_else(&app).await;
    nothing_of_it_is_secret(&app).await;
    what_is_old_goes(&app).await;
    app.end().await;
}

/// What was audited, as the audit administrator finds it.
async fn audited(app: &TestApp, filter: Value) -> Vec<Value> {
    app.engine.write_audit(Pace::All).await.unwrap();
    let query = format!(
        "query($filter: AuditFilter) {{ auditEntries(last: 100, filter: $filter) \
         {{ totalCount edges {{ node {{ {FIELDS} }} }} }} }}"
    );
    let found = app.ask("auditor", &query, json!({ "filter": filter })).await;
    let edges = found["auditEntries"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

/// Of each entry the fields named.
fn told(entries: &[Value], fields: &[&str]) -> Value {
    let of = |entry: &Value| fields.iter().map(|field| entry[field].clone()).collect::<Value>();
    entries.iter().map(of).collect()
}

async fn by(app: &TestApp, who: &str, kind: &str) -> Vec<Value> {
    let person = &app.names[&format!("person:{who}")];
    audited(app, json!({ "kind": kind, "personId": person })).await
}

const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) \
                       { accessToken refreshToken errors { code } } }";

async fn sign_in(app: &TestApp, username: &str, password: &str) -> Value {
    let input = json!({ "input": { "username": username, "password": password } });
    app.answer_to(None, SIGN_IN, input).await["data"]["signIn"].clone()
}

async fn signing_in_and_out(app: &TestApp) {
    let signed_in = sign_in(app, "east", PASSWORD).await;
    let token = signed_in["accessToken"].as_str().unwrap();
    for _ in 0..5 {
        sign_in(app, "west", "Wrong-Password-1").await;
    }
    sign_in(app, "west", PASSWORD).await;
    sign_in(app, "Nobody-2026-Secret", "Wrong-Password-1").await;
    let housing = app.sessions.person_named(&Username::parse("housing").unwrap()).await.unwrap();
    app.sessions.set_disabled(housing.unwrap(), Closing::Closed).await.unwrap();
    sign_in(app, "housing", PASSWORD).await;
    app.sessions.set_disabled(housing.unwrap(), Closing::Open).await.unwrap();
    let refresh = "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) \
                   { errors { code } } }";
    let spent = json!({ "input": { "refreshToken": signed_in["refreshToken"] } });
    for _ in 0..2 {
        app.answer_to(None, refresh, spent.clone()).await;
        // Later than a lost answer is asked for again.
        app.clock.set(app.clock.now() + chrono::TimeDelta::seconds(11));
    }
    let ended = app.answer_to(Some(token), "{ viewer { person { id } } }", json!({})).await;
    assert_eq!(ended["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    let done = json!([["DONE", null]]);
    assert_eq!(told(&by(app, "east", "SIGN_IN").await, &["outcome", "code"]), done);
    let reused = by(app, "east", "REFRESH").await;
    assert_eq!(
        told(&reused, &["outcome", "code", "count"]),
        json!([["REFUSED", "TOKEN_REUSED", 1]])
    );
    let mut locked = by(app, "west", "SIGN_IN").await;
    locked.sort_by_key(|entry| entry["code"].to_string());
    let locked = told(&locked, &["code", "count"]);
    let expected =
        json!([["ACCOUNT_LOCKED", 1], ["PASSWORD_WRONG", 4], ["PASSWORD_WRONG_LOCKING", 1]]);
    assert_eq!(locked, expected);
    let closed = by(app, "housing", "SIGN_IN").await;
    assert_eq!(told(&closed, &["code"]), json!([["ACCOUNT_CLOSED"]]));
    let unknown = audited(app, json!({ "kind": "SIGN_IN", "outcome": "REFUSED" })).await;
    let unknown: Vec<_> = unknown.into_iter().filter(|it| it["actor"].is_null()).collect();
    assert_eq!(told(&unknown, &["code", "count"]), json!([["NAME_UNKNOWN", 1]]));
    let tokens = audited(app, json!({ "kind": "REFUSAL" })).await;
    let tokens = told(&tokens, &["subject", "code", "actor"]);
    assert_eq!(tokens, json!([["ACCESS_TOKEN", "UNAUTHENTICATED", null]]));
    let out = app.token("planning").await;
    app.answer_to(Some(&out), "mutation { signOut { signedOut } }", json!({})).await;
    assert_eq!(told(&by(app, "planning", "SIGN_OUT").await, &["outcome"]), json!([["DONE"]]));
}

/// What the person who is refused writes stays with that person.
const WRITTEN: &str = "不得入审计的内容";

async fn refusals(app: &TestApp) {
    let unit = app.names["东县"].clone();
    let named = json!({ "organisationId": unit, "personId": app.names["person:west"],
                        "phone": "13800001234" });
    assert_eq!(app.refused("east", "nameLiaison", named.clone()).await, "LIAISON_ELSEWHERE");
    assert_eq!(app.refused("clerk", "nameLiaison", named).await, "FORBIDDEN");
    let person = json!({ "name": WRITTEN });
    assert_eq!(app.refused("clerk", "registerPerson", person).await, "FORBIDDEN");
    let fields = ["outcome", "code", "subject", "object", "role", "count"];
    let east = by(app, "east", "REFUSAL").await;
    let expected = json!([["REFUSED", "LIAISON_ELSEWHERE", "NAME_LIAISON", unit, "COUNTY", 1]]);
    assert_eq!(told(&east, &fields), expected);
    assert!(east[0]["requestId"].is_string() && east[0]["post"].is_string(), "{east:#?}");
    let clerk = by(app, "clerk", "REFUSAL").await;
    let clerk = told(&clerk, &["code", "subject", "role"]);
    let names =
        json!([["FORBIDDEN", "NAME_LIAISON", "OFFICE"], ["FORBIDDEN", "registerPerson", "OFFICE"]]);
    assert_eq!(clerk, names);
    let asked =
        app.answer(Some("finance"), "{ journal(first: 1) { edges { cursor } } }", json!({}));
    assert_eq!(asked.await["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let fields = ["code", "subject", "object"];
    let log = json!([["FORBIDDEN", "journal", null]]);
    assert_eq!(told(&by(app, "finance", "REFUSAL").await, &fields), log);
    app.answer_to(None, "{ plans(first: 1) { edges { cursor } } }", json!({})).await;
    let strangers = audited(app, json!({ "kind": "REFUSAL", "from": "2026-01-06" })).await;
    let strangers: Vec<_> = strangers.into_iter().filter(|it| it["actor"].is_null()).collect();
    assert_eq!(told(&strangers, &["code", "subject"]), json!([["UNAUTHENTICATED", "plans"]]));
}

async fn a_flood_is_counted(app: &TestApp) {
    let token = app.token("planning").await;
    let query = "mutation($input: NameLiaisonInput!) { nameLiaison(input: $input) \
                 { errors { code } } }";
    let (unit, person) = (&app.names["东县"], &app.names["person:east"]);
    for turn in 0..1_000 {
        let phone = format!("138{turn:08}");
        let named = json!({ "organisationId": unit, "personId": person, "phone": phone });
        let input = json!({ "input": named });
        let answer = app.answer_to(Some(&token), query, input).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        if turn % 100 == 0 {
            app.engine.write_audit(Pace::Due).await.unwrap();
        }
    }
    let flood = by(app, "planning", "REFUSAL").await;
    let counted = json!([["NAME_LIAISON", unit, 1], ["NAME_LIAISON", unit, 999]]);
    assert_eq!(told(&flood, &["subject", "object", "count"]), counted);
}

async fn exports(app: &TestApp) {
    let plan = app.names["plan"].clone();
    let report = "query($id: ID!) { accountabilityReport(planId: $id, groupBy: SECTION) \
                  { rows { key } } }";
    app.ask("clerk", report, json!({ "id": plan })).await;
    let source = app.download(Some("clerk"), &format!("/plans/{plan}/source")).await;
    assert_eq!(source.status(), StatusCode::OK);
    let hidden = app.download(Some("auditor"), &format!("/plans/{plan}/source")).await;
    assert_ne!(hidden.status(), StatusCode::OK);
    app.seal().await;
    let receipt = "query($id: ID!) { journalReceipt(event: $id) { text } }";
    app.ask("clerk", receipt, json!({ "id": format!("{plan}@1") })).await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("all.zip");
    app.engine.backup(&app.files, &archive, "").await.unwrap();
    let mut exports =
        told(&audited(app, json!({ "kind": "EXPORT" })).await, &["subject", "object"]);
    exports.as_array_mut().unwrap().sort_by_key(Value::to_string);
    let expected = json!([
        ["ACCOUNTABILITY_REPORT", plan],
        ["BACKUP", null],
        ["FILE", plan],
        ["JOURNAL_RECEIPT", format!("{plan}@1")],
    ]);
    assert_eq!(exports, expected);
    let refused = by(app, "auditor", "REFUSAL").await;
    assert_eq!(told(&refused, &["subject", "code"]), json!([["FILE", "NOT_FOUND"]]));
}

async fn the_keepers_of_the_logs_and_nobody_else(app: &TestApp) {
    let query = "{ auditEntries(last: 100) { totalCount edges { node { actor kind } } } }";
    for who in ["clerk", "supervisor", "mayor", "east", "sysadmin"] {
        let answer = app.answer(Some(who), query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{who}");
    }
    app.engine.write_audit(Pace::All).await.unwrap();
    let seen = app.ask("secadmin", query, json!({})).await["auditEntries"].clone();
    let auditor = &app.names["person:auditor"];
    let edges = seen["edges"].as_array().unwrap();
    assert!(!edges.is_empty(), "no one watches alone");
    assert!(edges.iter().all(|edge| edge["node"]["actor"] == **auditor), "{edges:#?}");
    let reads = by(app, "auditor", "READ").await;
    let days: Vec<_> = reads.iter().map(|entry| (&entry["subject"], &entry["day"])).collect();
    let again: BTreeSet<_> = days.iter().map(|it| format!("{it:?}")).collect();
    assert!(days.len() >= 2 && again.len() == days.len(), "once a day: {days:?}");
    let watched = by(app, "secadmin", "READ").await;
    assert_eq!(told(&watched, &["subject"]), json!([["AUDIT"]]));
}

/// Nothing that somebody typed, wrote or bears is in an entry, whatever was done with it.
async fn nothing_of_it_is_secret(app: &TestApp) {
    let all = audited(app, json!({})).await;
    let text = json!(all).to_string();
    let secrets = [
        PASSWORD,
        "Wrong-Password-1",
        "Nobody-2026",
        "nobody-2026",
        "13800001234",
        "13800000",
        WRITTEN,
        "eyJ",
        "Bearer",
    ];
    for secret in secrets {
        assert!(!text.contains(secret), "an entry holds {secret}");
    }
    assert!(text.contains("FORBIDDEN"));
}

async fn what_is_old_goes(app: &TestApp) {
    let before = audited(app, json!({})).await.len();
    assert!(app.engine.seal_audit().await.unwrap() > 0);
    app.on("2026-07-08").await;
    // Whoever asks for less than the law keeps what the law asks for.
    assert_eq!(app.engine.clear_audit(0).await.unwrap(), 0, "184 days are not over");
    app.on("2026-07-09").await;
    assert_eq!(app.engine.clear_audit(1_095).await.unwrap(), 0);
    assert!(app.engine.clear_audit(184).await.unwrap() > 0);
    let after = audited(app, json!({ "to": "2026-01-31" })).await;
    assert!(!after.is_empty() && after.len() < before);
    assert!(after.iter().all(|entry| entry["day"] != "2026-01-05"), "that day is gone");
    let store = app.engine.store();
    let found = verify(store, &Keyring::new([]), None).await.unwrap();
    let audit = found.findings.iter().filter(|it| it.subject.contains("audit"));
    assert_eq!(audit.count(), 0, "{:#?}", found.findings);
    let said = "query($id: ID!) { journal(stream: $id, first: 9) { edges { node { kind } } } }";
    let log = app.answer(Some("clerk"), said, json!({ "id": "audit:2026-01-05" })).await;
    assert_eq!(log["data"]["journal"]["edges"], json!([]), "how far logs had come is no business");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_write_and_seal_side_by_side() {
    let Some(database) = Database::postgres("audit_nodes").await else { return };
    let app = TestApp::open(database).await;
    let mut nodes = tokio::task::JoinSet::new();
    for name in ["one", "two"] {
        let clock = Arc::clone(&app.clock);
        let ids = Arc::new(CountingIds::after(app.engine.ids().fresh()));
        let engine = Engine::new(app.engine.store().clone(), clock, ids);
        let engine = engine.named(Node::parse(name).unwrap());
        nodes.spawn(async move {
            for turn in 0..50 {
                let party = Party::person(PersonId(Uuid::from_u128(turn)));
                engine.note(party, &Origin::default(), &Act::SignedOut);
                engine.write_audit(Pace::Due).await.unwrap();
                if turn % 10 == 0 {
                    engine.seal_audit().await.unwrap();
                }
            }
        });
    }
    while let Some(done) = nodes.join_next().await {
        done.unwrap();
    }
    app.on("2026-01-06").await;
    app.engine.seal_audit().await.unwrap();
    let found = verify(app.engine.store(), &Keyring::new([]), None).await.unwrap();
    assert!(found.is_sound(), "{:#?}", found.findings);
    assert_eq!(found.audited, 100);
    app.end().await;
}

#[tokio::test]
async fn a_supervisor_is_noted_once_a_day_for_each_unit_and_kind_of_thing() {
    let world = World::settle().await;
    let app = world.open().await;
    let read = "{ assignments(first: 100) { edges { node { id unit { name } \
                evidence(first: 9) { edges { cursor } } } } } sheets(first: 9) { edges { cursor } } }";
    let history = "query($id: ID!) { journal(first: 9, stream: $id) { edges { cursor } } }";
    for held in ["west@housing.signed", "far.county@far.bureau.signed"] {
        app.ask("supervisor", history, json!({ "id": world.id(held) })).await;
    }
    let seen = told(&by(&app, "supervisor", "READ").await, &["subject", "object"]);
    assert_eq!(seen, json!([["ASSIGNMENTS", app.names["西县"]]]), "what is hidden was not seen");
    let mut statements = Vec::new();
    for who in ["clerk", "supervisor", "supervisor", "supervisor"] {
        let (token, counters) = (app.token(who).await, app.engine.store().counters());
        let before = counters.statements();
        let answer = app.answer_to(Some(&token), read, json!({})).await;
        statements.push(counters.statements() - before);
        assert!(!answer["data"]["assignments"]["edges"].as_array().unwrap().is_empty());
        app.engine.write_audit(Pace::Due).await.unwrap();
    }
    statements.dedup();
    assert_eq!(statements.len(), 1, "being noted costs no statement: {statements:?}");
    let first = by(&app, "supervisor", "READ").await;
    assert!(first.iter().any(|entry| entry["object"] == app.names["东县"].as_str()), "{first:#?}");
    let looks = |entries: &[Value]| -> BTreeSet<String> {
        entries
            .iter()
            .map(|it| format!("{} {} {}", it["day"], it["subject"], it["object"]))
            .collect()
    };
    assert_eq!(looks(&first).len(), first.len(), "each once");
    assert!(first.iter().all(|entry| entry["count"] == 1));
    // Another node, and this one when it has started anew, know of it.
    let database = Database::shared(app.engine.store().clone());
    let ids = CountingIds::after(app.engine.ids().fresh());
    let fresh = TestApp::go_on(database, app.clock.now(), ids).await;
    fresh.ask("supervisor", read, json!({})).await;
    fresh.engine.write_audit(Pace::All).await.unwrap();
    assert_eq!(looks(&by(&app, "supervisor", "READ").await), looks(&first));
    assert_eq!(by(&app, "clerk", "READ").await, Vec::<Value>::new(), "who does the work is not");
    app.end().await;
}
