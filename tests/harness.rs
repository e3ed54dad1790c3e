//! The whole API in process: the real router, a standing clock, counted ids, a database of its own
//! for each test.

pub mod case;
pub mod cast;
pub mod database;
pub mod introspection;
pub mod path;
pub mod socket;
pub mod upload;
pub mod world;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, Utc};
use duban_api::auth::Auth;
use duban_api::auth::token::{self, Tokens, generate_key};
use duban_api::context::Parts;
use duban_api::http::Settings;
use duban_api::reception::{SchemaReaders, routes};
use duban_engine::Engine;
use duban_engine::clock::{Clock, CountingIds, FixedClock};
use duban_engine::files::Files;
use duban_engine::session::factor::SecondFactor;
use duban_engine::session::password::Cost;
use duban_engine::session::{Limits, Sessions};
use duban_engine::vault::Vault;
use duban_store::journal::checkpoint::{self, Fill};
use duban_store::journal::seal::SealKey;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

use database::Database;

/// The password of everybody in the tests.
pub const PASSWORD: &str = "Tongji-2026-zhuanban";

/// What telephone numbers are encrypted with in the tests.
const PHONE_KEY: &str = "c8a11238bbf25d66053e2bf3490fc799d8d1bda17c38044a284dd06c13affbcd";

/// Duban, about to be asked.
pub struct TestApp {
    pub engine: Engine,
    pub clock: Arc<FixedClock>,
    pub sessions: Sessions,
    pub files: Files,
    auth: Auth,
    router: Router,
    ids: Arc<CountingIds>,
    token_key: String,
    /// What the story has named so far.
    pub names: BTreeMap<String, String>,
    database: Database,
}

/// Noon in Asia/Shanghai.
pub fn noon(day: &str) -> DateTime<Utc> {
    format!("{day}T04:00:00Z").parse().unwrap()
}

impl TestApp {
    /// An empty installation.
    pub async fn open(database: Database) -> Self {
        Self::go_on(database, noon("2026-01-05"), CountingIds::default()).await
    }

    /// An installation that was left at an instant, with the ids that are still free.
    pub async fn go_on(database: Database, now: DateTime<Utc>, ids: CountingIds) -> Self {
        let (clock, ids) = (Arc::new(FixedClock::at(now)), Arc::new(ids));
        Self::node(database, clock, ids, generate_key().unwrap(), SecondFactor::Off)
    }

    /// Another node over the same database, by the same clock.
    pub async fn beside(&self) -> Self {
        self.beside_with(SecondFactor::Off).await
    }

    /// Another node that asks for second factors, or asks nobody.
    pub async fn beside_with(&self, factor: SecondFactor) -> Self {
        let (clock, ids) = (Arc::clone(&self.clock), Arc::clone(&self.ids));
        let (database, key) = (self.database.beside().await, self.token_key.clone());
        let mut node = Self::node(database, clock, ids, key, factor);
        node.names = self.names.clone();
        node
    }

    fn node(
        database: Database,
        clock: Arc<FixedClock>,
        ids: Arc<CountingIds>,
        token_key: String,
        second_factor: SecondFactor,
    ) -> Self {
        let vault = Vault::parse(PHONE_KEY).unwrap();
        let (told, made) = (Arc::clone(&clock), Arc::clone(&ids));
        let engine = Engine::new(database.store.clone(), told, made).with_vault(vault);
        let limits = Limits { cost: Cost::Least, second_factor, ..Limits::default() };
        let sessions = Sessions::new(engine.clone(), limits).unwrap();
        let tokens = Tokens::new(&token_key, token::Settings::default()).unwrap();
        let auth = Auth::new(engine.clone(), sessions.clone(), tokens);
        let files = Files::new(database.folder.path().join("files"), 1 << 20);
        let parts = Parts { engine: engine.clone(), files: files.clone(), auth: auth.clone() };
        let router = routes(parts, SchemaReaders::Everyone, Settings::default());
        let names = BTreeMap::new();
        Self { engine, clock, sessions, files, auth, router, ids, token_key, names, database }
    }

