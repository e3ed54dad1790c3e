//! Checkpoints: seals over the order of everything.
//!
//! A checkpoint covers the positions since the one before it, at most [`SPAN`] of them. Its root is
//! that of a Merkle tree (RFC 6962) over these leaves, each item written as in
//! [`chain`](super::chain):
//!
//! ```text
//! 0x00  "duban.leaf.1"  position  placed_at  stream  stream_version  algorithm  hash
//! ```
//!
//! Its hash covers `"duban.checkpoint.1"  no  from  to  count  algorithm  root  previous  made_at
//! key_id`, where `previous` is the hash of the checkpoint before it (32 zero bytes before the
//! first), and the signature covers `"duban.checkpoint.1\n"` and the hash. Who has no key can make
//! no checkpoint, and who keeps the newest [`Head`] elsewhere sees when the end was cut off.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SubsecRound, Utc};
use duban_domain::value::digest::Digest;
use sea_orm::{DbBackend, FromQueryResult};

use super::algorithm::{Algorithm, Items};
use super::chain::{GENESIS, Hash};
use super::merkle;
use super::order::PlacedHash;
use super::seal::SealKey;
use crate::Store;
use crate::error::StoreError;
use crate::installation;
use crate::rows::{Target, instant};
use crate::statement::Sql;
use crate::transaction::Tx;

/// The most events of one checkpoint.
pub const SPAN: u32 = 1_000;

const CHECKPOINT: Target = Target {
    table: "checkpoint",
    columns: &[
        "no",
        "from_position",
        "to_position",
        "event_count",
        "algorithm",
        "root",
        "previous",
        "made_at",
        "key_id",
        "hash",
        "signature",
        "leaves",
    ],
    key: &["no"],
};

/// A seal, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Checkpoint {
    /// Its number, from 1 without gaps.
    pub no: i64,
    /// The first position it covers.
    pub from_position: i64,
    /// The last one.
    pub to_position: i64,
    /// How many events these are.
    pub event_count: i64,
    /// The algorithm of root and hash.
    pub algorithm: String,
    /// The Merkle root.
    pub root: Vec<u8>,
    /// The hash of the checkpoint before it.
    pub previous: Vec<u8>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Which key signed it.
    pub key_id: String,
    /// Its hash.
    pub hash: Vec<u8>,
    /// The signature over the hash.
    pub signature: Vec<u8>,
    /// The leaves of the tree, 32 bytes each.
    pub leaves: Vec<u8>,
}

impl Checkpoint {
    /// The hash its other values demand; none if the algorithm is unknown.
    pub fn demanded_hash(&self) -> Option<Hash> {
        let algorithm = Algorithm::parse(&self.algorithm)?;
        let mut items = Items::new(algorithm, "duban.checkpoint.1");
        items.number(self.no);
        items.number(self.from_position);
        items.number(self.to_position);
        items.number(self.event_count);
        items.text(&self.algorithm);
        items.bytes(&self.root);
        items.bytes(&self.previous);
        items.number(self.made_at.timestamp_millis());
        items.text(&self.key_id);
        Some(items.hash())
    }

    /// What is signed.
    pub fn message(&self) -> Vec<u8> {
        [b"duban.checkpoint.1\n", self.hash.as_slice()].concat()
    }

    /// The leaves one by one; none if they are not whole.
    pub fn leaf_hashes(&self) -> Option<Vec<Hash>> {
        let (leaves, rest) = self.leaves.as_chunks::<32>();
        rest.is_empty().then(|| leaves.to_vec())
    }

    /// What is to be kept outside of the database.
    pub fn head(&self) -> Head {
        let hash = Hash::try_from(self.hash.as_slice()).unwrap_or(GENESIS);
        Head { no: self.no, to_position: self.to_position, hash: Digest(hash) }
    }
}

/// 锚. The end of the journal as a checkpoint sealed it, short enough to be written down:
/// `NO-POSITION-HASH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the checkpoint.
    pub no: i64,
    /// The last position it covers.
    pub to_position: i64,
    /// Its hash.
    pub hash: Digest,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.no, self.to_position, self.hash)
    }
}

impl FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = "a checkpoint's head is NO-POSITION-HASH, the hash of 64 digits";
        let mut parts = text.trim().splitn(3, '-');
        let mut next = || parts.next().ok_or(refused);
        let (no, to_position, hash) = (next()?, next()?, next()?);
        Ok(Self {
            no: no.parse().map_err(|_| refused)?,
            to_position: to_position.parse().map_err(|_| refused)?,
            hash: hash.parse().map_err(|_| refused)?,
        })
    }
}

/// The leaf of an event in its place.
pub fn leaf(algorithm: Algorithm, placed: &PlacedHash) -> Hash {
    merkle::leaf(algorithm, |items| {
        items.text("duban.leaf.1");
        items.number(placed.position);
        items.number(placed.placed_at.timestamp_millis());
        items.text(&placed.stream);
        items.number(placed.version);
        items.text(&placed.algorithm);
        items.bytes(&placed.hash);
    })
}

/// How much must wait for its seal before one is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// A whole [`SPAN`].
    Whole,
    /// A single event is enough.
    Any,
}

/// Seals the next span of placed events, if there are enough of them; to be called until there is
/// nothing to seal. One checkpointer is at work at a time: to the others there is nothing to do.
///
/// # Errors
/// [`StoreError::Corrupt`] if a position is missing: what is broken is not sealed.
pub async fn seal(
    store: &Store,
    key: &SealKey,
    now: DateTime<Utc>,
    fill: Fill,
) -> Result<Option<Checkpoint>, StoreError> {
    store.write(move |tx| async move { seal_next(&tx, key, now, fill).await }).await
}

