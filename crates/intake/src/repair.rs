//! Noise that copies of documents carry, mended before reading and marked.
//!
//! A mend is an [`Edit`] of the decoded text; nothing is lost, for every mend keeps what was there.
//! The working text remembers where each of its characters came from, so spans stay true.

mod blank;
mod layout;
mod letters;
mod lost;
mod marker;
mod markup;
mod repeated;
mod wrap;

use crate::{
    body::Body,
    draft::{Repair, RepairKind},
    glyph::Script,
    span::Span,
};

/// A mend: the characters of a stretch and what is read instead.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit {
    from: usize,
    to: usize,
    now: Vec<char>,
    kind: RepairKind,
}

impl Edit {
    fn delete(from: usize, to: usize, kind: RepairKind) -> Self {
        Self { from, to, now: Vec::new(), kind }
    }
}

/// The working text of a document and what was mended in it.
pub(crate) fn repair(text: &str) -> (Body, Vec<Repair>) {
    let shown: Vec<char> = text.chars().collect();
    let script = Script::of(&shown);
    let plain: Vec<char> = shown.iter().map(|&c| script.plain(c)).collect();
    let mut edits = layout::banners(&plain);
    edits.extend(marker::markers(&plain));
    edits.extend(letters::figures(&plain));
    edits.extend(letters::strays(&plain));
    edits.extend(markup::emphasis(&plain));
    edits.extend(repeated::sentences(&plain));
    edits.extend(blank::around_figures(&plain));
    let edits = without_overlaps(edits);
    let joins = layout::line_ends(&plain, &edits);
    let edits = without_overlaps(edits.into_iter().chain(joins).collect());
    let repairs = edits.iter().map(|edit| describe(edit, &shown)).collect();
    (apply(&shown, &edits, script), repairs)
}

/// The edits in reading order, each beginning where the one before has ended.
fn without_overlaps(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| (edit.from, edit.to));
    let mut end = 0;
    edits.retain(|edit| {
        let free = edit.from >= end;
        if free {
            end = edit.to;
        }
        free
    });
    edits
}

fn describe(edit: &Edit, shown: &[char]) -> Repair {
    Repair {
        kind: edit.kind,
        was: shown.get(edit.from..edit.to).unwrap_or_default().iter().collect(),
        now: edit.now.iter().collect(),
        span: Span::new(edit.from, edit.to),
    }
}

fn apply(shown: &[char], edits: &[Edit], script: Script) -> Body {
    let mut characters: Vec<(char, u32)> = Vec::with_capacity(shown.len());
    let mut at = 0;
    for edit in edits {
        copy(shown, at, edit.from, &mut characters);
        let place = u32::try_from(edit.from).unwrap_or(u32::MAX);
        characters.extend(edit.now.iter().map(|&c| (c, place)));
        at = edit.to;
    }
    copy(shown, at, shown.len(), &mut characters);
    Body::new(characters.into_iter(), |c| script.plain(c))
}

fn copy(shown: &[char], from: usize, to: usize, characters: &mut Vec<(char, u32)>) {
    let stretch = shown.get(from..to).unwrap_or_default();
    let places = u32::try_from(from).unwrap_or(u32::MAX)..;
    characters.extend(stretch.iter().copied().zip(places));
}

/// The lines of a text: place of the first character and place after the last.
fn lines(plain: &[char]) -> Vec<(usize, usize)> {
    let mut from = 0;
    plain
        .split(|&c| c == '\n')
        .map(|line| {
            let stretch = (from, from + line.len());
            from += line.len() + 1;
            stretch
        })
        .collect()
}

/// Whether the character is a Chinese one.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{2ffff}' | '〇')
}

#[cfg(test)]
mod tests;
