//! 交办. Which assignments a task opens: one for each unit and duty.

use uuid::Uuid;

use super::command::Command;
use super::event::{Event, Opening};
use super::rejection::Rejection;
use super::state::{Content, Implementers, Task};
use crate::facts::Facts;
use crate::people::duty::Duty;
use crate::value::id::{AssignmentId, UnitId};

/// How many ids a dispatch needs: one for each assignment it opens.
pub fn ids_needed(task: &Task, command: &Command, facts: &Facts) -> usize {
    match (command, task.content()) {
        (Command::Dispatch, Some(content)) => owners(content, facts).len(),
        (_, _) => 0,
    }
}

pub(super) fn dispatch(task: &Task, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    let Some(content) = task.content() else {
        return Ok(Vec::new());
    };
    let owners = owners(content, facts);
    for target in &content.targets {
        let carries = |unit: &&UnitId| owners.contains(&(**unit, Duty::Implement));
        if let Some(unit) = target.bearer.units().iter().find(|unit| !carries(unit)) {
            return Err(Rejection::BearerNotImplementer { target: target.id, unit: *unit });
        }
    }
    let openings = owners
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

/// Every unit that will hold an assignment, with its duty: leads, supports, counties.
pub(super) fn owners(content: &Content, facts: &Facts) -> Vec<(UnitId, Duty)> {
    let counties: Vec<UnitId> = match &content.duties.implementers {
        Implementers::None => Vec::new(),
        Implementers::Units { units } => units.clone(),
        Implementers::EveryCounty => {
            facts.units.iter().filter(|(_, kind)| kind.is_county()).map(|(unit, _)| *unit).collect()
        }
    };
    let lead = content.duties.lead.map(|unit| (unit, Duty::Lead));
    let supports = content.duties.supports.iter().map(|unit| (*unit, Duty::Support));
    let co_leads = content.duties.co_leads.iter().map(|unit| (*unit, Duty::CoLead));
    lead.into_iter()
        .chain(co_leads)
        .chain(supports)
        .chain(counties.into_iter().map(|unit| (unit, Duty::Implement)))
        .collect()
}
