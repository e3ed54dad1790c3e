//! The number of SQL statements of a question does not depend on how much it finds.
//!
//! Every list and report that clients learn by introspection is asked for with few things and with
//! many, along every path on which it stands; and again with each of its optional arguments, each
//! field of its filter, each order, and about a past day. A list or an argument with which the walk
//! never sees more than a few fails it: then nothing was shown.

mod dispatch;
mod variant;

use std::collections::BTreeSet;

use duban_engine::audit::Pace;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::case::{About, MUTATIONS, Place};
use crate::harness::introspection::{Field, Introspection};
use crate::harness::path::{Pages, Path, choices, is_broken, is_paged, paths};
use crate::harness::world::World;
use variant::{Asking, LEADER, REFUSED, Variant};

/// Whose eyes together see every list.
const EYES: [&str; 4] = ["director", "housing", "secadmin", "auditor"];

/// Few things; more only where what hangs on the first ones is missing.
const FEW: [Pages; 4] = [
    Pages { root: 1, below: 1, last: 1 },
    Pages { root: 2, below: 2, last: 2 },
    Pages { root: 4, below: 4, last: 4 },
    Pages { root: 4, below: 4, last: 12 },
];
/// What no nested list makes dear is asked about more things.
const WIDE: Pages = Pages { root: 40, below: 5, last: 30 };
const MANY: Pages = Pages { root: 5, below: 5, last: 50 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_list_takes_more_statements_for_more_things() {
    let world = World::settle().await;
    let app = world.open().await;
    learn(&app, &world).await;
    let schema = Introspection::ask(&app).await;
    let plans = ["near.plan", "near.draft", "near.contested"].map(|name| world.id(name));
    let (mut seen, mut growing) = (BTreeSet::new(), Vec::new());
    for who in EYES {
        let token = app.token(who).await;
        for root in lists(&schema) {
            for choice in choices(&schema, root, plans) {
                for path in paths(&schema, root) {
                    let ask = |pages| ask(&app, &token, path.document(root, &choice, pages));
                    let many = ask(if path.lists() < 2 { WIDE } else { MANY }).await;
                    let Some(few) = few(&path, root, &many, ask).await else { continue };
                    seen.insert(path.last_list(root));
                    growing.extend(grown(who, &few, &many));
                }
            }
        }
    }
    app.end().await;
    assert!(growing.is_empty(), "{} grow:\n{}", growing.len(), growing.join("\n"));
    let all = every_list(&schema);
    let unseen: Vec<_> = all.iter().filter(|list| !seen.contains(*list)).collect();
    assert!(unseen.is_empty(), "never seen with more things than the few: {unseen:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_filter_order_or_past_day_takes_more_statements_for_more_things() {
    let world = World::settle().await;
    let app = world.open().await;
    learn(&app, &world).await;
    let schema = Introspection::ask(&app).await;
    let asking = Asking { schema: &schema, world: &world, plan: world.id("near.plan") };
    let (mut seen, mut growing) = (BTreeSet::new(), Vec::new());
    for who in EYES {
        let token = app.token(who).await;
        // Eyes change what is found, not what is asked with it; the other test has all of them.
        let known = seen.clone();
        for root in lists(&schema).filter(|root| is_paged(root)) {
            let variants = asking.variants(root).into_iter();
            for variant in variants.filter(|it| it.is_past() || !known.contains(&it.of)) {
                for path in paths(&schema, root) {
                    let ask =
                        |pages| ask(&app, &token, path.document(root, &variant.arguments, pages));
                    let many = ask(if path.lists() < 2 { WIDE } else { MANY }).await;
                    if is_empty(root, &many) {
                        break;
                    }
                    let Some(few) = few(&path, root, &many, ask).await else { continue };
                    seen.insert(variant.of.clone());
                    growing.extend(grown(who, &few, &many));
                    // What is asked for below does not depend on how its root was found.
                    if !variant.is_past() {
                        break;
                    }
                }
            }
        }
    }
    app.end().await;
    assert!(growing.is_empty(), "{} grow:\n{}", growing.len(), growing.join("\n"));
    let all = lists(&schema).filter(|root| is_paged(root)).flat_map(|root| asking.variants(root));
    let all: BTreeSet<String> = all.map(|variant| variant.of).collect();
    let unseen: Vec<_> = all.difference(&seen).collect();
    assert!(!all.is_empty() && unseen.is_empty(), "never seen with more things: {unseen:?}");
}

/// A leader is named, much is learnt about days that are over, and somebody is refused everything.
async fn learn(app: &TestApp, world: &World) {
    let tasks = ["fresh", "signed", "drafted"].map(|it| world.id(&format!("housing.{it}.task")));
    let input = json!({ "taskIds": tasks, "leader": LEADER });
    app.done("clerk", "nameLeader", "", input).await;
    let found = "{ assignments(first: 100, filter: { duties: [LEAD, IMPLEMENT] })
        { edges { node { id } } } }";
    let found = app.ask("clerk", found, json!({})).await;
    let edges = found["assignments"]["edges"].as_array().unwrap();
    for no in 1..=5 {
        let balance = |edge: &Value| {
            json!({ "assignmentId": edge["node"]["id"], "document": format!("某函〔2025〕{no}号"),
                    "on": format!("2025-12-{}", 20 + no), "standing": "RUNNING" })
        };
        let balances: Vec<Value> = edges.iter().map(balance).collect();
        app.done("clerk", "recordBalances", "", json!({ "balances": balances })).await;
    }
    learn_of_units(app).await;
    for case in MUTATIONS.iter().filter(|case| case.about == About::Thing) {
        let (document, variables) = case.request(world, Place::East);
        app.answer(Some(REFUSED), &document, variables).await;
    }
    app.engine.write_audit(Pace::All).await.unwrap();
}

/// Each unit's note was another one from a day that is over, five times.
async fn learn_of_units(app: &TestApp) {
    let found =
        "{ organisations(first: 100) { edges { node { id name shortName code kind supervision
        parent { id } names classes { scheme class } } } } }";
    let found = app.ask("sysadmin", found, json!({})).await;
    for unit in found["organisations"]["edges"].as_array().unwrap() {
        let unit = &unit["node"];
        let names = unit["names"].as_array().unwrap().iter();
        let aliases: Vec<_> =
            names.filter(|name| **name != unit["name"] && **name != unit["shortName"]).collect();
        for no in 1..=5 {
            let profile = json!({ "name": unit["name"], "shortName": unit["shortName"],
                "code": unit["code"], "kind": unit["kind"], "supervision": unit["supervision"],
                "parentId": unit["parent"]["id"], "aliases": aliases,
                "classes": unit["classes"], "note": format!("第{no}次更正") });
            let input = json!({ "organisationId": unit["id"], "profile": profile,
                "effectiveOn": format!("2025-12-{}", 20 + no), "reason": "批复晚到",
                "basis": format!("某函〔2026〕{no}号") });
            app.done("sysadmin", "amendOrganisation", "", input).await;
        }
    }
}

