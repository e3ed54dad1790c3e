//! Which of the two media types of GraphQL over HTTP an answer takes.

use axum::http::StatusCode;
use axum::http::header::{ACCEPT, HeaderMap, HeaderValue};

use crate::error::Problem;
use crate::language::weighted;

/// The media type of an answer; it also decides which statuses the answer may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    /// `application/graphql-response+json`: the status says how the request ended.
    GraphqlResponse,
    /// `application/json`: a well-formed request is answered with 200, whatever came of it.
    Json,
}

impl Media {
    /// The value of `Content-Type`.
    pub(crate) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }

    /// Says how well a media range of `Accept` fits: nothing, `*/*`, `application/*` or exactly.
    fn fit(self, range: &str) -> u8 {
        let exact = match self {
            Self::GraphqlResponse => "application/graphql-response+json",
            Self::Json => "application/json",
        };
        match range {
            "*/*" => 1,
            range if range.eq_ignore_ascii_case("application/*") => 2,
            range if range.eq_ignore_ascii_case(exact) => 3,
            _ => 0,
        }
    }
}

/// Picks the media type that the client likes best; plain JSON where it does not care.
pub(crate) fn negotiate(headers: &HeaderMap) -> Result<Media, Problem> {
    let wanted: Vec<&str> = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter(|part| !part.trim().is_empty())
        .take(32)
        .collect();
    if wanted.is_empty() {
        return Ok(Media::Json);
    }
    let liked = |media: Media| {
        let ranges = wanted.iter().map(|part| weighted(part));
        // The most exact range decides; its place in the list breaks ties between the types.
        ranges
            .enumerate()
            .map(|(place, (range, weight))| (media.fit(range), weight, place))
            .filter(|(fit, _, _)| *fit > 0)
            .max_by_key(|(fit, _, place)| (*fit, usize::MAX - place))
            .filter(|(_, weight, _)| *weight > 0)
            .map(|(fit, weight, place)| (weight, fit, usize::MAX - place))
    };
    match (liked(Media::Json), liked(Media::GraphqlResponse)) {
        (None, None) => Err(Problem::bad_input(
            "请接受 application/graphql-response+json 或 application/json。",
            "Please accept application/graphql-response+json or application/json.",
        )
        .with_status(StatusCode::NOT_ACCEPTABLE)),
        (json, graphql) if graphql > json => Ok(Media::GraphqlResponse),
        _ => Ok(Media::Json),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(accept: &'static str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        negotiate(&headers).ok()
    }

    #[test]
    fn plain_json_is_the_default() {
        assert_eq!(negotiate(&HeaderMap::new()).ok(), Some(Media::Json));
        assert_eq!(picked("*/*"), Some(Media::Json));
        assert_eq!(picked("application/*"), Some(Media::Json));
    }

    #[test]
    fn the_weight_decides_and_then_the_order() {
        let graphql = Some(Media::GraphqlResponse);
        assert_eq!(picked("application/graphql-response+json"), graphql);
        assert_eq!(picked("application/graphql-response+json, application/json"), graphql);
        assert_eq!(
            picked("application/json, application/graphql-response+json"),
            Some(Media::Json)
        );
        assert_eq!(
            picked("application/json;q=0.5, application/graphql-response+json;q=0.9"),
            graphql
        );
        assert_eq!(picked("application/graphql-response+json;charset=utf-8, */*;q=0.1"), graphql);
        assert_eq!(picked("application/json;q=0, */*"), graphql);
        assert_eq!(picked("*/*, application/graphql-response+json"), graphql);
    }

    #[test]
    fn what_we_cannot_say_is_refused() {
        assert_eq!(picked("text/html"), None);
        assert_eq!(picked("application/json;q=0"), None);
    }
}
