//! One question for every query.

use serde_json::{Value, json};

use super::{About, Case, Place};
use crate::harness::world::World;

const fn case(name: &'static str, document: &'static str, ask: fn(&World, Place) -> Value) -> Case {
    Case { name, document, ask, about: About::Thing }
}

const fn once(name: &'static str, document: &'static str) -> Case {
    Case { name, document, ask: |_, _| json!({}), about: About::Oneself }
}

pub const QUERIES: &[Case] = &[
    case(
        "accountabilityReport",
        "query($id: ID!) { accountabilityReport(planId: $id, groupBy: SECTION) { rows { key } } }",
        |world, at| json!({ "id": world.kept(at, "plan") }),
    ),
    case(
        "assessment",
        "query($id: ID!) { assessment(id: $id) { id } }",
        |world, at| json!({ "id": world.kept(at, "scored") }),
    ),
    case(
        "assessmentItems",
        "query($id: ID!) { assessmentItems(assessmentId: $id, first: 9) { edges { cursor } } }",
        |world, at| json!({ "id": world.kept(at, "scored") }),
    ),
    case(
        "assessmentScores",
        "query($id: ID!) { assessmentScores(assessmentId: $id, first: 9) { edges { cursor } } }",
        |world, at| json!({ "id": world.kept(at, "scored") }),
    ),
    case(
        "assessmentCounties",
        "query($id: ID!) { assessmentCounties(assessmentId: $id, first: 9) { edges { cursor } } }",
        |world, at| json!({ "id": world.kept(at, "scored") }),
    ),
    case(
        "assessmentExport",
        "query($id: ID!) { assessmentExport(assessmentId: $id) { scheme data } }",
        |world, at| json!({ "id": world.kept(at, "scored") }),
    ),
    case(
        "assessmentObjections",
        "query($id: ID!) { assessmentObjections(assessmentId: $id, first: 9) { edges { cursor } } }",
        |world, at| json!({ "id": world.kept(at, "contested") }),
    ),
    case(
        "assessmentScheme",
        "query($id: ID!) { assessmentScheme(assessmentId: $id) { title } }",
        |world, at| json!({ "id": world.kept(at, "scored") }),
    ),
    case(
        "assessmentWhatIf",
        "query($id: ID!) { assessmentWhatIf(assessmentId: $id, changes: { objections: [1] }) \
         { recomputed } }",
        |world, at| json!({ "id": world.kept(at, "contested") }),
    ),
    case(
        "scoreExplanation",
        "query($id: ID!, $county: String!) { scoreExplanation(assessmentId: $id, county: $county, \
         indicator: \"roads\") { arithmetic } }",
        |world, at| json!({ "id": world.kept(at, "scored"), "county": world.county(at) }),
    ),
    case(
        "assessments",
        "query($id: ID) { assessments(first: 9, filter: { planId: $id }) { edges { cursor } } }",
        |world, at| json!({ "id": world.kept(at, "plan") }),
    ),
    case(
        "assignment",
        "query($id: ID!) { assignment(id: $id) { id } }",
        |world, at| json!({ "id": world.held(at, "signed") }),
    ),
    case(
        "assignments",
        "query($id: ID) { assignments(first: 9, filter: { unitId: $id }) { edges { cursor } } }",
        |world, at| json!({ "id": world.unit(at) }),
    ),
    once("auditEntries", "{ auditEntries(first: 9) { edges { cursor } } }"),
    case(
        "changes",
        "query($id: ID!) { changes(planId: $id, from: \"2026-01-01\", to: \"2026-02-01\", first: 9) \
         { edges { cursor } } }",
        |world, at| json!({ "id": world.kept(at, "plan") }),
    ),
    case(
        "corrections",
        "query($id: ID!) { corrections(planId: $id, asOf: \"2026-01-01\", first: 9) \
         { edges { cursor } } }",
        |world, at| json!({ "id": world.kept(at, "plan") }),
    ),
    case(
        "evidence",
        "query($id: ID) { evidence(first: 9, filter: { assignmentId: $id }) { edges { cursor } } }",
        |world, at| json!({ "id": world.held(at, "signed") }),
    ),
    case(
        "evidenceItem",
        "query($id: ID!) { evidenceItem(id: $id) { id } }",
        |world, at| json!({ "id": world.held(at, "evidence") }),
    ),
    case(
        "journal",
        "query($id: ID) { journal(first: 9, stream: $id) { edges { cursor } } }",
        |world, at| json!({ "id": world.held(at, "signed") }),
    ),
    once("journal", "{ journal(first: 9) { edges { cursor } } }"),
    case(
        "journalReceipt",
        "query($id: ID!) { journalReceipt(event: $id) { event text } }",
        |world, at| json!({ "id": format!("{}@1", world.held(at, "signed")) }),
    ),
    once("journalVerification", "{ journalVerification { sound events } }"),
    case(
        "node",
        "query($id: ID!) { node(id: $id) { id } }",
        |world, at| json!({ "id": world.held(at, "signed") }),
    ),
    case(
        "obligations",
        "query($id: ID!, $key: String) { obligations(first: 9, filter: { planId: $id, \
         groupBy: SECTION, key: $key, bucket: TOTAL }) { edges { cursor } } }",
        |world, at| json!({ "id": world.kept(at, "plan"), "key": "一" }),
    ),
    once("openWork", "{ openWork(first: 9) { edges { cursor } } }"),
    case(
        "organisation",
        "query($id: ID!) { organisation(id: $id) { id } }",
        |world, at| json!({ "id": world.unit(at) }),
    ),
    once("organisations", "{ organisations(first: 9) { edges { cursor } } }"),
    once("people", "{ people(first: 9) { edges { cursor } } }"),
    case(
        "plan",
        "query($id: ID!) { plan(id: $id) { id } }",
        |world, at| json!({ "id": world.kept(at, "plan") }),
    ),
    case(
        "planComparison",
        "query($id: ID!) { planComparison(leftId: $id, rightId: $id, first: 9) { edges { cursor } } }",
        |world, at| json!({ "id": world.kept(at, "plan") }),
    ),
    case(
        "plans",
        "query($id: ID) { plans(first: 9, filter: { jurisdictionId: $id }) { edges { cursor } } }",
        |world, at| json!({ "id": world.city(at) }),
    ),
    case(
        "posts",
        "query($id: ID) { posts(first: 9, filter: { unitId: $id }) { edges { cursor } } }",
        |world, at| json!({ "id": world.unit(at) }),
    ),
    case(
        "rowsToAccept",
        "query($id: ID!) { rowsToAccept(first: 9, planId: $id) { edges { cursor } } }",
        |world, at| json!({ "id": world.kept(at, "plan") }),
    ),
    once("rowsToCheck", "{ rowsToCheck(first: 9) { edges { cursor } } }"),
    case(
        "sheet",
        "query($id: ID!) { sheet(id: $id) { id } }",
        |world, at| json!({ "id": world.sheet(at) }),
    ),
    case(
        "sheets",
        "query($id: ID) { sheets(first: 9, filter: { unitId: $id }) { edges { cursor } } }",
        |world, at| json!({ "id": world.unit(at) }),
    ),
    case(
        "task",
        "query($id: ID!) { task(id: $id) { id } }",
        |world, at| json!({ "id": world.asked(at, "signed.task") }),
    ),
    case(
        "tasks",
        "query($id: ID) { tasks(first: 9, filter: { planId: $id }) { edges { cursor } } }",
        |world, at| json!({ "id": world.kept(at, "plan") }),
    ),
    once("viewer", "{ viewer { person { id } } }"),
];
