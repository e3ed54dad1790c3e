//! Every stream in one type: what a command is addressed to, and what comes of it.
//!
//! The engine handles lists of these without knowing the nouns; each arm goes to its module.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::facts::Facts;
use crate::people::{organisation, person};
use crate::policy::{Denied, Permit, Sphere, Standing, Who, permit};
use crate::rejection::Refusal;
use crate::sheet::SheetKey;
use crate::value::id::{
    AssessmentId, AssignmentId, AttachmentId, EvidenceId, PersonId, PlanId, TaskId, UnitId,
};
use crate::{assessment, assignment, audit, evidence, plan, rules, sheet, task};

/// 事件流. Which stream of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamId {
    /// The rules of the office and the calendar.
    Rules,
    /// A unit.
    Unit(UnitId),
    /// A person.
    Person(PersonId),
    /// A plan.
    Plan(PlanId),
    /// A task.
    Task(TaskId),
    /// An assignment.
    Assignment(AssignmentId),
    /// A sheet.
    Sheet(SheetKey),
    /// A piece of evidence.
    Evidence(EvidenceId),
    /// A year's assessment.
    Assessment(AssessmentId),
    /// The audit streams of one day.
    Audit(NaiveDate),
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rules => f.write_str("rules:office"),
            Self::Unit(id) => write!(f, "unit:{id}"),
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Plan(id) => write!(f, "plan:{id}"),
            Self::Task(id) => write!(f, "task:{id}"),
            Self::Assignment(id) => write!(f, "assignment:{id}"),
            Self::Sheet(key) => write!(f, "sheet:{key}"),
            Self::Evidence(id) => write!(f, "evidence:{id}"),
            Self::Assessment(id) => write!(f, "assessment:{id}"),
            Self::Audit(day) => write!(f, "audit:{day}"),
        }
    }
}

impl FromStr for StreamId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || format!("`{text}` names no stream");
        let (kind, rest) = text.split_once(':').ok_or_else(refuse)?;
        let id = || rest.parse::<Uuid>().map_err(|_| refuse());
        match kind {
            "rules" if rest == "office" => Ok(Self::Rules),
            "unit" => Ok(Self::Unit(id()?.into())),
            "person" => Ok(Self::Person(id()?.into())),
            "plan" => Ok(Self::Plan(id()?.into())),
            "task" => Ok(Self::Task(id()?.into())),
            "assignment" => Ok(Self::Assignment(id()?.into())),
            "sheet" => rest.parse().map(Self::Sheet),
            "evidence" => Ok(Self::Evidence(id()?.into())),
            "assessment" => Ok(Self::Assessment(id()?.into())),
            "audit" => rest.parse().map(Self::Audit).map_err(|_| refuse()),
            _ => Err(refuse()),
        }
    }
}

/// A command and the stream it is addressed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// To the rules.
    Rules(rules::command::Command),
    /// To a unit.
    Unit(UnitId, organisation::Command),
    /// To a person.
    Person(PersonId, person::Command),
    /// To a plan.
    Plan(PlanId, plan::command::Command),
    /// To a task.
    Task(TaskId, task::command::Command),
    /// To an assignment.
    Assignment(AssignmentId, assignment::command::Command),
    /// To a sheet.
    Sheet(SheetKey, sheet::command::Command),
    /// To a piece of evidence.
    Evidence(EvidenceId, evidence::command::Command),
    /// To a year's assessment.
    Assessment(AssessmentId, assessment::command::Command),
    /// To the audit streams of a day.
    Audit(NaiveDate, audit::Command),
}

impl Command {
    /// The uploaded file that the command refers to.
    pub fn file(&self) -> Option<AttachmentId> {
        match self {
            Self::Plan(_, plan::command::Command::Draft { document }) => {
                Some(document.source.attachment)
            }
            Self::Evidence(_, evidence::command::Command::Submit { exhibit, .. }) => exhibit.file(),
            Self::Rules(_)
            | Self::Unit(..)
            | Self::Person(..)
            | Self::Plan(..)
            | Self::Task(..)
            | Self::Assignment(..)
            | Self::Assessment(..)
            | Self::Sheet(..)
            | Self::Evidence(..)
            | Self::Audit(..) => None,
        }
    }

