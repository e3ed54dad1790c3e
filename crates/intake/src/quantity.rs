//! Figures: Arabic and Chinese numbers, ranges, ratios, per cent, and the units after them.
//!
//! Values are exact: millionths of the unit, or a ratio of two integers. `1.98万亩` is the number
//! 1.98 of the unit `万亩`.

mod number;
mod unit;

pub use number::Number;
pub(crate) use number::{read_chinese, read_number};

use crate::piece::Piece;

/// A figure found in a text.
#[derive(Clone, Debug)]
pub(crate) struct Quantity {
    /// The number, or the lower end of a range.
    pub(crate) value: Number,
    /// The upper end of a range.
    pub(crate) upper: Option<Number>,
    /// The unit with its 万 or 亿; empty when there is none.
    pub(crate) unit: String,
    /// Local place of the first character.
    pub(crate) from: usize,
    /// Local place after the last character, unit included.
    pub(crate) to: usize,
    /// How the number is written.
    pub(crate) script: Script,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    Arabic,
    Chinese,
}

/// All figures of a piece, from left to right.
pub(crate) fn quantities(piece: Piece<'_>) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < piece.len() {
        match quantity_at(piece, at) {
            Some(quantity) => {
                at = quantity.to.max(at + 1);
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    found
}

/// The figure that begins at this place, if one does.
fn quantity_at(piece: Piece<'_>, at: usize) -> Option<Quantity> {
    if let Some(rest) = piece.from(at).strip_prefix("百分之") {
        return percent_in_words(rest, at);
    }
    let first = piece.at(at)?;
    if first.is_ascii_digit() {
        arabic(piece, at)
    } else if number::is_chinese_digit(first) {
        let in_a_word = at > 0 && piece.at(at - 1).is_some_and(|c| "统同唯专单进逐第".contains(c));
        if in_a_word && first == '一' { None } else { chinese(piece, at) }
    } else {
        None
    }
}

fn percent_in_words(rest: Piece<'_>, at: usize) -> Option<Quantity> {
    let (value, length) = read_chinese(rest).or_else(|| read_number(rest))?;
    let unit = "%".to_owned();
    let to = at + 3 + length;
    Some(Quantity { value, upper: None, unit, from: at, to, script: Script::Arabic })
}

fn arabic(piece: Piece<'_>, at: usize) -> Option<Quantity> {
    let (value, length) = read_number(piece.from(at))?;
    let mut to = at + length;
    if let Some((ratio, length)) = number::read_ratio(piece.from(at)) {
        let to = at + length;
        let (unit, unit_length) = unit::read(piece.from(to));
        return Some(Quantity {
            value: ratio,
            upper: None,
            unit,
            from: at,
            to: to + unit_length,
            script: Script::Arabic,
        });
    }
    let (mut unit, unit_length) = unit::read(piece.from(to));
    to += unit_length;
    let mut upper = None;
    if let Some((second, second_length)) = second_end(piece.from(to)) {
        upper = Some(second);
        to += second_length;
        let (last_unit, last_length) = unit::read(piece.from(to));
        to += last_length;
        if !last_unit.is_empty() {
            unit = last_unit;
        }
    }
    Some(Quantity { value, upper, unit, from: at, to, script: Script::Arabic })
}

/// The second number of a range such as `1.1-1.3`, `3至5`, `10%~15%`.
fn second_end(rest: Piece<'_>) -> Option<(Number, usize)> {
    let rest = if rest.first() == Some(' ') {
        return None;
    } else {
        rest
    };
    let dash = rest.chars().iter().take_while(|c| matches!(c, '-' | '~' | '至')).count();
    if dash == 0 || dash > 2 {
        return None;
    }
    let (value, length) = read_number(rest.from(dash))?;
    Some((value, dash + length))
}

fn chinese(piece: Piece<'_>, at: usize) -> Option<Quantity> {
    let (value, length) = read_chinese(piece.from(at))?;
    let (unit, unit_length) = unit::read(piece.from(at + length));
    if unit.is_empty() {
        return None;
    }
    let to = at + length + unit_length;
    Some(Quantity { value, upper: None, unit, from: at, to, script: Script::Chinese })
}

#[cfg(test)]
mod tests;
