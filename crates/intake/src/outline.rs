//! The tree of headings: 一、 (一) 1. (1) ① and their like, on lines of their own or run in.
//!
//! A numbered line is a heading when it is short and has no sentence of its own; it is *run in*
//! when a short first sentence is followed by more text; otherwise it is an item, that is, numbered
//! text without a title. Nesting follows the kind of number, not the order of appearance.

pub(crate) mod numbering;

use crate::{body::Body, piece::Piece, span::Span};
use numbering::Mark;

/// Longest heading on a line of its own.
const LONGEST_HEADING: usize = 60;
/// Longest first sentence that is taken for a run-in heading.
const LONGEST_RUN_IN: usize = 40;
/// Longest single sentence with a full stop that is still taken for a heading.
const LONGEST_STOPPED_HEADING: usize = 25;

/// The document as lines under headings.
#[derive(Debug)]
pub(crate) struct Outline<'a> {
    /// The whole text, for what reaches over several lines.
    pub(crate) text: Piece<'a>,
    pub(crate) lines: Vec<Line<'a>>,
    pub(crate) nodes: Vec<Node<'a>>,
}

/// A line and where it belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// The line without its number.
    pub(crate) text: Piece<'a>,
    /// What follows a run-in heading; the whole text where there is none; empty for a heading.
    pub(crate) body: Piece<'a>,
    /// The heading, run-in heading or item this line opens, else the one it stands under.
    pub(crate) node: Option<usize>,
    /// Whether it opens its node.
    pub(crate) opens: bool,
}

/// A heading or a numbered item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) number: Piece<'a>,
    pub(crate) title: Option<Piece<'a>>,
    pub(crate) level: usize,
    pub(crate) rank: u8,
    pub(crate) run_in: bool,
    pub(crate) parent: Option<usize>,
}

impl<'a> Outline<'a> {
    /// Reads the headings of a body; what stands in tables of tasks is left out.
    pub(crate) fn read(body: &'a Body, tables: &[(usize, usize)]) -> Self {
        let mut outline = Self { text: body.all(), lines: Vec::new(), nodes: Vec::new() };
        let mut open: Vec<usize> = Vec::new();
        for line in body.lines() {
            let after = tables.partition_point(|table| table.0 <= line.start());
            let before = after.checked_sub(1).and_then(|index| tables.get(index));
            if before.is_some_and(|table| line.start() < table.1) {
                continue;
            }
            outline.push(line, &mut open);
        }
        outline
    }

    fn push(&mut self, line: Piece<'a>, open: &mut Vec<usize>) {
        let line = numbering::without_markup(line);
        if line.is_empty() {
            return;
        }
        let Some(mark) = numbering::read(line) else {
            let node = open.last().copied();
            self.lines.push(Line { text: line, body: line, node, opens: false });
            return;
        };
        let text = line.from(mark.length).trim();
        let (title, body) = heading_of(text);
        let node = self.add_node(&mark, title, !body.is_empty(), open);
        self.lines.push(Line { text, body, node: Some(node), opens: true });
    }

