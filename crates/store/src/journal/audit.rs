//! 审计流. What was audited: one stream for each node and day, so that nodes do not wait for each
//! other, and a whole day can go when its time is over.
//!
//! The streams are no journal streams: the journal only grows, and they are removed after their
//! time. They are chained as its streams are. What is hashed, in the order and the form that
//! [`chain`](super::chain) describes:
//!
//! ```text
//! "duban.audit.1"  previous hash  day  node  no  recorded_at  first_at  last_at  kind  outcome
//! code  subject  object  person_id  post_id  role  address  request_id  occurrences  algorithm
//! ```
//!
//! Days are text (`2026-01-05`), identities too. How far a stream has come is sealed into the
//! journal from time to time, as events of the stream `audit:DAY`; so whoever writes the chain anew
//! has the seals of the journal against him.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use duban_domain::audit::Node;
use duban_domain::audit::act::{Kind, Outcome};
use duban_domain::value::digest::Digest;
use sea_orm::{DbBackend, FromQueryResult, Value};
use uuid::Uuid;

use super::algorithm::{Algorithm, Items};
use super::chain::{GENESIS, Hash};
use crate::error::StoreError;
use crate::installation;
use crate::rows::{Target, instant};
use crate::statement::{LIST, Sql};
use crate::transaction::Tx;

/// What was audited, before it has its place. Nothing of it is what somebody wrote or typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// When it happened, or began to.
    pub first_at: DateTime<Utc>,
    /// When it happened last.
    pub last_at: DateTime<Utc>,
    /// What kind of act.
    pub kind: Kind,
    /// What became of it.
    pub outcome: Outcome,
    /// The code of the no.
    pub code: Option<String>,
    /// What was asked for, taken out or read.
    pub subject: Option<String>,
    /// The thing that it was about.
    pub object: Option<String>,
    /// Who did it, or whose account it was about.
    pub person: Option<Uuid>,
    /// For which post.
    pub post: Option<Uuid>,
    /// What that post was there for then.
    pub role: Option<String>,
    /// Where it came from.
    pub address: Option<String>,
    /// The request it came with.
    pub request_id: Option<String>,
    /// How often it happened.
    pub occurrences: i64,
}

/// What was audited, in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The day of its stream.
    pub day: NaiveDate,
    /// The node of its stream.
    pub node: String,
    /// Its place in the stream, from 1.
    pub no: i64,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// What was audited.
    pub what: NewEntry,
    /// The algorithm of the hashes.
    pub algorithm: String,
    /// The hash of the entry before it.
    pub prev_hash: Digest,
    /// Its own hash.
    pub hash: Digest,
}

/// How far a stream has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Its day.
    pub day: NaiveDate,
    /// Its node.
    pub node: Node,
    /// How many entries it has.
    pub entries: i64,
    /// The hash of the last one.
    pub head: Digest,
    /// How many of them the journal has sealed.
    pub sealed_entries: i64,
}

const ENTRY: Target = Target {
    table: "audit_entry",
    columns: &[
        "day",
        "node",
        "no",
        "recorded_at",
        "first_at",
        "last_at",
        "kind",
        "outcome",
        "code",
        "subject",
        "object",
        "person_id",
        "post_id",
        "role",
        "address",
        "request_id",
        "occurrences",
        "algorithm",
        "prev_hash",
        "hash",
    ],
    key: &["day", "node", "no"],
};

/// The columns of an [`Entry`], of the table `audit_entry` as `e`.
pub(crate) const COLUMNS: &str =
    "e.day, e.node, e.no, e.recorded_at, e.first_at, e.last_at, e.kind,
    e.outcome, e.code, e.subject, e.object, e.person_id, e.post_id, e.role, e.address, e.request_id,
    e.occurrences, e.algorithm, e.prev_hash, e.hash";

/// The hash that an entry must have behind the one before it, by its own algorithm; none if that is
/// unknown.
pub fn hash(entry: &Entry) -> Option<Hash> {
    let mut item = Items::new(Algorithm::parse(&entry.algorithm)?, "duban.audit.1");
    let what = &entry.what;
    item.bytes(&entry.prev_hash.0);
    item.text(&entry.day.to_string());
    item.text(&entry.node);
    item.number(entry.no);
    for at in [entry.recorded_at, what.first_at, what.last_at] {
        item.number(at.timestamp_millis());
    }
    item.text(what.kind.as_str());
    item.text(what.outcome.as_str());
    for text in [&what.code, &what.subject, &what.object] {
        item.optional(text.as_deref());
    }
    for id in [what.person, what.post] {
        item.optional(id.map(|id| id.to_string()).as_deref());
    }
    for text in [&what.role, &what.address, &what.request_id] {
        item.optional(text.as_deref());
    }
    item.number(what.occurrences);
    item.text(&entry.algorithm);
    Some(item.hash())
}

