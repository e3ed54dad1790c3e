//! HTML as government sites publish it: markup off, tables kept, navigation left out.
//!
//! The reader is a scanner, not a tree builder: broken nesting costs nothing, and only tables that
//! stand inside tables are counted for depth.

mod entity;

use encoding_rs::Encoding;

use super::{
    Decoded, Format, Unreadable,
    text::characters,
    writer::{Covered, RawCell, Writer},
};

/// Elements whose content is never text of the document.
#[rustfmt::skip]
const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "nav", "footer", "form", "select", "button", "iframe", "svg",
    "template",
];

/// Elements that begin a new line.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "p", "div", "br", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6",
    "section", "article", "header", "center", "hr", "title", "body", "html", "head", "main",
    "blockquote", "tbody", "thead", "caption", "pre",
];

/// Cells a row or column may span.
const WIDEST_SPAN: usize = 200;

/// Whether bytes look like HTML.
pub(super) fn is_html(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    ["<html", "<!doctype html", "<body", "<table", "<div", "<p>", "<p ", "<head"]
        .iter()
        .any(|tag| head.contains(tag))
}

/// Decodes HTML.
pub(super) fn decode(bytes: &[u8], depth: usize) -> Result<Decoded, Unreadable> {
    let (source, charset) = characters(bytes, declared(bytes));
    let mut page = Page { depth, ..Page::default() };
    let mut rest = source.as_str();
    while let Some(open) = rest.find('<') {
        let (words, markup) = rest.split_at(open);
        page.text(words);
        rest = page.markup(markup)?;
    }
    page.text(rest);
    page.end_line();
    while page.tables.pop().map(|table| page.writer.table(&table.rows())).is_some() {}
    Ok(page.writer.finish(Format::Html(charset)))
}

/// The character set the markup declares.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label: String = after
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    Encoding::for_label(label.as_bytes())
}

/// A page being read.
#[derive(Default)]
struct Page {
    writer: Writer,
    /// The line being gathered.
    line: String,
    /// Characters of the line that stand in links.
    linked: usize,
    in_link: bool,
    tables: Vec<OpenTable>,
    depth: usize,
}

/// A table being read.
#[derive(Default)]
struct OpenTable {
    rows: Vec<Vec<RawCell>>,
    /// For each column, rows still to be covered by a cell above.
    covers: Vec<usize>,
    /// Rows the open cell spans, and columns.
    spans: (usize, usize),
    in_cell: bool,
}

impl Page {
    fn text(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        let decoded = entity::decode(words);
        let mut collapsed = String::with_capacity(decoded.len());
        for c in decoded.chars() {
            let blank = matches!(c, '\n' | '\t' | ' ');
            if blank
                && (collapsed.ends_with(' ') || collapsed.is_empty() && self.line.ends_with(' '))
            {
                continue;
            }
            collapsed.push(if blank { ' ' } else { c });
        }
        if self.in_link {
            self.linked += collapsed.chars().filter(|c| !c.is_whitespace()).count();
        }
        self.line.push_str(&collapsed);
    }

