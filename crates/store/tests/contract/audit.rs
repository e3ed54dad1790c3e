//! The audit streams: chained, sealed, and gone only as a whole.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use duban_domain::audit::act::{Kind, Outcome};
use duban_domain::audit::{Event as AuditEvent, Node};
use duban_domain::command::Event;
use duban_domain::value::digest::Digest;
use duban_domain::value::id::PersonId;
use duban_store::journal::audit::{self, Entry, NewEntry, Stream};
use duban_store::journal::seal::Keyring;
use duban_store::journal::verify::{Verification, verify};
use duban_store::journal::{self, codec};
use duban_store::page::Page;
use duban_store::read::audit::{AuditFilter, Oversight, count, key, list};
use duban_store::{Store, StoreError};
use uuid::Uuid;

use super::database::{TestDatabase, at, event};

on_both_databases!(
    a_stream_goes_on_where_it_was,
    nodes_write_side_by_side,
    what_is_tampered_with_is_found,
    what_is_written_anew_is_found_by_the_seal,
    entries_go_only_with_their_stream,
    pages_and_filters_of_those_who_keep_the_logs,
);

const NODES: [&str; 2] = ["one", "two"];

fn node(name: &str) -> Node {
    Node::parse(name).unwrap()
}

fn day() -> NaiveDate {
    at(0).date_naive()
}

fn entry(kind: Kind, seconds: i64) -> NewEntry {
    NewEntry {
        first_at: at(seconds),
        last_at: at(seconds + 1),
        kind,
        outcome: Outcome::Refused,
        code: Some("FORBIDDEN".to_owned()),
        subject: Some("SIGN_FOR".to_owned()),
        object: Some("task:1".to_owned()),
        person: Some(Uuid::from_u128(7)),
        post: Some(Uuid::from_u128(8)),
        role: Some("COUNTY".to_owned()),
        address: Some("10.0.0.1".to_owned()),
        request_id: Some("r-1".to_owned()),
        occurrences: 3,
    }
}

async fn append(
    store: &Store,
    name: &str,
    recorded_at: DateTime<Utc>,
    new: Vec<NewEntry>,
) -> Result<(), StoreError> {
    let (node, new) = (&node(name), &new);
    store
        .write(move |tx| async move {
            audit::append(&tx, (node, day()), recorded_at, new.clone()).await
        })
        .await
}

async fn entries(store: &Store, filter: &AuditFilter) -> Vec<Entry> {
    let page = &Page::first(1_000);
    let all = Oversight::Everyone;
    store.read(|tx| async move { list(&tx, all, filter, page).await }).await.unwrap().rows
}

/// Seals the stream of a node as the engine does.
async fn seal(store: &Store, name: &str) -> Stream {
    let found = store.read(|tx| async move { audit::unsealed(&tx, day(), at(99), 9).await }).await;
    let stream = found.unwrap().into_iter().find(|stream| stream.node == node(name)).unwrap();
    let Stream { node, entries, head, .. } = stream.clone();
    say(store, &AuditEvent::AuditSealed { node, entries, head }, at(20)).await;
    let sealed = &stream;
    store
        .write(move |tx| async move { audit::note_sealed(&tx, sealed, at(50)).await })
        .await
        .unwrap();
    stream
}

/// Has the journal say something of the streams of the day.
async fn say(store: &Store, said: &AuditEvent, recorded_at: DateTime<Utc>) {
    let name = format!("audit:{}", day());
    let encoded = codec::encode(&Event::Audit(said.clone())).unwrap();
    let new = journal::NewEvent {
        kind: encoded.kind.into(),
        payload: encoded.payload,
        actor: "system".to_owned(),
        recorded_at,
        ..event(&name)
    };
    let (name, new) = (&[name], &new);
    let appended = store.write(move |tx| async move {
        let mut heads = journal::lock_heads(&tx, name, &[]).await?;
        journal::append(&tx, &mut heads, vec![new.clone()]).await.map(|_| ())
    });
    appended.await.unwrap();
}

async fn found(store: &Store) -> Verification {
    verify(store, &Keyring::new([]), None).await.unwrap()
}

async fn is_found(database: &TestDatabase, change: &str, subject: &str) {
    database.execute(change).await.unwrap_or_else(|error| panic!("{change}: {error:?}"));
    let found = found(&database.store).await;
    let named = found.findings.iter().any(|finding| finding.to_string().contains(subject));
    assert!(named, "{change}: {:#?}", found.findings);
}

async fn a_stream_goes_on_where_it_was(database: TestDatabase) {
    let store = &database.store;
    append(store, "one", at(2), vec![entry(Kind::SignIn, 0), entry(Kind::Refusal, 1)])
        .await
        .unwrap();
    append(store, "one", at(3), vec![]).await.unwrap();
    store.close().await.unwrap();
    let again = Store::connect(&database.settings).await.unwrap();
    append(&again, "one", at(4), vec![entry(Kind::Export, 3)]).await.unwrap();
    let all = entries(&again, &AuditFilter::default()).await;
    let kept: Vec<(i64, Kind)> = all.iter().map(|entry| (entry.no, entry.what.kind)).collect();
    assert_eq!(kept, [(1, Kind::SignIn), (2, Kind::Refusal), (3, Kind::Export)]);
    assert_eq!(all[0].what, entry(Kind::SignIn, 0));
    assert_eq!(all[0].prev_hash, Digest([0; 32]));
    assert!(all.windows(2).all(|pair| pair[1].prev_hash == pair[0].hash));
    let found = found(&again).await;
    assert_eq!((found.is_sound(), found.audited), (true, 3), "{:#?}", found.findings);
    again.close().await.unwrap();
}

