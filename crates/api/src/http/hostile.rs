//! Documents and bodies that nobody meant: broken, spliced and repeated ones.
//!
//! Whatever comes in, the door answers, quickly, and never with a fault of its own. Each test runs a
//! fixed number of cases; `DUBAN_HOSTILE_SECONDS=600` makes it run for that long instead.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_graphql::{Context, Data, Object, Schema, Subscription, Upload};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use futures_util::{Stream, stream};
use tower::ServiceExt;

use crate::complete::Complete;
use crate::document::{Introspection, Standing};
use crate::error::Problem;
use crate::http::{Door, Settings, Visit, router};

struct House;

impl Door for House {
    type Caller = Standing;
    type Place = ();

    async fn place(&self, _caller: &Self::Caller) -> Result<(), Problem> {
        Ok(())
    }

    async fn caller(&self, visit: &Visit) -> Result<Standing, Problem> {
        Ok(visit.bearer().map_or(Standing::Anonymous, |_| Standing::SignedIn))
    }

    fn standing(&self, caller: &Standing) -> Standing {
        *caller
    }

    fn introspection(&self, _: &Standing) -> Introspection {
        Introspection::Open
    }

    fn furnish(&self, _: &Arc<Standing>, _: &Visit, _: &mut Data) {}
}

struct Query;

#[Object]
impl Query {
    async fn ok(&self) -> i32 {
        1
    }

    async fn echo(&self, text: Option<String>, first: Option<i32>) -> Option<String> {
        text.or(first.map(|first| first.to_string()))
    }

    async fn bad(&self) -> async_graphql::Result<i32> {
        Err(async_graphql::Error::new("bad"))
    }

    async fn many(&self, first: Option<i32>) -> Vec<Query> {
        (0..first.unwrap_or(2).clamp(0, 3)).map(|_| Query).collect()
    }

    async fn query(&self) -> Option<Query> {
        Some(Query)
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn upload(&self, ctx: &Context<'_>, file: Upload) -> async_graphql::Result<u64> {
        Ok(file.value(ctx)?.size()?)
    }

    async fn tick(&self) -> i32 {
        1
    }
}

struct Streams;

#[Subscription]
impl Streams {
    async fn count(&self) -> impl Stream<Item = i32> {
        stream::iter(0..3)
    }
}

fn door() -> Router {
    let schema = Schema::build(Query, Mutation, Streams).extension(Complete).finish();
    let mut settings = Settings::default();
    settings.limits.request.file_bytes = 1_000;
    router(House, schema, settings)
}

/// A small generator: the same cases every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % most.max(1)
    }

    /// Cuts, repeats, swaps and replaces pieces of something that was well once.
    fn spoil(&mut self, sound: &[u8], scraps: &[&[u8]]) -> Vec<u8> {
        let mut bytes = sound.to_vec();
        for _ in 0..=self.below(6) {
            let from = self.below(bytes.len());
            let to = (from + self.below(12)).min(bytes.len());
            match self.below(5) {
                0 => drop(bytes.drain(from..to)),
                1 => {
                    let piece: Vec<u8> = bytes[from..to].repeat(1 + self.below(40));
                    bytes.splice(from..from, piece);
                }
                2 => drop(bytes.splice(from..to, scraps[self.below(scraps.len())].to_vec())),
                3 => {
                    let piece = bytes[from..to].to_vec();
                    let place = self.below(bytes.len());
                    bytes.splice(place..place, piece);
                }
                _ => {
                    if let Some(byte) = bytes.get_mut(from) {
                        *byte = u8::try_from(self.below(256)).unwrap_or(0);
                    }
                }
            }
        }
        bytes
    }
}

const DOCUMENTS: [&str; 7] = [
    "{ ok bad query { ok many(first: 3) { ok bad } } }",
    "query A($t: String = \"x\", $b: Boolean!) { echo(text: $t) ok @skip(if: $b) ...F } fragment F on Query { query { ...G } } fragment G on Query { ok }",
    "mutation M { a: tick b: tick ... { c: tick } }",
    "subscription S { ...F } fragment F on Streams { count }",
    "{ __schema { types { name fields { name type { kind ofType { name } } } } } __type(name: \"Query\") { name } }",
    "{ echo(text: \"\"\" [[{ \\\"\"\" \"\"\", first: 12) many(first: 2) { ... on Query { ok } ... @include(if: true) { bad } } }",
    "query A { ok } query B { bad } mutation C { tick }",
];

