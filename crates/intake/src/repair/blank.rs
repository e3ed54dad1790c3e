//! Blanks that a typesetter leaves around figures: `到 2025 年`, `〔 2024 〕 17 号`.
//!
//! They go only where a text has them throughout; elsewhere a blank may part a name from a date.

use super::{Edit, is_han, lines};
use crate::draft::RepairKind;

/// Least number of figures that show a habit.
const LEAST_FIGURES: usize = 8;
/// Most blanks on one side.
const MOST_BLANKS: usize = 2;

/// The blanks beside figures, in a text that sets off most of its figures by blanks.
pub(super) fn around_figures(plain: &[char]) -> Vec<Edit> {
    let mut found = Vec::new();
    let (mut figures, mut set_off) = (0, 0);
    for (from, to) in lines(plain) {
        let line = plain.get(from..to).unwrap_or_default();
        let mut at = 0;
        while let Some(offset) = line.get(at..).and_then(|rest| rest.iter().position(is_digit)) {
            let start = at + offset;
            let rest = line.get(start..).unwrap_or_default();
            let end = start + rest.iter().take_while(|c| is_digit(c)).count();
            let (before, after) = (blanks_before(line, start), blanks_after(line, end));
            figures += 1;
            set_off += usize::from(before > 0 || after > 0);
            if before > 0 {
                found.push(blank(from + start - before, from + start));
            }
            if after > 0 {
                found.push(blank(from + end, from + end + after));
            }
            at = end;
        }
    }
    let habit = set_off >= LEAST_FIGURES && set_off * 2 >= figures;
    if habit { found } else { Vec::new() }
}

/// Blanks between a word and the figure behind it; those before the first word are no such.
fn blanks_before(line: &[char], start: usize) -> usize {
    let before = line.get(..start).unwrap_or_default();
    let count = before.iter().rev().take_while(|c| **c == ' ').count();
    let word = count.checked_add(1).and_then(|back| start.checked_sub(back));
    let joins = word.and_then(|place| before.get(place)).is_some_and(|&c| {
        is_han(c) || matches!(c, '(' | '〔' | '[' | ':' | '-' | '~' | ',' | '、' | '“' | '.')
    });
    // `1. 2025年底前…`: the figure behind the number of a heading is not its fraction.
    let numbered = word.is_some_and(|place| {
        before.get(place) == Some(&'.')
            && !before.get(..place).unwrap_or_default().iter().any(|&c| is_han(c))
    });
    if joins && !numbered && count <= MOST_BLANKS { count } else { 0 }
}

/// Blanks between a figure and what belongs to it; the number of a row has none.
fn blanks_after(line: &[char], end: usize) -> usize {
    let after = line.get(end..).unwrap_or_default();
    let count = after.iter().take_while(|c| **c == ' ').count();
    let joins = after.get(count).is_some_and(|&c| {
        is_han(c) || matches!(c, ')' | '〕' | ']' | ':' | '-' | '~' | '%' | '.' | '、' | ',' | '。')
    });
    let opens = !line.get(..end).unwrap_or_default().iter().any(|&c| is_han(c));
    let number = opens && !after.get(count).is_some_and(|c| "年月日.、)".contains(*c));
    if joins && !number && count <= MOST_BLANKS { count } else { 0 }
}

fn blank(from: usize, to: usize) -> Edit {
    Edit::delete(from, to, RepairKind::StrayBlank)
}

fn is_digit(c: &char) -> bool {
    c.is_ascii_digit()
}
