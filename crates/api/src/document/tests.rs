use super::*;
use crate::error::Code;
use duban_domain::value::language::Language;

fn guard() -> Guard {
    Guard::new(DocumentLimits::default())
}

fn admit_as(text: &str, standing: Standing) -> Result<Admitted, Problem> {
    let guard = guard();
    let mut budget = guard.budget(standing, Introspection::Open);
    guard.admit(Request::new(text), &mut budget)
}

fn admit(text: &str) -> Result<Admitted, Problem> {
    admit_as(text, Standing::SignedIn)
}

fn code(text: &str) -> Code {
    admit(text).expect_err("the guard refuses this").code
}

/// Twenty-five fragments, each spreading the next one twice: 2^25 fields in a kilobyte.
fn bomb() -> String {
    let mut text = String::from("{ ...F0 }");
    for number in 0..25 {
        let next = number + 1;
        text.push_str(&format!(" fragment F{number} on Query {{ ...F{next} ...F{next} }}"));
    }
    text + " fragment F25 on Query { __typename }"
}

#[test]
fn fragments_that_double_are_refused_at_once() {
    let began = std::time::Instant::now();
    assert_eq!(code(&bomb()), Code::LimitExceeded);
    assert!(began.elapsed().as_millis() < 100);
}

#[test]
fn a_bomb_that_no_operation_spreads_is_refused_as_well() {
    let unused = bomb().replace("{ ...F0 }", "{ __typename }");
    assert_eq!(code(&unused), Code::LimitExceeded);
}

#[test]
fn a_fragment_that_contains_itself_is_refused() {
    assert_eq!(code("{ ...A } fragment A on Q { ...B } fragment B on Q { ...A }"), Code::BadInput);
    assert_eq!(code("{ a } fragment A on Q { a { ...A } }"), Code::BadInput);
}

#[test]
fn fields_are_counted_as_often_as_they_are_spread() {
    let admitted = admit("{ a { ...F } b { ...F } } fragment F on T { x y }").expect("admitted");
    assert_eq!(admitted.measure.fields, 6);
    assert_eq!(admitted.measure.depth, 2);
}

#[test]
fn strangers_get_a_hundred_fields() {
    let of = |count: usize| {
        let fields: Vec<String> = (0..count).map(|number| format!("a{number}: a")).collect();
        format!("{{ {} }}", fields.join(" "))
    };
    assert!(admit_as(&of(100), Standing::Anonymous).is_ok());
    assert!(admit_as(&of(101), Standing::Anonymous).is_err());
    assert!(admit(&of(101)).is_ok());
    assert_eq!(code(&of(5_000)), Code::LimitExceeded);
}

#[test]
fn what_does_not_run_is_limited_as_well() {
    let fields: Vec<String> = (0..101).map(|number| format!("a{number}: a")).collect();
    let fragment = format!("{{ a }} fragment F on Query {{ {} }}", fields.join(" "));
    let operation = format!("query A {{ a }} query B {{ {} }}", fields.join(" "));
    for text in [fragment, operation] {
        let problem = admit_as(&text, Standing::Anonymous).expect_err("refused");
        assert_eq!(problem.code, Code::LimitExceeded);
        assert!(admit(&text).is_ok());
    }
}

#[test]
fn strangers_write_short_documents() {
    let text = format!("{{ a }} #{}", "x".repeat(20_000));
    assert!(admit_as(&text, Standing::Anonymous).is_err());
    assert!(admit(&text).is_ok());
}

