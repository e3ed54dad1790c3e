//! The states of an assignment.

use chrono::NaiveDate;

use super::event::Event;
use super::record::{
    Balance, BalanceStanding, ClosingRequest, Fact, Milestone, Outcome, Record, Reported, SentBack,
};
use super::row::Stage;
use crate::obligation::{End, Kind};
use crate::value::id::{PersonId, TargetId};
use crate::value::text::Reason;

/// 办结. How and when an assignment was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// What was asked and granted; none for a support that ended with its lead.
    pub request: Option<ClosingRequest>,
    /// When.
    pub on: NaiveDate,
    /// Who closed it.
    pub by: Option<PersonId>,
}

/// 不适用. Why, by whom and when an assignment was put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismissal {
    /// Why it does not concern the unit.
    pub reason: Reason,
    /// Who said so.
    pub by: Option<PersonId>,
    /// When.
    pub on: NaiveDate,
}

/// An assignment in its states; each carries what is known in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Assignment {
    /// Nothing has happened yet.
    #[default]
    Absent,
    /// 已交办，待签收.
    Dispatched(Box<Record>),
    /// 已签收.
    Signed(Box<Record>),
    /// 办理中.
    InProgress(Box<Record>),
    /// 办结审核中.
    CloseReview(Box<Record>, ClosingRequest),
    /// 已办结.
    Completed(Box<Record>, Closure),
    /// 不适用.
    NotApplicable(Box<Record>, Dismissal),
}

impl Assignment {
    /// Every state that an assignment in the ledger can have.
    pub const NAMES: [&'static str; 6] =
        ["DISPATCHED", "SIGNED", "IN_PROGRESS", "CLOSE_REVIEW", "COMPLETED", "NOT_APPLICABLE"];

    /// The state as clients see it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Absent => "ABSENT",
            Self::Dispatched(_) => "DISPATCHED",
            Self::Signed(_) => "SIGNED",
            Self::InProgress(_) => "IN_PROGRESS",
            Self::CloseReview(..) => "CLOSE_REVIEW",
            Self::Completed(..) => "COMPLETED",
            Self::NotApplicable(..) => "NOT_APPLICABLE",
        }
    }

    /// What it knows of itself.
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Absent => None,
            Self::Dispatched(record)
            | Self::Signed(record)
            | Self::InProgress(record)
            | Self::CloseReview(record, _)
            | Self::Completed(record, _)
            | Self::NotApplicable(record, _) => Some(record),
        }
    }

    /// Whether work on it has ended.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Completed(..) | Self::NotApplicable(..))
    }

    /// Whether it owes a row every month: signed for, not over, and not a support.
    pub fn reports(&self) -> bool {
        let signed = matches!(self, Self::Signed(_) | Self::InProgress(_) | Self::CloseReview(..));
        signed && self.record().is_some_and(|record| record.charge.duty.reports())
    }

    /// The request that waits for review, or was closed.
    pub fn request(&self) -> Option<&ClosingRequest> {
        match self {
            Self::CloseReview(_, request) => Some(request),
            Self::Completed(_, closure) => closure.request.as_ref(),
            Self::Absent
            | Self::Dispatched(_)
            | Self::Signed(_)
            | Self::InProgress(_)
            | Self::NotApplicable(..) => None,
        }
    }

    /// The outcome with which it was closed.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::Completed(_, closure) => closure.request.as_ref().map(|request| request.outcome),
            Self::Absent
            | Self::Dispatched(_)
            | Self::Signed(_)
            | Self::InProgress(_)
            | Self::CloseReview(..)
            | Self::NotApplicable(..) => None,
        }
    }

    fn change(mut self, change: impl FnOnce(&mut Record)) -> Self {
        match &mut self {
            Self::Absent => {}
            Self::Dispatched(record)
            | Self::Signed(record)
            | Self::InProgress(record)
            | Self::CloseReview(record, _)
            | Self::Completed(record, _)
            | Self::NotApplicable(record, _) => change(record),
        }
        self
    }

    /// Moves the record into the next state; an absent one stays absent.
    fn step(self, next: impl FnOnce(Box<Record>) -> Self) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::Dispatched(record)
            | Self::Signed(record)
            | Self::InProgress(record)
            | Self::CloseReview(record, _)
            | Self::Completed(record, _)
            | Self::NotApplicable(record, _) => next(record),
        }
    }
}

