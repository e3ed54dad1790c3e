//! Whatever an owner of the database can do to the journal, verifying finds and names it.

mod any;

use duban_domain::value::hex;
use duban_store::journal::algorithm::Algorithm;
use duban_store::journal::checkpoint::{self, Checkpoint, Fill, Head};
use duban_store::journal::receipt::{self, Disclosure, Receipt};
use duban_store::journal::seal::{Keyring, SealKey};
use duban_store::journal::verify::{Verification, verify};
use duban_store::journal::{self, NewEvent, chain, order, verification};
use duban_store::{Store, StoreError};
use serde_json::Value;
use uuid::Uuid;

use super::database::{TestDatabase, at, event};
use any::{
    a_byte_of_any_column_is_found, any_row_that_is_deleted_is_found,
    any_two_rows_that_are_swapped_are_found,
};

on_both_databases!(
    a_sound_journal_is_proven,
    a_byte_of_any_column_is_found,
    any_row_that_is_deleted_is_found,
    any_two_rows_that_are_swapped_are_found,
    what_is_deleted_or_swapped_is_found,
    what_is_recomputed_is_found,
    what_is_forged_is_found,
    of_many_findings_the_first_in_the_order_are_kept,
    what_is_cut_off_or_put_back_is_found_by_the_anchor,
    a_receipt_proves_one_event_without_the_database,
    checkpoints_cannot_be_changed,
);

fn key(salt: u8) -> SealKey {
    let seed = std::array::from_fn(|place| (place as u8).wrapping_mul(41) ^ salt);
    SealKey::from_seed(seed).unwrap()
}

fn keys() -> Keyring {
    Keyring::new([key(1).public()])
}

/// Seals whatever waits for it.
async fn seal(store: &Store) -> Option<Checkpoint> {
    order::place(store, at(7)).await.unwrap();
    checkpoint::seal(store, &key(1), at(9), Fill::Any).await.unwrap()
}

/// Twelve events on three streams under two seals, two newer ones, and no triggers.
async fn world(database: TestDatabase) -> TestDatabase {
    let full = NewEvent {
        post: Some("post:1".to_owned()),
        caused_by: Some("task:a@1".to_owned()),
        request_id: Some("r-1".to_owned()),
        effective_at: Some(at(60)),
        ..event("task:b")
    };
    let full = &full;
    let appended: Result<_, StoreError> = database
        .store
        .write(move |tx| async move {
            let names = ["task:a", "task:b", "task:c"].map(str::to_owned);
            let mut heads = journal::lock_heads(&tx, &names, &[]).await?;
            let events = vec![event("task:a"), full.clone(), event("task:c"), event("task:b")];
            journal::append(&tx, &mut heads, events).await
        })
        .await;
    appended.unwrap();
    database.append(&["task:a", "task:c"]).await.unwrap();
    assert_eq!(seal(&database.store).await.unwrap().to_position, 6);
    database.append(&["task:a", "task:b", "task:c"]).await.unwrap();
    database.append(&["task:c", "task:b", "task:a"]).await.unwrap();
    assert_eq!(seal(&database.store).await.unwrap().no, 2);
    database.append(&["task:a", "task:b"]).await.unwrap();
    order::place(&database.store, at(11)).await.unwrap();
    database.without_triggers().await;
    keep(&database).await;
    database
}

/// Keeps everything as it is now, to be restored.
async fn keep(database: &TestDatabase) {
    for table in tables(database) {
        let copy = format!(
            "DROP TABLE IF EXISTS saved_{table};
             CREATE TABLE saved_{table} AS SELECT * FROM {table}"
        );
        database.execute(&copy).await.unwrap();
    }
}

fn tables(database: &TestDatabase) -> Vec<&'static str> {
    let mut tables = vec!["journal", "stream_head", "checkpoint"];
    if database.is_postgres() {
        tables.extend(["journal_position", "journal_pending"]);
    }
    tables
}

async fn restore(database: &TestDatabase) {
    for table in tables(database) {
        let given = if database.is_postgres() { "OVERRIDING SYSTEM VALUE" } else { "" };
        let back =
            format!("DELETE FROM {table}; INSERT INTO {table} {given} SELECT * FROM saved_{table}");
        database.execute(&back).await.unwrap();
    }
}

