//! The ledger as the office reads it: its columns, what it is filtered by, and units named by hand.

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::database::Database;

#[tokio::test]
async fn the_ledger_is_corrected_filtered_and_read_on_sqlite() {
    tell(Database::sqlite().await).await;
}

#[tokio::test]
async fn the_ledger_is_corrected_filtered_and_read_on_postgres() {
    if let Some(database) = Database::postgres("ledger").await {
        tell(database).await;
    }
}

async fn tell(database: Database) {
    let mut app = TestApp::open(database).await;
    app.settle().await;
    app.draft_plan().await;
    let task = units_are_named_by_hand(&app).await;
    dispatch(&app).await;
    let named = json!({ "taskIds": [task], "leader": "张某" });
    assert_eq!(app.refused("housing", "nameLeader", named.clone()).await, "FORBIDDEN");
    let seen = app.done("clerk", "nameLeader", "tasks { leader }", named).await;
    assert_eq!(seen["tasks"], json!([{ "leader": "张某" }]));
    let (first, last) = ("2026-01-05T04:00:00.000Z", "2026-01-06T04:00:00.000Z");
    let columns = "query($id: ID!) { task(id: $id) { progress updatedAt leadAssignment { progress \
                   updatedAt } } }";
    let row = app.ask("clerk", columns, json!({ "id": task })).await["task"].clone();
    let lead = json!({ "progress": 0, "updatedAt": first });
    assert_eq!(row, json!({ "progress": 0, "updatedAt": first, "leadAssignment": lead }));
    app.on("2026-01-06").await;
    let led = "query($id: ID!) { assignments(first: 9, filter: { taskId: $id, duties: [LEAD] }) \
               { edges { node { id } } } }";
    let found = app.ask("clerk", led, json!({ "id": task })).await;
    let lead = &found["assignments"]["edges"][0]["node"]["id"];
    let sign = json!({ "assignmentIds": [lead] });
    app.done("housing", "signForAssignments", "assignments { state }", sign).await;
    let row = app.ask("clerk", columns, json!({ "id": task })).await["task"].clone();
    assert_eq!(
        (&row["updatedAt"], &row["leadAssignment"]["updatedAt"]),
        (&json!(last), &json!(last))
    );
    let seen = app.ask("east", columns, json!({ "id": task })).await["task"].clone();
    let hidden = json!({ "progress": null, "updatedAt": first, "leadAssignment": null });
    assert_eq!(seen, hidden, "a county sees nothing of the lead's assignment");
    filters(&app).await;
    app.end().await;
}

/// Adds and corrects a task whose co-lead, county and bearer are named one by one.
async fn units_are_named_by_hand(app: &TestApp) -> Value {
    let unit = |name: &str| app.names[name].clone();
    let (housing, planning, east) =
        (unit("市住房和城乡建设局"), unit("市规划和自然资源局"), unit("东县"));
    let new = |every: bool| {
        json!({ "planId": app.names["plan"], "section": "附", "title": "补种行道树",
            "body": "沿街补种行道树。", "leadId": housing, "coLeadIds": [planning],
            "everyCounty": every, "implementerIds": [east], "dueOn": "2026-06-30" })
    };
    assert_eq!(app.refused("clerk", "addTask", new(true)).await, "BAD_INPUT");
    let names = "task { id everyCounty coLeads { id } implementers { id } }";
    let added = app.done("clerk", "addTask", names, new(false)).await["task"].clone();
    let task = added["id"].clone();
    let named = json!({ "id": task, "everyCounty": false, "coLeads": [{ "id": planning }],
        "implementers": [{ "id": east }] });
    assert_eq!(added, named);
    let both = json!({ "taskId": task, "everyCounty": true, "implementerIds": [east] });
    assert_eq!(app.refused("clerk", "correctTask", both).await, "BAD_INPUT");
    let target = |bearer: &str| {
        json!({ "taskId": task, "indicator": "补种完成", "comparator": "QUALITATIVE",
            "bearer": bearer, "bearerUnitIds": [east] })
    };
    assert_eq!(app.refused("clerk", "setTarget", target("COUNTIES")).await, "BAD_INPUT");
    let borne = "task { targets { bearer bearerUnits { id } } }";
    let set = app.done("clerk", "setTarget", borne, target("UNITS")).await;
    let targets = json!([{ "bearer": "UNITS", "bearerUnits": [{ "id": east }] }]);
    assert_eq!(set["task"]["targets"], targets);
    task
}

async fn dispatch(app: &TestApp) {
    let plan = &app.names["plan"];
    let confirm = json!({ "planId": plan, "confirmed": "LEAD_AND_DUE" });
    app.done("director", "confirmTasks", "tasks { no }", confirm).await;
    let issue = json!({ "planId": plan, "inForceFrom": "2026-01-05" });
    app.done("director", "issuePlan", "plan { state }", issue).await;
    app.done("clerk", "dispatchTasks", "tasks { no }", json!({ "planId": plan })).await;
}

/// How many of each there are for the one who asks.
async fn count(app: &TestApp, who: &str, list: &str, filter: Value) -> Value {
    let kind = if list == "tasks" { "TaskFilter" } else { "AssignmentFilter" };
    let query = format!("query($f: {kind}) {{ {list}(first: 1, filter: $f) {{ totalCount }} }}");
    app.ask(who, &query, json!({ "f": filter })).await[list]["totalCount"].clone()
}

async fn filters(app: &TestApp) {
    let (east, west) = (app.names["东县"].clone(), app.names["西县"].clone());
    for (who, list, filter, expected) in [
        ("clerk", "tasks", json!({}), 3),
        ("clerk", "tasks", json!({ "countyId": east }), 3),
        ("clerk", "tasks", json!({ "countyId": west }), 2),
        ("east", "tasks", json!({ "countyId": west }), 0),
        ("clerk", "tasks", json!({ "leader": "张某" }), 1),
        ("clerk", "tasks", json!({ "leader": "张" }), 0),
        ("clerk", "tasks", json!({ "overdueOn": "2026-07-01", "text": "行道树" }), 1),
        ("clerk", "tasks", json!({ "overdueOn": "2026-06-30", "text": "行道树" }), 0),
        ("clerk", "assignments", json!({ "text": "行道树" }), 3),
        ("east", "assignments", json!({ "text": "行道树" }), 1),
        ("west", "assignments", json!({ "text": "行道树" }), 0),
        ("clerk", "assignments", json!({ "section": "附" }), 3),
        ("clerk", "assignments", json!({ "text": "行道树", "dueAfter": "2026-06-29" }), 3),
        ("clerk", "assignments", json!({ "text": "行道树", "dueAfter": "2026-06-30" }), 0),
    ] {
        let found = count(app, who, list, filter.clone()).await;
        assert_eq!(found, expected, "{who} {list} {filter}");
    }
}
