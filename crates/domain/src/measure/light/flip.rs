//! 变灯条件. What would change a light: time alone, or the least single act of its holder.

use chrono::NaiveDate;

use super::facts::{LightFacts, Stage};
use super::gap::worst_gap;
use super::rules::LightRules;
use super::timeline::timeline;
use super::{Colour, light};
use crate::time::Period;
use crate::time::calendar::Calendar;
use crate::value::code::Code;
use crate::value::decimal::Figure;

/// 变灯条件. When and by what a light would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlipsIf {
    /// 自然变化. The next day on which the colour changes if nothing happens, and to what.
    pub next: Option<(NaiveDate, Colour)>,
    /// 最小动作. The least single act that would better the colour today, and to what; `None`
    /// where no single act would.
    pub act: Option<(Act, Colour)>,
}

/// 动作. What a holder may do about a light, from the least to the most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// 补报. Hand in a report.
    Report(Period),
    /// 完成节点. Have a milestone accepted.
    Milestone(Code),
    /// 达到数值. Have a figure accepted, at least so far on the way to its target.
    Reach {
        /// The target.
        target: Code,
        /// The least figure, rounded towards the target.
        figure: Figure,
    },
    /// 完成到期事项. Meet a deadline.
    Meet(Code),
    /// 申请办结. Request closing.
    RequestClosing,
}

/// 变灯条件. Says what would change the light of a date.
pub fn flips_if(
    rules: &LightRules,
    calendar: &Calendar,
    facts: &LightFacts,
    on: NaiveDate,
) -> FlipsIf {
    let spans = timeline(rules, calendar, facts, on);
    let next = spans.get(1).map(|span| (span.from, span.light.colour));
    let now = light(rules, calendar, facts, on).colour;
    let act = match now {
        Colour::Grey | Colour::Green => None,
        Colour::Blue | Colour::Yellow | Colour::Red => {
            acts(rules, facts, on).into_iter().find_map(|(act, changed)| {
                let colour = light(rules, calendar, &changed, on).colour;
                (colour < now).then_some((act, colour))
            })
        }
    };
    FlipsIf { next, act }
}

/// Gives the single acts that are open, from the least to the most, with the facts they lead to.
fn acts(rules: &LightRules, facts: &LightFacts, on: NaiveDate) -> Vec<(Act, LightFacts)> {
    let mut acts = Vec::new();
    for (at, report) in facts.reports.iter().enumerate().rev() {
        if report.is_missing(on) {
            let mut changed = facts.clone();
            if let Some(report) = changed.reports.get_mut(at) {
                report.submitted_on = Some(on);
            }
            acts.push((Act::Report(report.period), changed));
        }
    }
    for (at, milestone) in facts.milestones.iter().enumerate() {
        if !milestone.is_accepted(on) {
            let mut changed = facts.clone();
            if let Some(milestone) = changed.milestones.get_mut(at) {
                milestone.accepted_on = Some(on);
            }
            meet(&mut changed, &milestone.code, on);
            acts.push((Act::Milestone(milestone.code.clone()), changed));
        }
    }
    acts.extend(reaches(rules, facts, on));
    let open: Vec<Code> = facts.open_deadlines(on).map(|deadline| deadline.code.clone()).collect();
    for code in open {
        let mut changed = facts.clone();
        meet(&mut changed, &code, on);
        acts.push((Act::Meet(code), changed));
    }
    if facts.stage == Stage::Open {
        let changed = LightFacts { stage: Stage::CloseReview, ..facts.clone() };
        acts.push((Act::RequestClosing, changed));
    }
    acts
}

fn meet(facts: &mut LightFacts, code: &Code, on: NaiveDate) {
    for deadline in facts.deadlines.iter_mut().filter(|deadline| deadline.code == *code) {
        deadline.met_on = deadline.met_on.filter(|met_on| *met_on <= on).or(Some(on));
    }
}

/// Gives for the target that is named the figures that would give its gap each better colour.
fn reaches(rules: &LightRules, facts: &LightFacts, on: NaiveDate) -> Vec<(Act, LightFacts)> {
    let Some(gap) = worst_gap(rules, facts, on) else {
        return Vec::new();
    };
    let named = |facts: &LightFacts| {
        facts.targets.iter().position(|target| Some(&target.code) == gap.target.as_ref())
    };
    let Some((at, target)) = named(facts).and_then(|at| facts.targets.get(at).map(|one| (at, one)))
    else {
        return Vec::new();
    };
    let Some(baseline) = target.baseline else {
        return Vec::new();
    };
    let now = rules.gap.colour(&gap);
    let mut found = Vec::new();
    for wanted in [Colour::Yellow, Colour::Blue, Colour::Green] {
        if wanted >= now {
            continue;
        }
        let passes = |millionths: i64| {
            let changed = accepted(facts, at, on, Figure(millionths));
            worst_gap(rules, &changed, on)
                .filter(|gap| gap.target.as_ref() == Some(&target.code))
                .is_none_or(|gap| rules.gap.colour(&gap) <= wanted)
        };
        let figure = Figure(least(baseline.0, target.target.0, passes));
        let changed = accepted(facts, at, on, figure);
        found.push((Act::Reach { target: target.code.clone(), figure }, changed));
    }
    found
}

fn accepted(facts: &LightFacts, at: usize, on: NaiveDate, figure: Figure) -> LightFacts {
    let mut changed = facts.clone();
    if let Some(target) = changed.targets.get_mut(at) {
        target.accepted.insert(on, figure);
    }
    changed
}

/// Gives the figure nearest to `from` on the way to `to` that passes; `to` does.
fn least(from: i64, to: i64, passes: impl Fn(i64) -> bool) -> i64 {
    let (mut from, mut to) = (i128::from(from), i128::from(to));
    while (to - from).abs() > 1 {
        let middle = from + (to - from) / 2;
        if i64::try_from(middle).is_ok_and(&passes) {
            to = middle;
        } else {
            from = middle;
        }
    }
    i64::try_from(to).unwrap_or(i64::MAX)
}
