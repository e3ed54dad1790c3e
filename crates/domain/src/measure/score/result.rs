//! 考核结果. What scoring gives: points, dimensions, totals, ranks and grades.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::grade::{Grade, GradeReason};
use crate::value::code::Code;
use crate::value::decimal::Points;
use crate::value::exact::Exact;

/// 考核结果. The scores of every class, in the order of codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scored {
    /// The classes; shared, so that a what-if copies only what it recomputes.
    pub classes: BTreeMap<Code, Arc<ClassScores>>,
}

/// 分类结果. The scores of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassScores {
    /// The class.
    pub class: Code,
    /// Its counties, in the order of their codes.
    pub counties: Vec<CountyScore>,
}

/// 县区得分. The score of one county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountyScore {
    /// The county.
    pub county: Code,
    /// 指标得分. Every indicator of its class, in the order of their codes.
    pub indicators: Vec<IndicatorScore>,
    /// 维度得分. The sums of the rounded scores by dimension, in the order of their codes.
    pub dimensions: Vec<(Code, Points)>,
    /// 加分. Bonus that counts, after the cap.
    pub bonus: Points,
    /// 扣分. Deduction that counts, after the cap; above zero.
    pub deduction: Points,
    /// 总分. Dimensions plus bonus minus deduction, four places.
    pub total: Points,
    /// 任务量. The sum of applicable weight times quantity, for ties.
    pub task_load: Exact,
    /// 红色督办单数. Red orders, for ties.
    pub red_orders: u32,
    /// 名次. Its place in the class; equal places are both the better one. `None` in a class
    /// without ranks.
    pub rank: Option<u32>,
    /// 等次. Its grade.
    pub grade: Grade,
    /// 等次理由. Why this grade.
    pub grade_because: GradeReason,
}

/// 指标得分. The score of one indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndicatorScore {
    /// The indicator.
    pub indicator: Code,
    /// What it came to.
    pub outcome: Outcome,
}

/// 得分情况. What an indicator came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 得分. Points, half up to four places.
    Scored(Points),
    /// 未报. Not reported: no points.
    NotReported,
    /// 不适用. Not applicable: the weight went to others.
    NotApplicable,
}

impl Outcome {
    /// Gives the points; none where nothing was scored.
    pub fn points(self) -> Points {
        match self {
            Self::Scored(points) => points,
            Self::NotReported | Self::NotApplicable => Points::ZERO,
        }
    }
}

impl Scored {
    /// Gives all counties, class by class.
    pub fn counties(&self) -> impl Iterator<Item = &CountyScore> {
        self.classes.values().flat_map(|class| &class.counties)
    }

    /// Gives the score of a county.
    pub fn county(&self, code: &Code) -> Option<&CountyScore> {
        self.classes.values().find_map(|class| class.county(code))
    }
}

impl ClassScores {
    /// Gives the score of a county.
    pub fn county(&self, code: &Code) -> Option<&CountyScore> {
        let found = self.counties.binary_search_by(|score| score.county.cmp(code)).ok()?;
        self.counties.get(found)
    }
}

impl CountyScore {
    /// Gives what an indicator came to.
    pub fn indicator(&self, code: &Code) -> Option<Outcome> {
        let found = self.indicators.binary_search_by(|score| score.indicator.cmp(code)).ok()?;
        self.indicators.get(found).map(|score| score.outcome)
    }
}
