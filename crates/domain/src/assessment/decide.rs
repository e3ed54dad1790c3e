//! Guards and events of a year's assessment.

use super::command::{Command, Ruling};
use super::event::Event;
use super::rejection::Rejection;
use super::state::{Assessment, Cycle, EntryStanding, Plan, Rectification, Stage};
use super::table::Action;
use super::{item, objection};
use crate::facts::Facts;
use crate::measure::score::ALGORITHM;
use crate::measure::score::fault::Fault;
use crate::measure::score::grade::Grade;
use crate::measure::score::scheme::Scheme;
use crate::time::deadline::{Term, due_on};
use crate::value::code::Code;
use crate::value::digest::Digest;
use crate::value::id::{PersonId, UnitId};

/// Five working days at least.
const SHORTEST_PUBLICITY: u32 = 5;

/// As many as one government has below it, and more than any scheme has in use.
const MOST_COUNTIES: usize = 200;
const MOST_INDICATORS: usize = 200;

/// Decides a command on a year's assessment.
///
/// # Errors
/// A [`Rejection`] when the command is not lawful.
pub fn decide(
    assessment: &Assessment,
    command: &Command,
    facts: &Facts,
) -> Result<Vec<Event>, Rejection> {
    let action = command.action();
    let state = assessment.name();
    let wrong = Rejection::WrongState { action: action.as_str(), state };
    if !action.starts_from(state) {
        return Err(wrong);
    }
    let event = match (assessment, command) {
        (Assessment::Absent, Command::Draft { plan }) => draft(plan, facts)?,
        (Assessment::Absent, _) => return Err(wrong),
        (Assessment::Running(cycle, _), command) => go_on(cycle, command, facts)?,
    };
    Ok(vec![event])
}

impl Command {
    /// The row of the table that the command belongs to.
    pub fn action(&self) -> Action {
        match self {
            Self::Draft { .. } => Action::Draft,
            Self::Revise { .. } => Action::Revise,
            Self::PublishScheme => Action::PublishScheme,
            Self::Collect => Action::Collect,
            Self::Submit { .. } => Action::Submit,
            Self::Check { .. } => Action::Check,
            Self::Return { .. } => Action::Return,
            Self::ApproveNotApplicable { .. } => Action::ApproveNotApplicable,
            Self::Adjust { .. } => Action::Adjust,
            Self::Freeze => Action::Freeze,
            Self::Score => Action::Score,
            Self::Review => Action::Review,
            Self::Publicise => Action::Publicise,
            Self::Object { .. } => Action::Object,
            Self::DecideObjection { .. } => Action::DecideObjection,
            Self::Rescore => Action::Rescore,
            Self::CloseObjections => Action::CloseObjections,
            Self::Approve => Action::Approve,
            Self::Publish => Action::Publish,
            Self::Rectify { .. } => Action::Rectify,
            Self::AcceptRectification { .. } => Action::AcceptRectification,
        }
    }
}

fn go_on(cycle: &Cycle, command: &Command, facts: &Facts) -> Result<Event, Rejection> {
    let by = facts.actor.person();
    let on = facts.today();
    match command {
        Command::Draft { .. } => {
            let state = Stage::Planned.as_str();
            Err(Rejection::WrongState { action: Action::Draft.as_str(), state })
        }
        Command::Revise { plan } => {
            fit(plan, facts)?;
            Ok(Event::SchemeRevised { plan: plan.clone(), by })
        }
        Command::PublishScheme => publish_scheme(cycle, facts),
        Command::Collect => Ok(Event::CollectingBegan { by }),
        Command::Submit { .. }
        | Command::Check { .. }
        | Command::Return { .. }
        | Command::ApproveNotApplicable { .. }
        | Command::Adjust { .. } => item::decide(cycle, command, facts),
        Command::Freeze => freeze(cycle, facts),
        Command::Score => {
            scored(cycle)?;
            let result = digest(facts)?;
            Ok(Event::Scored { algorithm: ALGORITHM.to_owned(), result, by })
        }
        Command::Review => {
            not_the_maker(cycle.scorers.iter().copied(), facts)?;
            Ok(Event::ScoresReviewed { by })
        }
        Command::Publicise => {
            let terms = &cycle.plan.terms;
            let again = cycle.publicised_until.is_some();
            let workdays =
                if again { terms.republication_workdays } else { terms.publicity_workdays };
            let until = due_on(facts.office.calendar(), on, Term::Workdays(workdays));
            Ok(Event::ScoresPublicised { on, until, by })
        }
        Command::Object { .. } | Command::DecideObjection { .. } => {
            objection::decide(cycle, command, facts)
        }
        Command::Rescore => rescore(cycle, facts),
        Command::CloseObjections => close_objections(cycle, facts),
        Command::Approve => Ok(Event::ResultApproved { on, by }),
        Command::Publish => publish(cycle, facts),
        Command::Rectify { county, evidence } => {
            own_county(cycle, county, facts)?;
            owes(cycle, county)?;
            objection::shows(cycle, county, *evidence, facts)?;
            Ok(Event::Rectified { county: county.clone(), evidence: *evidence, on, by })
        }
        Command::AcceptRectification { county } => match cycle.rectifications.get(county) {
            Some(Rectification::HandedIn(_, maker)) => {
                not_the_maker(*maker, facts)?;
                Ok(Event::RectificationAccepted { county: county.clone(), on, by })
            }
            Some(Rectification::Owed(_) | Rectification::Accepted(_)) | None => {
                Err(no_rectification(county))
            }
        },
    }
}

