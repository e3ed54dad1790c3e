//! Serving: listen, fire timers, place events, and stop in order.

pub mod connections;
pub mod metrics;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use chrono::TimeDelta;
use duban_api::context::Parts;
use duban_api::http::{Proxies, Settings, Traffic};
use duban_api::reception::{self, SchemaReaders};
use duban_api::uploading::UploadLimits;
use duban_engine::audit::Pace;
use duban_store::journal::checkpoint::Fill;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::config::Introspection;
use crate::failure::Hinted;
use crate::house::House;
use crate::say::say;
use crate::seal::Sealer;
use crate::seal::prover::Prover;
use crate::serve::connections::guests::Guests;
use crate::serve::connections::{Patience, gone};
use crate::serve::metrics::Metrics;
use crate::{print_opened, seed};

/// How often the sequencer looks where nothing is written here.
const SEQUENCER_MS: u64 = 50;

/// How often what was audited is written: what a crash can lose.
const AUDIT_EVERY: Duration = Duration::from_secs(1);

/// How often what ended long ago is forgotten: tokens, keys of requests, files without a use.
const FORGET_EVERY: Duration = Duration::from_secs(3_600);

/// How long writing what was audited last may take at the end.
const AUDIT_MS: u64 = 500;

/// How long placing and sealing what was written last may take at the end.
const SEAL_MS: u64 = 1_500;

/// How many connections a monitor may have.
const MONITORS: usize = 16;

/// How long the database may take to let go at the end.
const CLOSE_MS: u64 = 500;

/// Everything that serving needs besides its data, found fit.
pub struct Ready {
    routes: Router,
    traffic: Traffic,
    sealer: Arc<Sealer>,
    prover: Arc<Prover>,
    terminate: Signal,
    interrupt: Signal,
}

impl Ready {
    /// Reads the keys, makes those that are missing, and listens for the signals that end it.
    ///
    /// # Errors
    /// When a key is not fit.
    pub fn check(house: &House) -> Result<Self> {
        let traffic = Traffic::default();
        let routes = routes(house, &traffic)?;
        let sealer = Sealer::open(&house.settings)?;
        sealer.refuse_shared(&house.token_key()?)?;
        let prover = Prover::open(&house.settings, &[])?;
        let terminate = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
        let interrupt = signal(SignalKind::interrupt()).context("listening for SIGINT")?;
        Ok(Self {
            routes,
            traffic,
            sealer: Arc::new(sealer),
            prover: Arc::new(prover),
            terminate,
            interrupt,
        })
    }
}

/// Loads what is missing and serves until told to stop.
///
/// # Errors
/// When the address cannot be listened on, or a part fails.
pub async fn serve(house: House) -> Result<()> {
    let ready = Ready::check(&house)?;
    let seeded = seed::run(&house).await?;
    print_opened(&seeded.opened);
    let listener = listen(&house.settings.server.listen).await?;
    let address = listener.local_addr().context("reading the address")?;
    say(format_args!("duban listens on http://{address}/graphql"));
    until_stopped(house, ready, listener, std::future::pending()).await
}

/// Listens, or says what stands in the way.
///
/// # Errors
/// When the address is taken or is no address.
pub async fn listen(address: &str) -> Result<TcpListener> {
    let hint = "choose another one by --listen ADDR or DUBAN__SERVER__LISTEN";
    bind(address, "", hint).await
}

async fn bind(address: &str, whom: &str, hint: &str) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        Hinted::new(format!("listening on `{address}`{whom}: {error}"), hint).into()
    })
}

/// Serves on a listener until SIGTERM or SIGINT, then lets open requests end, for a while. What else
/// is to be done meanwhile is dropped then.
///
/// # Errors
/// When a part fails, or what else is done.
pub async fn until_stopped(
    house: House,
    ready: Ready,
    listener: TcpListener,
    meanwhile: impl Future<Output = Result<()>>,
) -> Result<()> {
    let Ready { routes, traffic, sealer, prover, mut terminate, mut interrupt } = ready;
    let settings = &house.settings.server;
    let guests = Guests::within_files(settings.connections, settings.connections_per_address);
    let (guests, patience) = (Arc::new(guests), Patience::of(settings));
    let metrics = metrics(&house, &traffic, &guests).await?;
    let (stop, stopped) = watch::channel(());
    let mut parts = JoinSet::new();
    parts.spawn(until(stopped.clone(), sweep(house.clone())));
    parts.spawn(until(stopped.clone(), sequence(house.clone())));
    parts.spawn(until(stopped.clone(), seal(Arc::clone(&sealer), house.clone())));
    parts.spawn(until(stopped.clone(), verify(prover, house.clone())));
    parts.spawn(until(stopped.clone(), audit(house.clone())));
    parts.spawn(until(stopped.clone(), keep_audit(house.clone())));
    parts.spawn(until(stopped.clone(), forget(house.clone())));
    parts.spawn(until(stopped.clone(), metrics));
    let grace = Duration::from_millis(settings.shutdown_ms);
    let mut server = tokio::spawn(connections::serve(listener, routes, patience, guests, stopped));
    let ended = tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
        // It may come to its end; serving goes on then.
        Err(error) = meanwhile => Err(error),
    };
    tracing::info!("stopping");
    drop(stop);
    if tokio::time::timeout(grace, &mut server).await.is_err() {
        tracing::warn!("some requests did not end in time");
        server.abort();
    }
    parts.shutdown().await;
    end(&house, &sealer).await;
    ended
}

