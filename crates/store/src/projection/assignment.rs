//! Assignments with their milestones, targets, rows and balances.

use duban_domain::assignment::Assignment;
use duban_domain::assignment::record::{ClosingRequest, Record};
use duban_domain::obligation::{End, Kind, Obligation};
use duban_domain::value::id::{AssignmentId, PersonId};
use sea_orm::Value;

use super::image::{Image, Row};
use crate::rows::Target;

const ASSIGNMENT: Target = Target {
    table: "assignment",
    columns: &[
        "assignment_id",
        "plan_id",
        "task_id",
        "unit_id",
        "duty",
        "lead_id",
        "jurisdiction_id",
        "state",
        "opened_on",
        "sign_due_on",
        "signed_on",
        "signed_by",
        "due_on",
        "next_due_on",
        "carried_over",
        "progress",
        "send_backs",
        "outcome",
        "statement",
        "requested_on",
        "requested_by",
        "basis",
        "closed_on",
        "closed_by",
        "reason",
        "sent_back_by",
        "grace_until",
        "version",
        "known_from",
    ],
    key: &["assignment_id"],
};

const MILESTONE: Target = Target {
    table: "milestone",
    columns: &[
        "milestone_id",
        "assignment_id",
        "ordinal",
        "name",
        "due_on",
        "weight",
        "done_on",
        "known_from",
    ],
    key: &["milestone_id"],
};

const OWED: Target = Target {
    table: "assignment_target",
    columns: &[
        "assignment_id",
        "target_id",
        "due_on",
        "carried_over",
        "met_on",
        "value_millionths",
        "value_on",
        "known_from",
    ],
    key: &["assignment_id", "target_id"],
};

const ROW: Target = Target {
    table: "assignment_row",
    columns: &[
        "assignment_id",
        "period_on",
        "due_on",
        "stage",
        "returns",
        "reason",
        "returned_by",
        "checked_by",
        "accepted_by",
        "known_from",
    ],
    key: &["assignment_id", "period_on"],
};

const BALANCE: Target = Target {
    table: "balance",
    columns: &[
        "assignment_id",
        "ordinal",
        "target_id",
        "standing",
        "value_millionths",
        "stood_on",
        "document",
        "known_from",
    ],
    key: &["assignment_id", "ordinal"],
};

/// Those that keep a history by days.
pub(super) const TABLES: &[&Target] = &[&ASSIGNMENT, &MILESTONE, &OWED, &ROW, &BALANCE];

pub(super) fn image(id: AssignmentId, assignment: &Assignment, version: i64) -> Image {
    let Some(record) = assignment.record() else { return Image::default() };
    Image::default()
        .with(&ASSIGNMENT, vec![main_row(id, assignment, record, version)])
        .with(&MILESTONE, milestones(id, record))
        .with(&OWED, targets(id, record))
        .with(&ROW, rows(id, record))
        .with(&BALANCE, balances(id, record))
}

fn main_row(id: AssignmentId, assignment: &Assignment, record: &Record, version: i64) -> Row {
    let charge = &record.charge;
    let request = last_request(assignment, record);
    let ending = Ending::of(assignment, record);
    vec![
        id.0.into(),
        charge.plan.0.into(),
        charge.task.0.into(),
        charge.unit.0.into(),
        charge.duty.as_str().into(),
        charge.lead.0.into(),
        charge.jurisdiction.0.into(),
        assignment.name().into(),
        record.opened_on.into(),
        charge.sign_due_on.into(),
        record.signed.map(|(on, _)| on).into(),
        person(record.signed.and_then(|(_, by)| by)),
        charge.due_on.into(),
        record.next_due_on().into(),
        (charge.due_on < charge.in_force_from).into(),
        record.progress().cast_signed().into(),
        record.send_backs.cast_signed().into(),
        request.map(|request| request.outcome.as_str()).into(),
        request.map(|request| request.statement.to_string()).into(),
        request.map(|request| request.on).into(),
        person(request.and_then(|request| request.by)),
        request.and_then(|request| request.basis.as_ref()).map(|basis| basis.to_string()).into(),
        ending.on.into(),
        person(ending.by),
        ending.reason.into(),
        person(record.sent_back.as_ref().and_then(|sent_back| sent_back.by)),
        record.sent_back.as_ref().map(|sent_back| sent_back.grace_until).into(),
        version.into(),
    ]
}

