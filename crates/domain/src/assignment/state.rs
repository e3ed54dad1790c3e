//! The states of an assignment.

use chrono::NaiveDate;

use super::event::Event;
use super::record::{BalanceStanding, ClosingRequest, Milestone, Outcome, Record};
use super::row::Stage;
use crate::obligation::{End, Kind};
use crate::value::id::PersonId;
use crate::value::text::Reason;

/// 办结. How and when an assignment was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// The outcome; none for a support that ended with its lead.
    pub outcome: Option<Outcome>,
    /// When.
    pub on: NaiveDate,
    /// Who closed it.
    pub by: Option<PersonId>,
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
    NotApplicable(Box<Record>, Reason),
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
            Self::Absent
            | Self::Dispatched(_)
            | Self::Signed(_)
            | Self::InProgress(_)
            | Self::Completed(..)
            | Self::NotApplicable(..) => None,
        }
    }

    /// The outcome with which it was closed.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::Completed(_, closure) => closure.outcome,
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
                match balance.target {
                    Some(target) => {
                        record.end(Kind::Target, &target.to_string(), Some(End::Met(balance.on)))
                    }
                    None => record.end(Kind::Completion, "1", Some(End::Met(balance.on))),
                }
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
        Event::ClosingSentBack { .. } => {
            assignment.change(|record| record.send_backs += 1).step(Assignment::InProgress)
        }
        Event::AssignmentClosed { by, on, .. } => close(assignment, *by, *on),
        Event::DeclaredNotApplicable { reason, on, .. } => assignment
            .change(|record| record.void(&Kind::ALL, *on))
            .step(|record| Assignment::NotApplicable(record, reason.clone())),
        Event::EndedWithLead { on } => {
            let closure = Closure { outcome: None, on: *on, by: None };
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
        Event::RowChecked { period, .. } => record.check_row(*period),
        Event::RowAccepted { period, targets_met, .. } => record.accept_row(*period, targets_met),
        Event::RowReturned { period, reason, .. } => record.return_row(*period, reason),
        Event::AssignmentOpened { .. }
        | Event::AssignmentSignedFor { .. }
        | Event::MilestonesPlanned { .. }
        | Event::BalanceRecorded { .. }
        | Event::ClosingRequested { .. }
        | Event::ClosingSentBack { .. }
        | Event::AssignmentClosed { .. }
        | Event::DeclaredNotApplicable { .. }
        | Event::EndedWithLead { .. } => {}
    }
}

/// 实际完成日 is the day of the request that is accepted unchanged (DOMAIN 7.2).
fn close(assignment: Assignment, by: Option<PersonId>, on: NaiveDate) -> Assignment {
    let Assignment::CloseReview(mut record, request) = assignment else {
        return assignment;
    };
    record.end(Kind::Completion, "1", Some(End::Met(request.on)));
    record.void(&[Kind::Row, Kind::SignFor], on);
    if request.outcome == Outcome::NoLongerRequired {
        record.void(&[Kind::Milestone, Kind::Target], on);
    }
    Assignment::Completed(record, Closure { outcome: Some(request.outcome), on, by })
}
