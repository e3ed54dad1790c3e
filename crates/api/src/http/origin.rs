//! Pages of other sites are sent away.
//!
//! A browser says in `Origin` (and newer ones in `Sec-Fetch-Site`) whose page makes a request.
//! Tokens travel in a header here, not in a cookie, so a foreign page has nothing to ride on; it is
//! refused all the same, for plain requests and for sockets, because it has no business here, and
//! because a reverse proxy or an address in the office network may count as a credential too.
//! Programs send neither header and are not concerned.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::Problem;
use crate::http::answer;
use crate::language::accepted;

/// Refuses a request that a page of another site makes.
pub async fn check(
    State(allowed): State<Arc<Vec<String>>>,
    request: Request,
    next: Next,
) -> Response {
    if welcome(request.headers(), request.uri(), &allowed) {
        return next.run(request).await;
    }
    let problem = Problem::forbidden(
        "不接受来自其他网站页面的请求。",
        "Requests made by pages of other sites are not accepted.",
    );
    answer::refusal(&problem, accepted(request.headers())).into_response()
}

fn welcome(headers: &HeaderMap, uri: &Uri, allowed: &[String]) -> bool {
    let text = |name| headers.get(name).map(|value: &header::HeaderValue| value.to_str().ok());
    match text(header::ORIGIN) {
        Some(Some(origin)) => {
            let host =
                text(header::HOST).flatten().or_else(|| uri.authority().map(|it| it.as_str()));
            own(origin, host) || allowed.iter().any(|it| it.eq_ignore_ascii_case(origin))
        }
        Some(None) => false,
        // Images, scripts and forms of other sites come without an origin.
        None => !matches!(
            headers.get("sec-fetch-site").map(header::HeaderValue::as_bytes),
            Some(b"cross-site" | b"same-site")
        ),
    }
}

/// Says whether an origin is the host that was asked; the default port may be left out.
fn own(origin: &str, host: Option<&str>) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else {
        return false;
    };
    let default = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return false,
    };
    let bare = |name: &str| name.strip_suffix(default).unwrap_or(name).to_ascii_lowercase();
    host.is_some_and(|host| bare(authority) == bare(host))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn comes_in(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        welcome(&headers, &Uri::from_static("/graphql"), &["https://portal.cn".to_owned()])
    }

    #[test]
    fn programs_and_own_pages_come_in() {
        assert!(comes_in(&[("host", "duban.cn")]));
        assert!(comes_in(&[("host", "duban.cn"), ("origin", "https://duban.cn")]));
        assert!(comes_in(&[("host", "duban.cn:443"), ("origin", "https://Duban.cn")]));
        assert!(comes_in(&[("host", "[::1]:8080"), ("origin", "http://[::1]:8080")]));
        assert!(comes_in(&[("host", "duban.cn"), ("origin", "https://portal.cn")]));
        assert!(comes_in(&[("host", "duban.cn"), ("sec-fetch-site", "same-origin")]));
    }

    #[test]
    fn foreign_pages_do_not() {
        assert!(!comes_in(&[("host", "duban.cn"), ("origin", "https://evil.cn")]));
        assert!(!comes_in(&[("host", "duban.cn"), ("origin", "https://duban.cn.evil.cn")]));
        assert!(!comes_in(&[("host", "duban.cn"), ("origin", "https://duban.cn:8443")]));
        assert!(!comes_in(&[("host", "duban.cn"), ("origin", "null")]));
        assert!(!comes_in(&[("host", "duban.cn"), ("origin", "file://duban.cn")]));
        assert!(!comes_in(&[("host", "duban.cn"), ("sec-fetch-site", "cross-site")]));
        assert!(!comes_in(&[("origin", "https://duban.cn")]));
    }
}
