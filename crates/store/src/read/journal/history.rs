//! 历史. The events of one thing, for those who see the thing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use duban_domain::command::StreamId;
use duban_domain::value::digest::Digest;
use sea_orm::QueryResult;
use uuid::Uuid;

use super::things::restrict;
use crate::entity::journal::Model;
use crate::error::StoreError;
use crate::journal::RecordedEvent;
use crate::journal::read::{COLUMNS, load_streams};
use crate::journal::receipt::Disclosure;
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::read::cell;
use crate::read::{AsOf, Contents, Visibility};
use crate::statement::{LIST, Sql};
use crate::transaction::Tx;

/// 历史条目. What the history of a thing tells of an event to those who see the thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// Its stream, as `task:…`.
    pub stream: String,
    /// Its place in the stream.
    pub version: i64,
    /// The name of the event.
    pub kind: String,
    /// The content, byte for byte; none where it speaks of more than the reader may see.
    pub payload: Option<String>,
    /// Who did it.
    pub actor: String,
    /// The post for which the actor did it.
    pub post: Option<String>,
    /// The event it follows from, as `stream@version`; none where that is not the reader's to see.
    pub caused_by: Option<String>,
    /// The request it came with.
    pub request_id: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// From when it counts, where that differs.
    pub effective_at: Option<DateTime<Utc>>,
    /// The algorithm of the hashes.
    pub algorithm: String,
    /// Its own hash: over the whole content, shown or not.
    pub hash: Digest,
    /// The past day that the thing is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl HistoryRow {
    /// Its place in [`history`].
    pub fn key(&self) -> Key {
        vec![KeyValue::Int(self.version)]
    }
}

/// 历史. A page of the events of one thing, the oldest first, if the thing is visible.
pub async fn history(
    tx: &Tx,
    visibility: Visibility,
    stream: StreamId,
    page: &Page,
) -> Result<Slice<HistoryRow>, StoreError> {
    let told_of = told_of(tx, visibility, &[stream]).await?;
    let text = format!("SELECT {COLUMNS} FROM journal j WHERE j.stream = ?");
    let mut sql = Sql::with(text, [stream.to_string().into()]);
    restrict(&mut sql, visibility, stream);
    let sql = page.complete(sql, &[SortColumn::ascending("j.stream_version")])?;
    let told = |row| {
        let row = told(RecordedEvent::try_from(row)?, visibility, stream, &told_of);
        Ok(HistoryRow { as_of: tx.as_of(), ..row })
    };
    page.slice(tx.query_as::<Model>(&sql).await?).try_map(told)
}

/// How much of one event these eyes see; none where they do not see its thing, or it is unknown.
pub(super) async fn one(
    tx: &Tx,
    visibility: Visibility,
    stream: StreamId,
    version: i64,
) -> Result<Option<Disclosure>, StoreError> {
    let told_of = told_of(tx, visibility, &[stream]).await?;
    let text =
        format!("SELECT {COLUMNS} FROM journal j WHERE j.stream = ? AND j.stream_version = ?");
    let mut sql = Sql::with(text, [stream.to_string().into(), version.into()]);
    restrict(&mut sql, visibility, stream);
    let Some(event) = tx.query_one_as::<Model>(&sql).await? else { return Ok(None) };
    let event = RecordedEvent::try_from(event)?;
    let caused_by = event.caused_by.clone();
    let told = told(event, visibility, stream, &told_of);
    let whole = told.payload.is_some() && told.caused_by == caused_by;
    Ok(Some(if whole { Disclosure::Content } else { Disclosure::Hashes }))
}

/// The whole histories of things that these eyes were shown already, the oldest event first; a
/// thing without events is absent.
pub async fn histories_of_seen(
    tx: &Tx,
    visibility: Visibility,
    streams: &[StreamId],
) -> Result<BTreeMap<StreamId, Vec<HistoryRow>>, StoreError> {
    let streams: Vec<StreamId> =
        streams.iter().copied().filter(|stream| visibility.tells_history(*stream)).collect();
    let streams = streams.as_slice();
    let told_of = told_of(tx, visibility, streams).await?;
    let names: Vec<String> = streams.iter().map(StreamId::to_string).collect();
    let mut loaded = load_streams(tx, &names).await?;
    let mut found = BTreeMap::new();
    for (stream, name) in streams.iter().zip(&names) {
        let Some(events) = loaded.remove(name) else { continue };
        let told =
            |event| HistoryRow { as_of: tx.as_of(), ..told(event, visibility, *stream, &told_of) };
        found.insert(*stream, events.into_iter().map(told).collect());
    }
    Ok(found)
}