/// What is found after the changes, which are then taken back.
async fn found_after(database: &TestDatabase, changes: &[&str]) -> Verification {
    for change in changes {
        database.execute(change).await.unwrap_or_else(|error| panic!("{change}: {error:?}"));
    }
    let found = verify(&database.store, &keys(), None).await.unwrap();
    restore(database).await;
    found
}

/// Asserts that the changes are found, and that one of the findings is about the subject.
async fn names(database: &TestDatabase, changes: &[&str], subject: &str) {
    let found = found_after(database, changes).await;
    let named = found.findings.iter().any(|finding| finding.to_string().contains(subject));
    assert!(named, "{changes:?} is not named `{subject}`: {:#?}", found.findings);
}

async fn a_sound_journal_is_proven(database: TestDatabase) {
    let empty = verify(&database.store, &keys(), None).await.unwrap();
    assert_eq!((empty.is_sound(), empty.events, empty.head), (true, 0, None));
    for algorithm in [Algorithm::Sha256, Algorithm::Sm3] {
        let other = if database.is_postgres() {
            TestDatabase::postgres(&format!("sound_{}", algorithm.as_str())).await.unwrap()
        } else {
            TestDatabase::sqlite().await
        };
        let other = world(other.again(Some(algorithm)).await).await;
        let sound = verify(&other.store, &keys(), None).await.unwrap();
        assert_eq!(sound.findings, []);
        assert_eq!((sound.events, sound.checkpoints, sound.newer), (14, 2, 2));
        let head = sound.head.unwrap();
        assert_eq!(head.to_string().parse::<Head>(), Ok(head));
        assert!(verify(&other.store, &keys(), Some(head)).await.unwrap().is_sound());
        verification::keep(&other.store, Uuid::from_u128(1), &sound, (at(20), at(21)))
            .await
            .unwrap();
        let read = other.store.read(|tx| async move { verification::last(&tx).await });
        let kept = read.await.unwrap().unwrap();
        assert_eq!((kept.sealed_to, kept.newer, kept.findings), (12, 2, 0));
        // Nothing more is sealed before a whole span waits, unless it is asked for.
        let none = checkpoint::seal(&other.store, &key(1), at(9), Fill::Whole).await.unwrap();
        assert_eq!(none, None);
    }
}

async fn what_is_deleted_or_swapped_is_found(database: TestDatabase) {
    let database = world(database).await;
    let middle = "DELETE FROM journal WHERE stream = 'task:b' AND stream_version = 2";
    names(&database, &[middle], "task:b@3 (position 8): an event is missing").await;
    names(&database, &[middle], "position 4 (position 4)").await;
    let last = "DELETE FROM journal WHERE stream = 'task:c' AND stream_version = 4";
    names(&database, &[last], "task:c@4").await;
    names(&database, &[last], "position 10").await;
    let whole = [
        "DELETE FROM journal WHERE stream = 'task:c'",
        "DELETE FROM stream_head WHERE stream = 'task:c'",
    ];
    names(&database, &whole, "position 3").await;
    names(&database, &["DELETE FROM stream_head WHERE stream = 'task:a'"], "task:a@1").await;
    names(&database, &["DELETE FROM checkpoint WHERE no = 1"], "checkpoint 2").await;
    if database.is_postgres() {
        let place = "DELETE FROM journal_position WHERE position = 5";
        names(&database, &[place], "task:a@2: it has no position").await;
        let pending = "INSERT INTO journal_pending VALUES (999)";
        names(&database, &[pending], "seq 999").await;
        let twice = "INSERT INTO journal_pending VALUES (3)";
        names(&database, &[twice], "task:c@1").await;
    }
    // Two events of one stream change places.
    let swap = [
        "UPDATE journal SET stream_version = 90 WHERE stream = 'task:b' AND stream_version = 2",
        "UPDATE journal SET stream_version = 2 WHERE stream = 'task:b' AND stream_version = 3",
        "UPDATE journal SET stream_version = 3 WHERE stream = 'task:b' AND stream_version = 90",
    ];
    names(&database, &swap, "task:b@2").await;
    // Two events of two streams change places in the order of everything.
    let swap: &[&str] = if database.is_postgres() {
        &[
            "UPDATE journal_position SET seq = -1 WHERE position = 3",
            "UPDATE journal_position SET seq = 3 WHERE position = 5",
            "UPDATE journal_position SET seq = 5 WHERE position = 3",
        ]
    } else {
        &[
            "UPDATE journal SET seq = -1 WHERE seq = 3",
            "UPDATE journal SET seq = 3 WHERE seq = 5",
            "UPDATE journal SET seq = 5 WHERE seq = -1",
        ]
    };
    names(&database, swap, "task:a@2 (position 3): it is not the event that was sealed").await;
}

