//! Guards and events of a task.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::command::{Command, Confirmed};
use super::dispatch::dispatch;
use super::event::Event;
use super::regroup::{may_regroup, merge, split};
use super::rejection::Rejection;
use super::state::{Clause, Duties, Implementers, Task};
use super::table::Action;
use super::target::{Bearer, Target};
use crate::facts::Facts;
use crate::people::duty::Duty;
use crate::plan::Plan;
use crate::value::id::UnitId;
use crate::value::text::Name;

/// The most targets one task holds.
pub const TARGETS_MAX: usize = 200;

/// Decides a command on a task.
///
/// # Errors
/// A [`Rejection`] when the command is not lawful.
pub fn decide(task: &Task, command: &Command, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::Draft { clause, duties, targets } => draft(task, clause, duties, targets, facts),
        Command::Add { addition, duties } => {
            let clause = addition.clause(facts.last_no.saturating_add(1));
            draft(task, &clause, duties, &[], facts)
        }
        Command::Split { parts } => {
            guard(task, Action::Split, facts)?;
            task.content().map_or(Ok(Vec::new()), |content| split(content, parts, facts))
        }
        Command::Branch { branch } => {
            in_state(task, Action::Branch)?;
            Ok(vec![Event::TaskDrafted {
                clause: Box::new(branch.clause.clone()),
                duties: branch.duties.clone(),
                targets: branch.targets.clone(),
            }])
        }
        Command::Merge { others } => {
            guard(task, Action::Merge, facts)?;
            task.content().map_or(Ok(Vec::new()), |content| merge(content, others, facts))
        }
        Command::MergeInto { into } => {
            in_state(task, Action::MergeInto)?;
            Ok(vec![Event::TaskMerged { into: *into }])
        }
        Command::CorrectTitle { .. }
        | Command::CorrectDuties { .. }
        | Command::CorrectImplementers { .. }
        | Command::CorrectDue { .. }
        | Command::SetTarget { .. }
        | Command::RemoveTarget { .. } => correct(task, command, facts),
        Command::Confirm { confirmed } => confirm(task, *confirmed, facts),
        Command::NameLeader { leader } => {
            guard(task, Action::NameLeader, facts)?;
            let known = task.content().and_then(|content| content.leader.as_ref());
            if known == leader.as_ref() {
                return Ok(Vec::new());
            }
            Ok(vec![Event::LeaderNamed { leader: leader.clone() }])
        }
        Command::PlaceUnit { name, unit } => {
            in_state(task, Action::PlaceUnit)?;
            place(task, name, *unit, facts)
        }
        Command::Discard => {
            in_state(task, Action::Discard)?;
            Ok(vec![Event::TaskDiscarded {}])
        }
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

/// What the office puts right by hand, one thing at a time.
fn correct(task: &Task, command: &Command, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    guard(task, Action::Correct, facts)?;
    match command {
        Command::CorrectTitle { title } => Ok(vec![Event::TitleCorrected { title: title.clone() }]),
        Command::CorrectDuties { lead, co_leads, supports } => {
            check_units(Some(*lead), co_leads, supports, facts)?;
            Ok(vec![Event::DutiesCorrected {
                lead: *lead,
                co_leads: co_leads.clone(),
                supports: supports.clone(),
            }])
        }
        Command::CorrectImplementers { implementers } => {
            check_implementers(implementers, facts)?;
            Ok(vec![Event::ImplementersCorrected { implementers: implementers.clone() }])
        }
        Command::CorrectDue { due_on } => {
            check_due(*due_on, facts)?;
            Ok(vec![Event::DueCorrected { due_on: *due_on }])
        }
        Command::SetTarget { target } => {
            check_target(task, target, facts)?;
            Ok(vec![Event::TargetSet { target: target.clone() }])
        }
        Command::RemoveTarget { target } => {
            let known =
                task.content().is_some_and(|task| task.targets.iter().any(|t| t.id == *target));
            if !known {
                return Err(Rejection::TargetUnknown { target: *target });
            }
            Ok(vec![Event::TargetRemoved { target: *target }])
        }
        Command::Draft { .. }
        | Command::Add { .. }
        | Command::Split { .. }
        | Command::Branch { .. }
        | Command::Merge { .. }
        | Command::MergeInto { .. }
        | Command::Confirm { .. }
        | Command::NameLeader { .. }
        | Command::PlaceUnit { .. }
        | Command::Discard
        | Command::File
        | Command::Dispatch => Ok(Vec::new()),
    }
}

impl Command {
    /// The row of the table that the command belongs to.
    pub fn action(&self) -> Action {
        match self {
            Self::Draft { .. } | Self::Add { .. } => Action::Draft,
            Self::Split { .. } => Action::Split,
            Self::Branch { .. } => Action::Branch,
            Self::Merge { .. } => Action::Merge,
            Self::MergeInto { .. } => Action::MergeInto,
            Self::CorrectTitle { .. }
            | Self::CorrectDuties { .. }
            | Self::CorrectImplementers { .. }
            | Self::CorrectDue { .. }
            | Self::SetTarget { .. }
            | Self::RemoveTarget { .. } => Action::Correct,
            Self::Confirm { .. } => Action::Confirm,
            Self::NameLeader { .. } => Action::NameLeader,
            Self::PlaceUnit { .. } => Action::PlaceUnit,
            Self::Discard => Action::Discard,
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
        Action::Split | Action::Merge => {
            plan_is_draft(facts)?;
            may_regroup(task, action, facts)
        }
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
        Action::File
        | Action::NameLeader
        | Action::PlaceUnit
        | Action::Discard
        | Action::Branch
        | Action::MergeInto => Ok(()),
        Action::Dispatch => match (task.lead(), task.no()) {
            (None, Some(no)) => Err(Rejection::LeadMissing { no }),
            (_, _) => Ok(()),
        },
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
    check_units(duties.lead, &duties.co_leads, &duties.supports, facts)?;
    check_implementers(&duties.implementers, facts)?;
    if targets.len() > TARGETS_MAX {
        return Err(Rejection::TooManyTargets { limit: TARGETS_MAX });
    }
    targets.iter().try_for_each(|target| check_values(target, facts))?;
    Ok(vec![Event::TaskDrafted {
        clause: Box::new(clause.clone()),
        duties: duties.clone(),
        targets: targets.to_vec(),
    }])
}

/// A unit that nobody knew gets the part in which the document names it.
fn place(task: &Task, name: &Name, unit: UnitId, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    let Some(kind) = facts.units.get(&unit) else {
        return Err(Rejection::UnitUnknown { unit });
    };
    let mut parts = task.unknown_units(name.as_str()).map(|read| read.duty).peekable();
    if parts.peek().is_none() {
        return Ok(Vec::new());
    }
    if kind.is_county() && parts.any(|duty| matches!(duty, Duty::Lead | Duty::CoLead)) {
        return Err(Rejection::LeadIsCounty { unit });
    }
    Ok(vec![Event::UnitPlaced { name: name.clone(), unit }])
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

fn check_units(
    lead: Option<UnitId>,
    co_leads: &[UnitId],
    supports: &[UnitId],
    facts: &Facts,
) -> Result<(), Rejection> {
    let mut seen = BTreeSet::new();
    for unit in lead.iter().chain(co_leads).chain(supports) {
        let Some(kind) = facts.units.get(unit) else {
            return Err(Rejection::UnitUnknown { unit: *unit });
        };
        let leads = lead == Some(*unit) || co_leads.contains(unit);
        if leads && kind.is_county() {
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

fn check_implementers(implementers: &Implementers, facts: &Facts) -> Result<(), Rejection> {
    let Implementers::Units { units } = implementers else {
        return Ok(());
    };
    let mut seen = BTreeSet::new();
    match units.iter().find(|unit| !facts.units.contains_key(unit) || !seen.insert(**unit)) {
        Some(unit) => Err(Rejection::ImplementerUnfit { unit: *unit }),
        None => Ok(()),
    }
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

fn check_target(task: &Task, target: &Target, facts: &Facts) -> Result<(), Rejection> {
    check_values(target, facts)?;
    let targets = task.content().map_or(&[][..], |content| &content.targets);
    let new = targets.iter().all(|known| known.id != target.id);
    if new && targets.len() >= TARGETS_MAX {
        return Err(Rejection::TooManyTargets { limit: TARGETS_MAX });
    }
    Ok(())
}

fn check_values(target: &Target, facts: &Facts) -> Result<(), Rejection> {
    if !target.is_consistent() {
        return Err(Rejection::TargetInconsistent { comparator: target.comparator.as_str() });
    }
    let Bearer::Units { units } = &target.bearer else {
        return Ok(());
    };
    let mut seen = BTreeSet::new();
    let county = |unit: &UnitId| facts.units.get(unit).is_some_and(|kind| kind.is_county());
    if units.is_empty() || !units.iter().all(|unit| county(unit) && seen.insert(*unit)) {
        return Err(Rejection::BearerUnfit { target: target.id });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::people::actor::Actor;
    use crate::people::unit::UnitKind;
    use crate::plan::state::{Document, Source};
    use crate::task::command::Addition;
    use crate::task::reading::{Recognition, UnitReading};
    use crate::task::state::{Content, evolve};
    use crate::value::digest::Digest;
    use crate::value::id::{AttachmentId, PlanId, TargetId};
    use crate::value::text::{Body, Title};

    fn unit(no: u128) -> UnitId {
        UnitId(Uuid::from_u128(no))
    }

    fn facts() -> Facts {
        let mut facts = Facts::new(Actor::System, DateTime::UNIX_EPOCH, Arc::default());
        let bureau = |no| (unit(no), UnitKind::GovDept);
        let county = |no| (unit(no), UnitKind::County);
        facts.units = [bureau(1), bureau(2), bureau(3), county(11), county(12)].into();
        facts.fresh = (100..120).map(Uuid::from_u128).collect();
        facts
    }

    fn filed(implementers: Implementers, bearer: Bearer) -> Task {
        let clause = Clause {
            plan: PlanId(Uuid::from_u128(50)),
            no: 1,
            section: "一".to_owned(),
            title: Title::parse("治污").unwrap(),
            body: Body::parse("整治入河排污口。").unwrap(),
            span: None,
            spans: Vec::new(),
            raw_units: None,
            open_ended: false,
            due_on: "2026-12-31".parse().unwrap(),
            due_inferred: false,
            units: Vec::new(),
        };
        let duties = Duties {
            lead: Some(unit(1)),
            lead_inferred: false,
            co_leads: vec![unit(2)],
            supports: vec![unit(3)],
            implementers,
        };
        let target =
            Target { bearer, ..Target::bare(TargetId(Uuid::from_u128(60)), "整治完成") };
        Task::Filed(Box::new(Content {
            clause,
            duties,
            targets: vec![target],
            lead_confirmed: true,
            due_confirmed: true,
            leader: None,
        }))
    }

    #[test]
    fn a_task_that_is_added_gets_the_next_number() {
        let known = filed(Implementers::None, Bearer::Lead).content().cloned().unwrap();
        let addition = Box::new(Addition {
            plan: known.clause.plan,
            section: known.clause.section,
            title: known.clause.title,
            body: known.clause.body,
            due_on: known.clause.due_on,
        });
        let add = Command::Add { addition, duties: known.duties };
        let document = Document {
            title: Title::parse("方案").unwrap(),
            doc_no: None,
            index_no: None,
            issuer: None,
            issued_on: None,
            published_on: None,
            horizon_end: "2027-12-31".parse().unwrap(),
            jurisdiction: unit(1),
            blanket: false,
            sections: Vec::new(),
            source: Source {
                attachment: AttachmentId(Uuid::from_u128(70)),
                file_name: "plan.txt".to_owned(),
                digest: Digest([0; 32]),
            },
        };
        let plan = Some(Arc::new(Plan::Draft {
            document: Box::new(document),
            drafted_by: None,
            findings: Vec::new(),
        }));
        let facts = Facts { plan, last_no: 41, ..facts() };
        let events = decide(&Task::Absent, &add, &facts).unwrap();
        assert_eq!(events.iter().fold(Task::Absent, evolve).no(), Some(42));
    }

    #[test]
    fn a_dispatch_opens_one_lead_and_every_co_lead() {
        let task = filed(Implementers::EveryCounty, Bearer::Counties);
        let events = dispatch(&task, &facts()).unwrap();
        let [Event::TaskDispatched { openings }] = events.as_slice() else {
            panic!("{events:?}");
        };
        let opened: Vec<(UnitId, Duty)> = openings.iter().map(|o| (o.unit, o.duty)).collect();
        let wanted = [
            (unit(1), Duty::Lead),
            (unit(2), Duty::CoLead),
            (unit(3), Duty::Support),
            (unit(11), Duty::Implement),
            (unit(12), Duty::Implement),
        ];
        assert_eq!(opened, wanted);
    }

    #[test]
    fn a_leader_is_named_whenever_and_only_a_change_is_an_event() {
        let name = |name: &str| Command::NameLeader { leader: Name::parse(name).ok() };
        let task = filed(Implementers::None, Bearer::Lead);
        let events = decide(&task, &name("张某"), &facts()).unwrap();
        let task = events.iter().fold(task, evolve);
        let named = task.content().and_then(|content| content.leader.clone());
        assert_eq!(named, Name::parse("张某").ok());
        assert_eq!(decide(&task, &name("张某"), &facts()), Ok(Vec::new()));
        let taken_off = decide(&task, &Command::NameLeader { leader: None }, &facts());
        assert_eq!(taken_off, Ok(vec![Event::LeaderNamed { leader: None }]));
        assert!(decide(&Task::Absent, &name("张某"), &facts()).is_err());
    }

    #[test]
    fn a_county_that_bears_a_target_must_carry_the_task_out() {
        let bearer = || Bearer::Units { units: vec![unit(12)] };
        let only = |no| Implementers::Units { units: vec![unit(no)] };
        assert!(dispatch(&filed(only(12), bearer()), &facts()).is_ok());
        let refused = dispatch(&filed(only(11), bearer()), &facts());
        let target = TargetId(Uuid::from_u128(60));
        assert_eq!(refused, Err(Rejection::BearerNotImplementer { target, unit: unit(12) }));
    }

    #[test]
    fn a_unit_that_nobody_knew_gets_the_part_that_the_document_gives_it() {
        let read = |words: &str, duty| UnitReading {
            words: words.to_owned(),
            span: None,
            duty,
            unit: None,
            by: None,
            certainty: 0,
        };
        let Task::Filed(mut content) = filed(Implementers::None, Bearer::Lead) else {
            panic!("not filed");
        };
        content.duties.lead = None;
        content.lead_confirmed = false;
        content.clause.units = vec![
            read("天文台", Duty::Lead),
            read("海洋局", Duty::Support),
            read("东县", Duty::Implement),
        ];
        let task = Task::Draft(content);
        let placed = |task: Task, name: &str, no| {
            let place = Command::PlaceUnit { name: Name::parse(name).unwrap(), unit: unit(no) };
            decide(&task, &place, &facts()).map(|events| events.iter().fold(task, evolve))
        };
        assert_eq!(
            placed(task.clone(), "天文台", 11).unwrap_err(),
            Rejection::LeadIsCounty { unit: unit(11) }
        );
        let task = placed(task, "天文台", 3).unwrap();
        let task = placed(placed(task, "海洋局", 1).unwrap(), "东县", 11).unwrap();
        let known = task.content().unwrap();
        assert_eq!((known.duties.lead, known.lead_confirmed), (Some(unit(3)), true));
        assert_eq!(known.duties.supports, [unit(1)], "the new lead supports no longer");
        assert_eq!(known.duties.implementers, Implementers::Units { units: vec![unit(11)] });
        let said = |read: &UnitReading| read.by == Some(Recognition::Office);
        assert!(known.clause.units.iter().all(said));
        let place = Command::PlaceUnit { name: Name::parse("天文台").unwrap(), unit: unit(2) };
        assert_eq!(decide(&task, &place, &facts()), Ok(Vec::new()), "it is known by now");
    }

    #[test]
    fn only_counties_on_file_bear_a_target_by_name() {
        let check = |units: &[u128]| {
            let units = units.iter().map(|no| unit(*no)).collect();
            let task = filed(Implementers::EveryCounty, Bearer::Units { units });
            check_values(&task.content().unwrap().targets[0], &facts())
        };
        let refused = Err(Rejection::BearerUnfit { target: TargetId(Uuid::from_u128(60)) });
        assert_eq!(check(&[11, 12]), Ok(()));
        for unfit in [&[][..], &[1], &[99], &[11, 11]] {
            assert_eq!(check(unfit), refused);
        }
    }

    #[test]
    fn a_unit_has_one_duty_and_no_county_leads() {
        let check = |co_leads: &[u128], supports: &[u128]| {
            let units = |of: &[u128]| of.iter().map(|no| unit(*no)).collect::<Vec<_>>();
            check_units(Some(unit(1)), &units(co_leads), &units(supports), &facts())
        };
        assert_eq!(check(&[2], &[3]), Ok(()));
        assert_eq!(check(&[2], &[2]), Err(Rejection::UnitTwice { unit: unit(2) }));
        assert_eq!(check(&[11], &[]), Err(Rejection::LeadIsCounty { unit: unit(11) }));
    }
}
