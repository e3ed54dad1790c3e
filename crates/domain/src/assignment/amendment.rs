//! 更正. What must be true before an accepted fact is amended.
//!
//! Only what was accepted can be amended: a row that waits is returned instead. The reason is
//! required and stays on record with what was said before (DOMAIN 8: later corrections never edit).

use super::record::{Fact, Record};
use super::rejection::Rejection;
use crate::facts::Facts;
use crate::obligation::{End, Kind};

/// Whether there is anything to amend at all.
pub(super) fn some(record: &Record) -> Result<(), Rejection> {
    let done = |kind, end: Option<End>| kind == Kind::Milestone && matches!(end, Some(End::Met(_)));
    let accepted = !record.figures.is_empty()
        || record.obligations.iter().any(|known| done(known.kind, known.end));
    if accepted { Ok(()) } else { Err(Rejection::NothingToAmend) }
}

/// Whether this fact was accepted and is amended by one that is not of the future.
pub(super) fn check(record: &Record, fact: Fact, facts: &Facts) -> Result<(), Rejection> {
    let (on, today) = (fact.on(), facts.today());
    if on > today {
        return Err(Rejection::FactInFuture { on, today });
    }
    let (subject, accepted) = match fact {
        Fact::Figure { target, .. } => (target.to_string(), record.figures.contains_key(&target)),
        Fact::Milestone { milestone, .. } => {
            let subject = milestone.to_string();
            let done = record.obligations.iter().any(|known| {
                known.kind == Kind::Milestone
                    && known.subject == subject
                    && matches!(known.end, Some(End::Met(_)))
            });
            (subject, done)
        }
    };
    if accepted { Ok(()) } else { Err(Rejection::FactNotAccepted { subject }) }
}

/// Whether the right figure meets its target; a milestone that was done stays done.
pub(super) fn meets(fact: Fact, facts: &Facts) -> bool {
    let Fact::Figure { target, value, .. } = fact else { return true };
    let content = facts.task.as_deref().and_then(|task| task.content());
    let targets = content.map_or(&[][..], |content| &content.targets);
    targets.iter().any(|known| known.id == target && known.is_met_by(value))
}
