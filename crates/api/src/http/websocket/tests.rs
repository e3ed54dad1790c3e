use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use async_graphql::{Data, EmptyMutation, Object, Schema, Subscription};
use axum::http::Request;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinHandle;

use duban_domain::value::language::Language;

use super::*;
use crate::complete::Complete;
use crate::document::{Guard, Introspection, Standing};
use crate::http::{Proxies, Settings};

/// A door whose only account can be shut.
struct House(watch::Receiver<bool>);

impl Door for House {
    type Caller = Standing;
    type Place = ();

    async fn place(&self, _caller: &Self::Caller) -> Result<(), Problem> {
        Ok(())
    }

    async fn caller(&self, visit: &Visit) -> Result<Standing, Problem> {
        match visit.bearer() {
            None => Ok(Standing::Anonymous),
            Some("letmein") => Ok(Standing::SignedIn),
            Some(_) => Err(Problem::unauthenticated()),
        }
    }

    fn standing(&self, caller: &Standing) -> Standing {
        *caller
    }

    fn introspection(&self, _: &Standing) -> Introspection {
        Introspection::Closed
    }

    fn furnish(&self, _: &Arc<Standing>, _: &Visit, _: &mut Data) {}

    fn ended(&self, _: &Arc<Standing>) -> BoxFuture<'static, Problem> {
        let mut shut = self.0.clone();
        async move {
            if shut.wait_for(|shut| *shut).await.is_err() {
                pending::<()>().await;
            }
            Problem::unauthenticated()
        }
        .boxed()
    }
}

struct Query;

#[Object]
impl Query {
    async fn ok(&self) -> i32 {
        1
    }

    async fn panics(&self, when: Option<bool>) -> bool {
        assert!(when.is_some(), "the floor gives way");
        true
    }
}

struct Streams;

#[Subscription]
impl Streams {
    async fn count(&self, to: i32) -> impl Stream<Item = i32> {
        futures_util::stream::iter(0..to)
    }

    async fn never(&self) -> impl Stream<Item = i32> {
        futures_util::stream::pending()
    }

    async fn refused(&self) -> async_graphql::Result<futures_util::stream::Pending<i32>> {
        let problem = Problem::forbidden("不可订阅。", "You may not subscribe.");
        Err(problem.to_error(Language::English))
    }

    async fn falls(&self) -> impl Stream<Item = i32> {
        futures_util::stream::iter(0..3).inspect(|number| assert!(*number < 1, "a fall"))
    }
}

/// The server's end of a socket made of two channels.
struct Wire {
    from_client: mpsc::UnboundedReceiver<Result<Message, Error>>,
    to_client: mpsc::Sender<Message>,
    pending: Option<Message>,
}

impl Stream for Wire {
    type Item = Result<Message, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.from_client.poll_recv(context)
    }
}

impl Sink<Message> for Wire {
    type Error = Error;

    fn poll_ready(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.poll_flush(context)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Error> {
        self.pending = Some(message);
        Ok(())
    }

    /// A client that takes nothing leaves the message where it is; nobody wakes us but the clock.
    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Some(message) = self.pending.take() else {
            return Poll::Ready(Ok(()));
        };
        match self.to_client.try_send(message) {
            Ok(()) => Poll::Ready(Ok(())),
            Err(mpsc::error::TrySendError::Full(message)) => {
                self.pending = Some(message);
                Poll::Pending
            }
            Err(mpsc::error::TrySendError::Closed(_)) => Poll::Ready(Err(Error::new("gone"))),
        }
    }

    fn poll_close(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.poll_flush(context)
    }
}

