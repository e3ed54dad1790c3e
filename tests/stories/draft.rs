//! The office goes through a draft: what was asked about it, which units were read where, and what
//! has to be decided before the plan binds anybody.

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::database::Database;
use crate::harness::upload::file;

const TEXT: &str = include_str!("../data/plan.txt");

#[tokio::test]
async fn an_office_goes_through_a_draft_on_sqlite() {
    tell(Database::sqlite().await).await;
}

#[tokio::test]
async fn an_office_goes_through_a_draft_on_postgres() {
    if let Some(database) = Database::postgres("draft").await {
        tell(database).await;
    }
}

async fn tell(database: Database) {
    let mut app = TestApp::open(database).await;
    app.settle().await;
    import(&mut app).await;
    units_say_what_they_were_taken_for(&app).await;
    findings_point_at_their_words(&app).await;
    tasks_are_split_and_merged(&app).await;
    what_must_be_decided_keeps_the_plan_from_being_issued(&app).await;
    nobody_else_sees_what_was_asked(&app).await;
    app.end().await;
}

const FINDINGS: &str = "query($plan: ID!, $filter: FindingFilter) { plan(id: $plan) { \
    findings(first: 50, filter: $filter) { totalCount edges { node { id code words ask mustDecide \
    span { start end } task { no } settledOn settledBy { name } decision } } } } }";

async fn findings(app: &TestApp, who: &str, filter: Value) -> Vec<Value> {
    let variables = json!({ "plan": app.names["plan"], "filter": filter });
    let seen = app.ask(who, FINDINGS, variables).await;
    let edges = seen["plan"]["findings"]["edges"].as_array().cloned().unwrap_or_default();
    edges.into_iter().map(|edge| edge["node"].clone()).collect()
}

/// The text with a unit that nobody knows, in the place of one on file.
fn text() -> String {
    TEXT.replace("市财政局", "市天文台")
}

async fn import(app: &mut TestApp) {
    let input = json!({ "file": file("方案.txt", &text()) });
    let draft = app.done("clerk", "importPlan", "plan { id state }", input).await;
    assert_eq!(draft["plan"]["state"], "DRAFT", "an unknown unit keeps no draft from being made");
    let id = draft["plan"]["id"].as_str().unwrap().to_owned();
    app.names.insert("plan".to_owned(), id);
}

fn words(span: &Value) -> String {
    let place = |end: &str| usize::try_from(span[end].as_u64().unwrap()).unwrap();
    text().chars().skip(place("start")).take(place("end") - place("start")).collect()
}

async fn units_say_what_they_were_taken_for(app: &TestApp) {
    let query = "query($plan: ID) { tasks(first: 9, filter: { planId: $plan }) { edges { node { \
                 no span { start end } body unitReadings { words span { start end } duty unit { name } \
                 recognisedBy certainty } targets { dueCarried span { start end } text } } } } }";
    let seen = app.ask("clerk", query, json!({ "plan": app.names["plan"] })).await;
    let edges = seen["tasks"]["edges"].as_array().unwrap();
    let second = edges.iter().find(|edge| edge["node"]["no"] == 2).unwrap();
    let readings = second["node"]["unitReadings"].as_array().unwrap();
    assert_eq!(readings[0]["unit"]["name"], "市住房和城乡建设局");
    assert_eq!(
        (&readings[0]["recognisedBy"], &readings[0]["duty"]),
        (&json!("NAME"), &json!("LEAD"))
    );
    assert_eq!(readings[0]["certainty"], 100);
    assert_eq!(
        readings[1],
        json!({ "words": "市天文台", "span": readings[1]["span"],
        "duty": "SUPPORT", "unit": null, "recognisedBy": null, "certainty": 0 })
    );
    for edge in edges {
        let node = &edge["node"];
        assert_eq!(json!(words(&node["span"]).trim()), node["body"]);
        for reading in node["unitReadings"].as_array().unwrap() {
            assert_eq!(json!(words(&reading["span"])), reading["words"]);
        }
        for target in node["targets"].as_array().unwrap() {
            assert_eq!(json!(words(&target["span"]).trim()), target["text"]);
        }
    }
}

async fn findings_point_at_their_words(app: &TestApp) {
    let all = findings(app, "clerk", json!(null)).await;
    let unknown = findings(app, "clerk", json!({ "mustDecide": true })).await;
    assert_eq!(unknown.len(), 1);
    assert_eq!(
        (&unknown[0]["code"], &unknown[0]["words"]),
        (&json!("UNKNOWN_UNIT"), &json!("市天文台"))
    );
    assert_eq!(unknown[0]["task"]["no"], 2);
    assert_eq!(words(&unknown[0]["span"]), "市天文台");
    let inferred = findings(app, "clerk", json!({ "codes": ["LEAD_INFERRED"] })).await;
    assert_eq!(inferred.len(), 2, "both leads are only listed first");
    assert!(all.len() >= 3, "{all:#?}");
    for finding in &all {
        assert!(!finding["ask"].as_str().unwrap().is_empty());
        assert_eq!(finding["settledOn"], json!(null));
    }
}

const SENTENCE: &str = "分批更新路面、照明和排水。";

