//! Puts paragraphs and tables into one text and notes where each stood.

use super::{Cell, Decoded, Format, Place, Table};
use crate::{span::Span, table};

/// A cell before it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RawCell {
    pub(super) words: String,
    /// Whether a merged cell above or to the left covers it.
    pub(super) covered: Covered,
}

/// What covers a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Covered {
    #[default]
    Not,
    /// The cell above.
    Above,
    /// The cell to the left.
    Left,
}

/// Writes a decoded text.
#[derive(Debug, Default)]
pub(super) struct Writer {
    decoded: Decoded,
    /// Code points written.
    length: usize,
    paragraphs: usize,
    tables: usize,
}

impl Writer {
    /// Writes a paragraph on a line of its own; blank ones are left out.
    pub(super) fn paragraph(&mut self, words: &str) {
        self.paragraphs += 1;
        for line in words.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
            let span = self.write(line);
            self.decoded.places.push((span, Place::Paragraph(self.paragraphs)));
            self.write("\n");
        }
    }

    /// Writes a table: kept as one when its head names duties, else cell by cell.
    pub(super) fn table(&mut self, rows: &[Vec<RawCell>]) {
        self.tables += 1;
        let heads: Vec<Vec<&str>> = rows
            .iter()
            .take(table::DEEPEST_HEAD)
            .map(|row| row.iter().map(|cell| cell.words.as_str()).collect())
            .collect();
        if table::head_row(&heads).is_none() {
            for cell in rows.iter().flatten().filter(|cell| cell.covered == Covered::Not) {
                self.paragraph(&cell.words);
            }
            return;
        }
        let mut written = Table::default();
        for (row, cells) in rows.iter().enumerate() {
            let line = self.row(row, cells, written.rows.last());
            written.rows.push(line);
            self.write("\n");
        }
        self.decoded.tables.push(written);
    }

    fn row(&mut self, row: usize, cells: &[RawCell], above: Option<&Vec<Cell>>) -> Vec<Cell> {
        let mut line: Vec<Cell> = Vec::new();
        for (column, cell) in cells.iter().enumerate() {
            if column > 0 {
                self.write("\t");
            }
            let from = match cell.covered {
                Covered::Above => above.and_then(|above| above.get(column)).copied(),
                Covered::Left => line.last().copied(),
                Covered::Not => None,
            };
            line.push(match from {
                Some(cell) => Cell { inherited: true, ..cell },
                None => self.cell(row, column, &cell.words),
            });
        }
        line
    }

    fn cell(&mut self, row: usize, column: usize, words: &str) -> Cell {
        let words: Vec<&str> =
            words.split(['\n', '\t']).map(str::trim).filter(|part| !part.is_empty()).collect();
        let span = self.write(&words.join(" "));
        let place = Place::Cell { table: self.tables, row: row + 1, column: column + 1 };
        self.decoded.places.push((span, place));
        Cell { span, inherited: false }
    }

    fn write(&mut self, words: &str) -> Span {
        let start = self.length;
        self.decoded.text.push_str(words);
        self.length += words.chars().count();
        Span::new(start, self.length)
    }

    /// The text, its tables and places.
    pub(super) fn finish(self, format: Format) -> Decoded {
        Decoded { format, ..self.decoded }
    }
}
