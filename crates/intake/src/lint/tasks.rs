//! Questions about tasks and their units.

use super::{Ask, about_task, about_units, about_words, likeness};
use crate::{
    draft::{Comparator, Draft, Finding, FindingCode, LeadBasis, ResolvedBy, Role, Task},
    duty,
    hints::Hints,
};

/// Tasks that are compared with each other.
const MOST_COMPARED: usize = 600;
/// Likeness of titles from which two tasks are near duplicates.
const NEAR: u32 = 70;

pub(super) fn lint(draft: &Draft, hints: &Hints) -> Vec<Finding> {
    let mut findings = Vec::new();
    for task in &draft.tasks {
        findings.extend(measured(task));
        findings.extend(led(task));
        if !hints.organisations.is_empty() {
            findings.extend(known(task));
        }
    }
    findings.extend(near_duplicates(&draft.tasks));
    findings
}

/// A task should have a figure and a date.
fn measured(task: &Task) -> Vec<Finding> {
    let mut findings = Vec::new();
    if task.targets.iter().all(|target| target.comparator == Comparator::Qualitative) {
        let ask = Ask::new(
            "没有可量化的目标:补充指标,或确认只作定性考核。",
            "nothing in it can be measured: add an indicator, or confirm that it is judged by words.",
        );
        findings.push(about_task(FindingCode::NoMeasurableTarget, task, ask));
    }
    if task.deadline.is_none() && task.targets.iter().all(|target| target.deadline.is_none()) {
        let ask = Ask::new(
            "没有完成时限:确定时限,或确认以方案期末为限。",
            "it has no deadline: set one, or confirm that it is due when the plan ends.",
        );
        findings.push(about_task(FindingCode::NoDeadline, task, ask));
    }
    findings
}

fn led(task: &Task) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lead = task.lead.as_deref().unwrap_or_default();
    if task.lead_basis == LeadBasis::FirstListed && !task.supporting.is_empty() {
        let ask = Ask::new(
            format!("原文未写明牵头单位,按排序推定为“{lead}”:请确认。"),
            format!("no unit is said to lead; “{lead}” is listed first: confirm it."),
        );
        findings.push(about_units(FindingCode::LeadInferred, task, ask));
    }
    let bureau =
        task.duties.iter().find(|duty| duty.role != Role::Lead && !duty::is_locality(&duty.unit));
    if let Some(bureau) = bureau.filter(|_| duty::is_locality(lead)) {
        let ask = Ask::new(
            format!("排在首位的“{lead}”是地方:是否由“{}”牵头,地方负责落实?", bureau.unit),
            format!(
                "“{lead}”, listed first, is a locality: does “{}” lead and the locality carry out?",
                bureau.unit
            ),
        );
        findings.push(about_units(FindingCode::LeadIsLocality, task, ask));
    }
    if task.open_ended {
        let ask = Ask::new(
            "责任单位没有列全(“等”“有关部门”):确定还包括哪些单位。",
            "the list of units is left open (等, 有关部门): say who else belongs to it.",
        );
        findings.push(about_units(FindingCode::OpenList, task, ask));
    }
    findings
}

/// Units that are not, or not surely, among the known organisations.
fn known(task: &Task) -> Vec<Finding> {
    let mut findings = Vec::new();
    for duty in &task.duties {
        let (code, ask) = match &duty.organisation {
            None => (
                FindingCode::UnknownUnit,
                Ask::new(
                    format!("“{}”不在已知单位之中:新建,或指定为某一单位。", duty.unit),
                    format!("“{}” is no known unit: create it, or say which it is.", duty.unit),
                ),
            ),
            Some(known) if known.by == ResolvedBy::Similarity => {
                let (unit, name, sure) = (&duty.unit, &known.name, known.certainty);
                let ask = Ask::new(
                    format!("“{unit}”可能是“{name}”({sure}%):请确认。"),
                    format!("“{unit}” may be “{name}” ({sure} per cent): confirm it."),
                );
                (FindingCode::UncertainUnit, ask)
            }
            Some(_) => continue,
        };
        let finding = about_words(code, duty.unit.clone(), duty.span, ask);
        findings.push(Finding { task: Some(task.id.clone()), ..finding });
    }
    findings
}

fn near_duplicates(tasks: &[Task]) -> Vec<Finding> {
    let tasks = tasks.get(..tasks.len().min(MOST_COMPARED)).unwrap_or(tasks);
    let mut findings = Vec::new();
    for (index, task) in tasks.iter().enumerate() {
        let Some(title) = task.title.as_deref() else {
            continue;
        };
        let earlier = tasks.iter().take(index).find(|earlier| {
            earlier.title.as_deref().is_some_and(|other| likeness(other, title) >= NEAR)
        });
        if let Some(earlier) = earlier {
            let other = earlier.title.as_deref().unwrap_or_default();
            let ask = Ask::new(
                format!("与{}“{other}”名称相近:合并,或写明区别。", earlier.id),
                format!("much like {} ({other}): merge them, or say how they differ.", earlier.id),
            );
            findings.push(about_task(FindingCode::NearDuplicateTasks, task, ask));
        }
    }
    findings
}