    /// The name of the action, as messages and the audit show it.
    pub fn action(&self) -> &'static str {
        requirement(self).0
    }

    /// The stream it is addressed to.
    pub fn stream(&self) -> StreamId {
        match self {
            Self::Rules(_) => StreamId::Rules,
            Self::Unit(id, _) => StreamId::Unit(*id),
            Self::Person(id, _) => StreamId::Person(*id),
            Self::Plan(id, _) => StreamId::Plan(*id),
            Self::Task(id, _) => StreamId::Task(*id),
            Self::Assignment(id, _) => StreamId::Assignment(*id),
            Self::Sheet(key, _) => StreamId::Sheet(*key),
            Self::Evidence(id, _) => StreamId::Evidence(*id),
            Self::Assessment(id, _) => StreamId::Assessment(*id),
            Self::Audit(day, _) => StreamId::Audit(*day),
        }
    }
}

/// An event of any stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Of the rules.
    Rules(rules::event::Event),
    /// Of a unit.
    Unit(organisation::Event),
    /// Of a person.
    Person(person::Event),
    /// Of a plan.
    Plan(plan::event::Event),
    /// Of a task.
    Task(task::event::Event),
    /// Of an assignment.
    Assignment(assignment::event::Event),
    /// Of a sheet.
    Sheet(sheet::event::Event),
    /// Of a piece of evidence.
    Evidence(evidence::event::Event),
    /// Of a year's assessment.
    Assessment(assessment::event::Event),
    /// Of the audit streams of a day.
    Audit(audit::Event),
}

impl Event {
    /// From which day the event counts, where it says so by itself: a change of a unit, and a row
    /// that a timer opened.
    pub fn effective_on(&self) -> Option<NaiveDate> {
        if let Self::Unit(organisation::Event::UnitAmended { effective_on, .. }) = self {
            return Some(*effective_on);
        }
        let Self::Assignment(event) = self else { return None };
        let assignment::event::Event::RowOpened { on, .. } = event else { return None };
        Some(*on)
    }

    /// The uploaded file that the event refers to.
    pub fn file(&self) -> Option<AttachmentId> {
        match self {
            Self::Plan(plan::event::Event::PlanDrafted { document, .. }) => {
                Some(document.source.attachment)
            }
            Self::Evidence(evidence::event::Event::EvidenceSubmitted { content }) => {
                content.exhibit.file()
            }
            Self::Rules(_)
            | Self::Unit(_)
            | Self::Person(_)
            | Self::Plan(_)
            | Self::Task(_)
            | Self::Assignment(_)
            | Self::Assessment(_)
            | Self::Sheet(_)
            | Self::Evidence(_)
            | Self::Audit(_) => None,
        }
    }
}

/// The state of any stream. Cloning it is cheap: states are shared until they change.
#[derive(Debug, Clone)]
pub enum State {
    /// Of the rules.
    Rules(Arc<rules::Office>),
    /// Of a unit.
    Unit(Arc<organisation::Organisation>),
    /// Of a person.
    Person(Arc<person::Person>),
    /// Of a plan.
    Plan(Arc<plan::Plan>),
    /// Of a task.
    Task(Arc<task::Task>),
    /// Of an assignment.
    Assignment(Arc<assignment::Assignment>),
    /// Of a sheet.
    Sheet(Arc<sheet::Sheet>),
    /// Of a piece of evidence.
    Evidence(Arc<evidence::Evidence>),
    /// Of a year's assessment.
    Assessment(Arc<assessment::Assessment>),
    /// Of the audit streams of a day.
    Audit(Arc<audit::AuditDay>),
}

