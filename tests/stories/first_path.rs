//! One assignment from a published text to a closed responsibility by nine people, and the reports
//! of three dates. `tests/protocol/first-path.mjs` walks it again with an ordinary client.

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::database::Database;

#[tokio::test]
async fn a_plan_is_carried_out_and_answered_for_on_sqlite() {
    tell(Database::sqlite().await).await;
}

#[tokio::test]
async fn a_plan_is_carried_out_and_answered_for_on_postgres() {
    if let Some(database) = Database::postgres("first_path").await {
        tell(database).await;
    }
}

async fn tell(database: Database) {
    let mut app = TestApp::open(database).await;
    app.settle().await;
    app.draft_plan().await;
    issue(&app).await;
    let assignment = sign_for(&app).await;
    report_the_month(&app, &assignment).await;
    close(&app, &assignment).await;
    three_reports(&app).await;
    every_number_opens_its_list(&app).await;
    app.end().await;
}

async fn issue(app: &TestApp) {
    let plan = &app.names["plan"];
    let issue = json!({ "planId": plan, "inForceFrom": "2026-01-05" });
    assert_eq!(app.refused("clerk", "issuePlan", issue.clone()).await, "FORBIDDEN");
    assert_eq!(app.refused("director", "issuePlan", issue.clone()).await, "LEADS_UNCONFIRMED");
    assert_eq!(app.refused("east", "issuePlan", issue.clone()).await, "NOT_FOUND");
    let confirm = json!({ "planId": plan, "confirmed": "LEAD_AND_DUE" });
    app.done("director", "confirmTasks", "tasks { no lead { name } dueOn }", confirm).await;
    app.done("director", "issuePlan", "plan { state }", issue).await;
    let dispatched =
        app.done("clerk", "dispatchTasks", "tasks { no state }", json!({ "planId": plan })).await;
    assert_eq!(dispatched["tasks"].as_array().unwrap().len(), 2);
}