async fn nodes_write_side_by_side(database: TestDatabase) {
    let mut writers = tokio::task::JoinSet::new();
    // Two machines may bear one name: they wait for each other then, and nothing is lost.
    for name in [NODES[0], NODES[1], NODES[1]] {
        let store = database.store.clone();
        writers.spawn(async move {
            for second in 0..20 {
                append(&store, name, at(second), vec![entry(Kind::Refusal, second)]).await.unwrap();
            }
        });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    let mut counts = BTreeMap::<String, i64>::new();
    for entry in entries(&database.store, &AuditFilter::default()).await {
        *counts.entry(entry.node).or_default() += 1;
    }
    assert_eq!(counts.into_values().collect::<Vec<_>>(), [20, 40]);
    let found = found(&database.store).await;
    assert!(found.is_sound(), "{:#?}", found.findings);
}

async fn what_is_tampered_with_is_found(database: TestDatabase) {
    let store = &database.store;
    for name in NODES {
        let new = (0..4).map(|second| entry(Kind::Refusal, second)).collect();
        append(store, name, at(9), new).await.unwrap();
    }
    for change in [
        "UPDATE audit_entry SET code = 'DONE' WHERE no = 2",
        "DELETE FROM audit_entry WHERE no = 4",
        "DELETE FROM audit_stream WHERE node = 'two'",
        "UPDATE audit_stream SET entries = 3 WHERE node = 'two'",
    ] {
        assert!(database.execute(change).await.is_err(), "{change}");
    }
    database.without_triggers().await;
    let keep = "CREATE TABLE kept AS SELECT * FROM audit_entry";
    database.execute(keep).await.unwrap();
    let back = "DELETE FROM audit_entry; INSERT INTO audit_entry SELECT * FROM kept";
    let second = format!("entry 2 of the audit stream of one on {}", day());
    let third = format!("entry 3 of the audit stream of one on {}", day());
    let (all, one) = ("node = 'one'", "node = 'one' AND no = 2");
    for (change, subject) in [
        (format!("UPDATE audit_entry SET first_at = last_at WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET last_at = recorded_at WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET recorded_at = first_at WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET kind = 'SIGN_IN' WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET kind = 'HEARSAY' WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET outcome = 'DONE' WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET code = NULL WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET subject = 'X' WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET object = NULL WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET person_id = post_id WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET post_id = NULL WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET role = 'OFFICE' WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET address = '10.0.0.2' WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET request_id = 'r-2' WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET occurrences = 1 WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET algorithm = 'md5' WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET prev_hash = hash WHERE {one}"), &second),
        (format!("UPDATE audit_entry SET hash = prev_hash WHERE {one}"), &second),
        (format!("DELETE FROM audit_entry WHERE {one}"), &third),
        (format!("UPDATE audit_entry SET no = 9 WHERE {one}"), &third),
        (format!("DELETE FROM audit_entry WHERE {all}"), &"audit stream of one".to_owned()),
        (
            format!("UPDATE audit_entry SET node = 'three' WHERE {all}"),
            &"stream of three".to_owned(),
        ),
        (format!("DELETE FROM audit_entry WHERE {all} AND no = 4"), &"end with entry 4".to_owned()),
    ] {
        is_found(&database, &change, subject).await;
        database.execute(back).await.unwrap();
        let found = found(store).await;
        assert!(found.is_sound(), "{change}: {:#?}", found.findings);
    }
    let shorter = "UPDATE audit_stream SET entries = 3 WHERE node = 'one'";
    is_found(&database, shorter, "end with entry 3").await;
    let more = "UPDATE audit_stream SET sealed_entries = 1, entries = 4 WHERE node = 'one'";
    is_found(&database, more, "1 entries are noted as sealed; the journal sealed 0").await;
}

async fn what_is_written_anew_is_found_by_the_seal(database: TestDatabase) {
    let store = &database.store;
    append(store, "one", at(1), vec![entry(Kind::Refusal, 0), entry(Kind::Export, 1)])
        .await
        .unwrap();
    assert_eq!(seal(store, "one").await.entries, 2);
    append(store, "one", at(2), vec![entry(Kind::SignIn, 1)]).await.unwrap();
    assert!(found(store).await.is_sound());
    database.without_triggers().await;
    // Somebody who knows the program lets it write the stream again, with less in it.
    let gone = "DELETE FROM audit_entry; DELETE FROM audit_stream";
    database.execute(gone).await.unwrap();
    let sealed = found(store).await;
    assert!(sealed.findings[0].to_string().contains("the journal sealed it, and it is not there"));
    append(store, "one", at(1), vec![entry(Kind::SignOut, 0)]).await.unwrap();
    let shorter = found(store).await;
    assert!(shorter.findings[0].to_string().contains("entry 2, which the journal sealed"));
    append(store, "one", at(1), vec![entry(Kind::SignOut, 0)]).await.unwrap();
    let other = found(store).await;
    assert!(other.findings[0].to_string().contains("it is not the one that the journal sealed"));
}

async fn entries_go_only_with_their_stream(database: TestDatabase) {
    let store = &database.store;
    for name in NODES {
        append(store, name, at(1), vec![entry(Kind::Refusal, 0)]).await.unwrap();
    }
    let stream = &seal(store, "one").await;
    let old = store.read(|tx| async move { audit::older(&tx, day(), 9).await }).await.unwrap();
    assert!(old.is_empty(), "the day is not before itself");
    let one = stream.node.clone();
    let removed = AuditEvent::AuditRemoved { node: one, entries: 1 };
    say(store, &removed, at(200 * 86_400)).await;
    let removed = found(store).await;
    assert!(removed.findings[0].to_string().contains("its row does not"), "{removed:#?}");
    let gone = store.write(move |tx| async move { audit::remove(&tx, stream, at(9)).await }).await;
    assert_eq!(gone.unwrap(), 1);
    assert_eq!(entries(store, &AuditFilter::default()).await.len(), 1, "the other one stays");
    assert!(found(store).await.is_sound());
    assert!(append(store, "one", at(2), vec![entry(Kind::Refusal, 0)]).await.is_err());
    let revive = "UPDATE audit_stream SET removed_at = NULL WHERE node = 'one'";
    assert!(database.execute(revive).await.is_err());
    let two = &seal(store, "two").await;
    let gone = store.write(move |tx| async move { audit::remove(&tx, two, at(9)).await }).await;
    assert_eq!(gone.unwrap(), 1);
    let silent = found(store).await;
    assert!(silent.findings[0].to_string().contains("the journal does not say so"), "{silent:#?}");
    let removed = AuditEvent::AuditRemoved { node: node(NODES[1]), entries: 1 };
    say(store, &removed, at(184 * 86_400)).await;
    let early = found(store).await;
    assert!(early.findings[0].to_string().contains("before its time"), "{early:#?}");
}

async fn pages_and_filters_of_those_who_keep_the_logs(database: TestDatabase) {
    let store = &database.store;
    let other = NewEntry { person: Some(Uuid::from_u128(9)), ..entry(Kind::Read, 3) };
    for (name, seconds) in [("two", 5), ("one", 5), ("one", 7)] {
        let new = vec![entry(Kind::Refusal, 1), other.clone()];
        append(store, name, at(seconds), new).await.unwrap();
    }
    let all = entries(store, &AuditFilter::default()).await;
    let places: Vec<(&str, i64)> = all.iter().map(|it| (it.node.as_str(), it.no)).collect();
    assert_eq!(places, [("one", 1), ("one", 2), ("two", 1), ("two", 2), ("one", 3), ("one", 4)]);
    let (filter, page) = (&AuditFilter::default(), &Page::first(2).after(key(&all[1])));
    let next = store.read(|tx| async move { list(&tx, Oversight::Everyone, filter, page).await });
    assert_eq!(next.await.unwrap().rows, all[2..4]);
    let (kind, person) = (Some(Kind::Read), Some(PersonId(Uuid::from_u128(9))));
    for (filter, expected) in [
        (AuditFilter { kind, ..AuditFilter::default() }, 3),
        (AuditFilter { person, ..AuditFilter::default() }, 3),
        (AuditFilter { from: Some(at(6)), ..AuditFilter::default() }, 2),
        (AuditFilter { to: Some(at(7)), ..AuditFilter::default() }, 4),
        (AuditFilter { outcome: Some(Outcome::Done), ..AuditFilter::default() }, 0),
    ] {
        let filter = &filter;
        let eyes = Oversight::Everyone;
        assert_eq!(entries(store, filter).await.len(), expected, "{filter:?}");
        let counted = store.read(|tx| async move { count(&tx, eyes, filter).await }).await;
        assert_eq!(counted.unwrap(), u64::try_from(expected).unwrap(), "{filter:?}");
    }
    for eyes in [Oversight::Nobody, Oversight::AuditAdministrators] {
        let counted = store.read(|tx| async move { count(&tx, eyes, filter).await }).await;
        assert_eq!(counted.unwrap(), 0, "{eyes:?}: nobody of these is an administrator");
    }
    let people = &BTreeSet::from([Uuid::from_u128(7), Uuid::from_u128(9)]);
    let looks = store.read(|tx| async move { audit::looks(&tx, day(), people).await }).await;
    let noted = (Uuid::from_u128(9), "SIGN_FOR".to_owned(), Some("task:1".to_owned()));
    assert_eq!(looks.unwrap(), BTreeSet::from([noted]));
}
