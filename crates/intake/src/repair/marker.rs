//! Page numbers that a document-sharing site drops into the middle of the text.
//!
//! `市住房和城乡建12、设局` is a page number when such numbers count up through the text, far apart;
//! an enumeration `1、…2、…` starts at one and stands close together.

use std::collections::BTreeMap;

use super::{Edit, is_han, lines};
use crate::{draft::RepairKind, piece::Piece};

/// Longest list of units in which a number is looked for, in characters.
const LONGEST_LIST: usize = 200;
/// Least distance between two page numbers, in characters.
const APART: usize = 60;
/// Largest gap in the count that still belongs to one chain.
const SKIPS: u32 = 3;

/// A number before a 、 in the middle of a line.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    from: usize,
    to: usize,
    number: u32,
    before: Option<usize>,
    length: u32,
}

/// All page numbers inside the text.
pub(super) fn markers(plain: &[char]) -> Vec<Edit> {
    let mut candidates = candidates(plain);
    let chain = longest_chain(&mut candidates);
    let mut found: Vec<(usize, usize)> = chain.iter().map(|c| (c.from, c.to)).collect();
    found.extend(glued(plain, &chain));
    found.extend(inside_lists(plain, &candidates));
    found.extend(dashed(plain));
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|(from, to)| Edit::delete(from, to, RepairKind::PageMarker)).collect()
}

/// Numbers of two or more before a 、 with words on both sides.
fn candidates(plain: &[char]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (at, _) in plain.iter().enumerate().filter(|(_, c)| **c == '、') {
        let Some((from, number)) = number_before(plain, at) else {
            continue;
        };
        let before = from.checked_sub(1).and_then(|i| plain.get(i)).copied();
        let after = plain.get(at + 1).copied();
        let in_words =
            before.is_some_and(|c| is_han(c) || matches!(c, '、' | ',' | '“' | '(' | '。' | ':'));
        let goes_on =
            after.is_some_and(|c| is_han(c) || matches!(c, '、' | ',' | '。' | ')' | '”' | ';'));
        if in_words && goes_on && number >= 2 {
            found.push(Candidate { from, to: at + 1, number, before: None, length: 1 });
        }
    }
    found
}

/// The digits that end before this place, three at most.
fn number_before(plain: &[char], at: usize) -> Option<(usize, u32)> {
    let digits = plain.get(..at)?.iter().rev().take(4).take_while(|c| c.is_ascii_digit()).count();
    if digits == 0 || digits > 3 {
        return None;
    }
    let from = at - digits;
    let number = plain.get(from..at)?.iter().collect::<String>().parse().ok()?;
    Some((from, number))
}

/// The longest run of candidates that count up, far apart; at least two with steps of one.
fn longest_chain(candidates: &mut [Candidate]) -> Vec<Candidate> {
    let mut ends: BTreeMap<u32, usize> = BTreeMap::new();
    let mut best: Option<usize> = None;
    for index in 0..candidates.len() {
        let Some(current) = candidates.get(index).copied() else {
            continue;
        };
        let earlier = (1..=SKIPS).filter_map(|step| {
            let &end = ends.get(&current.number.checked_sub(step)?)?;
            let candidate = candidates.get(end)?;
            (current.from >= candidate.to + APART).then_some((candidate.length, end))
        });
        let before = earlier.max();
        let length = before.map_or(1, |(length, _)| length + 1);
        if let Some(candidate) = candidates.get_mut(index) {
            *candidate = Candidate { before: before.map(|(_, end)| end), length, ..current };
        }
        ends.insert(current.number, index);
        let longest = best.and_then(|best| candidates.get(best)).map_or(1, |best| best.length);
        if length > longest {
            best = Some(index);
        }
    }
    let mut chain = Vec::new();
    let mut next = best;
    while let Some(candidate) = next.and_then(|index| candidates.get(index)).copied() {
        chain.push(candidate);
        next = candidate.before;
    }
    chain.reverse();
    chain
}

/// Numbers the chain lacks, glued to a figure: `20212、5年` is 2025年 on page 12, `不低于6、2000万`
/// is 2000万 on page 6.
fn glued(plain: &[char], chain: &[Candidate]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let ends = chain.iter().skip(1).map(Some).chain([None]);
    for (left, right) in chain.iter().zip(ends) {
        let until = right.map_or(plain.len(), |right| right.from);
        let last = right.map_or(left.number + 1, |right| right.number.saturating_sub(1));
        let mut from = left.to;
        for number in left.number + 1..=last {
            let Some(place) = glued_number(plain, from, until, number) else {
                continue;
            };
            from = place.1;
            found.push(place);
        }
    }
    found
}

