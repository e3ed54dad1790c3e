//! `/graphql` as a WebSocket: the protocol `graphql-transport-ws`, in a loop of our own.
//!
//! One task serves one socket: it reads messages, runs operations and writes answers, so nothing is
//! read ahead of what is written, and everything ends with it. Operations pass the same guard and
//! the same [`Door`] as over HTTP. A socket is closed when it does not introduce itself in time,
//! breaks the protocol, talks too much, is silent too long, does not take what is sent, or when the
//! access of its caller ends ([`Door::ended`]).

mod close;
mod message;
mod operation;

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;

use async_graphql::Executor;
use axum::Error;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::extract::{FromRequestParts, ws::WebSocket};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use futures_util::future::BoxFuture;
use futures_util::stream::{AbortHandle, Abortable, BoxStream, SelectAll};
use futures_util::{FutureExt, Sink, SinkExt, Stream, StreamExt};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};
use tracing::{Instrument, Span};

use crate::error::{Code, Problem};
use crate::http::websocket::close::Close;
use crate::http::websocket::message::{FromClient, ToClient};
use crate::http::websocket::operation::Event;
use crate::http::{Door, Entrance, Visit};
use crate::limits::{SocketLimits, millis};

/// The one protocol that is spoken here.
const PROTOCOL: &str = "graphql-transport-ws";

/// Says whether a request wants to become a socket.
pub(crate) fn wanted(parts: &Parts) -> bool {
    parts.method == Method::GET
        && parts
            .headers
            .get(header::UPGRADE)
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Turns a request into a socket, and serves it.
pub(crate) async fn upgrade<D: Door, E: Executor>(
    entrance: Arc<Entrance<D, E>>,
    mut parts: Parts,
    visit: Visit,
) -> Result<Response, Problem> {
    let most = entrance.settings.limits.socket.message_bytes;
    if !offered(&parts.headers) {
        return Err(Problem::bad_input(
            "WebSocket 子协议必须为 graphql-transport-ws。",
            "The WebSocket sub-protocol must be graphql-transport-ws.",
        ));
    }
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await.map_err(|_| {
        Problem::bad_input("WebSocket 握手无效。", "This is not a WebSocket handshake.")
    })?;
    let Ok(permit) = Arc::clone(&entrance.sockets).try_acquire_owned() else {
        return Err(Problem::unavailable().with_status(StatusCode::SERVICE_UNAVAILABLE));
    };
    let upgrade = upgrade.protocols([PROTOCOL]).max_message_size(most).max_frame_size(most);
    let conversation = |socket: WebSocket| async move {
        converse(entrance, visit, socket).await;
        drop(permit);
    };
    // What is told of the socket later belongs to the request that opened it.
    let request = Span::current();
    Ok(upgrade.on_upgrade(move |socket| conversation(socket).instrument(request)))
}

fn offered(headers: &HeaderMap) -> bool {
    let offers = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    offers
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offer| offer.trim() == PROTOCOL)
}

/// The two directions of a socket; a test brings its own.
pub(crate) trait Line:
    Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error> + Unpin + Send
{
}

impl<T> Line for T where
    T: Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error> + Unpin + Send
{
}

/// Serves a socket to its end.
pub(crate) async fn converse<D: Door, E: Executor>(
    entrance: Arc<Entrance<D, E>>,
    visit: Visit,
    socket: impl Line,
) {
    let limit = millis(entrance.settings.limits.socket.send_ms);
    let mut talk = Talk::new(entrance, visit, socket);
    let Err(ended) = talk.run().await;
    if let Some(close) = ended {
        tracing::debug!(code = close.code, reason = close.reason, "closing a socket");
        let _ = timeout(limit, talk.socket.send(close.into())).await;
    }
    let _ = timeout(limit, talk.socket.close()).await;
}

/// How a socket ends: with a close frame, or without one because the other side is gone.
type Ended = Option<Close>;

/// The events of one operation, with its id.
type Named = BoxStream<'static, (Arc<str>, Event)>;

/// One socket.
struct Talk<D: Door, E, S> {
    entrance: Arc<Entrance<D, E>>,
    visit: Visit,
    socket: S,
    caller: Option<Arc<D::Caller>>,
    /// Completes when the caller's access ends.
    revoked: BoxFuture<'static, Problem>,
    streams: SelectAll<Abortable<Named>>,
    running: HashMap<Arc<str>, AbortHandle>,
    pace: Pace,
}

/// What is counted of the client's messages.
struct Pace {
    heard: Instant,
    window: Instant,
    messages: u32,
}

impl Pace {
    fn count(&mut self, limits: &SocketLimits) -> Result<(), Ended> {
        self.heard = Instant::now();
        if self.heard.duration_since(self.window) > millis(limits.window_ms) {
            (self.window, self.messages) = (self.heard, 0);
        }
        self.messages = self.messages.saturating_add(1);
        if self.messages > limits.messages { Err(Some(Close::TOO_MANY_MESSAGES)) } else { Ok(()) }
    }
}