impl State {
    /// The state of a stream in which nothing has happened.
    pub fn absent(stream: StreamId) -> Self {
        match stream {
            StreamId::Rules => Self::Rules(Arc::default()),
            StreamId::Unit(_) => Self::Unit(Arc::default()),
            StreamId::Person(_) => Self::Person(Arc::default()),
            StreamId::Plan(_) => Self::Plan(Arc::default()),
            StreamId::Task(_) => Self::Task(Arc::default()),
            StreamId::Assignment(_) => Self::Assignment(Arc::default()),
            StreamId::Sheet(_) => Self::Sheet(Arc::default()),
            StreamId::Evidence(_) => Self::Evidence(Arc::default()),
            StreamId::Assessment(_) => Self::Assessment(Arc::default()),
            StreamId::Audit(_) => Self::Audit(Arc::default()),
        }
    }

    /// Applies one event of the same kind; an event of another kind changes nothing, and the
    /// journal's codec never makes one.
    pub fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (Self::Rules(state), Event::Rules(event)) => {
                Self::Rules(step(state, |state| rules::evolve(state, event)))
            }
            (Self::Unit(state), Event::Unit(event)) => {
                Self::Unit(step(state, |state| organisation::evolve(state, event)))
            }
            (Self::Person(state), Event::Person(event)) => {
                Self::Person(step(state, |state| person::evolve(state, event)))
            }
            (Self::Plan(state), Event::Plan(event)) => {
                Self::Plan(step(state, |state| plan::evolve(state, event)))
            }
            (Self::Task(state), Event::Task(event)) => {
                Self::Task(step(state, |state| task::evolve(state, event)))
            }
            (Self::Assignment(state), Event::Assignment(event)) => {
                Self::Assignment(step(state, |state| assignment::evolve(state, event)))
            }
            (Self::Sheet(state), Event::Sheet(event)) => {
                Self::Sheet(step(state, |state| sheet::evolve(state, event)))
            }
            (Self::Evidence(state), Event::Evidence(event)) => {
                Self::Evidence(step(state, |state| evidence::evolve(state, event)))
            }
            (Self::Assessment(state), Event::Assessment(event)) => {
                Self::Assessment(step(state, |state| assessment::evolve(state, event)))
            }
            (Self::Audit(state), Event::Audit(event)) => {
                Self::Audit(step(state, |state| audit::evolve(state, event)))
            }
            (state, _) => state,
        }
    }
}

fn step<S: Clone>(state: Arc<S>, evolve: impl FnOnce(S) -> S) -> Arc<S> {
    Arc::new(evolve(Arc::unwrap_or_clone(state)))
}

/// A lawful no of any stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// Of the rules.
    Rules(rules::rejection::Rejection),
    /// Of a unit.
    Unit(organisation::rejection::Rejection),
    /// Of a person.
    Person(person::rejection::Rejection),
    /// Of a plan.
    Plan(plan::rejection::Rejection),
    /// Of a task.
    Task(task::rejection::Rejection),
    /// Of an assignment.
    Assignment(assignment::rejection::Rejection),
    /// Of a sheet.
    Sheet(sheet::rejection::Rejection),
    /// Of a piece of evidence.
    Evidence(evidence::rejection::Rejection),
    /// Of a year's assessment.
    Assessment(assessment::rejection::Rejection),
    /// Of the audit streams of a day.
    Audit(audit::rejection::Rejection),
}

impl Rejection {
    /// What every refusal can say.
    pub fn refusal(&self) -> &dyn Refusal {
        match self {
            Self::Rules(no) => no,
            Self::Unit(no) => no,
            Self::Person(no) => no,
            Self::Plan(no) => no,
            Self::Task(no) => no,
            Self::Assignment(no) => no,
            Self::Sheet(no) => no,
            Self::Evidence(no) => no,
            Self::Assessment(no) => no,
            Self::Audit(no) => no,
        }
    }
}

