//! Questions about tasks and their units.

use super::{about_task, about_words, likeness};
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
        let ask = "没有可量化的目标:补充指标,或确认只作定性考核。";
        findings.push(about_task(FindingCode::NoMeasurableTarget, task, ask.to_owned()));
    }
    if task.deadline.is_none() && task.targets.iter().all(|target| target.deadline.is_none()) {
        let ask = "没有完成时限:确定时限,或确认以方案期末为限。";
        findings.push(about_task(FindingCode::NoDeadline, task, ask.to_owned()));
    }
    findings
}

fn led(task: &Task) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lead = task.lead.as_deref().unwrap_or_default();
    if task.lead_basis == LeadBasis::FirstListed && !task.supporting.is_empty() {
        let ask = format!("原文未写明牵头单位,按排序推定为“{lead}”:请确认。");
        findings.push(Finding {
            span: task.units_span,
            ..about_task(FindingCode::LeadInferred, task, ask)
        });
    }
    let bureau =
        task.duties.iter().find(|duty| duty.role != Role::Lead && !duty::is_locality(&duty.unit));
    if let Some(bureau) = bureau.filter(|_| duty::is_locality(lead)) {
        let ask = format!("排在首位的“{lead}”是地方:是否由“{}”牵头,地方负责落实?", bureau.unit);
        findings.push(Finding {
            span: task.units_span,
            ..about_task(FindingCode::LeadIsLocality, task, ask)
        });
    }
    if task.open_ended {
        let ask = "责任单位以“等”收尾:确定还包括哪些单位。".to_owned();
        findings.push(Finding {
            span: task.units_span,
            ..about_task(FindingCode::OpenList, task, ask)
        });
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
                format!("“{}”不在已知单位之中:新建,或指定为某一单位。", duty.unit),
            ),
            Some(known) if known.by == ResolvedBy::Similarity => {
                let ask =
                    format!("“{}”可能是“{}”({}%):请确认。", duty.unit, known.name, known.certainty);
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
            let ask = format!("与{}“{other}”名称相近:合并,或写明区别。", earlier.id);
            findings.push(about_task(FindingCode::NearDuplicateTasks, task, ask));
        }
    }
    findings
}
