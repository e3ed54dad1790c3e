//! Every mutation leaves its entry in the journal, by the one who did it.
//!
//! Sessions are another matter by their nature: who signs in and out belongs to the audit streams,
//! credentials are not in the journal at all. Which mutations those are is not listed here: they
//! are the ones that answer with an account's errors.

use serde_json::Value;

use crate::harness::TestApp;
use crate::harness::case::{ACTORS, Case, MUTATIONS, STRANGER, outcome};
use crate::harness::introspection::Introspection;
use crate::harness::world::World;

pub const SESSION_ERRORS: &str = "AccountError";

#[tokio::test]
async fn every_mutation_leaves_an_entry() {
    let world = World::settle().await;
    let app = world.open().await;
    let schema = Introspection::ask(&app).await;
    app.end().await;
    let mut silent = Vec::new();
    for mutation in schema.roots()[1] {
        let payload = &schema.fields[&mutation.of];
        let errors = payload.iter().find(|field| field.name == "errors").unwrap();
        let case = MUTATIONS.iter().find(|case| case.name == mutation.name).unwrap();
        let entries = entries_of(&world, case).await;
        if entries == 0 && errors.of != SESSION_ERRORS {
            silent.push(case.name);
        }
        assert!(entries == 0 || errors.of != SESSION_ERRORS, "{} is of sessions", case.name);
    }
    assert!(silent.is_empty(), "without an entry in the journal: {silent:?}");
}

/// How many entries the mutation leaves, done by the first who may.
async fn entries_of(world: &World, case: &Case) -> usize {
    let app = world.open().await;
    let before = log(&app, None).await;
    let newest = before.last().map(|edge| edge["cursor"].as_str().unwrap().to_owned());
    for actor in ACTORS.iter().filter(|actor| actor.who != STRANGER) {
        let (document, variables) = case.request(world, actor.own);
        let answer = app.answer(Some(actor.who), &document, variables).await;
        if outcome(&answer, case) == "ALLOWED" {
            let person = world.id(&format!("person:{}", actor.who));
            let entries = log(&app, newest.as_deref()).await;
            let own = entries.iter().filter(|edge| edge["node"]["actor"] == *person).count();
            app.end().await;
            return own;
        }
    }
    panic!(
        "nobody may do {}: the case in tests/harness/case/mutation.rs is no valid one",
        case.name
    )
}

/// The newest entries of the log, or those behind a cursor.
pub async fn log(app: &TestApp, after: Option<&str>) -> Vec<Value> {
    let window = match after {
        Some(cursor) => format!("first: 100, after: \"{cursor}\""),
        None => "last: 1".to_owned(),
    };
    let query = format!("{{ journal({window}) {{ edges {{ cursor node {{ actor kind }} }} }} }}");
    let found = app.ask("auditor", &query, serde_json::json!({})).await;
    found["journal"]["edges"].as_array().unwrap().clone()
}
