//! The crawler: walks every path of the schema, as clients learn it by introspection, with the eyes
//! of one post and the ids of everybody; nothing that is another's may appear.
//!
//! Two questions are put. Does any answer hold another's mark, id or digest? And does an answer
//! change when nothing changed but another's affairs: not even a number may (a total, a report, a
//! reason why not)?
//!
//! What may appear is the public directory: the names and ids of units. Every plan lists them, and
//! counties are named in it as such; see `Visibility::unit` of the store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::json;

use crate::harness::TestApp;
use crate::harness::introspection::Introspection;
use crate::harness::path::{is_broken, questions};
use crate::harness::world::assessment::YEARS;
use crate::harness::world::{MONTH, STAGES, World, mark};

/// Whose affairs must not be seen by whom: all that a handler's unit has, writes and is; or, as
/// `HOLDER@LEAD`, what it holds on the tasks of that lead alone.
const WALKS: [(&str, &[&str]); 7] = [
    ("east", &["west", "far.county", "far.bureau", "planning", "housing"]),
    // It supports one of these tasks.
    ("planning.signer", &["far.county", "far.bureau", "housing", "east@housing", "west@housing"]),
    ("far.county.signer", &["east", "west", "housing", "planning", "far.bureau"]),
    ("far.director", &["east", "west", "housing", "planning"]),
    ("plan.clerk", &["east", "west", "housing", "planning", "far.county", "far.bureau"]),
    ("sysadmin", &["east", "west", "housing", "planning", "far.county", "far.bureau"]),
    ("auditor", &["east", "west", "housing", "planning", "far.county", "far.bureau"]),
];

/// The plans that are under way and an assessment: what is asked about such is asked about these.
const PLANS: [&str; 3] = ["near.plan", "far.plan", "near.scored"];

/// Assessments at these steps are tried out for all.
const YEARS_TRIED: [&str; 4] = ["planned", "collecting", "contested", "rectified"];

