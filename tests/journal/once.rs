//! Every mutation with the same key and input happens once, and tells again what it told; the same
//! key with another input is a conflict, whatever that input is.
//!
//! Those of sessions have no key. Which they are is not listed here: they are the ones that answer
//! with an account's errors.

use duban_store::{Sql, StoreError};
use serde_json::{Value, json};

use super::coverage::SESSION_ERRORS;
use crate::harness::TestApp;
use crate::harness::case::{ACTORS, About, Actor, Case, MUTATIONS, Place, STRANGER, outcome};
use crate::harness::introspection::{Field, Introspection};
use crate::harness::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mutation_with_a_key_happens_once() {
    let world = World::settle().await;
    let app = world.open().await;
    let schema = Introspection::ask(&app).await;
    app.end().await;
    let mut keyed = 0;
    for mutation in schema.roots()[1] {
        let payload = &schema.fields[&mutation.of];
        let errors = payload.iter().find(|field| field.name == "errors").unwrap();
        let has_key = payload.iter().any(|field| field.name == "clientMutationId");
        assert_eq!(has_key, errors.of != SESSION_ERRORS, "{}", mutation.name);
        if has_key {
            let case = MUTATIONS.iter().find(|case| case.name == mutation.name).unwrap();
            once(&world, case, &document(&schema, mutation)).await;
            keyed += 1;
        }
    }
    assert!(keyed > 20, "only {keyed} mutations have a key");
}

async fn once(world: &World, case: &Case, document: &str) {
    let app = world.open().await;
    let (actor, first) = done(&app, world, case, document).await;
    let (name, after) = (case.name, events(&app).await);
    let ask = async |place: Place, change: fn(&mut Value)| {
        let mut variables = keyed(case, world, place);
        change(&mut variables);
        app.answer(Some(actor.who), document, variables).await
    };
    let again = ask(actor.own, |_| {}).await;
    assert_eq!(first, again, "{name} tells something else when it is asked again");
    let other = match case.about {
        About::Thing => ask(Place::Nowhere, |_| {}).await,
        About::Oneself => ask(actor.own, otherwise).await,
    };
    assert_eq!(outcome(&other, case), "CONFLICT", "{name} with another input: {other:#}");
    assert_eq!(events(&app).await, after, "{name} happened again");
    app.end().await;
}

/// The first who may, and what it was told.
async fn done(
    app: &TestApp,
    world: &World,
    case: &Case,
    document: &str,
) -> (&'static Actor, Value) {
    let mut refused = Vec::new();
    for actor in ACTORS.iter().filter(|actor| actor.who != STRANGER) {
        let before = events(app).await;
        let answer = app.answer(Some(actor.who), document, keyed(case, world, actor.own)).await;
        if outcome(&answer, case) == "ALLOWED" {
            assert!(events(app).await > before, "{} did nothing", case.name);
            return (actor, answer);
        }
        assert_eq!(events(app).await, before, "{} was refused by half", case.name);
        refused.push(answer.to_string());
    }
    panic!("nobody may do {}: its case is no valid one: {refused:#?}", case.name)
}

/// The variables of a case, under one key.
fn keyed(case: &Case, world: &World, place: Place) -> Value {
    let (_, mut variables) = case.request(world, place);
    variables["input"]["clientMutationId"] = json!("once");
    variables
}

/// Says something else where no thing is named that could be another.
fn otherwise(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "name" => text.push('二'),
                    value => otherwise(value),
                }
            }
        }
        Value::Number(number) => *value = json!(number.as_i64().unwrap() + 1),
        Value::Array(_) | Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

async fn events(app: &TestApp) -> i64 {
    let count = &Sql::new("SELECT count(*) FROM journal");
    let read = app.engine.store().read(|tx| async move {
        Ok::<_, StoreError>(tx.query_value::<i64>(count).await?.unwrap_or_default())
    });
    read.await.unwrap()
}

/// Asks for everything in the payload that is no list of a list: what has an id by its id.
fn document(schema: &Introspection, mutation: &Field) -> String {
    let part = |field: &Field| match schema.fields.get(&field.of) {
        Some(fields) if fields.iter().any(|field| field.name == "id") => {
            format!("{} {{ id }}", field.name)
        }
        Some(_) if field.name == "errors" => "errors { code message }".to_owned(),
        Some(fields) if !fields.is_empty() => format!("{} {{ __typename }}", field.name),
        _ => field.name.clone(),
    };
    let parts: Vec<String> = schema.fields[&mutation.of].iter().map(part).collect();
    let (first, rest) = mutation.name.split_at(1);
    let kind = format!("{}{rest}Input", first.to_uppercase());
    let (name, parts) = (&mutation.name, parts.join(" "));
    format!("mutation($input: {kind}!) {{ {name}(input: $input) {{ {parts} }} }}")
}
