//! Exact figures: integers in millionths of their unit.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// 数值. A figure in millionths of its unit: 8.5 km/km² is 8 500 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millionths(pub i64);

/// Why a figure was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a decimal figure with at most six digits after the point")]
pub struct FigureError(pub String);

const SCALE: i64 = 1_000_000;

impl FromStr for Millionths {
    type Err = FigureError;

    /// Reads plain decimal notation: `8.5`, `-0.125`, `100`.
    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let refuse = || FigureError(raw.chars().take(40).collect());
        let text = raw.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(fraction) || fraction.len() > 6 {
            return Err(refuse());
        }
        let whole: i64 = whole.parse().map_err(|_| refuse())?;
        let fraction: i64 = format!("{fraction:0<6}").parse().map_err(|_| refuse())?;
        let magnitude = whole
            .checked_mul(SCALE)
            .and_then(|units| units.checked_add(fraction))
            .ok_or_else(refuse)?;
        Ok(Self(if negative { -magnitude } else { magnitude }))
    }
}

impl fmt::Display for Millionths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let scale = SCALE.unsigned_abs();
        let (whole, fraction) = (magnitude / scale, magnitude % scale);
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{fraction:06}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_and_shown_exactly() {
        for (raw, millionths) in [("8.5", 8_500_000), ("100", 100_000_000), ("-0.125", -125_000)] {
            let figure: Millionths = raw.parse().unwrap();
            assert_eq!(figure, Millionths(millionths));
            assert_eq!(figure.to_string(), raw);
        }
        for raw in ["", ".5", "1.", "1e3", "1.1234567", "99999999999999", "８"] {
            assert!(raw.parse::<Millionths>().is_err(), "{raw} should be refused");
        }
    }
}
