//! Bytes to text: the character set is guessed, markup is taken off, tables are kept as tables.

mod docx;
mod html;
mod package;
mod pasted;
mod text;
mod writer;
mod xlsx;

use crate::{hints::Hints, span::Span};
use package::Package;

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

/// Beginnings of files that are known and not read.
const NOT_READ: &[(&[u8], &str)] = &[
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "an Office file of before 2007 (DOC, XLS, WPS)"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
];

/// Reads bytes as plain text, in whichever set of characters a Chinese office saved them; lines
/// end with `\n`.
pub fn plain(bytes: &[u8]) -> String {
    text::characters(bytes, None).0
}

/// Decodes a file.
pub(crate) fn decode(bytes: &[u8], hints: &Hints) -> Result<Decoded, Unreadable> {
    let limits = hints.limits;
    if bytes.len() > limits.bytes {
        return Err(Unreadable::TooLarge { size: bytes.len(), limit: limits.bytes });
    }
    if let Some((_, format)) = NOT_READ.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(Unreadable::NotRead { format });
    }
    let decoded = if bytes.starts_with(b"PK") {
        packed(bytes, hints)?
    } else if html::is_html(bytes) {
        html::decode(bytes, limits.depth)?
    } else {
        let decoded = text::decode(bytes);
        Decoded { tables: pasted::tables(&decoded.text), ..decoded }
    };
    if decoded.text.trim().is_empty() { Err(Unreadable::Empty) } else { Ok(decoded) }
}

fn packed(bytes: &[u8], hints: &Hints) -> Result<Decoded, Unreadable> {
    let limits = hints.limits;
    let package = Package::open(bytes, "ZIP", limits.unpacked_bytes)?;
    if package.has("word/document.xml") {
        docx::decode(package, limits.depth)
    } else if package.has("xl/workbook.xml") {
        xlsx::decode(bytes, package)
    } else {
        Err(Unreadable::NotRead { format: "a ZIP archive that is neither DOCX nor XLSX" })
    }
}