const SCRAPS: [&[u8]; 20] = [
    b"{",
    b"}",
    b"(",
    b")",
    b"[",
    b"]",
    b"...",
    b"...F",
    b"on Query",
    b"\"",
    b"\"\"\"",
    b"#",
    b"$b",
    b"@skip(if: $b)",
    b"first: -1",
    b"first: 99999999999999999999",
    b"\"#__graphql_file__:0\"",
    b"\\u0000",
    b"fragment F on Query { ...F ...G }",
    b"__typename",
];

/// Runs cases until there were enough of them or time is up.
async fn run(cases: usize, mut case: impl AsyncFnMut(&mut Dice)) {
    let seconds = std::env::var("DUBAN_HOSTILE_SECONDS").ok().and_then(|text| text.parse().ok());
    let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut dice = Dice(20_261_123);
    let mut count = 0;
    while until.map_or(count < cases, |until| Instant::now() < until) {
        case(&mut dice).await;
        count += 1;
    }
}

/// Sends a request; the answer must come soon, be JSON, and not be a fault of ours.
async fn answered(door: &Router, request: Request<Body>, what: &[u8]) {
    let began = Instant::now();
    let what = String::from_utf8_lossy(what);
    let response = door.clone().oneshot(request).await.expect("the door always answers");
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    assert!(!status.is_server_error(), "{status}: {what}");
    let body: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    assert!(!body.to_string().contains("INTERNAL"), "{body}: {what}");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}: {what}", began.elapsed());
}

fn post(dice: &mut Dice, kind: &str, body: &[u8]) -> Request<Body> {
    let mut request = Request::post("/graphql").header("content-type", kind);
    if dice.below(3) > 0 {
        request = request.header("authorization", "Bearer x");
    }
    let request = request.header("graphql-require-preflight", "1");
    request.body(Body::from(body.to_vec())).expect("a request")
}

#[tokio::test]
async fn spoiled_documents_are_answered() {
    let door = door();
    run(400, async |dice| {
        let sound = DOCUMENTS[dice.below(DOCUMENTS.len())];
        let bytes = dice.spoil(sound.as_bytes(), &SCRAPS);
        let query = String::from_utf8_lossy(&bytes).into_owned();
        let name = ["A", "B", "M", "nobody"].get(dice.below(8));
        let body = serde_json::json!({
            "query": query, "operationName": name, "variables": { "b": dice.below(2) == 0, "t": null },
        });
        let request = post(dice, "application/json", body.to_string().as_bytes());
        answered(&door, request, query.as_bytes()).await;
    })
    .await;
}

#[tokio::test]
async fn spoiled_json_is_answered() {
    let door = door();
    let sound = r##"[{"query":"query($t: String) { echo(text: $t) }","variables":{"t":"文本","u":[1,{"a":null}]},"operationName":null,"extensions":{}},{"query":"{ok}"}]"##;
    let scraps: [&[u8]; 8] =
        [b"{", b"]", b"\"", b"null", b"\\u0000", b"#__graphql_file__:1", b"\xff\xfe", b"1e999"];
    run(400, async |dice| {
        let bytes = dice.spoil(sound.as_bytes(), &scraps);
        let request = post(dice, "application/json", &bytes);
        answered(&door, request, &bytes).await;
    })
    .await;
}

#[tokio::test]
async fn spoiled_multipart_is_answered() {
    let door = door();
    let sound = concat!(
        "--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n",
        "{\"query\":\"mutation($f: Upload!) { upload(file: $f) }\",\"variables\":{\"f\":null}}\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n{\"0\":[\"variables.f\"]}\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"0\"; filename=\"a.txt\"\r\n",
        "Content-Type: text/plain\r\n\r\nabc\r\n--b--\r\n",
    );
    let scraps: [&[u8]; 9] = [
        b"\r\n",
        b"--b",
        b"--",
        b"--b--",
        b"name=\"map\"",
        b"variables.f.0",
        b"variables.",
        b"\0",
        b"\"",
    ];
    run(400, async |dice| {
        let bytes = dice.spoil(sound.as_bytes(), &scraps);
        let request = post(dice, "multipart/form-data; boundary=b", &bytes);
        answered(&door, request, &bytes).await;
    })
    .await;
}
