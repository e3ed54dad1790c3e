//! The journal as people read it: the history of a thing they see, and the log without contents.

mod follow;

use chrono::{DateTime, Utc};
use duban_domain::command::StreamId;
use duban_domain::value::digest::Digest;
use sea_orm::Value;

use super::Visibility;
use super::cell::{self, Cells, FromCells};
use crate::entity::journal::Model;
use crate::error::StoreError;
use crate::journal::RecordedEvent;
use crate::journal::read::COLUMNS;
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::statement::Sql;
use crate::transaction::Tx;

pub use crate::read::journal::follow::{Followed, follow};

/// 日志条目. What the log tells of an event: everything but its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Its stream, as `task:…`.
    pub stream: String,
    /// Its place in the stream.
    pub version: i64,
    /// Its place among all events.
    pub position: i64,
    /// When it was given that place.
    pub placed_at: DateTime<Utc>,
    /// The name of the event.
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// The post for which the actor did it.
    pub post: Option<String>,
    /// The event it follows from, as `stream@version`.
    pub caused_by: Option<String>,
    /// The request it came with.
    pub request_id: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// From when it counts, where that differs.
    pub effective_at: Option<DateTime<Utc>>,
    /// The algorithm of the hashes.
    pub algorithm: String,
    /// The hash of the event before it in its stream.
    pub prev_hash: Digest,
    /// Its own hash.
    pub hash: Digest,
}

impl EntryRow {
    /// Its place in [`entries`].
    pub fn key(&self) -> Key {
        vec![KeyValue::Int(self.position)]
    }
}

/// The columns of [`EntryRow`], and where they come from.
const ENTRIES: &str = "SELECT j.stream, j.stream_version, p.position, p.placed_at, j.kind, j.actor,
    j.post, j.caused_by, j.request_id, j.recorded_at, j.effective_at, j.algorithm, j.prev_hash,
    j.hash FROM journal_position p JOIN journal j ON j.seq = p.seq";

/// 历史. A page of the events of one thing, the oldest first, if the thing is visible. The key is
/// that of [`stream_key`](crate::journal::read::stream_key).
pub async fn history(
    tx: &Tx,
    visibility: Visibility,
    stream: StreamId,
    page: &Page,
) -> Result<Slice<RecordedEvent>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM journal j WHERE j.stream = ?");
    let mut sql = Sql::with(text, [stream.to_string().into()]);
    restrict(&mut sql, visibility, stream);
    let sql = page.complete(sql, &[SortColumn::ascending("j.stream_version")])?;
    page.slice(tx.query_as::<Model>(&sql).await?).try_map(RecordedEvent::try_from)
}

/// How many events [`history`] has.
pub async fn count(tx: &Tx, visibility: Visibility, stream: StreamId) -> Result<u64, StoreError> {
    let text = "SELECT count(*) FROM journal j WHERE j.stream = ?";
    let mut sql = Sql::with(text, [stream.to_string().into()]);
    restrict(&mut sql, visibility, stream);
    cell::count(tx, &sql).await
}

/// A page of the log in the order of positions; only for [`Visibility::System`], which the engine
/// gives to the audit administrator.
pub async fn entries(
    tx: &Tx,
    visibility: Visibility,
    page: &Page,
) -> Result<Slice<EntryRow>, StoreError> {
    let mut sql = Sql::new(format!("{ENTRIES} WHERE 1 = 1"));
    visibility.journal(&mut sql);
    cell::page(tx, sql, &[SortColumn::ascending("p.position")], page).await
}

/// Asks that the thing whose stream it is be visible.
fn restrict(sql: &mut Sql, visibility: Visibility, stream: StreamId) {
    let Some((table, values)) = Things::of(stream) else {
        return visibility.rules(sql);
    };
    sql.push(" AND EXISTS (SELECT 1 FROM ").push(table.name).push(" x WHERE 1 = 1");
    for (column, value) in table.key.iter().zip(values) {
        sql.push_with(&format!(" AND x.{column} = ?"), [value]);
    }
    (table.see)(visibility, sql);
    sql.push(")");
}

/// The table in which the things of one kind of stream stand, as `x`.
#[derive(Clone, Copy, Debug)]
struct Things {
    name: &'static str,
    key: &'static [&'static str],
    see: fn(Visibility, &mut Sql),
}

impl Things {
    /// The table of a stream and the key of its thing; none for the rules, which have no row.
    fn of(stream: StreamId) -> Option<(Self, Vec<Value>)> {
        type See = fn(Visibility, &mut Sql);
        let (name, key, see, values): (_, &'static [_], See, _) = match stream {
            StreamId::Rules => return None,
            StreamId::Unit(id) => {
                ("organisation", &["unit_id"], |eyes, _| eyes.unit(), vec![id.0.into()])
            }
            StreamId::Person(id) => {
                ("person", &["person_id"], |eyes, sql| eyes.person(sql, "x"), vec![id.0.into()])
            }
            StreamId::Plan(id) => {
                ("plan", &["plan_id"], |eyes, sql| eyes.plan(sql, "x"), vec![id.0.into()])
            }
            StreamId::Task(id) => {
                ("task", &["task_id"], |eyes, sql| eyes.task(sql, "x"), vec![id.0.into()])
            }
            StreamId::Assignment(id) => (
                "assignment",
                &["assignment_id"],
                |eyes, sql| eyes.assignment(sql, "x"),
                vec![id.0.into()],
            ),
            StreamId::Sheet(key) => (
                "sheet",
                &["plan_id", "unit_id", "period_on"],
                |eyes, sql| eyes.sheet(sql, "x"),
                vec![key.plan.0.into(), key.unit.0.into(), key.period.first_day().into()],
            ),
            StreamId::Evidence(id) => {
                ("evidence", &["evidence_id"], |eyes, sql| eyes.held(sql, "x"), vec![id.0.into()])
            }
        };
        Some((Self { name, key, see }, values))
    }
}

impl FromCells for EntryRow {
    const TABLE: &'static str = "journal";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            stream: cells.get()?,
            version: cells.get()?,
            position: cells.get()?,
            placed_at: cells.get()?,
            kind: cells.get()?,
            actor: cells.get()?,
            post: cells.get()?,
            caused_by: cells.get()?,
            request_id: cells.get()?,
            recorded_at: cells.get()?,
            effective_at: cells.get()?,
            algorithm: cells.get()?,
            prev_hash: cells.hash()?,
            hash: cells.hash()?,
        })
    }
}
