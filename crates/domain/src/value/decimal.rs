//! 定点小数. Figures of indicators and points of scores: integers with a fixed number of decimals.
//!
//! No value passes through a float: text is read digit by digit, and what is finer than the type
//! can hold is refused rather than rounded.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::exact::Exact;

/// Why a decimal could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecimalError {
    /// The text is not digits with at most one point and a leading minus.
    #[error("`{0}` is not a decimal number")]
    Malformed(String),
    /// The number has more decimals than the type keeps.
    #[error("`{text}` has more than {places} decimals")]
    TooFine {
        /// What was read.
        text: String,
        /// How many decimals are kept.
        places: u32,
    },
    /// The number does not fit.
    #[error("`{0}` is too large")]
    TooLarge(String),
}

/// 指标值. The value of an indicator, in millionths of its unit.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Figure(pub i64);

/// 分. Points of a score or a weight, in ten-thousandths (4 places).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Points(pub i64);

impl Figure {
    /// Decimals kept: a figure counts millionths.
    pub const PLACES: u32 = 6;
    /// Millionths in one unit.
    pub const ONE: i64 = 1_000_000;

    /// Gives the figure as a fraction.
    pub fn exact(self) -> Exact {
        Exact::ratio(self.0.into(), Self::ONE.into())
    }
}

impl Points {
    /// Decimals kept: points count ten-thousandths.
    pub const PLACES: u32 = 4;
    /// Ten-thousandths in one point.
    pub const ONE: i64 = 10_000;
    /// 零分. No points.
    pub const ZERO: Self = Self(0);
    /// 满分. The hundred points that the weights of a class add up to.
    pub const HUNDRED: Self = Self(100 * Self::ONE);

    /// Gives whole points.
    pub const fn whole(points: i32) -> Self {
        Self(points as i64 * Self::ONE)
    }

    /// Gives the points as a fraction.
    pub fn exact(self) -> Exact {
        Exact::ratio(self.0.into(), Self::ONE.into())
    }

    /// 两位小数. Gives the points as tables show them, half up to two places; ranks are made on
    /// all four.
    pub fn two_places(self) -> String {
        let hundredths = (self.0.unsigned_abs() + 50) / 100;
        let sign = if self.0 < 0 && hundredths > 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = fixed(self.0.into(), Self::PLACES);
        formatter.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&fixed(self.0.into(), Self::PLACES))
    }
}

impl FromStr for Figure {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text, Self::PLACES).map(Self)
    }
}

impl FromStr for Points {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text, Self::PLACES).map(Self)
    }
}

/// Reads a decimal as an integer of its `places`-th decimals.
pub(crate) fn parse(text: &str, places: u32) -> Result<i64, DecimalError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(decimals) {
        return Err(DecimalError::Malformed(text.to_owned()));
    }
    let decimals = decimals.trim_end_matches('0');
    let missing = usize::try_from(places)
        .ok()
        .and_then(|places| places.checked_sub(decimals.len()))
        .ok_or_else(|| DecimalError::TooFine { text: text.to_owned(), places })?;
    let zeros = std::iter::repeat_n(b'0', missing);
    let mut value: i64 = 0;
    for digit in whole.bytes().chain(decimals.bytes()).chain(zeros) {
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_sub(i64::from(digit - b'0')))
            .ok_or_else(|| DecimalError::TooLarge(text.to_owned()))?;
    }
    // Gathered below zero, where one more value fits than above.
    if negative {
        Ok(value)
    } else {
        value.checked_neg().ok_or_else(|| DecimalError::TooLarge(text.to_owned()))
    }
}

/// Writes an integer of `places`-th decimals as a decimal.
pub(crate) fn fixed(value: i128, places: u32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let scale = 10_u128.saturating_pow(places);
    let magnitude = value.unsigned_abs();
    let width = usize::try_from(places).unwrap_or(0);
    if places == 0 {
        return format!("{sign}{magnitude}");
    }
    format!("{sign}{}.{:0width$}", magnitude / scale, magnitude % scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_and_write_as_decimals() {
        for (text, millionths) in
            [("7.9", 7_900_000), ("-0.5", -500_000), ("90", 90_000_000), ("0.000001", 1)]
        {
            let figure: Figure = text.parse().unwrap();
            assert_eq!((figure, figure.to_string()), (Figure(millionths), text.to_owned()));
        }
        assert_eq!("8.50000000".parse(), Ok(Figure(8_500_000)));
    }

    #[test]
    fn points_show_four_places_and_round_to_two_for_tables() {
        let points: Points = "93.045".parse().unwrap();
        assert_eq!((points.to_string(), points.two_places()), ("93.0450".into(), "93.05".into()));
        assert_eq!(Points(-49).two_places(), "0.00");
        assert_eq!(Points(-12_350).two_places(), "-1.24");
    }

    #[test]
    fn what_cannot_be_kept_is_refused() {
        let parse = |text: &str| text.parse::<Figure>();
        for text in ["", ".", "1.", ".5", "1,5", "+1", "--1", "1.2.3", "１", "1e3", "- 1"] {
            assert_eq!(parse(text), Err(DecimalError::Malformed(text.to_owned())));
        }
        assert!(matches!(parse("0.0000001"), Err(DecimalError::TooFine { .. })));
        assert!(matches!(parse("9223372036854.775808"), Err(DecimalError::TooLarge(_))));
        assert_eq!(parse("-9223372036854.775808"), Ok(Figure(i64::MIN)));
        assert_eq!(Figure(i64::MIN).to_string(), "-9223372036854.775808");
    }
}
