//! A client of the WebSocket protocol, on a real connection.

use std::time::Duration;

use axum::http::header;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

use super::TestApp;

/// How long a test waits for a message that must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open socket of somebody who has introduced himself.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    operations: u32,
}

impl TestApp {
    /// Opens a socket with a token.
    pub async fn socket(&self, token: &str) -> Socket {
        self.socket_with(json!({ "authorization": format!("Bearer {token}") })).await
    }

    /// Opens a socket with what is said at its beginning.
    pub async fn socket_with(&self, payload: Value) -> Socket {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let mut request = format!("ws://{address}/graphql/ws").into_client_request().unwrap();
        let protocol = "graphql-transport-ws".parse().unwrap();
        request.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
        let (stream, _) =
            client_async(request, TcpStream::connect(address).await.unwrap()).await.unwrap();
        let mut socket = Socket { stream, operations: 0 };
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.hear().await.unwrap()["type"], "connection_ack");
        socket
    }
}

impl Socket {
    /// Starts an operation.
    pub async fn subscribe(&mut self, query: &str) {
        self.operations += 1;
        let id = self.operations.to_string();
        self.say(json!({ "type": "subscribe", "id": id, "payload": { "query": query } })).await;
    }

    /// The payloads of an operation until it completes.
    pub async fn all(&mut self, query: &str) -> Vec<Value> {
        self.subscribe(query).await;
        let mut payloads = Vec::new();
        loop {
            let message = self.hear().await.unwrap();
            match message["type"].as_str().unwrap() {
                "next" => payloads.push(message["payload"].clone()),
                "error" => return vec![message["payload"].clone()],
                _ => return payloads,
            }
        }
    }

    /// The next message, or the code with which the socket was closed.
    pub async fn hear(&mut self) -> Result<Value, u16> {
        loop {
            let message = timeout(PATIENCE, self.stream.next()).await.expect("nothing is said");
            match message.unwrap().unwrap() {
                Message::Text(text) => return Ok(serde_json::from_str(&text).unwrap()),
                Message::Close(frame) => return Err(frame.unwrap().code.into()),
                _ => {}
            }
        }
    }

    async fn say(&mut self, message: Value) {
        self.stream.send(Message::Text(message.to_string().into())).await.unwrap();
    }
}
