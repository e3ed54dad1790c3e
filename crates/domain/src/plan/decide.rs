//! Guards and events of a plan.

use chrono::NaiveDate;

use super::command::Command;
use super::event::Event;
use super::finding::{FindingCode, Kept};
use super::rejection::Rejection;
use super::state::Plan;
use super::table::Action;
use crate::facts::Facts;
use crate::people::duty::Duty;
use crate::task::Task;
use crate::value::id::{FindingId, TaskId, UnitId};
use crate::value::text::Name;

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
        Command::Note { findings } => {
            in_state(plan, Action::Note)?;
            if findings.is_empty() {
                return Ok(Vec::new());
            }
            Ok(vec![Event::FindingsNoted { findings: findings.clone() }])
        }
        Command::Settle { findings, decision } => {
            guard(plan, Action::Settle, facts)?;
            let known = |id: &FindingId| plan.findings().iter().any(|kept| kept.finding.id == *id);
            if let Some(finding) = findings.iter().find(|id| !known(id)) {
                return Err(Rejection::FindingUnknown { finding: *finding });
            }
            let (findings, decision) = (findings.clone(), decision.clone());
            let (by, on) = (facts.actor.person(), facts.today());
            Ok(vec![Event::FindingsSettled { findings, decision, by, on }])
        }
        Command::IdentifyUnit { name, unit, learn } => {
            guard(plan, Action::IdentifyUnit, facts)?;
            let (tasks, findings) = identified(plan, name, *unit, facts)?;
            Ok(vec![Event::UnitIdentified {
                name: name.clone(),
                unit: *unit,
                learnt: *learn,
                findings,
                tasks,
                by: facts.actor.person(),
                on: facts.today(),
            }])
        }
        Command::Discard { because } => {
            in_state(plan, Action::Discard)?;
            let tasks = facts.tasks.keys().copied().collect();
            let (because, by) = (because.clone(), facts.actor.person());
            Ok(vec![Event::PlanDiscarded { because, tasks, by }])
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
        Action::Draft | Action::Note | Action::Discard | Action::BringIntoEffect => Ok(()),
        Action::Settle if plan.findings().is_empty() => Err(Rejection::NoFindings),
        Action::IdentifyUnit if facts.tasks.values().all(|task| task.units_are_known()) => {
            Err(Rejection::NoUnknownUnits)
        }
        Action::Settle | Action::IdentifyUnit => Ok(()),
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
    if let Some((count, names)) = undecided(plan) {
        return Err(Rejection::UnitsUnknown { count, names });
    }
    if let Some((count, numbers)) = open(facts, |task| !task.lead_confirmed()) {
        return Err(Rejection::LeadsUnconfirmed { count, numbers });
    }
    if let Some((count, numbers)) = open(facts, |task| !task.due_confirmed()) {
        return Err(Rejection::DueDatesUnconfirmed { count, numbers });
    }
    Ok(())
}

/// The tasks that name a unit nobody knew, and the findings that asked which one it is.
fn identified(
    plan: &Plan,
    name: &Name,
    unit: UnitId,
    facts: &Facts,
) -> Result<(Vec<TaskId>, Vec<FindingId>), Rejection> {
    let Some(kind) = facts.units.get(&unit) else {
        return Err(Rejection::UnitUnknown { unit });
    };
    let mut tasks = Vec::new();
    for (id, task) in &facts.tasks {
        let mut named = task.unknown_units(name.as_str()).peekable();
        if named.peek().is_none() {
            continue;
        }
        if kind.is_county() && named.any(|read| matches!(read.duty, Duty::Lead | Duty::CoLead)) {
            return Err(Rejection::LeadIsCounty { unit });
        }
        tasks.push(*id);
    }
    if tasks.is_empty() {
        return Err(Rejection::UnitNotNamed { name: name.to_string() });
    }
    let asks = |kept: &&Kept| {
        let asked = &kept.finding;
        asked.code == FindingCode::UnknownUnit
            && asked.words == name.as_str()
            && kept.settlement.is_none()
    };
    let findings = plan.findings().iter().filter(asks).map(|kept| kept.finding.id).collect();
    Ok((tasks, findings))
}

