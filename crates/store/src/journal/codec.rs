//! Events and their stored form: the only place where events are written and read as text.
//!
//! A stored event is `kind` (its name), `schema` (the version of its shape) and the exact payload.
//! When a shape changes, its schema number rises and [`decode`] lifts the old form to the new one;
//! `tests/golden/events` keeps one sample of each form for ever.

use duban_domain::command::{Event, State, StreamId};
use duban_domain::time::business_date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::RecordedEvent;
use crate::error::StoreError;

/// The schema of every event that has kept its first shape.
pub const FIRST: i32 = 1;

/// The events that have taken another shape since, with the number of the one in use.
const LATER: [(&str, i32); 1] = [("unit_amended", 2)];

/// The number of the shape in which an event is written.
pub fn current(kind: &str) -> i32 {
    LATER.iter().find(|(name, _)| *name == kind).map_or(FIRST, |(_, schema)| *schema)
}

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
    if !(FIRST..=current(&recorded.kind)).contains(&recorded.schema) {
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
    Ok(Encoded { schema: current(&kind), kind, payload })
}

fn read<E: DeserializeOwned>(recorded: &RecordedEvent) -> Result<E, StoreError> {
    let read = match (recorded.kind.as_str(), recorded.schema) {
        ("unit_amended", FIRST) => serde_json::from_str(&recorded.payload)
            .and_then(|known| serde_json::from_value(dated(known, recorded))),
        _ => serde_json::from_str(&recorded.payload),
    };
    read.map_err(|error| unreadable(recorded, &format!("its payload cannot be read: {error}")))
}

/// Until its second shape a change of a unit counted from the day on which it was recorded.
fn dated(mut known: Value, recorded: &RecordedEvent) -> Value {
    if let Some(fields) = known.as_object_mut() {
        let day = business_date(recorded.recorded_at).to_string();
        fields.insert("effective_on".to_owned(), day.into());
    }
    known
}

fn unreadable(recorded: &RecordedEvent, because: &str) -> StoreError {
    let row = format!("{}@{}", recorded.stream, recorded.version);
    StoreError::corrupt("journal", row, because)
}