/// 更新时刻. When these things last changed, for things that these eyes were shown already; a thing
/// without events is absent.
pub async fn changed_at(
    tx: &Tx,
    streams: &[StreamId],
) -> Result<BTreeMap<StreamId, DateTime<Utc>>, StoreError> {
    let names: BTreeMap<String, StreamId> =
        streams.iter().map(|stream| (stream.to_string(), *stream)).collect();
    let mut found = BTreeMap::new();
    for chunk in names.keys().collect::<Vec<_>>().chunks(LIST) {
        // The heads are those of the present.
        let (select, ending) = match tx.as_of() {
            None => (
                "SELECT j.stream, j.recorded_at FROM stream_head h JOIN journal j
                 ON j.stream = h.stream AND j.stream_version = h.version WHERE h.stream IN ",
                "",
            ),
            Some(_) => (
                "SELECT j.stream, max(j.recorded_at) FROM journal j WHERE j.stream IN ",
                " GROUP BY j.stream",
            ),
        };
        let mut sql = Sql::new(select);
        sql.push_list(chunk.iter().map(|name| name.as_str().into()));
        sql.push(ending);
        for row in tx.query_rows(&sql).await? {
            let name: String = row.try_get_by_index(0)?;
            if let Some(stream) = names.get(&name) {
                found.insert(*stream, row.try_get_by_index(1)?);
            }
        }
    }
    Ok(found)
}

/// The streams among these whose contents are told to the eyes: one statement for each kind of thing
/// of which that is not plain from the kind alone.
async fn told_of(
    tx: &Tx,
    visibility: Visibility,
    streams: &[StreamId],
) -> Result<BTreeSet<StreamId>, StoreError> {
    let mut told = BTreeSet::new();
    let (mut lead, mut tasks, mut units) = (None, Vec::new(), Vec::new());
    for stream in streams {
        match (visibility.contents(*stream), stream) {
            (Contents::Shown, _) => {
                told.insert(*stream);
            }
            (Contents::ForLead(unit), StreamId::Task(task)) => {
                lead = Some(unit);
                tasks.push(task.0);
            }
            (Contents::ForGovernment, StreamId::Unit(unit)) => units.push(unit.0),
            (Contents::ForLead(_) | Contents::ForGovernment | Contents::Withheld, _) => {}
        }
    }
    for chunk in tasks.chunks(LIST) {
        let text = "SELECT t.task_id FROM task t WHERE t.task_id IN ";
        let mut sql = Sql::new(text);
        sql.push_list(chunk.iter().map(|id| (*id).into()));
        sql.push_with(" AND t.lead_id = ?", [lead.map(|unit| unit.0).into()]);
        told.extend(ids(tx, &sql).await?.into_iter().map(|id| StreamId::Task(id.into())));
    }
    for chunk in units.chunks(LIST) {
        let mut sql = Sql::new("SELECT o.unit_id FROM organisation o WHERE o.unit_id IN ");
        sql.push_list(chunk.iter().map(|id| (*id).into()));
        visibility.governed(&mut sql, "o");
        told.extend(ids(tx, &sql).await?.into_iter().map(|id| StreamId::Unit(id.into())));
    }
    Ok(told)
}

async fn ids(tx: &Tx, sql: &Sql) -> Result<Vec<Uuid>, StoreError> {
    let id = |row: &QueryResult| row.try_get_by_index(0);
    Ok(tx.query_rows(sql).await?.iter().map(id).collect::<Result<_, _>>()?)
}

/// What of an event is told to these eyes.
fn told(
    event: RecordedEvent,
    visibility: Visibility,
    stream: StreamId,
    told_of: &BTreeSet<StreamId>,
) -> HistoryRow {
    let shown = told_of.contains(&stream);
    HistoryRow {
        stream: event.stream,
        version: event.version,
        kind: event.kind,
        payload: Some(event.payload).filter(|_| shown),
        actor: event.actor,
        post: event.post,
        caused_by: event.caused_by.filter(|cause| shown && !foreign(visibility, stream, cause)),
        request_id: event.request_id,
        recorded_at: event.recorded_at,
        effective_at: event.effective_at,
        algorithm: event.algorithm,
        hash: Digest(event.hash),
        as_of: None,
    }
}

/// How many events [`history`] has.
pub async fn count(tx: &Tx, visibility: Visibility, stream: StreamId) -> Result<u64, StoreError> {
    let text = "SELECT count(*) FROM journal j WHERE j.stream = ?";
    let mut sql = Sql::with(text, [stream.to_string().into()]);
    restrict(&mut sql, visibility, stream);
    cell::count(tx, &sql).await
}

/// Whether a cause is another unit's affair: a support ends with its lead's assignment.
pub(super) fn foreign(visibility: Visibility, stream: StreamId, cause: &str) -> bool {
    matches!((visibility, stream), (Visibility::Unit(_), StreamId::Assignment(_)))
        && cause.starts_with("assignment:")
}
