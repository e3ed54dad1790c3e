//! What `availableActions` promises is kept: at random moments, on random things, by random people,
//! what is allowed is done when it is asked for, and what is refused is refused with the very code
//! that was told beside it.
//!
//! `crates/domain/tests/properties` says the same of the rules alone; here it is said of Duban as
//! clients meet it, where what a rule needs to know is looked up and may be looked up otherwise for
//! the offer than for the deed.

mod attempt;

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;
use duban_domain::available::offered;
use duban_domain::policy::Who;
use duban_engine::clock::Clock;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::cast::PEOPLE;
use crate::harness::database::Database;
use crate::harness::world::World;
use attempt::{Attempt, attempts, selection};

/// How many steps the walk has at least; it goes on until every action was met, allowed and not.
const STEPS: usize = 320;

/// How many it has at most.
const STEPS_MAX: usize = 3 * STEPS;

/// How many things are looked at for one that can be done.
const LOOKS: usize = 40;

/// After so many of them a few days pass.
const PER_DAY: usize = 20;

/// Who can do something with an assessment: few of all the people, so they are sought there.
fn assess(whos: &[Who]) -> Vec<&'static str> {
    let people = |who: &Who| -> &[&'static str] {
        match who {
            Who::Assessor => &["assessor", "assessor.director"],
            Who::AssessorDirector => &["assessor.director"],
            Who::HolderHandler => &["east", "west.signer", "housing", "housing.signer"],
            Who::HolderSigner => &["east.signer", "west.signer"],
            Who::GroupLeader => &["leader"],
            Who::HeadOfGovernment => &["mayor"],
            _ => &[],
        }
    };
    whos.iter().flat_map(people).copied().collect()
}

