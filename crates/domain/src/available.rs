//! 可办事项. The actions open to an actor now, and why the others are not: from the same tables
//! and guards that decide.

use crate::command::{Judgement, State, StreamId, standing};
use crate::facts::Facts;
use crate::policy::{Denied, Who, permit};
use crate::rejection::Refusal;
use crate::{assessment, assignment, evidence, plan, sheet, task};

/// One action, and what stands against it.
pub struct Available {
    /// The action as clients see it.
    pub action: &'static str,
    /// Why it is not open; open where there is none.
    pub because: Option<Obstacle>,
}

/// What stands against an action.
pub enum Obstacle {
    /// The actor may not.
    Denied(Denied),
    /// The state or the facts do not allow it.
    Refused(Box<dyn Refusal + Send + Sync>),
}

/// Every action that people can take on a thing of this kind.
pub fn available(stream: StreamId, state: &State, facts: &Facts) -> Vec<Available> {
    let asked = |action, who, judgement| {
        permit(&facts.actor, action, who, &standing(state, stream, facts, judgement))
    };
    match (state, stream) {
        (State::Plan(own), _) => plan::table::Action::OFFERED
            .iter()
            .map(|action| {
                let permit = asked(action.as_str(), action.who(), Judgement::No).map(|_| ());
                one(action.as_str(), permit, plan::decide::guard(own, *action, facts))
            })
            .collect(),
        (State::Task(own), _) => task::table::Action::OFFERED
            .iter()
            .map(|action| {
                let permit = asked(action.as_str(), action.who(), Judgement::No).map(|_| ());
                one(action.as_str(), permit, task::decide::guard(own, *action, facts))
            })
            .collect(),
        (State::Assignment(own), _) => assignment::table::Action::OFFERED
            .iter()
            .map(|action| {
                let judgement = Judgement::of(action.judges());
                let permit = asked(action.as_str(), action.who(), judgement).map(|_| ());
                one(action.as_str(), permit, assignment::decide::guard(own, *action, facts))
            })
            .collect(),
        (State::Sheet(own), StreamId::Sheet(key)) => sheet::table::Action::OFFERED
            .iter()
            .map(|action| {
                let permit = asked(action.as_str(), action.who(), Judgement::No).map(|_| ());
                one(action.as_str(), permit, sheet::decide::guard(&key, own, *action, facts))
            })
            .collect(),
        (State::Evidence(own), _) => evidence::table::Action::OFFERED
            .iter()
            .map(|action| {
                let judgement = Judgement::of(action.judges());
                let permit = asked(action.as_str(), action.who(), judgement).map(|_| ());
                one(action.as_str(), permit, evidence::decide::guard(own, *action, facts))
            })
            .collect(),
        (State::Assessment(own), _) => assessment::table::Action::OFFERED
            .iter()
            .map(|action| {
                let permit = asked(action.as_str(), action.who(), Judgement::No).map(|_| ());
                one(action.as_str(), permit, assessment::offer::guard(own, *action, facts))
            })
            .collect(),
        // Rules, units and people have no life cycle that is offered.
        (_, _) => Vec::new(),
    }
}

/// Who may, for each action on a thing: what the documentation and the matrix show.
pub fn offered() -> Vec<(&'static str, &'static str, &'static [Who])> {
    let plans = plan::table::Action::OFFERED.iter().map(|a| ("plan", a.as_str(), a.who()));
    let tasks = task::table::Action::OFFERED.iter().map(|a| ("task", a.as_str(), a.who()));
    let assignments =
        assignment::table::Action::OFFERED.iter().map(|a| ("assignment", a.as_str(), a.who()));
    let sheets = sheet::table::Action::OFFERED.iter().map(|a| ("sheet", a.as_str(), a.who()));
    let evidence =
        evidence::table::Action::OFFERED.iter().map(|a| ("evidence", a.as_str(), a.who()));
    let assessments =
        assessment::table::Action::OFFERED.iter().map(|a| ("assessment", a.as_str(), a.who()));
    let work = assignments.chain(sheets).chain(evidence);
    plans.chain(tasks).chain(work).chain(assessments).collect()
}

/// The policy is asked before the state, as `execute` does.
fn one(
    action: &'static str,
    permit: Result<(), Denied>,
    guard: Result<(), impl Refusal + Send + Sync + 'static>,
) -> Available {
    let because = match (permit, guard) {
        (Err(denied), _) => Some(Obstacle::Denied(denied)),
        (Ok(()), Err(rejection)) => Some(Obstacle::Refused(Box::new(rejection))),
        (Ok(()), Ok(())) => None,
    };
    Available { action, because }
}
