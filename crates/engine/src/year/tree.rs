//! A TOML file as a tree whose every value knows its line and what was written there.

use std::collections::BTreeSet;
use std::str::FromStr;

use duban_domain::value::decimal::Figure;
use duban_domain::value::money::Fen;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::complaint::{Complaint, Complaints};

/// Values are quoted up to here.
const QUOTED: usize = 60;

/// A file and its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// What is in it.
    pub text: &'a str,
}

impl Page<'_> {
    /// The line of a place.
    pub fn line(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }
}

/// A value of the tree.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    page: Page<'a>,
    value: &'a DeValue<'a>,
    written: &'a str,
    /// Its path from the top.
    pub key: String,
    /// Its line.
    pub line: usize,
}

/// A table whose keys are known.
#[derive(Debug, Clone)]
pub(super) struct Table<'a> {
    page: Page<'a>,
    entries: &'a DeTable<'a>,
    /// Its path from the top.
    pub key: String,
    /// Its line.
    pub line: usize,
}

impl<'a> Node<'a> {
    fn new(page: Page<'a>, key: String, value: &'a Spanned<DeValue<'a>>) -> Self {
        let span = value.span();
        let written = page.text.get(span.clone()).unwrap_or_default();
        Self { page, value: value.get_ref(), written, key, line: page.line(span.start) }
    }

    /// Complains of this value.
    pub fn complain(
        &self,
        problem: impl Into<String>,
        remedy: impl Into<String>,
        complaints: &mut Complaints,
    ) {
        let first = self.written.lines().next().unwrap_or_default();
        complaints.add(Complaint {
            file: self.page.file.to_owned(),
            line: self.line,
            key: self.key.clone(),
            value: first.chars().take(QUOTED).collect(),
            problem: problem.into(),
            remedy: remedy.into(),
        });
    }

    /// Reads a text that is not blank.
    pub fn text(&self, complaints: &mut Complaints) -> Option<&'a str> {
        let text = self.value.as_str().map(str::trim).filter(|text| !text.is_empty());
        if text.is_none() {
            self.complain("it is not a text", "write it in quotes, such as \"…\"", complaints);
        }
        text
    }

    /// Reads yes or no.
    pub fn yes(&self, complaints: &mut Complaints) -> Option<bool> {
        let yes = self.value.as_bool();
        if yes.is_none() {
            self.complain("it is neither yes nor no", "write true or false", complaints);
        }
        yes
    }

    /// Reads a number, whole or as text; a TOML float would already have lost its exact value.
    pub fn number<T: FromStr<Err: ToString>>(&self, complaints: &mut Complaints) -> Option<T> {
        const REMEDY: &str = "write a number in quotes, such as \"7.9\"";
        let text = match self.value {
            DeValue::Integer(_) => self.written,
            DeValue::String(text) => text.trim(),
            _ => {
                let what = match self.value {
                    DeValue::Float(_) => "a bare decimal is read as a float, which is not exact",
                    _ => "it is not a number",
                };
                self.complain(what, REMEDY, complaints);
                return None;
            }
        };
        match text.parse() {
            Ok(number) => Some(number),
            Err(error) => {
                self.complain(error.to_string(), REMEDY, complaints);
                None
            }
        }
    }

    /// Reads an amount of yuan as fen.
    pub fn yuan(&self, complaints: &mut Complaints) -> Option<Fen> {
        let figure: Figure = self.number(complaints)?;
        let fen = fen(figure);
        if fen.is_none() {
            self.complain("it is not an amount", "write yuan with two decimals", complaints);
        }
        fen
    }

    /// Reads one of a closed set of words.
    pub fn choice<T: Copy>(&self, words: &[(&str, T)], complaints: &mut Complaints) -> Option<T> {
        let found = self
            .value
            .as_str()
            .and_then(|text| words.iter().find(|(word, _)| *word == text).map(|(_, meant)| *meant));
        if found.is_none() {
            let words: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            let remedy = format!("write one of {}", words.join(", "));
            self.complain("it is none of the known words", remedy, complaints);
        }
        found
    }

    /// Reads a list.
    pub fn list(&self, complaints: &mut Complaints) -> Vec<Node<'a>> {
        let Some(values) = self.value.as_array() else {
            self.complain("it is not a list", "write [ … ]", complaints);
            return Vec::new();
        };
        let node = |(at, value)| Node::new(self.page, format!("{}[{}]", self.key, at + 1), value);
        values.iter().enumerate().map(node).collect()
    }

    /// Reads a table with these keys; others are complained of.
    pub fn table(&self, keys: &[&str], complaints: &mut Complaints) -> Option<Table<'a>> {
        let table = self.open_table(complaints)?;
        table.only(keys, complaints);
        Some(table)
    }

    /// Reads a table whose keys are the file's own.
    pub fn open_table(&self, complaints: &mut Complaints) -> Option<Table<'a>> {
        let Some(entries) = self.value.as_table() else {
            self.complain("it is not a table", "write { key = value, … }", complaints);
            return None;
        };
        Some(Table { page: self.page, entries, key: self.key.clone(), line: self.line })
    }
}

