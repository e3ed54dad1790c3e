//! Receipts: the proof that one event was sealed in its place, which needs no database.
//!
//! A receipt holds what the leaf of the event was made from, the audit path from the leaf to the
//! root, and the signed checkpoint. With the content of the event it proves that too. Whoever has
//! the public key of the installation can check it.

use chrono::{DateTime, SecondsFormat, Utc};
use duban_domain::value::digest::Digest;
use duban_domain::value::hex;
use serde::{Deserialize, Serialize};

use super::RecordedEvent;
use super::algorithm::Algorithm;
use super::chain::{self, Hash};
use super::checkpoint::{self, Checkpoint};
use super::merkle;
use super::order::{PlacedEvent, PlacedHash};
use super::seal::Keyring;
use crate::error::StoreError;
use crate::statement::Sql;
use crate::transaction::Tx;

/// The name of this form of a receipt.
const FORMAT: &str = "duban.receipt.1";

/// 回执. One event in its sealed place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Receipt {
    format: String,
    position: i64,
    placed_at: String,
    stream: String,
    version: i64,
    algorithm: String,
    hash: Digest,
    /// From the leaf to the root, the nearest first.
    path: Vec<Digest>,
    checkpoint: Sealed,
    /// Absent for those who may not see contents.
    content: Option<Content>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Sealed {
    no: i64,
    from_position: i64,
    to_position: i64,
    event_count: i64,
    algorithm: String,
    root: Digest,
    previous: Digest,
    made_at: String,
    key_id: String,
    hash: Digest,
    signature: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Content {
    kind: String,
    schema: i32,
    payload: String,
    actor: String,
    post: Option<String>,
    caused_by: Option<String>,
    request_id: Option<String>,
    recorded_at: String,
    effective_at: Option<String>,
    prev_hash: Digest,
}

/// How much of an event goes into its receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disclosure {
    /// Its content too.
    Content,
    /// Only what the seal covers: names, instants and hashes.
    Hashes,
}

/// What a receipt proves, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The event, as `stream@version`.
    pub event: String,
    /// Its position.
    pub position: i64,
    /// The number of the checkpoint.
    pub checkpoint: i64,
    /// When that was made.
    pub made_at: String,
    /// Whether the receipt holds the content, and so proves it.
    pub content: bool,
}

/// The receipt of the event in a position; none where that is empty or not sealed yet.
///
/// # Errors
/// [`StoreError::Corrupt`] if what is stored would make no valid receipt.
pub async fn receipt(
    tx: &Tx,
    position: i64,
    disclosure: Disclosure,
) -> Result<Option<Receipt>, StoreError> {
    let Some(sealed) = checkpoint::covering(tx, position).await? else { return Ok(None) };
    let placed = super::order::after(tx, position.saturating_sub(1), 1).await?;
    let Some(placed) = placed.into_iter().find(|placed| placed.position == position) else {
        return Ok(None);
    };
    let unfit = |because| StoreError::corrupt("checkpoint", sealed.no.to_string(), because);
    let algorithm =
        Algorithm::parse(&sealed.algorithm).ok_or_else(|| unfit("its algorithm is unknown"))?;
    let leaves = sealed.leaf_hashes().ok_or_else(|| unfit("its leaves are not whole"))?;
    let index = usize::try_from(position - sealed.from_position).unwrap_or(usize::MAX);
    let path = merkle::path(algorithm, &leaves, index)
        .ok_or_else(|| unfit("it has no leaf for this position"))?;
    Ok(Some(Receipt {
        format: FORMAT.to_owned(),
        position,
        placed_at: spelled(placed.placed_at),
        stream: placed.event.stream.clone(),
        version: placed.event.version,
        algorithm: placed.event.algorithm.clone(),
        hash: Digest(placed.event.hash),
        path: path.into_iter().map(Digest).collect(),
        checkpoint: Sealed::try_from(&sealed)?,
        content: (disclosure == Disclosure::Content).then(|| Content::of(&placed)),
    }))
}

/// The receipt of an event by its name; none where it is not sealed yet, or unknown.
///
/// # Errors
/// As [`receipt`].
pub async fn of_event(
    tx: &Tx,
    stream: &str,
    version: i64,
    disclosure: Disclosure,
) -> Result<Option<Receipt>, StoreError> {
    let text = "SELECT p.position FROM journal_position p JOIN journal j ON j.seq = p.seq
        WHERE j.stream = ? AND j.stream_version = ?";
    let place = Sql::with(text, [stream.into(), version.into()]);
    match tx.query_value(&place).await? {
        Some(position) => receipt(tx, position, disclosure).await,
        None => Ok(None),
    }
}