/// Decides a command on the state of its stream.
///
/// # Errors
/// The [`Rejection`] of its module.
pub fn decide(state: &State, command: &Command, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    match (state, command) {
        (State::Rules(state), Command::Rules(command)) => rules::decide(state, command, facts)
            .map(|events| events.into_iter().map(Event::Rules).collect())
            .map_err(Rejection::Rules),
        (State::Unit(state), Command::Unit(_, command)) => {
            organisation::decide(state, command, facts)
                .map(|events| events.into_iter().map(Event::Unit).collect())
                .map_err(Rejection::Unit)
        }
        (State::Person(state), Command::Person(_, command)) => {
            person::decide(state, command, facts)
                .map(|events| events.into_iter().map(Event::Person).collect())
                .map_err(Rejection::Person)
        }
        (State::Plan(state), Command::Plan(_, command)) => plan::decide(state, command, facts)
            .map(|events| events.into_iter().map(Event::Plan).collect())
            .map_err(Rejection::Plan),
        (State::Task(state), Command::Task(_, command)) => task::decide(state, command, facts)
            .map(|events| events.into_iter().map(Event::Task).collect())
            .map_err(Rejection::Task),
        (State::Assignment(state), Command::Assignment(_, command)) => {
            assignment::decide(state, command, facts)
                .map(|events| events.into_iter().map(Event::Assignment).collect())
                .map_err(Rejection::Assignment)
        }
        (State::Sheet(state), Command::Sheet(key, command)) => {
            sheet::decide(key, state, command, facts)
                .map(|events| events.into_iter().map(Event::Sheet).collect())
                .map_err(Rejection::Sheet)
        }
        (State::Evidence(state), Command::Evidence(_, command)) => {
            evidence::decide(state, command, facts)
                .map(|events| events.into_iter().map(Event::Evidence).collect())
                .map_err(Rejection::Evidence)
        }
        (State::Assessment(state), Command::Assessment(_, command)) => {
            assessment::decide(state, command, facts)
                .map(|events| events.into_iter().map(Event::Assessment).collect())
                .map_err(Rejection::Assessment)
        }
        (State::Audit(state), Command::Audit(day, command)) => {
            audit::decide(*day, state, command, facts)
                .map(|events| events.into_iter().map(Event::Audit).collect())
                .map_err(Rejection::Audit)
        }
        // The engine loads the state of the command's own stream: no other pair is made.
        (_, _) => Ok(Vec::new()),
    }
}

/// Asks the policy about a command: may this actor do this to a thing of this standing.
///
/// # Errors
/// [`Denied`] with the reason.
pub fn ask(state: &State, command: &Command, facts: &Facts) -> Result<Permit, Denied> {
    let (action, who, judges) = requirement(command);
    permit(&facts.actor, action, who, &standing(state, command.stream(), facts, judges))
}

/// What a command asks of the actor: the action's name, who may, and whether it judges.
fn requirement(command: &Command) -> (&'static str, &'static [Who], Judgement) {
    use plan::table::Action as PlanAction;
    let plain = Judgement::No;
    match command {
        Command::Rules(_) => ("MAINTAIN_RULES", rules::table::MAINTAIN, plain),
        Command::Unit(_, organisation::Command::NameLiaison { .. }) => {
            ("NAME_LIAISON", organisation::NAME_LIAISON, plain)
        }
        Command::Unit(
            _,
            organisation::Command::Register { .. }
            | organisation::Command::Amend { .. }
            | organisation::Command::LearnAlias { .. },
        ) => ("MAINTAIN_UNIT", organisation::MAINTAIN, plain),
        Command::Person(_, person::Command::Register { .. }) => {
            ("REGISTER_PERSON", person::REGISTER, plain)
        }
        Command::Person(_, person::Command::Grant { .. } | person::Command::Revoke { .. }) => {
            ("GRANT_POST", person::GRANT, plain)
        }
        Command::Plan(_, command) => {
            let action = match command {
                plan::command::Command::Draft { .. } => PlanAction::Draft,
                plan::command::Command::Note { .. } => PlanAction::Note,
                plan::command::Command::Settle { .. } => PlanAction::Settle,
                plan::command::Command::IdentifyUnit { .. } => PlanAction::IdentifyUnit,
                plan::command::Command::Discard { .. } => PlanAction::Discard,
                plan::command::Command::Issue { .. } => PlanAction::Issue,
                plan::command::Command::BringIntoEffect => PlanAction::BringIntoEffect,
            };
            (action.as_str(), action.who(), plain)
        }
        Command::Task(_, command) => {
            let action = command.action();
            (action.as_str(), action.who(), plain)
        }
        Command::Assignment(_, command) => {
            let action = command.action();
            (action.as_str(), action.who(), Judgement::of(action.judges()))
        }
        Command::Sheet(_, command) => {
            let action = command.action();
            (action.as_str(), action.who(), plain)
        }
        Command::Evidence(_, command) => {
            let action = command.action();
            (action.as_str(), action.who(), Judgement::of(action.judges()))
        }
        Command::Assessment(_, command) => {
            let action = command.action();
            (action.as_str(), action.who(), plain)
        }
        Command::Audit(..) => ("MAINTAIN_AUDIT", audit::MAINTAIN, plain),
    }
}

