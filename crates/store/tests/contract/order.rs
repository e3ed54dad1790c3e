//! Positions: gapless, final, none skipped.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use duban_store::journal;
use duban_store::journal::order::{self, PlacedEvent};
use duban_store::{Store, StoreError};

use super::database::{TestDatabase, at, event};

on_both_databases!(
    every_committed_event_gets_a_place,
    places_have_no_gaps_after_refused_work,
    followers_beside_writers_skip_nothing,
    sequencers_beside_each_other_place_once,
);

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

async fn followers_beside_writers_skip_nothing(database: TestDatabase) {
    let done = &AtomicBool::new(false);
    let database = &database;
    let other_node = Store::connect(&database.settings).await.unwrap();
    let writers = async {
        let writer = async |number: usize| {
            for round in 0..25 {
                let own = format!("task:{number}");
                let shared = format!("plan:{}", (number + round) % 3);
                database.append(&[&own, &shared]).await.unwrap();
                if round % 5 == 0 {
                    refuse(database).await;
                }
            }
        };
        let four = async |from: usize| {
            tokio::join!(writer(from), writer(from + 1), writer(from + 2), writer(from + 3))
        };
        tokio::join!(four(0), four(4));
        done.store(true, Ordering::Release);
    };
    let sequencer = async |node: &Store| {
        while !done.load(Ordering::Acquire) {
            order::place(node, at(0)).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    let sequencers = async {
        tokio::join!(sequencer(&database.store), sequencer(&other_node));
        order::place(&other_node, at(0)).await.unwrap();
    };
    let follower = async {
        let mut seen: Vec<PlacedEvent> = Vec::new();
        while seen.len() < 400 {
            let cursor = seen.last().map_or(0, |placed| placed.position);
            seen.extend(after(database, cursor, 50).await);
        }
        seen
    };
    let ((), (), seen) = tokio::join!(writers, sequencers, follower);
    let positions: Vec<i64> = seen.iter().map(|placed| placed.position).collect();
    assert_eq!(positions, (1..=400).collect::<Vec<i64>>());
    let mut versions: BTreeMap<&str, i64> = BTreeMap::new();
    for placed in &seen {
        let version = versions.entry(&placed.event.stream).or_default();
        *version += 1;
        assert_eq!(placed.event.version, *version, "{}", placed.event.stream);
    }
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
