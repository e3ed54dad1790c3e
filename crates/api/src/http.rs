//! The way in over HTTP: routes and layers, in the order in which a request passes them.
//!
//! 1. [`headers`]: every answer gets a request id and the headers that keep browsers careful; it is
//!    counted and told in the log ([`traffic`]).
//! 2. [`origin`]: a page of another site is sent away, whatever it asks.
//! 3. `POST|GET /graphql` (`graphql.rs`): media types, who asks, body, [guard](crate::document),
//!    execution under a time limit, one answer.
//! 4. `GET /graphql` or `/graphql/ws` with `Upgrade: websocket` (`websocket.rs`): the same guard,
//!    a stream of answers.
//! 5. `GET /evidence/{id}`, `GET /plans/{id}/source` ([`download`]): kept files.
//! 6. `GET /health`, `GET /ready` ([`health`]).
//!
//! # The seam
//!
//! This module knows neither accounts nor nouns. What it needs to know of them it asks through
//! [`Door`], which the rest of the crate implements once:
//!
//! ```
//! use std::sync::Arc;
//! use async_graphql::{Data, EmptyMutation, EmptySubscription, Object, Schema};
//! use duban_api::document::{Introspection, Standing};
//! use duban_api::error::Problem;
//! use duban_api::http::{Door, Settings, Visit, router};
//!
//! struct Query;
//! #[Object]
//! impl Query {
//!     async fn me(&self, ctx: &async_graphql::Context<'_>) -> String {
//!         ctx.data::<Arc<Person>>().map_or(String::new(), |person| person.0.clone())
//!     }
//! }
//!
//! /// Who asks: an empty name is a stranger.
//! struct Person(String);
//!
//! struct House;
//! impl Door for House {
//!     type Caller = Person;
//!     // What a request with files holds while it is under way.
//!     type Place = ();
//!
//!     // Called once per request, before the body is read, and once per socket.
//!     async fn caller(&self, visit: &Visit) -> Result<Person, Problem> {
//!         match visit.bearer() {
//!             None => Ok(Person(String::new())),
//!             Some("letmein") => Ok(Person("李明".to_owned())),
//!             Some(_) => Err(Problem::unauthenticated()),
//!         }
//!     }
//!     fn standing(&self, caller: &Person) -> Standing {
//!         if caller.0.is_empty() { Standing::Anonymous } else { Standing::SignedIn }
//!     }
//!     async fn place(&self, _: &Person) -> Result<(), Problem> {
//!         Ok(())
//!     }
//!     fn introspection(&self, _: &Person) -> Introspection {
//!         Introspection::Closed
//!     }
//!     // Called once per operation: the place for loaders and for the request context.
//!     fn furnish(&self, caller: &Arc<Person>, _: &Visit, data: &mut Data) {
//!         data.insert(Arc::clone(caller));
//!     }
//! }
//!
//! let schema = Schema::build(Query, EmptyMutation, EmptySubscription)
//!     .extension(duban_api::complete::Complete)
//!     .finish();
//! let routes: axum::Router = router(House, schema, Settings::default());
//! ```
//!
//! A resolver fails with [`Problem::to_error`]. An error that carries a source (whatever a bare `?`
//! makes of something displayable) is taken for a cause that slipped through: it is logged, and the
//! client hears `INTERNAL`.

pub mod download;
mod graphql;
pub mod headers;
pub mod health;
pub mod origin;
pub mod traffic;

mod accept;
mod answer;
mod multipart;
mod parameters;
mod proxy;
mod visit;
mod websocket;

use std::future::{Future, pending};
use std::sync::Arc;

use async_graphql::{Data, Executor};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::Semaphore;

use crate::document::{Guard, Introspection, Standing};
use crate::error::Problem;
use crate::limits::Limits;
use crate::uploading::UploadLimits;

pub use crate::http::download::{Download, Shelf};
pub use crate::http::headers::RequestId;
pub use crate::http::proxy::Proxies;
pub use crate::http::traffic::Traffic;
pub use crate::http::visit::Visit;

