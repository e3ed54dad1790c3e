//! Tampering that a stream's chain shows.

use std::collections::BTreeMap;

use duban_store::StoreError;
use duban_store::journal::{self, NewEvent, chain};

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

async fn check(database: &TestDatabase) -> Vec<Result<(), chain::Break>> {
    let names = &["task:1".to_owned(), "task:2".to_owned()];
    let loaded: Result<BTreeMap<_, _>, StoreError> =
        database.store.read(move |tx| async move { journal::load_streams(&tx, names).await }).await;
    loaded.unwrap().values().map(|events| chain::check(events)).collect()
}

async fn a_change_of_any_column_is_found(database: TestDatabase) {
    append_three(&database).await;
    without_triggers(&database).await;
    let changes = [
        ("stream", "'task:2'", "'task:1'"),
        ("stream_version", "9", "2"),
        ("kind", "'TaskDispatched2'", "'TaskDispatched'"),
        ("schema", "2", "1"),
        ("payload", "payload || ' '", "substr(payload, 1, length(payload) - 1)"),
        ("actor", "'person:2'", "'person:1'"),
        ("post", "NULL", "'post:1'"),
        ("caused_by", "'task:0@2'", "'task:0@1'"),
        ("request_id", "''", "'r-1'"),
        ("algorithm", "'sm3'", "'sha256'"),
    ];
    for (column, wrong, right) in changes {
        let set = |value| format!("UPDATE journal SET {column} = {value} WHERE post IS NOT NULL");
        let back = format!("UPDATE journal SET {column} = {right} WHERE caused_by IS NOT NULL");
        database.execute(&set(wrong)).await.unwrap();
        let found = check(&database).await;
        assert!(found.iter().any(Result::is_err), "{column}: {found:?}");
        database.execute(&back).await.unwrap();
        assert_eq!(check(&database).await, [Ok(())], "{column}");
    }
    for column in ["recorded_at", "effective_at", "prev_hash", "hash"] {
        let other = "(SELECT o.recorded_at FROM journal o WHERE o.stream_version = 1)";
        let value = match (column, database.is_postgres()) {
            ("prev_hash", true) => "decode(repeat('00', 32), 'hex')",
            ("prev_hash", false) => "zeroblob(32)",
            ("hash", true) => "set_byte(hash, 7, 255 - get_byte(hash, 7))",
            ("hash", false) => "substr(hash, 1, 31) || x'00'",
            ("recorded_at", true) => "recorded_at + interval '1 millisecond'",
            ("recorded_at", false) => "'2024-10-04T00:00:00.001+00:00'",
            _ => other,
        };
        let casted = if column == "hash" && !database.is_postgres() {
            format!("CAST({value} AS BLOB)")
        } else {
            value.to_owned()
        };
        let change = format!("UPDATE journal SET {column} = {casted} WHERE stream_version = 2");
        database.execute(&change).await.unwrap();
        let found = check(&database).await;
        assert!(matches!(&found[0], Err(found) if found.version <= 3), "{column}: {found:?}");
    }
}

async fn a_missing_event_is_found(database: TestDatabase) {
    append_three(&database).await;
    without_triggers(&database).await;
    database.execute("DELETE FROM journal WHERE stream_version = 2").await.unwrap();
    let because = "an event is missing before it";
    let found = chain::Break { stream: "task:1".to_owned(), version: 3, because };
    assert_eq!(check(&database).await, [Err(found)]);
}
