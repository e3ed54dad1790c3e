//! The number of SQL statements of a question does not depend on how much it finds.
//!
//! Every list and report that clients learn by introspection is asked for with few things and with
//! many, along every path on which it stands. A list of which the walk never sees more than a few
//! fails it: then nothing was shown.

mod dispatch;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::introspection::{Field, Introspection};
use crate::harness::path::{Pages, Path, choices, is_broken, is_paged, paths};
use crate::harness::world::World;

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
    let schema = Introspection::ask(&app).await;
    let plans = [world.id("near.plan"), world.id("near.draft")];
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
async fn no_report_takes_more_statements_for_a_larger_plan() {
    let world = World::settle().await;
    let app = world.open().await;
    let schema = Introspection::ask(&app).await;
    let reports = || schema.roots()[0].iter().filter(|root| is_report(root));
    let mut tried = BTreeSet::new();
    for root in reports() {
        let [small, large] = [("far.director", "far.plan"), ("director", "near.plan")];
        let of = |plan| choices(&schema, root, [plan; 2]);
        for (one, other) in of(world.id(small.1)).iter().zip(&of(world.id(large.1))) {
            for path in paths(&schema, root) {
                let asked = |choice: &String| path.document(root, choice, MANY);
                let few = ask(&app, &app.token(small.0).await, asked(one)).await;
                let many = ask(&app, &app.token(large.0).await, asked(other)).await;
                if path.depth(root, &few.data) == path.depth(root, &many.data) {
                    let grown: Vec<String> = grown(large.0, &few, &many).collect();
                    assert!(grown.is_empty(), "{}", grown.join("\n"));
                    if size(&many.data) > size(&few.data) {
                        tried.insert(root.name.as_str());
                    }
                }
            }
        }
    }
    app.end().await;
    let untried: Vec<_> = reports().filter(|root| !tried.contains(root.name.as_str())).collect();
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

/// Every field that is asked for page by page; but what was learnt about a past day is little in
/// this world, and cut from one statement for all.
fn every_list(schema: &Introspection) -> BTreeSet<(String, String)> {
    let of_a_query = |kind: &&String| !["Subscription", "Mutation"].contains(&kind.as_str());
    let kinds = schema.fields.keys().filter(of_a_query);
    let of = |kind: &String| {
        let many = |field: &&Field| is_paged(field) && field.name != "corrections";
        let paged = schema.fields[kind].iter().filter(many);
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