/// Adds entries to the stream of a node and a day, which begins with the first of them. Two that
/// write to one stream wait for each other.
///
/// # Errors
/// When the database refuses it, or the stream was removed.
pub async fn append(
    tx: &Tx,
    (node, day): (&Node, NaiveDate),
    recorded_at: DateTime<Utc>,
    new: Vec<NewEntry>,
) -> Result<(), StoreError> {
    if new.is_empty() {
        return Ok(());
    }
    let algorithm = installation::algorithm(tx).await?;
    let begin = "INSERT INTO audit_stream (day, node, entries, head, sealed_entries)
        VALUES (?, ?, 0, ?, 0) ON CONFLICT DO NOTHING";
    let key = || [Value::from(day), node.as_str().into()];
    let values = key().into_iter().chain([GENESIS.to_vec().into()]);
    tx.execute(&Sql::with(begin, values)).await?;
    let gone = || StoreError::misuse(format!("the audit stream of {node} on {day} was removed"));
    let stream = one(tx, (node, day), Wait::ForTurn).await?.ok_or_else(gone)?;
    let (mut no, mut head) = (stream.entries, stream.head);
    let mut rows = Vec::with_capacity(new.len());
    for what in new {
        no += 1;
        let mut entry = Entry {
            day,
            node: node.to_string(),
            no,
            recorded_at,
            what,
            algorithm: algorithm.as_str().to_owned(),
            prev_hash: head,
            hash: Digest(GENESIS),
        };
        let unknown = || StoreError::misuse("the algorithm has no name");
        entry.hash = Digest(hash(&entry).ok_or_else(unknown)?);
        head = entry.hash;
        rows.push(row(entry));
    }
    tx.insert_many(&ENTRY, rows).await?;
    let grow = "UPDATE audit_stream SET entries = ?, head = ? WHERE day = ? AND node = ?";
    let values = [no.into(), head.0.to_vec().into()].into_iter().chain(key());
    tx.execute(&Sql::with(grow, values)).await.map(|_| ())
}

fn row(entry: Entry) -> Vec<Value> {
    let what = entry.what;
    vec![
        entry.day.into(),
        entry.node.into(),
        entry.no.into(),
        instant(entry.recorded_at),
        instant(what.first_at),
        instant(what.last_at),
        what.kind.as_str().into(),
        what.outcome.as_str().into(),
        what.code.into(),
        what.subject.into(),
        what.object.into(),
        what.person.into(),
        what.post.into(),
        what.role.into(),
        what.address.into(),
        what.request_id.into(),
        what.occurrences.into(),
        entry.algorithm.into(),
        entry.prev_hash.0.to_vec().into(),
        entry.hash.0.to_vec().into(),
    ]
}

/// Who read what: person, subject, object.
pub type Look = (Uuid, String, Option<String>);

/// What these people were already noted to have read on a day, by whatever node.
///
/// # Errors
/// When the database cannot be read.
pub async fn looks(
    tx: &Tx,
    day: NaiveDate,
    people: &BTreeSet<Uuid>,
) -> Result<BTreeSet<Look>, StoreError> {
    let mut looks = BTreeSet::new();
    for chunk in people.iter().collect::<Vec<_>>().chunks(LIST) {
        let text = "SELECT person_id, subject, object FROM audit_entry
            WHERE kind = 'READ' AND day = ? AND person_id IN ";
        let mut sql = Sql::with(text, [day.into()]);
        sql.push_list(chunk.iter().map(|person| (**person).into()));
        for row in tx.query_rows(&sql).await? {
            let look = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            looks.insert((look.0, look.1, row.try_get_by_index(2)?));
        }
    }
    Ok(looks)
}

const STREAMS: &str = "SELECT day, node, entries, head, sealed_entries FROM audit_stream";