impl<'a> Table<'a> {
    /// The whole of a file.
    pub fn top(page: Page<'a>, entries: &'a DeTable<'a>) -> Self {
        Self { page, entries, key: String::new(), line: 1 }
    }

    /// Complains of this table.
    pub fn complain(
        &self,
        problem: impl Into<String>,
        remedy: impl Into<String>,
        complaints: &mut Complaints,
    ) {
        complaints.add(Complaint {
            file: self.page.file.to_owned(),
            line: self.line,
            key: self.key.clone(),
            value: String::new(),
            problem: problem.into(),
            remedy: remedy.into(),
        });
    }

    /// Complains of keys that are not known.
    pub fn only(&self, keys: &[&str], complaints: &mut Complaints) {
        let known: BTreeSet<&str> = keys.iter().copied().collect();
        for (key, node) in self.nodes() {
            if !known.contains(key) {
                let remedy = format!("the keys here are {}", keys.join(", "));
                node.complain("nobody reads this key", remedy, complaints);
            }
        }
    }

    /// Gives every entry, in the order of keys.
    pub fn nodes(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> + use<'a> {
        let (page, above) = (self.page, self.key.clone());
        self.entries.iter().map(move |(key, value)| {
            let key: &'a str = key.get_ref();
            let path = if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") };
            (key, Node::new(page, path, value))
        })
    }

    /// Gives an entry that may be missing.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        self.nodes().find(|(known, _)| *known == key).map(|(_, node)| node)
    }

    /// Gives an entry that must be there.
    pub fn need(&self, key: &str, complaints: &mut Complaints) -> Option<Node<'a>> {
        let node = self.get(key);
        if node.is_none() {
            self.complain(format!("`{key}` is missing"), format!("add `{key} = …`"), complaints);
        }
        node
    }

    /// Reads a text that must be there.
    pub fn text(&self, key: &str, complaints: &mut Complaints) -> Option<&'a str> {
        self.need(key, complaints)?.text(complaints)
    }

    /// Reads a number that must be there.
    pub fn number<T: FromStr<Err: ToString>>(
        &self,
        key: &str,
        complaints: &mut Complaints,
    ) -> Option<T> {
        self.need(key, complaints)?.number(complaints)
    }

    /// Reads a number that may be missing; what cannot be read counts as the default and is
    /// complained of.
    pub fn number_or<T: FromStr<Err: ToString>>(
        &self,
        key: &str,
        default: T,
        complaints: &mut Complaints,
    ) -> T {
        self.get(key).and_then(|node| node.number(complaints)).unwrap_or(default)
    }

    /// Reads one of a closed set of words that may be missing.
    pub fn choice_or<T: Copy>(
        &self,
        key: &str,
        (words, default): (&[(&str, T)], T),
        complaints: &mut Complaints,
    ) -> T {
        self.get(key).and_then(|node| node.choice(words, complaints)).unwrap_or(default)
    }

    /// Reads the list of an entry that may be missing.
    pub fn list(&self, key: &str, complaints: &mut Complaints) -> Vec<Node<'a>> {
        self.get(key).map(|node| node.list(complaints)).unwrap_or_default()
    }
}

/// Turns a figure of yuan into fen, where it is one.
pub(super) fn fen(yuan: Figure) -> Option<Fen> {
    const MILLIONTHS_IN_A_FEN: i64 = Figure::ONE / 100;
    let whole = yuan.0 % MILLIONTHS_IN_A_FEN == 0 && yuan.0 >= 0;
    whole.then_some(Fen(yuan.0 / MILLIONTHS_IN_A_FEN))
}