/// Applies one event.
pub fn evolve(assignment: Assignment, event: &Event) -> Assignment {
    match event {
        Event::AssignmentOpened { charge, on } => {
            Assignment::Dispatched(Box::new(Record::open(charge, *on)))
        }
        Event::AssignmentSignedFor { by, on } => assignment
            .change(|record| {
                record.signed = Some((*on, *by));
                record.end(Kind::SignFor, "1", Some(End::Met(*on)));
            })
            .step(Assignment::Signed),
        Event::MilestonesPlanned { milestones, on } => assignment
            .change(|record| plan_milestones(record, milestones, *on))
            .step(Assignment::InProgress),
        Event::BalanceRecorded { balance } => assignment.change(|record| {
            if balance.standing == BalanceStanding::Done {
                let (kind, subject) = owed(balance.target);
                record.end(kind, &subject, Some(End::Met(balance.on)));
            }
            record.balances.push(balance.clone());
        }),
        Event::RowOpened { .. }
        | Event::RowSubmitted { .. }
        | Event::RowWithdrawn { .. }
        | Event::RowChecked { .. }
        | Event::RowAccepted { .. }
        | Event::RowReturned { .. } => assignment.change(|record| evolve_row(record, event)),
        Event::ClosingRequested { request } => {
            assignment.step(|record| Assignment::CloseReview(record, request.clone()))
        }
        Event::ClosingSentBack { reason, by, grace_until } => {
            let sent_back = assignment.request().map(|request| SentBack {
                request: request.clone(),
                reason: reason.clone(),
                by: *by,
                grace_until: *grace_until,
            });
            let change = |record: &mut Record| {
                record.send_backs += 1;
                record.sent_back = sent_back;
            };
            assignment.change(change).step(Assignment::InProgress)
        }
        Event::AssignmentClosed { by, on, .. } => close(assignment, *by, *on),
        Event::DeclaredNotApplicable { reason, by, on } => {
            let dismissal = Dismissal { reason: reason.clone(), by: *by, on: *on };
            assignment
                .change(|record| record.void(&Kind::ALL, *on))
                .step(|record| Assignment::NotApplicable(record, dismissal))
        }
        Event::FactAmended { fact, meets, .. } => amend(assignment, fact, *meets),
        Event::EndedWithLead { on } => {
            let closure = Closure { request: None, on: *on, by: None };
            assignment
                .change(|record| record.void(&Kind::ALL, *on))
                .step(|record| Assignment::Completed(record, closure))
        }
    }
}

fn plan_milestones(record: &mut Record, milestones: &[Milestone], on: NaiveDate) {
    let kept: Vec<String> = milestones.iter().map(|milestone| milestone.id.to_string()).collect();
    for known in &mut record.obligations {
        if known.kind == Kind::Milestone && known.end.is_none() && !kept.contains(&known.subject) {
            known.end = Some(End::Void(on.max(known.opened_on)));
        }
    }
    for (milestone, subject) in milestones.iter().zip(kept) {
        let known = record
            .obligations
            .iter_mut()
            .find(|known| known.kind == Kind::Milestone && known.subject == subject);
        match known {
            Some(known) if known.end.is_none() => known.due_on = Some(milestone.due_on),
            Some(_) => {}
            None => record.owe_since(Kind::Milestone, subject, milestone.due_on, on),
        }
    }
    record.milestones = milestones.to_vec();
}

