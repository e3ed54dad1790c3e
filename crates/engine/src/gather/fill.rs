//! From what is loaded to the facts of one decision.

use std::collections::BTreeMap;
use std::sync::Arc;

use duban_domain::assignment::Assignment;
use duban_domain::command::{Command, State, StreamId};
use duban_domain::facts::Facts;
use duban_domain::plan::Plan;
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::sheet::{Sheet, SheetKey};
use duban_domain::task::Task;
use duban_domain::task::command::Command as TaskCommand;
use duban_domain::value::id::{AssessmentId, AssignmentId, PlanId, TaskId};

use super::task_of_assignment;
use super::{
    Ask, Lists, assignment_of_evidence, colleague_named, last_sheet, merged, plan_of_assessment,
    plan_of_task, shown_by, siblings,
};
use crate::world::World;

/// Adds what is known about the thing to facts that know who asks and when.
pub(crate) fn fill(mut facts: Facts, world: &World, lists: &Lists, ask: Ask<'_>) -> Facts {
    if let Ask::Command(command) = ask
        && let Some(file) = command.file()
        && let Some(known) = lists.deposits.get(&file)
    {
        facts.deposits.insert(file, known.clone());
    }
    match ask.stream() {
        StreamId::Rules | StreamId::Audit(_) => {}
        StreamId::Unit(id) => {
            name_units(&mut facts, lists);
            let named = colleague_named(ask).map(|person| world.state(StreamId::Person(person)));
            facts.colleague = matches!(named, Some(State::Person(person))
                if person.posts().iter().any(|post| post.unit == id));
        }
        StreamId::Person(_) => name_units(&mut facts, lists),
        StreamId::Plan(id) => {
            about_plan(&mut facts, world, lists, id);
            if let Ask::Command(Command::Plan(_, PlanCommand::Draft { document })) = ask {
                facts.jurisdiction = Some(document.jurisdiction);
            }
        }
        StreamId::Task(id) => of_task(&mut facts, world, lists, (id, ask)),
        StreamId::Assignment(id) => {
            if let Some(of) = task_of_assignment(world, id, ask) {
                about_task(&mut facts, world, of);
                let others = siblings(world, id, of, ask);
                facts.assignments = assignments(world, others);
            }
            let evidence = lists.evidence.get(&id).map_or(&[][..], Vec::as_slice);
            let states = evidence.iter().map(|id| world.state(StreamId::Evidence(*id)));
            facts.evidence = states
                .filter_map(|state| if let State::Evidence(e) = state { Some(e) } else { None })
                .collect();
        }
        StreamId::Sheet(key) => {
            facts.plan_id = Some(key.plan);
            facts.plan = plan(world, key.plan);
            if let State::Sheet(sheet) = world.state(StreamId::Sheet(key)) {
                facts.assignments = assignments(world, sheet.assignments());
            }
            facts.last_sheet = known_sheet(world, last_sheet(key));
        }
        StreamId::Evidence(id) => {
            let of = assignment_of_evidence(world, id, ask);
            facts.assignments = assignments(world, of.into_iter().collect());
            let task = facts.assignments.values().find_map(|known| known.record());
            if let Some(task) = task.map(|record| record.charge.task) {
                about_task(&mut facts, world, task);
            }
        }
        StreamId::Assessment(id) => {
            name_units(&mut facts, lists);
            about_assessment(&mut facts, world, id, ask);
        }
    }
    facts
}

fn of_task(facts: &mut Facts, world: &World, lists: &Lists, (id, ask): (TaskId, Ask<'_>)) {
    facts.task = task(world, id);
    let others = merged(ask).iter();
    facts.tasks = others.filter_map(|id| Some((*id, task(world, *id)?))).collect();
    facts.plan_id = plan_of_task(world, id, ask);
    facts.plan = facts.plan_id.and_then(|id| plan(world, id));
    let last_no = facts.plan_id.and_then(|id| lists.last_no.get(&id));
    facts.last_no = last_no.copied().unwrap_or_default();
    let drafts = facts.plan_id.and_then(|id| lists.drafts.get(&id));
    facts.drafts = drafts.copied().unwrap_or_default();
    name_units(facts, lists);
    if let Ask::Command(Command::Task(_, TaskCommand::Dispatch)) = ask {
        only_below_government(facts, lists);
    }
}

/// The plan whose year it is, and the evidence that the command names.
fn about_assessment(facts: &mut Facts, world: &World, id: AssessmentId, ask: Ask<'_>) {
    facts.plan_id = plan_of_assessment(world, id, ask);
    facts.plan = facts.plan_id.and_then(|id| plan(world, id));
    let named = shown_by(ask).map(|id| world.state(StreamId::Evidence(id)));
    if let Some(State::Evidence(known)) = named {
        facts.evidence = vec![known];
    }
}

/// The sheet, where there is one.
fn known_sheet(world: &World, key: SheetKey) -> Option<Arc<Sheet>> {
    let stream = StreamId::Sheet(key);
    match world.state(stream) {
        State::Sheet(sheet) if world.version(stream) > 0 => Some(sheet),
        _ => None,
    }
}

fn about_plan(facts: &mut Facts, world: &World, lists: &Lists, id: PlanId) {
    facts.plan_id = Some(id);
    facts.plan = plan(world, id);
    let tasks = lists.tasks.get(&id).map_or(&[][..], Vec::as_slice);
    facts.tasks = tasks.iter().filter_map(|id| Some((*id, task(world, *id)?))).collect();
    name_units(facts, lists);
}

fn about_task(facts: &mut Facts, world: &World, of: TaskId) {
    facts.task = task(world, of);
    facts.plan_id = facts.task.as_deref().and_then(Task::plan);
    facts.plan = facts.plan_id.and_then(|id| plan(world, id));
}

fn name_units(facts: &mut Facts, lists: &Lists) {
    facts.units = lists.units.iter().map(|(id, (kind, _))| (*id, *kind)).collect();
}

/// A dispatch goes to the counties of the plan's own government.
fn only_below_government(facts: &mut Facts, lists: &Lists) {
    let government = facts.plan.as_deref().and_then(Plan::jurisdiction);
    facts.units.retain(|id, _| lists.units.get(id).is_some_and(|(_, above)| *above == government));
}

fn plan(world: &World, id: PlanId) -> Option<Arc<Plan>> {
    match world.state(StreamId::Plan(id)) {
        State::Plan(plan) if world.version(StreamId::Plan(id)) > 0 => Some(plan),
        _ => None,
    }
}

fn task(world: &World, id: TaskId) -> Option<Arc<Task>> {
    match world.state(StreamId::Task(id)) {
        State::Task(task) => Some(task),
        _ => None,
    }
}

fn assignments(world: &World, ids: Vec<AssignmentId>) -> BTreeMap<AssignmentId, Arc<Assignment>> {
    let state = |id: AssignmentId| match world.state(StreamId::Assignment(id)) {
        State::Assignment(assignment) => Some((id, assignment)),
        _ => None,
    };
    ids.into_iter().filter_map(state).collect()
}
