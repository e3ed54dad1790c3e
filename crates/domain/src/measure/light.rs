//! 红绿灯. The colour of an assignment, why it is so, and what would change it.
//!
//! A light is a pure function of rules, facts and a date, so that the past reads as it was and
//! the future can be drawn before it comes: [`timeline::timeline`] cuts it into spans,
//! [`flip::flips_if`] names the next change and the least act that would bring one.

pub mod facts;
pub mod flip;
pub mod gap;
pub mod index;
pub mod rollup;
pub mod rules;
pub mod timeline;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::time::Period;
use crate::time::calendar::Calendar;
use crate::value::code::Code;
use facts::{Coordination, LightFacts, Report, Stage};
use gap::{Gap, worst_gap};
use rules::LightRules;

/// 灯色. The colour of a light; their order is fixed, and grey stands outside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Colour {
    /// 灰灯. Suspended; the clock stands.
    Grey,
    /// 绿灯. Nothing is the matter, or it is done.
    Green,
    /// 蓝灯. A reminder.
    Blue,
    /// 黄灯. A warning.
    Yellow,
    /// 红灯. Alarm.
    Red,
}

/// 亮灯. A colour with everything that speaks for a colour other than green.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Light {
    /// The colour.
    pub colour: Colour,
    /// 亮灯原因. The causes, the worst first; empty for a plain green.
    pub because: Vec<Cause>,
}

/// 亮灯原因. One cause and the colour that it alone would give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The colour it gives.
    pub colour: Colour,
    /// What it is.
    pub reason: Reason,
}

/// 原因. Why a light has a colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// 中止. Step 1: suspended.
    Suspended,
    /// 已办结. Step 1: done.
    Done,
    /// 人工调整. The office director set the colour until the month's end.
    Overridden {
        /// Why.
        reason: String,
        /// The last day on which it counts.
        until: NaiveDate,
    },
    /// 逾期. Step 2: a deadline has passed.
    Overdue {
        /// Which one.
        deadline: Code,
        /// When it was due.
        due_on: NaiveDate,
        /// How many working days ago.
        workdays: u32,
    },
    /// 未报. Step 3: the last reports were not handed in.
    MissedReports {
        /// For which periods, the latest first.
        periods: Vec<Period>,
    },
    /// 进度滞后. Step 4: less is done than was planned by now.
    Behind(Gap),
    /// 持续黄灯. Step 5: yellow at several month-ends in a row, and still.
    Persistent {
        /// At which month-ends, the latest first.
        months: Vec<Period>,
    },
    /// 临近到期. Step 6: a deadline is near.
    DueSoon {
        /// Which one.
        deadline: Code,
        /// When it is due.
        due_on: NaiveDate,
        /// How many working days are left.
        workdays: u32,
    },
    /// 需要协调. Step 6: a little behind, and help was asked for.
    NeedsCoordination(Gap),
}

/// 亮灯. Gives the light of a date: step 1 decides alone, a standing override comes
/// next, else the worst of steps 2 to 6.
pub fn light(rules: &LightRules, calendar: &Calendar, facts: &LightFacts, on: NaiveDate) -> Light {
    let decided = match facts.stage {
        Stage::Suspended => Some((Colour::Grey, Reason::Suspended)),
        Stage::Done => Some((Colour::Green, Reason::Done)),
        Stage::Open | Stage::CloseReview => overridden(facts, on),
    };
    if let Some((colour, reason)) = decided {
        return Light { colour, because: vec![Cause { colour, reason }] };
    }
    let mut because = alarms(rules, calendar, facts, on);
    because.extend(persistent(rules, calendar, facts, on, worst(&because)));
    because.sort_by_key(|cause| std::cmp::Reverse(cause.colour));
    Light { colour: worst(&because), because }
}

fn worst(causes: &[Cause]) -> Colour {
    causes.iter().map(|cause| cause.colour).max().unwrap_or(Colour::Green)
}

fn overridden(facts: &LightFacts, on: NaiveDate) -> Option<(Colour, Reason)> {
    let standing = facts.overridden.as_ref()?;
    let until = Period::of(standing.set_on).last_day();
    let counts = standing.set_on <= on && on <= until;
    let reason = || Reason::Overridden { reason: standing.reason.clone(), until };
    counts.then(|| (standing.colour, reason()))
}

