//! Who asks for several things is told of every one that says no, by its id, and nothing is done.

use serde_json::json;

use crate::harness::world::World;

const SIGN: &str =
    "mutation($input: SignForAssignmentsInput!) { signForAssignments(input: $input) {
    assignments { id } errors { about code } } }";

#[tokio::test]
async fn every_no_is_told_and_nothing_is_done() {
    let world = World::settle().await;
    let app = world.open().await;
    let held = |stage: &str| world.id(&format!("east@housing.{stage}")).to_owned();
    let (fresh, signed, drafted) = (held("fresh"), held("signed"), held("drafted"));
    let sign = async |ids: &[&String]| {
        let input = json!({ "input": { "assignmentIds": ids } });
        let answer = app.answer(Some("east.signer"), SIGN, input).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"]["signForAssignments"].clone()
    };
    let refused = sign(&[&signed, &fresh, &drafted]).await;
    let noes: Vec<(&str, &str)> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|no| (no["about"].as_str().unwrap(), no["code"].as_str().unwrap()))
        .collect();
    assert_eq!(noes, [(signed.as_str(), "WRONG_STATE"), (drafted.as_str(), "WRONG_STATE")]);
    assert_eq!(refused["assignments"], json!([]));
    let done = sign(&[&fresh]).await;
    assert_eq!(done["assignments"], json!([{ "id": fresh }]), "it was not signed for before");
    app.end().await;
}

#[tokio::test]
async fn what_does_not_exist_yet_is_not_named() {
    let world = World::settle().await;
    let app = world.open().await;
    let input = json!({ "planId": world.id("near.draft"), "title": "新任务", "section": "一",
                        "body": "做好。", "dueOn": "2026-12-31", "leadId": world.id("东县") });
    let add = "mutation($input: AddTaskInput!) { addTask(input: $input) {
        task { id } errors { about code field } } }";
    let answer = app.answer(Some("clerk"), add, json!({ "input": input })).await;
    let no = json!([{ "about": null, "code": "LEAD_IS_COUNTY", "field": "leadId" }]);
    assert_eq!(answer["data"]["addTask"], json!({ "task": null, "errors": no }), "{answer:#}");
    app.end().await;
}