/// Rewrites the payload of `task:b@2` and every hash behind it, heads included.
async fn recompute(database: &TestDatabase) {
    let read = database
        .store
        .read(|tx| async move { journal::load_streams(&tx, &["task:b".to_owned()]).await });
    let mut events = read.await.unwrap().remove("task:b").unwrap();
    events[1].payload = r#"{"to":"nobody"}"#.to_owned();
    let mut previous = chain::GENESIS;
    for event in &mut events {
        event.prev_hash = previous;
        event.hash = chain::hash(&previous, event).unwrap();
        previous = event.hash;
        let quoted = |hash: &[u8]| match database.is_postgres() {
            true => format!("'\\x{}'", hex::encode(hash)),
            false => format!("x'{}'", hex::encode(hash)),
        };
        let (own, before) = (quoted(&event.hash), quoted(&event.prev_hash));
        let rewrite = format!(
            "UPDATE journal SET payload = '{}', hash = {own}, prev_hash = {before}
             WHERE stream = 'task:b' AND stream_version = {};
             UPDATE stream_head SET hash = {own} WHERE stream = 'task:b'",
            event.payload, event.version
        );
        database.execute(&rewrite).await.unwrap();
    }
}

async fn what_is_recomputed_is_found(database: TestDatabase) {
    let database = world(database).await;
    recompute(&database).await;
    let found = verify(&database.store, &keys(), None).await.unwrap();
    let first = found.findings.first().unwrap().to_string();
    assert!(first.starts_with("task:b@2 (position 4): it is not the event"), "{first}");
    // With new seals under another key, everything fits but the signatures.
    database.execute("DELETE FROM checkpoint").await.unwrap();
    for _ in 0..2 {
        checkpoint::seal(&database.store, &key(2), at(9), Fill::Any).await.unwrap();
    }
    let found = verify(&database.store, &keys(), None).await.unwrap();
    let first = found.findings.first().unwrap().to_string();
    assert!(first.starts_with("checkpoint 1 (position 1): it is signed with the key"), "{first}");
    // Nor does it help to claim the right key.
    let claim = format!("UPDATE checkpoint SET key_id = '{}'", key(1).public().id());
    database.execute(&claim).await.unwrap();
    let found = verify(&database.store, &keys(), None).await.unwrap();
    assert!(found.findings.iter().any(|it| it.because.contains("is not that of the key")));
}

async fn what_is_forged_is_found(database: TestDatabase) {
    let database = world(database).await;
    let hash = if database.is_postgres() { "sha256('x')" } else { "randomblob(32)" };
    let forged = format!(
        "INSERT INTO journal (stream, stream_version, kind, schema, payload, actor, recorded_at,
            algorithm, prev_hash, hash)
         SELECT stream, 6, kind, schema, payload, actor, recorded_at, algorithm, hash, {hash}
         FROM journal WHERE stream = 'task:a' AND stream_version = 5"
    );
    names(&database, &[&forged], "task:a@6").await;
    let new_stream = "INSERT INTO journal (stream, stream_version, kind, schema, payload, actor,
            recorded_at, algorithm, prev_hash, hash)
         SELECT 'task:z', 1, kind, schema, payload, actor, recorded_at, algorithm, prev_hash, hash
         FROM journal WHERE stream = 'task:a' AND stream_version = 1";
    names(&database, &[new_stream], "task:z@1").await;
}

async fn of_many_findings_the_first_in_the_order_are_kept(database: TestDatabase) {
    // The streams are read by name, the last of them holds the first positions.
    database.append(&["task:z"]).await.unwrap();
    for _ in 0..120 {
        database.append(&["task:a"]).await.unwrap();
    }
    seal(&database.store).await.unwrap();
    database.without_triggers().await;
    database.execute("UPDATE journal SET actor = 'person:9'").await.unwrap();
    let found = verify(&database.store, &keys(), None).await.unwrap();
    assert_eq!((found.found, found.findings.len()), (121, 100));
    assert_eq!(found.findings[0].subject, "task:z@1");
    let positions: Vec<_> = found.findings.iter().filter_map(|it| it.position).collect();
    assert_eq!(positions, (1..=100).collect::<Vec<i64>>());
}

