//! Positions: gapless, final numbers for committed events.
//!
//! Numbers of a PostgreSQL sequence become visible out of order, so a reader who goes on from the
//! highest `seq` he saw skips events. Writers leave theirs in `journal_pending`; one sequencer at a
//! time gives those it can see the next positions. Within one transaction, and within one stream,
//! positions keep the order of the events. On SQLite the one writer commits in order and `seq` has
//! no gaps, so every event has its position at once.

use chrono::{DateTime, Utc};
use sea_orm::{DbBackend, DbErr, FromQueryResult, QueryResult};

use super::RecordedEvent;
use super::read::COLUMNS;
use crate::Store;
use crate::entity::journal::Model;
use crate::error::StoreError;
use crate::rows::instant;
use crate::statement::Sql;
use crate::transaction::Tx;

/// An event in its final place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedEvent {
    /// Its place among all events, from 1 without gaps.
    pub position: i64,
    /// When it was given the place; never earlier than the one before it (PostgreSQL). On SQLite
    /// the instant it was recorded.
    pub placed_at: DateTime<Utc>,
    /// The event.
    pub event: RecordedEvent,
}

/// Gives every committed event that has none its position, and tells how many were placed.
///
/// If another sequencer is at work nothing is done: what it does not see yet is placed by the next
/// call. Call it after commits and every now and then.
pub async fn place(store: &Store, now: DateTime<Utc>) -> Result<u64, StoreError> {
    if store.inner.backend == DbBackend::Sqlite {
        return Ok(0);
    }
    store.write(move |tx| async move { place_if_alone(&tx, now).await }).await
}

async fn place_if_alone(tx: &Tx, now: DateTime<Utc>) -> Result<u64, StoreError> {
    if take_turn(tx).await? { place_pending(tx, now).await } else { Ok(0) }
}

async fn take_turn(tx: &Tx) -> Result<bool, StoreError> {
    let lock = "SELECT pg_try_advisory_xact_lock(hashtext(?), hashtext(current_schema()))";
    let taken = tx.query_value(&Sql::with(lock, ["duban.sequencer".into()])).await?;
    Ok(taken.unwrap_or(false))
}

// The lock was taken by an earlier statement, so this one sees all that the last holder placed.
async fn place_pending(tx: &Tx, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let sql = "WITH pending AS (DELETE FROM journal_pending RETURNING seq),
        last AS (SELECT position, placed_at FROM journal_position ORDER BY position DESC LIMIT 1)
        INSERT INTO journal_position (position, seq, placed_at)
        SELECT coalesce((SELECT position FROM last), 0) + row_number() OVER (ORDER BY seq), seq,
            greatest(?, (SELECT placed_at FROM last))
        FROM pending";
    tx.execute(&Sql::with(sql, [instant(now)])).await
}

/// The events behind a position, in order, at most `limit`.
pub async fn after(tx: &Tx, position: i64, limit: u32) -> Result<Vec<PlacedEvent>, StoreError> {
    let text = format!(
        "SELECT p.position, p.placed_at, {COLUMNS} FROM journal_position p
         JOIN journal j ON j.seq = p.seq WHERE p.position > ? ORDER BY p.position LIMIT ?"
    );
    let sql = Sql::with(text, [position.into(), i64::from(limit).into()]);
    let mut placed = Vec::new();
    for row in tx.query_rows(&sql).await? {
        placed.push(PlacedEvent {
            position: row.try_get_by_index(0)?,
            placed_at: row.try_get_by_index(1)?,
            event: Model::from_query_result(&row, "")?.try_into()?,
        });
    }
    Ok(placed)
}

/// What a checkpoint covers of an event in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedHash {
    /// Its place among all events.
    pub position: i64,
    /// When it was given the place.
    pub placed_at: DateTime<Utc>,
    /// Its stream.
    pub stream: String,
    /// Its place in the stream.
    pub version: i64,
    /// The algorithm of its hash.
    pub algorithm: String,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// The hashes behind a position, in order, at most `limit`.
pub(crate) async fn hashes_after(
    tx: &Tx,
    position: i64,
    limit: u32,
) -> Result<Vec<PlacedHash>, StoreError> {
    let text = "SELECT p.position, p.placed_at, j.stream, j.stream_version, j.algorithm, j.hash
        FROM journal_position p JOIN journal j ON j.seq = p.seq
        WHERE p.position > ? ORDER BY p.position LIMIT ?";
    let mut placed = Vec::new();
    for row in tx.query_rows(&Sql::with(text, [position.into(), i64::from(limit).into()])).await? {
        placed.push(PlacedHash::read(&row)?);
    }
    Ok(placed)
}

impl PlacedHash {
    /// Reads the columns that [`hashes_after`] selects, in their order.
    pub(crate) fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            position: row.try_get_by_index(0)?,
            placed_at: row.try_get_by_index(1)?,
            stream: row.try_get_by_index(2)?,
            version: row.try_get_by_index(3)?,
            algorithm: row.try_get_by_index(4)?,
            hash: row.try_get_by_index(5)?,
        })
    }
}

/// The highest position given; 0 when the journal is empty.
pub async fn last(tx: &Tx) -> Result<i64, StoreError> {
    let sql = Sql::new("SELECT max(position) FROM journal_position");
    Ok(tx.query_value(&sql).await?.unwrap_or(0))
}

/// How many committed events wait for their position.
pub async fn waiting(tx: &Tx) -> Result<i64, StoreError> {
    if tx.backend() == DbBackend::Sqlite {
        return Ok(0);
    }
    let sql = Sql::new("SELECT count(*) FROM journal_pending");
    Ok(tx.query_value(&sql).await?.unwrap_or(0))
}
