//! What is counted: obligations as they stand, as they stood, and the deltas of the reports.
//!
//! Deltas are keyed by their event. A replaced obligation goes to the history with the interval in
//! which it was known; one that was replaced in the millisecond of its birth was never known.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Utc};
use duban_domain::command::{State, StreamId};
use duban_domain::obligation::{End, Obligation, difference};
use duban_domain::people::duty::Duty;
use duban_domain::time::business_date;
use duban_domain::value::id::{AssignmentId, PlanId, TaskId, UnitId};

use super::Change;
use super::image::Row;
use crate::error::StoreError;
use crate::rows::{Target, instant};
use crate::transaction::Tx;

const OBLIGATION: Target = Target {
    table: "obligation",
    columns: &[
        "assignment_id",
        "kind",
        "subject",
        "plan_id",
        "task_id",
        "section",
        "unit_id",
        "lead_id",
        "duty",
        "opened_on",
        "due_on",
        "carried_over",
        "ended",
        "ended_on",
        "known_from",
    ],
    key: &["assignment_id", "kind", "subject"],
};

const DELTA: Target = Target {
    table: "obligation_delta",
    columns: &[
        "stream",
        "stream_version",
        "ordinal",
        "plan_id",
        "axis",
        "who",
        "duty",
        "kind",
        "bucket",
        "day",
        "known_day",
        "amount",
    ],
    key: &["stream", "stream_version", "ordinal"],
};

/// Whose obligations they are: the same for all of one stream.
struct Owner {
    assignment: AssignmentId,
    plan: PlanId,
    task: TaskId,
    section: String,
    unit: UnitId,
    lead: UnitId,
    duty: Duty,
}

type Key = (AssignmentId, &'static str, String);

pub(super) async fn project(tx: &Tx, changes: &[Change]) -> Result<(), StoreError> {
    let mut deltas: Vec<Row> = Vec::new();
    let mut replaced: BTreeMap<Key, Row> = BTreeMap::new();
    for change in changes {
        let Some(owner) = owner(change) else { continue };
        let (before, after) =
            (obligations(change, &change.before), obligations(change, &change.after));
        let mut ordinal = 0;
        for now in &after {
            let was = before.iter().find(|was| was.kind == now.kind && was.subject == now.subject);
            if was == Some(now) {
                continue;
            }
            add_deltas(&mut deltas, &mut ordinal, change, &owner, (was, now));
            let key = (owner.assignment, now.kind.as_str(), now.subject.clone());
            replaced.insert(key, row(&owner, now, change.recorded_at));
        }
    }
    if replaced.is_empty() {
        return Ok(());
    }
    let Some(now) = changes.first().map(|change| change.recorded_at) else { return Ok(()) };
    let key = |(assignment, kind, subject): &Key| {
        vec![assignment.0.into(), (*kind).into(), subject.as_str().into()]
    };
    tx.keep_history(&OBLIGATION, replaced.keys().map(key).collect(), instant(now)).await?;
    tx.upsert_many(&OBLIGATION, replaced.into_values().collect()).await?;
    tx.insert_many(&DELTA, deltas).await.map(|_| ())
}

fn owner(change: &Change) -> Option<Owner> {
    match (change.stream, &change.after) {
        (StreamId::Assignment(assignment), State::Assignment(state)) => {
            let charge = &state.record()?.charge;
            Some(Owner {
                assignment,
                plan: charge.plan,
                task: charge.task,
                section: charge.section.clone(),
                unit: charge.unit,
                lead: charge.lead,
                duty: charge.duty,
            })
        }
        (StreamId::Evidence(_), State::Evidence(state)) => {
            let (content, _) = state.content()?;
            Some(Owner {
                assignment: content.assignment,
                plan: content.plan,
                task: content.task,
                section: content.section.clone(),
                unit: content.unit,
                lead: content.lead,
                duty: content.duty,
            })
        }
        (_, _) => None,
    }
}

fn obligations(change: &Change, state: &State) -> Vec<Obligation> {
    match (change.stream, state) {
        (_, State::Assignment(state)) => {
            state.record().map(|record| record.obligations.clone()).unwrap_or_default()
        }
        (StreamId::Evidence(id), State::Evidence(state)) => {
            state.obligation(id).into_iter().collect()
        }
        (_, _) => Vec::new(),
    }
}

fn add_deltas(
    rows: &mut Vec<Row>,
    ordinal: &mut i32,
    change: &Change,
    owner: &Owner,
    (was, now): (Option<&Obligation>, &Obligation),
) {
    let known_day = business_date(change.recorded_at).num_days_from_ce();
    let axes = [
        ("UNIT", owner.unit.to_string()),
        ("LEAD", owner.lead.to_string()),
        ("SECTION", owner.section.clone()),
    ];
    for delta in difference(was, Some(now)) {
        for (axis, who) in &axes {
            rows.push(vec![
                change.stream.to_string().into(),
                change.version.into(),
                (*ordinal).into(),
                owner.plan.0.into(),
                (*axis).into(),
                who.clone().into(),
                owner.duty.as_str().into(),
                now.kind.as_str().into(),
                delta.bucket.as_str().into(),
                delta.day.num_days_from_ce().into(),
                known_day.into(),
                delta.amount.into(),
            ]);
            *ordinal += 1;
        }
    }
}

fn row(owner: &Owner, obligation: &Obligation, known_from: DateTime<Utc>) -> Row {
    let (ended, ended_on) = match obligation.end {
        None => (None, None),
        Some(End::Met(on)) => (Some("MET"), Some(on)),
        Some(End::Failed(on)) => (Some("FAILED"), Some(on)),
        Some(End::Void(on)) => (Some("VOID"), Some(on)),
    };
    vec![
        owner.assignment.0.into(),
        obligation.kind.as_str().into(),
        obligation.subject.clone().into(),
        owner.plan.0.into(),
        owner.task.0.into(),
        owner.section.clone().into(),
        owner.unit.0.into(),
        owner.lead.0.into(),
        owner.duty.as_str().into(),
        obligation.opened_on.into(),
        obligation.due_on.into(),
        obligation.carried_over.into(),
        ended.into(),
        ended_on.into(),
        instant(known_from),
    ]
}
