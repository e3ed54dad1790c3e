//! What every answer wears: a request id, and the headers that keep browsers careful.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use tracing::field::Empty;

use crate::http::traffic::Traffic;

/// The header that carries the request id to the client.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// 请求编号. Tells one request from all others, in answers and in the log.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// Makes the next id: a count of this process, hashed with a secret of this process.
    fn next() -> Self {
        static SECRET: OnceLock<RandomState> = OnceLock::new();
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let mut hasher = SECRET.get_or_init(RandomState::new).build_hasher();
        hasher.write_u64(COUNT.fetch_add(1, Ordering::Relaxed));
        Self(format!("{:016x}", hasher.finish()).into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for RequestId {
    fn default() -> Self {
        Self::next()
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Gives a request its id and its answer the usual headers, and tells how it went.
pub async fn dress(State(traffic): State<Traffic>, mut request: Request, next: Next) -> Response {
    let id = RequestId::next();
    request.extensions_mut().insert(id.clone());
    let passing = traffic.passing(&request);
    let span = tracing::info_span!("request", request.id = id.as_str(), operation = Empty);
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| passing.answered(response.status()));
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    secure(response.headers_mut());
    response
}

/// Adds the headers that are missing; a handler that knows better has set its own.
fn secure(headers: &mut HeaderMap) {
    const USUAL: [(HeaderName, &str); 6] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in USUAL {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
