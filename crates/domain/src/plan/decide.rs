//! Guards and events of a plan.

use chrono::NaiveDate;

use super::command::Command;
use super::event::Event;
use super::rejection::Rejection;
use super::state::Plan;
use super::table::Action;
use crate::facts::Facts;
use crate::task::Task;

/// Decides a command on a plan.
///
/// # Errors
/// A [`Rejection`] when the command is not lawful.
pub fn decide(plan: &Plan, command: &Command, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::Draft { document } => {
            in_state(plan, Action::Draft)?;
            let source = &document.source;
            if !facts.may_use(source.attachment, &source.digest) {
                return Err(Rejection::FileUnusable { file: source.attachment });
            }
            let by = facts.actor.person();
            Ok(vec![Event::PlanDrafted { document: document.clone(), by }])
        }
        Command::Issue { in_force_from } => {
            guard(plan, Action::Issue, facts)?;
            check_dates(plan, *in_force_from)?;
            Ok(vec![Event::PlanIssued {
                in_force_from: *in_force_from,
                by: facts.actor.person(),
                tasks: facts.tasks.keys().copied().collect(),
            }])
        }
        // Every dispatch says so; only the first one changes the plan.
        Command::BringIntoEffect if matches!(plan, Plan::Effective { .. }) => Ok(Vec::new()),
        Command::BringIntoEffect => {
            in_state(plan, Action::BringIntoEffect)?;
            Ok(vec![Event::PlanTookEffect {}])
        }
    }
}

/// What stands against an action whatever is typed: the part that `availableActions` shows.
///
/// # Errors
/// The [`Rejection`] that the action would meet.
pub fn guard(plan: &Plan, action: Action, facts: &Facts) -> Result<(), Rejection> {
    in_state(plan, action)?;
    match action {
        Action::Draft | Action::BringIntoEffect => Ok(()),
        Action::Issue => may_issue(plan, facts),
    }
}

fn in_state(plan: &Plan, action: Action) -> Result<(), Rejection> {
    let state = plan.name();
    if action.starts_from(state) {
        Ok(())
    } else {
        Err(Rejection::WrongState { action: action.as_str(), state })
    }
}

fn may_issue(plan: &Plan, facts: &Facts) -> Result<(), Rejection> {
    if let Plan::Draft { drafted_by: Some(maker), .. } = plan
        && facts.actor.person() == Some(*maker)
    {
        return Err(Rejection::MakerIsChecker);
    }
    if facts.tasks.is_empty() {
        return Err(Rejection::NoTasks);
    }
    if let Some((count, numbers)) = open(facts, |task| !task.lead_confirmed()) {
        return Err(Rejection::LeadsUnconfirmed { count, numbers });
    }
    if let Some((count, numbers)) = open(facts, |task| !task.due_confirmed()) {
        return Err(Rejection::DueDatesUnconfirmed { count, numbers });
    }
    Ok(())
}

/// The tasks that still need something: how many, and the first numbers.
fn open(facts: &Facts, is_open: impl Fn(&Task) -> bool) -> Option<(usize, String)> {
    let mut numbers: Vec<u32> =
        facts.tasks.values().filter(|task| is_open(task)).filter_map(|task| task.no()).collect();
    numbers.sort_unstable();
    if numbers.is_empty() {
        return None;
    }
    let shown: Vec<String> = numbers.iter().take(10).map(u32::to_string).collect();
    let more = if numbers.len() > shown.len() { "…" } else { "" };
    Some((numbers.len(), format!("{}{more}", shown.join("、"))))
}

fn check_dates(plan: &Plan, in_force_from: NaiveDate) -> Result<(), Rejection> {
    let Some(document) = plan.document() else {
        return Ok(());
    };
    if let Some(issued_on) = document.issued_on
        && in_force_from < issued_on
    {
        return Err(Rejection::InForceBeforeIssue { in_force_from, issued_on });
    }
    let horizon_end = document.horizon_end;
    if horizon_end < in_force_from {
        return Err(Rejection::HorizonPassed { horizon_end, in_force_from });
    }
    Ok(())
}
