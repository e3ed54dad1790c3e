//! 不能计分的原因. Why a scheme or its data cannot be scored, with the values that are in the way.

use thiserror::Error;

use crate::value::code::Code;
use crate::value::decimal::{Figure, Points};
use crate::value::exact::Overflow;

/// 不能计分. One reason, about the scheme, a county or one datum.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// 代码重复. Two classes, dimensions, indicators or counties share a code.
    #[error("{kind} `{code}` appears twice")]
    Duplicate {
        /// What kind of thing.
        kind: &'static str,
        /// The code.
        code: Code,
    },
    /// An indicator names a dimension that the scheme does not have.
    #[error(
        "indicator `{indicator}` is in the dimension `{dimension}`, which is not in the scheme"
    )]
    UnknownDimension {
        /// The indicator.
        indicator: Code,
        /// The dimension.
        dimension: Code,
    },
    /// An indicator or a county names a class that the scheme does not have.
    #[error("`{by}` is of the class `{class}`, which is not in the scheme")]
    UnknownClass {
        /// The indicator or the county.
        by: Code,
        /// The class.
        class: Code,
    },
    /// 权重之和不为100. The weights of a class do not add up.
    #[error("the weights of class `{class}` add up to {sum}, not to 100")]
    WeightsNotHundred {
        /// The class.
        class: Code,
        /// What they add up to.
        sum: Points,
    },
    /// A weight is not above zero.
    #[error("indicator `{indicator}` weighs {weight} in class `{class}`; it must be above 0")]
    WeightNotPositive {
        /// The indicator.
        indicator: Code,
        /// The class.
        class: Code,
        /// The weight.
        weight: Points,
    },
    /// A parameter of a method cannot be used.
    #[error("indicator `{indicator}`: {because}")]
    Parameter {
        /// The indicator.
        indicator: Code,
        /// What is wrong.
        because: ParameterFault,
    },
    /// Lines, quota or caps cannot be used.
    #[error("grades: {0}")]
    Grading(GradingFault),
    /// A county, or a class in a what-if, names an indicator that the scheme does not have.
    #[error("`{by}` names the indicator `{indicator}`, which is not in the scheme")]
    UnknownIndicator {
        /// The county or the class.
        by: Code,
        /// The indicator.
        indicator: Code,
    },
    /// The county is not in the data.
    #[error("county `{0}` is not in the data")]
    UnknownCounty(Code),
    /// The indicator does not count in the county's class.
    #[error("indicator `{indicator}` does not count for county `{county}`")]
    NotCounted {
        /// The county.
        county: Code,
        /// The indicator.
        indicator: Code,
    },
    /// 全部不适用. Nothing that could be scored is left.
    #[error("nothing applies to county `{0}`, so that no weight is left to score")]
    NothingApplicable(Code),
    /// 数据自审. The unit that supplies a datum would check it as well.
    #[error("indicator `{indicator}`: `{unit}` supplies the datum and would check it as well")]
    CheckerIsSource {
        /// The indicator.
        indicator: Code,
        /// The unit.
        unit: Code,
    },
    /// 无来源或审核单位. No unit supplies or checks the datum.
    #[error("indicator `{0}` names no unit that supplies its datum, or none that checks it")]
    WithoutSource(Code),
    /// 事项无依据. A kind of bonus, deduction or veto has no basis document.
    #[error("the adjustment `{0}` names no basis document")]
    RuleWithoutBasis(Code),
    /// A kind of bonus or deduction counts nothing or less.
    #[error("the adjustment `{rule}` counts {points}; it must be above 0")]
    RuleNotPositive {
        /// The rule.
        rule: Code,
        /// Its points.
        points: Points,
    },
    /// 无此事项. An adjustment rests on a rule that the scheme does not have for it.
    #[error("county `{county}`: the scheme has no {what} `{rule}`")]
    UnknownRule {
        /// The county.
        county: Code,
        /// Bonus, deduction or veto.
        what: &'static str,
        /// The rule it names.
        rule: Code,
    },
    /// 超过单项分值. A bonus or deduction counts more than its rule gives one matter.
    #[error("county `{county}`: `{matter}` counts {points}, and `{rule}` gives at most {most}")]
    AboveRule {
        /// The county.
        county: Code,
        /// The matter.
        matter: String,
        /// Its points.
        points: Points,
        /// The rule.
        rule: Code,
        /// The most that one matter counts.
        most: Points,
    },
    /// 否决无依据. A veto has no basis document.
    #[error("the veto of county `{0}` names no basis document")]
    VetoWithoutBasis(Code),
    /// A bonus or deduction is below zero.
    #[error("county `{county}`: `{matter}` counts {points}; bonus and deduction are above 0")]
    NegativeAdjustment {
        /// The county.
        county: Code,
        /// The matter.
        matter: String,
        /// The points.
        points: Points,
    },
    /// One datum cannot be scored.
    #[error("county `{county}`, indicator `{indicator}`: {because}")]
    Datum {
        /// The county.
        county: Code,
        /// The indicator.
        indicator: Code,
        /// Why.
        because: DatumFault,
    },
    /// A total does not fit.
    #[error("county `{county}`: {source}")]
    Overflow {
        /// The county.
        county: Code,
        /// The cause.
        source: Overflow,
    },
}