async fn what_is_cut_off_or_put_back_is_found_by_the_anchor(database: TestDatabase) {
    let database = world(database).await;
    seal(&database.store).await.unwrap();
    let anchor = verify(&database.store, &keys(), None).await.unwrap().head;
    let anchored = async || {
        let found = verify(&database.store, &keys(), anchor).await.unwrap();
        found.findings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(anchored().await, Vec::<String>::new());
    // An old copy: what was saved before the last seal.
    restore(&database).await;
    assert!(verify(&database.store, &keys(), None).await.unwrap().is_sound());
    let found = anchored().await;
    assert!(
        found[0].starts_with("checkpoint 3: the anchor saw it seal up to position 14"),
        "{found:?}"
    );
    // The newest sealed events cut off, with their seal and heads.
    let cut = if database.is_postgres() {
        "DELETE FROM journal WHERE seq > 6; DELETE FROM journal_position WHERE position > 6;"
    } else {
        "DELETE FROM journal WHERE seq > 6;"
    };
    let heads = "DELETE FROM checkpoint WHERE no > 1; DELETE FROM stream_head;
        INSERT INTO stream_head SELECT stream, stream_version, hash FROM journal j
        WHERE stream_version = (SELECT max(stream_version) FROM journal k WHERE k.stream = j.stream)";
    database.execute(&format!("{cut} {heads}")).await.unwrap();
    assert!(verify(&database.store, &keys(), None).await.unwrap().is_sound());
    assert!(anchored().await[0].contains("cut off"));
}

async fn a_receipt_proves_one_event_without_the_database(database: TestDatabase) {
    let database = world(database).await;
    let of = async |position: i64, disclosure| {
        let read = database
            .store
            .read(move |tx| async move { receipt::receipt(&tx, position, disclosure).await });
        read.await.unwrap()
    };
    for position in 1..=12 {
        for disclosure in [Disclosure::Content, Disclosure::Hashes] {
            let text = of(position, disclosure).await.unwrap().to_text().unwrap();
            let proven = Receipt::parse(&text).unwrap().check(&keys()).unwrap();
            assert_eq!(proven.position, position);
            assert_eq!(proven.content, disclosure == Disclosure::Content);
            assert!(Receipt::parse(&text).unwrap().check(&Keyring::default()).is_err());
        }
    }
    assert_eq!(of(13, Disclosure::Content).await, None);
    assert_eq!(of(99, Disclosure::Content).await, None);
    let text = of(2, Disclosure::Content).await.unwrap().to_text().unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let mut parts = Vec::new();
    leaves(&whole, String::new(), &mut parts);
    assert!(parts.len() > 28, "{parts:?}");
    for part in parts {
        let mut changed = whole.clone();
        let value = changed.pointer_mut(&part).unwrap();
        *value = touched(value);
        let read = Receipt::parse(&changed.to_string());
        assert!(read.and_then(|receipt| receipt.check(&keys())).is_err(), "{part}: {changed}");
    }
}

/// Where the values of a document stand.
fn leaves(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves(value, format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                leaves(item, format!("{at}/{place}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => found.push(at),
    }
}

/// A value with its last digit or letter changed.
fn touched(value: &Value) -> Value {
    match value {
        Value::Number(number) => (number.as_i64().unwrap() + 1).into(),
        Value::String(text) => {
            let digit = |c: char| c.is_ascii_digit();
            let place = text.rfind(digit).or(text.rfind(|c: char| c.is_alphanumeric())).unwrap();
            let other = if text[place..].starts_with('1') { "2" } else { "1" };
            let rest: String = text[place..].chars().skip(1).collect();
            format!("{}{other}{rest}", &text[..place]).into()
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => "1".into(),
    }
}

async fn checkpoints_cannot_be_changed(database: TestDatabase) {
    database.append(&["task:1"]).await.unwrap();
    seal(&database.store).await.unwrap();
    for change in ["UPDATE checkpoint SET no = 2", "DELETE FROM checkpoint"] {
        assert!(database.execute(change).await.is_err(), "{change}");
    }
    let change = "UPDATE installation SET value = 'sm3'";
    assert!(database.execute(change).await.is_err());
}
