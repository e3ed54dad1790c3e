//! 办结. What must be true before an assignment is closed, and what closing brings about.

use super::record::{ClosingRequest, Outcome, Record};
use super::rejection::Rejection;
use super::state::Assignment;
use crate::evidence::state::{Purpose, Verdict};
use crate::facts::Facts;
use crate::obligation::Kind;
use crate::people::duty::Duty;
use crate::time::Period;
use crate::time::deadline::{Term, due_on};
use crate::value::id::{AssignmentId, TargetId};
use crate::value::text::{DocNo, Paragraph};

/// Whether closing can be asked for at all, whatever the outcome.
pub(super) fn may_request(record: &Record, facts: &Facts) -> Result<(), Rejection> {
    let count = record.rows.values().filter(|row| row.stage.waiting().is_some()).count();
    if count > 0 {
        return Err(Rejection::RowsWaiting { count });
    }
    if record.charge.duty != Duty::Lead {
        return Ok(());
    }
    let count = siblings(facts, Duty::Implement).filter(|(_, other)| !other.is_over()).count();
    if count > 0 {
        return Err(Rejection::ImplementersOpen { count });
    }
    supports_heard(facts)
}

/// Support units have signed for, or were silent for long enough.
fn supports_heard(facts: &Facts) -> Result<(), Rejection> {
    let today = facts.today();
    let silence = Term::Workdays(facts.office.rules_on(today).timer.support_silence_wd);
    let calendar = facts.office.calendar();
    let waiting: Vec<_> = siblings(facts, Duty::Support)
        .filter(|(_, other)| matches!(other, Assignment::Dispatched(_)))
        .filter_map(|(_, other)| other.record())
        .map(|record| due_on(calendar, record.opened_on, silence))
        .filter(|until| *until >= today)
        .collect();
    match waiting.iter().max() {
        Some(until) => Err(Rejection::SupportsUnsigned { count: waiting.len(), until: *until }),
        None => Ok(()),
    }
}

/// Whether the outcome fits what was reported and shown.
pub(super) fn check_outcome(
    record: &Record,
    outcome: Outcome,
    basis: Option<&DocNo>,
    facts: &Facts,
) -> Result<(), Rejection> {
    match outcome {
        Outcome::NotMet => return Ok(()),
        Outcome::NoLongerRequired => {
            return basis.map(|_| ()).ok_or(Rejection::BasisMissing);
        }
        Outcome::Met => {
            let count = record.open_of(Kind::Target).count();
            if count > 0 {
                return Err(Rejection::TargetsOpen { count });
            }
            let count = record.open_of(Kind::Milestone).count();
            if count > 0 {
                return Err(Rejection::MilestonesOpen { count });
            }
        }
        Outcome::PartlyMet => {}
    }
    let shown = facts.evidence.iter().filter_map(|evidence| evidence.content()).any(
        |(content, verdict)| {
            content.purpose == Purpose::Closing && !matches!(verdict, Verdict::Refused { .. })
        },
    );
    if shown { Ok(()) } else { Err(Rejection::EvidenceMissing { outcome: outcome.as_str() }) }
}

/// The request as it goes into the journal.
pub(super) fn request(
    outcome: Outcome,
    statement: &Paragraph,
    basis: Option<&DocNo>,
    facts: &Facts,
) -> ClosingRequest {
    ClosingRequest {
        outcome,
        statement: statement.clone(),
        basis: basis.cloned(),
        by: facts.actor.person(),
        on: facts.today(),
    }
}

/// Nobody decides about his own request.
pub(super) fn may_judge(assignment: &Assignment, facts: &Facts) -> Result<(), Rejection> {
    let requester = assignment.request().and_then(|request| request.by);
    if requester.is_some() && requester == facts.actor.person() {
        return Err(Rejection::RequesterIsCloser);
    }
    Ok(())
}

/// Evidence for the closing was verified by another unit: always, for what is said to be done.
pub(super) fn evidence_verified(assignment: &Assignment, facts: &Facts) -> Result<(), Rejection> {
    let Some(request) = assignment.request() else {
        return Ok(());
    };
    match request.outcome {
        Outcome::NotMet | Outcome::NoLongerRequired => return Ok(()),
        Outcome::Met | Outcome::PartlyMet => {}
    }
    let verified = facts.evidence.iter().filter_map(|evidence| evidence.content()).any(
        |(content, verdict)| {
            content.purpose == Purpose::Closing && matches!(verdict, Verdict::Verified { .. })
        },
    );
    if verified {
        Ok(())
    } else {
        Err(Rejection::EvidenceUnverified { outcome: request.outcome.as_str() })
    }
}

/// The supports that end with a lead.
pub(super) fn supports(record: &Record, facts: &Facts) -> Vec<AssignmentId> {
    if record.charge.duty != Duty::Lead {
        return Vec::new();
    }
    siblings(facts, Duty::Support)
        .filter(|(_, other)| !other.is_over())
        .map(|(id, _)| *id)
        .collect()
}

/// The targets that the figures of a waiting row meet.
pub(super) fn targets_met(record: &Record, period: Period, facts: &Facts) -> Vec<TargetId> {
    let content = facts.task.as_deref().and_then(|task| task.content());
    let targets = content.map_or(&[][..], |content| &content.targets);
    let waiting = record.rows.get(&period).and_then(|row| row.stage.waiting());
    waiting
        .map_or(&[][..], |(claims, _)| &claims.figures)
        .iter()
        .filter(|figure| {
            targets
                .iter()
                .any(|target| target.id == figure.target && target.is_met_by(figure.value))
        })
        .map(|figure| figure.target)
        .collect()
}

fn siblings(facts: &Facts, duty: Duty) -> impl Iterator<Item = (&AssignmentId, &Assignment)> {
    facts
        .assignments
        .iter()
        .map(|(id, assignment)| (id, assignment.as_ref()))
        .filter(move |(_, other)| other.record().is_some_and(|record| record.charge.duty == duty))
}