fn evolve_row(record: &mut Record, event: &Event) {
    match event {
        Event::RowOpened { period, due_on, on } => record.open_row(*period, *due_on, *on),
        Event::RowSubmitted { period, claims, by, on } => {
            let stage = Stage::Submitted { by: *by, claims: claims.clone() };
            record.submit_row(*period, stage, *on);
        }
        Event::RowWithdrawn { period } => record.withdraw_row(*period),
        Event::RowChecked { period, by } => record.check_row(*period, *by),
        Event::RowAccepted { period, targets_met, by } => {
            record.accept_row(*period, targets_met, *by)
        }
        Event::RowReturned { period, reason, by } => record.return_row(*period, reason, *by),
        Event::AssignmentOpened { .. }
        | Event::AssignmentSignedFor { .. }
        | Event::MilestonesPlanned { .. }
        | Event::BalanceRecorded { .. }
        | Event::ClosingRequested { .. }
        | Event::ClosingSentBack { .. }
        | Event::AssignmentClosed { .. }
        | Event::DeclaredNotApplicable { .. }
        | Event::FactAmended { .. }
        | Event::EndedWithLead { .. } => {}
    }
}

/// What was voided with the end of the assignment stays so.
fn amend(assignment: Assignment, fact: &Fact, meets: bool) -> Assignment {
    let closed = matches!(assignment, Assignment::Completed(..));
    let met = meets.then_some(End::Met(fact.on()));
    assignment.change(|record| match fact {
        Fact::Figure { target, value, on } => {
            record.figures.insert(*target, Reported { value: *value, on: *on });
            let subject = target.to_string();
            let owed = record.obligations.iter().any(|known| {
                known.kind == Kind::Target
                    && known.subject == subject
                    && !matches!(known.end, Some(End::Void(_)))
            });
            if owed {
                record.end(Kind::Target, &subject, met);
            }
        }
        Fact::Milestone { milestone, .. } => {
            record.end(Kind::Milestone, &milestone.to_string(), met);
        }
        // What the whole came to is said by its closing, whatever stood before.
        Fact::Balance { balance } if balance.target.is_none() && closed => restate(record, balance),
        Fact::Balance { balance } => amend_balance(record, balance, meets),
    })
}

/// Puts the right balance in place of the last one of the same thing.
fn restate(record: &mut Record, right: &Balance) {
    if let Some(known) = record.balances.iter_mut().rfind(|known| known.target == right.target) {
        *known = right.clone();
    }
}

/// What was met only because a balance said so is owed again when none says it any more, unless a
/// figure that was accepted meets it.
fn amend_balance(record: &mut Record, right: &Balance, figure_meets: bool) {
    let before = done_before(record, right.target);
    restate(record, right);
    let done = done_before(record, right.target);
    if before.or(done).is_none() {
        return;
    }
    let (kind, subject) = owed(right.target);
    let void = record.obligations.iter().any(|known| {
        known.kind == kind && known.subject == subject && matches!(known.end, Some(End::Void(_)))
    });
    if void {
        return;
    }
    let figure = right.target.and_then(|target| record.figures.get(&target));
    let reported = figure.filter(|_| figure_meets).map(|figure| figure.on);
    record.end(kind, &subject, done.or(reported).map(End::Met));
}

/// The obligation that a balance speaks of: that of a target, or of the whole.
fn owed(target: Option<TargetId>) -> (Kind, String) {
    match target {
        Some(target) => (Kind::Target, target.to_string()),
        None => (Kind::Completion, "1".to_owned()),
    }
}

/// The day as of which a balance says that a thing was done.
fn done_before(record: &Record, target: Option<TargetId>) -> Option<NaiveDate> {
    let done = |known: &&Balance| known.target == target && known.standing == BalanceStanding::Done;
    record.balances.iter().rfind(done).map(|known| known.on)
}

