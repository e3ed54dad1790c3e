//! `/graphql`: GraphQL over HTTP.
//!
//! The order is the defence: media types first, then who asks, then the body (limited by who asks),
//! then the [guard](crate::document), then execution under a time limit. A panic on the way is
//! answered as `INTERNAL`, and the process lives on.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Data, Executor, Request as Operation, Response as Answer, Value};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use futures_util::FutureExt;
use tokio::time::timeout;

use crate::document::{Admitted, Budget, Standing};
use crate::error::Problem;
use crate::http::accept::{self, Media};
use crate::http::parameters::{self, Asked};
use crate::http::{Door, Entrance, Visit, answer, multipart, traffic, websocket};
use crate::limits::millis;

/// How long, and how much, is read on after a refusal.
const LINGER: Duration = Duration::from_millis(500);
const LINGER_BYTES: usize = 64 << 10;

/// How the operations of one request are to be answered.
enum Batch<P> {
    One(Box<Operation>),
    /// With files, and the place that they take until it is answered.
    Filed(Box<Operation>, P),
    Many(Vec<Operation>),
}

/// Who asks, and what they may still spend.
struct Asking<C> {
    caller: Arc<C>,
    budget: Budget,
    method: Method,
}

/// Answers one HTTP request to `/graphql`.
pub(crate) async fn answer<D: Door, E: Executor>(
    State(entrance): State<Arc<Entrance<D, E>>>,
    request: Request,
) -> Response {
    let (parts, mut body) = request.into_parts();
    let visit = Visit::of(&parts, &entrance.settings.proxies);
    if websocket::wanted(&parts) {
        let upgraded = websocket::upgrade(entrance, parts, visit.clone()).await;
        return upgraded.unwrap_or_else(|problem| answer::refused(&problem, Media::Json, &visit));
    }
    let media = match accept::negotiate(&parts.headers) {
        Ok(media) => media,
        Err(problem) => return refuse(&problem, Media::Json, &visit, body).await,
    };
    let served = entrance.serve(&parts, &mut body, &visit, media);
    match AssertUnwindSafe(served).catch_unwind().await {
        Ok(Ok(response)) => response,
        Ok(Err(problem)) => refuse(&problem, media, &visit, body).await,
        Err(panic) => {
            let problem = Problem::internal(&said(&*panic));
            refuse(&problem, media, &visit, body).await
        }
    }
}

/// Answers a refusal, and reads on a little so that the client hears it.
///
/// A connection that is closed over unread bytes is reset, and the answer may be lost with it.
async fn refuse(problem: &Problem, media: Media, visit: &Visit, rest: Body) -> Response {
    let mut response = answer::refused(problem, media, visit);
    if !matches!(timeout(LINGER, to_bytes(rest, LINGER_BYTES)).await, Ok(Ok(_))) {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

/// Reads what a panic said.
pub(crate) fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panic: {}", text.unwrap_or_default())
}

impl<D: Door, E: Executor> Entrance<D, E> {
    async fn serve(
        &self,
        parts: &Parts,
        body: &mut Body,
        visit: &Visit,
        media: Media,
    ) -> Result<Response, Problem> {
        let form = Form::of(parts)?;
        let caller = Arc::new(self.door.caller(visit).await?);
        let standing = self.door.standing(&caller);
        let batch = self.read(form, parts, std::mem::take(body), &caller).await?;
        let budget = self.guard.budget(standing, self.door.introspection(&caller));
        let mut asking = Asking { caller, budget, method: parts.method.clone() };
        match batch {
            Batch::One(operation) => self.single(*operation, &mut asking, visit, media).await,
            Batch::Filed(operation, _place) => {
                self.single(*operation, &mut asking, visit, media).await
            }
            Batch::Many(operations) => {
                let mut answers = Vec::with_capacity(operations.len());
                // One after the other, so that a batch takes no more of the server than a client.
                for operation in operations {
                    answers.push(self.operate(operation, &mut asking, visit).await?);
                }
                Ok(answer::batch(media, &answers))
            }
        }
    }

    async fn single(
        &self,
        operation: Operation,
        asking: &mut Asking<D::Caller>,
        visit: &Visit,
        media: Media,
    ) -> Result<Response, Problem> {
        let answer = self.operate(operation, asking, visit).await?;
        let mut response = answer::single(media, &answer);
        response.headers_mut().extend(answer.http_headers);
        Ok(response)
    }

    async fn read(
        &self,
        form: Form,
        parts: &Parts,
        body: Body,
        caller: &D::Caller,
    ) -> Result<Batch<D::Place>, Problem> {
        let standing = self.door.standing(caller);
        let limits = &self.settings.limits.request;
        let asked = match form {
            Form::QueryString => parameters::from_uri(&parts.uri, limits)?,
            Form::Json => {
                let most = match standing {
                    Standing::Anonymous => limits.body_bytes_anonymous,
                    Standing::SignedIn => limits.body_bytes,
                };
                let bytes = timeout(millis(limits.body_ms), whole(body, &parts.headers, most));
                parameters::from_body(&bytes.await.map_err(|_| too_slow())??, limits)?
            }
            Form::Multipart => {
                if standing == Standing::Anonymous {
                    return Err(Problem::unauthenticated());
                }
                let place = self.door.place(caller).await?;
                let received = multipart::receive(&parts.headers, body, limits);
                let received = timeout(millis(limits.upload_ms), received).await;
                let operation = Box::new(received.map_err(|_| too_slow())??);
                return Ok(Batch::Filed(operation, place));
            }
        };
        match asked {
            Asked::One(one) => Ok(Batch::One(Box::new(one.into_request(limits)?))),
            Asked::Many(many) => many
                .into_iter()
                .map(|one| one.into_request(limits))
                .collect::<Result<_, _>>()
                .map(Batch::Many),
        }
    }

    /// Runs one operation; what the document is refused for is an answer, too.
    async fn operate(
        &self,
        operation: Operation,
        asking: &mut Asking<D::Caller>,
        visit: &Visit,
    ) -> Result<Answer, Problem> {
        let Admitted { request, operation, name, measure } =
            match self.guard.admit(operation, &mut asking.budget) {
                Ok(admitted) => admitted,
                Err(problem) => return Ok(answer::declined(&problem, visit)),
            };
        traffic::name_operation(name.as_deref());
        match operation {
            Some(OperationType::Mutation) if asking.method == Method::GET => {
                return Err(Problem::bad_input(
                    "变更操作必须使用 POST。",
                    "A mutation must be sent by POST.",
                )
                .with_status(StatusCode::METHOD_NOT_ALLOWED));
            }
            Some(OperationType::Subscription) => {
                let problem = Problem::bad_input(
                    "订阅必须通过 WebSocket（graphql-transport-ws）。",
                    "A subscription needs a WebSocket (graphql-transport-ws).",
                );
                return Ok(answer::declined(&problem, visit));
            }
            Some(OperationType::Query | OperationType::Mutation) | None => {}
        }
        let mut answer = self.execute(request, &asking.caller, visit).await;
        if answer::executed(&answer) {
            answer.extensions.insert("cost".to_owned(), Value::from(measure.cost));
        }
        Ok(answer)
    }

    /// Executes an admitted request under the time limit and tidies its answer.
    pub(crate) async fn execute(
        &self,
        request: Operation,
        caller: &Arc<D::Caller>,
        visit: &Visit,
    ) -> Answer {
        let limits = &self.settings.limits;
        let mut data = Data::default();
        self.door.furnish(caller, visit, &mut data);
        let mut request = request;
        request.data = data;
        let executed = visit.origin().within(self.schema.execute(request));
        let executed = AssertUnwindSafe(executed).catch_unwind();
        let mut answer = match timeout(millis(limits.request.answer_ms), executed).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(panic)) => answer::declined(&Problem::internal(&said(&*panic)), visit),
            Err(_) => answer::declined(&Problem::unavailable(), visit),
        };
        answer::tidy(&mut answer, &limits.answer, self.door.introspection(caller), visit);
        answer
    }
}

