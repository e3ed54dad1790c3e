//! 异议. An objection names a datum, what it should be and what shows it.

use super::command::Command;
use super::decide::own_county;
use super::event::Event;
use super::item::indicator;
use super::rejection::Rejection;
use super::state::{Cycle, EntryStanding, Objection, Place};
use crate::facts::Facts;
use crate::measure::score::data::{CountyData, Item};
use crate::time::deadline::{Term, due_on};
use crate::value::code::Code;
use crate::value::id::{EvidenceId, PersonId};
use crate::value::text::Reason;

/// Decides the commands on objections.
pub(super) fn decide(cycle: &Cycle, command: &Command, facts: &Facts) -> Result<Event, Rejection> {
    let by = facts.actor.person();
    if let Command::Object { place, claim, evidence, reason } = command {
        return object(cycle, place, &Claim { claim, evidence: *evidence, reason }, facts);
    }
    let Command::DecideObjection { number, ruling, reason } = command else {
        let action = command.action().as_str();
        return Err(Rejection::WrongState { action, state: "PUBLICISED" });
    };
    let missing = Rejection::NoSuchObjection { number: *number };
    let open = number
        .checked_sub(1)
        .and_then(|at| cycle.objections.get(usize::try_from(at).ok()?))
        .filter(|objection| objection.ruling.is_none())
        .ok_or(missing)?;
    if by.is_none_or(|person| is_involved(cycle, open, person)) {
        return Err(Rejection::DeciderIsInvolved);
    }
    let reason = reason.clone();
    Ok(Event::ObjectionDecided { number: *number, ruling: *ruling, reason, by })
}

struct Claim<'a> {
    claim: &'a Item,
    evidence: EvidenceId,
    reason: &'a Reason,
}

fn object(
    cycle: &Cycle,
    place: &Place,
    claim: &Claim<'_>,
    facts: &Facts,
) -> Result<Event, Rejection> {
    own_county(cycle, &place.county, facts)?;
    indicator(cycle, place)?;
    publicity_runs(cycle, facts)?;
    shows(cycle, &place.county, claim.evidence, facts)?;
    let today = facts.today();
    let data = cycle.data_to_come();
    let counted = data.county(&place.county).map(|county: &CountyData| &county.items);
    if counted.and_then(|items| items.get(&place.indicator)) == Some(claim.claim) {
        return Err(Rejection::ClaimChangesNothing);
    }
    let term = Term::Workdays(cycle.plan.terms.objection_workdays);
    Ok(Event::Objected {
        place: place.clone(),
        claim: claim.claim.clone(),
        evidence: claim.evidence,
        reason: claim.reason.clone(),
        due_on: due_on(facts.office.calendar(), today, term),
        by: facts.actor.person(),
    })
}

/// Refuses what comes after the publicity.
pub(super) fn publicity_runs(cycle: &Cycle, facts: &Facts) -> Result<(), Rejection> {
    let today = facts.today();
    match cycle.publicised_until.filter(|until| today > *until) {
        Some(until) => Err(Rejection::PublicityOver { until, today }),
        None => Ok(()),
    }
}

/// Refuses evidence that is not on file, or not the county's own under the plan.
pub(super) fn shows(
    cycle: &Cycle,
    county: &Code,
    evidence: EvidenceId,
    facts: &Facts,
) -> Result<(), Rejection> {
    let unit = cycle.plan.units.get(county);
    let mut known = facts.evidence.iter().filter_map(|known| known.content());
    if known.any(|(content, _)| content.plan == cycle.plan.plan && Some(&content.unit) == unit) {
        return Ok(());
    }
    Err(Rejection::EvidenceUnknown { evidence: evidence.to_string(), county: county.to_string() })
}

/// Whether somebody scored, or handled the datum, or objected himself.
pub(super) fn is_involved(cycle: &Cycle, objection: &Objection, person: PersonId) -> bool {
    let entry = cycle.items.get(&objection.place);
    let checked = entry.and_then(|entry| match &entry.standing {
        EntryStanding::Confirmed(by) => *by,
        EntryStanding::Waiting | EntryStanding::Returned(_) => None,
    });
    let handled = [entry.and_then(|entry| entry.by), checked, objection.by];
    cycle.scorers.contains(&person) || handled.contains(&Some(person))
}

/// Applies the events of objections.
pub(super) fn apply(cycle: &mut Cycle, event: &Event) {
    match event {
        Event::Objected { place, claim, evidence, reason, due_on, by } => {
            cycle.objections.push(Objection {
                place: place.clone(),
                claim: claim.clone(),
                evidence: *evidence,
                reason: reason.clone(),
                by: *by,
                due_on: *due_on,
                ruling: None,
                ruled: None,
            });
        }
        Event::ObjectionDecided { number, ruling, reason, by } => {
            let at = number.checked_sub(1).and_then(|at| usize::try_from(at).ok());
            if let Some(objection) = at.and_then(|at| cycle.objections.get_mut(at)) {
                objection.ruling = Some(*ruling);
                objection.ruled = Some((reason.clone(), *by));
            }
        }
        Event::AssessmentDrafted { .. }
        | Event::SchemeRevised { .. }
        | Event::SchemePublished { .. }
        | Event::CollectingBegan { .. }
        | Event::ItemSubmitted { .. }
        | Event::ItemChecked { .. }
        | Event::ItemReturned { .. }
        | Event::NotApplicableApproved { .. }
        | Event::AdjustmentEntered { .. }
        | Event::DataFrozen { .. }
        | Event::Scored { .. }
        | Event::ScoresReviewed { .. }
        | Event::ScoresPublicised { .. }
        | Event::Rescored { .. }
        | Event::ObjectionsClosed { .. }
        | Event::ResultApproved { .. }
        | Event::ResultPublished { .. }
        | Event::Rectified { .. }
        | Event::RectificationAccepted { .. } => {}
    }
}