    /// Stands the clock at noon of a day and fires what is due by then.
    pub async fn on(&self, day: &str) {
        self.clock.set(noon(day));
        self.engine.sweep().await.unwrap();
    }

    /// Seals everything that has happened.
    pub async fn seal(&self) {
        let seed = std::array::from_fn(|place| (place as u8).wrapping_mul(41) ^ 5);
        let key = SealKey::from_seed(seed).unwrap();
        let (store, now) = (self.engine.store(), self.clock.now());
        self.engine.place_events().await.unwrap();
        while checkpoint::seal(store, &key, now, Fill::Any).await.unwrap().is_some() {}
    }

    /// Asks as somebody who signs in for it; the answer's `data`, with no errors beside it.
    pub async fn ask(&self, who: &str, query: &str, variables: Value) -> Value {
        let answer = self.answer(Some(who), query, variables).await;
        assert!(answer.get("errors").is_none(), "{who}: {answer:#}");
        answer["data"].clone()
    }

    /// Does one mutation with one input; its payload, without refusals.
    pub async fn done(&self, who: &str, mutation: &str, fields: &str, input: Value) -> Value {
        let payload = self.payload(who, mutation, fields, input).await;
        assert_eq!(payload["errors"], json!([]), "{who} {mutation}");
        payload
    }

    /// Tries a mutation that must be refused, and tells with which code.
    pub async fn refused(&self, who: &str, mutation: &str, input: Value) -> String {
        let answer = self.mutate(who, mutation, "", input).await;
        let lawful = answer["data"][mutation]["errors"][0]["code"].as_str();
        let problem = answer["errors"][0]["extensions"]["code"].as_str();
        lawful.or(problem).unwrap_or_else(|| panic!("{who} {mutation}: {answer:#}")).to_owned()
    }

    async fn payload(&self, who: &str, mutation: &str, fields: &str, input: Value) -> Value {
        let answer = self.mutate(who, mutation, fields, input).await;
        assert!(answer.get("errors").is_none(), "{who} {mutation}: {answer:#}");
        answer["data"][mutation].clone()
    }

    async fn mutate(&self, who: &str, mutation: &str, fields: &str, input: Value) -> Value {
        let (first, rest) = mutation.split_at(1);
        let kind = format!("{}{rest}Input", first.to_uppercase());
        let query = format!(
            "mutation($input: {kind}!) {{ {mutation}(input: $input) \
             {{ {fields} errors {{ field code message hint }} }} }}"
        );
        self.answer(Some(who), &query, json!({ "input": input })).await
    }

    /// The whole answer to a query.
    pub async fn answer(&self, who: Option<&str>, query: &str, variables: Value) -> Value {
        let token = match who {
            Some(who) => Some(self.token(who).await),
            None => None,
        };
        self.answer_to(token.as_deref(), query, variables).await
    }

    /// Signs somebody in; the access token.
    pub async fn token(&self, who: &str) -> String {
        let signed_in = self.sessions.sign_in(who, PASSWORD, None).await.unwrap();
        self.auth.access_token(&signed_in).unwrap().token
    }

    /// The whole answer to a query of whoever bears the token.
    pub async fn answer_to(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        let (media_type, body) = upload::body(query, variables);
        let mut request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, media_type)
            .header("graphql-require-preflight", "1")
            .header(header::ACCEPT_LANGUAGE, "en");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_ne!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let bytes = to_bytes(response.into_body(), 10 << 20).await.unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    /// Asks for a file; the whole answer.
    pub async fn download(&self, who: Option<&str>, path: &str) -> Response {
        let mut request = Request::get(path);
        if let Some(who) = who {
            let token = self.token(who).await;
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Closes the installation and leaves the folder of its database.
    pub async fn leave(self) -> TempDir {
        self.database.leave().await
    }

    /// Signs out whoever a token speaks for.
    pub async fn sign_out(&self, token: &str) {
        let mut headers = header::HeaderMap::new();
        headers.insert(header::AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
        let grant = self.auth.grant(&headers).unwrap().unwrap();
        self.sessions.sign_out(&grant.identity).await.unwrap();
    }

    /// Ends the test's database.
    pub async fn end(self) {
        self.database.end().await;
    }
}