fn is_empty(root: &Field, asked: &Asked) -> bool {
    asked.data[&root.name]["edges"] == json!([])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_report_takes_more_statements_for_a_larger_plan() {
    let world = World::settle().await;
    let app = world.open().await;
    let schema = Introspection::ask(&app).await;
    let reports = || schema.roots()[0].iter().filter(|root| is_report(root));
    let asking = |plan: &str| Asking { schema: &schema, world: &world, plan: world.id(plan) };
    let (small, large) = (("far.director", "far.plan"), ("director", "near.plan"));
    let ways = |root: &Field, plan: &str| -> Vec<Variant> {
        let plain =
            choices(&schema, root, [world.id(plan), world.id(plan), world.id("near.contested")])
                .into_iter();
        let plain = plain.map(|arguments| Variant { of: root.name.clone(), arguments });
        plain.chain(asking(plan).variants(root)).collect()
    };
    let mut tried = BTreeSet::new();
    for root in reports() {
        for (one, other) in ways(root, small.1).iter().zip(&ways(root, large.1)) {
            for path in paths(&schema, root) {
                let asked = |way: &Variant| path.document(root, &way.arguments, MANY);
                let few = ask(&app, &app.token(small.0).await, asked(one)).await;
                let many = ask(&app, &app.token(large.0).await, asked(other)).await;
                if path.depth(root, &few.data) == path.depth(root, &many.data) {
                    let grown: Vec<String> = grown(large.0, &few, &many).collect();
                    assert!(grown.is_empty(), "{}", grown.join("\n"));
                    if size(&many.data) > size(&few.data) {
                        tried.insert(other.of.clone());
                    }
                }
            }
        }
    }
    app.end().await;
    let all: BTreeSet<String> =
        reports().flat_map(|root| ways(root, large.1)).map(|way| way.of).collect();
    let untried: Vec<_> = all.difference(&tried).collect();
    assert!(!tried.is_empty() && untried.is_empty(), "never seen to say more: {untried:?}");
}

/// A question with its answer, and the statements it took.
struct Asked {
    document: String,
    data: Value,
    statements: u64,
}

async fn ask(app: &TestApp, token: &str, document: String) -> Asked {
    let counters = app.engine.store().counters();
    let before = counters.statements();
    let answer = app.answer_to(Some(token), &document, json!({})).await;
    let statements = counters.statements() - before;
    assert!(!is_broken(&answer), "{document}: {answer:#}");
    Asked { document, data: answer["data"].clone(), statements }
}

/// The same question about fewer things, of which nothing is missing that the many have; none where
/// the many are few.
async fn few<F: Future<Output = Asked>>(
    path: &Path,
    root: &Field,
    many: &Asked,
    ask: impl Fn(Pages) -> F,
) -> Option<Asked> {
    let (depth, length) = (path.depth(root, &many.data), path.length(root, &many.data));
    for pages in FEW {
        let few = ask(pages).await;
        if path.depth(root, &few.data) == depth {
            let is_fewer = path.length(root, &few.data) < length;
            return is_fewer.then_some(few);
        }
    }
    None
}

fn grown(who: &str, few: &Asked, many: &Asked) -> impl Iterator<Item = String> {
    let grown = many.statements > few.statements;
    let said = || format!("{who}: {} -> {}: {}", few.statements, many.statements, many.document);
    grown.then(said).into_iter()
}

/// The roots that stand for many things.
fn lists(schema: &Introspection) -> impl Iterator<Item = &Field> {
    let is_about_one =
        |root: &&Field| root.arguments.iter().any(|it| it.name == "id" && it.required);
    schema.roots()[0].iter().filter(move |root| !is_about_one(root))
}

/// A root that tells about a whole plan at once.
fn is_report(root: &Field) -> bool {
    !is_paged(root) && root.arguments.iter().any(|argument| argument.name == "planId")
}

/// Every field that is asked for page by page.
fn every_list(schema: &Introspection) -> BTreeSet<(String, String)> {
    let of_a_query = |kind: &&String| !["Subscription", "Mutation"].contains(&kind.as_str());
    let kinds = schema.fields.keys().filter(of_a_query);
    let of = |kind: &String| {
        let paged = schema.fields[kind].iter().filter(|field| is_paged(field));
        paged.map(|field| (kind.clone(), field.name.clone())).collect::<Vec<_>>()
    };
    kinds.flat_map(of).collect()
}

/// How many values an answer holds.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(fields) => fields.values().map(size).sum(),
        _ => 1,
    }
}
