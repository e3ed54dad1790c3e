//! 不予分配. Why a pool cannot be split, with the arithmetic.

use thiserror::Error;

use crate::measure::score::grade::Grade;
use crate::value::code::Code;
use crate::value::decimal::Figure;
use crate::value::exact::Exact;
use crate::value::money::Fen;

/// 不予分配. The rule that cannot be met; amounts are in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// 资金不足一个单位. The pool does not hold one unit.
    #[error("the pool of {pool} yuan does not hold one unit of {unit} yuan")]
    PoolBelowUnit {
        /// The pool.
        pool: Fen,
        /// The unit.
        unit: Fen,
    },
    /// 因素权重之和不为1. The weights of the factors do not add up.
    #[error("the weights of the factors add up to {sum}, not to 1")]
    WeightsNotOne {
        /// What they add up to.
        sum: Exact,
    },
    /// A fraction of the fund's rules is not between 0 and 1.
    #[error("{what} is {value}; it must lie between 0 and 1")]
    NotAShare {
        /// Which fraction.
        what: &'static str,
        /// Its value.
        value: Exact,
    },
    /// A county stands twice in the list.
    #[error("county `{0}` appears twice")]
    Duplicate(Code),
    /// An amount, factor or coefficient of a county is below zero.
    #[error("{what} of county `{county}` is {value}, below 0")]
    BelowZero {
        /// The county.
        county: Code,
        /// What.
        what: String,
        /// The value.
        value: String,
    },
    /// 无人符合条件. No county is eligible.
    #[error("none of {candidates} counties meets the conditions")]
    NoOneEligible {
        /// How many were looked at.
        candidates: usize,
    },
    /// 缺因素值. A county has no value for a factor.
    #[error("county `{county}` has no value for the factor `{factor}`")]
    FactorMissing {
        /// The county.
        county: Code,
        /// The factor.
        factor: Code,
    },
    /// 因素合计为零. No one has anything of a factor, so that its part cannot be split.
    #[error(
        "the factor `{factor}` is 0 for all {counties} counties, so that its part cannot be split"
    )]
    FactorSumZero {
        /// The factor.
        factor: Code,
        /// How many counties.
        counties: usize,
    },
    /// 等次无定额. A grade that is eligible has no amount.
    #[error("the grade {grade:?} of county `{county}` has no amount")]
    NoAmount {
        /// The county.
        county: Code,
        /// Its grade.
        grade: Grade,
    },
    /// 资金不足. Fixed amounts add up to more than the pool.
    #[error("{arithmetic} = {needed} yuan, more than the pool of {pool} yuan")]
    PoolShort {
        /// Number times amount for each grade, added.
        arithmetic: String,
        /// What they come to.
        needed: Fen,
        /// What there is.
        pool: Fen,
    },
    /// 债务系数无依据. Debt lowers a reward, and no document says that it may.
    #[error("debt coefficients apply to a reward only where the scheme cites a basis")]
    DebtWithoutBasis,
    /// 缺债务风险等级. A county has no debt level, and the rule needs one.
    #[error("county `{0}` has no debt level")]
    DebtLevelMissing(Code),
    /// 系数全为零. Every coefficient is zero.
    #[error(
        "all {counties} eligible counties have the coefficient 0, so that nothing can be split"
    )]
    NothingToShare {
        /// How many counties.
        counties: usize,
    },
    /// 切块超过资金. The slice is larger than the pool.
    #[error("the top slice of {slice} yuan is more than the pool of {pool} yuan")]
    SliceAbovePool {
        /// The slice.
        slice: Fen,
        /// The pool.
        pool: Fen,
    },
    /// 无试点. A slice is taken and no pilot named.
    #[error("the top slice names no pilot")]
    NoPilot,
    /// 试点不符合条件. A pilot is not among the eligible.
    #[error("the pilot `{0}` is not eligible, so that its slice cannot be given")]
    PilotNotEligible(Code),
}

impl Refusal {
    pub(super) fn figure_below_zero(county: &Code, what: &str, value: Figure) -> Self {
        Self::BelowZero { county: county.clone(), what: what.to_owned(), value: value.to_string() }
    }
}
