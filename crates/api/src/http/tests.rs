use async_graphql::{Context, EmptySubscription, Object, Schema, Upload};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use std::io::Read;
use tower::ServiceExt;

use duban_domain::value::language::Language;

use super::*;
use crate::complete::Complete;

/// Who asks in these tests: a stranger, or whoever knows the word.
struct Person(Option<&'static str>);

struct House;

impl Door for House {
    type Caller = Person;
    type Place = ();

    async fn place(&self, _caller: &Self::Caller) -> Result<(), Problem> {
        Ok(())
    }

    async fn caller(&self, visit: &Visit) -> Result<Person, Problem> {
        match visit.bearer() {
            None => Ok(Person(None)),
            Some("letmein") => Ok(Person(Some("李明"))),
            Some(_) => Err(Problem::unauthenticated()),
        }
    }

    fn standing(&self, caller: &Person) -> Standing {
        caller.0.map_or(Standing::Anonymous, |_| Standing::SignedIn)
    }

    fn introspection(&self, caller: &Person) -> Introspection {
        caller.0.map_or(Introspection::Closed, |_| Introspection::Open)
    }

    fn furnish(&self, caller: &Arc<Person>, _: &Visit, data: &mut Data) {
        data.insert(Arc::clone(caller));
    }
}

struct Query;

#[Object]
impl Query {
    async fn name(&self, ctx: &Context<'_>) -> Option<String> {
        ctx.data_opt::<Arc<Person>>().and_then(|person| person.0.map(str::to_owned))
    }

    async fn panics(&self, when: Option<bool>) -> bool {
        assert!(when.is_some(), "the ceiling falls down");
        true
    }

    async fn leaks(&self) -> async_graphql::Result<bool> {
        Ok("table task".parse::<bool>()?)
    }

    async fn hangs(&self) -> bool {
        pending().await
    }

    async fn forbidden(&self) -> async_graphql::Result<bool> {
        let problem = Problem::forbidden("只有督查办可以这样做。", "Only the office may do this.");
        Err(problem.to_error(Language::Chinese))
    }

    async fn echo(&self, text: String) -> String {
        text
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn upload(&self, ctx: &Context<'_>, file: Upload) -> async_graphql::Result<String> {
        let file = file.value(ctx)?;
        let name = file.filename.clone();
        let mut text = String::new();
        file.into_read().read_to_string(&mut text)?;
        Ok(format!("{name}: {text}"))
    }

    async fn tick(&self) -> i32 {
        1
    }
}

fn door() -> Router {
    let mut settings = Settings::default();
    settings.limits.request.file_bytes = 1_000;
    settings.limits.request.files = 2;
    settings.limits.request.body_bytes_anonymous = 2_000;
    settings.limits.request.answer_ms = 100;
    let schema = Schema::build(Query, Mutation, EmptySubscription).extension(Complete).finish();
    router(House, schema, settings)
}

async fn send(request: Request<Body>) -> Response {
    door().oneshot(request).await.expect("the door always answers")
}

async fn read(response: Response) -> Value {
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    serde_json::from_slice(&bytes).expect("JSON")
}

fn post(body: &Value) -> Request<Body> {
    Request::post("/graphql")
        .header("content-type", "application/json")
        .header("accept", "application/graphql-response+json")
        .header("authorization", "Bearer letmein")
        .body(Body::from(body.to_string()))
        .expect("a request")
}

async fn ask(query: &str) -> (StatusCode, Value) {
    let response = send(post(&json!({ "query": query }))).await;
    (response.status(), read(response).await)
}

#[tokio::test]
async fn a_query_is_answered_with_its_cost_and_the_usual_headers() {
    let response = send(post(&json!({ "query": "{ name }" }))).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers()["x-request-id"].len(), 16);
    assert_eq!(
        read(response).await,
        json!({ "data": { "name": "李明" }, "extensions": { "cost": 1 } })
    );
}

#[tokio::test]
async fn a_bad_token_is_told_before_the_body_is_read() {
    let mut request = post(&json!({}));
    request.headers_mut().insert("authorization", "Bearer wrong".parse().expect("a header"));
    let response = send(request).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
    let body = read(response).await;
    assert_eq!(body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(body["errors"][0]["message"], "尚未登录，或登录已失效。请重新登录。");
}

#[tokio::test]
async fn the_language_follows_the_reader() {
    let mut request = post(&json!({ "query": "{" }));
    request.headers_mut().insert("accept-language", "en".parse().expect("a header"));
    let message = read(send(request).await).await["errors"][0]["message"].clone();
    assert_eq!(message, "The GraphQL document has a syntax error at line 1, column 2.");
}

#[tokio::test]
async fn a_panic_is_an_internal_error_that_tells_nothing() {
    let (status, body) = ask("{ panics }").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(body["errors"][0]["extensions"]["code"], "INTERNAL");
    assert_eq!(body["errors"][0]["extensions"]["requestId"].as_str().map(str::len), Some(16));
    assert!(!body.to_string().contains("ceiling"));
}

#[tokio::test]
async fn a_cause_that_slips_through_is_kept_in_the_house() {
    let (_, body) = ask("{ leaks }").await;
    assert_eq!(body["errors"][0]["extensions"]["code"], "INTERNAL");
    assert!(!body.to_string().contains("bool"));
}

#[tokio::test]
async fn a_problem_of_a_resolver_keeps_its_code_and_words() {
    let (status, body) = ask("{ forbidden }").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["errors"][0]["extensions"]["code"], "FORBIDDEN");
    assert_eq!(body["errors"][0]["message"], "只有督查办可以这样做。");
    assert_eq!(body["errors"][0]["path"], json!(["forbidden"]));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_takes_too_long_is_given_up() {
    let (status, body) = ask("{ hangs }").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(body["errors"][0]["extensions"]["code"], "UNAVAILABLE");
}

#[tokio::test]
async fn strangers_hear_no_suggestions_and_see_no_schema() {
    let mut request = post(&json!({ "query": "{ nam }" }));
    request.headers_mut().remove("authorization");
    let body = read(send(request).await).await;
    assert_eq!(body["errors"][0]["message"], "Unknown field \"nam\" on type \"Query\".");
    assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_INPUT");
    let (_, body) = ask("{ nam }").await;
    assert!(
        body["errors"][0]["message"].as_str().is_some_and(|text| text.contains("Did you mean"))
    );
    let mut request = post(&json!({ "query": "{ __schema { queryType { name } } }" }));
    request.headers_mut().remove("authorization");
    assert_eq!(send(request).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn errors_are_few_and_short() {
    let fields: Vec<String> = (0..300).map(|number| format!("nosuchfield{number}")).collect();
    let (_, body) = ask(&format!("{{ {} }}", fields.join(" "))).await;
    assert_eq!(body["errors"].as_array().map(Vec::len), Some(21));
    assert_eq!(body["errors"][20]["message"], "另有 280 个错误未列出。");
    let (_, body) = ask(&format!("{{ {} }}", "x".repeat(50_000))).await;
    assert!(body.to_string().len() < 1_000);
}

#[tokio::test]
async fn a_get_asks_and_changes_nothing() {
    let get = |query: &str| {
        Request::get(format!("/graphql?query={query}")).body(Body::empty()).expect("a request")
    };
    assert_eq!(send(get("%7Bname%7D")).await.status(), StatusCode::OK);
    let response = send(get("mutation%7Btick%7D")).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(response.headers()["allow"], "GET, POST");
}

#[tokio::test]
async fn only_json_and_multipart_bodies_get_in() {
    for (kind, status) in [
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/json; charset=gbk", 415),
        ("application/jsonp", 415),
        ("multipart/form-data; boundary=x", 400),
        ("Application/JSON; charset=\"UTF-8\"", 200),
    ] {
        let mut request = post(&json!({ "query": "{ name }" }));
        request.headers_mut().insert("content-type", kind.parse().expect("a header"));
        assert_eq!(send(request).await.status().as_u16(), status, "{kind}");
    }
}

#[tokio::test]
async fn a_body_is_limited_by_who_sends_it() {
    let text = "x".repeat(3_000);
    let body =
        json!({ "query": "query($t: String!) { echo(text: $t) }", "variables": { "t": text } });
    assert_eq!(send(post(&body)).await.status(), StatusCode::OK);
    let mut request = post(&body);
    request.headers_mut().remove("authorization");
    let response = send(request).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(response.headers()["connection"], "close");
    assert_eq!(read(response).await["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_is_given_up() {
    let mut request = post(&json!({}));
    *request.body_mut() =
        Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, axum::Error>>());
    assert_eq!(send(request).await.status(), StatusCode::REQUEST_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_reads_on_a_little_and_then_closes() {
    let mut request = post(&json!({}));
    request.headers_mut().insert("content-type", "text/plain".parse().expect("a header"));
    let response = send(request).await;
    assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(!response.headers().contains_key("connection"));
    let mut request = post(&json!({}));
    request.headers_mut().insert("content-type", "text/plain".parse().expect("a header"));
    let never = futures_util::stream::pending::<Result<Vec<u8>, axum::Error>>();
    *request.body_mut() = Body::from_stream(never);
    assert_eq!(send(request).await.headers()["connection"], "close");
}

#[tokio::test]
async fn a_batch_is_answered_in_order_and_limited_as_a_whole() {
    let response = send(post(&json!([{ "query": "{ name }" }, { "query": "{" }]))).await;
    assert_eq!(response.status(), StatusCode::OK);
    let body = read(response).await;
    assert_eq!(body[0]["data"]["name"], "李明");
    assert_eq!(body[1]["errors"][0]["extensions"]["code"], "BAD_INPUT");
    let ticks: Vec<String> = (0..6).map(|number| format!("t{number}: tick")).collect();
    let half = json!({ "query": format!("mutation {{ {} }}", ticks.join(" ")) });
    let body = read(send(post(&json!([half, half]))).await).await;
    assert_eq!(body[0]["data"]["t5"], 1);
    assert_eq!(body[1]["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED");
}

#[tokio::test]
async fn a_subscription_is_sent_to_the_socket() {
    let (status, body) = ask("subscription { s }").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body["errors"][0]["message"].as_str().is_some_and(|text| text.contains("WebSocket")));
}

#[tokio::test]
async fn every_answer_keeps_browsers_careful_whatever_it_is() {
    let get = |path: &str| Request::get(path).body(Body::empty()).expect("a request");
    let plain = Request::post("/graphql").header("content-type", "text/plain");
    let asked = [
        (post(&json!({ "query": "{ name }" })), 200),
        (post(&json!({ "query": "{ panics(when: true) }" })), 200),
        (post(&json!({ "query": "{" })), 400),
        (plain.body(Body::empty()).expect("a request"), 415),
        (get("/health"), 200),
        (get("/evidence/x"), 404),
        (get("/nowhere"), 404),
        (Request::delete("/health").body(Body::empty()).expect("a request"), 405),
        (upgrade("https://evil.cn", "graphql-transport-ws"), 403),
    ];
    for (request, status) in asked {
        let what = format!("{} {}", request.method(), request.uri());
        let response = send(request).await;
        assert_eq!(response.status().as_u16(), status, "{what}");
        for (name, value) in [
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cache-control", "no-store"),
        ] {
            let worn = response.headers().get(name).map(|value| value.as_bytes());
            assert_eq!(worn, Some(value.as_bytes()), "{name} of {what}");
        }
        assert!(response.headers().contains_key("x-request-id"), "{what}");
        // Only a server that speaks TLS itself may promise it.
        assert!(!response.headers().contains_key("strict-transport-security"), "{what}");
        assert!(!response.headers().contains_key("access-control-allow-origin"), "{what}");
    }
}

#[tokio::test]
async fn a_file_needs_a_header_that_no_form_can_send() {
    for value in [None, Some("")] {
        let mut request = multipart(&[("operations", "", OPERATIONS), ("map", "", MAP)]);
        request.headers_mut().remove("graphql-require-preflight");
        if let Some(value) = value {
            let value = value.parse().expect("a header");
            request.headers_mut().insert("graphql-require-preflight", value);
        }
        let response = send(request).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert!(read(response).await.to_string().contains("GraphQL-Require-Preflight"));
    }
}

#[tokio::test]
async fn a_page_of_another_site_is_refused() {
    let mut request = post(&json!({ "query": "{ name }" }));
    request.headers_mut().insert("host", "duban.cn".parse().expect("a header"));
    request.headers_mut().insert("origin", "https://evil.cn".parse().expect("a header"));
    assert_eq!(send(request).await.status(), StatusCode::FORBIDDEN);
}

fn upgrade(origin: &str, protocol: &str) -> Request<Body> {
    Request::get("/graphql")
        .header("host", "duban.cn")
        .header("origin", origin)
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        .header("sec-websocket-protocol", protocol)
        .body(Body::empty())
        .expect("a request")
}

#[tokio::test]
async fn a_socket_is_refused_to_foreign_pages_and_foreign_protocols() {
    let own = "https://duban.cn";
    let response = send(upgrade("https://evil.cn", "graphql-transport-ws")).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let response = send(upgrade(own, "graphql-ws")).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    // Without a connection there is nothing to upgrade: it gets as far as that.
    let body = read(send(upgrade(own, "chat, graphql-transport-ws")).await).await;
    assert_eq!(body["errors"][0]["message"], "WebSocket 握手无效。");
}

fn multipart(parts: &[(&str, &str, &str)]) -> Request<Body> {
    let mut body = String::new();
    for (name, file, text) in parts {
        let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
        body.push_str(&format!(
            "--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{text}\r\n"
        ));
    }
    Request::post("/graphql")
        .header("content-type", "multipart/form-data; boundary=b")
        .header("graphql-require-preflight", "1")
        .header("authorization", "Bearer letmein")
        .body(Body::from(body + "--b--\r\n"))
        .expect("a request")
}

const OPERATIONS: &str =
    r#"{"query":"mutation($f: Upload!) { upload(file: $f) }","variables":{"f":null}}"#;
const MAP: &str = r#"{"0":["variables.f"]}"#;

#[tokio::test]
async fn a_file_arrives_with_its_name() {
    let parts = [("operations", "", OPERATIONS), ("map", "", MAP), ("0", "责任清单.txt", "正文")];
    let body = read(send(multipart(&parts)).await).await;
    assert_eq!(body["data"]["upload"], "责任清单.txt: 正文", "{body}");
}

#[tokio::test]
async fn what_does_not_follow_the_specification_is_refused() {
    let large = "x".repeat(1_001);
    let nowhere = r#"{"0":["variables.g"]}"#;
    let forged = OPERATIONS.replace("null", "\"#__graphql_file__:0\"");
    let file = ("0", "a.txt", "x");
    for (parts, status) in [
        (vec![("operations", "", OPERATIONS), ("map", "", MAP), ("0", "a", &*large)], 413),
        (vec![("operations", "", OPERATIONS), ("map", "", MAP)], 400),
        (vec![("map", "", MAP), ("operations", "", OPERATIONS), file], 400),
        (vec![("operations", "", OPERATIONS), file, ("map", "", MAP)], 400),
        (vec![("operations", "", OPERATIONS), ("map", "", MAP), file, ("1", "b", "x")], 400),
        (vec![("operations", "", OPERATIONS), ("map", "", nowhere), file], 400),
        (vec![("operations", "", &*forged), ("map", "", MAP), file], 400),
        (vec![("operations", "", OPERATIONS), ("map", "", MAP), ("0", "", "x")], 400),
        (vec![], 400),
    ] {
        let response = send(multipart(&parts)).await;
        assert_eq!(response.status().as_u16(), status, "{parts:?}");
    }
}

#[tokio::test]
async fn strangers_upload_nothing() {
    let mut request = multipart(&[("operations", "", OPERATIONS), ("map", "", MAP)]);
    request.headers_mut().remove("authorization");
    assert_eq!(send(request).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_part_whose_head_never_ends_does_not_fill_the_memory() {
    let mut request = multipart(&[]);
    let junk = futures_util::stream::repeat_with(|| Ok::<_, axum::Error>(vec![b'x'; 1 << 16]));
    *request.body_mut() = Body::from_stream(junk);
    let status = send(request).await.status();
    assert!(status.is_client_error(), "{status}");
}

#[tokio::test]
async fn health_and_readiness_are_answered() {
    for path in ["/health", "/ready"] {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = send(request).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(read(response).await, json!({ "status": "ok" }));
    }
}

#[test]
fn a_visit_does_not_print_its_token() {
    let (parts, ()) = Request::get("/")
        .header("authorization", "Bearer secret")
        .body(())
        .expect("a request")
        .into_parts();
    let visit = Visit::of(&parts, &Proxies::default());
    assert_eq!(visit.bearer(), Some("secret"));
    assert!(!format!("{visit:?}").contains("secret"));
}