/// The people of the other city, who see nothing of this one.
const FAR: [&str; 4] = ["far.clerk", "far.director", "far.county", "far.county.signer"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_offered_is_what_is_done_on_sqlite() {
    walk(Database::sqlite().await, 20_260_211).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_offered_is_what_is_done_on_postgres() {
    if let Some(database) = Database::postgres("walk").await {
        walk(database, 20_260_211).await;
    }
}

/// `DUBAN_WALK_SEED` walks another way.
async fn walk(database: Database, seed: u64) {
    let seed = std::env::var("DUBAN_WALK_SEED").map_or(seed, |other| other.parse().unwrap());
    let mut walk = Walk::begin(World::live(database).await, seed).await;
    for step in 0..STEPS_MAX {
        if step >= STEPS && walk.missing().is_empty() {
            break;
        }
        if step % PER_DAY == PER_DAY - 1 {
            walk.let_days_pass().await;
        }
        if step % 2 == 0 {
            walk.step(step).await;
        } else {
            walk.hunt(step).await;
        }
    }
    let missing = walk.missing();
    let Walk { app, broken, seen, .. } = walk;
    app.end().await;
    assert!(broken.is_empty(), "seed {seed}, {} broken:\n{}", broken.len(), broken.join("\n"));
    assert!(missing.is_empty(), "seed {seed}: never met with `allowed` so: {missing:?}");
    let times: usize = seen.values().sum();
    println!("seed {seed}: {times} offers were put to the test");
}

/// Numbers without pattern, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

struct Walk {
    app: TestApp,
    dice: Dice,
    people: Vec<&'static str>,
    /// The tokens of today.
    tokens: BTreeMap<&'static str, String>,
    /// Everything with a life of its own, by its kind.
    things: BTreeMap<String, Vec<String>>,
    /// How often an action was met, allowed or not.
    seen: BTreeMap<(String, bool), usize>,
    broken: Vec<String>,
}

impl Walk {
    /// What was never met, allowed or not.
    fn missing(&self) -> Vec<(String, bool)> {
        let both = |(kind, action, _)| [true, false].map(|it| (format!("{kind}.{action}"), it));
        let wanted = offered().into_iter().flat_map(both);
        wanted.filter(|it| !self.seen.contains_key(it)).collect()
    }

    async fn begin(app: TestApp, seed: u64) -> Self {
        let people = PEOPLE.iter().map(|(name, ..)| *name).chain(FAR).collect();
        let (tokens, things) = (BTreeMap::new(), BTreeMap::new());
        let (seen, broken) = (BTreeMap::new(), Vec::new());
        let mut walk = Self { app, dice: Dice(seed), people, tokens, things, seen, broken };
        walk.look_around().await;
        walk
    }

    /// What the two directors see, and what has a name.
    async fn look_around(&mut self) {
        let mut ids: BTreeSet<String> = self.app.names.values().cloned().collect();
        let list = "{ sheets(first: 100) { edges { node { id } } }
            evidence(first: 100) { edges { node { id } } } }";
        for who in ["director", "far.director"] {
            let answer = self.app.ask(who, list, json!({})).await;
            for found in ["sheets", "evidence"] {
                let edges = answer[found]["edges"].as_array().unwrap().iter();
                ids.extend(edges.map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()));
            }
        }
        self.things.clear();
        for id in ids {
            let Some((kind, _)) = id.split_once(':') else { continue };
            if selection(kind).is_some() {
                self.things.entry(kind.to_owned()).or_default().push(id);
            }
        }
    }

    async fn let_days_pass(&mut self) {
        let days = u64::try_from(1 + self.dice.below(4)).unwrap();
        let next = self.app.clock.now().date_naive().checked_add_days(Days::new(days)).unwrap();
        self.app.on(&next.to_string()).await;
        self.tokens.clear();
        self.look_around().await;
    }

    async fn token(&mut self, who: &'static str) -> String {
        if !self.tokens.contains_key(who) {
            self.tokens.insert(who, self.app.token(who).await);
        }
        self.tokens[who].clone()
    }

    /// Somebody looks at something, tries all that is refused, and does one thing that is not.
    async fn step(&mut self, step: usize) {
        let kinds: Vec<String> = self.things.keys().cloned().collect();
        let kind = &kinds[self.dice.below(kinds.len())];
        let things = &self.things[kind];
        let id = things[self.dice.below(things.len())].clone();
        let who = self.people[self.dice.below(self.people.len())];
        let Some(thing) = self.look(who, kind, &id).await else { return };
        let mut open = Vec::new();
        for offer in thing["availableActions"].as_array().unwrap() {
            let action = offer["action"].as_str().unwrap().to_owned();
            if offer["allowed"] == true {
                open.push(action);
                continue;
            }
            let told = offer["code"].as_str().unwrap();
            // Of many parts, each is refused for its own reason; the offer tells one of them.
            let mut answered = BTreeSet::new();
            for attempt in attempts(kind, &action, &thing, self.today()) {
                answered.insert(self.attempt(who, &attempt).await);
                if answered.contains(told) {
                    break;
                }
            }
            if !answered.contains(told) || answered.contains("DONE") {
                self.fail(step, format!("{who} {kind}.{action} {id}: {told}, but {answered:?}"));
            }
            *self.seen.entry((format!("{kind}.{action}"), false)).or_default() += 1;
        }
        // The one that was done least so far, so that every action has its turn.
        let done = |action: &String| {
            self.seen.get(&(format!("{kind}.{action}"), true)).copied().unwrap_or_default()
        };
        if let Some(action) = open.into_iter().min_by_key(done) {
            self.act(step, who, (kind, &action), &thing).await;
        }
    }

    /// Something is wanted that nobody has done yet, or anything where all has been done: things
    /// and people are gone through until it can be.
    async fn hunt(&mut self, step: usize) {
        let name = |kind: &str, action: &str| (format!("{kind}.{action}"), true);
        let mut wanted = offered();
        if wanted.iter().any(|(kind, action, _)| !self.seen.contains_key(&name(kind, action))) {
            wanted.retain(|(kind, action, _)| !self.seen.contains_key(&name(kind, action)));
        }
        let (kind, action, whos) = wanted[self.dice.below(wanted.len())];
        let sought = assess(whos);
        for _ in 0..LOOKS {
            let things = &self.things[kind];
            let id = things[self.dice.below(things.len())].clone();
            let who = match kind {
                "assessment" => sought[self.dice.below(sought.len())],
                _ => self.people[self.dice.below(self.people.len())],
            };
            let Some(thing) = self.look(who, kind, &id).await else { continue };
            let offers = thing["availableActions"].as_array().unwrap();
            if offers.iter().any(|it| it["action"] == action && it["allowed"] == true) {
                return self.act(step, who, (kind, action), &thing).await;
            }
        }
    }

    /// The thing as somebody sees it; what is hidden cannot be acted upon either.
    async fn look(&mut self, who: &'static str, kind: &str, id: &str) -> Option<Value> {
        let token = self.token(who).await;
        let query = selection(kind).unwrap();
        let answer = self.app.answer_to(Some(&token), query, json!({ "id": id })).await;
        let mut thing = answer["data"]["node"].clone();
        // What else there is to act with.
        for beside in ["drafts", "evidence"] {
            if thing.is_object()
                && let Some(shown) = answer["data"].get(beside)
            {
                thing[beside] = shown.clone();
            }
        }
        thing.is_object().then_some(thing)
    }

    /// Does what is allowed, in the first way of those that make sense which is accepted.
    async fn act(
        &mut self,
        step: usize,
        who: &'static str,
        (kind, action): (&str, &str),
        thing: &Value,
    ) {
        let mut refused = Vec::new();
        for attempt in attempts(kind, action, thing, self.today()) {
            let answered = self.attempt(who, &attempt).await;
            if answered == "DONE" {
                *self.seen.entry((format!("{kind}.{action}"), true)).or_default() += 1;
                return;
            }
            refused.push(format!("{} {}", answered, attempt.input));
        }
        let id = &thing["id"];
        self.fail(step, format!("{who} {kind}.{action} {id} is allowed, but {refused:?}"));
    }

    async fn attempt(&mut self, who: &'static str, attempt: &Attempt) -> String {
        let token = self.token(who).await;
        let variables = json!({ "input": attempt.input });
        let answer = self.app.answer_to(Some(&token), &attempt.document(), variables).await;
        let lawful = answer["data"][attempt.mutation]["errors"][0]["code"].as_str();
        let problem = answer["errors"][0]["extensions"]["code"].as_str();
        lawful.or(problem).unwrap_or("DONE").to_owned()
    }

    fn today(&self) -> String {
        self.app.clock.now().date_naive().to_string()
    }

    fn fail(&mut self, step: usize, what: String) {
        self.broken.push(format!("step {step} on {}: {what}", self.today()));
    }
}

#[test]
fn the_same_seed_walks_the_same_way() {
    let walk = |seed| {
        let mut dice = Dice(seed);
        (0..50).map(|_| dice.below(97)).collect::<Vec<_>>()
    };
    assert_eq!(walk(7), walk(7));
    assert_ne!(walk(7), walk(8));
}