#[derive(FromQueryResult)]
struct Row {
    day: NaiveDate,
    node: String,
    entries: i64,
    head: Vec<u8>,
    sealed_entries: i64,
}

async fn streams(tx: &Tx, sql: &Sql) -> Result<Vec<Stream>, StoreError> {
    let read = |row: Row| {
        let Row { day, node, entries, head, sealed_entries } = row;
        let corrupt =
            |because| StoreError::corrupt("audit_stream", format!("{day} {node}"), because);
        let head = head.try_into().map_err(|_| corrupt("its head is not 32 bytes"))?;
        let node = Node::parse(&node).ok_or_else(|| corrupt("its node has no name"))?;
        Ok(Stream { day, node, entries, head: Digest(head), sealed_entries })
    };
    tx.query_as::<Row>(sql).await?.into_iter().map(read).collect()
}

/// Whether a stream that somebody works on is waited for or passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    ForTurn,
    No,
}

async fn one(
    tx: &Tx,
    (node, day): (&Node, NaiveDate),
    wait: Wait,
) -> Result<Option<Stream>, StoreError> {
    let mut sql = Sql::with(
        format!("{STREAMS} WHERE day = ? AND node = ? AND removed_at IS NULL"),
        [day.into(), node.as_str().into()],
    );
    // SQLite has one writer at a time.
    match (tx.backend(), wait) {
        (DbBackend::Postgres, Wait::ForTurn) => sql.push(" FOR UPDATE"),
        (DbBackend::Postgres, Wait::No) => sql.push(" FOR UPDATE SKIP LOCKED"),
        (_, _) => &mut sql,
    };
    Ok(streams(tx, &sql).await?.pop())
}

/// A stream as it is now, locked until the end of the transaction; none where another works on it,
/// or it was removed.
///
/// # Errors
/// When the database cannot be read.
pub async fn locked(tx: &Tx, stream: &Stream) -> Result<Option<Stream>, StoreError> {
    one(tx, (&stream.node, stream.day), Wait::No).await
}

/// Streams that have grown since the journal sealed them last, if that was before an instant or
/// their day is over; the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn unsealed(
    tx: &Tx,
    today: NaiveDate,
    before: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Stream>, StoreError> {
    let sql = Sql::with(
        format!(
            "{STREAMS} WHERE sealed_entries < entries AND removed_at IS NULL
             AND (day < ? OR sealed_at IS NULL OR sealed_at <= ?) ORDER BY day, node LIMIT ?"
        ),
        [today.into(), instant(before), i64::from(limit).into()],
    );
    streams(tx, &sql).await
}

/// Streams of days before one that are still there; the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn older(tx: &Tx, than: NaiveDate, limit: u32) -> Result<Vec<Stream>, StoreError> {
    let sql = Sql::with(
        format!("{STREAMS} WHERE day < ? AND removed_at IS NULL ORDER BY day, node LIMIT ?"),
        [than.into(), i64::from(limit).into()],
    );
    streams(tx, &sql).await
}

/// Notes that the journal has sealed a stream as far as this.
///
/// # Errors
/// When the database refuses it.
pub async fn note_sealed(tx: &Tx, stream: &Stream, at: DateTime<Utc>) -> Result<(), StoreError> {
    let text = "UPDATE audit_stream SET sealed_entries = ?, sealed_at = ?
        WHERE day = ? AND node = ? AND sealed_entries < ?";
    let entries = stream.entries;
    let key = [stream.day.into(), stream.node.as_str().into()];
    let values = [entries.into(), instant(at)].into_iter().chain(key).chain([entries.into()]);
    tx.execute(&Sql::with(text, values)).await.map(|_| ())
}

/// Removes the entries of a stream, and tells how many; its end is kept. Whether its time is over
/// is the affair of the domain, whose event goes with this.
///
/// # Errors
/// When the database refuses it.
pub async fn remove(tx: &Tx, stream: &Stream, at: DateTime<Utc>) -> Result<u64, StoreError> {
    let key = [Value::from(stream.day), stream.node.as_str().into()];
    let mark = "UPDATE audit_stream SET removed_at = ?
        WHERE day = ? AND node = ? AND removed_at IS NULL";
    tx.execute(&Sql::with(mark, std::iter::once(instant(at)).chain(key.clone()))).await?;
    let delete = "DELETE FROM audit_entry WHERE day = ? AND node = ?";
    tx.execute(&Sql::with(delete, key)).await
}
