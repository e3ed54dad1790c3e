//! Tables pasted as text: cells parted by tabs, by Markdown bars or by wide blanks.
//!
//! A pasted table has lost its merges. Empty cells before the first filled one of a row are taken
//! to be merged with the row above; an empty cell further right is empty. A short line without
//! cells between two rows names what follows it.

use super::{Cell, Table};
use crate::{span::Span, table};

/// Finds the tables of a text: lines under a head that names duties.
pub(super) fn tables(text: &str) -> Vec<Table> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    let mut from = 0;
    for line in text.split('\n') {
        let length = line.chars().count();
        let start = from;
        let cells = cells(line, start);
        from += length + 1;
        let held =
            cells.is_none() && open.as_mut().is_some_and(|table| table.holds_between(line, start));
        if held {
            continue;
        }
        match (&mut open, cells) {
            (Some(table), Some(cells)) if cells.len() >= 2 && cells.len() <= table.width + 1 => {
                table.push(line, cells)
            }
            (_, cells) => {
                found.extend(open.take().and_then(Open::finish));
                open = cells.and_then(|cells| Open::begin(line, cells));
            }
        }
    }
    found.extend(open.and_then(Open::finish));
    found
}

/// Longest line between two rows.
const LONGEST_BETWEEN: usize = 40;

struct Open {
    width: usize,
    rows: Vec<Vec<Cell>>,
    /// A line that stands between two rows if another row follows.
    between: Option<Cell>,
}

impl Open {
    fn begin(line: &str, cells: Vec<Cell>) -> Option<Self> {
        let words: Vec<String> = words(line, &cells);
        let head: Vec<Vec<&str>> = vec![words.iter().map(String::as_str).collect()];
        table::head_row(&head)?;
        Some(Self { width: cells.len(), rows: vec![cells], between: None })
    }

    /// Takes a line without cells, blank or short, when it can stand between two rows.
    fn holds_between(&mut self, line: &str, from: usize) -> bool {
        let words = line.trim();
        let weight = words.chars().count();
        if weight == 0 {
            return true;
        }
        let short = weight <= LONGEST_BETWEEN && !words.ends_with(['。', '；', '：']);
        if !short || self.between.is_some() {
            return false;
        }
        let blanks = line.chars().take_while(|c| c.is_whitespace()).count();
        let span = Span::new(from + blanks, from + blanks + weight);
        self.between = Some(Cell { span, inherited: false });
        true
    }

    fn push(&mut self, line: &str, mut cells: Vec<Cell>) {
        let is_rule = line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
        if is_rule {
            return;
        }
        if let Some(between) = self.between.take() {
            self.rows.push(vec![between]);
        } else if let Some(above) = self.rows.last().filter(|_| self.rows.len() > 1) {
            let pairs = cells.iter_mut().zip(above);
            for (cell, above) in pairs.take_while(|(cell, _)| cell.span.is_empty()) {
                *cell = Cell { inherited: true, ..*above };
            }
        }
        self.rows.push(cells);
    }

    fn finish(self) -> Option<Table> {
        (self.rows.len() > 1).then_some(Table { rows: self.rows })
    }
}

/// The cells of a line; `None` when it holds no cell marks.
fn cells(line: &str, start: usize) -> Option<Vec<Cell>> {
    let trimmed = line.trim();
    let bars = trimmed.starts_with('|') && trimmed.len() > 1;
    let mark = if bars { '|' } else { '\t' };
    if !line.contains(mark) {
        return wide_cells(line, start);
    }
    let mut cells = Vec::new();
    let mut from = start;
    for part in line.split(mark) {
        let length = part.chars().count();
        let blanks = part.chars().take_while(|c| c.is_whitespace()).count();
        let words = part.trim().chars().count();
        let span = if words == 0 {
            Span::new(from, from)
        } else {
            Span::new(from + blanks, from + blanks + words)
        };
        cells.push(Cell { span, inherited: false });
        from += length + 1;
    }
    if bars {
        cells.remove(0);
        if trimmed.ends_with('|') {
            cells.pop();
        }
    }
    Some(cells)
}

/// The cells of a line in which two or more blanks part them.
fn wide_cells(line: &str, start: usize) -> Option<Vec<Cell>> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut blanks = 2;
    for (at, c) in line.chars().enumerate() {
        if matches!(c, ' ' | '\u{3000}' | '\r') {
            blanks += if c == '\u{3000}' { 2 } else { 1 };
            continue;
        }
        let place = start + at;
        match cells.last_mut().filter(|_| blanks < 2) {
            Some(cell) => cell.span.end = place + 1,
            None => cells.push(Cell { span: Span::new(place, place + 1), inherited: false }),
        }
        blanks = 0;
    }
    (cells.len() >= 3).then_some(cells)
}

fn words(line: &str, cells: &[Cell]) -> Vec<String> {
    let start = cells.first().map_or(0, |cell| cell.span.start);
    let trimmed = line.trim().trim_start_matches('|').trim_start();
    let characters: Vec<char> = trimmed.chars().collect();
    let word = |cell: &Cell| -> String {
        let from = cell.span.start - start;
        characters.get(from..from + cell.span.len()).unwrap_or_default().iter().collect()
    };
    cells.iter().map(word).collect()
}
