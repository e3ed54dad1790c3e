//! Letters where none belong: read for digits by a scanner, or dropped in by a site.

use super::{Edit, is_han};
use crate::draft::RepairKind;

/// Characters after a figure that show it is one.
const AFTER_FIGURE: &str = "万亿亩个家户人名座处条所项套台辆公平米吨元倍%年月千百";

/// Lower-case words that stand in Chinese text rightly.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "km", "kg", "kw", "kwh", "kv", "kva", "mw", "gw", "cm", "mm", "ml", "mg", "app", "wifi", "pm",
    "vs", "http", "https", "www", "com", "cn", "mpa", "lng", "hm", "dn", "ph", "ai", "ip", "it",
    "vr", "ar", "or", "and",
];

/// Figures with letters read for digits: `IOOO亩` is 1000亩, `L98万` is 1.98万.
pub(super) fn figures(plain: &[char]) -> Vec<Edit> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < plain.len() {
        let length =
            plain.get(at..).unwrap_or_default().iter().take_while(|&&c| is_figure(c)).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let stands_alone = !at
            .checked_sub(1)
            .and_then(|i| plain.get(i))
            .is_some_and(|c| c.is_alphanumeric() && c.is_ascii());
        let after = plain.get(at + length).copied();
        let token = plain.get(at..at + length).unwrap_or_default();
        if stands_alone && length <= 12 && after.is_some_and(|c| AFTER_FIGURE.contains(c)) {
            let magnitude = matches!(after, Some('万' | '亿'));
            if let Some(now) = digits_of(token, magnitude) {
                found.push(Edit { from: at, to: at + length, now, kind: RepairKind::OcrFigure });
            }
        }
        at += length;
    }
    found
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || is_misread(c) || c == '.'
}

fn is_misread(c: char) -> bool {
    matches!(c, 'I' | 'l' | 'L' | 'O' | 'o' | '|')
}

/// The figure a misread token stands for; `None` when it has no misread letter or is a word.
fn digits_of(token: &[char], before_magnitude: bool) -> Option<Vec<char>> {
    let letters = token.iter().filter(|&&c| is_misread(c)).count();
    let digits = token.iter().filter(|c| c.is_ascii_digit()).count();
    let noughts = token.iter().filter(|c| matches!(c, 'O' | 'o')).count();
    let opens = token.first().is_some_and(|c| matches!(c, 'I' | 'l' | 'L' | '|'));
    let wordless = digits > 0 || token.len() >= 2 && opens && noughts > 0;
    if letters == 0 || !wordless {
        return None;
    }
    let mut now = Vec::with_capacity(token.len() + 1);
    for (index, &c) in token.iter().enumerate() {
        match c {
            'O' | 'o' => now.push('0'),
            'L' if index == 0
                && before_magnitude
                && !token.contains(&'.')
                && loses_point(token) =>
            {
                now.extend(['1', '.']);
            }
            'I' | 'l' | 'L' | '|' => now.push('1'),
            _ => now.push(c),
        }
    }
    Some(now)
}

/// Whether an L before these digits has swallowed a decimal point.
fn loses_point(token: &[char]) -> bool {
    token.get(1).is_some_and(|c| c.is_ascii_digit() && *c != '0')
}

/// Pinyin in brackets after its character, and lower-case letters inside a word.
pub(super) fn strays(plain: &[char]) -> Vec<Edit> {
    let mut found = pinyin(plain);
    let mut at = 0;
    while at < plain.len() {
        let run = plain
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|c| c.is_ascii_alphanumeric() || is_toned(**c))
            .count();
        if run == 0 {
            at += 1;
            continue;
        }
        let token = plain.get(at..at + run).unwrap_or_default();
        let before = at.checked_sub(1).and_then(|i| plain.get(i)).is_some_and(|&c| is_han(c));
        let after = plain.get(at + run).is_some_and(|&c| is_han(c));
        if before && after && is_stray(token) {
            found.push(Edit::delete(at, at + run, RepairKind::StrayLetters));
        } else if let Some(digits) = digits_before_strays(token, plain.get(at + run).copied()) {
            found.push(Edit::delete(at + digits, at + run, RepairKind::StrayLetters));
        }
        at += run;
    }
    found
}

/// Whether the letter carries a tone, as only pinyin does.
fn is_toned(c: char) -> bool {
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü".contains(c)
}

/// How many digits a figure has before letters that part it from its magnitude: `20kuc亿元`.
fn digits_before_strays(token: &[char], next: Option<char>) -> Option<usize> {
    let digits = token.iter().take_while(|c| c.is_ascii_digit()).count();
    let letters = token.get(digits..)?;
    let word: String = letters.iter().collect();
    let stray = letters.len() >= 2
        && letters.iter().all(char::is_ascii_lowercase)
        && !WORDS.contains(&word.as_str());
    (digits > 0 && stray && matches!(next, Some('万' | '亿'))).then_some(digits)
}

/// Letters that are no unit, no known word and no figure.
fn is_stray(token: &[char]) -> bool {
    let lower = token.iter().all(char::is_ascii_lowercase);
    let mixed = token.iter().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let letters = token.iter().filter(|c| c.is_ascii_lowercase()).count();
    let changes = token
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if a.is_ascii_digit() != b.is_ascii_digit()))
        .count();
    let word: String = token.iter().collect();
    if token.iter().any(|&c| is_toned(c)) {
        return true;
    }
    (lower && token.len() >= 2 && !WORDS.contains(&word.as_str()))
        || (mixed && letters > 0 && changes >= 2)
}

/// `务(wù)`: the reading of a character set behind it, or behind a mark after it.
fn pinyin(plain: &[char]) -> Vec<Edit> {
    let mut found = Vec::new();
    for (open, _) in plain.iter().enumerate().filter(|(_, c)| **c == '(') {
        let inner = plain.get(open + 1..).unwrap_or_default();
        let length = inner.iter().take(8).take_while(|c| c.is_alphabetic() && !is_han(**c)).count();
        let toned = inner.iter().take(length).any(|c| !c.is_ascii());
        let lower = inner.iter().take(length).all(|c| c.is_lowercase());
        let closed = inner.get(length) == Some(&')') && (1..=7).contains(&length);
        if closed && toned && lower {
            found.push(Edit::delete(open, open + length + 2, RepairKind::StrayLetters));
        }
    }
    found
}
