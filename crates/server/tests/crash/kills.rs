//! Concurrent writers over HTTP while nodes are killed and, where the cluster is ours, PostgreSQL
//! is stopped at once: nothing that was acknowledged is lost, nothing is done twice, the journal
//! proves itself, and the rows are what a rebuild makes.
//!
//! `DUBAN_CRASH_KILLS` says how often (3 unless it is set); `DUBAN_CRASH_POSTGRES` is a command that
//! crashes the server of `TEST_DATABASE_URL` and starts it again. `tests/run crash` sets both.

use std::collections::BTreeMap;
use std::env;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use duban_store::journal::read;
use duban_store::{Location, Settings, Sql, Store};
use serde_json::{Value, json};

use super::client::{Addresses, Client, PASSWORD};
use super::node::{Dice, Node, Place};
use super::writer::{Desk, Done, meanwhile};

/// How many write at once.
pub const WRITERS: usize = 4;

const PLAN: &str = include_str!("../../../../tests/data/plan.txt");

#[test]
fn nothing_acknowledged_is_lost_or_doubled_when_the_program_is_killed_over_sqlite() {
    survive(Place::new(None), 1);
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_when_two_nodes_are_killed_over_postgres() {
    in_schemas("crash", 1, |urls| survive(Place::new(urls.pop()), 2));
}

/// The one cluster of all tests: who works on it may also stop it.
static CLUSTER: Mutex<()> = Mutex::new(());

/// Does something with so many empty schemas of PostgreSQL, if there is one, alone.
pub fn in_schemas(name: &str, count: usize, work: impl FnOnce(&mut Vec<String>)) {
    let Ok(url) = env::var("TEST_DATABASE_URL") else {
        let required = env::var("REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
        assert!(!required, "REQUIRE_POSTGRES=1, but TEST_DATABASE_URL is not set");
        eprintln!("skipped: TEST_DATABASE_URL is not set");
        return;
    };
    let _alone = CLUSTER.lock().unwrap_or_else(PoisonError::into_inner);
    let schemas: Vec<String> =
        (0..count).map(|place| format!("{name}_{}_{place}", std::process::id())).collect();
    for schema in &schemas {
        admin(&url, &format!("CREATE SCHEMA {schema}"));
    }
    let mut urls: Vec<String> =
        schemas.iter().map(|schema| format!("{url}?options[search_path]={schema}")).collect();
    work(&mut urls);
    for schema in &schemas {
        admin(&url, &format!("DROP SCHEMA {schema} CASCADE"));
    }
}

fn survive(place: Place, count: usize) {
    let kills = env::var("DUBAN_CRASH_KILLS").map_or(3, |kills| kills.parse().unwrap());
    let stop_postgres = place.url.as_ref().and_then(|_| env::var("DUBAN_CRASH_POSTGRES").ok());
    prepare(&place);
    let addresses = Addresses::default();
    let mut nodes: Vec<Node> = (0..count).map(|_| place.serve()).collect();
    for (number, node) in nodes.iter().enumerate() {
        addresses.set(number, Some(node.address.clone()));
    }
    let desks = desks(&addresses);
    let mut dice = Dice::new(u64::from(std::process::id()));
    let mut stops = 0;
    let ((), done) = meanwhile(&desks, &addresses, |ledger| {
        for kill in 0..kills {
            ledger.wait_for(5 + dice.below(40) as usize);
            // Every third time it is the database that ends, with everything it was doing.
            if let Some(command) = stop_postgres.as_ref().filter(|_| kill % 3 == 2) {
                assert!(Command::new("sh").args(["-c", command]).status().unwrap().success());
                stops += 1;
                continue;
            }
            let number = dice.below(count as u64) as usize;
            addresses.set(number, None);
            nodes.remove(number).kill();
            nodes.insert(number, place.serve());
            addresses.set(number, Some(nodes[number].address.clone()));
        }
        ledger.wait_for(20);
    });
    nodes.into_iter().for_each(Node::stop);
    let sum = |of: fn(&Done) -> usize| done.iter().map(of).sum::<usize>();
    eprintln!(
        "{kills} kills ({stops} of them of the database): {} acknowledged, {} asked for again, \
         {} retried",
        sum(|done| done.acknowledged.len()),
        sum(|done| done.repeated),
        sum(|done| done.retried)
    );
    check(&place, &done);
}

/// A plan that is carried out, one that is drafted, and the people who write.
pub fn prepare(place: &Place) {
    let person = |name: &str, unit: &str, role: &str, grade: &str| {
        format!(
            "[[person]]\nusername = \"{name}\"\nname = \"{name}\"\npassword = \"{PASSWORD}\"\n\
             posts = [{{ unit = \"{unit}\", role = \"{role}\", grade = \"{grade}\" }}]\n"
        )
    };
    let mut people = person("crash.clerk", "CZ-HOUSING", "OFFICE", "HANDLER");
    people += &person("crash.signer", "140403", "COUNTY", "SIGNER");
    let people = place.write("people.toml", &people);
    place.done(&["seed", "--people", people.to_str().unwrap()]);
    let carried = place.write("carried.txt", PLAN);
    place.done(&["import", carried.to_str().unwrap(), "--issue", "--register-unknown-units"]);
    let drafted = place.write("drafted.txt", &PLAN.replacen("2026", "2027", 1));
    place.done(&["import", drafted.to_str().unwrap(), "--register-unknown-units"]);
}

/// The county signs for what it was given; each writer gets a desk.
pub fn desks(addresses: &Addresses) -> Vec<Desk> {
    let clerk = Client::sign_in(addresses, "crash.clerk");
    let plans = "{ plans(first: 10) { edges { node { id state } } }
        tasks(first: 1) { edges { node { lead { id } } } } }";
    let (found, _) = clerk.ask(plans, &json!({}));
    let plans = found["plans"]["edges"].as_array().unwrap();
    let draft = plans.iter().find(|plan| plan["node"]["state"] == "DRAFT").unwrap();
    let plan = draft["node"]["id"].as_str().unwrap();
    let lead = found["tasks"]["edges"][0]["node"]["lead"]["id"].as_str().unwrap();
    let signer = Client::sign_in(addresses, "crash.signer");
    let (held, _) =
        signer.ask("{ assignments(first: 10) { edges { node { id dueOn } } } }", &json!({}));
    let held = held["assignments"]["edges"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let held: Vec<(String, String)> =
        held.map(|edge| (text(&edge["node"]["id"]), text(&edge["node"]["dueOn"]))).collect();
    let ids: Vec<&String> = held.iter().map(|(id, _)| id).collect();
    let sign = "mutation($input: SignForAssignmentsInput!) { signForAssignments(input: $input) {
        errors { code message } } }";
    let (signed, _) = signer.ask(sign, &json!({ "input": { "assignmentIds": ids } }));
    assert_eq!(signed["signForAssignments"]["errors"], json!([]), "{signed}");
    let desk = |number: usize| Desk {
        clerk: ("crash.clerk", plan.to_owned()),
        lead: lead.to_owned(),
        county: "crash.signer",
        held: held[number % held.len()].clone(),
    };
    (0..WRITERS).map(desk).collect()
}