/// Writes what was audited last, gives what was written last its place and its seal, and closes the
/// database. What cannot be done in time is done by the next start: nothing that was acknowledged is
/// lost by it.
async fn end(house: &House, sealer: &Sealer) {
    let audit = house.engine.write_audit(Pace::All);
    match tokio::time::timeout(Duration::from_millis(AUDIT_MS), audit).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::error!(error = ?error, "the last audit entries are lost"),
        Err(_) => tracing::error!("the last audit entries could not be written in time"),
    }
    let seal = async {
        house.engine.place_events().await?;
        sealer.seal(house, Fill::Any).await
    };
    match tokio::time::timeout(Duration::from_millis(SEAL_MS), seal).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::error!(error = ?error, "the journal could not be sealed"),
        Err(_) => tracing::warn!("the journal could not be sealed in time"),
    }
    match tokio::time::timeout(Duration::from_millis(CLOSE_MS), house.close()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(error = ?error, "the database could not be closed"),
        Err(_) => tracing::warn!("the database did not let go in time"),
    }
}

/// Shows figures to whoever the settings have in mind; to nobody, where they name no address.
async fn metrics(
    house: &House,
    traffic: &Traffic,
    guests: &Arc<Guests>,
) -> Result<impl Future<Output = ()> + use<>> {
    let address = &house.settings.metrics.listen;
    let listener = if address.is_empty() { None } else { Some(listen_for_monitor(address).await?) };
    let metrics = Metrics::new(house.engine.clone(), traffic, Arc::clone(guests));
    let patience = Patience::of(&house.settings.server);
    Ok(async move {
        let Some(listener) = listener else { return std::future::pending().await };
        let few = Arc::new(Guests::new(MONITORS, MONITORS));
        // Nobody waits for a monitor at the end: this is dropped then.
        let (_stays, stopped) = watch::channel(());
        connections::serve(listener, metrics.routes(), patience, few, stopped).await;
    })
}

async fn listen_for_monitor(address: &str) -> Result<TcpListener> {
    let hint = "set `metrics.listen` to another address, or to nothing";
    let listener = bind(address, " for a monitor", hint).await?;
    let address = listener.local_addr().context("reading the address")?;
    say(format_args!("figures are at http://{address}/metrics"));
    Ok(listener)
}

fn routes(house: &House, traffic: &Traffic) -> Result<Router> {
    let auth = house.auth()?;
    let parts = Parts { engine: house.engine.clone(), files: house.files(), auth };
    let server = &house.settings.server;
    let readers = match server.introspection {
        Introspection::Everyone => SchemaReaders::Everyone,
        Introspection::SignedIn => SchemaReaders::SignedIn,
        Introspection::Nobody => SchemaReaders::Nobody,
    };
    let origins = server.origins.split_whitespace().map(str::to_owned).collect();
    let proxies = Proxies::parse(&server.proxies).map_err(|word| {
        let message = format!("`server.proxies` names `{word}`, which is no network");
        Hinted::new(message, "name addresses and networks, such as 10.0.0.7 and 10.0.0.0/8")
    })?;
    let traffic = traffic.clone();
    let files = &house.settings.files;
    let uploads = UploadLimits { at_once: files.at_once, per_hour: files.per_hour };
    let mut settings = Settings { origins, proxies, traffic, uploads, ..Settings::default() };
    let limits = &mut settings.limits.request;
    (limits.files, limits.file_bytes) = (files.per_request, files.bytes);
    limits.upload_ms = files.arrival_ms;
    Ok(reception::routes(parts, readers, settings))
}

/// Does work that has no end until the sender is gone.
async fn until(stopped: watch::Receiver<()>, work: impl Future<Output = ()>) {
    tokio::select! { () = work => {}, () = gone(stopped) => {} }
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

async fn verify(prover: Arc<Prover>, house: House) {
    let hours = house.settings.journal.verify_hours.max(1);
    prover.watch(&house, Duration::from_secs(u64::from(hours) * 3_600)).await;
}

async fn audit(house: House) {
    loop {
        tokio::time::sleep(AUDIT_EVERY).await;
        if let Err(error) = house.engine.write_audit(Pace::Due).await {
            tracing::error!(error = ?error, "audit entries could not be written; they are kept");
        }
    }
}

async fn keep_audit(house: House) {
    let days = house.settings.audit.retention_days;
    loop {
        if let Err(error) = house.engine.seal_audit().await {
            tracing::error!(error = ?error, "audit streams could not be sealed");
        }
        match house.engine.clear_audit(days).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "audit entries were removed after their time"),
            Err(error) => tracing::error!(error = ?error, "old audit entries could not be removed"),
        }
        tokio::time::sleep(FORGET_EVERY).await;
    }
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
