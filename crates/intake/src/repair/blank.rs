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
        let mut place = Place::Opening;
        while let Some(offset) = line.get(at..).and_then(|rest| rest.iter().position(is_digit)) {
            let start = at + offset;
            if line.get(at..start).unwrap_or_default().iter().any(|&c| is_han(c)) {
                place = Place::Within;
            }
            let rest = line.get(start..).unwrap_or_default();
            let digits = start + rest.iter().take_while(|c| is_digit(c)).count();
            let end = digits + usize::from(line.get(digits) == Some(&'%'));
            let before = blanks_before(line.get(..start).unwrap_or_default(), place);
            let after = blanks_after(line.get(end..).unwrap_or_default(), place);
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

/// Where a figure stands in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before the first word: it may be the number of a row or of a heading.
    Opening,
    Within,
}

/// Blanks between a word and the figure behind it; those before the first word are no such.
fn blanks_before(before: &[char], place: Place) -> usize {
    let count = before.iter().rev().take(MOST_BLANKS + 1).take_while(|c| **c == ' ').count();
    let word = before.len().checked_sub(count + 1).and_then(|last| before.get(last)).copied();
    // `1. 2025年底前…`: the figure behind the number of a heading is not its fraction.
    let joins = word.is_some_and(|c| match c {
        '.' => place == Place::Within,
        c => is_han(c) || matches!(c, '(' | '〔' | '[' | ':' | '-' | '~' | ',' | '、' | '“'),
    });
    if joins && count <= MOST_BLANKS { count } else { 0 }
}

/// Blanks between a figure and what belongs to it; the number of a row has none.
fn blanks_after(after: &[char], place: Place) -> usize {
    let count = after.iter().take(MOST_BLANKS + 1).take_while(|c| **c == ' ').count();
    let joins = after.get(count).is_some_and(|&c| match place {
        Place::Opening => "年月日.、)".contains(c),
        Place::Within => is_han(c) || ")〕]:-~%.、,。".contains(c),
    });
    if joins && count <= MOST_BLANKS { count } else { 0 }
}

fn blank(from: usize, to: usize) -> Edit {
    Edit::delete(from, to, RepairKind::StrayBlank)
}

fn is_digit(c: &char) -> bool {
    c.is_ascii_digit()
}
