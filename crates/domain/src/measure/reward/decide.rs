//! Guards and events of a pot.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;

use super::command::Command;
use super::event::Event;
use super::rejection::Rejection;
use super::split::split;
use super::state::{Calculation, Performance, Pool, Pot, Reward, Transfer};
use super::table::Action;
use crate::assessment::Assessment;
use crate::assessment::state::{Cycle, Stage};
use crate::facts::Facts;
use crate::measure::allot::ALGORITHM;
use crate::time::deadline::{Term, due_on};
use crate::value::code::Code;
use crate::value::money::Fen;
use crate::value::text::{DocNo, Reason};

/// Five working days at least.
const SHORTEST_PUBLICITY: u32 = 5;

/// 信息公开条例 26: what is to be disclosed is so within twenty working days.
const DISCLOSURE_WORKDAYS: u32 = 20;

/// Decides a command on a pot.
///
/// # Errors
/// A [`Rejection`] when the command is not lawful.
pub fn decide(reward: &Reward, command: &Command, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    let action = command.action();
    let state = reward.name();
    let wrong = Rejection::WrongState { action: action.as_str(), state };
    if !action.starts_from(state) {
        return Err(wrong);
    }
    let event = match (command, reward.pot()) {
        (Command::SetPool { pool }, _) => set_pool(pool, facts)?,
        (command, Some(pot)) => go_on(pot, command, facts)?,
        (_, None) => return Err(wrong),
    };
    Ok(vec![event])
}

impl Command {
    /// The row of the table that the command belongs to.
    pub fn action(&self) -> Action {
        match self {
            Self::SetPool { .. } => Action::SetPool,
            Self::Calculate => Action::Calculate,
            Self::Check { .. } => Action::Check,
            Self::Approve { .. } => Action::Approve,
            Self::Publicise => Action::Publicise,
            Self::Issue { .. } => Action::Issue,
            Self::Pay { .. } => Action::Pay,
            Self::ReviewPerformance { .. } => Action::ReviewPerformance,
        }
    }
}

fn go_on(pot: &Pot, command: &Command, facts: &Facts) -> Result<Event, Rejection> {
    let (on, by) = (facts.today(), facts.actor.person());
    match command {
        Command::SetPool { pool } => set_pool(pool, facts),
        Command::Calculate => calculate(pot, facts),
        Command::Check { amounts } => check(pot, amounts, facts),
        Command::Approve { document } => {
            Ok(Event::RewardApproved { document: document.clone(), on, by })
        }
        Command::Publicise => {
            let calendar = facts.office.calendar();
            let within = |workdays| due_on(calendar, on, Term::Workdays(workdays));
            let until = within(pot.pool.publicity_workdays);
            let disclose_by = within(DISCLOSURE_WORKDAYS);
            Ok(Event::RewardPublicised { on, until, disclose_by, by })
        }
        Command::Issue { document, transfer, exception } => {
            issue(pot, (document, transfer, exception.as_ref()), facts)
        }
        Command::Pay { on: paid } => {
            let from = pot.issued_on.unwrap_or(on);
            if *paid < from || *paid > on {
                return Err(Rejection::DayOutOfOrder { on: *paid, from, today: on });
            }
            Ok(Event::RewardPaid { on: *paid, by })
        }
        Command::ReviewPerformance { reports } => {
            complete(pot.calculation.as_ref(), reports)?;
            Ok(Event::PerformanceReviewed { reports: reports.clone(), on, by })
        }
    }
}

/// The year that the money rests on, once its result is published.
fn published(facts: &Facts) -> Result<&Cycle, Rejection> {
    match facts.assessment.as_deref() {
        Some(Assessment::Running(cycle, Stage::Published)) => Ok(cycle),
        Some(other) => Err(Rejection::ResultUnpublished { state: other.name() }),
        None => Err(Rejection::ResultUnpublished { state: Assessment::Absent.name() }),
    }
}

