//! 精确分数. Fractions of 128-bit integers, for scores (no floats).
//!
//! A fraction is reduced only when a product would not fit, because reducing costs more than all
//! else in scoring; two fractions are equal by value, reduced or not.
//! What does not fit even reduced is an error, never a wrapped or rounded number.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::decimal::{DecimalError, fixed, parse};

/// A fraction grew beyond 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the calculation needs numbers beyond 128 bits")]
pub struct Overflow;

/// 精确分数. A fraction whose denominator is above zero; written as text, in lowest terms.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Exact {
    numerator: i128,
    denominator: i128,
}

impl Exact {
    /// 零. Nothing.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    /// 一. The whole.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// Makes a whole number.
    pub const fn whole(number: i128) -> Self {
        Self { numerator: number, denominator: 1 }
    }

    /// Makes a fraction of positive constants of the code; a denominator of zero or less is
    /// taken as one.
    pub(crate) const fn ratio(numerator: i128, denominator: i128) -> Self {
        let denominator = if denominator > 0 { denominator } else { 1 };
        Self { numerator, denominator }
    }

    /// Makes a fraction; `None` when the denominator is zero, which every scoring method has to
    /// answer for itself (division by zero gives the full weight).
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        match denominator.cmp(&0) {
            Ordering::Greater => Some(Self { numerator, denominator }),
            Ordering::Equal => None,
            Ordering::Less => Some(Self {
                numerator: numerator.checked_neg()?,
                denominator: denominator.checked_neg()?,
            }),
        }
    }

    /// The numerator, of a fraction that need not be reduced.
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator, above zero, of a fraction that need not be reduced.
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// Adds exactly.
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        self.added(other).or_else(|| self.reduced().added(other.reduced())).ok_or(Overflow)
    }

    /// Subtracts exactly.
    pub fn minus(self, other: Self) -> Result<Self, Overflow> {
        let numerator = other.numerator.checked_neg().ok_or(Overflow)?;
        self.plus(Self { numerator, ..other })
    }

    /// Multiplies exactly.
    pub fn times(self, other: Self) -> Result<Self, Overflow> {
        self.multiplied(other)
            .or_else(|| {
                // Across as well: the numerator of one against the denominator of the other.
                let left = Self::ratio(self.numerator, other.denominator).reduced();
                let right = Self::ratio(other.numerator, self.denominator).reduced();
                left.multiplied(right)
            })
            .ok_or(Overflow)
    }

    /// Divides exactly; the inner `None` is a division by zero.
    pub fn divided_by(self, other: Self) -> Result<Option<Self>, Overflow> {
        if other.numerator == 0 {
            return Ok(None);
        }
        let inverse = Self::new(other.denominator, other.numerator).ok_or(Overflow)?;
        self.times(inverse).map(Some)
    }

    /// 四舍五入. Gives the nearest whole number, halves away from zero (HALF_UP).
    pub fn rounded(self) -> i128 {
        let magnitude = self.numerator.unsigned_abs();
        let denominator = self.denominator.unsigned_abs();
        let up = magnitude % denominator >= denominator.div_ceil(2);
        let whole = i128::try_from(magnitude / denominator + u128::from(up)).unwrap_or(i128::MAX);
        if self.numerator < 0 { -whole } else { whole }
    }

    /// Writes the fraction as a decimal of `places`, half up.
    pub fn decimal(self, places: u32) -> Result<String, Overflow> {
        let scale = 10_i128.checked_pow(places).ok_or(Overflow)?;
        Ok(fixed(self.times(Self::whole(scale))?.rounded(), places))
    }

    /// 约分. Gives the same value in lowest terms.
    pub fn reduced(self) -> Self {
        let divisor =
            common_divisor(self.numerator.unsigned_abs(), self.denominator.unsigned_abs());
        match i128::try_from(divisor) {
            Ok(divisor) if divisor > 1 => Self {
                numerator: self.numerator / divisor,
                denominator: self.denominator / divisor,
            },
            Ok(_) | Err(_) => self,
        }
    }

    fn added(self, other: Self) -> Option<Self> {
        if self.denominator == other.denominator {
            let numerator = self.numerator.checked_add(other.numerator)?;
            return Some(Self { numerator, denominator: self.denominator });
        }
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        let denominator = self.denominator.checked_mul(other.denominator)?;
        Some(Self { numerator: left.checked_add(right)?, denominator })
    }

    fn multiplied(self, other: Self) -> Option<Self> {
        let numerator = self.numerator.checked_mul(other.numerator)?;
        let denominator = self.denominator.checked_mul(other.denominator)?;
        Some(Self { numerator, denominator })
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        let products = self
            .numerator
            .checked_mul(other.denominator)
            .zip(other.numerator.checked_mul(self.denominator));
        match products {
            Some((left, right)) => left.cmp(&right),
            None => compare_stepwise(*self, *other),
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl fmt::Display for Exact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { numerator, denominator } = self.reduced();
        if denominator == 1 {
            write!(formatter, "{numerator}")
        } else {
            write!(formatter, "{numerator}/{denominator}")
        }
    }
}

