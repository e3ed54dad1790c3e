//! Positions: gapless, final, none skipped.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use duban_store::journal;
use duban_store::journal::checkpoint::{self, Fill};
use duban_store::journal::order::{self, PlacedEvent};
use duban_store::journal::seal::{Keyring, SealKey};
use duban_store::journal::verify::verify;
use duban_store::{Sql, Store, StoreError};

use super::database::{TestDatabase, at, event};

on_both_databases!(
    every_committed_event_gets_a_place,
    places_have_no_gaps_after_refused_work,
    followers_beside_writers_skip_nothing,
    sequencers_beside_each_other_place_once,
);

/// How many rounds each of the eight writers writes at least.
const ROUNDS: usize = 25;

async fn after(database: &TestDatabase, position: i64, limit: u32) -> Vec<PlacedEvent> {
    let read =
        database.store.read(move |tx| async move { order::after(&tx, position, limit).await });
    read.await.unwrap()
}

async fn waiting(database: &TestDatabase) -> i64 {
    let read = database.store.read(|tx| async move { order::waiting(&tx).await });
    read.await.unwrap()
}

async fn every_committed_event_gets_a_place(database: TestDatabase) {
    database.append(&["task:1", "task:2"]).await.unwrap();
    let pending = if database.is_postgres() { 2 } else { 0 };
    assert_eq!(waiting(&database).await, pending);
    let placed = order::place(&database.store, at(5)).await.unwrap();
    assert_eq!(placed, u64::try_from(pending).unwrap());
    database.append(&["task:1"]).await.unwrap();
    order::place(&database.store, at(3)).await.unwrap();
    let placed = after(&database, 0, 10).await;
    let seen: Vec<_> =
        placed.iter().map(|placed| (placed.position, placed.event.stream.as_str())).collect();
    assert_eq!(seen, [(1, "task:1"), (2, "task:2"), (3, "task:1")]);
    assert!(placed.windows(2).all(|pair| pair[0].placed_at <= pair[1].placed_at));
    assert_eq!(after(&database, 2, 10).await, placed[2..]);
    assert_eq!(after(&database, 0, 1).await, placed[..1]);
    let last = database.store.read(|tx| async move { order::last(&tx).await }).await;
    assert_eq!(last.unwrap(), 3);
}

async fn places_have_no_gaps_after_refused_work(database: TestDatabase) {
    for _ in 0..3 {
        database.append(&["task:1"]).await.unwrap();
        refuse(&database).await;
    }
    order::place(&database.store, at(0)).await.unwrap();
    let positions: Vec<_> = after(&database, 0, 10).await.iter().map(|p| p.position).collect();
    assert_eq!(positions, [1, 2, 3]);
}

async fn refuse(database: &TestDatabase) {
    let refused: Result<(), StoreError> = database
        .store
        .write(|tx| async move {
            let mut heads = journal::lock_heads(&tx, &["task:9".to_owned()], &[]).await?;
            journal::append(&tx, &mut heads, vec![event("task:9"), event("task:9")]).await?;
            Err(StoreError::misuse("changed my mind"))
        })
        .await;
    assert!(refused.is_err());
}

/// Events that have no place and do not wait for one, from a number on.
const LOST: &str = "SELECT count(*) FROM journal j WHERE j.seq > ?
    AND NOT EXISTS (SELECT 1 FROM journal_position p WHERE p.seq = j.seq)
    AND NOT EXISTS (SELECT 1 FROM journal_pending w WHERE w.seq = j.seq)";

/// Writes until its rounds are over and the time is up.
async fn writer(database: &TestDatabase, number: usize, until: Instant) {
    let mut round = 0;
    while round < ROUNDS || Instant::now() < until {
        let own = format!("task:{number}");
        let shared = format!("plan:{}", (number + round) % 3);
        database.append(&[&own, &shared]).await.unwrap();
        if round % 5 == 0 {
            refuse(database).await;
        }
        round += 1;
    }
}

/// Takes its numbers early and commits late, again and again: what was begun behind it is placed
/// before it. Not on SQLite, where nobody could write meanwhile.
async fn dawdler(database: &TestDatabase, done: &AtomicBool) {
    while database.is_postgres() && !done.load(Ordering::Acquire) {
        let written: Result<(), StoreError> = database
            .store
            .write(|tx| async move {
                let mut heads = journal::lock_heads(&tx, &["slow:1".to_owned()], &[]).await?;
                journal::append(&tx, &mut heads, vec![event("slow:1"), event("slow:1")]).await?;
                let wanted = last(&database.store).await + 20;
                while last(&database.store).await < wanted && !done.load(Ordering::Acquire) {
                    tokio::task::yield_now().await;
                }
                Ok(())
            })
            .await;
        written.unwrap();
    }
}

async fn last(store: &Store) -> i64 {
    store.read(|tx| async move { order::last(&tx).await }).await.unwrap()
}

