//! Reading the journal by stream.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::RecordedEvent;
use crate::entity::journal::Model;
use crate::error::StoreError;
use crate::page::{KeyValue, Page, Slice, SortColumn};
use crate::statement::{LIST, Sql};
use crate::transaction::Tx;

/// The columns of an event, for any select that names the table `journal` as `j`.
pub(crate) const COLUMNS: &str = "j.seq, j.stream, j.stream_version, j.kind, j.schema, j.payload, \
    j.actor, j.post, j.caused_by, j.request_id, j.recorded_at, j.effective_at, j.algorithm, \
    j.prev_hash, j.hash";

/// All events of these streams, each stream in order of version. A stream without events is absent.
pub async fn load_streams(
    tx: &Tx,
    streams: &[String],
) -> Result<BTreeMap<String, Vec<RecordedEvent>>, StoreError> {
    let mut loaded: BTreeMap<String, Vec<RecordedEvent>> = BTreeMap::new();
    for chunk in streams.chunks(LIST) {
        let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM journal j WHERE j.stream IN "));
        sql.push_list(chunk.iter().map(|stream| stream.as_str().into()));
        sql.push(" ORDER BY j.stream, j.stream_version");
        for row in tx.query_as::<Model>(&sql).await? {
            let event = RecordedEvent::try_from(row)?;
            loaded.entry(event.stream.clone()).or_default().push(event);
        }
    }
    Ok(loaded)
}

/// The whole journal, in the order of its ids: for tools and tests that fold it from the start.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(tx: &Tx) -> Result<Vec<RecordedEvent>, StoreError> {
    let sql = Sql::new(format!("SELECT {COLUMNS} FROM journal j ORDER BY j.seq"));
    tx.query_as::<Model>(&sql).await?.into_iter().map(RecordedEvent::try_from).collect()
}

/// When the newest event was recorded; nothing in an empty journal.
///
/// # Errors
/// When the database cannot be read.
pub async fn newest(tx: &Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    let sql = Sql::new("SELECT recorded_at FROM journal ORDER BY seq DESC LIMIT 1");
    let rows = tx.query_rows(&sql).await?;
    Ok(rows.first().map(|row| row.try_get_by_index(0)).transpose()?)
}

/// The requests whose names begin so and that left an event, for those who must know how far they
/// came before they were stopped.
///
/// # Errors
/// When the database cannot be read.
pub async fn requests(tx: &Tx, prefix: &str) -> Result<BTreeSet<String>, StoreError> {
    let length = i32::try_from(prefix.chars().count()).unwrap_or(i32::MAX);
    let sql = Sql::with(
        "SELECT DISTINCT request_id FROM journal WHERE substr(request_id, 1, ?) = ?",
        [length.into(), prefix.into()],
    );
    let rows = tx.query_rows(&sql).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// A page of one stream, oldest first; the key is `[Int(version)]`.
pub async fn stream_page(
    tx: &Tx,
    stream: &str,
    page: &Page,
) -> Result<Slice<RecordedEvent>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM journal j WHERE j.stream = ?");
    let sort = [SortColumn::ascending("j.stream_version")];
    let sql = page.complete(Sql::with(text, [stream.into()]), &sort)?;
    page.slice(tx.query_as::<Model>(&sql).await?).try_map(RecordedEvent::try_from)
}

/// The key of an event in [`stream_page`].
pub fn stream_key(event: &RecordedEvent) -> Vec<KeyValue> {
    vec![KeyValue::Int(event.version)]
}
