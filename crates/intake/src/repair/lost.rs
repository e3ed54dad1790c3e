//! Line ends that got lost: a heading in the middle of a line.
//!
//! Its number tells it: `…(责任单位:市住建局)(二)完善管网。` is a lost line end when the line, or one
//! above it, opened with (一).

use std::collections::BTreeMap;

use super::{Edit, is_han};
use crate::{draft::RepairKind, outline::numbering, piece::Piece};

/// A line this long has lost its breaks if headings stand inside it.
const LONG: usize = 600;
/// Largest gap in the count of headings.
const SKIPS: u32 = 2;
/// Longest number of a heading with its marks.
const LONGEST_MARK: usize = 12;

/// The last number of each rank, and whether the text stands under it.
///
/// What stood below a heading is over when the next begins, but some documents count on: (三) may
/// be the first of 二 after the (二) of 一.
#[derive(Debug, Default)]
struct Count(BTreeMap<u8, (u32, Standing)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Open,
    Over,
}

impl Count {
    /// A heading begins.
    fn open(&mut self, rank: u8, number: u32) {
        for (_, standing) in self.0.range_mut(rank..).map(|(_, counted)| counted) {
            *standing = Standing::Over;
        }
        self.0.insert(rank, (number, Standing::Open));
    }

    /// Whether the number goes on from the last of its rank.
    fn expects(&self, rank: u8, number: u32) -> bool {
        let last = self.0.get(&rank).map(|(last, _)| *last);
        last.is_some_and(|last| (1..=1 + SKIPS).contains(&number.wrapping_sub(last)))
    }

    /// Whether the number begins a rank below those that are open.
    fn begins(&self, rank: u8, number: u32) -> bool {
        let mut open = self.0.iter().filter(|(_, (_, standing))| *standing == Standing::Open);
        number == 1 && open.all(|(open, _)| *open < rank)
    }
}

/// A heading inside a line.
struct Inside {
    at: usize,
    rank: u8,
    number: u32,
}

/// The line ends to put in.
pub(super) fn breaks(plain: &[char], lines: &[(usize, usize)]) -> Vec<Edit> {
    let mut count = Count::default();
    let mut found = Vec::new();
    for &(from, to) in lines {
        let line = Piece::new(plain.get(from..to).unwrap_or_default(), from).trim();
        if let Some((rank, number, _)) = heading(line) {
            count.open(rank, number);
        }
        let inside = headings_inside(line, &mut count);
        found.extend(inside.iter().enumerate().filter_map(|(place, heading)| {
            let later = inside.get(place + 1..).unwrap_or_default();
            let goes_on = heading.number > 1 || later.iter().any(|next| next.rank == heading.rank);
            goes_on.then(|| line_end(line.start() + heading.at))
        }));
    }
    found
}

/// The headings after the first word of a line; in a long one they need not follow a full stop.
fn headings_inside(line: Piece<'_>, count: &mut Count) -> Vec<Inside> {
    let long = line.len() > LONG;
    let mut found = Vec::new();
    for at in 1..line.len() {
        let Some(before) = line.at(at - 1) else { continue };
        let after_stop = matches!(before, '。' | ':' | ')' | '〕' | ' ');
        let opens = line.at(at).is_some_and(|c| is_han(c) || c.is_ascii_digit() || c == '(');
        if !opens || !(after_stop || long && is_han(before)) {
            continue;
        }
        let Some((rank, number, length)) = heading(line.cut(at, at + LONGEST_MARK)) else {
            continue;
        };
        let words = line.from(at + length);
        let named = words.first().is_some_and(is_han)
            && (after_stop || crate::quantity::read_chinese(words.to(1)).is_none());
        if named && (count.expects(rank, number) || long && count.begins(rank, number)) {
            count.open(rank, number);
            found.push(Inside { at, rank, number });
        }
    }
    found
}

/// Rank, number and length of the mark that opens a text.
fn heading(text: Piece<'_>) -> Option<(u8, u32, usize)> {
    let mark = numbering::read(text)?;
    Some((mark.rank, mark.value()?, mark.length))
}

fn line_end(place: usize) -> Edit {
    Edit { from: place, to: place, now: vec!['\n'], kind: RepairKind::BrokenLine }
}
