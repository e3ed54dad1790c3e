//! Many people act at the same moment on the same plan: each is served, and nothing is taken for a
//! fault of the server that is only a neighbour.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::database::Database;

/// How many ask at the same moment.
const CROWD: usize = 16;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_acts_at_the_same_moment_is_served_on_sqlite() {
    crowd(Database::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_acts_at_the_same_moment_is_served_on_postgres() {
    if let Some(database) = Database::postgres("at_once").await {
        crowd(database).await;
    }
}

async fn crowd(database: Database) {
    let mut app = TestApp::open(database).await;
    app.settle().await;
    app.draft_plan().await;
    add(&app).await;
    issue(&app).await;
    sign(&app).await;
    app.end().await;
}

/// Every task that is added gets a number of its own, without gaps behind those of the document.
async fn add(app: &TestApp) {
    let input = |no: usize| {
        json!({ "planId": app.names["plan"], "section": "二", "title": format!("第{no}件事"),
                "body": "做好。", "leadId": app.names["市财政局"], "everyCounty": true,
                "dueOn": "2026-12-31" })
    };
    let document = "mutation($input: AddTaskInput!) { addTask(input: $input) {
        task { no title } errors { code message } } }";
    let asked = (0..CROWD).map(|no| ("clerk", input(no))).collect();
    let numbers: BTreeSet<u64> = at_once(app, document, asked)
        .await
        .iter()
        .map(|payload| payload["task"]["no"].as_u64().unwrap())
        .collect();
    let first = 3;
    assert_eq!(numbers, (first..first + CROWD as u64).collect());
}

async fn issue(app: &TestApp) {
    let plan = json!({ "planId": app.names["plan"] });
    let confirm = json!({ "planId": app.names["plan"], "confirmed": "LEAD_AND_DUE" });
    app.done("director", "confirmTasks", "", confirm).await;
    let issue = json!({ "planId": app.names["plan"], "inForceFrom": "2026-01-05" });
    app.done("director", "issuePlan", "", issue).await;
    app.done("clerk", "dispatchTasks", "", plan).await;
}

/// Two people of a county sign for one assignment each, over and over: all of them open rows on the
/// same sheet, which the first one begins.
async fn sign(app: &TestApp) {
    let list = "{ assignments(first: 50) { edges { node { id } } } }";
    let held = app.ask("east", list, json!({})).await;
    let held = held["assignments"]["edges"].as_array().unwrap();
    assert_eq!(held.len(), CROWD + 2);
    let people = ["east", "east.signer"];
    let asked = held
        .iter()
        .enumerate()
        .map(|(no, edge)| (people[no % 2], json!({ "assignmentIds": [edge["node"]["id"]] })));
    let document = "mutation($input: SignForAssignmentsInput!) { signForAssignments(input: $input)
        { assignments { state } errors { code message } } }";
    for payload in at_once(app, document, asked.collect()).await {
        assert_eq!(payload["assignments"][0]["state"], "SIGNED");
    }
    let sheets = "{ sheets(first: 5) { edges { node { period lines { assignment { id } } } } } }";
    let sheets = app.ask("east", sheets, json!({})).await;
    let rows: Vec<usize> = sheets["sheets"]["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| edge["node"]["lines"].as_array().unwrap().len())
        .collect();
    assert_eq!(rows, [held.len()], "one sheet with a row for each");
}

/// Asks all of it at the same moment; the payloads, in the order of the questions.
async fn at_once(app: &TestApp, document: &str, asked: Vec<(&str, Value)>) -> Vec<Value> {
    let mut questions = Vec::new();
    for (who, input) in asked {
        questions.push((app.token(who).await, json!({ "input": input })));
    }
    let answers = questions
        .iter()
        .map(|(token, variables)| app.answer_to(Some(token.as_str()), document, variables.clone()));
    let answers = join_all(answers).await;
    let payload = |answer: &Value| {
        assert!(answer.get("errors").is_none(), "{answer:#}");
        let payload = answer["data"].as_object().unwrap().values().next().unwrap();
        assert_eq!(payload["errors"], json!([]));
        payload.clone()
    };
    answers.iter().map(payload).collect()
}