/// Why one datum cannot be scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DatumFault {
    /// 缺数据. There is neither a value nor "not reported" nor "not applicable".
    #[error("there is neither a value nor a mark that it was not reported or does not apply")]
    Missing,
    /// The datum is of another kind than the method scores.
    #[error("{method} cannot score a datum of this kind")]
    WrongKind {
        /// The method.
        method: &'static str,
    },
    /// 缺目标值. Neither the county nor the class nor the indicator has a target.
    #[error("there is no target")]
    TargetMissing,
    /// 缺基期值. The method measures from a baseline, and there is none.
    #[error("there is no baseline")]
    BaselineMissing,
    /// The degree of completion of a target below zero means nothing.
    #[error("the target {0} is below 0")]
    TargetBelowZero(Figure),
    /// The band of a downward indicator ends before its target.
    #[error("nothing is given from {zero_at} on, though the target is {target}")]
    BandBelowTarget {
        /// Where the band ends.
        zero_at: Figure,
        /// The target.
        target: Figure,
    },
    /// The numbers do not fit.
    #[error(transparent)]
    Overflow(#[from] Overflow),
}

/// What is wrong with a parameter of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParameterFault {
    /// A cap of zero or less gives no points.
    #[error("the cap must be above 0")]
    Cap,
    /// A step of zero or less cannot be counted.
    #[error("the step {0} must be above 0")]
    Step(Figure),
    /// Points of steps and bands are not below zero.
    #[error("points of steps and bands must not be below 0, and here are {0}")]
    Points(Points),
    /// A band gives more than the indicator weighs.
    #[error("a band gives {points}, more than the weight {weight}")]
    AboveWeight {
        /// The points of the band.
        points: Points,
        /// The weight.
        weight: Points,
    },
    /// There are no bands, or they do not rise.
    #[error("bands must rise, each from a higher figure than the one before")]
    Bands,
    /// Shares of level and increase, or of the record, do not make a whole.
    #[error("the shares must lie between 0 and 1 and add up to 1")]
    Shares,
    /// A light would count for more than the whole.
    #[error("a light counts for {0}; it must be at most 100")]
    Index(u32),
    /// A part of M7 needs more than one figure.
    #[error("{0} cannot be a part of level and increase")]
    Part(&'static str),
    /// The full vote is not above zero.
    #[error("the full vote {0} must be above 0")]
    FullVote(Figure),
    /// The range is empty or its tolerance not above zero.
    #[error("a range needs low ≤ high and a tolerance above 0")]
    Range,
}

/// What is wrong with lines, quota or caps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GradingFault {
    /// The lines do not fall.
    #[error("the lines must fall from excellent to good to fair")]
    Lines,
    /// The quota is not a share.
    #[error("the quota must lie between 0 and 1")]
    Quota,
    /// A cap is below zero.
    #[error("the caps of bonus and deduction must not be below 0")]
    Caps,
}
