//! Answers: tidied, put in the right order, given the right status.

use std::collections::BTreeMap;

use async_graphql::{ErrorExtensionValues, Response as Answer, ServerError, Value};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::document::Introspection;
use crate::error::{Code, Problem};
use crate::http::Visit;
use crate::http::accept::Media;
use crate::limits::AnswerLimits;
use duban_domain::value::language::Language;
/// An answer as it is written: errors first, and no `data` where nothing was executed.
#[derive(Serialize)]
pub(crate) struct Written<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

impl<'a> Written<'a> {
    /// Prepares an answer for writing.
    pub(crate) fn of(answer: &'a Answer) -> Self {
        let data = executed(answer).then_some(&answer.data);
        Self { errors: &answer.errors, data, extensions: &answer.extensions }
    }
}

/// Says whether an answer comes from an execution, and not from a request that was refused.
pub(crate) fn executed(answer: &Answer) -> bool {
    answer.data != Value::Null
        || answer.errors.is_empty()
        || answer.errors.iter().any(|error| !error.path.is_empty())
}

/// Wraps a problem that kept an operation from being executed.
pub(crate) fn declined(problem: &Problem, visit: &Visit) -> Answer {
    let error = problem.to_server_error(visit.language, visit.request_id.as_str());
    Answer::from_errors(vec![error])
}

/// Answers a problem of the request itself: its status is the same for every media type.
pub(crate) fn refusal(problem: &Problem, language: Language) -> Response {
    let error = problem.to_server_error(language, "");
    written(Media::Json, problem.status, &Written::of(&Answer::from_errors(vec![error])))
}

/// The same, where media type and request id are known.
pub(crate) fn refused(problem: &Problem, media: Media, visit: &Visit) -> Response {
    let answer = declined(problem, visit);
    let mut response = written(media, problem.status, &Written::of(&answer));
    match problem.status {
        StatusCode::UNAUTHORIZED => {
            let scheme = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
        }
        // The rest of the body is not read: the connection cannot be used again.
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT => {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
    response
}

/// Writes the answer of one operation.
pub(crate) fn single(media: Media, answer: &Answer) -> Response {
    written(media, status(media, answer), &Written::of(answer))
}

/// Writes the answers of a batch.
pub(crate) fn batch(media: Media, answers: &[Answer]) -> Response {
    let list: Vec<Written<'_>> = answers.iter().map(Written::of).collect();
    written(media, StatusCode::OK, &list)
}

fn status(media: Media, answer: &Answer) -> StatusCode {
    if executed(answer) {
        return StatusCode::OK;
    }
    let code = answer.errors.first().and_then(Code::of).unwrap_or(Code::BadInput);
    match (media, code) {
        (Media::GraphqlResponse, code)
        | (Media::Json, code @ (Code::Unauthenticated | Code::Unavailable | Code::Internal)) => {
            code.status()
        }
        (Media::Json, _) => StatusCode::OK,
    }
}

fn written(media: Media, status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, media.header())], bytes).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Gives every error a code, keeps our own causes to ourselves, and keeps errors few and short.
pub(crate) fn tidy(
    answer: &mut Answer,
    limits: &AnswerLimits,
    introspection: Introspection,
    visit: &Visit,
) {
    answer.errors.dedup_by(|one, other| one == other);
    let surplus = answer.errors.len().saturating_sub(limits.errors);
    answer.errors.truncate(limits.errors);
    for error in &mut answer.errors {
        if Code::of(error).is_none() {
            classify(error, introspection, visit);
        }
        if error.message.chars().nth(limits.message_chars).is_some() {
            error.message = error.message.chars().take(limits.message_chars).collect();
            error.message.push('…');
        }
    }
    if surplus > 0 {
        let rest = Problem::limit(
            format!("另有 {surplus} 个错误未列出。"),
            format!("{surplus} more errors are not listed."),
        );
        answer.errors.push(rest.to_server_error(visit.language, ""));
    }
}

/// Names the code of an error that was not made from a [`Problem`].
///
/// The library's own errors are about the request and have no source. An error with a source was
/// carried here by a `?` from something that does not speak to clients.
fn classify(error: &mut ServerError, introspection: Introspection, visit: &Visit) {
    let missing = error.message.starts_with("Data `") && error.message.ends_with("does not exist.");
    if error.source.is_some() || missing {
        let problem = Problem::internal(&error.message);
        let spoken = problem.to_server_error(visit.language, visit.request_id.as_str());
        error.message = spoken.message;
        error.extensions = spoken.extensions;
        error.source = None;
        return;
    }
    if introspection == Introspection::Closed
        && let Some(place) = error.message.find(" Did you mean ")
    {
        error.message.truncate(place);
    }
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    extensions.set("code", Code::BadInput.as_str());
}
