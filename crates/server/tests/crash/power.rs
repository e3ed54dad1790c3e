//! A power cut over SQLite: what the program asked of the disk is watched while writers write over
//! HTTP, and at many instants of that one run the disk is put together as it may be found then. On
//! each the program starts: nothing that was acknowledged before is lost, nothing is half there.
//!
//! Where nothing can be traced it says so; `DUBAN_CRASH_KILLS` says how many cuts there are, four
//! for each kill.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::thread;

use duban_domain::value::hex;
use duban_store::rows::cell::Cell;
use duban_store::rows::table::tables;
use duban_store::{Location, Settings, Store};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::client::{Addresses, Client};
use super::disk::{Disk, Rest};
use super::kills::{desks, now, prepare, proven, words};
use super::node::{Dice, Place};
use super::trace::{Event, Recorder};
use super::writer::{Desk, meanwhile};

/// How many acts are acknowledged while the disk is watched.
const ACTS: usize = 60;

/// How many files are handed in meanwhile.
const FILES: usize = 6;

const HAND_IN: &str = "mutation($input: SubmitEvidenceInput!) { submitEvidence(input: $input) {
    clientMutationId evidence { id } errors { code message } } }";

/// The places of sectors on a disk of today and on an older one.
const SECTORS: [usize; 2] = [4_096, 512];

#[test]
fn nothing_acknowledged_is_lost_when_the_power_fails_over_sqlite() {
    let mut place = Place::new(None);
    let recorder = Recorder::new(&place.path(""));
    if recorder.is_none() {
        eprintln!("skipped: no power cut is tried, for `strace` is missing or may not trace");
        return;
    }
    place.recorder = recorder;
    live(&place);
    let events = place.recorder.take().unwrap().events();
    let sent = acknowledged(&events);
    assert!(sent.len() >= ACTS + FILES, "only {} acknowledgements were seen", sent.len());
    let kills = env::var("DUBAN_CRASH_KILLS").map_or(3, |kills| kills.parse().unwrap());
    let mut dice = Dice::new(u64::from(std::process::id()));
    let cuts = cuts(&events, &sent, 4 * kills, &mut dice);
    let mut disk = Disk::default();
    let mut taken = 0;
    for (number, cut) in cuts.iter().enumerate() {
        events[taken..*cut].iter().for_each(|event| disk.take(event));
        taken = *cut;
        let found = Place::new(None);
        let rest = match number % 4 {
            0 | 1 => Rest::Lost,
            2 => Rest::Torn(&mut dice, SECTORS[number / 4 % 2]),
            _ => Rest::Kept,
        };
        disk.find(&found.path(""), rest);
        let before = sent.iter().filter(|(_, at)| **at < *cut).map(|(word, _)| word);
        check(&found, before.collect(), *cut);
    }
    let bytes: usize = events.iter().map(written).sum();
    eprintln!("{} cuts among {} calls that wrote {bytes} bytes", cuts.len(), events.len());
    a_disk_that_lies_is_noticed(&events, &sent);
}

/// From nothing to a plan that is carried out, then writers and files, and an end in order.
fn live(place: &Place) {
    prepare(place);
    let addresses = Addresses::default();
    // The first end seals what was prepared.
    let node = place.serve();
    addresses.set(0, Some(node.address.clone()));
    let desks = desks(&addresses);
    node.stop();
    let node = place.serve();
    addresses.set(0, Some(node.address.clone()));
    meanwhile(&desks, &addresses, |ledger| {
        thread::scope(|scope| {
            scope.spawn(|| hand_in(&desks[0], &addresses));
            ledger.wait_for(ACTS);
        });
    });
    node.stop();
}

fn hand_in(desk: &Desk, addresses: &Addresses) {
    let county = Client::sign_in(addresses, desk.county);
    for number in 1..=FILES {
        let word = format!("w9a{number}z");
        let input = json!({ "assignmentId": desk.held.0, "purpose": "CLOSING", "title": word,
                            "clientMutationId": word, "file": null });
        let file = word.as_bytes().repeat(700 * number);
        let answer = county.hand_in(HAND_IN, &json!({ "input": input }), &file);
        assert_eq!(answer["submitEvidence"]["errors"], json!([]), "{answer}");
    }
}