fn glued_number(plain: &[char], from: usize, until: usize, number: u32) -> Option<(usize, usize)> {
    let wanted: Vec<char> = number.to_string().chars().collect();
    let stretch = plain.get(from..until)?;
    for (offset, _) in stretch.iter().enumerate().filter(|(_, c)| **c == '、') {
        let at = from + offset;
        let start = at.checked_sub(wanted.len())?;
        let same = plain.get(start..at).is_some_and(|digits| digits == wanted);
        let before = start.checked_sub(1).and_then(|i| plain.get(i)).copied();
        let after = plain.get(at + 1).copied();
        let inside =
            before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(continues_figure);
        let ahead = before.is_some_and(|c| is_han(c) && c != '第')
            && after.is_some_and(|c| c.is_ascii_digit());
        if same && (inside || ahead) {
            return Some((start, at + 1));
        }
    }
    None
}

/// Whether the character can follow the digits of a figure.
fn continues_figure(c: char) -> bool {
    c.is_ascii_digit() || "年月万亿个家座处条所项%亩公".contains(c)
}

/// Numbers inside a list of units, where no number can stand.
fn inside_lists(plain: &[char], candidates: &[Candidate]) -> Vec<(usize, usize)> {
    let labels = ["责任单位", "牵头单位", "配合单位", "责任部门"];
    let text = Piece::new(plain, 0);
    let mut found = Vec::new();
    let mut list: Option<usize> = None;
    let mut from = 0;
    for candidate in candidates {
        for at in from..candidate.from {
            match plain.get(at) {
                Some(')' | '。' | '\n') => list = None,
                Some('责' | '牵' | '配') if text.any_at(at, &labels).is_some() => {
                    list = Some(at)
                }
                _ => {}
            }
        }
        from = candidate.from;
        if list.is_some_and(|start| candidate.from - start <= LONGEST_LIST) {
            found.push((candidate.from, candidate.to));
        }
    }
    found
}

/// `- 12 -` between words, and lines that are nothing but a page number.
fn dashed(plain: &[char]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (from, to) in lines(plain) {
        let line = plain.get(from..to).unwrap_or_default();
        if is_page_line(line) {
            found.push((from, (to + 1).min(plain.len())));
            continue;
        }
        let mut at = 0;
        while let Some(length) = next_dashed(line, &mut at) {
            found.push((from + at, from + at + length));
            at += length;
        }
    }
    found
}

/// Finds `-12-` from `at` on; moves `at` to it and gives its length.
fn next_dashed(line: &[char], at: &mut usize) -> Option<usize> {
    while let Some(offset) = line.get(*at..)?.iter().position(|&c| c == '-') {
        *at += offset;
        let rest = line.get(*at + 1..).unwrap_or_default();
        let inner = rest.iter().take(8).take_while(|c| c.is_ascii_digit() || **c == ' ').count();
        let digits = rest.iter().take(inner).filter(|c| c.is_ascii_digit()).count();
        let closed = rest.get(inner) == Some(&'-') && (1..=3).contains(&digits);
        let before = at.checked_sub(1).and_then(|i| line.get(i)).is_some_and(|&c| is_han(c));
        let after = rest.get(inner + 1).is_some_and(|&c| is_han(c));
        if closed && before && after {
            return Some(inner + 2);
        }
        *at += 1;
    }
    None
}

/// A line such as `12`, `- 12 -`, `第3页 共20页`, `3/20`.
fn is_page_line(line: &[char]) -> bool {
    let words: String = line.iter().filter(|c| !c.is_whitespace()).collect();
    let marks = |c: char| matches!(c, '-' | '第' | '页' | '共' | '/' | ',' | '、' | '.' | '·');
    let only = words.chars().all(|c| c.is_ascii_digit() || marks(c));
    let digits = words.chars().filter(char::is_ascii_digit).count();
    let headed = words.starts_with(|c: char| c.is_ascii_digit()) && words.ends_with(['.', '、']);
    only && (1..=7).contains(&digits) && words.chars().count() <= 14 && !headed
        || headed && digits <= 3 && only && words.chars().count() == digits + 1
}
