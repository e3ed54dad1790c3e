//! What a careful reader would ask, as the domain keeps it: on the tasks and targets that were made
//! of the document.

use std::collections::BTreeMap;

use duban_domain::command::Command;
use duban_domain::plan::finding::{Ask, Finding, FindingCode};
use duban_domain::task::command::Command as TaskCommand;
use duban_domain::task::reading::UnitReading;
use duban_domain::value::id::{FindingId, TargetId, TaskId};
use duban_intake::draft::{Draft, FindingCode as Read};

use super::span;
use crate::Engine;

/// The questions about a document; `tasks` are the commands that draft its tasks, in its order.
pub(super) fn findings(engine: &Engine, read: &Draft, tasks: &[Command]) -> Vec<Finding> {
    let mut ids: BTreeMap<&str, TaskId> = BTreeMap::new();
    let mut targets: BTreeMap<&str, TargetId> = BTreeMap::new();
    let mut open: Vec<(TaskId, &UnitReading)> = Vec::new();
    for (task, command) in read.tasks.iter().zip(tasks) {
        let Command::Task(id, TaskCommand::Draft { clause, targets: drafted, .. }) = command else {
            continue;
        };
        ids.insert(&task.id, *id);
        let pairs = task.targets.iter().zip(drafted);
        targets.extend(pairs.map(|(target, drafted)| (target.id.as_str(), drafted.id)));
        open.extend(clause.units.iter().filter(|unit| unit.is_open()).map(|unit| (*id, unit)));
    }
    let fresh = || FindingId(engine.ids().fresh());
    // Which units nobody knows is said by the register that the tasks were drafted with.
    let unknown = open.into_iter().map(|(task, unit)| unknown(fresh(), task, unit));
    let others = read.findings.iter().filter(|found| found.code != Read::UnknownUnit);
    let others = others.map(|found| Finding {
        id: fresh(),
        code: code(found.code),
        task: found.task.as_deref().and_then(|task| ids.get(task)).copied(),
        target: found.target.as_deref().and_then(|target| targets.get(target)).copied(),
        words: found.words.clone(),
        span: Some(span(found.span)),
        ask: Ask { zh: found.ask.clone(), en: found.ask_in_english.clone() },
        must_decide: false,
    });
    let mut findings: Vec<Finding> = unknown.chain(others).collect();
    findings.sort_by_key(|finding| finding.span.map(|span| (span.start, span.end)));
    findings
}

/// A unit that is proposed as a new one, and never guessed.
fn unknown(id: FindingId, task: TaskId, unit: &UnitReading) -> Finding {
    let words = &unit.words;
    Finding {
        id,
        code: FindingCode::UnknownUnit,
        task: Some(task),
        target: None,
        words: words.clone(),
        span: unit.span,
        ask: Ask {
            zh: format!("“{words}”不在单位名录中:请登记为新单位,或指明所指的已有单位。"),
            en: format!("“{words}” is not on file: register it, or say which unit is meant."),
        },
        must_decide: true,
    }
}

fn code(read: Read) -> FindingCode {
    match read {
        Read::NoMeasurableTarget => FindingCode::NoMeasurableTarget,
        Read::NoDeadline => FindingCode::NoDeadline,
        Read::LeadInferred => FindingCode::LeadInferred,
        Read::LeadIsLocality => FindingCode::LeadIsLocality,
        Read::TargetsDiffer => FindingCode::TargetsDiffer,
        Read::YearlySumDiffers => FindingCode::YearlySumDiffers,
        Read::ClassDependent => FindingCode::ClassDependent,
        Read::SameCommitmentTwoLeads => FindingCode::SameCommitmentTwoLeads,
        Read::NearDuplicateTasks => FindingCode::NearDuplicateTasks,
        Read::NoResponsibleUnit => FindingCode::NoResponsibleUnit,
        Read::ScopeNeedsList => FindingCode::ScopeNeedsList,
        Read::DuplicatedSentence => FindingCode::DuplicatedSentence,
        Read::CutOff => FindingCode::CutOff,
        Read::OpenList => FindingCode::OpenList,
        Read::UnknownUnit => FindingCode::UnknownUnit,
        Read::UncertainUnit => FindingCode::UncertainUnit,
    }
}