/// Gives the causes of steps 2, 3, 4 and 6.
fn alarms(
    rules: &LightRules,
    calendar: &Calendar,
    facts: &LightFacts,
    on: NaiveDate,
) -> Vec<Cause> {
    let gap = worst_gap(rules, facts, on);
    [
        overdue(rules, calendar, facts, on),
        missed(facts, on),
        gap.as_ref().and_then(|gap| behind(rules, gap)),
        due_soon(rules, calendar, facts, on),
        gap.as_ref().and_then(|gap| coordination(rules, facts, gap)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn overdue(
    rules: &LightRules,
    calendar: &Calendar,
    facts: &LightFacts,
    on: NaiveDate,
) -> Option<Cause> {
    if facts.stage == Stage::CloseReview {
        return None;
    }
    let deadline = facts.open_deadlines(on).find(|deadline| deadline.due_on < on)?;
    let workdays = calendar.workdays_between(deadline.due_on, on);
    let colour = match workdays {
        0 => return None,
        late if late < rules.overdue_red_workdays => Colour::Yellow,
        _ => Colour::Red,
    };
    let (deadline, due_on) = (deadline.code.clone(), deadline.due_on);
    Some(Cause { colour, reason: Reason::Overdue { deadline, due_on, workdays } })
}

fn missed(facts: &LightFacts, on: NaiveDate) -> Option<Cause> {
    let since = facts.in_force_from;
    let was_due = |report: &&Report| (since..on).contains(&report.due_on);
    let mut due: Vec<&Report> = facts.reports.iter().filter(was_due).collect();
    due.sort_by_key(|report| std::cmp::Reverse(report.due_on));
    let run = due.iter().take_while(|report| report.is_missing(on));
    let periods: Vec<Period> = run.map(|report| report.period).collect();
    let colour = match periods.len() {
        0 => return None,
        1 => Colour::Yellow,
        _ => Colour::Red,
    };
    Some(Cause { colour, reason: Reason::MissedReports { periods } })
}

fn behind(rules: &LightRules, gap: &Gap) -> Option<Cause> {
    let colour = rules.gap.colour(gap);
    (colour > Colour::Green).then(|| Cause { colour, reason: Reason::Behind(gap.clone()) })
}

fn due_soon(
    rules: &LightRules,
    calendar: &Calendar,
    facts: &LightFacts,
    on: NaiveDate,
) -> Option<Cause> {
    let deadline = facts.open_deadlines(on).find(|deadline| deadline.due_on >= on)?;
    let workdays = calendar.workdays_between(on, deadline.due_on);
    if workdays > rules.blue_before_workdays {
        return None;
    }
    let (deadline, due_on) = (deadline.code.clone(), deadline.due_on);
    let reason = Reason::DueSoon { deadline, due_on, workdays };
    Some(Cause { colour: Colour::Blue, reason })
}

fn coordination(rules: &LightRules, facts: &LightFacts, gap: &Gap) -> Option<Cause> {
    let asked = facts.coordination == Coordination::Needed;
    let slight = gap.is_behind() && rules.gap.colour(gap) == Colour::Green;
    (asked && slight)
        .then(|| Cause { colour: Colour::Blue, reason: Reason::NeedsCoordination(gap.clone()) })
}

/// Step 5. A light that is yellow now, and was yellow or worse at the last month-ends, is red.
fn persistent(
    rules: &LightRules,
    calendar: &Calendar,
    facts: &LightFacts,
    on: NaiveDate,
    now: Colour,
) -> Option<Cause> {
    let needed = usize::try_from(rules.yellow_months_to_red).unwrap_or(usize::MAX);
    if now != Colour::Yellow || needed == 0 {
        return None;
    }
    let mut months = Vec::new();
    let mut month = Period::of(on).previous();
    while months.len() < needed {
        if month_end(rules, calendar, facts, month) < Colour::Yellow {
            return None;
        }
        months.push(month);
        month = month.previous();
    }
    Some(Cause { colour: Colour::Red, reason: Reason::Persistent { months } })
}

/// Gives the colour at a month's end: the frozen one, which nothing changes any more, else
/// what the facts say of that day. Before the plan is in force there is none.
fn month_end(rules: &LightRules, calendar: &Calendar, facts: &LightFacts, month: Period) -> Colour {
    if let Some(frozen) = facts.frozen.get(&month) {
        return *frozen;
    }
    let last_day = month.last_day();
    if last_day < facts.in_force_from {
        return Colour::Grey;
    }
    worst(&alarms(rules, calendar, facts, last_day))
}