/// The request that waits or was granted, else the one that was sent back last.
fn last_request<'a>(assignment: &'a Assignment, record: &'a Record) -> Option<&'a ClosingRequest> {
    assignment.request().or(record.sent_back.as_ref().map(|sent_back| &sent_back.request))
}

/// How it ended, or why it did not.
struct Ending {
    on: Option<chrono::NaiveDate>,
    by: Option<PersonId>,
    reason: Option<String>,
}

impl Ending {
    fn of(assignment: &Assignment, record: &Record) -> Self {
        let sent_back = record.sent_back.as_ref().map(|sent_back| sent_back.reason.to_string());
        match assignment {
            Assignment::Absent
            | Assignment::Dispatched(_)
            | Assignment::Signed(_)
            | Assignment::InProgress(_)
            | Assignment::CloseReview(..) => Self { on: None, by: None, reason: sent_back },
            Assignment::Completed(_, closure) => {
                Self { on: Some(closure.on), by: closure.by, reason: sent_back }
            }
            Assignment::NotApplicable(_, dismissal) => Self {
                on: Some(dismissal.on),
                by: dismissal.by,
                reason: Some(dismissal.reason.to_string()),
            },
        }
    }
}

fn milestones(id: AssignmentId, record: &Record) -> Vec<Row> {
    (0_i32..)
        .zip(&record.milestones)
        .map(|(ordinal, milestone)| {
            let owed = find(record, Kind::Milestone, &milestone.id.to_string());
            vec![
                milestone.id.0.into(),
                id.0.into(),
                ordinal.into(),
                milestone.name.as_str().into(),
                milestone.due_on.into(),
                milestone.weight.cast_signed().into(),
                met_on(owed).into(),
            ]
        })
        .collect()
}

fn targets(id: AssignmentId, record: &Record) -> Vec<Row> {
    let row = |owed: &duban_domain::assignment::record::Owed| {
        let known = find(record, Kind::Target, &owed.target.to_string());
        let figure = record.figures.get(&owed.target);
        vec![
            id.0.into(),
            owed.target.0.into(),
            owed.due_on.into(),
            known.is_some_and(|known| known.carried_over).into(),
            met_on(known).into(),
            figure.and_then(|figure| figure.value).map(|value| value.0).into(),
            figure.map(|figure| figure.on).into(),
        ]
    };
    record.charge.targets.iter().map(row).collect()
}

fn rows(id: AssignmentId, record: &Record) -> Vec<Row> {
    record
        .rows
        .iter()
        .map(|(period, row)| {
            let returned = row.returned.as_ref();
            vec![
                id.0.into(),
                period.first_day().into(),
                row.due_on.into(),
                row.stage.as_str().into(),
                row.returns.cast_signed().into(),
                returned.map(|(reason, _)| reason.to_string()).into(),
                person(returned.and_then(|(_, by)| *by)),
                person(row.checked_by),
                person(row.accepted_by),
            ]
        })
        .collect()
}

fn balances(id: AssignmentId, record: &Record) -> Vec<Row> {
    (0_i32..)
        .zip(&record.balances)
        .map(|(ordinal, balance)| {
            vec![
                id.0.into(),
                ordinal.into(),
                balance.target.map(|target| target.0).into(),
                balance.standing.as_str().into(),
                balance.value.map(|value| value.0).into(),
                balance.on.into(),
                balance.document.as_str().into(),
            ]
        })
        .collect()
}

fn find<'a>(record: &'a Record, kind: Kind, subject: &str) -> Option<&'a Obligation> {
    record.obligations.iter().find(|known| known.kind == kind && known.subject == subject)
}

fn met_on(obligation: Option<&Obligation>) -> Option<chrono::NaiveDate> {
    match obligation.and_then(|known| known.end) {
        Some(End::Met(on)) => Some(on),
        Some(End::Failed(_) | End::Void(_)) | None => None,
    }
}

pub(super) fn person(id: Option<PersonId>) -> Value {
    id.map(|id| id.0).into()
}
