//! Writing and reading through the one door.

use std::sync::atomic::{AtomicU64, Ordering};

use duban_store::journal;
use duban_store::statement::counted;
use duban_store::{Sql, Store, StoreError, Tx};
use tokio::sync::Barrier;

use super::database::TestDatabase;

on_both_databases!(
    refused_work_leaves_no_trace,
    a_failed_statement_dooms_the_transaction,
    a_write_within_a_write_is_refused,
    reading_cannot_change_anything,
    a_read_sees_one_snapshot,
    a_kept_transaction_is_not_committed,
    a_deadlock_is_resolved_by_another_attempt,
    statements_are_counted,
    dropped_work_leaves_no_trace,
    work_can_be_spawned,
    processes_write_beside_each_other,
);

async fn count(store: &Store) -> i64 {
    let count: Result<_, StoreError> = store.read(|tx| async move { heads(&tx).await }).await;
    count.unwrap()
}

async fn heads(tx: &Tx) -> Result<i64, StoreError> {
    let count = tx.query_value(&Sql::new("SELECT count(*) FROM stream_head")).await?;
    Ok(count.unwrap_or(0))
}

async fn add(tx: &Tx, stream: &str) -> Result<u64, StoreError> {
    let hash = vec![0_u8; 32];
    let insert = "INSERT INTO stream_head (stream, version, hash) VALUES (?, 1, ?)";
    tx.execute(&Sql::with(insert, [stream.into(), hash.into()])).await
}

async fn refused_work_leaves_no_trace(database: TestDatabase) {
    let refused: Result<(), StoreError> = database
        .store
        .write(|tx| async move {
            add(&tx, "task:1").await?;
            Err(StoreError::misuse("changed my mind"))
        })
        .await;
    assert!(refused.is_err());
    assert_eq!(count(&database.store).await, 0);
    assert_eq!(database.store.counters().retries(), 0);
}

async fn a_failed_statement_dooms_the_transaction(database: TestDatabase) {
    let doomed: Result<(), StoreError> = database
        .store
        .write(|tx| async move {
            add(&tx, "task:1").await?;
            let failed = add(&tx, "task:1").await;
            assert!(matches!(failed, Err(StoreError::Duplicate { .. })), "{failed:?}");
            Ok(())
        })
        .await;
    assert!(matches!(doomed, Err(StoreError::Misuse { .. })), "{doomed:?}");
    assert_eq!(count(&database.store).await, 0);
}

async fn a_write_within_a_write_is_refused(database: TestDatabase) {
    let store = &database.store;
    let refused: Result<(), StoreError> = store
        .write(move |_tx| async move {
            store.write(|tx| async move { add(&tx, "task:1").await.map(|_| ()) }).await
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Misuse { .. })), "{refused:?}");
}

async fn reading_cannot_change_anything(database: TestDatabase) {
    let refused = database.store.read(|tx| async move { add(&tx, "task:1").await }).await;
    assert!(matches!(refused, Err(StoreError::Failed { .. })), "{refused:?}");
    assert_eq!(count(&database.store).await, 0);
}

async fn a_read_sees_one_snapshot(database: TestDatabase) {
    let database = &database;
    let seen: Result<(i64, i64), StoreError> = database
        .store
        .read(move |tx| async move {
            let before = heads(&tx).await?;
            database.append(&["task:1"]).await?;
            Ok((before, heads(&tx).await?))
        })
        .await;
    assert_eq!(seen.unwrap(), (0, 0));
    assert_eq!(count(&database.store).await, 1);
}

async fn a_kept_transaction_is_not_committed(database: TestDatabase) {
    let kept: Result<Tx, StoreError> = database
        .store
        .write(|tx| async move {
            add(&tx, "task:1").await?;
            Ok(tx)
        })
        .await;
    assert!(matches!(kept, Err(StoreError::Misuse { .. })), "{kept:?}");
    assert_eq!(count(&database.store).await, 0);
}

async fn a_deadlock_is_resolved_by_another_attempt(database: TestDatabase) {
    database.append(&["task:1", "task:2"]).await.unwrap();
    let both_hold_one = Barrier::new(2);
    let one = cross(&database, &both_hold_one, ["task:1", "task:2"]);
    let other = cross(&database, &both_hold_one, ["task:2", "task:1"]);
    let (one, other) = tokio::join!(one, other);
    one.unwrap();
    other.unwrap();
    // One writer at a time cannot meet another; on a busy machine both may be told to give way.
    let retries = if database.is_postgres() { 1..=2 } else { 0..=0 };
    let counted = database.store.counters().retries();
    assert!(retries.contains(&counted), "{counted}");
}

/// Locks one stream and then the other; the first time round it waits for its counterpart between.
async fn cross(
    database: &TestDatabase,
    both_hold_one: &Barrier,
    [first, second]: [&str; 2],
) -> Result<(), StoreError> {
    let tries = &AtomicU64::new(0);
    let meet = database.is_postgres();
    database
        .store
        .write(move |tx| async move {
            journal::lock_heads(&tx, &[first.to_owned()], &[]).await?;
            if meet && tries.fetch_add(1, Ordering::Relaxed) == 0 {
                both_hold_one.wait().await;
            }
            journal::lock_heads(&tx, &[second.to_owned()], &[]).await.map(|_| ())
        })
        .await
}

async fn statements_are_counted(database: TestDatabase) {
    let before = database.store.counters().statements();
    let (heads, inner) = counted(count(&database.store)).await;
    assert_eq!((heads, inner), (0, 1));
    let (_, outer) = counted(async {
        counted(count(&database.store)).await;
        count(&database.store).await
    })
    .await;
    assert_eq!(outer, 2);
    assert_eq!(database.store.counters().statements(), before + 3);
}

async fn dropped_work_leaves_no_trace(database: TestDatabase) {
    let added = Barrier::new(2);
    let added = &added;
    let work = database.store.write(move |tx| async move {
        add(&tx, "task:1").await?;
        added.wait().await;
        std::future::pending::<Result<(), StoreError>>().await
    });
    tokio::select! {
        _ = work => unreachable!("it never ends"),
        _ = added.wait() => {}
    }
    database.append(&["task:1"]).await.unwrap();
    assert_eq!(count(&database.store).await, 1);
}

async fn work_can_be_spawned(database: TestDatabase) {
    let store = database.store.clone();
    let spawned = tokio::spawn(async move {
        let stream = "task:1".to_owned();
        let stream = &stream;
        store.write(move |tx| async move { add(&tx, stream).await }).await
    });
    assert_eq!(spawned.await.unwrap().unwrap(), 1);
}

async fn processes_write_beside_each_other(database: TestDatabase) {
    let stores = [&database.store, &Store::connect(&database.settings).await.unwrap()];
    let writer = async |store: &Store, name: &str| {
        for number in 0..10 {
            let stream = &format!("{name}:{number}");
            let read_then_write = store.write(move |tx| async move {
                heads(&tx).await?;
                add(&tx, stream).await
            });
            read_then_write.await.unwrap();
        }
    };
    let one = async { tokio::join!(writer(stores[0], "a"), writer(stores[0], "b")) };
    let other = async { tokio::join!(writer(stores[1], "c"), writer(stores[1], "d")) };
    tokio::join!(one, other);
    assert_eq!(count(stores[0]).await, 40);
}
