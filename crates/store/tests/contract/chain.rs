//! Tampering that a stream's chain shows.

use duban_store::journal::{self, NewEvent, chain};
use duban_store::{Sql, StoreError};
use tokio::sync::Mutex;

use super::database::{TestDatabase, at, event};

on_both_databases!(a_change_of_any_column_is_found, a_missing_event_is_found);

async fn append_three(database: &TestDatabase) {
    let appended: Result<_, StoreError> = database
        .store
        .write(|tx| async move {
            let mut heads = journal::lock_heads(&tx, &["task:1".to_owned()], &[]).await?;
            let full = NewEvent {
                post: Some("post:1".to_owned()),
                caused_by: Some("task:0@1".to_owned()),
                request_id: Some("r-1".to_owned()),
                effective_at: Some(at(60)),
                ..event("task:1")
            };
            journal::append(&tx, &mut heads, vec![event("task:1"), full, event("task:1")]).await
        })
        .await;
    appended.unwrap();
}

async fn without_triggers(database: &TestDatabase) {
    let drop = if database.is_postgres() {
        "DROP TRIGGER journal_change ON journal"
    } else {
        "DROP TRIGGER journal_update; DROP TRIGGER journal_delete"
    };
    database.execute(drop).await.unwrap();
}

/// What the chain says after the change, which is then taken back.
async fn check_after(database: &TestDatabase, change: &str) -> Vec<Result<(), chain::Break>> {
    let found = Mutex::new(Vec::new());
    let note = &found;
    let taken_back: Result<(), StoreError> = database
        .store
        .write(move |tx| async move {
            assert_ne!(tx.execute(&Sql::new(change)).await?, 0, "{change}");
            let names = ["task:1", "task:2"].map(str::to_owned);
            let loaded = journal::load_streams(&tx, &names).await?;
            *note.lock().await = loaded.values().map(|events| chain::check(events)).collect();
            Err(StoreError::misuse("only to look"))
        })
        .await;
    assert!(matches!(taken_back, Err(StoreError::Misuse { .. })), "{change}: {taken_back:?}");
    found.into_inner()
}

async fn a_change_of_any_column_is_found(database: TestDatabase) {
    append_three(&database).await;
    without_triggers(&database).await;
    let (zeros, other_hash, later) = if database.is_postgres() {
        (
            "decode(repeat('00', 32), 'hex')",
            "sha256(hash)",
            "recorded_at + interval '1 millisecond'",
        )
    } else {
        ("zeroblob(32)", "randomblob(32)", "replace(recorded_at, '+', '.001+')")
    };
    let changes = [
        ("stream", "'task:2'"),
        ("stream_version", "9"),
        ("kind", "'TaskDispatched2'"),
        ("schema", "2"),
        ("payload", "payload || ' '"),
        ("actor", "'person:2'"),
        ("post", "NULL"),
        ("caused_by", "request_id"),
        ("request_id", "''"),
        ("recorded_at", later),
        ("effective_at", "NULL"),
        ("effective_at", "recorded_at"),
        ("algorithm", "'sm3'"),
        ("prev_hash", zeros),
        ("hash", other_hash),
    ];
    for (column, value) in changes {
        let change = format!("UPDATE journal SET {column} = {value} WHERE stream_version = 2");
        let found = check_after(&database, &change).await;
        assert!(found.iter().any(Result::is_err), "{change}: {found:?}");
    }
    let nothing = "UPDATE journal SET payload = payload";
    assert_eq!(check_after(&database, nothing).await, [Ok(())]);
}

async fn a_missing_event_is_found(database: TestDatabase) {
    append_three(&database).await;
    without_triggers(&database).await;
    let found = check_after(&database, "DELETE FROM journal WHERE stream_version = 2").await;
    let because = "an event is missing before it";
    let missing = chain::Break { stream: "task:1".to_owned(), version: 3, because };
    assert_eq!(found, [Err(missing)]);
}
