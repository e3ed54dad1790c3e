//! Somebody follows the journal: every event once, none that is hidden, and not beyond his access.

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::database::Database;

const FIELDS: &str = "{ position stream version kind payload }";

#[tokio::test]
async fn the_journal_is_followed_without_gaps_on_sqlite() {
    follow(Database::sqlite().await).await;
}

#[tokio::test]
async fn the_journal_is_followed_without_gaps_on_postgres() {
    if let Some(database) = Database::postgres("follow_journal").await {
        follow(database).await;
    }
}

async fn follow(database: Database) {
    let mut app = TestApp::open(database).await;
    app.settle().await;
    app.draft_plan().await;
    app.engine.place_events().await.unwrap();
    every_event_comes_once(&app).await;
    news_comes_by_itself(&app).await;
    nothing_hidden_comes(&app).await;
    access_ends_the_stream(&app).await;
    app.end().await;
}

fn events(payloads: &[Value]) -> Vec<Value> {
    payloads.iter().map(|payload| payload["data"]["journalEvents"].clone()).collect()
}

fn position(event: &Value) -> i64 {
    event["position"].as_i64().unwrap()
}

async fn every_event_comes_once(app: &TestApp) {
    let log = "{ journal(first: 100) { edges { node { position } } } }";
    let log = app.ask("auditor", log, json!({})).await;
    let edges = log["journal"]["edges"].as_array().unwrap();
    let all: Vec<i64> = edges.iter().map(|edge| position(&edge["node"])).collect();
    let mut socket = app.socket(&app.token("auditor").await).await;
    let query = format!("subscription {{ journalEvents(first: {}) {FIELDS} }}", all.len());
    let heard = events(&socket.all(&query).await);
    assert_eq!(heard.iter().map(position).collect::<Vec<_>>(), all);
    assert!(heard.iter().all(|event| event["payload"].is_null()), "no contents for an auditor");
    let (cut, rest) = (all[7], all.len() - 8);
    let query = format!("subscription {{ journalEvents(after: {cut}, first: {rest}) {FIELDS} }}");
    let resumed = events(&socket.all(&query).await);
    assert_eq!(resumed, heard[8..], "after an interruption nothing is skipped or repeated");
    let refused = socket.all("subscription { journalEvents(after: -1) { position } }").await;
    assert!(refused[0].to_string().contains("BAD_INPUT"), "{refused:#?}");
}

async fn news_comes_by_itself(app: &TestApp) {
    let mut socket = app.socket(&app.token("clerk").await).await;
    socket.subscribe("subscription { journalEvents { stream kind } }").await;
    let confirm = json!({ "planId": app.names["plan"], "confirmed": "LEAD_AND_DUE" });
    app.done("director", "confirmTasks", "tasks { no }", confirm).await;
    app.engine.place_events().await.unwrap();
    loop {
        let message = socket.hear().await.unwrap();
        if message["payload"]["data"]["journalEvents"]["kind"] == "lead_confirmed" {
            break;
        }
    }
}

async fn nothing_hidden_comes(app: &TestApp) {
    let issue = json!({ "planId": app.names["plan"], "inForceFrom": "2026-01-05" });
    app.done("director", "issuePlan", "plan { state }", issue).await;
    app.done("clerk", "dispatchTasks", "tasks { no }", json!({ "planId": app.names["plan"] }))
        .await;
    app.engine.place_events().await.unwrap();
    let list = "{ assignments(first: 50) { edges { node { id } } } }";
    let own = app.ask("east", list, json!({})).await;
    let own: Vec<&str> = own["assignments"]["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| edge["node"]["id"].as_str().unwrap())
        .collect();
    let mut socket = app.socket(&app.token("east").await).await;
    let ids = json!({ "assignmentIds": own });
    app.done("east", "signForAssignments", "assignments { id }", ids).await;
    app.engine.place_events().await.unwrap();
    socket.subscribe("subscription { journalEvents { stream kind } }").await;
    let mut signed = 0;
    while signed < own.len() {
        let message = socket.hear().await.unwrap();
        let event = &message["payload"]["data"]["journalEvents"];
        let stream = event["stream"].as_str().unwrap();
        if stream.starts_with("assignment:") {
            assert!(own.contains(&stream), "{stream} belongs to somebody else");
        }
        signed += usize::from(event["kind"] == "assignment_signed_for");
    }
    let mut socket = app.socket(&app.token("sysadmin").await).await;
    let refused = socket.all("subscription { journalEvents { position } }").await;
    assert!(refused[0].to_string().contains("FORBIDDEN"), "{refused:#?}");
}

async fn access_ends_the_stream(app: &TestApp) {
    let token = app.token("west").await;
    let mut socket = app.socket(&token).await;
    socket.subscribe("subscription { journalEvents(after: 1000000) { position } }").await;
    app.sign_out(&token).await;
    assert_eq!(socket.hear().await, Err(4403), "a sign-out ends what was opened with it");
}