/// The units that the document names and nobody knows: a plan that left them out would bind others
/// than it says.
fn undecided(plan: &Plan) -> Option<(usize, String)> {
    let mut names: Vec<&str> = Vec::new();
    for kept in plan.findings().iter().filter(|kept| Kept::blocks(kept)) {
        if !names.contains(&kept.finding.words.as_str()) {
            names.push(&kept.finding.words);
        }
    }
    let more = if names.len() > 10 { "…" } else { "" };
    let shown = names.iter().take(10).copied().collect::<Vec<_>>().join("、");
    (!names.is_empty()).then(|| (names.len(), format!("{shown}{more}")))
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::people::actor::Actor;
    use crate::plan::finding::{Ask, Finding, FindingCode};
    use crate::plan::state::{Document, Source, evolve};
    use crate::value::digest::Digest;
    use crate::value::id::{AttachmentId, UnitId};
    use crate::value::text::{Reason, Title};

    fn id(no: u128) -> FindingId {
        FindingId(Uuid::from_u128(no))
    }

    fn finding(no: u128, words: &str) -> Finding {
        Finding {
            id: id(no),
            code: FindingCode::UnknownUnit,
            task: None,
            target: None,
            words: words.to_owned(),
            span: None,
            ask: Ask { zh: "是哪个单位?".to_owned(), en: "which unit is it?".to_owned() },
            must_decide: true,
        }
    }

    fn facts() -> Facts {
        Facts::new(Actor::System, DateTime::UNIX_EPOCH, Arc::default())
    }

    fn done(plan: Plan, command: &Command) -> Plan {
        decide(&plan, command, &facts()).unwrap().iter().fold(plan, evolve)
    }

    fn asked() -> Plan {
        let document = Box::new(Document {
            title: Title::parse("方案").unwrap(),
            doc_no: None,
            index_no: None,
            issuer: None,
            issued_on: None,
            published_on: None,
            horizon_end: "2027-12-31".parse().unwrap(),
            jurisdiction: UnitId(Uuid::from_u128(1)),
            blanket: false,
            sections: Vec::new(),
            source: Source {
                attachment: AttachmentId(Uuid::from_u128(2)),
                file_name: "plan.txt".to_owned(),
                digest: Digest([0; 32]),
            },
        });
        let plan = Plan::Draft { document, drafted_by: None, findings: Vec::new() };
        let findings = vec![finding(1, "市天文台"), finding(2, "市天文台"), finding(3, "市海洋局")];
        done(plan, &Command::Note { findings })
    }

    fn settle(which: &[u128], decision: Option<&str>) -> Command {
        let decision = decision.map(|text| Reason::parse(text).unwrap());
        Command::Settle { findings: which.iter().map(|no| id(*no)).collect(), decision }
    }

    #[test]
    fn units_that_nobody_knows_keep_a_plan_from_being_issued() {
        let plan = asked();
        assert_eq!(undecided(&plan), Some((2, "市天文台、市海洋局".to_owned())));
        let plan = done(plan, &settle(&[1, 2], Some("本市没有该单位。")));
        assert_eq!(undecided(&plan), Some((1, "市海洋局".to_owned())));
        let plan = done(plan, &settle(&[3], Some("由省里负责。")));
        assert_eq!(undecided(&plan), None);
        let plan = done(plan, &settle(&[2], None));
        assert_eq!(undecided(&plan), Some((1, "市天文台".to_owned())));
    }

    #[test]
    fn an_answer_leaves_the_question_as_it_was() {
        let plan = asked();
        let questions = |plan: &Plan| -> Vec<Finding> {
            plan.findings().iter().map(|kept| kept.finding.clone()).collect()
        };
        let settled = done(plan.clone(), &settle(&[1, 3], Some("已核。")));
        assert_eq!(questions(&plan), questions(&settled));
        let open = settled.findings().iter().filter(|kept| kept.settlement.is_none());
        assert_eq!(open.map(|kept| kept.finding.id).collect::<Vec<_>>(), [id(2)]);
    }

    #[test]
    fn a_finding_of_another_plan_is_refused() {
        let refused = decide(&asked(), &settle(&[1, 9], None), &facts());
        assert_eq!(refused, Err(Rejection::FindingUnknown { finding: id(9) }));
    }
}
