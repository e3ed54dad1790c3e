//! The limits at the door: every list that introspection knows wants a page of 1 to 100 from one
//! end, and documents that are too deep or too wide are sent back.

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::case::QUERIES;
use crate::harness::introspection::{Field, Introspection};
use crate::harness::world::{TODAY, World};

const REFUSED: [&str; 7] =
    ["", "first: 0", "first: -1", "first: 101", "last: 0", "last: 101", "first: 1, last: 1"];

#[tokio::test]
async fn every_list_wants_a_page_from_one_end() {
    let world = World::settle().await;
    let app = world.open().await;
    let schema = Introspection::ask(&app).await;
    let mut tried = 0;
    for (kind, fields) in &schema.fields {
        for field in fields.iter().filter(|field| is_list(field)) {
            for window in REFUSED {
                let document = document(&schema, &world, kind, field, window);
                let answer = asked(&app, &document).await;
                assert_eq!(code(&answer), Some("BAD_INPUT"), "{document}: {answer:#}");
            }
            let document = document(&schema, &world, kind, field, "last: 100");
            let answer = asked(&app, &document).await;
            assert!(answer.get("errors").is_none(), "{document}: {answer:#}");
            tried += 1;
        }
    }
    app.end().await;
    assert!(tried > 15, "{tried} lists");
}

#[tokio::test]
async fn deep_and_wide_documents_are_sent_back() {
    let app = World::settle().await.open().await;
    let nested = |levels: usize| {
        let inner = (0..levels).fold("id".to_owned(), |inner, _| format!("parent {{ {inner} }}"));
        format!("{{ organisations(first: 1) {{ edges {{ node {{ {inner} }} }} }} }}")
    };
    let wide = |fields: usize| {
        let names: Vec<String> = (0..fields).map(|it| format!("a{it}: __typename")).collect();
        format!("{{ {} }}", names.join(" "))
    };
    for (document, expected) in [
        (nested(5), None),
        (nested(40), Some("LIMIT_EXCEEDED")),
        (wide(50), None),
        (wide(3_000), Some("LIMIT_EXCEEDED")),
    ] {
        let answer = app.answer(Some("clerk"), &document, json!({})).await;
        assert_eq!(code(&answer), expected, "{answer:#}");
    }
    app.end().await;
}

fn is_list(field: &Field) -> bool {
    field.arguments.iter().any(|argument| argument.name == "first")
        && field.of.ends_with("Connection")
}

/// Two days between which something changed.
const BETWEEN: &str = "from: \"2026-01-31\", to: \"2026-02-10\"";

/// A question to a list: at the root with what it asks for besides, else on a thing that has it.
fn document(
    schema: &Introspection,
    world: &World,
    kind: &str,
    field: &Field,
    window: &str,
) -> String {
    let name = &field.name;
    if kind == "Change" {
        let list = format!("{name}{} {{ __typename }}", bracketed(window));
        let root = format!("planId: \"{}\", {BETWEEN}, first: 1", world.id("near.plan"));
        return format!("{{ changes({root}) {{ edges {{ node {{ {list} }} }} }} }}");
    }
    if kind != "Query" {
        assert!(schema.members["Node"].iter().any(|it| it == kind), "{kind} is no node");
        let id = world.node(kind);
        let list = format!("{name}{} {{ __typename }}", bracketed(window));
        return format!("{{ node(id: \"{id}\") {{ ... on {kind} {{ {list} }} }} }}");
    }
    assert!(QUERIES.iter().any(|case| case.name == name), "{name} has a case");
    let plan = world.id("near.plan");
    let required = field.arguments.iter().filter(|argument| argument.required);
    let given: Vec<String> = required
        .map(|argument| match argument.of.as_str() {
            "ID" if argument.name == "assessmentId" => {
                format!("assessmentId: \"{}\"", world.id("near.scored"))
            }
            "ID" => format!("{}: \"{plan}\"", argument.name),
            "ObligationFilter" => {
                format!("{}: {{ planId: \"{plan}\", bucket: TOTAL }}", argument.name)
            }
            "Date" if argument.name == "to" => format!("to: \"{TODAY}\""),
            "Date" => format!("{}: \"2026-01-31\"", argument.name),
            of => panic!("{name} asks for {of}: say here what to give"),
        })
        .collect();
    let arguments = bracketed(&format!("{} {window}", given.join(", ")));
    format!("{{ {name}{arguments} {{ __typename }} }}")
}

fn bracketed(arguments: &str) -> String {
    let arguments = arguments.trim();
    if arguments.is_empty() { String::new() } else { format!("({arguments})") }
}

/// The answer to the one who may ask: the office, or who keeps registers or logs.
async fn asked(app: &TestApp, document: &str) -> Value {
    let mut answer = Value::Null;
    for who in ["clerk", "sysadmin", "auditor"] {
        answer = app.answer(Some(who), document, json!({})).await;
        if code(&answer) != Some("FORBIDDEN") {
            break;
        }
    }
    answer
}

fn code(answer: &Value) -> Option<&str> {
    answer.pointer("/errors/0/extensions/code")?.as_str()
}
