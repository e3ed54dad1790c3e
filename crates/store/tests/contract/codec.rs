//! Every form in which an event was ever written can still be read, byte for byte.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::DateTime;
use duban_domain::command::StreamId;
use duban_store::journal::chain::GENESIS;
use duban_store::journal::{RecordedEvent, codec};

/// A stream of every kind: a sample says by itself to which of them it belongs.
const STREAMS: [&str; 10] = [
    "rules:office",
    "unit:00000000-0000-0000-0000-000000000001",
    "person:00000000-0000-0000-0000-000000000001",
    "plan:00000000-0000-0000-0000-000000000001",
    "task:00000000-0000-0000-0000-000000000001",
    "assignment:00000000-0000-0000-0000-000000000001",
    "sheet:00000000-0000-0000-0000-000000000001.00000000-0000-0000-0000-000000000002.2026-01",
    "evidence:00000000-0000-0000-0000-000000000001",
    "assessment:00000000-0000-0000-0000-000000000001",
    "audit:2026-01-05",
];

fn recorded(stream: &str, kind: &str, schema: i32, payload: &str) -> RecordedEvent {
    RecordedEvent {
        seq: 1,
        stream: stream.to_owned(),
        version: 1,
        kind: kind.to_owned(),
        schema,
        payload: payload.to_owned(),
        actor: "system".to_owned(),
        post: None,
        caused_by: None,
        request_id: None,
        recorded_at: DateTime::UNIX_EPOCH,
        effective_at: None,
        algorithm: "sha256".to_owned(),
        prev_hash: GENESIS,
        hash: GENESIS,
    }
}

#[test]
fn golden_samples_are_read_and_written_as_they_stand() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/events");
    let mut sampled = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        // `KIND.SCHEMA`, or `KIND.WORD.SCHEMA` for what a form took in later.
        let (kind, rest) = name.split_once('.').unwrap();
        let schema = rest.rsplit('.').next().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let payload = text.trim_end();
        let read = STREAMS.iter().find_map(|stream| {
            let event = recorded(stream, kind, schema.parse().unwrap(), payload);
            codec::decode(stream.parse::<StreamId>().unwrap(), &event).ok()
        });
        let event = read.unwrap_or_else(|| panic!("{name} can no longer be read"));
        let written = codec::encode(&event).unwrap();
        let current = codec::current(kind);
        assert_eq!((written.kind.as_str(), written.schema), (kind, current), "{name}");
        if schema == current.to_string() {
            assert_eq!(written.payload, payload, "{name}");
        }
        sampled.insert(kind.to_owned());
    }
    let missing: Vec<String> = events().difference(&sampled).cloned().collect();
    assert!(
        missing.is_empty(),
        "without a sample: {missing:?}\nhint: put one of each into tests/golden/events/KIND.1.json"
    );
}

/// Every event of every stream, as reading itself lists them when it meets one that it does not
/// know.
fn events() -> BTreeSet<String> {
    let mut events = BTreeSet::new();
    for stream in STREAMS {
        let unknown = recorded(stream, "unheard_of", 1, "{\"event\":\"unheard_of\"}");
        let refused = codec::decode(stream.parse::<StreamId>().unwrap(), &unknown).unwrap_err();
        let text = refused.to_string();
        let (_, expected) = text.split_once("expected ").unwrap();
        let quoted = expected.split('`').skip(1).step_by(2);
        let before = events.len();
        events.extend(quoted.map(str::to_owned));
        assert!(events.len() > before, "{text}");
    }
    events
}
