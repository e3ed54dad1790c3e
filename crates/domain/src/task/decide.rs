//! Guards and events of a task.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::command::{Command, Confirmed};
use super::event::{Event, Opening};
use super::rejection::Rejection;
use super::state::{Clause, Content, Duties, Implementers, Task};
use super::table::Action;
use super::target::Target;
use crate::facts::Facts;
use crate::people::duty::Duty;
use crate::plan::Plan;
use crate::value::id::{AssignmentId, UnitId};

/// The most targets one task holds.
pub const TARGETS_MAX: usize = 200;

/// Decides a command on a task.
///
/// # Errors
/// A [`Rejection`] when the command is not lawful.
pub fn decide(task: &Task, command: &Command, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::Draft { clause, duties, targets } => draft(task, clause, duties, targets, facts),
        Command::CorrectTitle { title } => {
            guard(task, Action::Correct, facts)?;
            Ok(vec![Event::TitleCorrected { title: title.clone() }])
        }
        Command::CorrectDuties { lead, supports } => {
            guard(task, Action::Correct, facts)?;
            check_units(Some(*lead), supports, facts)?;
            Ok(vec![Event::DutiesCorrected { lead: *lead, supports: supports.clone() }])
        }
        Command::CorrectDue { due_on } => {
            guard(task, Action::Correct, facts)?;
            check_due(*due_on, facts)?;
            Ok(vec![Event::DueCorrected { due_on: *due_on }])
        }
        Command::SetTarget { target } => {
            guard(task, Action::Correct, facts)?;
            check_target(task, target)?;
            Ok(vec![Event::TargetSet { target: target.clone() }])
        }
        Command::RemoveTarget { target } => {
            guard(task, Action::Correct, facts)?;
            let known =
                task.content().is_some_and(|task| task.targets.iter().any(|t| t.id == *target));
            if !known {
                return Err(Rejection::TargetUnknown { target: *target });
            }
            Ok(vec![Event::TargetRemoved { target: *target }])
        }
        Command::Confirm { confirmed } => confirm(task, *confirmed, facts),
        Command::File => {
            in_state(task, Action::File)?;
            Ok(vec![Event::TaskFiled {}])
        }
        Command::Dispatch => {
            guard(task, Action::Dispatch, facts)?;
            dispatch(task, facts)
        }
    }
}

impl Command {
    /// The row of the table that the command belongs to.
    pub fn action(&self) -> Action {
        match self {
            Self::Draft { .. } => Action::Draft,
            Self::CorrectTitle { .. }
            | Self::CorrectDuties { .. }
            | Self::CorrectDue { .. }
            | Self::SetTarget { .. }
            | Self::RemoveTarget { .. } => Action::Correct,
            Self::Confirm { .. } => Action::Confirm,
            Self::File => Action::File,
            Self::Dispatch => Action::Dispatch,
        }
    }
}

/// What stands against an action whatever is typed: the part that `availableActions` shows.
///
/// # Errors
/// The [`Rejection`] that the action would meet.
pub fn guard(task: &Task, action: Action, facts: &Facts) -> Result<(), Rejection> {
    in_state(task, action)?;
    match action {
        Action::Draft | Action::Correct => plan_is_draft(facts),
        Action::Confirm => {
            plan_is_draft(facts)?;
            let Some(content) = task.content() else {
                return Ok(());
            };
            if content.lead_confirmed && content.due_confirmed {
                return Err(Rejection::NothingToConfirm { no: content.clause.no });
            }
            if content.duties.lead.is_none() && content.due_confirmed {
                return Err(Rejection::LeadMissing { no: content.clause.no });
            }
            Ok(())
        }
        Action::File => Ok(()),
        Action::Dispatch => match (task.lead(), task.no()) {
            (None, Some(no)) => Err(Rejection::LeadMissing { no }),
            (_, _) => Ok(()),
        },
    }
}

/// How many ids a dispatch needs: one for each assignment it opens.
pub fn ids_needed(task: &Task, command: &Command, facts: &Facts) -> usize {
    match (command, task.content()) {
        (Command::Dispatch, Some(content)) => owners(content, facts).len(),
        (_, _) => 0,
    }
}

fn in_state(task: &Task, action: Action) -> Result<(), Rejection> {
    let state = task.name();
    if action.starts_from(state) {
        Ok(())
    } else {
        Err(Rejection::WrongState { action: action.as_str(), state })
    }
}

fn plan_is_draft(facts: &Facts) -> Result<(), Rejection> {
    match facts.plan.as_deref() {
        Some(Plan::Draft { .. }) => Ok(()),
        Some(plan) => Err(Rejection::PlanNotDraft { state: plan.name() }),
        None => Err(Rejection::PlanNotDraft { state: Plan::Absent.name() }),
    }
}

