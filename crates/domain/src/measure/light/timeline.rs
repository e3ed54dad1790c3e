//! 灯色时间线. The light of every day to come, as spans, with the facts as they are now.
//!
//! A light changes only on days that the facts and rules name, so only those are looked at.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::facts::{LightFacts, TargetProgress};
use super::gap::worst_gap;
use super::rules::{LightRules, Linear};
use super::{Colour, Light, light};
use crate::time::Period;
use crate::time::calendar::Calendar;

/// 时段. A run of days with one colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: NaiveDate,
    /// The first day after it; `None` for the last span.
    pub until: Option<NaiveDate>,
    /// The light of the first day; its colour is that of all.
    pub light: Light,
}

/// 时间线. Cuts the light from a date on into spans.
pub fn timeline(
    rules: &LightRules,
    calendar: &Calendar,
    facts: &LightFacts,
    from: NaiveDate,
) -> Vec<Span> {
    let mut days = breaks(rules, calendar, facts);
    days.insert(from);
    let mut spans: Vec<Span> = Vec::new();
    for day in days.range(from..) {
        let light = light(rules, calendar, facts, *day);
        match spans.last_mut() {
            Some(last) if last.light.colour == light.colour => {}
            Some(last) => {
                last.until = Some(*day);
                spans.push(Span { from: *day, until: None, light });
            }
            None => spans.push(Span { from: *day, until: None, light }),
        }
    }
    spans
}

/// Gives all days on which a light can change.
fn breaks(rules: &LightRules, calendar: &Calendar, facts: &LightFacts) -> BTreeSet<NaiveDate> {
    let mut days = BTreeSet::from([facts.in_force_from]);
    for deadline in &facts.deadlines {
        let due_on = deadline.due_on;
        // The first day on which no more than so many working days are left.
        let left = rules.blue_before_workdays.saturating_add(1);
        days.insert(calendar.subtract_workdays(next_day(due_on), left));
        days.insert(next_day(due_on));
        days.insert(calendar.add_workdays(due_on, 1));
        days.insert(calendar.add_workdays(due_on, rules.overdue_red_workdays));
        days.extend(deadline.met_on);
    }
    for milestone in &facts.milestones {
        days.insert(milestone.due_on);
        days.extend(milestone.accepted_on);
    }
    for report in &facts.reports {
        days.insert(next_day(report.due_on));
        days.extend(report.submitted_on);
    }
    for target in &facts.targets {
        days.extend(target.accepted.keys().copied());
        if rules.linear == Linear::On {
            days.extend(steps_of(rules, facts, target));
        }
    }
    if let Some(standing) = &facts.overridden {
        days.insert(standing.set_on);
        days.insert(Period::of(standing.set_on).next().first_day());
    }
    month_starts(rules, facts, &mut days);
    days
}

/// Adds the days after month-ends, on which a yellow that persists turns red: as many as it takes
/// after each other day.
fn month_starts(rules: &LightRules, facts: &LightFacts, days: &mut BTreeSet<NaiveDate>) {
    let frozen = facts.frozen.keys().map(|month| month.first_day());
    let starts: Vec<NaiveDate> = days.iter().copied().chain(frozen).collect();
    for start in starts {
        let mut month = Period::of(start);
        for _ in 0..=rules.yellow_months_to_red {
            month = month.next();
            days.insert(month.first_day());
        }
    }
}

/// Gives the days on which an evenly rising plan makes the gap of a target worse: between two
/// accepted figures the gap only grows, so that each step is found by halving.
fn steps_of(rules: &LightRules, facts: &LightFacts, target: &TargetProgress) -> Vec<NaiveDate> {
    let alone = LightFacts {
        targets: vec![target.clone()],
        milestones: Vec::new(),
        ..LightFacts::open(facts.in_force_from)
    };
    let grade = |on: NaiveDate| {
        worst_gap(rules, &alone, on)
            .map_or((false, Colour::Green), |gap| (gap.is_behind(), rules.gap.colour(&gap)))
    };
    let mut ends: Vec<NaiveDate> = target.accepted.keys().copied().collect();
    ends.push(target.due_on);
    let mut found = Vec::new();
    let mut from = target.start_on;
    for end in ends.into_iter().filter(|end| *end <= target.due_on) {
        let last = end.pred_opt().filter(|_| end != target.due_on).unwrap_or(end);
        while from < last && grade(from) != grade(last) {
            from = first_after(from, last, |day| grade(day) != grade(from));
            found.push(from);
        }
        from = end.max(from);
    }
    found
}

/// Gives the first day after `low` that passes, where `high` does and days after one that passes
/// pass too.
fn first_after(low: NaiveDate, high: NaiveDate, passes: impl Fn(NaiveDate) -> bool) -> NaiveDate {
    let (mut low, mut high) = (low, high);
    loop {
        let half = (high - low).num_days() / 2;
        let Some(middle) = u64::try_from(half).ok().filter(|half| *half > 0) else {
            return high;
        };
        let middle = low.checked_add_days(Days::new(middle)).unwrap_or(high);
        if passes(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
}

fn next_day(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}