/// The client's end.
struct Client {
    to_server: mpsc::UnboundedSender<Result<Message, Error>>,
    from_server: mpsc::Receiver<Message>,
    shut: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl Client {
    fn connect(room: usize) -> Self {
        let (to_server, from_client) = mpsc::unbounded_channel();
        let (to_client, from_server) = mpsc::channel(room);
        let (shut, watched) = watch::channel(false);
        let mut settings = Settings::default();
        settings.limits.socket.streams = 2;
        settings.limits.socket.messages = 20;
        let entrance = Arc::new(Entrance {
            door: House(watched),
            schema: Schema::build(Query, EmptyMutation, Streams).extension(Complete).finish(),
            guard: Guard::new(settings.limits.document.clone()),
            sockets: Arc::new(Semaphore::new(1)),
            settings,
        });
        let (parts, ()) = Request::new(()).into_parts();
        let wire = Wire { from_client, to_client, pending: None };
        let server = tokio::spawn(converse(entrance, Visit::of(&parts, &Proxies::default()), wire));
        Self { to_server, from_server, shut, server }
    }

    async fn introduced() -> Self {
        let mut client = Self::connect(64);
        client.say(
            &json!({ "type": "connection_init", "payload": { "Authorization": "Bearer letmein" } }),
        );
        assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
        client
    }

    fn send(&self, message: Message) {
        let _ = self.to_server.send(Ok(message));
    }

    fn say(&self, message: &Value) {
        self.send(Message::Text(message.to_string().into()));
    }

    fn subscribe(&self, id: &str, query: &str) {
        self.say(&json!({ "type": "subscribe", "id": id, "payload": { "query": query } }));
    }

    /// The next message, or the close code; the server's pings are answered as a browser does.
    async fn hear(&mut self) -> Value {
        loop {
            match self.from_server.recv().await {
                Some(Message::Text(text)) => return serde_json::from_str(&text).expect("JSON"),
                Some(Message::Close(Some(frame))) => return json!(frame.code),
                Some(Message::Ping(bytes)) => self.send(Message::Pong(bytes)),
                Some(_) => {}
                None => return json!("gone"),
            }
        }
    }
}

#[tokio::test]
async fn a_query_is_answered_and_completed() {
    let mut client = Client::introduced().await;
    client.subscribe("1", "{ ok }");
    let next = json!({ "type": "next", "id": "1", "payload": { "data": { "ok": 1 } } });
    assert_eq!(client.hear().await, next);
    assert_eq!(client.hear().await, json!({ "type": "complete", "id": "1" }));
}

#[tokio::test]
async fn a_subscription_streams_and_completes_and_its_id_is_free_again() {
    let mut client = Client::introduced().await;
    for _ in 0..2 {
        client.subscribe("s", "subscription { count(to: 3) }");
        for number in 0..3 {
            assert_eq!(client.hear().await["payload"]["data"]["count"], number);
        }
        assert_eq!(client.hear().await["type"], "complete");
    }
}

#[tokio::test]
async fn a_refused_operation_is_an_error_and_the_socket_lives() {
    let mut client = Client::introduced().await;
    for query in [
        "{",
        "{ nope }",
        "{ __schema { queryType { name } } }",
        "subscription { count(to: 1) never }",
    ] {
        client.subscribe("1", query);
        let error = client.hear().await;
        assert_eq!(error["type"], "error", "{query}");
        assert!(error["payload"][0]["extensions"]["code"].is_string(), "{error}");
    }
    client.say(&json!({ "type": "subscribe", "id": "1", "payload": { "query": 7 } }));
    assert_eq!(client.hear().await["payload"][0]["extensions"]["code"], "BAD_INPUT");
    client.subscribe("1", "subscription { refused }");
    let next = client.hear().await;
    assert_eq!(next["payload"]["errors"][0]["extensions"]["code"], "FORBIDDEN");
    assert_eq!(client.hear().await["type"], "complete");
}

#[tokio::test]
async fn a_panic_ends_its_operation_and_nothing_else() {
    let mut client = Client::introduced().await;
    client.subscribe("1", "{ panics }");
    let error = client.hear().await;
    assert_eq!(error["type"], "error");
    assert_eq!(error["payload"][0]["extensions"]["code"], "INTERNAL");
    client.subscribe("1", "subscription { falls }");
    assert_eq!(client.hear().await["type"], "next");
    assert_eq!(client.hear().await["payload"][0]["extensions"]["code"], "INTERNAL");
    client.subscribe("1", "{ ok }");
    assert_eq!(client.hear().await["type"], "next");
}

#[tokio::test]
async fn what_is_not_the_protocol_closes_the_socket() {
    let subscribe = json!({ "type": "subscribe", "id": "1", "payload": { "query": "{ ok }" } });
    let long = "x".repeat(129);
    for (text, code) in [
        ("hello".to_owned(), 4400),
        (json!({ "type": "start" }).to_string(), 4400),
        (json!({ "type": "subscribe" }).to_string(), 4400),
        (json!({ "type": "complete", "id": long }).to_string(), 4400),
        (json!({ "type": "connection_init", "payload": 7 }).to_string(), 4400),
        (subscribe.to_string(), 4401),
    ] {
        let mut client = Client::connect(4);
        client.send(Message::Text(text.clone().into()));
        assert_eq!(client.hear().await, code, "{text}");
        client.server.await.expect("the server ends");
    }
    let mut client = Client::connect(4);
    client.send(Message::Binary(b"{}".to_vec().into()));
    assert_eq!(client.hear().await, 4400);
}

#[tokio::test]
async fn a_bad_token_is_forbidden_and_none_is_a_stranger() {
    let mut client = Client::connect(4);
    client
        .say(&json!({ "type": "connection_init", "payload": { "authorization": "Bearer bad\n" } }));
    assert_eq!(client.hear().await, 4403);
    let mut client = Client::connect(4);
    client.say(&json!({ "type": "connection_init", "payload": null }));
    assert_eq!(client.hear().await["type"], "connection_ack");
}

#[tokio::test]
async fn introducing_oneself_twice_is_once_too_often() {
    let mut client = Client::introduced().await;
    client.say(&json!({ "type": "connection_init" }));
    assert_eq!(client.hear().await, 4429);
}

#[tokio::test]
async fn a_live_id_is_taken_and_streams_are_few() {
    let mut client = Client::introduced().await;
    client.subscribe("1", "subscription { never }");
    client.subscribe("2", "subscription { never }");
    client.subscribe("3", "subscription { never }");
    assert_eq!(client.hear().await["payload"][0]["extensions"]["code"], "LIMIT_EXCEEDED");
    client.say(&json!({ "type": "complete", "id": "1" }));
    client.subscribe("3", "{ ok }");
    assert_eq!(client.hear().await["type"], "next");
    assert_eq!(client.hear().await["type"], "complete");
    client.subscribe("2", "{ ok }");
    assert_eq!(client.hear().await, 4409);
}

#[tokio::test]
async fn a_ping_is_answered_before_and_after_the_introduction() {
    let mut client = Client::connect(4);
    client.say(&json!({ "type": "ping", "payload": { "at": 1 } }));
    assert_eq!(client.hear().await, json!({ "type": "pong" }));
    client.say(&json!({ "type": "pong" }));
    client.say(&json!({ "type": "connection_init" }));
    assert_eq!(client.hear().await["type"], "connection_ack");
}

#[tokio::test(start_paused = true)]
async fn who_does_not_introduce_themselves_is_closed() {
    let began = Instant::now();
    let mut client = Client::connect(4);
    assert_eq!(client.hear().await, 4408);
    assert_eq!(began.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn who_is_silent_is_closed_and_who_answers_pings_is_not() {
    let client = Client::introduced().await;
    client.subscribe("1", "subscription { never }");
    // Nobody reads at this end, so no ping is answered.
    let Client { server, mut from_server, to_server, shut } = client;
    timeout(Duration::from_secs(61), server).await.expect("closed").expect("ends");
    let mut last = None;
    while let Some(message) = from_server.recv().await {
        last = Some(message);
    }
    assert!(matches!(last, Some(Message::Close(Some(frame))) if frame.code == 1008));
    drop((to_server, shut));

    let mut client = Client::introduced().await;
    let quiet = timeout(Duration::from_secs(600), client.hear()).await;
    assert!(quiet.is_err(), "still open after ten minutes");
}

#[tokio::test]
async fn access_that_ends_ends_the_socket() {
    let mut client = Client::introduced().await;
    client.subscribe("1", "subscription { never }");
    client.shut.send(true).expect("somebody listens");
    assert_eq!(client.hear().await, 4403);
    client.server.await.expect("the server ends");
}

#[tokio::test]
async fn who_talks_too_much_is_closed() {
    let mut client = Client::introduced().await;
    for _ in 0..20 {
        client.say(&json!({ "type": "pong" }));
    }
    assert_eq!(client.hear().await, 1008);
}

#[tokio::test(start_paused = true)]
async fn who_takes_nothing_is_dropped() {
    let client = Client::connect(1);
    client.say(&json!({ "type": "connection_init" }));
    client.subscribe("1", "subscription { count(to: 1000000) }");
    timeout(Duration::from_secs(30), client.server).await.expect("ended").expect("ends");
}

#[tokio::test]
async fn a_frame_that_cannot_be_read_closes_the_socket() {
    let mut client = Client::introduced().await;
    let _ = client.to_server.send(Err(Error::new("too large")));
    assert_eq!(client.hear().await, 1009);
}

#[tokio::test]
async fn a_subscription_inside_of_a_fragment_streams_as_well() {
    let mut client = Client::introduced().await;
    client.subscribe("1", "subscription { ...F } fragment F on Streams { count(to: 2) }");
    for number in 0..2 {
        assert_eq!(client.hear().await["payload"]["data"], json!({ "count": number }));
    }
    assert_eq!(client.hear().await["type"], "complete");
}
