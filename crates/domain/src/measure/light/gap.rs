//! 进度差. Planned against actual progress, in percent.

use chrono::NaiveDate;

use super::facts::{LightFacts, TargetProgress};
use super::rules::{LightRules, Linear};
use crate::value::code::Code;
use crate::value::exact::Exact;

/// 进度差. What was planned by a date and what is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// 对象. The target it is about; `None` for the milestones together.
    pub target: Option<Code>,
    /// 计划进度 P. Planned, in percent.
    pub planned: Exact,
    /// 实际进度 A. Done and accepted, in percent.
    pub actual: Exact,
}

impl Gap {
    /// 差. Gives planned less actual, in percentage points.
    pub fn points(&self) -> Exact {
        // Days and figures of 64 bits cannot leave 128; a plan as far as the done is no gap.
        self.planned.minus(self.actual).unwrap_or(Exact::ZERO)
    }

    /// Says whether less is done than was planned.
    pub fn is_behind(&self) -> bool {
        self.actual < self.planned
    }
}

/// Gives the gap that counts on a date: that of the milestones, or else of the worst target;
/// `None` where there is neither milestone nor baseline.
pub fn worst_gap(rules: &LightRules, facts: &LightFacts, on: NaiveDate) -> Option<Gap> {
    if !facts.milestones.is_empty() {
        return Some(of_milestones(facts, on));
    }
    match rules.linear {
        Linear::Off => None,
        Linear::On => facts
            .targets
            .iter()
            .filter_map(|target| of_target(facts, target, on))
            .max_by(|left, right| {
                let colours = (rules.gap.colour(left), rules.gap.colour(right));
                // Of equal gaps the smaller code is named.
                let names = || right.target.cmp(&left.target);
                colours.0.cmp(&colours.1).then(left.points().cmp(&right.points())).then_with(names)
            }),
    }
}

/// Milestones that were due before the plan was in force count only once they are accepted.
fn of_milestones(facts: &LightFacts, on: NaiveDate) -> Gap {
    let mut planned = 0_i128;
    let mut actual = 0_i128;
    for milestone in &facts.milestones {
        let weight = i128::from(milestone.weight);
        let accepted = milestone.is_accepted(on);
        if milestone.due_on <= on && (milestone.due_on >= facts.in_force_from || accepted) {
            planned += weight;
        }
        if accepted {
            actual += weight;
        }
    }
    Gap { target: None, planned: Exact::whole(planned), actual: Exact::whole(actual) }
}

fn of_target(facts: &LightFacts, target: &TargetProgress, on: NaiveDate) -> Option<Gap> {
    if target.due_on < facts.in_force_from {
        return None;
    }
    let baseline = i128::from(target.baseline?.0);
    let figure = target.accepted.range(..=on).next_back().map(|(_, figure)| i128::from(figure.0));
    let goal = i128::from(target.target.0);
    let done = (figure.unwrap_or(baseline) - baseline).saturating_mul(100);
    Some(Gap {
        target: Some(target.code.clone()),
        planned: percent((on - target.start_on).num_days().into(), target),
        actual: within_hundred(Exact::new(done, goal - baseline)),
    })
}

fn percent(days: i128, target: &TargetProgress) -> Exact {
    let all = (target.due_on - target.start_on).num_days();
    within_hundred(Exact::new(days * 100, all.into()))
}

/// A target that asks for no change, or a span of no days, is whole from the start.
fn within_hundred(percent: Option<Exact>) -> Exact {
    let hundred = Exact::whole(100);
    percent.map_or(hundred, |percent| percent.max(Exact::ZERO).min(hundred))
}
