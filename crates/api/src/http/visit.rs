//! What is known of a request before anybody has looked into its body.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use duban_engine::audit::Origin;

use crate::http::headers::RequestId;
use crate::http::proxy::Proxies;
use crate::language::accepted;
use duban_domain::value::language::Language;

/// 来访. One request, or one socket, as the [`Door`](super::Door) sees it.
///
/// It does not print its headers: they hold secrets.
#[derive(Clone)]
pub struct Visit {
    /// The id of the request, as in the answer's `x-request-id` and in the log.
    pub request_id: RequestId,
    /// The language of the answer.
    pub language: Language,
    /// Where it came from: the other end of the connection, or whom a proxy there names; none where
    /// the server does not provide it.
    pub address: Option<IpAddr>,
    /// The headers of the request.
    pub headers: HeaderMap,
}

impl Visit {
    /// Reads a visit off the head of a request.
    pub(crate) fn of(parts: &Parts, proxies: &Proxies) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Self {
            request_id: parts.extensions.get::<RequestId>().cloned().unwrap_or_default(),
            language: accepted(&parts.headers),
            address: peer.map(|peer| proxies.client(peer, &parts.headers)),
            headers: parts.headers.clone(),
        }
    }

    /// Where it came from, as the audit keeps it.
    pub fn origin(&self) -> Origin {
        Origin { address: self.address, request_id: Some(self.request_id.as_str().to_owned()) }
    }

    /// The bearer token, where there is one.
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    /// Puts the credentials of a `connection_init` in the place of the header.
    #[must_use]
    pub(crate) fn with_authorization(mut self, authorization: &str) -> Self {
        // What is no header value is no token either, and must not fall back to the header.
        let value = HeaderValue::from_str(authorization)
            .unwrap_or_else(|_| HeaderValue::from_static("Bearer unreadable"));
        self.headers.insert(AUTHORIZATION, value);
        self
    }
}

impl fmt::Debug for Visit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Visit")
            .field("request_id", &self.request_id)
            .field("language", &self.language)
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
