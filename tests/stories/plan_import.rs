//! A clerk imports a plan, and files go in and out: what is no plan is refused, what was
//! handed in comes out as it was, for those who may see it, and what nothing refers to is swept.

use axum::body::to_bytes;
use axum::http::{StatusCode, header};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::database::Database;
use crate::harness::upload::file;

const TEXT: &str = include_str!("../data/plan.txt");

#[tokio::test]
async fn a_plan_is_imported_and_files_come_out_as_they_went_in_on_sqlite() {
    tell(Database::sqlite().await).await;
}

#[tokio::test]
async fn a_plan_is_imported_and_files_come_out_as_they_went_in_on_postgres() {
    if let Some(database) = Database::postgres("plan_import").await {
        tell(database).await;
    }
}

async fn tell(database: Database) {
    let mut app = TestApp::open(database).await;
    app.settle().await;
    what_cannot_be_drafted_is_refused_by_name(&app).await;
    import(&mut app).await;
    let assignment = dispatch(&app).await;
    files_come_out_as_they_went_in(&app, &assignment).await;
    what_nothing_refers_to_is_swept(&app).await;
    app.end().await;
}

fn input(name: &str, text: &str) -> Value {
    json!({ "file": file(name, text), "clientMutationId": name })
}

async fn what_cannot_be_drafted_is_refused_by_name(app: &TestApp) {
    let refused = app.refused("clerk", "importPlan", input("poem.txt", "床前明月光。")).await;
    assert_eq!(refused, "DOCUMENT_UNREADABLE");
    assert_eq!(app.refused("east", "importPlan", input("plan.txt", TEXT)).await, "BAD_INPUT");
    let of_city =
        json!({ "file": file("plan.txt", TEXT), "jurisdictionId": app.names["某市人民政府"] });
    assert_eq!(app.refused("east", "importPlan", of_city.clone()).await, "NOT_FOUND");
    assert_eq!(app.refused("leader", "importPlan", of_city).await, "FORBIDDEN");
}

async fn import(app: &mut TestApp) {
    let fields = "plan { id state fileName sourceUrl taskCounts { count } }";
    let first = app.done("clerk", "importPlan", fields, input("方案.txt", TEXT)).await;
    let again = app.done("clerk", "importPlan", fields, input("方案.txt", TEXT)).await;
    assert_eq!(first, again, "the same key and the same file happen once");
    let other = input("方案.txt", &TEXT.replace("5个以上", "6个以上"));
    assert_eq!(app.refused("clerk", "importPlan", other).await, "CONFLICT");
    let plan = &first["plan"];
    assert_eq!((&plan["state"], &plan["fileName"]), (&json!("DRAFT"), &json!("方案.txt")));
    let url = plan["sourceUrl"].as_str().unwrap();
    let source = app.download(Some("director"), url).await;
    assert_eq!(to_bytes(source.into_body(), 1 << 20).await.unwrap(), TEXT.as_bytes());
    let hidden = app.download(Some("east"), url).await;
    assert_eq!(hidden.status(), StatusCode::NOT_FOUND, "a draft is the office's own paper");
    app.names.insert("plan".to_owned(), plan["id"].as_str().unwrap().to_owned());
}

/// Issues and dispatches; the assignment of the east county on the first task, signed for.
async fn dispatch(app: &TestApp) -> String {
    let plan = &app.names["plan"];
    let confirm = json!({ "planId": plan, "confirmed": "LEAD_AND_DUE" });
    app.done("director", "confirmTasks", "", confirm).await;
    let issue = json!({ "planId": plan, "inForceFrom": "2026-01-05" });
    app.done("director", "issuePlan", "", issue).await;
    app.done("clerk", "dispatchTasks", "", json!({ "planId": plan })).await;
    let list = "{ assignments(first: 1) { edges { node { id } } } }";
    let seen = app.ask("east", list, json!({})).await;
    let id = seen["assignments"]["edges"][0]["node"]["id"].as_str().unwrap().to_owned();
    app.done("east", "signForAssignments", "", json!({ "assignmentIds": [id] })).await;
    id
}

async fn files_come_out_as_they_went_in(app: &TestApp, assignment: &str) {
    let text = "现场记录:五处公园。";
    let evidence = json!({ "assignmentId": assignment, "purpose": "CLOSING", "title": "记录",
                           "file": file("现场.txt", text) });
    let handed = app.done("east", "submitEvidence", "evidence { id url digest }", evidence).await;
    let url = handed["evidence"]["url"].as_str().unwrap();
    for who in ["east.signer", "clerk", "supervisor"] {
        let answer = app.download(Some(who), url).await;
        assert_eq!(answer.status(), StatusCode::OK, "{who}");
        let told = |name| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(told(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert!(told(header::CONTENT_DISPOSITION).starts_with("attachment; "));
        let tag = format!("\"{}\"", handed["evidence"]["digest"].as_str().unwrap());
        assert_eq!(told(header::ETAG), tag);
        assert_eq!(told(header::CONTENT_LENGTH), text.len().to_string());
        assert_eq!(to_bytes(answer.into_body(), 1 << 20).await.unwrap(), text.as_bytes());
    }
    for (who, status) in [
        (Some("west"), StatusCode::NOT_FOUND),
        (Some("sysadmin"), StatusCode::NOT_FOUND),
        (None, StatusCode::UNAUTHORIZED),
    ] {
        assert_eq!(app.download(who, url).await.status(), status, "{who:?}");
    }
    for path in ["/evidence/evidence:0", "/evidence/x", "/evidence/plan:1", "/plans/x/source"] {
        let answer = app.download(Some("clerk"), path).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

/// Refused and repeated uploads left files behind; what is referred to stays.
async fn what_nothing_refers_to_is_swept(app: &TestApp) {
    let age = TimeDelta::hours(24);
    assert_eq!(app.engine.sweep_files(&app.files, age).await.unwrap(), 0, "they are too young");
    app.on("2026-01-08").await;
    let swept = app.engine.sweep_files(&app.files, age).await.unwrap();
    assert!(swept >= 3, "a repeat and two conflicts at least: {swept}");
    assert_eq!(app.engine.sweep_files(&app.files, age).await.unwrap(), 0);
    let plan = &app.names["plan"];
    let source = app.download(Some("clerk"), &format!("/plans/{plan}/source")).await;
    assert_eq!(source.status(), StatusCode::OK);
}