/// Reads a decimal such as `0.95`, as rules are written (fractions are strings, never floats),
/// or a fraction of whole numbers such as `19/20`, as it is displayed.
impl FromStr for Exact {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const PLACES: u32 = 9;
        let Some((numerator, denominator)) = text.split_once('/') else {
            let parts = parse(text, PLACES)?;
            return Ok(Self::ratio(parts.into(), 10_i128.pow(PLACES)).reduced());
        };
        let number = |text: &str| text.parse::<i128>().ok();
        number(numerator)
            .zip(number(denominator))
            .and_then(|(numerator, denominator)| Self::new(numerator, denominator))
            .ok_or_else(|| DecimalError::Malformed(text.to_owned()))
    }
}

impl TryFrom<String> for Exact {
    type Error = DecimalError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Exact> for String {
    fn from(exact: Exact) -> Self {
        exact.to_string()
    }
}

/// Compares without products: whole parts first, then what remains, turned over.
fn compare_stepwise(left: Exact, right: Exact) -> Ordering {
    let (mut left, mut right) = (left, right);
    let mut turned = false;
    loop {
        let wholes = left
            .numerator
            .div_euclid(left.denominator)
            .cmp(&right.numerator.div_euclid(right.denominator));
        let rests = (
            left.numerator.rem_euclid(left.denominator),
            right.numerator.rem_euclid(right.denominator),
        );
        let decided = match (wholes, rests) {
            (Ordering::Equal, (0, 0)) => Some(Ordering::Equal),
            (Ordering::Equal, (0, _)) => Some(Ordering::Less),
            (Ordering::Equal, (_, 0)) => Some(Ordering::Greater),
            (Ordering::Equal, _) => None,
            (Ordering::Less | Ordering::Greater, _) => Some(wholes),
        };
        if let Some(ordering) = decided {
            return if turned { ordering.reverse() } else { ordering };
        }
        left = Exact { numerator: left.denominator, denominator: rests.0 };
        right = Exact { numerator: right.denominator, denominator: rests.1 };
        turned = !turned;
    }
}

fn common_divisor(left: u128, right: u128) -> u128 {
    let (mut left, mut right) = (left, right);
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(numerator: i128, denominator: i128) -> Exact {
        Exact::new(numerator, denominator).unwrap()
    }

    #[test]
    fn arithmetic_is_exact() {
        let third = fraction(1, 3);
        assert_eq!(third.plus(fraction(1, 6)), Ok(fraction(1, 2)));
        assert_eq!(third.minus(fraction(1, 2)), Ok(fraction(-1, 6)));
        assert_eq!(third.times(fraction(3, 4)), Ok(fraction(1, 4)));
        assert_eq!(third.divided_by(fraction(-2, 3)), Ok(Some(fraction(-1, 2))));
        assert_eq!(third.divided_by(Exact::ZERO), Ok(None));
        assert_eq!(fraction(2, 4).to_string(), "1/2");
    }

    #[test]
    fn halves_round_away_from_zero() {
        let rounded = |numerator, denominator| fraction(numerator, denominator).rounded();
        assert_eq!((rounded(5, 2), rounded(-5, 2), rounded(7, 3), rounded(8, 3)), (3, -3, 2, 3));
        assert_eq!(fraction(2, 3).decimal(4), Ok("0.6667".to_owned()));
        assert_eq!(fraction(-1, 8).decimal(2), Ok("-0.13".to_owned()));
    }

    #[test]
    fn products_reduce_before_they_fail() {
        let huge = 1_i128 << 100;
        let product = fraction(huge, 3).times(fraction(9, huge)).unwrap();
        assert_eq!(product, Exact::whole(3));
        let sum = fraction(huge, huge * 2).plus(fraction(huge, huge * 4)).unwrap();
        assert_eq!(sum, fraction(3, 4));
        assert_eq!(fraction(huge, 1).times(fraction(huge, 1)), Err(Overflow));
    }

    #[test]
    fn comparison_never_overflows() {
        let near = |numerator| fraction(numerator, i128::MAX - 1);
        assert!(near(i128::MAX - 3) < near(i128::MAX - 2));
        assert!(fraction(i128::MAX, 2) > fraction(i128::MAX - 2, 2));
        let (left, right) =
            (fraction(i128::MAX - 1, i128::MAX), fraction(i128::MAX - 2, i128::MAX - 1));
        assert!(left > right);
        assert!(right < left);
        assert!(fraction(i128::MIN, 3) < fraction(i128::MAX, 3));
    }

    #[test]
    fn rules_write_fractions_as_decimals() {
        assert_eq!("0.95".parse(), Ok(fraction(19, 20)));
        assert_eq!("-19/20".parse(), Ok(fraction(-19, 20)));
        for text in ["0,95", "1/0", "1/", "/2", "1/2/3", "1.5/2"] {
            assert!(text.parse::<Exact>().is_err(), "{text}");
        }
    }
}
