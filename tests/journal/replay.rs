//! The journal is the truth: projected from the start into an empty database, it gives the very
//! rows that stand in the live one, table by table, column by column; and a changed column shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use duban_domain::command::{State, StreamId};
use duban_store::journal::{RecordedEvent, chain, codec, read};
use duban_store::projection::{Change, project};
use duban_store::{Sql, Store, StoreError};
use serde_json::json;

use crate::harness::database::Database;
use crate::harness::world::{TODAY, World};

/// What is kept beside the journal and cannot be made from it.
const BESIDE: [&str; 15] = [
    "account",
    "attachment",
    "audit_entry",
    "audit_stream",
    "checkpoint",
    "idempotency_key",
    "installation",
    "journal",
    "journal_pending",
    "journal_verification",
    "password_history",
    "second_factor",
    "session",
    "sign_in_address",
    "stream_head",
];

#[tokio::test]
async fn a_replayed_journal_gives_the_rows_that_stand() {
    let world = World::settle().await;
    let app = world.open().await;
    // A date that moves: what was owed before is kept as history.
    let step = json!({ "id": world.id("east@housing.signed.milestone"), "name": "开工",
                       "dueOn": "2026-07-31", "weight": 100 });
    let plan = json!({ "assignmentId": world.id("east@housing.signed"), "milestones": [step] });
    app.done("east.signer", "planMilestones", "", plan).await;
    // Who leads beside the lead, who carries out and who bears a target, named one by one.
    let (task, west) = (world.id("near.draft.task"), world.id("西县"));
    let duties = json!({ "taskId": task, "leadId": world.id("市住房和城乡建设局"),
                         "coLeadIds": [world.id("市规划和自然资源局")],
                         "implementerIds": [world.id("东县"), west] });
    app.done("clerk", "correctTask", "", duties).await;
    let target = json!({ "taskId": task, "indicator": "未整治排污口占比", "comparator": "LESS_THAN",
                         "value": "5", "unit": "%", "bearer": "UNITS", "bearerUnitIds": [west],
                         "kind": "KEEP", "frequency": "YEARLY", "baseline": "9",
                         "baselineOn": "2025-12-31" });
    app.done("clerk", "setTarget", "", target).await;
    let live = app.engine.store().clone();
    let events = live.read(|tx| async move { read::all(&tx).await }).await.unwrap();
    assert!(events.len() > 500, "{} events tell a story", events.len());
    let empty = Database::sqlite().await;
    replay(&empty.store, &events).await;
    fire(&empty.store).await;
    let (stands, replayed) = (tables(&live).await, tables(&empty.store).await);
    assert!(stands.len() >= 15, "{:?}", stands.keys());
    let replaced = |table: &str| table.ends_with("_history");
    let past: usize = stands.iter().filter(|(table, _)| replaced(table)).map(|t| t.1.len()).sum();
    assert!(past > 30, "{past} rows were replaced on a later day");
    for (table, rows) in &stands {
        // Not everything is changed on a later day than it was made.
        assert!(replaced(table) || !rows.is_empty(), "the story tells nothing of {table}");
        assert_eq!(rows, &replayed[table], "{table}");
    }
    empty.end().await;
    app.end().await;
}

/// What somebody does to an event that stands.
type Forgery = fn(&mut RecordedEvent);

#[tokio::test]
async fn a_changed_column_of_any_event_breaks_its_chain() {
    let app = World::settle().await.open().await;
    let store = app.engine.store().clone();
    let events = store.read(|tx| async move { read::all(&tx).await }).await.unwrap();
    app.end().await;
    let mut streams: BTreeMap<&str, Vec<RecordedEvent>> = BTreeMap::new();
    for event in &events {
        streams.entry(&event.stream).or_default().push(event.clone());
    }
    let changes: [(&str, Forgery); 12] = [
        ("stream", |event| event.stream.push('0')),
        ("version", |event| event.version += 1),
        ("kind", |event| event.kind.push('s')),
        ("schema", |event| event.schema += 1),
        ("payload", |event| event.payload.push(' ')),
        ("actor", |event| event.actor = "person:somebody else".to_owned()),
        ("post", |event| event.post = Some("another".to_owned())),
        ("caused_by", |event| event.caused_by = Some("plan:another@1".to_owned())),
        ("request_id", |event| event.request_id = Some("another".to_owned())),
        ("recorded_at", |event| event.recorded_at += chrono::TimeDelta::milliseconds(1)),
        ("effective_at", |event| event.effective_at = Some(event.recorded_at)),
        ("hash", |event| event.hash[31] ^= 1),
    ];
    for chain in streams.values() {
        assert_eq!(chain::check(chain), Ok(()));
        for (column, change) in changes {
            for place in 0..chain.len() {
                let mut changed = chain.clone();
                change(&mut changed[place]);
                assert!(chain::check(&changed).is_err(), "{column} of {:?}", chain[place]);
            }
        }
    }
}

/// Projects one event after the other, whatever came with it when it was recorded.
async fn replay(store: &Store, events: &[RecordedEvent]) {
    let mut states: BTreeMap<StreamId, State> = BTreeMap::new();
    let mut changes = Vec::new();
    for event in events {
        let stream: StreamId = event.stream.parse().unwrap();
        let before = states.remove(&stream).unwrap_or_else(|| State::absent(stream));
        let decoded = codec::decode(stream, event).unwrap();
        let after = before.clone().evolve(&decoded);
        states.insert(stream, after.clone());
        let (version, recorded_at) = (event.version, event.recorded_at);
        changes.push(Change { stream, version, event: decoded, before, after, recorded_at });
    }
    let changes = &Arc::new(changes);
    let written = store.write(|tx| {
        let changes = Arc::clone(changes);
        async move {
            for change in changes.iter() {
                project(&tx, std::slice::from_ref(change)).await?;
            }
            Ok::<(), StoreError>(())
        }
    });
    written.await.unwrap();
}

/// Takes away the timers that fired: that one was claimed is not in the journal, what it did is.
async fn fire(store: &Store) {
    let due = &Sql::with("DELETE FROM timer WHERE due_at < ?", [TODAY.into()]);
    let deleted = store.write(|tx| {
        let due = due.clone();
        async move { tx.execute(&due).await }
    });
    assert!(deleted.await.unwrap() > 0, "the month has turned");
}

/// Every row of every table that is made from the journal, as text, in order.
async fn tables(store: &Store) -> BTreeMap<String, Vec<String>> {
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut tables = BTreeMap::new();
    for table in texts(store, names.to_owned()).await {
        if BESIDE.contains(&table.as_str()) || table.starts_with("seaql_") {
            continue;
        }
        let columns = format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid");
        let columns: Vec<String> = texts(store, columns)
            .await
            .iter()
            .map(|column| format!("'{column}=' || quote({column})"))
            .collect();
        let rows = format!("SELECT {} FROM {table} ORDER BY 1", columns.join(" || ' ' || "));
        let rows = texts(store, rows).await;
        tables.insert(table, rows);
    }
    tables
}

async fn texts(store: &Store, select: String) -> Vec<String> {
    let sql = &Sql::new(select);
    let found = store.read(|tx| {
        let sql = sql.clone();
        async move { tx.query_rows(&sql).await }
    });
    let rows = found.await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
}