/// At which event each act was acknowledged first.
fn acknowledged(events: &[Event]) -> BTreeMap<String, usize> {
    let mut sent = BTreeMap::new();
    for (place, event) in events.iter().enumerate() {
        if let Event::Sent(bytes) = event {
            for word in words(&String::from_utf8_lossy(bytes)) {
                sent.entry(word).or_insert(place);
            }
        }
    }
    sent
}

/// Instants in order: half of them anywhere since the first acknowledgement, half right behind one,
/// where nothing that comes later can help.
fn cuts(
    events: &[Event],
    sent: &BTreeMap<String, usize>,
    count: usize,
    dice: &mut Dice,
) -> BTreeSet<usize> {
    let places: Vec<usize> = sent.values().copied().collect();
    let first = places.iter().min().unwrap() + 1;
    let mut cuts = BTreeSet::new();
    while cuts.len() < count {
        cuts.insert(match dice.below(2) {
            0 => first + dice.below((events.len() - first) as u64) as usize,
            _ => places[dice.below(places.len() as u64) as usize] + 1,
        });
    }
    cuts
}

/// Everything acknowledged is there once, nothing is there twice, and every file is whole.
fn check(place: &Place, acknowledged: Vec<&String>, cut: usize) {
    let written = proven(place);
    for word in acknowledged {
        let times = written.get(word);
        assert_eq!(times, Some(&1), "{word} was acknowledged before the cut at {cut}");
    }
    assert!(written.values().all(|times| *times == 1), "{written:?}");
    for (key, digest) in files(place) {
        let path = place.path("data").join("files").join(&key[..2]).join(&key);
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let found = hex::encode(&Sha256::digest(bytes));
        assert_eq!(found, digest, "{} at the cut {cut}", path.display());
    }
    place.serve().stop();
}

/// The keys and digests of the files that the database knows.
fn files(place: &Place) -> Vec<(String, String)> {
    now(async {
        let location = Location::Sqlite(place.path("data").join("duban.sqlite"));
        let store = Store::connect(&Settings::new(location)).await.unwrap();
        let read = store.read(|tx| async move {
            let tables = tables(&tx).await?;
            let table = &tables["attachment"];
            let rows = table.after(&tx, None, 1_000).await?;
            let place = |name| table.columns.iter().position(|it| it.name == name).unwrap();
            let (key, digest) = (place("storage_key"), place("digest"));
            Ok::<_, duban_store::StoreError>(
                rows.into_iter()
                    .map(|row| (row.0[key].clone(), row.0[digest].clone()))
                    .collect::<Vec<_>>(),
            )
        });
        let files = read.await.unwrap();
        store.close().await.unwrap();
        let text = |(key, digest)| match (key, digest) {
            (Cell::Text(key), Cell::Bytes { hex }) => (key, hex),
            other => panic!("{other:?}"),
        };
        files.into_iter().map(text).collect()
    })
}

/// Where the database only says that it is on the disk, from the first act on, acts are missing: the
/// cuts would show it.
fn a_disk_that_lies_is_noticed(events: &[Event], sent: &BTreeMap<String, usize>) {
    let mut disk = Disk::default();
    let (first, last) = (*sent.values().min().unwrap(), *sent.values().max().unwrap());
    for (place, event) in events[..=last].iter().enumerate() {
        let lie = matches!(event, Event::SyncBegun { path, .. }
            if place > first && path.to_string_lossy().contains("sqlite"));
        if !lie {
            disk.take(event);
        }
    }
    let found = Place::new(None);
    disk.find(&found.path(""), Rest::Lost);
    let written = proven(&found);
    let acts = sent.len();
    assert!(written.len() < acts, "all of {acts} acts are there though nothing was synced");
}

fn written(event: &Event) -> usize {
    if let Event::Wrote { bytes, .. } = event { bytes.len() } else { 0 }
}
