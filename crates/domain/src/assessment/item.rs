//! 数据项. A datum from being handed in to being confirmed.

use super::command::Command;
use super::decide::{is_confirmed, not_the_maker, own_unit};
use super::event::Event;
use super::rejection::Rejection;
use super::state::{Adjustment, Cycle, Entry, EntryStanding, Place, Provenance};
use super::table::Action;
use crate::facts::Facts;
use crate::measure::score::adjustment_faults;
use crate::measure::score::data::{CountyData, Datum, Item};
use crate::measure::score::scheme::Indicator;
use crate::people::actor::Role;
use crate::value::code::Code;

/// Decides the commands on data.
pub(super) fn decide(cycle: &Cycle, command: &Command, facts: &Facts) -> Result<Event, Rejection> {
    let by = facts.actor.person();
    match command {
        Command::Submit { place, item, provenance } => {
            submit(cycle, place, item, provenance, facts)
        }
        Command::Check { place } => {
            let entry = waiting(cycle, place)?;
            is_the_checker(cycle, place, facts)?;
            not_the_maker(entry.by, facts)?;
            if entry.is_not_applicable() {
                let action = Action::ApproveNotApplicable.as_str();
                return Err(Rejection::OtherWayOfConfirming { action });
            }
            Ok(Event::ItemChecked { place: place.clone(), by })
        }
        Command::Return { place, reason } => {
            indicator(cycle, place)?;
            let known = cycle.items.get(place);
            if known.is_none_or(|entry| matches!(entry.standing, EntryStanding::Returned(_))) {
                return Err(nothing_to_check(place));
            }
            is_the_checker(cycle, place, facts)?;
            Ok(Event::ItemReturned { place: place.clone(), reason: reason.clone(), by })
        }
        Command::ApproveNotApplicable { place } => {
            let entry = waiting(cycle, place)?;
            if !entry.is_not_applicable() {
                let action = Action::Check.as_str();
                return Err(Rejection::OtherWayOfConfirming { action });
            }
            not_the_maker(entry.by, facts)?;
            Ok(Event::NotApplicableApproved { place: place.clone(), by })
        }
        Command::Adjust { county, adjustment } => {
            if !cycle.plan.counties.contains_key(county) {
                return Err(Rejection::PartyUnknown { code: county.to_string() });
            }
            rests_on_a_rule(cycle, county, adjustment)?;
            let adjustment = adjustment.clone();
            Ok(Event::AdjustmentEntered { county: county.clone(), adjustment, by })
        }
        Command::Draft { .. }
        | Command::Revise { .. }
        | Command::PublishScheme
        | Command::Collect
        | Command::Freeze
        | Command::Score
        | Command::Review
        | Command::Publicise
        | Command::Object { .. }
        | Command::DecideObjection { .. }
        | Command::Rescore
        | Command::CloseObjections
        | Command::Approve
        | Command::Publish
        | Command::Rectify { .. }
        | Command::AcceptRectification { .. } => {
            let action = command.action().as_str();
            Err(Rejection::WrongState { action, state: "COLLECTING" })
        }
    }
}

fn submit(
    cycle: &Cycle,
    place: &Place,
    item: &Item,
    provenance: &Provenance,
    facts: &Facts,
) -> Result<Event, Rejection> {
    let indicator = indicator(cycle, place)?;
    if cycle.items.get(place).is_some_and(|entry| is_confirmed(&entry.standing)) {
        return Err(Rejection::AlreadyConfirmed {
            county: place.county.to_string(),
            indicator: place.indicator.to_string(),
        });
    }
    let units = &cycle.plan.units;
    let holds = facts.actor.post().is_some_and(|post| post.role.is_holder());
    let suppliers = [units.get(&place.county), units.get(&indicator.source)];
    let supplies = suppliers.into_iter().flatten().any(|unit| Some(*unit) == own_unit(facts));
    if holds && !supplies {
        return Err(Rejection::NotTheSource { source: indicator.source.to_string() });
    }
    let unsaid = match provenance {
        Provenance::Verified { .. } => false,
        Provenance::HandedIn { note, .. } => note.is_none(),
    };
    if unsaid && matches!(item.datum, Datum::NotApplicable | Datum::NotReported) {
        return Err(Rejection::ReasonMissing);
    }
    Ok(Event::ItemSubmitted {
        place: place.clone(),
        item: item.clone(),
        provenance: provenance.clone(),
        by: facts.actor.person(),
    })
}

