//! 后续事项. What must follow from an event in other streams: event in, commands out, done by the
//! system in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use crate::assignment::command::Command as AssignmentCommand;
use crate::assignment::event::Event as AssignmentEvent;
use crate::command::{Command, Event, State, StreamId};
use crate::people::organisation::Command as UnitCommand;
use crate::plan::command::Command as PlanCommand;
use crate::plan::event::Event as PlanEvent;
use crate::sheet::SheetKey;
use crate::sheet::command::Command as SheetCommand;
use crate::sheet::event::Event as SheetEvent;
use crate::task::command::Command as TaskCommand;
use crate::task::event::Event as TaskEvent;
use crate::task::regroup::Branch;
use crate::time::Period;
use crate::value::id::TaskId;

/// The commands that follow from an event; `state` is that of its stream after it.
pub fn consequences(stream: StreamId, state: &State, event: &Event) -> Vec<Command> {
    match (stream, state, event) {
        (_, _, Event::Plan(PlanEvent::PlanIssued { tasks, .. })) => {
            tasks.iter().map(|id| Command::Task(*id, TaskCommand::File)).collect()
        }
        (_, _, Event::Task(TaskEvent::TaskSplit { branches, .. })) => {
            let branch = |branch: &Branch| TaskCommand::Branch { branch: Box::new(branch.clone()) };
            branches.iter().map(|new| Command::Task(new.task, branch(new))).collect()
        }
        (StreamId::Task(into), _, Event::Task(TaskEvent::TasksMerged { others, .. })) => {
            let merge = |other: &TaskId| Command::Task(*other, TaskCommand::MergeInto { into });
            others.iter().map(merge).collect()
        }
        (_, _, Event::Plan(PlanEvent::PlanDiscarded { tasks, .. })) => {
            tasks.iter().map(|id| Command::Task(*id, TaskCommand::Discard)).collect()
        }
        (_, _, Event::Plan(PlanEvent::UnitIdentified { name, unit, learnt, tasks, .. })) => {
            let place = || TaskCommand::PlaceUnit { name: name.clone(), unit: *unit };
            let places = tasks.iter().map(|id| Command::Task(*id, place()));
            let learn = UnitCommand::LearnAlias { alias: name.clone() };
            let learnt = learnt.then_some(Command::Unit(*unit, learn));
            places.chain(learnt).collect()
        }
        (
            StreamId::Task(task),
            State::Task(known),
            Event::Task(TaskEvent::TaskDispatched { openings }),
        ) => {
            let open = openings.iter().map(|opening| {
                let (unit, duty) = (opening.unit, opening.duty);
                Command::Assignment(
                    opening.assignment,
                    AssignmentCommand::Open { task, unit, duty },
                )
            });
            let effect = known.plan().map(|plan| Command::Plan(plan, PlanCommand::BringIntoEffect));
            effect.into_iter().chain(open).collect()
        }
        (StreamId::Assignment(_), State::Assignment(_), Event::Assignment(event)) => {
            of_assignment(stream, state, event)
        }
        (StreamId::Sheet(key), _, Event::Sheet(event)) => of_sheet(key, event),
        (_, _, _) => Vec::new(),
    }
}

fn of_assignment(stream: StreamId, state: &State, event: &AssignmentEvent) -> Vec<Command> {
    let (StreamId::Assignment(id), State::Assignment(assignment)) = (stream, state) else {
        return Vec::new();
    };
    match event {
        AssignmentEvent::AssignmentSignedFor { on, .. } if assignment.reports() => {
            let charge = assignment.record().map(|record| &record.charge);
            charge
                .map(|charge| {
                    let period = Period::of((*on).max(charge.in_force_from));
                    let key = SheetKey { plan: charge.plan, unit: charge.unit, period };
                    Command::Sheet(key, SheetCommand::OpenRows { assignments: vec![id] })
                })
                .into_iter()
                .collect()
        }
        AssignmentEvent::AssignmentClosed { ends, .. } => ends
            .iter()
            .map(|support| Command::Assignment(*support, AssignmentCommand::EndWithLead))
            .collect(),
        AssignmentEvent::AssignmentSignedFor { .. }
        | AssignmentEvent::AssignmentOpened { .. }
        | AssignmentEvent::MilestonesPlanned { .. }
        | AssignmentEvent::BalanceRecorded { .. }
        | AssignmentEvent::RowOpened { .. }
        | AssignmentEvent::RowSubmitted { .. }
        | AssignmentEvent::RowWithdrawn { .. }
        | AssignmentEvent::RowChecked { .. }
        | AssignmentEvent::RowAccepted { .. }
        | AssignmentEvent::RowReturned { .. }
        | AssignmentEvent::ClosingRequested { .. }
        | AssignmentEvent::ClosingSentBack { .. }
        | AssignmentEvent::DeclaredNotApplicable { .. }
        | AssignmentEvent::FactAmended { .. }
        | AssignmentEvent::EndedWithLead { .. } => Vec::new(),
    }
}

