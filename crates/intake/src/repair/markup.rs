//! Marks of emphasis that Markdown leaves in the text: `**bold**`, `*slanted*`.

use super::{Edit, lines};
use crate::draft::RepairKind;

/// The marks of emphasis, each pair within one line.
pub(super) fn emphasis(plain: &[char]) -> Vec<Edit> {
    let mut found = Vec::new();
    for (from, to) in lines(plain) {
        let line = plain.get(from..to).unwrap_or_default();
        let mut open: Option<(usize, usize)> = None;
        let mut at = 0;
        while let Some(offset) = line.get(at..).and_then(|rest| rest.iter().position(|&c| c == '*'))
        {
            at += offset;
            let length =
                line.get(at..).unwrap_or_default().iter().take_while(|&&c| c == '*').count();
            let blank = |index: Option<usize>| {
                index.and_then(|index| line.get(index)).is_none_or(|c| c.is_whitespace())
            };
            match open {
                Some((start, width)) if width == length && !blank(at.checked_sub(1)) => {
                    found.push(mark(from + start, width));
                    found.push(mark(from + at, width));
                    open = None;
                }
                _ if length <= 3 && !blank(Some(at + length)) => open = Some((at, length)),
                _ => open = None,
            }
            at += length;
        }
    }
    found
}

fn mark(at: usize, width: usize) -> Edit {
    Edit::delete(at, at + width, RepairKind::Markup)
}
