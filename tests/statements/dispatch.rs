//! A plan of the size of a real one, dispatched in one act: 52 tasks, 138 bureau and 728 county
//! assignments.

use std::fmt::Write;

use duban_domain::people::unit::UnitKind;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::database::Database;
use crate::harness::upload::file;
use crate::harness::world::unit_id;

const TASKS: usize = 52;
const COUNTIES: usize = 14;

/// 甲子, ten of them: names without any figure for titles.
const SIGNS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

/// So many bureaus answer for a task, by turns: 138 for the whole plan.
fn bureaus(task: usize) -> usize {
    if task < 34 { 3 } else { 2 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_plan_is_dispatched_with_few_statements_on_sqlite() {
    dispatch(Database::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_plan_is_dispatched_with_few_statements_on_postgres() {
    if let Some(database) = Database::postgres("dispatch").await {
        dispatch(database).await;
    }
}

async fn dispatch(database: Database) {
    let mut app = TestApp::open(database).await;
    app.settle().await;
    let names = people_a_city(&mut app).await;
    let document = json!({ "file": file("方案.txt", &text(&names)) });
    let imported = app.done("clerk", "importPlan", "plan { id }", document).await;
    let plan = json!({ "planId": imported["plan"]["id"] });
    let with = |more: Value| {
        let mut input = plan.clone();
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let confirm = with(json!({ "confirmed": "LEAD_AND_DUE" }));
    app.done("director", "confirmTasks", "", confirm).await;
    let issue = with(json!({ "inForceFrom": "2026-01-05" }));
    app.done("director", "issuePlan", "", issue).await;

    let counters = app.engine.store().counters();
    let before = counters.statements();
    app.done("clerk", "dispatchTasks", "", plan).await;
    let statements = counters.statements() - before;

    let counted = "{ all: assignments(first: 1) { totalCount } \
                   county: assignments(first: 1, filter: { duties: [IMPLEMENT] }) { totalCount } }";
    let opened = app.ask("director", counted, json!({})).await;
    app.end().await;
    assert_eq!(opened["all"]["totalCount"], 866);
    assert_eq!(opened["county"]["totalCount"], TASKS * COUNTIES);
    assert!(statements < 200, "dispatching took {statements} statements");
    println!("dispatching took {statements} statements");
}

/// Thirty-four bureaus, and fourteen counties with those that are there already.
async fn people_a_city(app: &mut TestApp) -> Vec<String> {
    let city = unit_id(&app.names["city"]);
    let names: Vec<String> =
        (0..34).map(|no: usize| format!("市{}{}局", SIGNS[no / 10], SIGNS[no % 10])).collect();
    for name in &names {
        app.unit(name, UnitKind::GovDept, Some(city)).await;
    }
    for no in 2..COUNTIES {
        let name = format!("{}{}县", SIGNS[no / 10], SIGNS[no % 10]);
        app.unit(&name, UnitKind::County, Some(city)).await;
    }
    names
}

fn text(names: &[String]) -> String {
    let mut text = "某市人民政府办公室关于印发某市县城建设行动方案的通知\n某政办发〔2025〕3号\n\
                    2025年12月20日\n某市县城建设行动方案\n一、工作目标\n\
                    到2027年,全市县城面貌明显改善。\n二、重点任务\n\
                    (以下任务均需各县(区)人民政府落实,不再单独列出)\n(一)补齐县城短板\n"
        .to_owned();
    for task in 0..TASKS {
        let units: Vec<&str> =
            (0..bureaus(task)).map(|no| names[(task + no) % names.len()].as_str()).collect();
        let (tens, ones) = (SIGNS[task / 10], SIGNS[task % 10]);
        writeln!(
            text,
            "建设{tens}{ones}片区公园。方便群众就近休闲。到2026年6月底前,每个县(区)建成公园5个以上。\
             (责任单位:{})",
            units.join("、")
        )
        .unwrap();
    }
    text
}
