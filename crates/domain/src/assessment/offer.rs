//! What stands against an action before it is said which datum or county it is about.

use super::command::Command;
use super::decide::{decide, no_rectification, owes, own_unit};
use super::objection::{is_involved, publicity_runs};
use super::rejection::Rejection;
use super::state::{Assessment, Cycle, Entry, EntryStanding, Place, Rectification};
use super::table::Action;
use crate::facts::Facts;
use crate::measure::score::scheme::Indicator;
use crate::people::actor::Role;
use crate::value::code::Code;
use crate::value::digest::Digest;
use crate::value::id::UnitId;

/// Whether an action is open: what must hold whatever it is about.
///
/// # Errors
/// The [`Rejection`] that the action would meet.
pub fn guard(assessment: &Assessment, action: Action, facts: &Facts) -> Result<(), Rejection> {
    let state = assessment.name();
    let wrong = Rejection::WrongState { action: action.as_str(), state };
    let Some(cycle) = assessment.cycle().filter(|_| action.starts_from(state)) else {
        return Err(wrong);
    };
    match action {
        Action::PublishScheme => open(assessment, &Command::PublishScheme, facts),
        Action::Freeze => open(assessment, &Command::Freeze, facts),
        Action::Score => open(assessment, &Command::Score, facts),
        Action::Review => open(assessment, &Command::Review, facts),
        Action::Rescore => open(assessment, &Command::Rescore, facts),
        Action::CloseObjections => open(assessment, &Command::CloseObjections, facts),
        Action::Publish => open(assessment, &Command::Publish, facts),
        Action::Submit => supplies(cycle, facts),
        Action::Check | Action::Return => checks(cycle, action, facts),
        Action::ApproveNotApplicable => approves(cycle, facts),
        Action::Object => {
            own(cycle, facts)?;
            publicity_runs(cycle, facts)
        }
        Action::DecideObjection => decides(cycle, facts),
        Action::Rectify => owes(cycle, own(cycle, facts)?),
        Action::AcceptRectification => accepts(cycle, facts),
        Action::Draft
        | Action::Revise
        | Action::Collect
        | Action::Adjust
        | Action::Publicise
        | Action::Approve => Ok(()),
    }
}

/// Asks the decision itself; the digest is made when it is done.
fn open(assessment: &Assessment, command: &Command, facts: &Facts) -> Result<(), Rejection> {
    let facts = Facts { digest: facts.digest.or(Some(Digest([0; 32]))), ..facts.clone() };
    decide(assessment, command, &facts).map(|_| ())
}

fn supplies(cycle: &Cycle, facts: &Facts) -> Result<(), Rejection> {
    let holds = facts.actor.post().is_some_and(|post| post.role.is_holder());
    let source = |code: &Code| cycle.plan.scheme.indicator(code).map(|one| &one.source);
    let mine = |place: &Place| {
        let supplied = source(&place.indicator).is_some_and(|code| is_own(cycle, code, facts));
        !holds || supplied || is_own(cycle, &place.county, facts)
    };
    if cycle.unconfirmed().iter().any(mine) {
        return Ok(());
    }
    match cycle.items.keys().find(|place| mine(place)) {
        Some(Place { county, indicator }) => Err(Rejection::AlreadyConfirmed {
            county: county.to_string(),
            indicator: indicator.to_string(),
        }),
        None => Err(Rejection::NotTheSource { source: first(cycle, |one| &one.source) }),
    }
}

fn checks(cycle: &Cycle, action: Action, facts: &Facts) -> Result<(), Rejection> {
    let bureau = facts.actor.post().is_some_and(|post| post.role == Role::Bureau);
    let checker = |one: &Indicator| bureau && is_own(cycle, &one.checker, facts);
    let checked = |code: &Code| cycle.plan.scheme.indicator(code).is_some_and(checker);
    let ready = |entry: &Entry| {
        if action == Action::Check {
            entry.standing == EntryStanding::Waiting && !entry.is_not_applicable()
        } else {
            !matches!(entry.standing, EntryStanding::Returned(_))
        }
    };
    let me = facts.actor.person();
    let own = |entry: &Entry| action == Action::Check && entry.by.is_some() && entry.by == me;
    let mut all = cycle.items.iter().filter(|(_, entry)| ready(entry)).peekable();
    if let Some((first, _)) = all.peek().copied() {
        let mut ready = all.filter(|(place, _)| checked(&place.indicator)).peekable();
        return match (ready.peek().is_some(), ready.any(|(_, entry)| !own(entry))) {
            (_, true) => Ok(()),
            (true, false) => Err(Rejection::MakerIsChecker),
            (false, false) => Err(Rejection::NotTheChecker {
                checker: cycle
                    .plan
                    .scheme
                    .indicator(&first.indicator)
                    .map(|one| one.checker.to_string())
                    .unwrap_or_default(),
            }),
        };
    }
    Err(nothing_waits(cycle))
}