/// Every county signs; the assignment of the east on the first task is what the story follows.
async fn sign_for(app: &TestApp) -> String {
    let list = "{ assignments(first: 50) { edges { node { id duty state task { no } \
                availableActions { action allowed } } } } }";
    for who in ["east", "west", "housing.signer", "planning.signer"] {
        let seen = app.ask(who, list, json!({})).await;
        let ids: Vec<&Value> = seen["assignments"]["edges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| &edge["node"])
            .filter(|node| can(node, "SIGN_FOR"))
            .map(|node| &node["id"])
            .collect();
        let input = json!({ "assignmentIds": ids });
        app.done(who, "signForAssignments", "assignments { state }", input).await;
    }
    let seen = app.ask("east", list, json!({})).await;
    let edges = seen["assignments"]["edges"].as_array().unwrap();
    let nodes: Vec<&Value> = edges.iter().map(|edge| &edge["node"]).collect();
    assert_eq!(nodes.len(), 2, "a county sees its own and nothing else");
    assert!(nodes.iter().all(|node| node["duty"] == "IMPLEMENT" && node["state"] == "SIGNED"));
    let first = nodes.iter().find(|node| node["task"]["no"] == 1).unwrap();
    first["id"].as_str().unwrap().to_owned()
}

fn can(node: &Value, action: &str) -> bool {
    let actions = node["availableActions"].as_array().unwrap();
    actions.iter().any(|offer| offer["action"] == action && offer["allowed"] == true)
}

async fn report_the_month(app: &TestApp, assignment: &str) {
    let milestones = json!([{ "name": "选址", "dueOn": "2026-01-20", "weight": 40 },
                            { "name": "建成", "dueOn": "2026-03-31", "weight": 60 }]);
    let plan = json!({ "assignmentId": assignment, "milestones": milestones });
    app.done("east.signer", "planMilestones", "assignment { state }", plan).await;
    app.on("2026-01-22").await;
    let seen = app
        .ask(
            "east",
            "query($id: ID!) { assignment(id: $id) { milestones { id name } \
             targets { target { id } } } sheets(first: 5) { edges { node { id period dueOn } } } }",
            json!({ "id": assignment }),
        )
        .await;
    let sheet = &seen["sheets"]["edges"][0]["node"]["id"];
    let submit = json!({ "sheetId": sheet, "assignmentIds": [assignment] });
    assert_eq!(app.refused("east.signer", "submitSheet", submit.clone()).await, "ROW_REQUIRED");
    let row = json!({
        "assignmentId": assignment,
        "progress": "已选定五处地块。",
        "milestones": [{ "milestoneId": seen["assignment"]["milestones"][0]["id"],
                         "on": "2026-01-18" }],
        "figures": [{ "targetId": seen["assignment"]["targets"][0]["target"]["id"],
                      "value": "5", "on": "2026-01-21" }],
    });
    let draft = json!({ "sheetId": sheet, "rows": [row] });
    app.done("east.signer", "draftSheetRows", "sheet { id }", draft.clone()).await;
    assert_eq!(
        app.refused("east.signer", "submitSheet", submit.clone()).await,
        "DRAFTER_IS_SIGNER"
    );
    app.done("east", "draftSheetRows", "sheet { id }", draft.clone()).await;
    app.done("east.signer", "submitSheet", "sheet { id }", submit.clone()).await;
    let back = json!({ "assignmentId": assignment, "period": "2026-01",
                       "reason": "请写明五处地块的位置。" });
    assert_eq!(app.refused("east.signer", "returnRow", back.clone()).await, "FORBIDDEN");
    app.done("housing", "returnRow", "assignment { id }", back).await;
    app.done("east", "draftSheetRows", "sheet { id }", draft).await;
    app.done("east.signer", "submitSheet", "sheet { id }", submit).await;
    let rows = json!({ "rows": [{ "assignmentId": assignment, "period": "2026-01" }] });
    assert_eq!(app.refused("clerk", "acceptRows", rows.clone()).await, "LEAD_CHECK_MISSING");
    assert_eq!(app.refused("east.signer", "acceptRows", rows.clone()).await, "FORBIDDEN");
    assert_eq!(app.refused("west", "checkRows", rows.clone()).await, "NOT_FOUND");
    app.done("housing", "checkRows", "assignments { id }", rows.clone()).await;
    let accepted =
        app.done("clerk", "acceptRows", "assignments { progress targets { metOn } }", rows).await;
    assert_eq!(accepted["assignments"][0]["progress"], 40);
    assert_eq!(accepted["assignments"][0]["targets"][0]["metOn"], "2026-01-21");
}

async fn close(app: &TestApp, assignment: &str) {
    app.on("2026-02-10").await;
    let ask = json!({ "assignmentId": assignment, "outcome": "PARTLY_MET",
                      "statement": "五处公园均已开放。" });
    assert_eq!(app.refused("east.signer", "requestClosing", ask.clone()).await, "EVIDENCE_MISSING");
    let evidence = json!({ "assignmentId": assignment, "purpose": "CLOSING", "title": "照片",
                           "url": "https://example.cn/photos" });
    let handed = app.done("east", "submitEvidence", "evidence { id state }", evidence).await;
    let id = json!({ "evidenceId": handed["evidence"]["id"] });
    assert_eq!(app.refused("east.signer", "verifyEvidence", id.clone()).await, "FORBIDDEN");
    app.done("housing", "verifyEvidence", "evidence { state }", id).await;
    app.done("east.signer", "requestClosing", "assignment { state }", ask.clone()).await;
    let back = json!({ "assignmentId": assignment, "reason": "请补充管护单位。" });
    let working = app.done("director", "sendBackClosing", "assignment { state }", back).await;
    assert_eq!(working["assignment"]["state"], "IN_PROGRESS");
    app.done("east.signer", "requestClosing", "assignment { state }", ask).await;
    let closing = json!({ "assignmentIds": [assignment] });
    assert_eq!(app.refused("clerk", "closeAssignments", closing.clone()).await, "FORBIDDEN");
    let closed =
        app.done("director", "closeAssignments", "assignments { state outcome }", closing).await;
    assert_eq!(closed["assignments"][0]["state"], "COMPLETED");
    assert_eq!(closed["assignments"][0]["outcome"], "PARTLY_MET");
}

async fn three_reports(app: &TestApp) {
    let query = "query($id: ID!, $asOf: Date) { accountabilityReport(planId: $id, \
                 groupBy: COUNTY, asOf: $asOf) { rows { label duties rowsDue rowsOnTime \
                 rowsMissed completionRate milestones { total met overdue } \
                 targets { total met overdue } evidenceVerified } } }";
    app.on("2026-05-01").await;
    let mut told = Vec::new();
    for day in ["2026-01-06", "2026-01-31", "2026-04-30"] {
        let variables = json!({ "id": app.names["plan"], "asOf": day });
        let report = app.ask("supervisor", query, variables).await;
        let rows = report["accountabilityReport"]["rows"].as_array().unwrap().clone();
        let east = rows.iter().find(|row| row["label"] == "东县").unwrap().clone();
        told.push(east);
        let own = json!({ "id": app.names["plan"], "asOf": day });
        let west = app.ask("west", query, own).await;
        let labels: Vec<&Value> = west["accountabilityReport"]["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| &row["label"])
            .collect();
        assert_eq!(labels, ["西县"], "a county's report is its own");
    }
    let numbers = |row: &Value| {
        ["/duties", "/rowsOnTime", "/milestones/met", "/targets/met", "/targets/overdue"]
            .map(|path| row.pointer(path).unwrap().as_i64().unwrap())
    };
    assert_eq!(numbers(&told[0]), [2, 0, 0, 0, 0]);
    assert_eq!(numbers(&told[1]), [2, 1, 1, 1, 0]);
    assert_eq!(numbers(&told[2])[2..4], [1, 1]);
}

/// What is counted in which number of a row, as the schema says beside it.
const NUMBERS: [(&str, &str, &str); 25] = [
    ("/duties", "SIGN_FOR", "TOTAL"),
    ("/signedLate", "SIGN_FOR", "LATE"),
    ("/unsigned", "SIGN_FOR", "OVERDUE"),
    ("/rowsDue", "ROW", "DUE"),
    ("/rowsOnTime", "ROW", "ON_TIME"),
    ("/rowsLate", "ROW", "LATE"),
    ("/rowsMissed", "ROW", "OVERDUE"),
    ("/milestones/total", "MILESTONE", "TOTAL"),
    ("/milestones/met", "MILESTONE", "MET"),
    ("/milestones/late", "MILESTONE", "LATE"),
    ("/milestones/overdue", "MILESTONE", "OVERDUE"),
    ("/milestones/carriedOver", "MILESTONE", "CARRIED_OVER"),
    ("/targets/total", "TARGET", "TOTAL"),
    ("/targets/met", "TARGET", "MET"),
    ("/targets/late", "TARGET", "LATE"),
    ("/targets/overdue", "TARGET", "OVERDUE"),
    ("/targets/carriedOver", "TARGET", "CARRIED_OVER"),
    ("/completions/total", "COMPLETION", "TOTAL"),
    ("/completions/met", "COMPLETION", "MET"),
    ("/completions/late", "COMPLETION", "LATE"),
    ("/completions/overdue", "COMPLETION", "OVERDUE"),
    ("/completions/carriedOver", "COMPLETION", "CARRIED_OVER"),
    ("/evidenceSubmitted", "EVIDENCE", "TOTAL"),
    ("/evidenceVerified", "EVIDENCE", "MET"),
    ("/evidenceReturned", "EVIDENCE", "FAILED"),
];

async fn every_number_opens_its_list(app: &TestApp) {
    let dated = "{ total met late overdue carriedOver }";
    let query = format!(
        "query($id: ID!, $by: ReportGroup!, $asOf: Date) {{ accountabilityReport(planId: $id, \
         groupBy: $by, asOf: $asOf) {{ rows {{ key unit {{ id }} responsiblePost {{ unit {{ id }} }} \
         duties signedLate unsigned rowsDue rowsOnTime rowsLate rowsMissed milestones {dated} \
         targets {dated} completions {dated} evidenceSubmitted evidenceVerified evidenceReturned \
         }} }} }}"
    );
    let mut opened = 0;
    for by in ["LEAD", "SUPPORT", "COUNTY", "SECTION", "CLASS"] {
        for day in ["2026-01-06", "2026-04-30"] {
            let variables = json!({ "id": app.names["plan"], "by": by, "asOf": day });
            let report = app.ask("supervisor", &query, variables).await;
            for row in report["accountabilityReport"]["rows"].as_array().unwrap() {
                opened += opens(app, (by, day), row).await;
            }
        }
    }
    assert!(opened > 50, "{opened}");
}

/// Opens every number of a row, and tells how much they come to.
async fn opens(app: &TestApp, (by, day): (&str, &str), row: &Value) -> i64 {
    let answers = &row["responsiblePost"]["unit"];
    // The finance bureau only supports, and has nobody who signs.
    assert!(*answers == row["unit"] || by == "SUPPORT", "{by} {row}");
    let lists = NUMBERS.iter().enumerate().map(|(place, (_, kind, bucket))| {
        format!(
            "n{place}: obligations(first: 1, filter: {{ planId: $id, groupBy: $by, key: $key, \
             asOf: $asOf, kind: {kind}, bucket: {bucket} }}) {{ totalCount }} "
        )
    });
    let lists: String = lists.collect();
    let query =
        format!("query($id: ID!, $by: ReportGroup!, $key: String, $asOf: Date) {{ {lists} }}");
    let plan = &app.names["plan"];
    let variables = json!({ "id": plan, "by": by, "key": row["key"], "asOf": day });
    let found = app.ask("supervisor", &query, variables).await;
    let mut sum = 0;
    for (place, (path, ..)) in NUMBERS.iter().enumerate() {
        let number = row.pointer(path).unwrap();
        assert_eq!(
            found[format!("n{place}")]["totalCount"],
            *number,
            "{path} by {by} on {day}: {row}"
        );
        sum += number.as_i64().unwrap();
    }
    sum
}