/// 实际完成日 is the day of the request that is accepted unchanged.
fn close(assignment: Assignment, by: Option<PersonId>, on: NaiveDate) -> Assignment {
    let Assignment::CloseReview(mut record, request) = assignment else {
        return assignment;
    };
    record.end(Kind::Completion, "1", Some(End::Met(request.on)));
    record.void(&[Kind::Row, Kind::SignFor], on);
    if request.outcome == Outcome::NoLongerRequired {
        record.void(&[Kind::Milestone, Kind::Target], on);
    }
    Assignment::Completed(record, Closure { request: Some(request), on, by })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assignment::record::Charge;
    use crate::people::duty::Duty;
    use crate::time::Period;
    use crate::value::id::{PlanId, TaskId, UnitId};
    use crate::value::text::{DocNo, Paragraph};
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn person(no: u128) -> Option<PersonId> {
        Some(PersonId(Uuid::from_u128(no)))
    }

    fn opened() -> Event {
        let charge = Charge {
            plan: PlanId(Uuid::from_u128(1)),
            jurisdiction: UnitId(Uuid::from_u128(2)),
            task: TaskId(Uuid::from_u128(3)),
            section: "一/(一)".to_owned(),
            lead: UnitId(Uuid::from_u128(4)),
            unit: UnitId(Uuid::from_u128(5)),
            duty: Duty::Implement,
            sign_due_on: day("2026-01-06"),
            due_on: day("2026-12-31"),
            in_force_from: day("2026-01-01"),
            targets: Vec::new(),
        };
        Event::AssignmentOpened { charge: Box::new(charge), on: day("2026-01-05") }
    }

    fn request() -> ClosingRequest {
        ClosingRequest {
            outcome: Outcome::NoLongerRequired,
            statement: Paragraph::parse("上级文件已取消该项要求。").unwrap(),
            basis: Some(DocNo::parse("某政发〔2026〕9号").unwrap()),
            by: person(6),
            on: day("2026-06-01"),
        }
    }

    fn after(events: &[Event]) -> Assignment {
        events.iter().fold(Assignment::Absent, evolve)
    }

    fn reason() -> Reason {
        Reason::parse("请补充佐证。").unwrap()
    }

    #[test]
    fn a_closed_assignment_keeps_its_request() {
        let closed = after(&[
            opened(),
            Event::ClosingRequested { request: request() },
            Event::AssignmentClosed { by: person(7), on: day("2026-06-03"), ends: Vec::new() },
        ]);
        assert_eq!(closed.request(), Some(&request()));
        assert_eq!(closed.outcome(), Some(Outcome::NoLongerRequired));
    }

    #[test]
    fn a_closing_that_was_sent_back_keeps_what_both_said() {
        let grace_until = day("2026-06-08");
        let back = after(&[
            opened(),
            Event::ClosingRequested { request: request() },
            Event::ClosingSentBack { reason: reason(), by: person(7), grace_until },
        ]);
        let kept = SentBack { request: request(), reason: reason(), by: person(7), grace_until };
        assert_eq!(back.request(), None);
        assert_eq!(back.record().unwrap().sent_back, Some(kept));
    }

    #[test]
    fn an_accepted_row_keeps_its_return_and_its_reviewers() {
        let period: Period = "2026-02".parse().unwrap();
        let (claims, on) = (crate::assignment::row::Claims::default(), day("2026-02-28"));
        let submitted =
            || Event::RowSubmitted { period, claims: claims.clone(), by: person(6), on };
        let accepted = after(&[
            opened(),
            Event::RowOpened { period, due_on: on, on: day("2026-02-01") },
            submitted(),
            Event::RowReturned { period, reason: reason(), by: person(7) },
            submitted(),
            Event::RowChecked { period, by: person(8) },
            Event::RowAccepted { period, targets_met: Vec::new(), by: person(9) },
        ]);
        let row = &accepted.record().unwrap().rows[&period];
        assert_eq!(row.returned, Some((reason(), person(7))));
        assert_eq!((row.checked_by, row.accepted_by), (person(8), person(9)));
    }
}