async fn value(database: &TestDatabase, sql: Sql) -> i64 {
    let sql = &sql;
    let value = database.store.read(|tx| async move { tx.query_value::<i64>(sql).await });
    value.await.unwrap().unwrap()
}

/// Places and seals beside the writers, as every node does.
async fn node(store: &Store, done: &AtomicBool) {
    let seed = std::array::from_fn(|place| (place as u8).wrapping_mul(41) ^ 1);
    let key = SealKey::from_seed(seed).unwrap();
    let (mut last, mut rounds) = (false, 0_usize);
    loop {
        order::place(store, at(0)).await.unwrap();
        // Now and then what is left, otherwise whole spans.
        let fill = if last || rounds.is_multiple_of(50) { Fill::Any } else { Fill::Whole };
        checkpoint::seal(store, &key, at(1), fill).await.unwrap();
        rounds += 1;
        if last {
            let found = verify(store, &Keyring::new([key.public()]), None).await.unwrap();
            assert_eq!(found.findings, []);
            return;
        }
        last = done.load(Ordering::Acquire);
        tokio::task::yield_now().await;
    }
}

/// Reads on from the last position until everything was written, and looks for what is lost.
async fn follower(database: &TestDatabase, done: &AtomicBool) -> (Vec<PlacedEvent>, usize) {
    let mut seen: Vec<PlacedEvent> = Vec::new();
    let mut looks = 0;
    loop {
        looks += 1;
        let ended = done.load(Ordering::Acquire) && waiting(database).await == 0;
        let cursor = seen.last().map_or(0, |placed| placed.position);
        let news = after(database, cursor, 500).await;
        if database.is_postgres() {
            // What was begun long ago is looked at once more at the end.
            let newest = value(database, Sql::new("SELECT coalesce(max(seq), 0) FROM journal"));
            let from = if ended { 0 } else { newest.await - 1_000 };
            assert_eq!(value(database, Sql::with(LOST, [from.into()])).await, 0);
        }
        if ended && news.is_empty() {
            return (seen, looks);
        }
        seen.extend(news);
    }
}

/// For a minute, with its figures: `DUBAN_WRITERS_FOR=60 cargo nextest run --no-capture -E
/// 'test(followers_beside_writers)'`.
async fn followers_beside_writers_skip_nothing(database: TestDatabase) {
    let seconds = std::env::var("DUBAN_WRITERS_FOR").map_or(0, |text| text.parse().unwrap());
    let until = Instant::now() + Duration::from_secs(seconds);
    let (quick, done) = (&AtomicBool::new(false), &AtomicBool::new(false));
    let database = &database;
    let other_node = Store::connect(&database.settings).await.unwrap();
    let begun = Instant::now();
    let writers = async {
        let four = async |from: usize| {
            let writer = |number| writer(database, number, until);
            tokio::join!(writer(from), writer(from + 1), writer(from + 2), writer(from + 3))
        };
        tokio::join!(four(0), four(4));
        quick.store(true, Ordering::Release);
    };
    // Who commits last is waited for as well: nobody would place what comes after the nodes.
    let all = async {
        tokio::join!(writers, dawdler(database, quick));
        done.store(true, Ordering::Release);
    };
    let nodes = async { tokio::join!(node(&database.store, done), node(&other_node, done)) };
    let ((), _, (seen, looks)) = tokio::join!(all, nodes, follower(database, done));
    let followed = i64::try_from(seen.len()).unwrap();
    assert!(seen.len() >= 16 * ROUNDS, "{followed}");
    let positions: Vec<i64> = seen.iter().map(|placed| placed.position).collect();
    assert_eq!(positions, (1..=followed).collect::<Vec<i64>>());
    let late = seen.windows(2).filter(|pair| pair[0].event.seq > pair[1].event.seq).count();
    assert_eq!(late > 0, database.is_postgres(), "{late} were committed later than they began");
    let took = begun.elapsed();
    eprintln!("{followed} events in {took:.1?}, followed in {looks} looks, {late} out of order");
    let mut versions: BTreeMap<&str, i64> = BTreeMap::new();
    for placed in &seen {
        let version = versions.entry(&placed.event.stream).or_default();
        *version += 1;
        assert_eq!(placed.event.version, *version, "{}", placed.event.stream);
    }
    assert_eq!(value(database, Sql::new("SELECT count(*) FROM journal")).await, followed);
}

async fn sequencers_beside_each_other_place_once(database: TestDatabase) {
    let names: Vec<String> = (0..200).map(|number| format!("task:{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    database.append(&names).await.unwrap();
    let place = || order::place(&database.store, at(0));
    let (a, b, c) = tokio::join!(place(), place(), place());
    let placed = a.unwrap() + b.unwrap() + c.unwrap();
    assert_eq!(placed, if database.is_postgres() { 200 } else { 0 });
    assert_eq!(after(&database, 0, 1_000).await.len(), 200);
}
