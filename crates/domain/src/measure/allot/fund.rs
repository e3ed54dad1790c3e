//! 资金. The pot, and the rules it is split by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::measure::score::grade::Grade;
use crate::value::code::Code;
use crate::value::decimal::Figure;
use crate::value::exact::Exact;
use crate::value::money::{Fen, MoneyUnit};

/// 资金. What is to be split, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fund {
    /// 资金总额. The pool.
    pub pool: Fen,
    /// 分配单位. The smallest step.
    pub unit: MoneyUnit,
    /// 资金性质. Reward or subsidy.
    pub kind: FundKind,
    /// 分配方式. How shares come about.
    pub mode: Mode,
    /// 享受条件. Who may get any.
    pub eligibility: Eligibility,
    /// 债务风险调节. How debt lowers shares; `None` where it does not.
    pub debt: Option<DebtRule>,
    /// 单县上限. The largest part of the pool that one county may get (40 %).
    pub max_share: Option<Exact>,
    /// 试点切块. What pilots get first, outside the caps (mode T).
    pub top_slice: Option<TopSlice>,
}

/// 资金性质. The two pots of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FundKind {
    /// 奖补. A yearly reward by grade and factors; debt counts only where a basis is cited.
    Reward,
    /// 补助. A subsidy by project and debt risk.
    Subsidy,
}

/// 分配方式. How shares come about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// G 按等次定额. An amount for each grade.
    Fixed {
        /// 各等次金额. The amounts.
        amounts: BTreeMap<Grade, Fen>,
        /// 资金不足时. What happens when the pool is short.
        shortfall: Shortfall,
    },
    /// F 因素法. The sum of weighted shares of factors.
    Factors(Vec<Factor>),
    /// B 基础+绩效. A base by task quantity and difficulty, the rest by performance as well; the
    /// coefficient of performance is the score by the mean score.
    BasePerformance {
        /// 基础占比. The part of the base, 80 % by default.
        base: Exact,
        /// 任务量因素. The factor that counts the task.
        quantity: Code,
    },
}

/// 资金不足时. What happens when fixed amounts add up to more than the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Shortfall {
    /// 按比例. All are scaled pro rata.
    ProRata,
    /// 不予分配. The allotment is refused.
    Refuse,
}

/// 因素. One factor of mode F.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// Its code.
    pub code: Code,
    /// 权重. Its weight; those of all factors add up to 1.
    pub weight: Exact,
    /// Where its values come from.
    pub source: FactorSource,
    /// 困难系数. Whether the difficulty coefficient multiplies it.
    pub difficulty: DifficultyUse,
}

/// 因素来源. Where the values of a factor come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FactorSource {
    /// 考核总分. The total of the assessment.
    Score,
    /// 填报值. A figure given for each county.
    Given,
}

/// 困难系数. Whether fiscal difficulty multiplies a factor (performance is not).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DifficultyUse {
    /// 乘. It does.
    Applied,
    /// 不乘. It does not.
    NotApplied,
}

/// 享受条件. Who may get any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    /// 最低等次. The lowest grade that gets any.
    pub min_grade: Grade,
    /// 开发区. Whether zones do.
    pub zones: Zones,
}

/// 开发区. Whether zones may get any: the plan rewards 县(区).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Zones {
    /// 不享受. They may not.
    Excluded,
    /// 享受. They may.
    Included,
}

/// 债务风险等级. The level the finance bureau sets each year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DebtLevel {
    /// 绿.
    Green,
    /// 黄.
    Yellow,
    /// 橙.
    Orange,
    /// 红.
    Red,
}

/// 债务风险调节. How debt lowers shares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DebtRule {
    /// 绿档系数. The coefficient of green, 1 by default.
    pub green: Figure,
    /// 黄档系数. The coefficient of yellow.
    pub yellow: Figure,
    /// 橙档系数. The coefficient of orange.
    pub orange: Figure,
    /// 红档系数. The coefficient of red, 0 by default.
    pub red: Figure,
    /// 调减资金去向. Where the freed money goes.
    pub mode: DebtMode,
    /// 依据. The document that lets debt count for a reward.
    pub basis: Option<String>,
}

/// 调减资金去向. Where the money goes that debt takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DebtMode {
    /// 再分配. To the others.
    Renormalise,
    /// 留存. It stays in the pool.
    KeepBack,
}

/// 试点切块. What pilots get first, in equal parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopSlice {
    /// 切块规模. How much.
    pub size: SliceSize,
    /// 试点县. Who.
    pub pilots: Vec<Code>,
}

/// 切块规模. How much is taken first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SliceSize {
    /// 按比例. A part of the pool, down to the unit.
    Share(Exact),
    /// 定额. A sum, down to the unit.
    Sum(Fen),
}

impl DebtRule {
    /// Gives the coefficient of a level.
    pub fn coefficient(&self, level: DebtLevel) -> Figure {
        match level {
            DebtLevel::Green => self.green,
            DebtLevel::Yellow => self.yellow,
            DebtLevel::Orange => self.orange,
            DebtLevel::Red => self.red,
        }
    }
}