fn of_sheet(key: SheetKey, event: &SheetEvent) -> Vec<Command> {
    let period = key.period;
    match event {
        SheetEvent::RowsOpened { assignments, due_on } => assignments
            .iter()
            .map(|id| {
                let row = AssignmentCommand::OpenRow { period, due_on: *due_on };
                Command::Assignment(*id, row)
            })
            .collect(),
        SheetEvent::RowsSubmitted { rows, by, .. } => rows
            .iter()
            .map(|row| {
                let claims = row.entry.claims();
                let submission = AssignmentCommand::RecordSubmission { period, claims, by: *by };
                Command::Assignment(row.assignment, submission)
            })
            .collect(),
        SheetEvent::RowsWithdrawn { assignments, .. } => assignments
            .iter()
            .map(|id| Command::Assignment(*id, AssignmentCommand::RecordWithdrawal { period }))
            .collect(),
        SheetEvent::RowsDrafted { .. } => Vec::new(),
    }
}

/// Puts together what the same stream would be told several times in one transaction: the rows of
/// one sheet, and that a plan took effect. Each command comes with what it follows from; what is
/// put together follows from the first of them.
pub fn merged<C>(commands: Vec<(Command, C)>) -> Vec<(Command, C)> {
    let mut merged: Vec<(Command, C)> = Vec::with_capacity(commands.len());
    let mut sheets: BTreeMap<SheetKey, usize> = BTreeMap::new();
    let mut plans = BTreeSet::new();
    for (command, cause) in commands {
        match command {
            Command::Sheet(key, SheetCommand::OpenRows { assignments }) => {
                match sheets.get(&key).and_then(|place| merged.get_mut(*place)) {
                    Some((Command::Sheet(_, SheetCommand::OpenRows { assignments: known }), _)) => {
                        known.extend(assignments);
                    }
                    Some(_) | None => {
                        sheets.insert(key, merged.len());
                        let rows = SheetCommand::OpenRows { assignments };
                        merged.push((Command::Sheet(key, rows), cause));
                    }
                }
            }
            Command::Plan(plan, PlanCommand::BringIntoEffect) => {
                if plans.insert(plan) {
                    merged.push((Command::Plan(plan, PlanCommand::BringIntoEffect), cause));
                }
            }
            Command::Rules(_)
            | Command::Unit(..)
            | Command::Person(..)
            | Command::Plan(..)
            | Command::Task(..)
            | Command::Assignment(..)
            | Command::Sheet(..)
            | Command::Evidence(..)
            | Command::Assessment(..)
            | Command::Audit(..) => merged.push((command, cause)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::value::id::{AssignmentId, PlanId, UnitId};

    #[test]
    fn what_is_put_together_follows_from_the_first_and_nothing_else_does() {
        let id = Uuid::from_u128;
        let key = |unit| SheetKey {
            plan: PlanId(id(1)),
            unit: UnitId(id(unit)),
            period: Period::of("2026-02-01".parse().unwrap()),
        };
        let open = |unit, assignments: &[u128]| {
            let assignments = assignments.iter().map(|known| AssignmentId(id(*known))).collect();
            Command::Sheet(key(unit), SheetCommand::OpenRows { assignments })
        };
        let asked = vec![(open(2, &[5]), "a"), (open(3, &[6]), "b"), (open(2, &[7]), "c")];
        assert_eq!(merged(asked), [(open(2, &[5, 7]), "a"), (open(3, &[6]), "b")]);
    }
}
