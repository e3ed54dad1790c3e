//! Connections: how many, from whom, and how long one may keep the server waiting.
//!
//! A peer that says nothing, or its head a byte at a time, is closed; one that takes nothing of its
//! answer, too ([`steady`]). What comes after the head (bodies, answers, sockets) is limited by the
//! routes, which know who asks. HTTP/1.1 is all that is spoken: proxies speak it, and a client that
//! begins with another version is answered and closed.

pub mod guests;
pub mod steady;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::config::Server;
use crate::serve::connections::guests::{Guest, Guests};
use crate::serve::connections::steady::Steady;

/// How long the listener rests where no connection can be taken, such as for want of files.
const REST: Duration = Duration::from_millis(50);

/// What one connection may do.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How long the head of a request may take, and the silence before it.
    pub head: Duration,
    /// How much a head may be.
    pub head_bytes: usize,
    /// How long a peer may take nothing.
    pub stall: Duration,
}

impl Patience {
    /// As the settings say.
    pub fn of(server: &Server) -> Self {
        Self {
            head: Duration::from_millis(server.head_ms.max(1)),
            // The transport refuses to work with less.
            head_bytes: server.head_bytes.max(8 << 10),
            stall: Duration::from_millis(server.stall_ms.max(1)),
        }
    }
}

/// Serves the routes until the sender of `stopped` is gone, and then until what was begun has ended.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    patience: Patience,
    guests: Arc<Guests>,
    stopped: watch::Receiver<()>,
) {
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = gone(stopped.clone()) => break,
        };
        while open.try_join_next().is_some() {}
        match accepted {
            // Who is one too many is closed without a word: a word costs more than it.
            Ok((stream, peer)) => {
                if let Some(guest) = guests.admit(peer.ip()) {
                    let routes = routes.clone();
                    let caller = Caller { stream, peer, guest };
                    open.spawn(attend(caller, routes, patience, stopped.clone()));
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(REST).await;
            }
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// Somebody who was let in.
struct Caller {
    stream: TcpStream,
    peer: SocketAddr,
    guest: Guest,
}

async fn attend(caller: Caller, routes: Router, patience: Patience, stopped: watch::Receiver<()>) {
    let Caller { stream, peer, guest } = caller;
    // An answer is written at once: there is nothing to wait for.
    let _ = stream.set_nodelay(true);
    let routes = routes.map_request(move |mut request: Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(patience.head_bytes)
        .serve_connection(
            TokioIo::new(Steady::new(stream, patience.stall, guest)),
            TowerToHyperService::new(routes),
        )
        .with_upgrades();
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = gone(stopped) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Waits until the sender is gone.
pub async fn gone(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}
