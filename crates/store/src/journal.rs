//! The journal: what happened, stream by stream, never changed.
//!
//! Writing goes in three steps within one [`Tx`]: [`lock_heads`] of the streams a command writes
//! and of those whose facts it uses, [`load_streams`], and at the very end [`append`]. What an
//! event means is not known here; its payload is kept byte for byte. Who may write it is not judged
//! here either: without the [`Permit`] of the policy there is no [`NewEvent`] to append.
//!
//! `seq` is only an id: it has gaps and shows out of order. Whoever follows the journal goes by
//! position, see [`order`].

pub mod algorithm;
pub mod audit;
pub mod chain;
pub mod checkpoint;
pub mod codec;
pub mod heads;
pub mod merkle;
pub mod order;
pub mod read;
pub mod receipt;
pub mod seal;
pub mod verification;
pub mod verify;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, Utc};
use duban_domain::policy::Permit;
use sea_orm::{DbBackend, QueryResult, Value};

use crate::entity::journal::Model;
use crate::error::StoreError;
use crate::installation;
use crate::journal::algorithm::Algorithm;
use crate::journal::chain::Hash;
use crate::journal::heads::Head;
use crate::rows::{self, instant, optional_instant};
use crate::statement::Sql;
use crate::transaction::Tx;

pub use crate::journal::heads::{Heads, lock_heads};
pub use crate::journal::read::load_streams;

/// Something that happened, to be appended to its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// What allowed it; proof only, it is not kept.
    pub permit: Permit,
    /// The stream, as `task:…`.
    pub stream: String,
    /// The name of the event.
    pub kind: Cow<'static, str>,
    /// The version of the payload's shape.
    pub schema: i32,
    /// The content, kept byte for byte.
    pub payload: String,
    /// Who did it.
    pub actor: String,
    /// The post for which the actor did it.
    pub post: Option<String>,
    /// The event it follows from, as `stream@version`.
    pub caused_by: Option<String>,
    /// The request it came with.
    pub request_id: Option<String>,
    /// When it was recorded, in whole milliseconds: what is below is cut off.
    pub recorded_at: DateTime<Utc>,
    /// From when it counts, where that differs.
    pub effective_at: Option<DateTime<Utc>>,
}

/// An event as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    /// The id the database gave; no cursor.
    pub seq: i64,
    /// The stream, as `task:…`.
    pub stream: String,
    /// Its place in the stream, from 1 without gaps.
    pub version: i64,
    /// The name of the event.
    pub kind: String,
    /// The version of the payload's shape.
    pub schema: i32,
    /// The content, byte for byte.
    pub payload: String,
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
    pub prev_hash: Hash,
    /// Its own hash, see [`chain`].
    pub hash: Hash,
}

/// Appends the events behind the heads, in the given order, and moves the heads on.
///
/// The heads must come from [`lock_heads`] in this transaction, with each stream among those to be
/// written. If another writer was first all the same (both began the stream), the whole transaction
/// is run again by [`Store::write`](crate::Store::write).
///
/// # Errors
/// [`StoreError::VersionConflict`], naming one of the streams.
pub async fn append(
    tx: &Tx,
    heads: &mut Heads,
    events: Vec<NewEvent>,
) -> Result<Vec<RecordedEvent>, StoreError> {
    let algorithm = installation::algorithm(tx).await?;
    let mut moved = BTreeMap::new();
    let mut recorded = Vec::with_capacity(events.len());
    for event in events {
        let head = match moved.get(&event.stream) {
            Some(head) => head,
            None => heads.writable(&event.stream)?,
        };
        let event = link(event, head, algorithm)?;
        moved.insert(event.stream.clone(), Head { version: event.version, hash: event.hash });
        recorded.push(event);
    }
    insert(tx, &mut recorded).await.map_err(|error| conflict(tx, &recorded, error))?;
    heads.advance(tx, moved).await?;
    Ok(recorded)
}

