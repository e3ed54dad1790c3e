//! Measures the journal: `cargo run --release -p duban-store --example journal -- [EVENTS]`.
//!
//! Appends so many events (20,000 unless told), seals and verifies them, on SQLite in a temporary
//! folder and, in a schema of its own, on the server that `TEST_DATABASE_URL` names. Every commit is
//! on the disk before the next begins.

use std::error::Error;
use std::time::Instant;
use std::{env, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use duban_domain::people::actor::Actor;
use duban_domain::policy::{self, Permit, Standing, Who};
use duban_store::journal::checkpoint::{self, Fill};
use duban_store::journal::seal::{Keyring, SealKey};
use duban_store::journal::verify::verify;
use duban_store::journal::{self, NewEvent, order};
use duban_store::{Durability, Location, Settings, Sql, Store, StoreError};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Events of one transaction: a single act, and a dispatch.
const SIZES: [usize; 2] = [1, 500];

/// At most so many single acts: each waits for the disk.
const SINGLE_MAX: usize = 2_000;

fn main() -> Outcome<()> {
    let events = env::args().nth(1).map_or(Ok(20_000), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let sqlite = Settings::new(Location::Sqlite(folder.path().join("journal.sqlite")));
    runtime.block_on(measure("SQLite", sqlite, events))?;
    if let Ok(url) = env::var("TEST_DATABASE_URL") {
        let schema = Some(format!("journal_{}", std::process::id()));
        runtime.block_on(make(&url, schema.as_deref().unwrap_or_default()))?;
        let mut settings = Settings::new(Location::Postgres { url, schema });
        settings.durability = Durability::Unchecked;
        runtime.block_on(measure("PostgreSQL", settings, events))?;
    }
    Ok(())
}

/// A schema of its own.
async fn make(url: &str, schema: &str) -> Result<(), StoreError> {
    let location = Location::Postgres { url: url.to_owned(), schema: None };
    let mut settings = Settings::new(location);
    settings.durability = Durability::Unchecked;
    let store = Store::connect(&settings).await?;
    let create = &Sql::new(format!("CREATE SCHEMA {schema}"));
    store.write(move |tx| async move { tx.execute(create).await.map(|_| ()) }).await?;
    store.close().await
}

async fn measure(database: &str, settings: Settings, events: usize) -> Outcome<()> {
    let store = Store::connect(&settings).await?;
    store.migrate().await?;
    for size in SIZES {
        let count = if size == 1 { events.min(SINGLE_MAX) } else { events };
        let begun = Instant::now();
        for first in (0..count).step_by(size) {
            append(&store, first, size).await?;
        }
        tell(database, &format!("append by {size}"), count, begun.elapsed());
    }
    let begun = Instant::now();
    while order::place(&store, at(1)).await? > 0 {}
    let seed = std::array::from_fn(|place| (place as u8).wrapping_mul(41) ^ 1);
    let key = SealKey::from_seed(seed)?;
    let mut sealed = 0;
    while let Some(made) = checkpoint::seal(&store, &key, at(2), Fill::Any).await? {
        sealed += usize::try_from(made.event_count)?;
    }
    tell(database, "place and seal", sealed, begun.elapsed());
    let begun = Instant::now();
    let found = verify(&store, &Keyring::new([key.public()]), None).await?;
    tell(database, "verify", usize::try_from(found.events)?, begun.elapsed());
    if !found.is_sound() {
        return Err(format!("{:?}", found.findings).into());
    }
    store.close().await?;
    Ok(())
}

/// Appends events to a hundred streams in one transaction.
async fn append(store: &Store, first: usize, size: usize) -> Outcome<()> {
    let names: Vec<String> = (first..first + size).map(|it| format!("task:{}", it % 100)).collect();
    let names = &names;
    let nothing = Standing::default();
    let permit = policy::permit(&Actor::System, "WRITE", &[Who::System], &nothing)
        .map_err(|denied| format!("{denied:?}"))?;
    store
        .write(move |tx| async move {
            let mut heads = journal::lock_heads(&tx, names, &[]).await?;
            let events = names.iter().map(|stream| event(permit, stream)).collect();
            journal::append(&tx, &mut heads, events).await
        })
        .await?;
    Ok(())
}

fn event(permit: Permit, stream: &str) -> NewEvent {
    NewEvent {
        permit,
        stream: stream.to_owned(),
        kind: "row_checked".into(),
        schema: 1,
        payload: format!(r#"{{"reason":"{}"}}"#, "进展属实。".repeat(20)),
        actor: "person:00000000-0000-7000-8000-000000000001".to_owned(),
        post: Some("post:00000000-0000-7000-8000-000000000002".to_owned()),
        caused_by: None,
        request_id: Some("00000000-0000-7000-8000-000000000003".to_owned()),
        recorded_at: at(0),
        effective_at: None,
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::seconds(seconds)
}

fn tell(database: &str, what: &str, events: usize, took: Duration) {
    let rate = events as f64 / took.as_secs_f64();
    println!("{database:<11} {what:<15} {events:>7} events {took:>10.2?} {rate:>9.0} a second");
}
