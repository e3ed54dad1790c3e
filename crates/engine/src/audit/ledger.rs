//! 审计簿. Counts acts that repeat, so that a flood becomes a number instead of a list, and takes no
//! more memory than a few thousand lines do.
//!
//! The first act of its kind is written at the next turn. What repeats within a minute of it is
//! counted and written as one more entry when the minute is over, and so on, minute by minute, for
//! as long as the flood lasts. Acts are of one kind when party, address, kind, outcome, code and
//! subject agree, and for all but refusals the object, too.

use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use duban_domain::audit::act::{Act, Kind, Outcome, Reading};
use duban_domain::time::business_date;
use duban_domain::value::id::PersonId;
use duban_store::journal::audit::NewEntry;

use super::{Origin, Party};

/// How long repetitions are counted before they are written.
const WINDOW: TimeDelta = TimeDelta::seconds(60);

/// How many kinds of acts are told apart at once; beyond, party, address and object are left out.
const LINES_MAX: usize = 8_192;

/// How many looks of a day are remembered; the database remembers the rest.
const LOOKS_MAX: usize = 100_000;

/// How much of what could not be written is kept as it is; beyond, it is added up.
const UNWRITTEN_MAX: usize = 8_192;

/// What is taken out of the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// What is due.
    Due,
    /// Everything: the program ends.
    All,
}

/// What acts of one kind have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    party: Party,
    address: Option<IpAddr>,
    kind: Kind,
    outcome: Outcome,
    code: Option<&'static str>,
    subject: Option<String>,
    object: Option<String>,
}

impl Line {
    fn of(party: Party, origin: &Origin, act: &Act) -> Self {
        let object = act.object().filter(|_| act.kind() != Kind::Refusal);
        Self {
            party,
            address: origin.address,
            kind: act.kind(),
            outcome: act.outcome(),
            code: act.code(),
            subject: act.subject().map(str::to_owned),
            object,
        }
    }

    /// What is left where there are too many of them: as many as there are codes and subjects.
    fn in_a_crowd(self) -> Self {
        Self { party: Party::default(), address: None, object: None, ..self }
    }
}

/// How often it happened since it was written last.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tally {
    opened_at: DateTime<Utc>,
    written: bool,
    first_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
    count: i64,
    object: Option<String>,
    request_id: Option<String>,
}

impl Tally {
    fn add(&mut self, now: DateTime<Utc>, object: Option<String>, request_id: Option<String>) {
        if self.count == 0 {
            (self.first_at, self.object, self.request_id) = (now, object, request_id);
        } else {
            // Several requests have no one id, and several things no one name.
            self.request_id = self.request_id.take().filter(|id| Some(id) == request_id.as_ref());
            self.object = self.object.take().filter(|known| Some(known) == object.as_ref());
        }
        self.last_at = now;
        self.count = self.count.saturating_add(1);
    }

    fn is_due(&self, now: DateTime<Utc>, pace: Pace) -> bool {
        self.count > 0 && (pace == Pace::All || !self.written || now - self.opened_at >= WINDOW)
    }

    fn take(&mut self, line: &Line) -> NewEntry {
        let entry = NewEntry {
            first_at: self.first_at,
            last_at: self.last_at,
            kind: line.kind,
            outcome: line.outcome,
            code: line.code.map(str::to_owned),
            subject: line.subject.clone(),
            object: self.object.take(),
            person: line.party.person.map(|person| person.0),
            post: line.party.post.map(|post| post.0),
            role: line.party.role.map(|role| role.as_str().to_owned()),
            address: line.address.map(|address| address.to_string()),
            request_id: self.request_id.take(),
            occurrences: self.count,
        };
        self.count = 0;
        entry
    }
}

/// The book of a node.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    lines: BTreeMap<Line, Tally>,
    unwritten: Vec<NewEntry>,
    looks: HashSet<(PersonId, Reading)>,
    looks_on: Option<NaiveDate>,
}

impl Ledger {
    /// Puts an act down.
    pub(super) fn note(&mut self, now: DateTime<Utc>, party: Party, origin: &Origin, act: &Act) {
        if let (Act::Read(reading), Some(person)) = (act, party.person)
            && !self.is_new(now, person, *reading)
        {
            return;
        }
        let mut line = Line::of(party, origin, act);
        let mut object = act.object();
        if self.lines.len() >= LINES_MAX && !self.lines.contains_key(&line) {
            line = line.in_a_crowd();
            object = None;
        }
        let tally = self.lines.entry(line).or_insert_with(|| Tally {
            opened_at: now,
            written: false,
            first_at: now,
            last_at: now,
            count: 0,
            object: None,
            request_id: None,
        });
        tally.add(now, object, origin.request_id.clone());
    }

    fn is_new(&mut self, now: DateTime<Utc>, person: PersonId, reading: Reading) -> bool {
        let today = business_date(now);
        if self.looks_on != Some(today) || self.looks.len() >= LOOKS_MAX {
            self.looks.clear();
            self.looks_on = Some(today);
        }
        self.looks.insert((person, reading))
    }

    /// What is to be written now, the earliest first.
    pub(super) fn take(&mut self, now: DateTime<Utc>, pace: Pace) -> Vec<NewEntry> {
        let mut entries = std::mem::take(&mut self.unwritten);
        let before = entries.len();
        self.lines.retain(|line, tally| {
            let over = now - tally.opened_at >= WINDOW;
            if tally.is_due(now, pace) {
                entries.push(tally.take(line));
                tally.written = true;
                if over {
                    tally.opened_at = now;
                }
                // A look is remembered elsewhere.
                return line.kind != Kind::Read;
            }
            tally.count > 0 || !over
        });
        if let Some(new) = entries.get_mut(before..) {
            new.sort_by_key(|entry| entry.first_at);
        }
        entries
    }

