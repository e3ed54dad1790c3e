//! 亮灯事实. What is known of an assignment, each thing with its date, so that the light of a
//! past day can be read from the same facts.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Colour;
use crate::time::Period;
use crate::value::code::Code;
use crate::value::decimal::Figure;

/// 亮灯事实. Everything a light looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LightFacts {
    /// 状态. Where the assignment stands.
    pub stage: Stage,
    /// 纳入日期. From when the plan is in force here: what was due before is carried over and
    /// never overdue.
    pub in_force_from: NaiveDate,
    /// 期限. Its deadlines.
    pub deadlines: Vec<Deadline>,
    /// 节点. Its milestones; they win over targets.
    pub milestones: Vec<Milestone>,
    /// 指标. Its targets that are to be reached.
    pub targets: Vec<TargetProgress>,
    /// 月报. Its reports, also those still to come.
    pub reports: Vec<Report>,
    /// 冻结. The colours of closed months.
    pub frozen: BTreeMap<Period, Colour>,
    /// 协调. Whether help was asked for.
    pub coordination: Coordination,
    /// 人工调整. A colour set by the office director.
    pub overridden: Option<Override>,
}

/// 状态. Where an assignment stands, as far as lights care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 办理中. Being carried out, or not even signed for.
    Open,
    /// 办结审核中. Waiting for the office, whose time does not count as late.
    CloseReview,
    /// 已中止. Suspended.
    Suspended,
    /// 已办结. Completed or later.
    Done,
}

/// 期限. When something is due, and when it was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// What is due.
    pub code: Code,
    /// When.
    pub due_on: NaiveDate,
    /// When it was met.
    pub met_on: Option<NaiveDate>,
}

/// 节点. A milestone with its weight in percent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Which one.
    pub code: Code,
    /// When it is due.
    pub due_on: NaiveDate,
    /// 权重. Its weight; those of all make 100.
    pub weight: u32,
    /// When it was accepted as done.
    pub accepted_on: Option<NaiveDate>,
}

/// 指标进度. A target with the figures that were accepted for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetProgress {
    /// Which one.
    pub code: Code,
    /// When work on it starts.
    pub start_on: NaiveDate,
    /// When it is due.
    pub due_on: NaiveDate,
    /// 基期值. Where it started; without one there is no gap.
    pub baseline: Option<Figure>,
    /// 目标值. What is to be reached.
    pub target: Figure,
    /// 已审定值. The accepted figures by the date of acceptance.
    pub accepted: BTreeMap<NaiveDate, Figure>,
}

/// 月报. The report of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// The period.
    pub period: Period,
    /// When it is due.
    pub due_on: NaiveDate,
    /// When it was first handed in.
    pub submitted_on: Option<NaiveDate>,
}

/// 协调. Whether help was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coordination {
    /// 不需要. It was not.
    NotNeeded,
    /// 需要. It was.
    Needed,
}

/// 人工调整. A colour set by hand, until the end of the month it was set in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The colour.
    pub colour: Colour,
    /// When it was set.
    pub set_on: NaiveDate,
    /// Why.
    pub reason: String,
}

impl LightFacts {
    /// Makes an open assignment of which nothing else is known.
    pub fn open(in_force_from: NaiveDate) -> Self {
        Self {
            stage: Stage::Open,
            in_force_from,
            deadlines: Vec::new(),
            milestones: Vec::new(),
            targets: Vec::new(),
            reports: Vec::new(),
            frozen: BTreeMap::new(),
            coordination: Coordination::NotNeeded,
            overridden: None,
        }
    }

    /// Gives the deadlines that are open on a date and not carried over, the earliest first.
    pub fn open_deadlines(&self, on: NaiveDate) -> impl Iterator<Item = &Deadline> {
        let mut open: Vec<&Deadline> = self
            .deadlines
            .iter()
            .filter(|deadline| deadline.due_on >= self.in_force_from)
            .filter(|deadline| deadline.met_on.is_none_or(|met_on| met_on > on))
            .collect();
        open.sort_by_key(|deadline| (deadline.due_on, deadline.code.clone()));
        open.into_iter()
    }
}

impl Milestone {
    /// Says whether it was accepted by a date.
    pub fn is_accepted(&self, on: NaiveDate) -> bool {
        self.accepted_on.is_some_and(|accepted_on| accepted_on <= on)
    }
}

impl Report {
    /// Says whether it is missing on a date after it was due.
    pub fn is_missing(&self, on: NaiveDate) -> bool {
        self.due_on < on && self.submitted_on.is_none_or(|submitted_on| submitted_on > on)
    }
}