/// Every act that was acknowledged is one event; the journal and the rows prove themselves.
fn check(place: &Place, done: &[Done]) {
    let mut written = proven(place);
    for act in done.iter().flat_map(|done| &done.acknowledged) {
        let times = written.remove(&act.word).unwrap_or(0);
        assert_eq!(times, 1, "{} was acknowledged and is {times} events", act.word);
    }
    // What nobody acknowledged was asked for until it was.
    assert_eq!(written.into_keys().collect::<Vec<_>>(), Vec::<String>::new());
}

/// The words of the acts that are events, and how often, after journal and rows proved themselves.
pub fn proven(place: &Place) -> BTreeMap<String, usize> {
    let said = place.done(&["verify"]);
    assert!(said.contains("everything that was sealed is as it was"), "{said}");
    let said = place.done(&["rebuild"]);
    assert!(said.contains(" 0 differed"), "{said}");
    let mut written: BTreeMap<String, usize> = BTreeMap::new();
    for payload in payloads(place) {
        words(&payload).for_each(|word| *written.entry(word).or_default() += 1);
    }
    written
}

/// The words that name acts, wherever they stand between quotation marks.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let named = |text: &&str| text.starts_with('w') && text.ends_with('z');
    text.split('"').filter(named).map(str::to_owned)
}

fn payloads(place: &Place) -> Vec<String> {
    let location = match &place.url {
        None => Location::Sqlite(place.path("data").join("duban.sqlite")),
        Some(url) => Location::parse(url).unwrap(),
    };
    now(async {
        let store = Store::connect(&Settings::new(location)).await.unwrap();
        let events = store.read(|tx| async move { read::all(&tx).await }).await.unwrap();
        store.close().await.unwrap();
        events.into_iter().map(|event| event.payload).collect()
    })
}

fn admin(url: &str, sql: &str) {
    now(async {
        let store = Store::connect(&Settings::new(Location::parse(url).unwrap())).await.unwrap();
        let sql = &Sql::new(sql);
        store.write(|tx| async move { tx.execute(sql).await }).await.unwrap();
        store.close().await.unwrap();
    });
}

pub fn now<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}