    /// Takes in one tag or comment; gives what follows it.
    fn markup<'s>(&mut self, markup: &'s str) -> Result<&'s str, Unreadable> {
        if let Some(comment) = markup.strip_prefix("<!--") {
            return Ok(comment.split_once("-->").map_or("", |(_, rest)| rest));
        }
        let is_tag = markup.get(1..).is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
        });
        let Some((tag, rest)) = markup.split_once('>').filter(|_| is_tag) else {
            self.line.push('<');
            return Ok(markup.get(1..).unwrap_or(""));
        };
        let tag = tag.get(1..).unwrap_or("");
        let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name: String = tag
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        if SKIPPED.contains(&name.as_str()) && !closing && !tag.ends_with('/') {
            return Ok(after_element(rest, &name));
        }
        self.tag(&name, tag, closing)?;
        Ok(rest)
    }

    fn tag(&mut self, name: &str, tag: &str, closing: bool) -> Result<(), Unreadable> {
        match (name, closing) {
            ("a", _) => self.in_link = !closing,
            ("table", false) => {
                self.end_line();
                if self.tables.len() >= self.depth {
                    return Err(Unreadable::TooDeep { limit: self.depth });
                }
                self.tables.push(OpenTable::default());
            }
            ("table", true) => self.close_table(),
            ("tr", false) => self.open_row(),
            ("td" | "th", false) => self.open_cell(tag),
            ("td" | "th" | "tr", true) => self.end_cell(),
            _ if BLOCKS.contains(&name) => self.end_line(),
            _ => {}
        }
        Ok(())
    }

    /// Ends the gathered line: into the open cell, or as a paragraph unless it is a menu of links.
    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let linked = std::mem::take(&mut self.linked);
        let words = line.trim();
        if words.is_empty() {
            return;
        }
        if let Some(cell) =
            self.tables.last_mut().filter(|table| table.in_cell).and_then(OpenTable::last_cell)
        {
            if !cell.words.is_empty() {
                cell.words.push('\n');
            }
            cell.words.push_str(words);
            return;
        }
        let weight = words.chars().filter(|c| !c.is_whitespace()).count();
        let is_menu = linked * 5 >= weight * 4 && weight <= 60;
        if !is_menu {
            self.writer.paragraph(words);
        }
    }

    fn end_cell(&mut self) {
        self.end_line();
        if let Some(table) = self.tables.last_mut() {
            table.end_cell();
        }
    }

    fn open_row(&mut self) {
        self.end_cell();
        if let Some(table) = self.tables.last_mut() {
            table.rows.push(Vec::new());
        }
    }

    fn open_cell(&mut self, tag: &str) {
        self.end_cell();
        if let Some(table) = self.tables.last_mut() {
            table.open_cell((attribute(tag, "rowspan"), attribute(tag, "colspan")));
        }
    }

    /// Writes a finished table; one inside a cell becomes lines of that cell.
    fn close_table(&mut self) {
        self.end_cell();
        let Some(table) = self.tables.pop() else {
            return;
        };
        let rows = table.rows();
        match self.tables.last_mut().filter(|outer| outer.in_cell).and_then(OpenTable::last_cell) {
            Some(cell) => {
                for inner in rows.iter().flatten().filter(|cell| !cell.words.is_empty()) {
                    cell.words.push('\n');
                    cell.words.push_str(&inner.words);
                }
            }
            None => self.writer.table(&rows),
        }
    }
}

impl OpenTable {
    fn last_cell(&mut self) -> Option<&mut RawCell> {
        self.rows.last_mut()?.iter_mut().rev().find(|cell| cell.covered == Covered::Not)
    }

    fn open_cell(&mut self, spans: (usize, usize)) {
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        self.cover();
        if let Some(row) = self.rows.last_mut() {
            row.push(RawCell::default());
        }
        self.spans = spans;
        self.in_cell = true;
    }

    /// Fills in cells that a cell above covers.
    fn cover(&mut self) {
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        while let Some(left) = self.covers.get_mut(row.len()).filter(|left| **left > 0) {
            *left -= 1;
            row.push(RawCell { covered: Covered::Above, ..RawCell::default() });
        }
    }

    fn end_cell(&mut self) {
        if !std::mem::take(&mut self.in_cell) {
            self.cover();
            return;
        }
        let (down, across) = std::mem::replace(&mut self.spans, (1, 1));
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        let first = row.len().saturating_sub(1);
        for _ in 1..across {
            row.push(RawCell { covered: Covered::Left, ..RawCell::default() });
        }
        self.covers.resize(self.covers.len().max(first + across), 0);
        for cover in self.covers.iter_mut().skip(first).take(across) {
            *cover = down.saturating_sub(1);
        }
    }

    fn rows(self) -> Vec<Vec<RawCell>> {
        self.rows.into_iter().filter(|row| !row.is_empty()).collect()
    }
}

/// What follows an element that is left out.
fn after_element<'s>(rest: &'s str, name: &str) -> &'s str {
    let mut from = 0;
    while let Some(open) = rest.get(from..).and_then(|tail| tail.find("</")) {
        let tail = rest.get(from + open + 2..).unwrap_or("");
        let found = tail.get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name));
        if found {
            return tail.split_once('>').map_or("", |(_, after)| after);
        }
        from += open + 2;
    }
    ""
}

/// A number an attribute holds; 1 when it is missing or out of range.
fn attribute(tag: &str, name: &str) -> usize {
    let lower = tag.to_ascii_lowercase();
    let Some((_, after)) = lower.split_once(name) else {
        return 1;
    };
    let digits: String = after
        .trim_start_matches(|c: char| matches!(c, '=' | '"' | '\'') || c.is_whitespace())
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok().filter(|count| (1..=WIDEST_SPAN).contains(count)).unwrap_or(1)
}

#[cfg(test)]
mod tests;
