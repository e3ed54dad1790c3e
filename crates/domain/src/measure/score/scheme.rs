//! 考核方案. The scheme: classes, dimensions, indicators with weights, and how grades are given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check;
use super::fault::Fault;
use super::method::Method;
use crate::value::code::Code;
use crate::value::decimal::{Figure, Points};
use crate::value::exact::Exact;

/// 考核方案. What a year is scored by; published before the year's deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// 分类. The classes counties are compared within.
    pub classes: Vec<Class>,
    /// 维度. The dimensions, A to E by default.
    pub dimensions: Vec<Code>,
    /// 指标. The indicators.
    pub indicators: Vec<Indicator>,
    /// 加减分和否决事项. What may add or take points or bar the upper grades, with its basis.
    pub adjustments: Vec<AdjustmentRule>,
    /// 加减分上限. How far bonus and deduction may go.
    pub caps: AdjustmentCaps,
    /// 等次规则. How grades are given.
    pub grading: Grading,
}

/// 分类. One class of counties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its code.
    pub code: Code,
    /// Whether its counties are ranked.
    pub ranking: Ranking,
}

/// 是否排名. Whether a class has ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Ranking {
    /// 排名. Ranked, with a quota of the best grade.
    Ranked,
    /// 只划线. Graded by the lines alone (a class of two zones has no rank).
    LineOnly,
}

/// 考核指标. What is measured, by which method, for which classes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its code.
    pub code: Code,
    /// The dimension it belongs to.
    pub dimension: Code,
    /// 数据来源. The unit that supplies the datum.
    pub source: Code,
    /// 审核单位. The unit that checks it; another one than the source.
    pub checker: Code,
    /// How its figure becomes points.
    pub method: Method,
    /// 目标值. The target where neither the class nor the county has its own.
    pub target: Option<Figure>,
    /// 分类权重. The classes it counts for; a class that is not named does not use it.
    pub classes: BTreeMap<Code, ClassTerms>,
}

/// 分类权重与目标. What an indicator weighs in a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassTerms {
    /// 权重. The weight; those of a class add up to 100.
    pub weight: Points,
    /// 分类目标. The target of this class (green space 15 for pilots, else 13).
    pub target: Option<Figure>,
}

/// 加减分和否决事项. One kind of thing that a year's adjustments may rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentRule {
    /// Its code.
    pub code: Code,
    /// What it does.
    pub effect: Effect,
    /// 依据. The document that lets it count; mandatory.
    pub basis: String,
}

/// 作用. What an adjustment does to a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// 加分. Adds at most so many points for one matter.
    Bonus(Points),
    /// 扣分. Takes at most so many points for one matter.
    Deduction(Points),
    /// 一票否决. Holds the grade at 一般 and bars from funds.
    Veto,
}

/// 加减分上限. How many points bonus and deduction may move a total (5 and 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentCaps {
    /// 加分上限. The most that bonuses add.
    pub bonus: Points,
    /// 扣分上限. The most that deductions take.
    pub deduction: Points,
}

/// 等次规则. Lines, and the quota of the best grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grading {
    /// 优秀线. From this total on, 优秀 is possible.
    pub excellent: Points,
    /// 良好线. From this total on, 良好.
    pub good: Points,
    /// 一般线. From this total on, 一般; below it, 较差.
    pub fair: Points,
    /// 优秀比例. The share of a class that may be 优秀; `None` where lines alone decide.
    pub quota: Option<Exact>,
}

impl Scheme {
    /// 方案检查. Lists everything that keeps the scheme from being used; empty when it may be
    /// published.
    pub fn faults(&self) -> Vec<Fault> {
        check::scheme_faults(self)
    }

    /// Gives the class of a code.
    pub fn class(&self, code: &Code) -> Option<&Class> {
        self.classes.iter().find(|class| class.code == *code)
    }

    /// Gives the adjustment rule of a code.
    pub fn adjustment(&self, code: &Code) -> Option<&AdjustmentRule> {
        self.adjustments.iter().find(|rule| rule.code == *code)
    }

    /// Gives the indicator of a code.
    pub fn indicator(&self, code: &Code) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.code == *code)
    }
}