/// 门. What the transport asks of the rest of the crate.
pub trait Door: Send + Sync + 'static {
    /// Who asks, as the rest of the crate knows them.
    type Caller: Send + Sync + 'static;

    /// Finds out who asks.
    ///
    /// No credentials at all are no error, they make a stranger; bad ones are
    /// [`Problem::unauthenticated`]. Called before the body of a request is read, and at the
    /// `connection_init` of a socket.
    fn caller(&self, visit: &Visit) -> impl Future<Output = Result<Self::Caller, Problem>> + Send;

    /// Says which limits hold for this caller.
    fn standing(&self, caller: &Self::Caller) -> Standing;

    /// Says whether this caller may ask for the schema itself.
    fn introspection(&self, caller: &Self::Caller) -> Introspection;

    /// Lays out what resolvers find in their context. Called once per operation.
    ///
    /// What is laid out for a subscription lives as long as its stream: a loader that remembers rows
    /// would remember them for too long.
    fn furnish(&self, caller: &Arc<Self::Caller>, visit: &Visit, data: &mut Data);

    /// Waits for the moment at which this caller's access ends, and says why it did.
    ///
    /// Sign-out, a disabled account, a change of role or the expiry of the token complete it; an
    /// open socket is then closed. A `tokio::sync::watch::Receiver` in an async block will do:
    ///
    /// ```text
    /// let mut shut = self.shut.subscribe();
    /// async move {
    ///     if shut.wait_for(|shut| *shut).await.is_err() {
    ///         std::future::pending::<()>().await;
    ///     }
    ///     Problem::unauthenticated()
    /// }
    /// .boxed()
    /// ```
    fn ended(&self, _caller: &Arc<Self::Caller>) -> BoxFuture<'static, Problem> {
        pending().boxed()
    }

    /// What is held while a request with files is under way.
    type Place: Send;

    /// Lets a signed-in caller hand files in, or refuses before the body is read.
    fn place(
        &self,
        caller: &Self::Caller,
    ) -> impl Future<Output = Result<Self::Place, Problem>> + Send;

    /// Finds a kept file. What is hidden from this caller is not there.
    fn fetch(
        &self,
        _caller: &Arc<Self::Caller>,
        _visit: &Visit,
        _shelf: Shelf,
        id: &str,
    ) -> impl Future<Output = Result<Download, Problem>> + Send {
        let problem = Problem::not_found(id);
        async { Err(problem) }
    }

    /// Checks that requests can be served, for `GET /ready`.
    fn ready(&self) -> impl Future<Output = Result<(), Problem>> + Send {
        async { Ok(()) }
    }
}

/// 传输设置. How the door is set up.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What requests, documents, answers and sockets may use.
    pub limits: Limits,
    /// How many files one person may hand in.
    pub uploads: UploadLimits,
    /// Origins (`https://example.cn`) whose pages may ask, besides the server's own.
    pub origins: Vec<String>,
    /// Whose word is believed about where a request came from.
    pub proxies: Proxies,
    /// Where requests are counted.
    pub traffic: Traffic,
}

/// What the handlers share.
pub(crate) struct Entrance<D, E> {
    door: D,
    schema: E,
    guard: Guard,
    sockets: Arc<Semaphore>,
    settings: Settings,
}

/// Builds the routes of the door around a schema.
pub fn router<D: Door, E: Executor>(door: D, schema: E, settings: Settings) -> Router {
    let guard = Guard::new(settings.limits.document.clone());
    let sockets = Arc::new(Semaphore::new(settings.limits.socket.sockets));
    let allowed = Arc::new(settings.origins.clone());
    let traffic = settings.traffic.clone();
    let entrance = Arc::new(Entrance { door, schema, guard, sockets, settings });
    Router::new()
        .route("/graphql", any(graphql::answer::<D, E>))
        // The same door, for clients that keep their sockets on a path of their own.
        .route("/graphql/ws", any(graphql::answer::<D, E>))
        .route("/evidence/{id}", get(download::evidence::<D, E>))
        .route("/plans/{id}/source", get(download::source::<D, E>))
        .route("/health", get(health::health))
        .route("/ready", get(health::ready::<D, E>))
        // The handlers limit bodies themselves, by who asks.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(allowed, origin::check))
        .layer(from_fn_with_state(traffic, headers::dress))
        .with_state(entrance)
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