fn draft(plan: &Plan, facts: &Facts) -> Result<Event, Rejection> {
    fit(plan, facts)?;
    Ok(Event::AssessmentDrafted { plan: Box::new(plan.clone()), by: facts.actor.person() })
}

/// What a draft must be before anybody works on it.
fn fit(plan: &Plan, facts: &Facts) -> Result<(), Rejection> {
    let workdays = plan.terms.publicity_workdays;
    if workdays < SHORTEST_PUBLICITY {
        return Err(Rejection::PublicityTooShort { workdays });
    }
    let (counties, indicators) = (plan.counties.len(), plan.scheme.indicators.len());
    if counties > MOST_COUNTIES || indicators > MOST_INDICATORS {
        return Err(Rejection::TooLarge { counties, indicators });
    }
    if let Some((code, _)) = plan.units.iter().find(|(_, unit)| !facts.units.contains_key(unit)) {
        return Err(Rejection::PartyUnknown { code: code.to_string() });
    }
    parties(plan, &plan.scheme)
}

/// Refuses counties without a class, and sources and checkers without a unit on file.
fn parties(plan: &Plan, scheme: &Scheme) -> Result<(), Rejection> {
    let unknown = |code: &Code| Rejection::PartyUnknown { code: code.to_string() };
    for (county, class) in &plan.counties {
        scheme.class(class).ok_or_else(|| unknown(class))?;
        plan.units.get(county).ok_or_else(|| unknown(county))?;
    }
    for indicator in &scheme.indicators {
        plan.units.get(&indicator.checker).ok_or_else(|| unknown(&indicator.checker))?;
    }
    Ok(())
}

fn publish_scheme(cycle: &Cycle, facts: &Facts) -> Result<Event, Rejection> {
    not_the_maker(cycle.drafted_by, facts)?;
    let faults = cycle.plan.scheme.faults();
    if let Some(first) = faults.first() {
        return Err(Rejection::SchemeFaulty { count: faults.len(), first: first.to_string() });
    }
    parties(&cycle.plan, &cycle.plan.scheme)?;
    let on = facts.today();
    // A warning and no more, for there is no law on it.
    let late = on > cycle.plan.publish_by;
    Ok(Event::SchemePublished { digest: digest(facts)?, late, on, by: facts.actor.person() })
}

fn freeze(cycle: &Cycle, facts: &Facts) -> Result<Event, Rejection> {
    let missing = cycle.unconfirmed();
    if let Some(first) = missing.first() {
        return Err(Rejection::ItemsUnconfirmed {
            count: missing.len(),
            first: format!("{}/{}", first.county, first.indicator),
        });
    }
    scored(cycle)?;
    let (on, by) = (facts.today(), facts.actor.person());
    Ok(Event::DataFrozen { digest: digest(facts)?, on, by })
}

