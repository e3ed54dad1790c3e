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

use super::RecordedEvent;
use super::algorithm::{Algorithm, Items};

/// A digest of either algorithm.
pub type Hash = [u8; 32];

/// What the first event of a stream follows.
pub const GENESIS: Hash = [0; 32];

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

/// The hash an event must have behind `previous`, by the event's own algorithm; none if that is
/// unknown.
pub fn hash(previous: &[u8], event: &RecordedEvent) -> Option<Hash> {
    let mut item = Items::new(Algorithm::parse(&event.algorithm)?, "duban.journal.1");
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
    Some(item.hash())
}

/// Checks the events of one stream, from its first, in order of version.
pub fn check(events: &[RecordedEvent]) -> Result<(), Break> {
    let mut link = Link::default();
    for event in events {
        link.follow(event).map_err(|because| Break {
            stream: event.stream.clone(),
            version: event.version,
            because,
        })?;
    }
    Ok(())
}

/// The end of a chain that is being followed event by event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The version of the last event; 0 before the first.
    pub version: i64,
    /// Its hash.
    pub hash: Hash,
}

impl Default for Link {
    fn default() -> Self {
        Self { version: 0, hash: GENESIS }
    }
}

impl Link {
    /// Takes the next event of the stream, or says what does not fit. The chain goes on from what
    /// is stored either way, so that one fault is told once.
    pub fn follow(&mut self, event: &RecordedEvent) -> Result<(), &'static str> {
        let last = *self;
        *self = Self { version: event.version, hash: event.hash };
        if event.version > last.version + 1 {
            return Err("an event is missing before it");
        }
        if event.version != last.version + 1 {
            return Err("its version is not the next of its stream");
        }
        if event.prev_hash != last.hash {
            return Err("it does not follow the event before it");
        }
        match hash(&last.hash, event) {
            None => Err("its algorithm is unknown"),
            Some(hash) if hash != event.hash => Err("its content does not have its hash"),
            Some(_) => Ok(()),
        }
    }
}
