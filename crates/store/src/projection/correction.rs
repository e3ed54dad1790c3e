//! 更正. What was learnt about a day that was over: facts that are dated earlier than they were
//! recorded.
//!
//! A report of a past day is changed by nothing else than such facts, so they are found where the
//! deltas of the reports are found, and not by the names of events: the actual day of completion, a
//! timer that ran late, an opening balance, a date that was moved after it had passed, an amended
//! figure, a change of a unit. Rows are keyed by their event and never replaced; who recorded it
//! stands in the journal.

mod unit;

use chrono::NaiveDate;
use duban_domain::assignment::event::Event as AssignmentEvent;
use duban_domain::assignment::record::{Balance, Fact, Record, Reported};
use duban_domain::command::{Event, State, StreamId};
use duban_domain::obligation::{End, Obligation, difference};
use duban_domain::people::organisation::Event as UnitEvent;
use duban_domain::time::business_date;
use duban_domain::value::id::AssignmentId;
use sea_orm::Value;
use uuid::Uuid;

use super::Change;
use super::image::Row;
use crate::error::StoreError;
use crate::rows::Target;
use crate::transaction::Tx;

const CORRECTION: Target = Target {
    table: "correction",
    columns: &[
        "stream",
        "stream_version",
        "ordinal",
        "plan_id",
        "assignment_id",
        "unit_id",
        "what",
        "subject",
        "was",
        "became",
        "fact_on",
        "known_on",
        "reason",
        "basis",
    ],
    key: &["stream", "stream_version", "ordinal"],
};

pub(super) async fn project(tx: &Tx, changes: &[Change]) -> Result<(), StoreError> {
    let rows: Vec<Row> = changes.iter().flat_map(rows).collect();
    if rows.is_empty() {
        return Ok(());
    }
    tx.insert_many(&CORRECTION, rows).await.map(|_| ())
}

/// One thing that an event says about a day that was over.
struct Learnt {
    what: &'static str,
    subject: String,
    was: Option<String>,
    became: Option<String>,
    fact_on: NaiveDate,
}

/// What an event stands on, in the words of who recorded it.
#[derive(Default)]
struct Grounds {
    reason: Option<String>,
    basis: Option<String>,
}

fn rows(change: &Change) -> Vec<Row> {
    let today = business_date(change.recorded_at);
    match (change.stream, &change.before, &change.after) {
        (StreamId::Assignment(id), State::Assignment(before), State::Assignment(after)) => {
            let (before, Some(after)) = (before.record(), after.record()) else {
                return Vec::new();
            };
            let learnt = owed(before, after, today)
                .chain(figures(before, after).filter(|learnt| learnt.fact_on < today))
                .chain(balances(before, after, id));
            let about = [after.charge.plan.0.into(), id.0.into(), None::<Uuid>.into()];
            told(change, today, &about, learnt)
        }
        (StreamId::Unit(id), State::Unit(before), State::Unit(after)) => {
            let about = [None::<Uuid>.into(), None::<Uuid>.into(), id.0.into()];
            told(change, today, &about, unit::learnt(before, after, today).into_iter())
        }
        _ => Vec::new(),
    }
}

fn told(
    change: &Change,
    today: NaiveDate,
    about: &[Value; 3],
    learnt: impl Iterator<Item = Learnt>,
) -> Vec<Row> {
    let Grounds { reason, basis } = grounds(&change.event);
    (0_i32..)
        .zip(learnt)
        .map(|(ordinal, learnt)| {
            let key = [change.stream.to_string().into(), change.version.into(), ordinal.into()];
            let what = [
                learnt.what.into(),
                learnt.subject.into(),
                learnt.was.into(),
                learnt.became.into(),
                learnt.fact_on.into(),
                today.into(),
                reason.clone().into(),
                basis.clone().into(),
            ];
            key.into_iter().chain(about.iter().cloned()).chain(what).collect()
        })
        .collect()
}

/// Obligations that counted otherwise on a day before today.
fn owed<'a>(
    before: Option<&'a Record>,
    after: &'a Record,
    today: NaiveDate,
) -> impl Iterator<Item = Learnt> + 'a {
    let known = before.map(|record| record.obligations.as_slice()).unwrap_or_default();
    after.obligations.iter().filter_map(move |now| {
        let was = known.iter().find(|was| was.kind == now.kind && was.subject == now.subject);
        if was == Some(now) {
            return None;
        }
        let first = difference(was, Some(now)).iter().map(|delta| delta.day).min()?;
        (first < today).then(|| Learnt {
            what: now.kind.as_str(),
            subject: now.subject.clone(),
            was: was.map(standing),
            became: Some(standing(now)),
            fact_on: first,
        })
    })
}

/// Figures that were accepted or amended.
fn figures<'a>(before: Option<&'a Record>, after: &'a Record) -> impl Iterator<Item = Learnt> + 'a {
    after.figures.iter().filter_map(move |(target, now)| {
        let was = before.and_then(|record| record.figures.get(target));
        (was != Some(now)).then(|| Learnt {
            what: "FIGURE",
            subject: target.to_string(),
            was: was.map(reported),
            became: Some(reported(now)),
            fact_on: now.on,
        })
    })
}

/// What stood before the plan was adopted is always told afterwards.
fn balances<'a>(
    before: Option<&'a Record>,
    after: &'a Record,
    id: AssignmentId,
) -> impl Iterator<Item = Learnt> + 'a {
    let known = before.map(|record| record.balances.as_slice()).unwrap_or_default();
    after.balances.iter().enumerate().filter_map(move |(place, balance)| {
        let was = known.get(place);
        (was != Some(balance)).then(|| Learnt {
            what: "BALANCE",
            subject: balance.target.map_or_else(|| id.to_string(), |target| target.to_string()),
            was: was.map(balanced),
            became: Some(balanced(balance)),
            fact_on: was.map_or(balance.on, |was| was.on.min(balance.on)),
        })
    })
}

fn standing(obligation: &Obligation) -> String {
    let end = match obligation.end {
        None => "OPEN".to_owned(),
        Some(End::Met(on)) => format!("MET {on}"),
        Some(End::Failed(on)) => format!("FAILED {on}"),
        Some(End::Void(on)) => format!("VOID {on}"),
    };
    match obligation.due_on {
        Some(due) => format!("{end}, DUE {due}"),
        None => end,
    }
}

fn reported(figure: &Reported) -> String {
    match figure.value {
        Some(value) => format!("{value}, {}", figure.on),
        None => format!("MET, {}", figure.on),
    }
}

fn balanced(balance: &Balance) -> String {
    let standing = balance.standing.as_str();
    match balance.value {
        Some(value) => format!("{standing} {value}, {}", balance.on),
        None => format!("{standing}, {}", balance.on),
    }
}

/// Why it was recorded, and the document that says so.
fn grounds(event: &Event) -> Grounds {
    match event {
        Event::Assignment(AssignmentEvent::BalanceRecorded { balance }) => {
            Grounds { reason: None, basis: Some(balance.document.to_string()) }
        }
        Event::Assignment(AssignmentEvent::FactAmended { fact, reason, .. }) => {
            let basis = match fact {
                Fact::Balance { balance } => Some(balance.document.to_string()),
                Fact::Figure { .. } | Fact::Milestone { .. } => None,
            };
            Grounds { reason: Some(reason.to_string()), basis }
        }
        Event::Unit(UnitEvent::UnitAmended { reason, basis, .. }) => Grounds {
            reason: reason.as_ref().map(ToString::to_string),
            basis: basis.as_ref().map(ToString::to_string),
        },
        _ => Grounds::default(),
    }
}