/// The stages whose things are tried by id: what the others hold differs in nothing else.
const TRIED: [&str; 3] = ["signed", "submitted", "closing"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_meets_what_is_anothers_on_any_path() {
    let world = Arc::new(World::settle().await);
    let app = world.open().await;
    let schema = Introspection::ask(&app).await;
    let questions = Arc::new(questions(&schema, &ids(&world), PLANS.map(|name| world.id(name))));
    app.end().await;
    let mut walks = Vec::new();
    for (who, others) in WALKS {
        let (world, questions) = (Arc::clone(&world), Arc::clone(&questions));
        walks.push(tokio::spawn(async move {
            let app = world.open().await;
            let answers = walk(&app, who, &questions).await;
            app.end().await;
            findings(who, &answers, &secrets(&world, who, others))
        }));
    }
    let mut found = Vec::new();
    for walk in walks {
        found.extend(walk.await.unwrap());
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_changes_for_a_county_when_another_acts() {
    let world = World::settle().await;
    let app = world.open().await;
    let schema = Introspection::ask(&app).await;
    let questions = questions(&schema, &ids(&world), PLANS.map(|name| world.id(name)));
    let before = walk(&app, "east", &questions).await;
    the_others_act(&app, &world).await;
    let after = walk(&app, "east", &questions).await;
    let closed = "{ assignments(first: 9, filter: { states: [COMPLETED] }) { totalCount } }";
    let own = app.ask("west", closed, json!({})).await;
    app.end().await;
    let changed: Vec<String> = before
        .iter()
        .filter(|(question, answer)| after[*question] != **answer)
        .map(|(question, answer)| format!("{question}\n  {answer}\n  {}", after[question]))
        .collect();
    assert!(changed.is_empty(), "{}", changed.join("\n"));
    assert_eq!(own["assignments"]["totalCount"], 1, "something happened");
}

/// What the west and the other city do, and what is done to them.
async fn the_others_act(app: &TestApp, world: &World) {
    for (holder, lead, clerk, director) in [
        ("west", "housing", "clerk", "director"),
        ("far.county", "far.bureau", "far.clerk", "far.director"),
    ] {
        let id = |stage| world.id(&format!("{holder}@{lead}.{stage}"));
        let signer = format!("{holder}.signer");
        let sign = json!({ "assignmentIds": [id("fresh")] });
        app.done(holder, "signForAssignments", "", sign).await;
        let closing = json!({ "assignmentId": id("signed"), "outcome": "NOT_MET",
                              "statement": mark(holder) });
        app.done(&signer, "requestClosing", "", closing).await;
        let rows = json!({ "rows": [{ "assignmentId": id("submitted"), "period": MONTH }] });
        app.done(lead, "checkRows", "", rows.clone()).await;
        app.done(clerk, "acceptRows", "", rows).await;
        let verify = json!({ "evidenceId": id("evidence") });
        app.done(lead, "verifyEvidence", "", verify).await;
        let close = json!({ "assignmentIds": [id("closing")] });
        app.done(director, "closeAssignments", "", close).await;
    }
}

/// The ids to try out.
fn ids(world: &World) -> Vec<String> {
    let untried = |name: &str| {
        let stages = STAGES.iter().filter(|stage| !TRIED.contains(stage));
        let years = YEARS.iter().filter(|(year, _)| !YEARS_TRIED.contains(year));
        stages.into_iter().any(|stage| name.contains(&format!(".{stage}")))
            || years.into_iter().any(|(year, _)| name.ends_with(&format!(".{year}")))
    };
    let tried = world.names().iter().filter(|(name, id)| !untried(name) && id.contains(':'));
    let ids: BTreeSet<String> = tried.map(|(_, id)| id.clone()).collect();
    ids.into_iter().chain(["rules:office".to_owned()]).collect()
}

/// The answers, by question.
async fn walk(app: &TestApp, who: &str, questions: &BTreeSet<String>) -> BTreeMap<String, String> {
    let token = app.token(who).await;
    let mut answers = BTreeMap::new();
    for question in questions {
        let answer = app.answer_to(Some(&token), question, json!({})).await;
        assert!(!is_broken(&answer), "{question}: {answer:#}");
        // The rest of an answer is about the request: its cost, its id.
        let told = json!([answer["data"], answer["errors"]]);
        answers.insert(question.clone(), told.to_string());
    }
    answers
}

/// What must not be told: marks, and the ids of what these handlers and their signers hold, and of
/// themselves; without their kind, for so they stand in contents too.
fn secrets(world: &World, who: &str, others: &[&str]) -> Vec<String> {
    let mut secrets = Vec::new();
    let bare = |id: &String| id.rsplit_once(':').unwrap().1.to_owned();
    // The log names streams and actors, and nothing of what they are about.
    let logs = who == "auditor";
    for other in others.iter().filter(|_| !logs) {
        let part = other.contains('@');
        let prefix = format!("{other}{}", if part { "." } else { "@" });
        let held = |name: &&String| name.starts_with(&prefix) && !name.ends_with("sheet");
        let things = world.names().keys().filter(held);
        secrets.extend(things.map(|name| bare(&world.names()[name])));
        if part {
            continue;
        }
        secrets.push(mark(other));
        if !knows(who, other) {
            let names = ["person", "post"]
                .map(|kind| [format!("{kind}:{other}"), format!("{kind}:{other}.signer")]);
            secrets.extend(names.iter().flatten().map(|name| bare(&world.names()[name])));
        }
    }
    secrets
}

/// People are known to those who keep the register, and under their own government; but not by one
/// county to another.
fn knows(who: &str, other: &str) -> bool {
    let county = |name: &str| ["east", "west", "far.county"].iter().any(|it| name.starts_with(it));
    let same_city = who.starts_with("far.") == other.starts_with("far.");
    who == "sysadmin" || same_city && !(county(who) && county(other))
}

fn findings(who: &str, answers: &BTreeMap<String, String>, secrets: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (question, answer) in answers {
        let told = secrets.iter().find(|secret| answer.contains(*secret));
        found.extend(told.map(|secret| format!("{who} is told {secret}: {question}\n  {answer}")));
    }
    found
}