    fn add_node(
        &mut self,
        mark: &Mark<'a>,
        title: Option<Piece<'a>>,
        run_in: bool,
        open: &mut Vec<usize>,
    ) -> usize {
        while open
            .last()
            .and_then(|&top| self.nodes.get(top))
            .is_some_and(|top| top.rank >= mark.rank)
        {
            open.pop();
        }
        let parent = open.last().copied();
        let node = Node {
            number: mark.number,
            title,
            level: open.len() + 1,
            rank: mark.rank,
            run_in,
            parent,
        };
        self.nodes.push(node);
        open.push(self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    /// The text from the first of two pieces to the last.
    pub(crate) fn between(&self, one: Piece<'a>, other: Piece<'a>) -> Piece<'a> {
        self.text.cut(one.start().min(other.start()), one.end().max(other.end()))
    }

    /// The node and those above it, outermost first.
    pub(crate) fn path(&self, node: Option<usize>) -> Vec<usize> {
        let mut path = Vec::new();
        let mut next = node;
        while let Some(index) = next {
            path.push(index);
            next = self.nodes.get(index).and_then(|node| node.parent);
        }
        path.reverse();
        path
    }

    /// The numbers of the node and those above it.
    pub(crate) fn numbers(&self, node: Option<usize>) -> Vec<String> {
        self.path(node)
            .into_iter()
            .filter_map(|index| self.nodes.get(index))
            .map(|node| node.number.to_string())
            .collect()
    }

    /// The headings as the draft lists them; items without a title are not headings.
    pub(crate) fn sections(&self, body: &Body) -> Vec<crate::draft::Section> {
        let headings = self.nodes.iter().enumerate();
        headings
            .filter_map(|(index, node)| {
                let title = node.title?;
                Some(crate::draft::Section {
                    number: self.numbers(Some(index)).join("/"),
                    title: body.quote(title),
                    level: node.level,
                    run_in: node.run_in,
                    span: span_of(body, node, title),
                })
            })
            .collect()
    }
}

fn span_of(body: &Body, node: &Node<'_>, title: Piece<'_>) -> Span {
    body.span(node.number.start(), title.end())
}

/// Parts a numbered line into its heading and the text after it.
fn heading_of(text: Piece<'_>) -> (Option<Piece<'_>>, Piece<'_>) {
    let stop =
        text.split_outside(|c| matches!(c, '。' | ';' | '!' | '?')).first().map_or(0, |p| p.len());
    let rest = text.from(stop + 1).trim();
    if stop == text.len() {
        return unstopped(text);
    }
    let sentence = text.to(stop);
    if promises(sentence) {
        return (None, text);
    }
    let stopped_by_full_stop = text.at(stop) == Some('。');
    if rest.is_empty() && sentence.weight() <= LONGEST_STOPPED_HEADING && stopped_by_full_stop {
        return (Some(sentence), rest);
    }
    if let Some((title, rest)) = before_colon(text) {
        return (Some(title), rest);
    }
    let is_title = stopped_by_full_stop && sentence.weight() <= LONGEST_RUN_IN;
    let bracketed = rest.first().is_some_and(crate::glyph::opens);
    if is_title && !rest.is_empty() && (!bracketed || goes_on_after_units(text)) {
        return (Some(sentence), rest);
    }
    (None, text)
}

/// Whether the units stand between the title and the text: `推进节水。(责任单位:市水利局)完成…`.
fn goes_on_after_units(text: Piece<'_>) -> bool {
    let found = crate::duty::phrases(text);
    let [only] = found.as_slice() else { return false };
    text.from(only.whole.end() - text.start()).weight() >= 4
}

/// A line without any full stop: a heading unless it promises something or is too long; a phrase of
/// responsibility may follow it.
fn unstopped(text: Piece<'_>) -> (Option<Piece<'_>>, Piece<'_>) {
    let phrase = crate::duty::phrases(text).first().map(|phrase| phrase.whole);
    let title = phrase.map_or(text, |phrase| text.to(phrase.start() - text.start()));
    let title = title.trim_matches(|c| matches!(c, ':' | ' '));
    if title.weight() < 2 || title.weight() > LONGEST_HEADING || promises(title) {
        return (None, text);
    }
    (Some(title), text.from(phrase.map_or(text.len(), |phrase| phrase.start() - text.start())))
}

/// Whether the words hold a figure with its unit: then they are a promise, not a title.
fn promises(words: Piece<'_>) -> bool {
    const NAMES: [&str; 6] = ["年", "级", "期", "届", "月", "日"];
    let figures = crate::quantity::quantities(words);
    figures.iter().any(|figure| {
        let before = words.to(figure.from);
        let quoted = before.rfind("“").is_some_and(|open| !before.from(open).contains("”"));
        let counts = !quoted && !figure.unit.is_empty() && !NAMES.contains(&figure.unit.as_str());
        counts && figure.script == crate::quantity::Script::Arabic
    })
}

/// A title that a colon ends, as in `1.道路畅通:各县…`.
fn before_colon(text: Piece<'_>) -> Option<(Piece<'_>, Piece<'_>)> {
    let colon = text.position(|c| c == ':')?;
    let title = text.to(colon);
    let plain = !title.contains_any(&["。", ",", ";", "(", "《", "“"]);
    (plain && (4..=20).contains(&title.weight()) && !crate::duty::is_label(title))
        .then(|| (title, text.from(colon + 1).trim()))
        .filter(|(_, rest)| !rest.is_empty())
}

#[cfg(test)]
mod tests;
