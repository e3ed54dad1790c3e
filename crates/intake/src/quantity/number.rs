//! Numbers as documents write them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::piece::Piece;

/// One unit, in millionths.
const ONE: i64 = 1_000_000;

/// A number without rounding: millionths, and for a ratio its two terms as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// The value in millionths.
    pub millionths: i64,
    /// The terms of a ratio such as 1:8.
    pub ratio: Option<(u32, u32)>,
}

impl Number {
    /// A whole number.
    #[must_use]
    pub fn whole(value: i64) -> Self {
        Self { millionths: value.saturating_mul(ONE), ratio: None }
    }

    /// A ratio; `None` when the second term is nought.
    #[must_use]
    pub fn ratio(first: u32, second: u32) -> Option<Self> {
        let millionths = (i64::from(first) * ONE).checked_div(i64::from(second))?;
        Some(Self { millionths, ratio: Some((first, second)) })
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[expect(clippy::cast_precision_loss, reason = "JSON numbers are read as floats anyway")]
        match self.ratio {
            Some((first, second)) => serializer.serialize_f64(f64::from(first) / f64::from(second)),
            None if self.millionths % ONE == 0 => serializer.serialize_i64(self.millionths / ONE),
            None => serializer.serialize_f64(self.millionths as f64 / ONE as f64),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "`as` saturates"
        )]
        Ok(Self { millionths: (value * ONE as f64).round() as i64, ratio: None })
    }
}

/// Reads Arabic digits with point and thousands commas; gives the number and its length.
pub(crate) fn read_number(piece: Piece<'_>) -> Option<(Number, usize)> {
    let mut whole: i64 = 0;
    let mut length = 0;
    let mut digits = 0;
    while let Some(c) = piece.at(length) {
        if let Some(digit) = c.to_digit(10) {
            whole = whole.checked_mul(10)?.checked_add(i64::from(digit))?;
            digits += 1;
            length += 1;
        } else if c == ',' && digits <= 3 && is_thousands(piece, length) {
            length += 1;
            digits = 0;
        } else {
            break;
        }
    }
    if length == 0 {
        return None;
    }
    let mut millionths = whole.checked_mul(ONE)?;
    if piece.at(length) == Some('.') && piece.at(length + 1).is_some_and(|c| c.is_ascii_digit()) {
        length += 1;
        let mut place = ONE / 10;
        while let Some(digit) = piece.at(length).and_then(|c| c.to_digit(10)) {
            millionths = millionths.checked_add(i64::from(digit) * place)?;
            place /= 10;
            length += 1;
        }
    }
    Some((Number { millionths, ratio: None }, length))
}

/// Whether the comma at this place parts three digits from the next.
fn is_thousands(piece: Piece<'_>, at: usize) -> bool {
    let digit = |index| piece.at(index).is_some_and(|c: char| c.is_ascii_digit());
    at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4)
}

/// Reads a ratio such as `1:8`.
pub(super) fn read_ratio(piece: Piece<'_>) -> Option<(Number, usize)> {
    let (first, length) = read_number(piece)?;
    if piece.at(length) != Some(':') {
        return None;
    }
    let (second, second_length) = read_number(piece.from(length + 1))?;
    let scale = |number: Number| u32::try_from(number.millionths / 1000).ok();
    let (first, second) = (scale(first)?, scale(second)?);
    let (first, second) = if first % 1000 == 0 && second % 1000 == 0 {
        (first / 1000, second / 1000)
    } else {
        (first, second)
    };
    Some((Number::ratio(first, second)?, length + 1 + second_length))
}

/// Value of a Chinese digit.
fn digit(c: char) -> Option<i64> {
    Some(match c {
        '〇' | '零' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// Value of a Chinese place word below 万.
fn place(c: char) -> Option<i64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

pub(super) fn is_chinese_digit(c: char) -> bool {
    digit(c).is_some() || matches!(c, '十' | '廿' | '卅')
}

/// Reads a Chinese number below 万, or digits one by one as in 二〇二五; 万 and 亿 belong to the unit.
pub(crate) fn read_chinese(piece: Piece<'_>) -> Option<(Number, usize)> {
    let run = piece
        .chars()
        .iter()
        .take_while(|&&c| digit(c).is_some() || place(c).is_some() || matches!(c, '廿' | '卅'))
        .count();
    let run = run.min(12);
    let chars = piece.to(run).chars();
    if run == 0 {
        return None;
    }
    if run > 1 && chars.iter().all(|&c| digit(c).is_some()) {
        let value = chars.iter().filter_map(|&c| digit(c)).fold(0, |sum, d| sum * 10 + d);
        return Some((Number::whole(value), run));
    }
    let mut sum = 0;
    let mut pending: Option<i64> = None;
    for &c in chars {
        match (digit(c), place(c), c) {
            (Some(value), _, _) => pending = Some(value),
            (_, Some(value), _) => sum += pending.take().unwrap_or(1) * value,
            (_, _, '廿') => sum += 20,
            _ => sum += 30,
        }
    }
    Some((Number::whole(sum + pending.unwrap_or(0)), run))
}
