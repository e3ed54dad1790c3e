//! Events and their stored form: the only place where events are written and read as text.
//!
//! A stored event is `kind` (its name), `schema` (the version of its shape) and the exact payload.
//! When a shape changes, its schema number rises and [`decode`] lifts the old form to the new one;
//! `tests/golden/events` keeps one sample of each form for ever.

use duban_domain::command::{Event, State, StreamId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::RecordedEvent;
use crate::error::StoreError;

/// The schema of every event that has kept its first shape.
pub const FIRST: i32 = 1;

/// The stored form of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The name of the event, such as `assignment_signed_for`.
    pub kind: String,
    /// The version of its shape.
    pub schema: i32,
    /// The payload, byte for byte.
    pub payload: String,
}

/// Writes an event.
///
/// # Errors
/// [`StoreError::Misuse`] if it cannot be written as JSON, which no event of the domain causes.
pub fn encode(event: &Event) -> Result<Encoded, StoreError> {
    match event {
        Event::Rules(event) => write(event),
        Event::Unit(event) => write(event),
        Event::Person(event) => write(event),
        Event::Plan(event) => write(event),
        Event::Task(event) => write(event),
        Event::Assignment(event) => write(event),
        Event::Sheet(event) => write(event),
        Event::Evidence(event) => write(event),
        Event::Assessment(event) => write(event),
        Event::Audit(event) => write(event),
    }
}

/// Reads an event of a stream.
///
/// # Errors
/// [`StoreError::Corrupt`], naming the event.
pub fn decode(stream: StreamId, recorded: &RecordedEvent) -> Result<Event, StoreError> {
    if recorded.schema != FIRST {
        return Err(unreadable(recorded, &format!("schema {} is unknown", recorded.schema)));
    }
    Ok(match stream {
        StreamId::Rules => Event::Rules(read(recorded)?),
        StreamId::Unit(_) => Event::Unit(read(recorded)?),
        StreamId::Person(_) => Event::Person(read(recorded)?),
        StreamId::Plan(_) => Event::Plan(read(recorded)?),
        StreamId::Task(_) => Event::Task(read(recorded)?),
        StreamId::Assignment(_) => Event::Assignment(read(recorded)?),
        StreamId::Sheet(_) => Event::Sheet(read(recorded)?),
        StreamId::Evidence(_) => Event::Evidence(read(recorded)?),
        StreamId::Assessment(_) => Event::Assessment(read(recorded)?),
        StreamId::Audit(_) => Event::Audit(read(recorded)?),
    })
}

/// The state of a stream after its events.
///
/// # Errors
/// [`StoreError::Corrupt`] if an event cannot be read.
pub fn fold(stream: StreamId, events: &[RecordedEvent]) -> Result<State, StoreError> {
    events.iter().try_fold(State::absent(stream), |state, recorded| {
        Ok(state.evolve(&decode(stream, recorded)?))
    })
}

/// The tag that every event begins with; its text is the kind.
const TAG: &str = "{\"event\":\"";

fn write(event: &impl Serialize) -> Result<Encoded, StoreError> {
    let payload = serde_json::to_string(event)
        .map_err(|error| StoreError::misuse(format!("an event cannot be written: {error}")))?;
    let kind = payload
        .strip_prefix(TAG)
        .and_then(|rest| rest.split_once('"'))
        .map(|(kind, _)| kind.to_owned())
        .ok_or_else(|| StoreError::misuse("an event does not begin with its name"))?;
    Ok(Encoded { kind, schema: FIRST, payload })
}

fn read<E: DeserializeOwned>(recorded: &RecordedEvent) -> Result<E, StoreError> {
    serde_json::from_str(&recorded.payload)
        .map_err(|error| unreadable(recorded, &format!("its payload cannot be read: {error}")))
}

fn unreadable(recorded: &RecordedEvent, because: &str) -> StoreError {
    let row = format!("{}@{}", recorded.stream, recorded.version);
    StoreError::corrupt("journal", row, because)
}
