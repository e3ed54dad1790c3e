mod generate;
mod naive;
mod world;

use async_graphql::{EmptyMutation, Request, Schema, Variables};
use serde_json::{Value, json};

use super::Complete;
use generate::Generator;
use world::{Counts, Query};

fn schema() -> Schema<Query, EmptyMutation, Counts> {
    Schema::build(Query, EmptyMutation, Counts).extension(Complete).finish()
}

/// The data with its keys in their order.
async fn written(query: &str) -> String {
    serde_json::to_string(&schema().execute(query).await.data).expect("an answer is JSON")
}

async fn answer(query: &str) -> Value {
    serde_json::to_value(schema().execute(query).await).expect("an answer is JSON")
}

/// The data, and the paths of the errors.
fn parts(answer: &Value) -> (Value, Vec<Value>) {
    let none = Vec::new();
    let errors = answer["errors"].as_array().unwrap_or(&none);
    (answer["data"].clone(), errors.iter().map(|error| error["path"].clone()).collect())
}

#[tokio::test]
async fn a_failing_field_is_null_and_keeps_its_key() {
    let (data, paths) = parts(&answer("{ bad ok none }").await);
    assert_eq!(data, json!({ "bad": null, "ok": 1, "none": null }));
    assert_eq!(paths, [json!(["bad"])]);
}

#[tokio::test]
async fn null_travels_up_to_where_it_may_be() {
    let (data, paths) = parts(&answer("{ ok node { ok node { badNN bad } } }").await);
    assert_eq!(data, json!({ "ok": 1, "node": { "ok": 1, "node": null } }));
    assert_eq!(paths, [json!(["node", "node", "badNN"])]);
    let (data, paths) = parts(&answer("{ ok nodeNN { badNN } }").await);
    assert_eq!(data, Value::Null);
    assert_eq!(paths, [json!(["nodeNN", "badNN"])]);
}

#[tokio::test]
async fn a_list_keeps_the_items_that_are_well() {
    let (data, paths) = parts(&answer("{ mixed { ok } strict { ok } numbers }").await);
    assert_eq!(
        data,
        json!({ "mixed": [{ "ok": 1 }, null, null], "strict": null, "numbers": [1, null, 3] })
    );
    assert_eq!(paths, [json!(["mixed", 2]), json!(["strict", 1]), json!(["numbers", 1])]);
}

#[tokio::test]
async fn an_error_on_an_interface_has_its_path() {
    let (data, paths) = parts(&answer("{ anys { bad ok } either { ... on Leaf { bad } } }").await);
    assert_eq!(data["anys"], json!([{ "bad": null, "ok": 1 }, { "bad": null, "ok": 1 }]));
    assert_eq!(
        paths,
        [json!(["anys", 0, "bad"]), json!(["anys", 1, "bad"]), json!(["either", "bad"])]
    );
}

#[tokio::test]
async fn keys_stand_in_the_order_of_the_query() {
    let query = "{ late ok node { late ...F ok } } fragment F on Node { none late2: late }";
    assert_eq!(
        written(query).await,
        r#"{"late":1,"ok":1,"node":{"late":1,"none":null,"late2":1,"ok":1}}"#
    );
}

#[tokio::test]
async fn an_object_of_which_nothing_is_asked_is_empty_and_not_null() {
    let query = "{ node { ok @skip(if: true) } any { ... on Node { ok } } a: ok @skip(if: true) }";
    assert_eq!(parts(&answer(query).await).0, json!({ "node": {}, "any": {} }));
    assert_eq!(parts(&answer("{ ok @skip(if: true) }").await).0, json!({}));
}

#[tokio::test]
async fn defaults_of_variables_count_for_directives() {
    let query = "query($no: Boolean = true) { ok @skip(if: $no) none @include(if: $no) }";
    assert_eq!(parts(&answer(query).await).0, json!({ "none": null }));
    let request = Request::new(query).variables(Variables::from_json(json!({ "no": false })));
    let answer = serde_json::to_value(schema().execute(request).await).expect("JSON");
    assert_eq!(answer["data"], json!({ "ok": 1 }));
}

#[tokio::test]
async fn a_typename_may_be_skipped_by_a_variable() {
    let query = "query($b: Boolean = true) { __typename @skip(if: $b) ok }";
    assert_eq!(answer(query).await, json!({ "data": { "ok": 1 } }));
}

#[tokio::test]
async fn twin_fields_are_resolved_once() {
    let (data, paths) = parts(&answer("{ bad bad node { ok } node { bad } }").await);
    assert_eq!(data, json!({ "bad": null, "node": { "ok": 1, "bad": null } }));
    assert_eq!(paths, [json!(["bad"]), json!(["node", "bad"])]);
}

#[tokio::test]
async fn introspection_is_left_as_it_is() {
    let query = "{ __typename __schema { queryType { name } } \
                 __type(name: \"Leaf\") { kind fields { name type { kind ofType { name } } } } }";
    let answer = answer(query).await;
    assert_eq!(answer["data"]["__schema"]["queryType"]["name"], "Query");
    assert_eq!(answer["data"]["__type"]["kind"], "OBJECT");
    assert_eq!(answer["data"]["__typename"], "Query");
    assert_eq!(answer.get("errors"), None);
}

#[tokio::test]
async fn an_invalid_document_is_still_invalid() {
    for query in ["{ nope }", "{ ok ok: none }", "{ node }", "{ ok { x } }", "{ any { tag } }"] {
        let answer = answer(query).await;
        assert_eq!(answer["data"], Value::Null, "{query}");
        assert!(answer["errors"][0]["path"].is_null(), "{query}");
    }
}

#[tokio::test]
async fn every_item_of_a_subscription_is_completed() {
    use futures_util::StreamExt;
    let stream =
        schema().execute_stream("subscription { nodes { late ok bad badNN @skip(if: true) } }");
    let items: Vec<async_graphql::Response> = stream.collect().await;
    assert_eq!(items.len(), 3);
    for item in &items {
        let data = serde_json::to_string(&item.data).expect("JSON");
        assert_eq!(data, r#"{"nodes":{"late":1,"ok":1,"bad":null}}"#);
        assert_eq!(item.errors.len(), 1);
    }
}

/// Whatever is asked, the answer is that of a plain reading of the specification: data with the
/// order of its keys, and errors in the order of the query.
#[tokio::test]
async fn random_queries_are_answered_as_the_specification_says() {
    let schema = schema();
    let mut broken = 0;
    for seed in 0..600 {
        let asked = Generator::new(seed).query();
        let request = Request::new(&asked.text).variables(Variables::from_json(asked.variables()));
        let answer = schema.execute(request).await;
        let data = answer.data.to_string();
        let answer = serde_json::to_value(answer).expect("JSON");
        let (_, paths) = parts(&answer);
        let expected = naive::execute(&asked);
        assert_eq!(data, expected.data.to_string(), "{seed}: {} {answer}", asked.text);
        assert_eq!(paths, expected.paths, "{seed}: {}", asked.text);
        broken += usize::from(!paths.is_empty());
    }
    assert!(broken > 300, "only {broken} of the queries had errors");
}
