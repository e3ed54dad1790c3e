//! Serving: listen, fire timers, place events, and stop in order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use chrono::TimeDelta;
use duban_api::context::Parts;
use duban_api::http::Settings;
use duban_api::reception::{self, SchemaReaders};
use duban_store::journal::checkpoint::Fill;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::config::Introspection;
use crate::failure::Hinted;
use crate::house::House;
use crate::say::say;
use crate::seal::Sealer;
use crate::{print_opened, seed};

/// How often the sequencer looks where nothing is written here.
const SEQUENCER_MS: u64 = 50;

/// How often what ended long ago is forgotten: tokens, keys of requests, files without a use.
const FORGET_EVERY: Duration = Duration::from_secs(3_600);

/// Loads what is missing and serves until told to stop.
///
/// # Errors
/// When the address cannot be listened on, or a part fails.
pub async fn serve(house: House) -> Result<()> {
    let seeded = seed::run(&house).await?;
    print_opened(&seeded.opened);
    let listener = listen(&house.settings.server.listen).await?;
    let address = listener.local_addr().context("reading the address")?;
    say(format_args!("duban listens on http://{address}/graphql"));
    until_stopped(house, listener, std::future::pending()).await
}

/// Listens, or says what stands in the way.
///
/// # Errors
/// When the address is taken or is no address.
pub async fn listen(address: &str) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let hint = "choose another one by --listen ADDR or DUBAN__SERVER__LISTEN";
        Hinted::new(format!("listening on `{address}`: {error}"), hint).into()
    })
}

/// Serves on a listener until SIGTERM or SIGINT, then lets open requests end. What else is to be
/// done meanwhile is dropped then.
///
/// # Errors
/// When a part fails, or what else is done.
pub async fn until_stopped(
    house: House,
    listener: TcpListener,
    meanwhile: impl Future<Output = Result<()>>,
) -> Result<()> {
    let routes = routes(&house)?;
    let sealer = Arc::new(Sealer::open(&house.settings)?);
    let (stop, stopped) = watch::channel(());
    let mut parts = JoinSet::new();
    parts.spawn(until(stopped.clone(), sweep(house.clone())));
    parts.spawn(until(stopped.clone(), sequence(house.clone())));
    parts.spawn(until(stopped.clone(), seal(Arc::clone(&sealer), house.clone())));
    parts.spawn(until(stopped.clone(), verify(Arc::clone(&sealer), house.clone())));
    parts.spawn(until(stopped.clone(), forget(house.clone())));
    let grace = Duration::from_millis(house.settings.server.shutdown_ms);
    let server = tokio::spawn(async move {
        let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, routes)
            .with_graceful_shutdown(async move { wait(stopped).await })
            .await
    });
    let ended = tokio::select! {
        told = told_to_stop() => told,
        // It may come to its end; serving goes on then.
        Err(error) = meanwhile => Err(error),
    };
    tracing::info!("stopping");
    drop(stop);
    if tokio::time::timeout(grace, server).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    while parts.join_next().await.is_some() {}
    // What was written last gets its place and its seal before the program ends.
    house.engine.place_events().await?;
    sealer.seal(&house, Fill::Any).await?;
    house.close().await?;
    ended
}

fn routes(house: &House) -> Result<Router> {
    let auth = house.auth()?;
    let parts = Parts { engine: house.engine.clone(), files: house.files(), auth };
    let server = &house.settings.server;
    let readers = match server.introspection {
        Introspection::Everyone => SchemaReaders::Everyone,
        Introspection::SignedIn => SchemaReaders::SignedIn,
        Introspection::Nobody => SchemaReaders::Nobody,
    };
    let origins = server.origins.split_whitespace().map(str::to_owned).collect();
    Ok(reception::routes(parts, readers, Settings { origins, ..Settings::default() }))
}

async fn told_to_stop() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted.context("listening for SIGINT"),
    }
}

/// Waits until the sender is gone.
async fn wait(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}

/// Does work that has no end until the sender is gone.
async fn until(stopped: watch::Receiver<()>, work: impl Future<Output = ()>) {
    tokio::select! { () = work => {}, () = wait(stopped) => {} }
}

async fn sweep(house: House) {
    let every = Duration::from_millis(house.settings.sweep.every_ms.max(10));
    loop {
        if let Err(error) = house.engine.sweep().await {
            tracing::error!(error = ?error, "timers could not be fired");
        }
        tokio::time::sleep(every).await;
    }
}

async fn sequence(house: House) {
    let pause = Duration::from_millis(SEQUENCER_MS);
    let mut moved = house.engine.journal_moved();
    loop {
        if let Err(error) = house.engine.place_events().await {
            tracing::error!(error = ?error, "events could not be placed");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        let _ = tokio::time::timeout(pause, moved.changed()).await;
    }
}

async fn seal(sealer: Arc<Sealer>, house: House) {
    sealer.work(&house).await;
}

async fn verify(sealer: Arc<Sealer>, house: House) {
    let hours = house.settings.journal.verify_hours.max(1);
    sealer.watch(&house, Duration::from_secs(u64::from(hours) * 3_600)).await;
}

async fn forget(house: House) {
    let files = house.files();
    let age = TimeDelta::hours(house.settings.data.orphan_hours.max(1).into());
    loop {
        if let Err(error) = house.sessions.forget_expired().await {
            tracing::error!(error = ?error, "old sessions could not be forgotten");
        }
        if let Err(error) = house.engine.forget_keys().await {
            tracing::error!(error = ?error, "old keys of requests could not be forgotten");
        }
        match house.engine.sweep_files(&files, age).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "files that nothing refers to were removed"),
            Err(error) => tracing::error!(error = ?error, "orphaned files could not be removed"),
        }
        tokio::time::sleep(FORGET_EVERY).await;
    }
}
