//! `/metrics`: figures for the machines that watch over this one, on a listener of its own.
//!
//! They name nobody, but they tell how busy an office is: nothing listens unless the settings name
//! an address, and that address is not one for clients.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::Result;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use duban_api::http::Traffic;
use duban_engine::Engine;
use duban_engine::vitals::{Ended, Vitals};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::serve::connections::guests::Guests;

/// The text format that is spoken; Prometheus reads it as its own.
const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Everything that is shown.
pub struct Metrics {
    registry: Registry,
    engine: Engine,
    guests: Arc<Guests>,
    shown: Shown,
}

/// What is looked up when somebody asks.
#[derive(Debug, Default)]
struct Shown {
    commands: Family<ByOutcome, Counter>,
    conflicts: Counter,
    retries: Counter,
    sweep_lag: Gauge,
    unsealed: Gauge,
    pool: Family<ByPool, Gauge>,
    connections: Gauge,
    turned_away: Counter,
    readable: Gauge,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByOutcome {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByPool {
    pool: &'static str,
    state: &'static str,
}

impl Metrics {
    /// Puts them together.
    pub fn new(engine: Engine, traffic: &Traffic, guests: Arc<Guests>) -> Self {
        let mut registry = Registry::default();
        let shown = Shown::default();
        traffic.register(&mut registry);
        shown.register(&mut registry);
        Self { registry, engine, guests, shown }
    }

    /// The route that shows them.
    pub fn routes(self) -> Router {
        Router::new().route("/metrics", get(tell)).with_state(Arc::new(self))
    }

    async fn text(&self) -> Result<String> {
        self.shown.connections.set(gauge(self.guests.count()));
        set(&self.shown.turned_away, self.guests.turned_away());
        // What does not need the database is told without it.
        match self.engine.vitals().await {
            Ok(vitals) => {
                self.shown.readable.set(1);
                self.shown.take(&vitals);
            }
            Err(error) => {
                self.shown.readable.set(0);
                tracing::warn!(%error, "the figures of the database could not be read");
            }
        }
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl Shown {
    fn register(&self, registry: &mut Registry) {
        let told = "Requests to change something, by how they ended";
        registry.register("duban_commands", told, self.commands.clone());
        let told = "Requests to change something that somebody else was before";
        registry.register("duban_conflicts", told, self.conflicts.clone());
        let told = "Transactions run again after a deadlock or a version conflict";
        registry.register("duban_transaction_retries", told, self.retries.clone());
        let told = "For how long the oldest timer has been due";
        registry.register("duban_sweep_lag_seconds", told, self.sweep_lag.clone());
        let told = "Committed events that no checkpoint covers yet";
        registry.register("duban_events_unsealed", told, self.unsealed.clone());
        let told = "Connections to the database, by pool and state";
        registry.register("duban_pool_connections", told, self.pool.clone());
        let told = "Connections of clients that are open";
        registry.register("duban_connections", told, self.connections.clone());
        let told = "Connections of clients that found no place";
        registry.register("duban_connections_turned_away", told, self.turned_away.clone());
        let told = "Whether the figures of the database are of now";
        registry.register("duban_database_readable", told, self.readable.clone());
    }

    fn take(&self, vitals: &Vitals) {
        for (ended, count) in &vitals.ended {
            let outcome = ended.name();
            set(&self.commands.get_or_create(&ByOutcome { outcome }), *count);
            if *ended == Ended::Conflict {
                set(&self.conflicts, *count);
            }
        }
        set(&self.retries, vitals.retries);
        self.sweep_lag.set(vitals.sweep_lag.num_seconds());
        self.unsealed.set(vitals.unsealed);
        for pool in &vitals.pools {
            let used = pool.open.saturating_sub(pool.idle);
            for (state, count) in [("used", used), ("idle", pool.idle)] {
                let labels = ByPool { pool: pool.name, state };
                self.pool.get_or_create(&labels).set(count.into());
            }
        }
    }
}

/// Takes over what was counted elsewhere.
fn set(counter: &Counter, count: u64) {
    counter.inner().store(count, Ordering::Relaxed);
}

fn gauge(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

async fn tell(State(metrics): State<Arc<Metrics>>) -> Response {
    match metrics.text().await {
        Ok(text) => ([(header::CONTENT_TYPE, FORMAT)], text).into_response(),
        Err(error) => {
            tracing::error!(error = ?error, "the figures could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
