//! Questions about figures that do not agree.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{Ask, about_target, likeness};
use crate::draft::{Comparator, Draft, Finding, FindingCode, Period, Target, Task};

/// Likeness from which a yearly and a total quantity count the same thing.
const SAME_THING: u32 = 55;

pub(super) fn lint(draft: &Draft) -> Vec<Finding> {
    let mut findings = compared(draft);
    for task in &draft.tasks {
        findings.extend(yearly_sums(task, draft.source.issued_on));
        findings.extend(class_dependent(task));
    }
    findings
}

/// One indicator with two values, and one commitment under two leads.
fn compared(draft: &Draft) -> Vec<Finding> {
    let mut seen: BTreeMap<Key<'_>, (Option<&Task>, &Target)> = BTreeMap::new();
    let mut findings = Vec::new();
    for (task, target) in draft.targets() {
        let Some(key) = key(target) else { continue };
        let Some((earlier_task, earlier)) = seen.insert(key, (task, target)) else {
            continue;
        };
        if earlier.text == target.text && earlier.span == target.span {
            continue;
        }
        if differ(earlier, target) {
            let ask = Ask::new(
                format!("与{}“{}”数值不一致:以哪个为准?", earlier.id, earlier.text),
                format!("differs from {} ({}): which one holds?", earlier.id, earlier.text),
            );
            findings.push(about_target(FindingCode::TargetsDiffer, task, target, ask));
        } else if let (Some(one), Some(other)) = (earlier_task, task)
            && one.id != other.id
            && one.lead != other.lead
        {
            let leads = format!("“{}”与“{}”", lead(one), lead(other));
            let ask = Ask::new(
                format!("同一目标在{}和{}中分属{leads}牵头:由谁负责?", one.id, other.id),
                format!(
                    "promised in {} under {} and in {} under {}: who answers for it?",
                    one.id,
                    lead(one),
                    other.id,
                    lead(other)
                ),
            );
            findings.push(about_target(FindingCode::SameCommitmentTwoLeads, task, target, ask));
        }
    }
    findings
}

/// What makes two targets speak of the same thing.
type Key<'t> = (&'t str, Option<&'t str>, Option<NaiveDate>, Option<&'t str>, bool);

fn key(target: &Target) -> Option<Key<'_>> {
    let long = target.indicator.chars().count() >= 4;
    let yearly = target.period.is_some();
    long.then_some((
        target.indicator.as_str(),
        target.scope.as_deref(),
        target.deadline,
        target.unit.as_deref(),
        yearly,
    ))
}

fn differ(one: &Target, other: &Target) -> bool {
    one.value != other.value || one.value_max != other.value_max
}

fn lead(task: &Task) -> &str {
    task.lead.as_deref().unwrap_or_default()
}

/// Yearly quantities that do not add up to the total of the same task.
fn yearly_sums(task: &Task, issued: Option<NaiveDate>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(issued) = issued else {
        return findings;
    };
    for yearly in task.targets.iter().filter(|target| target.period == Some(Period::Yearly)) {
        let total = task.targets.iter().find(|total| {
            total.period.is_none()
                && total.deadline.is_some()
                && total.unit == yearly.unit
                && counts_same(yearly, total)
        });
        let Some((total, deadline)) = total.and_then(|total| Some((total, total.deadline?))) else {
            continue;
        };
        let years = i64::from(deadline.year() - issued.year() + 1);
        let (Some(each), Some(all)) = (yearly.value, total.value) else {
            continue;
        };
        let sum = each.millionths.saturating_mul(years);
        if years > 0 && sum != all.millionths && total.comparator != Comparator::Qualitative {
            let (each, sum) = (figure(each.millionths), figure(sum));
            let ask = Ask::new(
                format!(
                    "每年{each}、{years}年合计{sum},与“{}”不一致:年度数量与总量以哪个为准?",
                    total.text
                ),
                format!(
                    "{each} a year make {sum} in {years} years, which is not “{}”: does the yearly \
                     quantity or the total hold?",
                    total.text
                ),
            );
            findings.push(about_target(FindingCode::YearlySumDiffers, Some(task), yearly, ask));
        }
    }
    findings
}

/// A figure without needless noughts.
fn figure(millionths: i64) -> String {
    let (whole, rest) = (millionths / 1_000_000, millionths.unsigned_abs() % 1_000_000);
    match rest {
        0 => whole.to_string(),
        _ => format!("{whole}.{rest:06}").trim_end_matches('0').to_owned(),
    }
}

fn counts_same(yearly: &Target, total: &Target) -> bool {
    let (one, other) = (yearly.indicator.as_str(), total.indicator.as_str());
    one.contains(other) || other.contains(one) || likeness(one, other) >= SAME_THING
}

/// One indicator with a value for each class of localities.
fn class_dependent(task: &Task) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pair in task.targets.windows(2) {
        let [one, other] = pair else { continue };
        let same = one.indicator == other.indicator
            && one.deadline == other.deadline
            && one.value.is_some();
        let classes = one.scope.is_some() && other.scope.is_some() && one.scope != other.scope;
        if same && classes && differ(one, other) {
            let scope = |target: &Target| target.scope.clone().unwrap_or_default();
            let (one, other_scope) = (scope(one), scope(other));
            let ask = Ask::new(
                format!("“{one}”与“{other_scope}”数值不同:确定各县(区)属于哪一类。"),
                format!(
                    "the value differs for “{one}” and “{other_scope}”: say which locality is which."
                ),
            );
            findings.push(about_target(FindingCode::ClassDependent, Some(task), other, ask));
        }
    }
    findings
}