impl<D: Door, E: Executor, S: Line> Talk<D, E, S> {
    fn new(entrance: Arc<Entrance<D, E>>, visit: Visit, socket: S) -> Self {
        let now = Instant::now();
        Self {
            entrance,
            visit,
            socket,
            caller: None,
            revoked: pending().boxed(),
            streams: SelectAll::new(),
            running: HashMap::new(),
            pace: Pace { heard: now, window: now, messages: 0 },
        }
    }

    /// Listens and answers until the socket ends.
    async fn run(&mut self) -> Result<Infallible, Ended> {
        let limits = self.entrance.settings.limits.socket.clone();
        let init_by = Instant::now() + millis(limits.init_ms);
        let silence = millis(limits.silence_ms);
        let mut pings = interval(millis(limits.ping_ms.max(1)));
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        pings.reset();
        loop {
            tokio::select! {
                message = self.socket.next() => {
                    let message = message.ok_or(None)?.map_err(|_| Some(Close::UNREADABLE))?;
                    self.pace.count(&limits)?;
                    self.hear(message, &limits).await?;
                }
                Some((id, event)) = self.streams.next(), if !self.streams.is_empty() => {
                    self.tell(&id, event).await?;
                }
                problem = &mut self.revoked => return Err(Some(Close::of(problem.code))),
                () = sleep_until(init_by), if self.caller.is_none() => {
                    return Err(Some(Close::INIT_TIMEOUT));
                }
                () = sleep_until(self.pace.heard + silence) => return Err(Some(Close::SILENT)),
                _ = pings.tick() => self.send(Message::Ping(Vec::new().into())).await?,
            }
        }
    }

    async fn hear(&mut self, message: Message, limits: &SocketLimits) -> Result<(), Ended> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Some(Close::BAD_REQUEST)),
            Message::Close(_) => return Err(None),
            // The transport answers pings itself.
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
        };
        match FromClient::read(&text).ok_or(Some(Close::BAD_REQUEST))? {
            FromClient::ConnectionInit { payload } => {
                if self.caller.is_some() {
                    return Err(Some(Close::SECOND_INIT));
                }
                let found = timeout(millis(limits.init_ms), self.introduce(payload)).await;
                found.map_err(|_| Some(Close::INIT_TIMEOUT))?
            }
            FromClient::Ping {} => self.say(&ToClient::Pong).await,
            FromClient::Pong {} => Ok(()),
            FromClient::Subscribe { id, payload } => {
                let caller = self.caller.clone().ok_or(Some(Close::UNAUTHORIZED))?;
                if self.running.contains_key(id.as_str()) {
                    return Err(Some(Close::DUPLICATE));
                }
                let id: Arc<str> = id.into();
                if self.running.len() >= limits.streams {
                    let problem = Problem::limit(
                        "该连接上同时运行的操作过多。",
                        "Too many operations run on this connection.",
                    );
                    return self.tell(&id, Event::refusal(&problem, &self.visit)).await;
                }
                let stream = operation::open(&self.entrance, caller, &self.visit, payload);
                self.start(id, stream);
                Ok(())
            }
            FromClient::Complete { id } => {
                if let Some(handle) = self.running.remove(id.as_str()) {
                    handle.abort();
                }
                Ok(())
            }
        }
    }

    /// Finds out who is there, and acknowledges it.
    async fn introduce(&mut self, payload: message::InitPayload) -> Result<(), Ended> {
        if let Some(authorization) = payload.authorization() {
            self.visit = self.visit.clone().with_authorization(authorization);
        }
        let found = self.entrance.door.caller(&self.visit).await;
        let caller = Arc::new(found.map_err(|problem| Some(Close::of(problem.code)))?);
        self.revoked = self.entrance.door.ended(&caller);
        self.caller = Some(caller);
        self.say(&ToClient::ConnectionAck).await
    }

    fn start(&mut self, id: Arc<str>, events: BoxStream<'static, Event>) {
        let (handle, registration) = AbortHandle::new_pair();
        let name = Arc::clone(&id);
        let named = events.map(move |event| (Arc::clone(&name), event)).boxed();
        self.streams.push(Abortable::new(named, registration));
        self.running.insert(id, handle);
    }

    /// Passes on what happened in an operation; errors and completion end it.
    async fn tell(&mut self, id: &Arc<str>, event: Event) -> Result<(), Ended> {
        if !matches!(event, Event::Next(_))
            && let Some(handle) = self.running.remove(id)
        {
            handle.abort();
        }
        match &event {
            Event::Next(answer) => self.say(&ToClient::next(id, answer)).await,
            Event::Error(answer) => self.say(&ToClient::error(id, answer)).await,
            Event::Complete => self.say(&ToClient::Complete { id }).await,
        }
    }

    async fn say(&mut self, message: &ToClient<'_>) -> Result<(), Ended> {
        match serde_json::to_string(message) {
            Ok(text) => self.send(Message::Text(text.into())).await,
            Err(error) => {
                tracing::error!(%error, "a message could not be written");
                Err(Some(Close::of(Code::Internal)))
            }
        }
    }

    async fn send(&mut self, message: Message) -> Result<(), Ended> {
        let limit = millis(self.entrance.settings.limits.socket.send_ms);
        match timeout(limit, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            // Gone, or not taking anything: a close frame would not arrive either.
            Ok(Err(_)) | Err(_) => Err(None),
        }
    }
}

#[cfg(test)]
mod tests;
