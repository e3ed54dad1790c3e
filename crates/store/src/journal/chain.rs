//! The hash chain of a stream.
//!
//! Each event is hashed together with the hash of the one before it in its stream (32 zero bytes
//! before the first), so that an edit, a gap or a swap shows. What is hashed, in this order:
//!
//! ```text
//! "duban.journal.1"  previous hash  stream  stream_version  kind  schema  payload  actor
//! post  caused_by  request_id  recorded_at  effective_at  algorithm
//! ```
//!
//! Each item is preceded by its length in bytes as eight bytes, the largest first. Numbers are eight
//! bytes in the same order, instants are numbers: milliseconds since 1970 in UTC. Text is UTF-8, as
//! stored. An absent item has the length 2^64-1 and no bytes. `seq` is not part of it: it is given
//! by the database, and what stands where is the affair of the positions.

use sha2::{Digest, Sha256};

use super::RecordedEvent;

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// What the first event of a stream follows.
pub const GENESIS: Hash = [0; 32];

/// The name of the only algorithm so far, as stored with each event.
pub const SHA256: &str = "sha256";

/// The first event of a stream that does not fit its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The stream.
    pub stream: String,
    /// The version of the event.
    pub version: i64,
    /// What does not fit.
    pub because: &'static str,
}

/// The hash an event must have behind `previous`.
pub fn hash(previous: &[u8], event: &RecordedEvent) -> Hash {
    let mut item = Items(Sha256::new());
    item.text("duban.journal.1");
    item.bytes(previous);
    item.text(&event.stream);
    item.number(event.version);
    item.text(&event.kind);
    item.number(event.schema.into());
    item.text(&event.payload);
    item.text(&event.actor);
    item.optional(event.post.as_deref());
    item.optional(event.caused_by.as_deref());
    item.optional(event.request_id.as_deref());
    item.number(event.recorded_at.timestamp_millis());
    match event.effective_at {
        Some(at) => item.number(at.timestamp_millis()),
        None => item.optional(None),
    }
    item.text(&event.algorithm);
    item.0.finalize().into()
}

/// Checks the events of one stream, from its first, in order of version.
pub fn check(events: &[RecordedEvent]) -> Result<(), Break> {
    let mut previous = GENESIS;
    for (event, version) in events.iter().zip(1_i64..) {
        let because = if event.version != version {
            "an event is missing before it"
        } else if event.algorithm != SHA256 {
            "its algorithm is unknown"
        } else if event.prev_hash != previous {
            "it does not follow the event before it"
        } else if event.hash != hash(&previous, event) {
            "its content does not have its hash"
        } else {
            previous = hash(&previous, event);
            continue;
        };
        return Err(Break { stream: event.stream.clone(), version: event.version, because });
    }
    Ok(())
}

struct Items(Sha256);

impl Items {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn number(&mut self, number: i64) {
        self.bytes(&number.to_be_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.0.update(u64::MAX.to_be_bytes()),
        }
    }
}