fn nothing_waits(cycle: &Cycle) -> Rejection {
    let place =
        cycle.unconfirmed().into_iter().next().or_else(|| cycle.items.keys().next().cloned());
    let (county, indicator) = place.map(|at| (at.county, at.indicator)).unzip();
    Rejection::NothingToCheck {
        county: county.map(|code| code.to_string()).unwrap_or_default(),
        indicator: indicator.map(|code| code.to_string()).unwrap_or_default(),
    }
}

fn approves(cycle: &Cycle, facts: &Facts) -> Result<(), Rejection> {
    let waiting = cycle.items.iter().filter(|(_, entry)| entry.standing == EntryStanding::Waiting);
    let (not_applicable, other): (Vec<_>, Vec<_>) =
        waiting.partition(|(_, entry)| entry.is_not_applicable());
    let me = facts.actor.person();
    match (not_applicable.is_empty(), other.is_empty()) {
        (false, _) if not_applicable.iter().any(|(_, entry)| me.is_none() || entry.by != me) => {
            Ok(())
        }
        (false, _) => Err(Rejection::MakerIsChecker),
        (true, false) => Err(Rejection::OtherWayOfConfirming { action: Action::Check.as_str() }),
        (true, true) => Err(nothing_waits(cycle)),
    }
}

/// The county that the actor's post belongs to.
fn own<'a>(cycle: &'a Cycle, facts: &Facts) -> Result<&'a Code, Rejection> {
    let mut counties = cycle.plan.counties.keys();
    counties.find(|county| is_own(cycle, county, facts)).ok_or_else(|| {
        let county = cycle.plan.counties.keys().next();
        Rejection::NotOwnCounty { county: county.map(ToString::to_string).unwrap_or_default() }
    })
}

fn decides(cycle: &Cycle, facts: &Facts) -> Result<(), Rejection> {
    let mut open = cycle.objections.iter().filter(|one| one.ruling.is_none()).peekable();
    if open.peek().is_none() {
        return Err(Rejection::NoSuchObjection { number: 1 });
    }
    let me = facts.actor.person();
    match me.is_some_and(|me| open.any(|one| !is_involved(cycle, one, me))) {
        true => Ok(()),
        false => Err(Rejection::DeciderIsInvolved),
    }
}

fn accepts(cycle: &Cycle, facts: &Facts) -> Result<(), Rejection> {
    let me = facts.actor.person();
    let makers = cycle.rectifications.values().filter_map(|known| match known {
        Rectification::HandedIn(_, maker) => Some(*maker),
        Rectification::Owed(_) | Rectification::Accepted(_) => None,
    });
    let makers: Vec<_> = makers.collect();
    if makers.is_empty() {
        let first = cycle.plan.counties.keys().next().map(no_rectification);
        return Err(first.unwrap_or(Rejection::MakerIsChecker));
    }
    match makers.iter().any(|maker| maker.is_none() || *maker != me) {
        true => Ok(()),
        false => Err(Rejection::MakerIsChecker),
    }
}

fn first(cycle: &Cycle, of: impl Fn(&Indicator) -> &Code) -> String {
    cycle.plan.scheme.indicators.first().map(|one| of(one).to_string()).unwrap_or_default()
}

fn is_own(cycle: &Cycle, code: &Code, facts: &Facts) -> bool {
    let unit: Option<UnitId> = cycle.plan.units.get(code).copied();
    unit.is_some() && unit == own_unit(facts)
}