impl Receipt {
    /// Reads a receipt.
    ///
    /// # Errors
    /// In words, what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let receipt: Self =
            serde_json::from_str(text).map_err(|error| format!("it is no receipt: {error}"))?;
        if receipt.format != FORMAT {
            return Err(format!("its format is `{}`, not `{FORMAT}`", receipt.format));
        }
        Ok(receipt)
    }

    /// The text of the receipt.
    ///
    /// # Errors
    /// [`StoreError::Misuse`] if it cannot be written as JSON, which no receipt causes.
    pub fn to_text(&self) -> Result<String, StoreError> {
        serde_json::to_string_pretty(self)
            .map_err(|error| StoreError::misuse(format!("a receipt cannot be written: {error}")))
    }

    /// The position of the event.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// The number of the checkpoint.
    pub fn checkpoint(&self) -> i64 {
        self.checkpoint.no
    }

    /// When that was made, in RFC 3339.
    pub fn sealed_at(&self) -> &str {
        &self.checkpoint.made_at
    }

    /// The short id of the key that signed it.
    pub fn key_id(&self) -> &str {
        &self.checkpoint.key_id
    }

    /// Whether the content of the event is in it.
    pub fn holds_content(&self) -> bool {
        self.content.is_some()
    }

    /// Checks everything that the receipt says, with nothing but the public keys.
    ///
    /// # Errors
    /// In words, what does not fit.
    pub fn check(&self, keys: &Keyring) -> Result<Proven, String> {
        let sealed = self.checkpoint.checkpoint()?;
        if sealed.demanded_hash() != Some(self.checkpoint.hash.0) {
            return Err("the content of the checkpoint does not have its hash".to_owned());
        }
        keys.check(&sealed.key_id, &sealed.message(), &sealed.signature)
            .map_err(|because| format!("the checkpoint: {because}"))?;
        let algorithm = Algorithm::parse(&sealed.algorithm)
            .ok_or_else(|| "the algorithm of the checkpoint is unknown".to_owned())?;
        let leaf = checkpoint::leaf(algorithm, &self.placed()?);
        let index = self.position.checked_sub(sealed.from_position);
        let place = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
        let (Some(index), Some(count)) = (place(index), place(Some(sealed.event_count))) else {
            return Err("the checkpoint does not cover the position".to_owned());
        };
        let path: Vec<Hash> = self.path.iter().map(|digest| digest.0).collect();
        if merkle::root_of_path(algorithm, leaf, (index, count), &path)
            != Some(self.checkpoint.root.0)
        {
            return Err("the event is not what was sealed in this position".to_owned());
        }
        if let Some(content) = &self.content {
            let event = content.event(self)?;
            if chain::hash(&event.prev_hash, &event) != Some(self.hash.0) {
                return Err("the content of the event does not have its hash".to_owned());
            }
        }
        Ok(Proven {
            event: format!("{}@{}", self.stream, self.version),
            position: self.position,
            checkpoint: sealed.no,
            made_at: self.checkpoint.made_at.clone(),
            content: self.content.is_some(),
        })
    }

    fn placed(&self) -> Result<PlacedHash, String> {
        Ok(PlacedHash {
            position: self.position,
            placed_at: read(&self.placed_at)?,
            stream: self.stream.clone(),
            version: self.version,
            algorithm: self.algorithm.clone(),
            hash: self.hash.0.to_vec(),
        })
    }
}

impl TryFrom<&Checkpoint> for Sealed {
    type Error = StoreError;

    fn try_from(sealed: &Checkpoint) -> Result<Self, StoreError> {
        let digest = |bytes: &[u8]| {
            Hash::try_from(bytes).map(Digest).map_err(|_| {
                StoreError::corrupt("checkpoint", sealed.no.to_string(), "a hash is not 32 bytes")
            })
        };
        Ok(Self {
            no: sealed.no,
            from_position: sealed.from_position,
            to_position: sealed.to_position,
            event_count: sealed.event_count,
            algorithm: sealed.algorithm.clone(),
            root: digest(&sealed.root)?,
            previous: digest(&sealed.previous)?,
            made_at: spelled(sealed.made_at),
            key_id: sealed.key_id.clone(),
            hash: digest(&sealed.hash)?,
            signature: hex::encode(&sealed.signature),
        })
    }
}

impl Sealed {
    fn checkpoint(&self) -> Result<Checkpoint, String> {
        let signature = hex::decode(&self.signature).filter(|bytes| bytes.len() == 64);
        Ok(Checkpoint {
            no: self.no,
            from_position: self.from_position,
            to_position: self.to_position,
            event_count: self.event_count,
            algorithm: self.algorithm.clone(),
            root: self.root.0.to_vec(),
            previous: self.previous.0.to_vec(),
            made_at: read(&self.made_at)?,
            key_id: self.key_id.clone(),
            hash: self.hash.0.to_vec(),
            signature: signature.ok_or("the signature is not written in hexadecimal digits")?,
            leaves: Vec::new(),
        })
    }
}

impl Content {
    fn of(placed: &PlacedEvent) -> Self {
        let event = &placed.event;
        Self {
            kind: event.kind.clone(),
            schema: event.schema,
            payload: event.payload.clone(),
            actor: event.actor.clone(),
            post: event.post.clone(),
            caused_by: event.caused_by.clone(),
            request_id: event.request_id.clone(),
            recorded_at: spelled(event.recorded_at),
            effective_at: event.effective_at.map(spelled),
            prev_hash: Digest(event.prev_hash),
        }
    }

    fn event(&self, receipt: &Receipt) -> Result<RecordedEvent, String> {
        Ok(RecordedEvent {
            seq: 0,
            stream: receipt.stream.clone(),
            version: receipt.version,
            kind: self.kind.clone(),
            schema: self.schema,
            payload: self.payload.clone(),
            actor: self.actor.clone(),
            post: self.post.clone(),
            caused_by: self.caused_by.clone(),
            request_id: self.request_id.clone(),
            recorded_at: read(&self.recorded_at)?,
            effective_at: self.effective_at.as_deref().map(read).transpose()?,
            algorithm: receipt.algorithm.clone(),
            prev_hash: self.prev_hash.0,
            hash: receipt.hash.0,
        })
    }
}

fn spelled(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn read(text: &str) -> Result<DateTime<Utc>, String> {
    let at = DateTime::parse_from_rfc3339(text)
        .map_err(|_| format!("`{text}` is not an instant in RFC 3339"))?;
    Ok(at.to_utc())
}