async fn seal_next(
    tx: &Tx,
    key: &SealKey,
    now: DateTime<Utc>,
    fill: Fill,
) -> Result<Option<Checkpoint>, StoreError> {
    if !take_turn(tx).await? {
        return Ok(None);
    }
    let last = newest(tx).await?;
    let sealed = last.as_ref().map_or(0, |last| last.to_position);
    let placed = super::order::hashes_after(tx, sealed, SPAN).await?;
    let enough = placed.len() >= SPAN as usize || (fill == Fill::Any && !placed.is_empty());
    if !enough {
        return Ok(None);
    }
    for (placed, expected) in placed.iter().zip(sealed + 1..) {
        if placed.position != expected {
            let because = "no event has this position, so nothing behind it is sealed";
            return Err(StoreError::corrupt("journal_position", expected.to_string(), because));
        }
    }
    let algorithm = installation::algorithm(tx).await?;
    let checkpoint = made(algorithm, last.as_ref(), &placed, (key, now));
    let public = key.public();
    installation::note_key(tx, &public.id(), &public.to_string()).await?;
    tx.insert_many(&CHECKPOINT, vec![values(&checkpoint)]).await?;
    Ok(Some(checkpoint))
}

// Not the sequencer's turn: placing goes on while a seal is made.
async fn take_turn(tx: &Tx) -> Result<bool, StoreError> {
    if tx.backend() == DbBackend::Sqlite {
        return Ok(true);
    }
    let lock = "SELECT pg_try_advisory_xact_lock(hashtext(?), hashtext(current_schema()))";
    let taken = tx.query_value(&Sql::with(lock, ["duban.checkpointer".into()])).await?;
    Ok(taken.unwrap_or(false))
}

fn made(
    algorithm: Algorithm,
    last: Option<&Checkpoint>,
    placed: &[PlacedHash],
    (key, now): (&SealKey, DateTime<Utc>),
) -> Checkpoint {
    let leaves: Vec<Hash> = placed.iter().map(|placed| leaf(algorithm, placed)).collect();
    let (no, sealed) = last.map_or((0, 0), |last| (last.no, last.to_position));
    let count = i64::try_from(placed.len()).unwrap_or(i64::MAX);
    let mut checkpoint = Checkpoint {
        no: no + 1,
        from_position: sealed + 1,
        to_position: sealed + count,
        event_count: count,
        algorithm: algorithm.as_str().to_owned(),
        root: merkle::root(algorithm, &leaves).to_vec(),
        previous: last.map_or_else(|| GENESIS.to_vec(), |last| last.hash.clone()),
        made_at: now.trunc_subsecs(3),
        key_id: key.public().id(),
        hash: Vec::new(),
        signature: Vec::new(),
        leaves: leaves.concat(),
    };
    checkpoint.hash = checkpoint.demanded_hash().unwrap_or(GENESIS).to_vec();
    checkpoint.signature = key.sign(&checkpoint.message()).to_vec();
    checkpoint
}

fn values(checkpoint: &Checkpoint) -> Vec<sea_orm::Value> {
    let Checkpoint { no, from_position, to_position, event_count, .. } = *checkpoint;
    vec![
        no.into(),
        from_position.into(),
        to_position.into(),
        event_count.into(),
        checkpoint.algorithm.clone().into(),
        checkpoint.root.clone().into(),
        checkpoint.previous.clone().into(),
        instant(checkpoint.made_at),
        checkpoint.key_id.clone().into(),
        checkpoint.hash.clone().into(),
        checkpoint.signature.clone().into(),
        checkpoint.leaves.clone().into(),
    ]
}

/// The newest checkpoint; none before the first.
pub async fn newest(tx: &Tx) -> Result<Option<Checkpoint>, StoreError> {
    tx.query_one_as(&select("ORDER BY no DESC LIMIT 1", None)).await
}

/// The first checkpoint behind a number.
pub(crate) async fn behind(tx: &Tx, no: i64) -> Result<Option<Checkpoint>, StoreError> {
    tx.query_one_as(&select("WHERE no > ? ORDER BY no LIMIT 1", Some(no))).await
}

/// The checkpoint of this number.
pub async fn numbered(tx: &Tx, no: i64) -> Result<Option<Checkpoint>, StoreError> {
    tx.query_one_as(&select("WHERE no = ?", Some(no))).await
}

/// Whether the database has the checkpoint of this head.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_there(store: &Store, head: Head) -> Result<bool, StoreError> {
    let found = store.read(move |tx| async move { numbered(&tx, head.no).await }).await?;
    Ok(found.is_some_and(|found| found.head() == head))
}

/// The checkpoint that covers a position; none where it is not sealed yet.
pub async fn covering(tx: &Tx, position: i64) -> Result<Option<Checkpoint>, StoreError> {
    let ending = "WHERE to_position >= ? ORDER BY to_position LIMIT 1";
    let found: Option<Checkpoint> = tx.query_one_as(&select(ending, Some(position))).await?;
    Ok(found.filter(|checkpoint| checkpoint.from_position <= position))
}

fn select(ending: &str, value: Option<i64>) -> Sql {
    let columns = CHECKPOINT.columns.join(", ");
    let text = format!("SELECT {columns} FROM checkpoint {ending}");
    Sql::with(text, value.map(sea_orm::Value::from))
}
