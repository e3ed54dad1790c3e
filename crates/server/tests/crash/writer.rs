//! Writers that remember every acknowledgement and ask again for some of them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use serde_json::{Value, json};

use super::client::{Addresses, Client};
use super::node::Dice;

/// What was acknowledged: the word that only this act wrote, and what it was answered.
#[derive(Clone)]
pub struct Acknowledged {
    pub word: String,
    query: &'static str,
    variables: Value,
    answer: Value,
}

/// What all writers and the killer share.
#[derive(Default)]
pub struct Ledger {
    words: Mutex<Vec<String>>,
    grown: Condvar,
    stop: AtomicBool,
}

impl Ledger {
    fn note(&self, word: &str) {
        self.words.lock().unwrap_or_else(PoisonError::into_inner).push(word.to_owned());
        self.grown.notify_all();
    }

    /// What was acknowledged until now.
    pub fn words(&self) -> Vec<String> {
        self.words.lock().unwrap().clone()
    }

    /// Waits until so many more acts are acknowledged, and fails when a writer has failed.
    pub fn wait_for(&self, more: usize) {
        let mut words = self.words.lock().unwrap();
        let wanted = words.len() + more;
        while words.len() < wanted {
            assert!(!self.stop.load(Ordering::Relaxed), "a writer has failed");
            words = self.grown.wait(words).unwrap();
        }
    }
}

/// Tells the others when a writer fails, so that nobody waits for it.
struct Watch<'a>(&'a Ledger);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop.store(true, Ordering::Relaxed);
            // Nobody is between looking and waiting.
            drop(self.0.words.lock().unwrap_or_else(PoisonError::into_inner));
            self.0.grown.notify_all();
        }
    }
}

/// What a writer has done when it stops.
#[derive(Default)]
pub struct Done {
    pub acknowledged: Vec<Acknowledged>,
    pub repeated: usize,
    pub retried: usize,
}

/// Where a writer writes.
pub struct Desk {
    /// The account, and the draft plan it adds tasks to.
    pub clerk: (&'static str, String),
    /// The unit that leads the tasks.
    pub lead: String,
    /// The account of a county.
    pub county: &'static str,
    /// One of its assignments, and the day on which that is due.
    pub held: (String, String),
}

const ADD: &str = "mutation($input: AddTaskInput!) { addTask(input: $input) {
    clientMutationId task { id } errors { code message } } }";
const CORRECT: &str = "mutation($input: CorrectTaskInput!) { correctTask(input: $input) {
    clientMutationId task { id } errors { code message } } }";
const PLAN: &str = "mutation($input: PlanMilestonesInput!) { planMilestones(input: $input) {
    clientMutationId assignment { id } errors { code message } } }";

/// Lets everybody write while something is done, then tells them to stop; what came of both.
pub fn meanwhile<T>(
    desks: &[Desk],
    addresses: &Addresses,
    work: impl FnOnce(&Ledger) -> T,
) -> (T, Vec<Done>) {
    let ledger = &Ledger::default();
    thread::scope(|scope| {
        let write = |(number, desk)| scope.spawn(move || write(number, desk, addresses, ledger));
        let writers: Vec<_> = desks.iter().enumerate().map(write).collect();
        let worked = work(ledger);
        ledger.stop.store(true, Ordering::Relaxed);
        (worked, writers.into_iter().map(|writer| writer.join().unwrap()).collect())
    })
}

/// Writes until it is told to stop, and finishes what it began.
fn write(number: usize, desk: &Desk, addresses: &Addresses, ledger: &Ledger) -> Done {
    let _watch = Watch(ledger);
    let clerk = Client::sign_in(addresses, desk.clerk.0);
    let county = Client::sign_in(addresses, desk.county);
    let client = |query| if query == PLAN { &county } else { &clerk };
    let mut dice = Dice::new(u64::from(std::process::id()) * 1_000 + number as u64);
    let mut done = Done::default();
    let mut task = None;
    let mut act = 0;
    while !ledger.stop.load(Ordering::Relaxed) {
        act += 1;
        let word = format!("w{number}a{act}z");
        let (query, input) = match (dice.below(3), &task) {
            (0, Some(task)) => (CORRECT, json!({ "taskId": task, "title": word })),
            (1, _) => {
                let step = json!({ "name": word, "dueOn": desk.held.1, "weight": 100 });
                (PLAN, json!({ "assignmentId": desk.held.0, "milestones": [step] }))
            }
            (_, _) => (
                ADD,
                json!({ "planId": desk.clerk.1, "section": "一", "title": word, "body": "测试",
                        "leadId": desk.lead, "dueOn": "2030-12-31" }),
            ),
        };
        let mut variables = json!({ "input": input });
        variables["input"]["clientMutationId"] = json!(word);
        let (answer, tries) = client(query).ask(query, &variables);
        assert!(!answer.to_string().contains("\"code\""), "{variables}: {answer}");
        if query == ADD {
            task = Some(answer["addTask"]["task"]["id"].as_str().unwrap().to_owned());
        }
        done.retried += usize::from(tries > 1);
        ledger.note(&word);
        done.acknowledged.push(Acknowledged { word, query, variables, answer });
        // One in ten is asked for again, the last or any before it.
        if dice.below(10) == 0 {
            let before = dice.below(done.acknowledged.len() as u64) as usize;
            let act = &done.acknowledged[before];
            let (again, _) = client(act.query).ask(act.query, &act.variables);
            assert_eq!(again, act.answer, "{} was answered otherwise", act.word);
            done.repeated += 1;
        }
    }
    done
}
