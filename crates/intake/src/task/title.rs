//! What a task is called.

use std::collections::BTreeSet;

use super::run::Closed;
use crate::{draft::TitleSource, outline::Outline, piece::Piece};

/// Longest first sentence that is taken for a title.
const LONGEST_LEAD: usize = 30;
/// Longest clause that can be a date alone.
const LONGEST_DATE: usize = 12;
/// Longest clause that is taken for a title.
const LONGEST_CLAUSE: usize = 40;

/// Words before a colon that announce the text of a task and name nothing.
#[rustfmt::skip]
const ANNOUNCEMENTS: &[&str] = &[
    "任务内容", "工作内容", "主要内容", "具体内容", "工作任务", "具体任务", "主要任务", "目标任务",
    "任务目标", "工作目标", "年度目标", "任务要求", "工作要求", "工作措施", "具体措施", "主要措施",
    "工作举措", "具体举措", "重点任务",
];

/// A title and the text without it.
#[derive(Debug)]
pub(super) struct Titled<'a> {
    pub(super) words: Option<Piece<'a>>,
    pub(super) source: TitleSource,
    pub(super) body: Vec<Piece<'a>>,
}

/// Headings with a task below them: a heading names only the first of several.
#[derive(Debug, Default)]
pub(super) struct Titles {
    used: BTreeSet<usize>,
}

impl Titles {
    /// The title of a run: run-in heading, short first sentence, heading above, first clause.
    pub(super) fn title<'a>(&mut self, outline: &Outline<'a>, closed: &Closed<'a>) -> Titled<'a> {
        let heading = closed.node.and_then(|node| outline.nodes.get(node));
        let title = heading.and_then(|node| node.title);
        let first = closed.pieces.first().copied();
        let is_first = closed.node.is_some_and(|node| self.used.insert(node));
        if let (Some(title), Some(first)) = (title, first)
            && first.start() <= title.start()
            && title.end() <= first.end()
        {
            return Titled {
                words: Some(title),
                source: TitleSource::RunIn,
                body: without(closed, title.end()),
            };
        }
        if let Some(lead) = first.and_then(bold_lead) {
            return Titled {
                words: Some(lead),
                source: TitleSource::BoldLead,
                body: without(closed, lead.end()),
            };
        }
        let body = closed.pieces.clone();
        if let Some(title) = title.filter(|_| is_first) {
            return Titled { words: Some(title), source: TitleSource::ItemHeading, body };
        }
        let clause = first.and_then(first_clause);
        Titled { words: clause.or(title), source: TitleSource::FirstClause, body }
    }
}

/// The pieces without what ends at this place.
fn without<'a>(closed: &Closed<'a>, end: usize) -> Vec<Piece<'a>> {
    let mut pieces = closed.pieces.clone();
    if let Some(first) = pieces.first_mut() {
        *first = first.from(end - first.start()).trim_matches(|c| matches!(c, '。' | ' ' | ':'));
    }
    pieces
}

/// A short first sentence followed by more text; one without a comma, for a title has none.
fn bold_lead(piece: Piece<'_>) -> Option<Piece<'_>> {
    let sentence = *piece.split_outside(|c| matches!(c, '。' | ':')).first()?;
    let rest = piece.from(sentence.len() + 1);
    let announces = piece.at(sentence.len()) == Some(':')
        && ANNOUNCEMENTS.iter().any(|words| sentence.is(words));
    let title = !announces && !sentence.contains(",") && !sentence.contains(";");
    (title
        && sentence.len() < piece.len()
        && !rest.is_empty()
        && (3..=LONGEST_LEAD).contains(&sentence.weight()))
    .then_some(sentence)
}

fn first_clause(piece: Piece<'_>) -> Option<Piece<'_>> {
    let mark = crate::outline::numbering::read(piece).map_or(0, |mark| mark.length);
    let piece = piece.from(mark);
    let clauses = piece.split_outside(|c| matches!(c, ',' | '。' | ';' | ':'));
    let only_dates = |clause: &Piece<'_>| {
        clause.weight() <= LONGEST_DATE && crate::target::deadline_of(*clause, None).is_some()
    };
    let clause = clauses.into_iter().find(|clause| !only_dates(clause))?;
    (3..=LONGEST_CLAUSE).contains(&clause.weight()).then_some(clause)
}