    /// Keeps what could not be written; of too much, only how often what happened.
    pub(super) fn put_back(&mut self, mut entries: Vec<NewEntry>) {
        entries.append(&mut self.unwritten);
        self.unwritten = if entries.len() > UNWRITTEN_MAX { added_up(entries) } else { entries };
    }
}

/// The same acts without parties and objects: as many entries as there are codes and subjects.
fn added_up(entries: Vec<NewEntry>) -> Vec<NewEntry> {
    let mut sums: Vec<NewEntry> = Vec::new();
    for entry in entries {
        let alike = |sum: &&mut NewEntry| {
            (sum.kind, sum.outcome, &sum.code, &sum.subject)
                == (entry.kind, entry.outcome, &entry.code, &entry.subject)
        };
        match sums.iter_mut().find(alike) {
            Some(sum) => {
                sum.first_at = sum.first_at.min(entry.first_at);
                sum.last_at = sum.last_at.max(entry.last_at);
                sum.occurrences = sum.occurrences.saturating_add(entry.occurrences);
            }
            None => sums.push(NewEntry {
                object: None,
                person: None,
                post: None,
                role: None,
                address: None,
                request_id: None,
                ..entry
            }),
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use duban_domain::value::id::UnitId;
    use uuid::Uuid;

    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        "2026-01-05T04:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(second)
    }

    fn person(number: u128) -> Party {
        Party::person(PersonId(Uuid::from_u128(number)))
    }

    fn refused(code: &'static str) -> Act {
        Act::Refused { action: "SIGN_FOR".into(), code, object: None }
    }

    fn counts(entries: &[NewEntry]) -> Vec<i64> {
        entries.iter().map(|entry| entry.occurrences).collect()
    }

    #[test]
    fn a_flood_is_written_as_it_begins_and_then_once_a_minute() {
        let mut ledger = Ledger::default();
        let origin = Origin::default();
        let mut written = Vec::new();
        for second in 0..150 {
            for _ in 0..10 {
                ledger.note(at(second), person(1), &origin, &refused("FORBIDDEN"));
            }
            written.extend(ledger.take(at(second), Pace::Due));
        }
        written.extend(ledger.take(at(150), Pace::All));
        assert_eq!(counts(&written), [10, 600, 600, 290]);
        assert_eq!(ledger.take(at(300), Pace::All), []);
        ledger.take(at(400), Pace::Due);
        assert!(ledger.lines.is_empty(), "what is over is forgotten");
    }

    #[test]
    fn what_differs_is_told_apart_and_what_is_refused_of_many_things_is_not() {
        let mut ledger = Ledger::default();
        let origin = Origin { address: None, request_id: Some("r1".to_owned()) };
        ledger.note(at(0), person(1), &origin, &refused("FORBIDDEN"));
        ledger.note(at(0), person(2), &origin, &refused("FORBIDDEN"));
        ledger.note(at(1), person(1), &origin, &refused("CONFLICT"));
        assert_eq!(counts(&ledger.take(at(1), Pace::Due)), [1, 1, 1]);
        for number in 0..9 {
            let object =
                Some(duban_domain::command::StreamId::Unit(UnitId(Uuid::from_u128(number))));
            let act = Act::Refused { action: "AMEND".into(), code: "FORBIDDEN", object };
            ledger.note(at(2), person(1), &origin, &act);
        }
        let many = ledger.take(at(2), Pace::Due);
        assert_eq!((counts(&many), many[0].object.as_ref()), (vec![9], None));
        assert_eq!(many[0].request_id.as_deref(), Some("r1"), "one request is named");
    }

    #[test]
    fn a_crowd_takes_no_more_memory_and_none_of_it_is_lost() {
        let mut ledger = Ledger::default();
        let most = u128::try_from(LINES_MAX).unwrap();
        for number in 0..most + 1_000 {
            ledger.note(at(0), person(number), &Origin::default(), &refused("FORBIDDEN"));
        }
        assert!(ledger.lines.len() <= LINES_MAX + 1);
        let written = ledger.take(at(0), Pace::Due);
        let total: i64 = counts(&written).iter().sum();
        assert_eq!(total, i64::try_from(most).unwrap() + 1_000);
        ledger.put_back(written);
        ledger.put_back(vec![]);
        assert_eq!(ledger.unwritten.len(), 1, "what cannot be written is added up");
        assert_eq!(counts(&ledger.take(at(1), Pace::Due)), [total]);
    }

    #[test]
    fn a_look_is_noted_once_a_day() {
        let mut ledger = Ledger::default();
        let look = Act::Read(Reading::Sheets(UnitId(Uuid::from_u128(7))));
        let other = Act::Read(Reading::Evidence(UnitId(Uuid::from_u128(7))));
        for act in [&look, &look, &other] {
            ledger.note(at(0), person(1), &Origin::default(), act);
        }
        assert_eq!(counts(&ledger.take(at(0), Pace::Due)), [1, 1]);
        ledger.note(at(3_600), person(1), &Origin::default(), &look);
        assert_eq!(ledger.take(at(7_200), Pace::All), []);
        ledger.note(at(86_400), person(1), &Origin::default(), &look);
        assert_eq!(counts(&ledger.take(at(86_400), Pace::Due)), [1]);
    }
}