async fn tasks_are_split_and_merged(app: &TestApp) {
    let fields = "id no body spans { start end } supports { name } targets { id text } \
                  unitReadings { words }";
    let query = format!(
        "query($plan: ID) {{ tasks(first: 9, filter: {{ planId: $plan }}) \
                         {{ edges {{ node {{ {fields} }} }} }} }}"
    );
    let listed = || async {
        let seen = app.ask("clerk", &query, json!({ "plan": app.names["plan"] })).await;
        let edges = seen["tasks"]["edges"].as_array().unwrap().clone();
        edges.into_iter().map(|edge| edge["node"].clone()).collect::<Vec<Value>>()
    };
    let whole = listed().await[1].clone();
    let body = whole["body"].as_str().unwrap();
    let start = body[..body.find(SENTENCE).unwrap()].chars().count();
    let end = start + SENTENCE.chars().count();
    let run = json!({ "start": start, "end": end });
    let input = |run: &Value| json!({ "taskId": whole["id"], "parts": [{ "title": "更新路面", "sentences": [run] }] });
    let far = json!({ "start": 0, "end": 9_999 });
    assert_eq!(app.refused("clerk", "splitTask", input(&far)).await, "RANGE_UNFIT");
    let split = app.done("clerk", "splitTask", &format!("tasks {{ {fields} }}"), input(&run)).await;
    let parts = split["tasks"].as_array().unwrap();
    assert_eq!(parts.iter().map(|task| task["no"].as_u64().unwrap()).collect::<Vec<_>>(), [2, 3]);
    for task in parts {
        let spans = task["spans"].as_array().unwrap();
        let read: String = spans.iter().map(words).collect();
        assert_eq!(json!(read), task["body"], "each word stands where it was read");
    }
    assert_eq!(parts[1]["body"], SENTENCE);
    assert_eq!(parts[0]["spans"].as_array().unwrap().len(), 2);
    assert_eq!(parts[0]["targets"], whole["targets"], "what is not named stays");
    assert_eq!(parts[1]["unitReadings"], whole["unitReadings"]);
    let merge = json!({ "taskId": parts[0]["id"], "otherIds": [parts[1]["id"]] });
    let merged =
        app.done("clerk", "mergeTasks", &format!("task {{ {fields} }}"), merge.clone()).await;
    assert_eq!(merged["task"]["unitReadings"], whole["unitReadings"]);
    let read: String = merged["task"]["spans"].as_array().unwrap().iter().map(words).collect();
    assert_eq!(json!(read), merged["task"]["body"]);
    assert_eq!(read.chars().count(), body.chars().count(), "no word is lost or doubled");
    assert_eq!(app.refused("clerk", "mergeTasks", merge).await, "NOT_MERGEABLE");
    assert_eq!(listed().await.len(), 2);
}

async fn what_must_be_decided_keeps_the_plan_from_being_issued(app: &TestApp) {
    let plan = &app.names["plan"];
    let confirm = json!({ "planId": plan, "confirmed": "LEAD_AND_DUE" });
    app.done("director", "confirmTasks", "", confirm).await;
    let issue = json!({ "planId": plan, "inForceFrom": "2026-01-05" });
    assert_eq!(app.refused("director", "issuePlan", issue.clone()).await, "UNITS_UNKNOWN");
    let unknown = findings(app, "clerk", json!({ "mustDecide": true })).await;
    let settle = |decision: Value| json!({ "planId": plan, "findingIds": [unknown[0]["id"]], "decision": decision });
    app.done("clerk", "settleFindings", "plan { version }", settle(json!("本市没有该单位。")))
        .await;
    let settled = findings(app, "clerk", json!({ "settled": true })).await;
    assert_eq!(settled.len(), 1);
    assert_eq!(
        (&settled[0]["decision"], &settled[0]["settledOn"]),
        (&json!("本市没有该单位。"), &json!("2026-01-05"))
    );
    assert!(settled[0]["settledBy"]["name"].is_string());
    app.done("clerk", "settleFindings", "", settle(json!(null))).await;
    assert_eq!(app.refused("director", "issuePlan", issue.clone()).await, "UNITS_UNKNOWN");
    let stray =
        json!({ "planId": plan, "findingIds": ["finding:ffffffff-ffff-7fff-8fff-ffffffffffff"] });
    assert_eq!(app.refused("clerk", "settleFindings", stray).await, "FINDING_UNKNOWN");
    assert_eq!(
        app.refused("clerk", "settleFindings", json!({ "planId": plan, "findingIds": [] })).await,
        "BAD_INPUT"
    );
    which_unit_is_meant(app).await;
    app.done("director", "issuePlan", "", issue).await;
    app.done("clerk", "dispatchTasks", "", json!({ "planId": plan })).await;
}