fn link(event: NewEvent, head: &Head, algorithm: Algorithm) -> Result<RecordedEvent, StoreError> {
    let mut linked = RecordedEvent {
        seq: 0,
        stream: event.stream,
        version: head.version + 1,
        kind: event.kind.into_owned(),
        schema: event.schema,
        payload: event.payload,
        actor: event.actor,
        post: event.post,
        caused_by: event.caused_by,
        request_id: event.request_id,
        recorded_at: event.recorded_at.trunc_subsecs(3),
        effective_at: event.effective_at.map(|at| at.trunc_subsecs(3)),
        algorithm: algorithm.as_str().to_owned(),
        prev_hash: head.hash,
        hash: chain::GENESIS,
    };
    linked.hash = chain::hash(&head.hash, &linked)
        .ok_or_else(|| StoreError::misuse("an event of an unknown algorithm"))?;
    Ok(linked)
}

const COLUMNS: usize = 14;

const INSERT: &str = "INSERT INTO journal (stream, stream_version, kind, schema, payload, actor, \
    post, caused_by, request_id, recorded_at, effective_at, algorithm, prev_hash, hash) VALUES ";

const RETURNING: &str = " RETURNING seq, stream, stream_version";

async fn insert(tx: &Tx, events: &mut [RecordedEvent]) -> Result<(), StoreError> {
    // On PostgreSQL the same statement leaves the new ids for the sequencer.
    let (opening, ending) = match tx.backend() {
        DbBackend::Postgres => (
            format!("WITH added AS ({INSERT}"),
            format!(
                "{RETURNING}), pending AS (INSERT INTO journal_pending SELECT seq FROM added) \
                 SELECT seq, stream, stream_version FROM added"
            ),
        ),
        _ => (INSERT.to_owned(), RETURNING.to_owned()),
    };
    let rows = events.iter().map(values).collect();
    let mut given = BTreeMap::new();
    for sql in rows::statements(tx.backend(), COLUMNS, rows, &Sql::new(opening), &ending)? {
        for row in tx.query_rows(&sql).await? {
            let (seq, stream, version) = identity(&row)?;
            given.insert((stream, version), seq);
        }
    }
    for event in events {
        let key = (event.stream.clone(), event.version);
        event.seq = given.remove(&key).ok_or_else(|| {
            StoreError::corrupt("journal", format!("{}@{}", key.0, key.1), "it was given no seq")
        })?;
    }
    Ok(())
}

fn identity(row: &QueryResult) -> Result<(i64, String, i64), StoreError> {
    let stream = row.try_get_by_index(1)?;
    Ok((row.try_get_by_index(0)?, stream, row.try_get_by_index(2)?))
}

fn values(event: &RecordedEvent) -> Vec<Value> {
    vec![
        event.stream.clone().into(),
        event.version.into(),
        event.kind.clone().into(),
        event.schema.into(),
        event.payload.clone().into(),
        event.actor.clone().into(),
        event.post.clone().into(),
        event.caused_by.clone().into(),
        event.request_id.clone().into(),
        instant(event.recorded_at),
        optional_instant(event.effective_at),
        event.algorithm.clone().into(),
        event.prev_hash.to_vec().into(),
        event.hash.to_vec().into(),
    ]
}

fn conflict(tx: &Tx, events: &[RecordedEvent], error: StoreError) -> StoreError {
    match (error, events.first()) {
        (StoreError::Duplicate { .. }, Some(event)) => {
            tx.ask_for_another_attempt();
            StoreError::VersionConflict {
                stream: event.stream.clone(),
                expected: event.version - 1,
            }
        }
        (other, _) => other,
    }
}

impl TryFrom<Model> for RecordedEvent {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let name = format!("{}@{}", row.stream, row.stream_version);
        let hash = |bytes: Vec<u8>| {
            Hash::try_from(bytes).map_err(|_| {
                StoreError::corrupt("journal", name.as_str(), "a hash is not 32 bytes")
            })
        };
        Ok(Self {
            seq: row.seq,
            prev_hash: hash(row.prev_hash)?,
            hash: hash(row.hash)?,
            stream: row.stream,
            version: row.stream_version,
            kind: row.kind,
            schema: row.schema,
            payload: row.payload,
            actor: row.actor,
            post: row.post,
            caused_by: row.caused_by,
            request_id: row.request_id,
            recorded_at: row.recorded_at,
            effective_at: row.effective_at,
            algorithm: row.algorithm,
        })
    }
}
