//! 份额. Fractions of unlimited size, for splitting money.
//!
//! Shares of several factors have the product of all their sums as denominator, which leaves 128
//! bits behind at the third factor of a province; money may not be refused for that.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigUint;

use super::exact::Exact;

/// 份额. A fraction, never below zero.
#[derive(Debug, Clone)]
pub struct Share {
    numerator: BigUint,
    denominator: BigUint,
}

impl Share {
    /// Makes a fraction; `None` when the denominator is zero.
    pub fn new(numerator: BigUint, denominator: BigUint) -> Option<Self> {
        (denominator != BigUint::ZERO).then_some(Self { numerator, denominator })
    }

    /// Makes a whole number.
    pub fn whole(number: u64) -> Self {
        Self { numerator: number.into(), denominator: 1_u8.into() }
    }

    /// Gives the same fraction without a limit on its size; `None` below zero.
    pub fn of(exact: Exact) -> Option<Self> {
        let numerator = u128::try_from(exact.numerator()).ok()?;
        let denominator = u128::try_from(exact.denominator()).ok()?;
        Self::new(numerator.into(), denominator.into())
    }

    /// The numerator, of a fraction that need not be reduced.
    pub fn numerator(&self) -> &BigUint {
        &self.numerator
    }

    /// The denominator, above zero, of a fraction that need not be reduced.
    pub fn denominator(&self) -> &BigUint {
        &self.denominator
    }

    /// Multiplies exactly.
    pub fn times(&self, other: &Self) -> Self {
        Self {
            numerator: &self.numerator * &other.numerator,
            denominator: &self.denominator * &other.denominator,
        }
    }

    /// 取整. Gives the whole part, as far as it fits.
    pub fn floor(&self) -> u64 {
        u64::try_from(&self.numerator / &self.denominator).unwrap_or(u64::MAX)
    }

    /// 余数. Gives what the whole part leaves, which the largest remainder goes by.
    pub fn remainder(&self) -> Self {
        Self {
            numerator: &self.numerator % &self.denominator,
            denominator: self.denominator.clone(),
        }
    }

    /// Writes the fraction as a decimal of `places`, half up.
    pub fn decimal(&self, places: u32) -> String {
        let scale = BigUint::from(10_u8).pow(places);
        let doubled = &self.numerator * &scale * 2_u8 + &self.denominator;
        let rounded = doubled / (&self.denominator * 2_u8);
        let (whole, decimals) = (&rounded / &scale, &rounded % &scale);
        if places == 0 {
            return whole.to_string();
        }
        let width = usize::try_from(places).unwrap_or(0);
        format!("{whole}.{:0>width$}", decimals.to_string())
    }
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        (&self.numerator * &other.denominator).cmp(&(&other.numerator * &self.denominator))
    }
}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Share {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Share {}

impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.numerator, self.denominator)
    }
}