/// Refuses what could never be scored: once entered it would keep the year from its scores.
fn rests_on_a_rule(cycle: &Cycle, county: &Code, adjustment: &Adjustment) -> Result<(), Rejection> {
    let class = cycle.plan.counties.get(county).cloned().unwrap_or_else(|| county.clone());
    let mut alone = CountyData::new(county.clone(), class);
    adjustment.enter(&mut alone);
    match adjustment_faults(&cycle.plan.scheme, &alone).first() {
        Some(fault) => Err(Rejection::AdjustmentUnfit { fault: fault.to_string() }),
        None => Ok(()),
    }
}

/// The indicator of a place that counts.
pub(super) fn indicator<'a>(cycle: &'a Cycle, place: &Place) -> Result<&'a Indicator, Rejection> {
    let class = cycle.plan.counties.get(&place.county);
    cycle
        .plan
        .scheme
        .indicator(&place.indicator)
        .filter(|one| class.is_some_and(|class| one.classes.contains_key(class)))
        .ok_or_else(|| Rejection::PlaceUnknown {
            county: place.county.to_string(),
            indicator: place.indicator.to_string(),
        })
}

fn waiting<'a>(cycle: &'a Cycle, place: &Place) -> Result<&'a Entry, Rejection> {
    indicator(cycle, place)?;
    cycle
        .items
        .get(place)
        .filter(|entry| entry.standing == EntryStanding::Waiting)
        .ok_or_else(|| nothing_to_check(place))
}

fn nothing_to_check(place: &Place) -> Rejection {
    Rejection::NothingToCheck {
        county: place.county.to_string(),
        indicator: place.indicator.to_string(),
    }
}

fn is_the_checker(cycle: &Cycle, place: &Place, facts: &Facts) -> Result<(), Rejection> {
    let checker = &indicator(cycle, place)?.checker;
    let bureau = facts.actor.post().is_some_and(|post| post.role == Role::Bureau);
    if bureau && own_unit(facts) == cycle.plan.units.get(checker).copied() {
        return Ok(());
    }
    Err(Rejection::NotTheChecker { checker: checker.to_string() })
}

/// Applies the events of data.
pub(super) fn apply(cycle: &mut Cycle, event: &Event) {
    let mut stand = |place: &Place, standing: EntryStanding| {
        if let Some(entry) = cycle.items.get_mut(place) {
            entry.standing = standing;
        }
    };
    match event {
        Event::ItemSubmitted { place, item, provenance, by } => {
            let standing = match provenance {
                // Verified by another unit already; it is not asked for twice.
                Provenance::Verified { .. } => EntryStanding::Confirmed(None),
                Provenance::HandedIn { .. } => EntryStanding::Waiting,
            };
            let (item, provenance) = (item.clone(), provenance.clone());
            cycle.items.insert(place.clone(), Entry { item, provenance, by: *by, standing });
        }
        Event::ItemChecked { place, by } | Event::NotApplicableApproved { place, by } => {
            stand(place, EntryStanding::Confirmed(*by));
        }
        Event::ItemReturned { place, reason, .. } => {
            stand(place, EntryStanding::Returned(reason.clone()));
        }
        Event::AdjustmentEntered { county, adjustment, .. } => {
            cycle.adjustments.entry(county.clone()).or_default().push(adjustment.clone());
        }
        Event::AssessmentDrafted { .. }
        | Event::SchemeRevised { .. }
        | Event::SchemePublished { .. }
        | Event::CollectingBegan { .. }
        | Event::DataFrozen { .. }
        | Event::Scored { .. }
        | Event::ScoresReviewed { .. }
        | Event::ScoresPublicised { .. }
        | Event::Objected { .. }
        | Event::ObjectionDecided { .. }
        | Event::Rescored { .. }
        | Event::ObjectionsClosed { .. }
        | Event::ResultApproved { .. }
        | Event::ResultPublished { .. }
        | Event::Rectified { .. }
        | Event::RectificationAccepted { .. } => {}
    }
}
