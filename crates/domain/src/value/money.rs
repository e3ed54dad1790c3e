//! 金额. Money in fen, and rounding that adds up to what is shared (never floats).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::decimal::fixed;
use super::share::Share;

/// 分（人民币）. Money, in hundredths of a yuan; 1 万元 is 1,000,000 fen.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Fen {
    /// 零元. No money.
    pub const ZERO: Self = Self(0);

    /// Adds; `None` beyond 92 million billion yuan.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Subtracts; `None` beyond what fits.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Adds up; `None` beyond what fits.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }
}

impl fmt::Display for Fen {
    /// Writes yuan with two decimals.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&fixed(self.0.into(), 2))
    }
}

/// 分配单位. The smallest step in which money is given out (default 万元).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MoneyUnit {
    /// 分. One fen.
    Fen,
    /// 元. One yuan.
    Yuan,
    /// 万元. Ten thousand yuan.
    Wan,
}

impl MoneyUnit {
    /// Gives the unit in fen.
    pub const fn fen(self) -> i64 {
        match self {
            Self::Fen => 1,
            Self::Yuan => 100,
            Self::Wan => 1_000_000,
        }
    }
}

/// 最大余数法. Rounds claims to whole units that add up to `units`: every claim its whole part,
/// then one unit each to the largest remainders; among equal remainders the smaller `tie` goes
/// first.
///
/// The claims are counted in units and add up to at least `units` and less than one unit more;
/// the answer has their order. Units beyond one for each claim stay ungiven.
pub fn largest_remainder<Tie: Ord>(units: u64, claims: &[(Share, Tie)]) -> Vec<u64> {
    let mut rounded: Vec<u64> = claims.iter().map(|(claim, _)| claim.floor()).collect();
    let given = rounded.iter().fold(0, |sum: u64, floor| sum.saturating_add(*floor));
    let left = usize::try_from(units.saturating_sub(given)).unwrap_or(usize::MAX);
    if left == 0 {
        return rounded;
    }
    let remainders: Vec<Share> = claims.iter().map(|(claim, _)| claim.remainder()).collect();
    let mut order: Vec<_> = remainders
        .iter()
        .zip(claims)
        .zip(&mut rounded)
        .map(|((remainder, (_, tie)), amount)| (remainder, tie, amount))
        .collect();
    order.sort_by(|(left, left_tie, _), (right, right_tie, _)| {
        right.cmp(left).then_with(|| left_tie.cmp(right_tie))
    });
    for (_, _, amount) in order.into_iter().take(left) {
        *amount = amount.saturating_add(1);
    }
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_shows_yuan() {
        assert_eq!(Fen(799_070_394).to_string(), "7990703.94");
        assert_eq!(Fen(-5).to_string(), "-0.05");
    }

    #[test]
    fn sums_that_do_not_fit_are_none() {
        assert_eq!(Fen::sum([Fen(1), Fen(2)]), Some(Fen(3)));
        assert_eq!(Fen::sum([Fen(i64::MAX), Fen(1)]), None);
    }

    #[test]
    fn equal_remainders_go_by_the_tie() {
        let third = || Share::new(1000_u32.into(), 3_u32.into()).unwrap();
        let claims = [(third(), "c"), (third(), "a"), (third(), "b")];
        assert_eq!(largest_remainder(1000, &claims), [333, 334, 333]);
    }

    #[test]
    fn the_largest_remainder_goes_first() {
        let claim = |tenths: u32| (Share::new(tenths.into(), 10_u32.into()).unwrap(), tenths);
        let claims = [claim(19), claim(26), claim(55)];
        assert_eq!(largest_remainder(10, &claims), [2, 3, 5]);
    }
}
