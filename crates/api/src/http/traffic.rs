//! 流量. What passes the door, counted and told in the log: one line for each request.
//!
//! A route is named by its pattern and an operation by its name, never a path or a value: whoever
//! reads the log or the figures learns how the door does, and nothing about anybody.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use tracing::Span;

/// Bounds of the histogram of durations, in seconds.
const SECONDS: [f64; 8] = [0.005, 0.02, 0.05, 0.1, 0.3, 1.0, 3.0, 10.0];

/// The route of what asks for something that is not there.
const NOWHERE: &str = "none";

/// The longest name of an operation that is told.
const NAME_CHARS: usize = 64;

/// What is counted of the requests to one door. Clones count together.
#[derive(Debug, Clone)]
pub struct Traffic {
    requests: Family<Labels, Counter>,
    seconds: Histogram,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: String,
    status: u16,
}

impl Default for Traffic {
    fn default() -> Self {
        Self { requests: Family::default(), seconds: Histogram::new(SECONDS) }
    }
}

impl Traffic {
    /// Has them shown among other figures.
    pub fn register(&self, registry: &mut Registry) {
        let told = "Requests that were answered, by method, route and status";
        registry.register("duban_http_requests", told, self.requests.clone());
        let told = "How long answers took to begin, in seconds";
        registry.register("duban_http_seconds", told, self.seconds.clone());
    }

    /// Begins to watch a request.
    pub(crate) fn passing(&self, request: &Request) -> Passing {
        let method = match *request.method() {
            Method::GET => "GET",
            Method::POST => "POST",
            Method::HEAD => "HEAD",
            Method::OPTIONS => "OPTIONS",
            _ => "other",
        };
        let route = request.extensions().get::<MatchedPath>();
        let route = route.map_or(NOWHERE, MatchedPath::as_str).to_owned();
        Passing { traffic: self.clone(), method, route, began: Instant::now() }
    }
}

/// A request on its way.
pub(crate) struct Passing {
    traffic: Traffic,
    method: &'static str,
    route: String,
    began: Instant,
}

impl Passing {
    /// Counts and tells how it was answered.
    pub(crate) fn answered(self, status: StatusCode) {
        let Self { traffic, method, route, began } = self;
        let took = began.elapsed();
        let status = status.as_u16();
        let (path, ms) = (route.as_str(), u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        tracing::info!(method, path, status, duration_ms = ms, "answered");
        traffic.seconds.observe(took.as_secs_f64());
        traffic.requests.get_or_create(&Labels { method, route, status }).inc();
    }
}

/// Lets the lines of this request tell which operation it runs. The grammar leaves nothing in a name
/// but letters, digits and `_`; still a client chose it, so it is cut.
pub(crate) fn name_operation(name: Option<&str>) {
    if let Some(name) = name {
        let end = name.char_indices().nth(NAME_CHARS).map_or(name.len(), |(end, _)| end);
        Span::current().record("operation", name.get(..end).unwrap_or_default());
    }
}