/// Documents of fragments that spread only later ones, measured and also written out one by one.
#[test]
fn a_measure_is_what_writing_out_would_count() {
    let mut state: u64 = 7;
    let mut below = move |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 40).unwrap_or(0) % most
    };
    let guard = guard();
    for _ in 0..500 {
        let count = 1 + below(8);
        // For each fragment: its text, its fields and its depth once written out.
        let mut known: Vec<(u64, u32)> = Vec::new();
        let mut texts = Vec::new();
        for number in 0..count {
            let (mut text, mut fields, mut depth) = (String::from("a "), 1, 1);
            for _ in 0..below(4) {
                let inside = below(2) == 0;
                let (spread, spread_fields, spread_depth) = match known.len() {
                    0 => ("b ".to_owned(), 1, 1),
                    most => {
                        let other = below(most);
                        (format!("...F{other} "), known[other].0, known[other].1)
                    }
                };
                if inside {
                    text.push_str(&format!("x{{ {spread} }} "));
                    fields += spread_fields + 1;
                    depth = depth.max(spread_depth + 1);
                } else {
                    text.push_str(&format!("... {{ {spread} }} "));
                    fields += spread_fields;
                    depth = depth.max(spread_depth);
                }
            }
            known.push((fields, depth));
            texts.push(format!("fragment F{number} on T {{ {text} }}"));
        }
        let text = format!("{{ ...F{} }} {}", count - 1, texts.join(" "));
        let mut budget = guard.budget(Standing::SignedIn, Introspection::Open);
        let admitted = guard.admit(Request::new(&text), &mut budget).expect("small enough");
        let expected = known[count - 1];
        assert_eq!((admitted.measure.fields, admitted.measure.depth), expected, "{text}");
    }
}

#[test]
fn pages_multiply_the_cost_of_what_they_hold() {
    let text = "query($n: Int = 20) { t(first: 10) { u(last: $n) { x } } v(first: 1000000) { y } }";
    let admitted = admit(text).expect("admitted");
    assert_eq!(admitted.measure.cost, 1 + 10 * (1 + 20) + 1 + 100);
    let guard = guard();
    let mut budget = guard.budget(Standing::SignedIn, Introspection::Open);
    let variables = serde_json::json!({ "n": 50 });
    let request = Request::new(text).variables(Variables::from_json(variables));
    let admitted = guard.admit(request, &mut budget).expect("admitted");
    assert_eq!(admitted.measure.cost, 1 + 10 * (1 + 50) + 1 + 100);
    assert_eq!(
        code("{ a(first: 100) { b(first: 100) { c(first: 100) { d } } } }"),
        Code::LimitExceeded
    );
}

#[test]
fn a_batch_shares_one_budget() {
    let guard = guard();
    let mut budget = guard.budget(Standing::Anonymous, Introspection::Open);
    let fields: Vec<String> = (0..60).map(|number| format!("a{number}: a")).collect();
    let text = format!("{{ {} }}", fields.join(" "));
    assert!(guard.admit(Request::new(&text), &mut budget).is_ok());
    assert!(guard.admit(Request::new(&text), &mut budget).is_err());
}

#[test]
fn depth_is_limited_and_introspection_gets_through() {
    assert!(admit(&format!("{}x{}", "{ a ".repeat(14) + "{", "}".repeat(15))).is_ok());
    assert_eq!(
        code(&format!("{}x{}", "{ a ".repeat(15) + "{", "}".repeat(16))),
        Code::LimitExceeded
    );
    let types = "ofType{".repeat(9);
    let text = format!("{{__schema{{types{{fields{{args{{type{{{types}name{}", "}".repeat(15));
    let admitted = admit_as(&text, Standing::Anonymous).expect("admitted");
    assert_eq!((admitted.measure.depth, admitted.measure.introspection.depth), (1, 15));
    let types = "ofType{".repeat(500);
    let text = format!("{{__schema{{types{{{types}name{}", "}".repeat(503));
    assert_eq!(code(&text), Code::LimitExceeded);
}

#[test]
fn introspection_does_not_go_round_in_circles() {
    assert!(admit("{__schema{types{fields{type{name}}}}}").is_ok());
    assert_eq!(
        code("{__schema{types{fields{type{fields{type{fields{name}}}}}}}}"),
        Code::LimitExceeded
    );
}

#[test]
fn closed_introspection_is_refused_also_inside_of_a_fragment() {
    let guard = guard();
    let mut budget = guard.budget(Standing::SignedIn, Introspection::Closed);
    let request = Request::new("{ ...S } fragment S on Query { __type(name: \"X\") { name } }");
    let problem = guard.admit(request, &mut budget).expect_err("refused");
    assert_eq!(problem.code, Code::Forbidden);
}