fn set_pool(pool: &Pool, facts: &Facts) -> Result<Event, Rejection> {
    let cycle = published(facts)?;
    let unknown = |county: &&Code| !cycle.plan.counties.contains_key(*county);
    if let Some(county) = pool.counties.keys().find(unknown) {
        return Err(Rejection::CountyUnknown { county: county.to_string() });
    }
    let workdays = pool.publicity_workdays;
    if workdays < SHORTEST_PUBLICITY {
        return Err(Rejection::PublicityTooShort { workdays });
    }
    // A rule that cannot be met is refused where it is made.
    split(pool, cycle)?;
    Ok(Event::PoolSet { pool: Box::new(pool.clone()), by: facts.actor.person() })
}

fn calculate(pot: &Pot, facts: &Facts) -> Result<Event, Rejection> {
    let allotted = split(&pot.pool, published(facts)?)?;
    let amounts = allotted.allotments.iter().map(|one| (one.county.clone(), one.amount));
    Ok(Event::RewardCalculated {
        algorithm: ALGORITHM.to_owned(),
        inputs: facts.digest.ok_or(Rejection::DigestMissing)?,
        amounts: amounts.collect(),
        unallocated: allotted.unallocated,
        by: facts.actor.person(),
    })
}

fn check(pot: &Pot, amounts: &BTreeMap<Code, Fen>, facts: &Facts) -> Result<Event, Rejection> {
    let by = facts.actor.person();
    let calculation = pot.calculation.as_ref();
    let makers = [pot.set_by, calculation.and_then(|made| made.by)];
    if by.is_none() || makers.contains(&by) {
        return Err(Rejection::CheckerIsMaker);
    }
    let none = BTreeMap::new();
    let made = calculation.map_or(&none, |made| &made.amounts);
    let codes: BTreeSet<&Code> = made.keys().chain(amounts.keys()).collect();
    let amount = |of: &BTreeMap<Code, Fen>, code: &Code| of.get(code).copied().unwrap_or(Fen::ZERO);
    let different = |code: &&Code| amount(made, code) != amount(amounts, code);
    let differences: Vec<&Code> = codes.into_iter().filter(different).collect();
    match differences.first() {
        None => Ok(Event::RewardChecked { by }),
        Some(county) => Err(Rejection::RunsDiffer {
            count: differences.len(),
            county: county.to_string(),
            first: amount(made, county).to_string(),
            second: amount(amounts, county).to_string(),
        }),
    }
}

fn issue(
    pot: &Pot,
    (document, transfer, exception): (&DocNo, &Transfer, Option<&Reason>),
    facts: &Facts,
) -> Result<Event, Rejection> {
    let today = facts.today();
    if let Some(until) = pot.publicised_until.filter(|until| today <= *until) {
        return Err(Rejection::PublicityRuns { until, today });
    }
    let days = transfer.kind.days();
    let due_on = transfer.budget_approved_on.checked_add_days(Days::new(days.into()));
    let due_on = due_on.unwrap_or(transfer.budget_approved_on);
    if today > due_on && exception.is_none() {
        return Err(Rejection::IssuedLate { due_on, today, days });
    }
    Ok(Event::RewardIssued {
        document: document.clone(),
        transfer: *transfer,
        exception: exception.cloned(),
        on: today,
        due_on,
        by: facts.actor.person(),
    })
}

/// Every county that got money reports, nobody else, and nobody spent more than that.
fn complete(
    calculation: Option<&Calculation>,
    reports: &BTreeMap<Code, Performance>,
) -> Result<(), Rejection> {
    let none = BTreeMap::new();
    let amounts = calculation.map_or(&none, |made| &made.amounts);
    let got = |county: &Code| amounts.get(county).copied().unwrap_or(Fen::ZERO);
    let counties: BTreeSet<&Code> = amounts.keys().chain(reports.keys()).collect();
    for county in counties {
        let amount = got(county);
        let report = reports.get(county);
        if (amount > Fen::ZERO) != report.is_some() {
            return Err(Rejection::ReportsIncomplete { county: county.to_string() });
        }
        if let Some(report) = report.filter(|it| it.spent > amount || it.spent < Fen::ZERO) {
            return Err(Rejection::SpentTooMuch {
                county: county.to_string(),
                spent: report.spent.to_string(),
                amount: amount.to_string(),
            });
        }
    }
    Ok(())
}
