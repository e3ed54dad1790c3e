//! The journal as people read it: the history of a thing they see, and the log without contents.

mod follow;
mod history;
mod proof;
mod things;

use chrono::{DateTime, Utc};
use duban_domain::value::digest::Digest;

use super::Visibility;
use super::cell::{self, Cells, FromCells};
use crate::error::StoreError;
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::statement::Sql;
use crate::transaction::Tx;

pub use crate::read::journal::follow::{Followed, follow};
pub use crate::read::journal::history::{
    HistoryRow, changed_at, count, histories_of_seen, history,
};
pub use crate::read::journal::proof::{ReceiptRow, receipt};

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
