//! Word files: paragraphs with their automatic numbers, tables with merged cells.

mod numbering;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    Decoded, Format, Unreadable,
    package::Package,
    writer::{Covered, RawCell, Writer},
};
use numbering::Numbering;

/// The format's name in errors.
const FORMAT: &str = "DOCX";
/// Columns a cell may span.
const WIDEST_SPAN: usize = 200;

/// Decodes a Word file.
pub(super) fn decode(mut package: Package<'_>, depth: usize) -> Result<Decoded, Unreadable> {
    let damaged = || Unreadable::Damaged { format: FORMAT };
    let document = package.part("word/document.xml")?.ok_or_else(damaged)?;
    let numbers = package.part("word/numbering.xml")?.unwrap_or_default();
    let styles = package.part("word/styles.xml")?.unwrap_or_default();
    let mut story = Story { numbering: Numbering::read(&numbers, &styles), ..Story::default() };
    let document = String::from_utf8_lossy(&document);
    let mut reader = Reader::from_str(&document);
    reader.config_mut().check_end_names = false;
    let mut level = 0;
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Start(tag) => {
                level += 1;
                if level > depth {
                    return Err(Unreadable::TooDeep { limit: depth });
                }
                story.open(&tag);
            }
            Event::Empty(tag) => {
                story.open(&tag);
                story.close(tag.local_name().as_ref());
            }
            Event::End(tag) => {
                level = level.saturating_sub(1);
                story.close(tag.local_name().as_ref());
            }
            Event::Text(text) if story.in_text => story.line.push_str(&text),
            Event::GeneralRef(reference) if story.in_text => {
                story.line.extend(referenced(&reference))
            }
            Event::Eof => break,
            _ => {}
        }
    }
    while story.close_table() {}
    Ok(story.writer.finish(Format::Docx))
}

/// The character of `&amp;` and its like.
fn referenced(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c);
    }
    match reference.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// The body of a Word file being read.
#[derive(Default)]
struct Story {
    writer: Writer,
    numbering: Numbering,
    line: String,
    in_text: bool,
    /// How many elements are open whose text does not count: deleted runs, fallbacks.
    hidden: usize,
    /// Number format of the paragraph: list and level.
    list: Option<(String, usize)>,
    listed_by: Option<String>,
    tables: Vec<OpenTable>,
}

#[derive(Default)]
struct OpenTable {
    rows: Vec<Vec<RawCell>>,
    across: usize,
    covered: bool,
}

impl Story {
    fn open(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "del" | "Fallback" | "moveFrom" => self.hidden += 1,
            "t" => self.in_text = self.hidden == 0,
            "tab" if !self.in_properties() => self.line.push(' '),
            "br" | "cr" => self.line.push('\n'),
            "p" => {
                self.line.clear();
                self.list = None;
                self.listed_by = None;
            }
            "numId" => self.list = Some((value(tag), self.list.take().map_or(0, |list| list.1))),
            "ilvl" => {
                let level = value(tag).parse().unwrap_or(0);
                self.list = Some((self.list.take().map_or_else(String::new, |list| list.0), level));
            }
            "pStyle" => self.listed_by = Some(value(tag)),
            "tbl" => self.tables.push(OpenTable::default()),
            "tr" => self.with_table(|table| table.rows.push(Vec::new())),
            "tc" => self.with_table(OpenTable::open_cell),
            "gridSpan" => {
                let across = value(tag).parse().unwrap_or(1);
                self.with_table(|table| table.across = across);
            }
            "vMerge" => {
                let goes_on = value(tag) != "restart";
                self.with_table(|table| table.covered = goes_on);
            }
            _ => {}
        }
    }

    /// Tab stops in properties carry a position, tabs in text none; both are called `tab`.
    fn in_properties(&self) -> bool {
        self.line.is_empty()
    }

    fn with_table(&mut self, act: impl FnOnce(&mut OpenTable)) {
        if let Some(table) = self.tables.last_mut() {
            act(table);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "del" | "Fallback" | "moveFrom" => self.hidden = self.hidden.saturating_sub(1),
            "t" => self.in_text = false,
            "p" => self.end_paragraph(),
            "tc" => self.with_table(OpenTable::end_cell),
            "tbl" => {
                self.close_table();
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let words = std::mem::take(&mut self.line);
        if words.trim().is_empty() {
            return;
        }
        let number = self.numbering.next(self.list.take(), self.listed_by.take());
        let words = format!("{number}{}", words.trim());
        match self.tables.last_mut().and_then(|table| table.rows.last_mut()?.last_mut()) {
            Some(cell) => {
                if !cell.words.is_empty() {
                    cell.words.push('\n');
                }
                cell.words.push_str(&words);
            }
            None => self.writer.paragraph(&words),
        }
    }

    /// Writes the innermost table; tells whether there was one.
    fn close_table(&mut self) -> bool {
        let Some(table) = self.tables.pop() else {
            return false;
        };
        match self.tables.last_mut().and_then(|outer| outer.rows.last_mut()?.last_mut()) {
            Some(cell) => {
                for inner in table.rows.iter().flatten().filter(|cell| !cell.words.is_empty()) {
                    cell.words.push('\n');
                    cell.words.push_str(&inner.words);
                }
            }
            None => self.writer.table(&table.rows),
        }
        true
    }
}

impl OpenTable {
    fn open_cell(&mut self) {
        self.across = 1;
        self.covered = false;
        if let Some(row) = self.rows.last_mut() {
            row.push(RawCell::default());
        }
    }

    fn end_cell(&mut self) {
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        if let Some(cell) = row.last_mut().filter(|_| self.covered) {
            *cell = RawCell { covered: Covered::Above, ..RawCell::default() };
        }
        for _ in 1..self.across.min(WIDEST_SPAN) {
            row.push(RawCell { covered: Covered::Left, ..RawCell::default() });
        }
        self.across = 1;
        self.covered = false;
    }
}

/// The `w:val` of an element.
fn value(tag: &BytesStart<'_>) -> String {
    attribute(tag, "val")
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    for attribute in tag.attributes().with_checks(false).flatten() {
        if attribute.key.local_name().as_ref() == name {
            return attribute.value.into_owned();
        }
    }
    String::new()
}

#[cfg(test)]
mod tests;
