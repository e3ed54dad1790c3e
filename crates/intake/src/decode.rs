//! Bytes to text: the character set is guessed, markup is taken off, tables are kept as tables.

mod text;

use crate::{hints::Hints, span::Span};

/// The text of a document before repair, and where its parts stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The text; spans of a draft count its code points.
    pub text: String,
    /// What the bytes were.
    pub format: Format,
    /// Tables, in reading order.
    pub tables: Vec<Table>,
    /// Where each part stood in the file, for files that are not text, in reading order.
    pub places: Vec<(Span, Place)>,
}

/// What the bytes were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Plain text or Markdown in this character set.
    Text(&'static str),
    /// HTML in this character set.
    Html(&'static str),
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
    /// Not yet known.
    #[default]
    Unknown,
}

/// Where a part of the text stood in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A paragraph, counted from 1.
    Paragraph(usize),
    /// A cell: sheet or table, row and column, counted from 1.
    Cell {
        /// Sheet or table.
        table: usize,
        /// Row.
        row: usize,
        /// Column.
        column: usize,
    },
}

/// A table whose merged cells have been inherited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Rows of cells.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its words in the text.
    pub span: Span,
    /// Whether a merged cell above or to the left gave it its words.
    pub inherited: bool,
}

impl Decoded {
    /// Where the words of a span stood in the file.
    #[must_use]
    pub fn place(&self, span: Span) -> Option<Place> {
        let after = self.places.partition_point(|(place, _)| place.start <= span.start);
        let (_, place) = self.places.get(after.checked_sub(1)?)?;
        Some(*place)
    }
}

/// Why bytes cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// More bytes than allowed.
    #[error("the file has {size} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Bytes found.
        size: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// More bytes after unpacking than allowed.
    #[error("the file unpacks to more than the {limit} bytes allowed")]
    UnpacksTooLarge {
        /// Bytes allowed.
        limit: usize,
    },
    /// Markup nested deeper than allowed.
    #[error("the markup is nested deeper than {limit} levels")]
    TooDeep {
        /// Levels allowed.
        limit: usize,
    },
    /// A format that is not read.
    #[error("{format} is not read")]
    NotRead {
        /// The format.
        format: &'static str,
    },
    /// Damaged.
    #[error("the {format} file is damaged")]
    Damaged {
        /// The format.
        format: &'static str,
    },
    /// No text in it.
    #[error("the file holds no text")]
    Empty,
}

/// Decodes a file.
pub(crate) fn decode(bytes: &[u8], hints: &Hints) -> Result<Decoded, Unreadable> {
    let limit = hints.limits.bytes;
    if bytes.len() > limit {
        return Err(Unreadable::TooLarge { size: bytes.len(), limit });
    }
    let decoded = text::decode(bytes);
    if decoded.text.trim().is_empty() { Err(Unreadable::Empty) } else { Ok(decoded) }
}