fn draft(
    task: &Task,
    clause: &Clause,
    duties: &Duties,
    targets: &[Target],
    facts: &Facts,
) -> Result<Vec<Event>, Rejection> {
    guard(task, Action::Draft, facts)?;
    check_units(duties.lead, &duties.supports, facts)?;
    if targets.len() > TARGETS_MAX {
        return Err(Rejection::TooManyTargets { limit: TARGETS_MAX });
    }
    targets.iter().try_for_each(check_values)?;
    Ok(vec![Event::TaskDrafted {
        clause: Box::new(clause.clone()),
        duties: duties.clone(),
        targets: targets.to_vec(),
    }])
}

fn confirm(task: &Task, confirmed: Confirmed, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    guard(task, Action::Confirm, facts)?;
    let Some(content) = task.content() else {
        return Ok(Vec::new());
    };
    let by = facts.actor.person();
    let mut events = Vec::new();
    if confirmed.lead() && !content.lead_confirmed {
        let lead = content.duties.lead.ok_or(Rejection::LeadMissing { no: content.clause.no })?;
        events.push(Event::LeadConfirmed { lead, by });
    }
    if confirmed.due() && !content.due_confirmed {
        events.push(Event::DueConfirmed { due_on: content.clause.due_on, by });
    }
    Ok(events)
}

fn dispatch(task: &Task, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    let Some(content) = task.content() else {
        return Ok(Vec::new());
    };
    let openings = owners(content, facts)
        .into_iter()
        .zip(&facts.fresh)
        .map(|((unit, duty), id): ((UnitId, Duty), &Uuid)| Opening {
            assignment: AssignmentId(*id),
            unit,
            duty,
        })
        .collect();
    Ok(vec![Event::TaskDispatched { openings }])
}

/// Every unit that will hold an assignment, with its duty: the lead, the supports, the counties.
fn owners(content: &Content, facts: &Facts) -> Vec<(UnitId, Duty)> {
    let counties: Vec<UnitId> = match &content.duties.implementers {
        Implementers::None => Vec::new(),
        Implementers::Units { units } => units.clone(),
        Implementers::EveryCounty => {
            facts.units.iter().filter(|(_, kind)| kind.is_county()).map(|(unit, _)| *unit).collect()
        }
    };
    let lead = content.duties.lead.map(|unit| (unit, Duty::Lead));
    let supports = content.duties.supports.iter().map(|unit| (*unit, Duty::Support));
    lead.into_iter()
        .chain(supports)
        .chain(counties.into_iter().map(|unit| (unit, Duty::Implement)))
        .collect()
}

fn check_units(lead: Option<UnitId>, supports: &[UnitId], facts: &Facts) -> Result<(), Rejection> {
    let mut seen = BTreeSet::new();
    for unit in lead.iter().chain(supports) {
        let Some(kind) = facts.units.get(unit) else {
            return Err(Rejection::UnitUnknown { unit: *unit });
        };
        if lead == Some(*unit) && kind.is_county() {
            return Err(Rejection::LeadIsCounty { unit: *unit });
        }
        if !seen.insert(*unit) {
            return Err(if lead == Some(*unit) {
                Rejection::LeadAlsoSupports { unit: *unit }
            } else {
                Rejection::UnitTwice { unit: *unit }
            });
        }
    }
    Ok(())
}

fn check_due(due_on: NaiveDate, facts: &Facts) -> Result<(), Rejection> {
    let Some(document) = facts.plan.as_deref().and_then(Plan::document) else {
        return Ok(());
    };
    let from = document.issued_on.unwrap_or(NaiveDate::MIN);
    let to = document.horizon_end;
    if (from..=to).contains(&due_on) {
        Ok(())
    } else {
        Err(Rejection::DueOutsidePlan { due_on, from, to })
    }
}

fn check_target(task: &Task, target: &Target) -> Result<(), Rejection> {
    check_values(target)?;
    let targets = task.content().map_or(&[][..], |content| &content.targets);
    let new = targets.iter().all(|known| known.id != target.id);
    if new && targets.len() >= TARGETS_MAX {
        return Err(Rejection::TooManyTargets { limit: TARGETS_MAX });
    }
    Ok(())
}

fn check_values(target: &Target) -> Result<(), Rejection> {
    if target.is_consistent() {
        Ok(())
    } else {
        Err(Rejection::TargetInconsistent { comparator: target.comparator.as_str() })
    }
}