/// Whether an action passes judgement on the holder's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// It does: no post of the holder may.
    Yes,
    /// It does not.
    No,
}

impl Judgement {
    /// From what a table says.
    pub fn of(judges: impl Into<bool>) -> Self {
        if judges.into() { Self::Yes } else { Self::No }
    }
}

/// What a stream is to the posts around it.
pub fn standing(state: &State, stream: StreamId, facts: &Facts, judgement: Judgement) -> Standing {
    let lead = facts.task.as_deref().and_then(task::Task::lead);
    let plan_of = |id: PlanId| {
        facts.plan.as_deref().and_then(plan::Plan::jurisdiction).map(|issuer| (id, issuer))
    };
    let (plan, holder) = match (state, stream) {
        (State::Plan(own), StreamId::Plan(id)) => {
            let known = own.jurisdiction().or(facts.jurisdiction);
            (known.map(|issuer| (id, issuer)), None)
        }
        (State::Task(own), _) => (own.plan().or(facts.plan_id).and_then(plan_of), None),
        (State::Assignment(own), _) => {
            let charge = own.record().map(|record| &record.charge);
            (charge.map(|c| (c.plan, c.jurisdiction)), charge.map(|c| c.unit))
        }
        (State::Sheet(_), StreamId::Sheet(key)) => (plan_of(key.plan), Some(key.unit)),
        (State::Unit(_), StreamId::Unit(id)) => (None, Some(id)),
        (State::Evidence(own), _) => {
            let content = own.content().map(|(content, _)| (content.plan, content.unit));
            let holder = facts.assignments.values().find_map(|known| known.record());
            let (plan, unit) =
                content.or(holder.map(|record| (record.charge.plan, record.charge.unit))).unzip();
            (plan.and_then(plan_of), unit)
        }
        (State::Assessment(own), _) => {
            let plan = own.cycle().map(|cycle| cycle.plan.plan).or(facts.plan_id);
            (plan.and_then(plan_of), facts.actor.post().and_then(|post| own.party(post.unit)))
        }
        (_, _) => (None, None),
    };
    let sphere = match (plan, stream) {
        (Some((plan, issuer)), _) => Sphere::Plan(plan, issuer),
        (None, StreamId::Rules | StreamId::Unit(_) | StreamId::Person(_) | StreamId::Audit(_)) => {
            Sphere::House
        }
        (
            None,
            StreamId::Plan(_)
            | StreamId::Task(_)
            | StreamId::Assignment(_)
            | StreamId::Sheet(_)
            | StreamId::Evidence(_)
            | StreamId::Assessment(_),
        ) => Sphere::Unknown,
    };
    let lead = if holder.is_some() { lead } else { None };
    let judged = if judgement == Judgement::Yes { holder } else { None };
    Standing { sphere, holder, lead, shown: facts.shown, judged }
}