async fn which_unit_is_meant(app: &TestApp) {
    let plan = &app.names["plan"];
    let meant =
        |name: &str, unit: &str| json!({ "planId": plan, "name": name, "unitId": app.names[unit] });
    let wrong = meant("市海洋局", "市财政局");
    assert_eq!(app.refused("clerk", "identifyUnit", wrong).await, "UNIT_NOT_NAMED");
    let right = meant("市天文台", "市财政局");
    app.done("clerk", "identifyUnit", "plan { version }", right.clone()).await;
    assert_eq!(app.refused("clerk", "identifyUnit", right).await, "NO_UNKNOWN_UNITS");
    let query = "query($plan: ID, $unit: ID!) { organisation(id: $unit) { names } \
                 tasks(first: 9, filter: { planId: $plan }) { edges { node { no supports { name } \
                 unitReadings { words recognisedBy unit { name } } } } } }";
    let variables = json!({ "plan": plan, "unit": app.names["市财政局"] });
    let seen = app.ask("clerk", query, variables).await;
    let second = &seen["tasks"]["edges"][1]["node"];
    assert_eq!(second["supports"], json!([{ "name": "市财政局" }]));
    assert_eq!(
        second["unitReadings"][1],
        json!({ "words": "市天文台", "recognisedBy": "OFFICE",
        "unit": { "name": "市财政局" } })
    );
    assert!(seen["organisation"]["names"].as_array().unwrap().contains(&json!("市天文台")));
    let open = findings(app, "clerk", json!({ "mustDecide": true, "settled": false })).await;
    assert_eq!(open, Vec::<Value>::new());
    let again = json!({ "file": file("方案二.txt", &text()) });
    let draft = app
        .done(
            "clerk",
            "importPlan",
            "plan { id findings(first: 1, filter: { mustDecide: true }) { totalCount } }",
            again,
        )
        .await;
    assert_eq!(draft["plan"]["findings"]["totalCount"], 0, "the name is known by now");
    two_documents_are_compared(app).await;
    a_draft_is_taken_back(app, &draft["plan"]["id"]).await;
}

async fn two_documents_are_compared(app: &TestApp) {
    let newer = text()
        .replace("口袋公园5个以上", "口袋公园6个以上")
        .replace("整治背街小巷。分批更新路面、照明和排水。", "新建公共停车场。在老城区补齐车位。")
        .replace("完成一批背街小巷整治", "公共停车位达到2000个以上");
    let input = json!({ "file": file("方案三.txt", &newer) });
    let draft = app.done("clerk", "importPlan", "plan { id }", input).await;
    let query = "query($left: ID!, $right: ID!, $kinds: [TaskChangeKind!]) { planComparison( \
                 leftId: $left, rightId: $right, kinds: $kinds, first: 9) { totalCount edges { node { \
                 kind certainty changed left { no } right { no } } } } }";
    let ask = |kinds: Value| json!({ "left": app.names["plan"], "right": draft["plan"]["id"], "kinds": kinds });
    let seen = app.ask("clerk", query, ask(json!(null))).await;
    let edges = seen["planComparison"]["edges"].as_array().unwrap();
    let kinds: Vec<&str> =
        edges.iter().map(|edge| edge["node"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["CHANGED", "ADDED", "REMOVED"], "{edges:#?}");
    let park = &edges[0]["node"];
    assert_eq!((&park["left"]["no"], &park["right"]["no"]), (&json!(1), &json!(1)));
    assert_eq!(park["changed"], json!(["TEXT", "TARGETS"]));
    let sure = park["certainty"].as_u64().unwrap();
    assert!((80..100).contains(&sure), "{sure}");
    let gone = app.ask("clerk", query, ask(json!(["REMOVED"]))).await;
    assert_eq!(gone["planComparison"]["totalCount"], 1);
    let hidden = app.ask("east", query, ask(json!(null))).await;
    assert_eq!(hidden["planComparison"], json!(null), "a draft is the office's own paper");
}

async fn a_draft_is_taken_back(app: &TestApp, plan: &Value) {
    let discard = json!({ "planId": plan, "reason": "重复导入。" });
    let fields =
        "plan { state taskCounts { state count } history(last: 1) { edges { node { kind } } } }";
    let gone = app.done("clerk", "discardPlan", fields, discard.clone()).await;
    assert_eq!(gone["plan"]["state"], "DISCARDED");
    assert_eq!(gone["plan"]["taskCounts"], json!([{ "state": "DISCARDED", "count": 2 }]));
    assert_eq!(gone["plan"]["history"]["edges"][0]["node"]["kind"], "plan_discarded");
    assert_eq!(app.refused("clerk", "discardPlan", discard).await, "WRONG_STATE");
    let lists = "query($plan: ID) { plans(first: 9) { edges { node { id } } } \
                 tasks(first: 9, filter: { planId: $plan }) { totalCount } }";
    let seen = app.ask("clerk", lists, json!({ "plan": plan })).await;
    let listed = seen["plans"]["edges"].as_array().unwrap();
    assert!(listed.iter().all(|edge| edge["node"]["id"] != *plan));
    assert_eq!(seen["tasks"]["totalCount"], 0);
}

async fn nobody_else_sees_what_was_asked(app: &TestApp) {
    assert!(!findings(app, "supervisor", json!(null)).await.is_empty());
    for who in ["housing", "east"] {
        assert_eq!(findings(app, who, json!(null)).await, Vec::<Value>::new(), "{who}");
    }
}