fn rescore(cycle: &Cycle, facts: &Facts) -> Result<Event, Rejection> {
    no_open_objection(cycle)?;
    let upheld = upheld_since(cycle);
    if upheld.is_empty() {
        return Err(Rejection::NothingUpheld);
    }
    cycle.scores_to_come().map_err(|faults| faulty(&faults))?;
    let mut classes: Vec<Code> =
        upheld.iter().filter_map(|county| cycle.plan.counties.get(*county)).cloned().collect();
    classes.sort();
    classes.dedup();
    Ok(Event::Rescored {
        classes,
        algorithm: ALGORITHM.to_owned(),
        result: digest(facts)?,
        by: facts.actor.person(),
    })
}

fn close_objections(cycle: &Cycle, facts: &Facts) -> Result<Event, Rejection> {
    let today = facts.today();
    if let Some(until) = cycle.publicised_until.filter(|until| today <= *until) {
        return Err(Rejection::PublicityRuns { until, today });
    }
    no_open_objection(cycle)?;
    match upheld_since(cycle).len() {
        0 => Ok(Event::ObjectionsClosed { by: facts.actor.person() }),
        count => Err(Rejection::RescoreDue { count }),
    }
}

fn no_open_objection(cycle: &Cycle) -> Result<(), Rejection> {
    match cycle.objections.iter().filter(|one| one.ruling.is_none()).count() {
        0 => Ok(()),
        count => Err(Rejection::ObjectionsOpen { count }),
    }
}

/// The counties whose upheld objections are not in the scores yet.
fn upheld_since(cycle: &Cycle) -> Vec<&Code> {
    let since = cycle.objections.iter().skip(cycle.settled);
    since.filter(|one| one.ruling == Some(Ruling::Upheld)).map(|one| &one.place.county).collect()
}

fn publish(cycle: &Cycle, facts: &Facts) -> Result<Event, Rejection> {
    let on = facts.today();
    let scores = cycle.scores().map_err(|faults| faulty(&faults))?;
    let poor = scores.counties().filter(|one| one.grade >= Grade::Fair);
    let term = Term::Months(cycle.plan.terms.rectification_months);
    Ok(Event::ResultPublished {
        on,
        rectify: poor.map(|one| one.county.clone()).collect(),
        due_on: due_on(facts.office.calendar(), on, term),
        by: facts.actor.person(),
    })
}

/// Refuses a county that owes no rectification, or whose was accepted.
pub(super) fn owes(cycle: &Cycle, county: &Code) -> Result<(), Rejection> {
    match cycle.rectifications.get(county) {
        Some(Rectification::Owed(_) | Rectification::HandedIn(..)) => Ok(()),
        Some(Rectification::Accepted(_)) | None => Err(no_rectification(county)),
    }
}

/// That a county has no rectification to act upon.
pub(super) fn no_rectification(county: &Code) -> Rejection {
    Rejection::NoRectification { county: county.to_string() }
}

fn scored(cycle: &Cycle) -> Result<(), Rejection> {
    cycle.scores().map(|_| ()).map_err(|faults| faulty(&faults))
}

fn faulty(faults: &[Fault]) -> Rejection {
    let first = faults.first().map(ToString::to_string).unwrap_or_default();
    Rejection::CannotScore { count: faults.len(), first }
}

fn digest(facts: &Facts) -> Result<Digest, Rejection> {
    facts.digest.ok_or(Rejection::DigestMissing)
}

/// Refuses the one who made what is to be confirmed.
pub(super) fn not_the_maker(
    makers: impl IntoIterator<Item = PersonId>,
    facts: &Facts,
) -> Result<(), Rejection> {
    let me = facts.actor.person();
    if makers.into_iter().any(|maker| Some(maker) == me) {
        return Err(Rejection::MakerIsChecker);
    }
    Ok(())
}

/// Refuses a post of another county.
pub(super) fn own_county(cycle: &Cycle, county: &Code, facts: &Facts) -> Result<(), Rejection> {
    if own_unit(facts).is_some() && own_unit(facts) == cycle.plan.units.get(county).copied() {
        return Ok(());
    }
    Err(Rejection::NotOwnCounty { county: county.to_string() })
}

/// The unit that the actor's post sits in.
pub(super) fn own_unit(facts: &Facts) -> Option<UnitId> {
    facts.actor.post().map(|post| post.unit)
}

/// Whether a datum was confirmed.
pub(super) fn is_confirmed(standing: &EntryStanding) -> bool {
    matches!(standing, EntryStanding::Confirmed(_))
}