/// How a request carries its operation.
#[derive(Clone, Copy)]
enum Form {
    QueryString,
    Json,
    Multipart,
}

impl Form {
    fn of(parts: &Parts) -> Result<Self, Problem> {
        if parts.method == Method::GET {
            return Ok(Self::QueryString);
        }
        if parts.method != Method::POST {
            return Err(Problem::bad_input("请使用 GET 或 POST。", "Please use GET or POST.")
                .with_status(StatusCode::METHOD_NOT_ALLOWED));
        }
        // Forms and plain text are what a foreign page may send unasked: neither gets in.
        match content_type(&parts.headers).as_deref() {
            Some("application/json") => Ok(Self::Json),
            Some("multipart/form-data") => match parts.headers.get(multipart::PREFLIGHT) {
                Some(value) if !value.is_empty() => Ok(Self::Multipart),
                _ => Err(Problem::bad_input(
                    "上传文件时必须带有 GraphQL-Require-Preflight 请求头。",
                    "A multipart request must carry the header GraphQL-Require-Preflight.",
                )),
            },
            _ => Err(Problem::bad_input(
                "请求体须为 application/json（UTF-8）或 multipart/form-data。",
                "The body must be application/json in UTF-8, or multipart/form-data.",
            )
            .with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
        }
    }
}

/// Reads the media type; none where there are several, or where the charset is not UTF-8.
fn content_type(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let mut pieces = value.to_str().ok()?.split(';');
    let name = pieces.next()?.trim().to_ascii_lowercase();
    let utf8 = pieces.filter_map(|piece| piece.split_once('=')).all(|(name, value)| {
        let value = value.trim().trim_matches('"');
        !name.trim().eq_ignore_ascii_case("charset") || value.eq_ignore_ascii_case("utf-8")
    });
    utf8.then_some(name)
}

/// Reads a body whole, up to a limit that a `Content-Length` is held against first.
async fn whole(body: Body, headers: &HeaderMap, most: usize) -> Result<Vec<u8>, Problem> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced = announced.and_then(|value| value.parse::<u64>().ok()).unwrap_or(0);
    let too_large = || multipart::too_large(u64::try_from(most).unwrap_or(u64::MAX));
    if announced > u64::try_from(most).unwrap_or(u64::MAX) {
        return Err(too_large());
    }
    match to_bytes(body, most).await {
        Ok(bytes) => Ok(bytes.into()),
        Err(_) => Err(too_large()),
    }
}

fn too_slow() -> Problem {
    Problem::limit("请求体传输过慢。", "The body took too long to arrive.")
        .with_status(StatusCode::REQUEST_TIMEOUT)
}