#[test]
fn directives_are_few() {
    let of = |count: usize| format!("{{ a {} }}", "@skip(if: false) ".repeat(count));
    assert!(admit(&of(5)).is_ok());
    assert_eq!(code(&of(6)), Code::LimitExceeded);
    assert_eq!(code(&of(3_000)), Code::LimitExceeded);
    assert_eq!(code(&format!("{{ ... {} {{ a }} }}", "@a ".repeat(6))), Code::LimitExceeded);
}

#[test]
fn mutations_are_few_and_none_runs_twice() {
    let of = |count: usize| {
        let fields: Vec<String> = (0..count).map(|number| format!("m{number}: m")).collect();
        format!("mutation {{ {} }}", fields.join(" "))
    };
    assert!(admit(&of(10)).is_ok());
    assert_eq!(code(&of(11)), Code::LimitExceeded);
    assert_eq!(code("mutation { m m }"), Code::BadInput);
    assert_eq!(code("mutation { m ...F } fragment F on M { m }"), Code::BadInput);
    assert_eq!(code("mutation { ...F ...F } fragment F on M { m }"), Code::BadInput);
    assert!(admit("mutation { m n: m }").is_ok());
}

#[test]
fn a_subscription_has_one_root_field() {
    assert!(admit("subscription { s { x } }").is_ok());
    assert_eq!(code("subscription { s { x } t { x } }"), Code::BadInput);
    assert_eq!(code("subscription { s { x } ...F } fragment F on S { t }"), Code::BadInput);
    assert_eq!(code("subscription { s @skip(if: true) { x } }"), Code::BadInput);
}

#[test]
fn a_subscription_field_in_a_fragment_is_brought_to_the_top() {
    let mut admitted =
        admit("subscription { ...F } fragment F on S { s { x } }").expect("admitted");
    let document = admitted.request.parsed_query().expect("parsed");
    let (_, operation) = document.operations.iter().next().expect("an operation");
    let first = operation.node.selection_set.node.items.first().expect("a selection");
    assert!(matches!(&first.node, async_graphql::parser::types::Selection::Field(_)));
}

#[test]
fn a_file_reference_is_refused_however_it_is_written() {
    for text in [
        r##"mutation { up(file: "#__graphql_file__:0") }"##,
        r##"mutation { up(file: "\u0023__graphql_file__:9") }"##,
        r##"mutation { up(files: [{ a: "#__graphql_file__:x" }]) }"##,
        r##"mutation($f: Upload = "#__graphql_file__:0") { up(file: $f) }"##,
        r##"{ ...F } fragment F on Query { a @b(c: "#__graphql_file__:0") }"##,
    ] {
        assert_eq!(code(text), Code::BadInput, "{text}");
    }
}

#[test]
fn a_syntax_error_is_one_short_sentence_with_its_place() {
    let problem = admit("{ a(").expect_err("refused");
    assert_eq!(problem.code, Code::BadInput);
    let english = problem.message(Language::English);
    assert_eq!(english, "The GraphQL document has a syntax error at line 1, column 5.");
}

#[test]
fn a_document_asked_twice_is_answered_from_memory() {
    let guard = guard();
    for _ in 0..2 {
        let mut budget = guard.budget(Standing::SignedIn, Introspection::Open);
        let admitted = guard.admit(Request::new("query Q { a }"), &mut budget).expect("admitted");
        assert_eq!(admitted.operation, Some(OperationType::Query));
    }
    assert!(guard.cache.find("query Q { a }").is_some());
}

#[test]
fn the_kind_is_that_of_the_named_operation() {
    let guard = guard();
    let text = "query A { a } mutation B { b }";
    for (name, kind) in
        [("A", Some(OperationType::Query)), ("B", Some(OperationType::Mutation)), ("C", None)]
    {
        let mut budget = guard.budget(Standing::SignedIn, Introspection::Open);
        let request = Request::new(text).operation_name(name);
        assert_eq!(guard.admit(request, &mut budget).expect("admitted").operation, kind);
    }
}
