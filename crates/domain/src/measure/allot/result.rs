//! 分配结果. Who gets what, why, and what stays.

use super::candidate::Obstacle;
use crate::measure::score::grade::Grade;
use crate::value::code::Code;
use crate::value::decimal::Figure;
use crate::value::exact::Exact;
use crate::value::money::{Fen, MoneyUnit};
use crate::value::share::Share;

/// 分配结果. The split of a pool; two runs over the same input are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allotted {
    /// 算法版本. The way of computing.
    pub algorithm: &'static str,
    /// 资金总额. What was split.
    pub pool: Fen,
    /// 分配单位. The smallest step.
    pub unit: MoneyUnit,
    /// 分配. What each eligible county gets, in the order of codes.
    pub allotments: Vec<Allotment>,
    /// 不予安排. Who gets nothing and why, in the order of codes.
    pub excluded: Vec<Excluded>,
    /// 留存. What debt took and the rule keeps back, exactly, in fen.
    pub kept_back: Share,
    /// 未分配. What is not given in the end: kept back, above all caps, or less than a unit.
    pub unallocated: Fen,
}

/// 分配. What one county gets, step by step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allotment {
    /// The county.
    pub county: Code,
    /// 等次. Its grade.
    pub grade: Grade,
    /// 因素. How its share came about; empty in mode G.
    pub factors: Vec<FactorPart>,
    /// 绩效系数. Its total by the mean total of all, in mode B.
    pub performance: Option<Share>,
    /// 份额. Its share before debt.
    pub share: Share,
    /// 债务系数. Its debt coefficient, never published.
    pub coefficient: Option<Figure>,
    /// 调节后份额. Its share after debt, as the mode has it: of the whole that remains, or less.
    pub adjusted: Share,
    /// 上限. The most it may get by the formula, down to the unit.
    pub cap: Option<Fen>,
    /// 是否封顶. Whether the cap held it.
    pub hold: Hold,
    /// 精确额. The exact amount before rounding, in fen.
    pub exact: Share,
    /// 试点切块. What it gets first, as a pilot.
    pub slice: Fen,
    /// 分配额. What it gets in all.
    pub amount: Fen,
}

/// 是否封顶. Whether a cap held an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// 未封顶. It did not.
    Free,
    /// 封顶. It did; the rest went to others.
    Capped,
}

/// 因素份额. The part of one factor in a share: weight × value ÷ sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorPart {
    /// The factor.
    pub factor: Code,
    /// Its weight.
    pub weight: Exact,
    /// The county's value, with its difficulty where that applies.
    pub value: Share,
    /// The sum of all values.
    pub sum: Share,
}

/// 不予安排. A county that gets nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    /// The county.
    pub county: Code,
    /// Why.
    pub because: Vec<Obstacle>,
}

impl Allotted {
    /// Gives what a county gets.
    pub fn county(&self, code: &Code) -> Option<&Allotment> {
        let found =
            self.allotments.binary_search_by(|allotment| allotment.county.cmp(code)).ok()?;
        self.allotments.get(found)
    }
}

impl Allotment {
    /// 公式分配额. What it gets by the formula, without the slice.
    pub fn by_formula(&self) -> Fen {
        Fen(self.amount.0.saturating_sub(self.slice.0))
    }
}
