//! Numbers at the start of a line.

use crate::{piece::Piece, quantity::read_chinese};

/// Numbers that are one character: ①, ⑴, ㈠, ⒈.
const CIRCLED: [std::ops::RangeInclusive<char>; 4] = [
    '\u{2460}'..='\u{2473}',
    '\u{2474}'..='\u{2487}',
    '\u{3220}'..='\u{3229}',
    '\u{2488}'..='\u{249b}',
];
/// Their ranks.
const CIRCLED_RANKS: [u8; 4] = [7, 5, 3, 4];

/// A number that opens a line.
#[derive(Debug)]
pub(crate) struct Mark<'a> {
    /// The number as it is cited: `一`, `(一)`, `1`, `第一章`.
    pub(crate) number: Piece<'a>,
    /// 0 outermost.
    pub(crate) rank: u8,
    /// Characters up to the text.
    pub(crate) length: usize,
}

impl Mark<'_> {
    /// The number as a number.
    pub(crate) fn value(&self) -> Option<u32> {
        let bare = self.number.trim_matches(|c| "()第章篇节条 ".contains(c));
        let first = bare.first()?;
        if let Some(place) = CIRCLED.iter().position(|range| range.contains(&first)) {
            let opens = CIRCLED.get(place)?.start();
            return Some(u32::from(first) - u32::from(*opens) + 1);
        }
        if first.is_ascii_digit() {
            return bare.to_string().parse().ok();
        }
        let (number, _) = read_chinese(bare)?;
        u32::try_from(number.millionths / 1_000_000).ok()
    }
}

/// The line without list bullets and Markdown marks.
pub(super) fn without_markup(line: Piece<'_>) -> Piece<'_> {
    let marks = line
        .chars()
        .iter()
        .take_while(|c| matches!(c, '#' | '*' | '>' | '-' | ' ' | '•' | '·' | '●' | '■' | '◆'))
        .count();
    let ends = line.chars().iter().rev().take_while(|c| matches!(c, '*' | ' ' | '#')).count();
    line.cut(marks, line.len().saturating_sub(ends).max(marks))
}

/// Reads the number that opens a line, if one does.
pub(crate) fn read(line: Piece<'_>) -> Option<Mark<'_>> {
    chapter(line)
        .or_else(|| chinese(line))
        .or_else(|| bracketed(line))
        .or_else(|| arabic(line))
        .or_else(|| circled(line))
}

/// 第一章, 第二节; articles (第三条) are items below them.
fn chapter(line: Piece<'_>) -> Option<Mark<'_>> {
    let rest = line.strip_prefix("第")?;
    let digits = chinese_or_arabic(rest)?;
    let rank = match rest.at(digits)? {
        '章' | '篇' => 0,
        '节' => 1,
        '条' => 2,
        _ => return None,
    };
    let number = line.to(digits + 2);
    let after = line.from(digits + 2);
    let blank = after.first().is_some_and(|c| matches!(c, ' ' | ':' | '、'));
    (blank || rank < 2).then(|| Mark { number, rank, length: skip(line, digits + 2) })
}

/// 一、 and 一. and 十一、
fn chinese(line: Piece<'_>) -> Option<Mark<'_>> {
    let (_, digits) = read_chinese(line)?;
    let point = line.at(digits)?;
    let separates = matches!(point, '、' | '.') || (point == ' ' && digits <= 2);
    (separates && digits <= 4).then(|| Mark {
        number: line.to(digits),
        rank: 2,
        length: skip(line, digits + 1),
    })
}

/// (一) and (1)
fn bracketed(line: Piece<'_>) -> Option<Mark<'_>> {
    let inner = line.strip_prefix("(")?;
    let blanks = usize::from(inner.first() == Some(' '));
    let inner = inner.from(blanks);
    let digits = chinese_or_arabic(inner)?;
    let closing = usize::from(inner.at(digits) == Some(' ')) + digits;
    if inner.at(closing) != Some(')') || digits > 4 {
        return None;
    }
    let arabic = inner.first()?.is_ascii_digit();
    let length = 1 + blanks + closing + 1;
    let rank = if arabic { 5 } else { 3 };
    Some(Mark { number: line.to(length), rank, length: skip(line, length) })
}

/// 1. and 1、 and 1) — but not 1.5 and not 2025年
fn arabic(line: Piece<'_>) -> Option<Mark<'_>> {
    let digits = line.chars().iter().take_while(|c| c.is_ascii_digit()).count();
    if digits == 0 || digits > 3 {
        return None;
    }
    let rank = match line.at(digits)? {
        '.' | '、' => 4,
        ')' => 6,
        _ => return None,
    };
    let followed_by_digit = line.at(digits + 1).is_some_and(|c| c.is_ascii_digit());
    (!followed_by_digit && line.len() > digits + 1).then(|| Mark {
        number: line.to(digits),
        rank,
        length: skip(line, digits + 1),
    })
}

/// ① to ⑳ and ⑴ to ⒇
fn circled(line: Piece<'_>) -> Option<Mark<'_>> {
    let first = line.first()?;
    let kind = CIRCLED.iter().position(|range| range.contains(&first))?;
    let rank = *CIRCLED_RANKS.get(kind)?;
    Some(Mark { number: line.to(1), rank, length: skip(line, 1) })
}

fn chinese_or_arabic(piece: Piece<'_>) -> Option<usize> {
    let arabic = piece.chars().iter().take_while(|c| c.is_ascii_digit()).count();
    if arabic > 0 { Some(arabic) } else { read_chinese(piece).map(|(_, length)| length) }
}

/// The place after blanks and a second separator, as in `(一)、`.
fn skip(line: Piece<'_>, from: usize) -> usize {
    let extra =
        line.from(from).chars().iter().take_while(|c| matches!(c, ' ' | '、' | '.')).count();
    from + extra
}
