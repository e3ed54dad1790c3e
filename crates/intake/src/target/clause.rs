//! Sentences and clauses, each with the date that governs it.

use chrono::NaiveDate;

use super::date::{self, Date, Meaning};
use crate::{draft::Period, piece::Piece};

/// A clause and what it inherits.
#[derive(Clone, Debug)]
pub(super) struct Clause<'a> {
    /// The clause without the date that opens it.
    pub(super) text: Piece<'a>,
    /// The date that governs it.
    pub(super) deadline: Option<Governing<'a>>,
    /// Repetition that governs it.
    pub(super) period: Option<Period>,
    /// Whether it tells of a year gone by.
    pub(super) past: bool,
    /// Whether it is due on a date of every year or month.
    pub(super) recurs: bool,
    /// Dates inside the text.
    pub(super) dates: Vec<Date>,
    /// The clause before it in the sentence.
    pub(super) before: Option<Piece<'a>>,
}

/// A date and how it reaches the clause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Governing<'a> {
    pub(super) on: NaiveDate,
    pub(super) words: Piece<'a>,
    /// Whether it stands in an earlier sentence.
    pub(super) carried: bool,
}

/// Whether a date at the head of a paragraph holds for the sentences after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To the end of its sentence.
    Sentence,
    /// To the end of the paragraph, as in statements of aims.
    Paragraph,
}

/// Longest clause.
const LONGEST: usize = 400;
/// Most words that announce what follows their colon.
const LONGEST_LEAD_IN: usize = 20;

/// Words that open a clause which only prepares the next.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "在", "以", "对", "围绕", "按照", "根据", "结合", "通过", "依托", "针对", "基于", "由",
];

/// The clauses of a paragraph.
pub(super) fn clauses<'a>(
    paragraph: Piece<'a>,
    reach: Reach,
    issued: Option<NaiveDate>,
) -> Vec<Clause<'a>> {
    let mut found = Vec::new();
    let mut carried: Option<Governing<'a>> = None;
    for (index, sentence) in sentences(paragraph).into_iter().enumerate() {
        let governing = carried.filter(|_| reach == Reach::Paragraph);
        let mut state = State { governing, ..State::default() };
        let mut before_items = state;
        for item in items(sentence) {
            if item.numbered {
                state = before_items;
            }
            let mut before = None;
            for text in parts(item.text) {
                let clause = state.read(text, issued).map(|clause| Clause { before, ..clause });
                before = Some(text);
                if let Some(date) = state.governing.filter(|date| !date.carried) {
                    let opens = date.words.start() - sentence.start() <= 6;
                    if index == 0 && opens || carried.is_some() {
                        carried = Some(Governing { carried: true, ..date });
                    }
                }
                found.extend(clause);
            }
            if !item.numbered {
                before_items = state;
            }
        }
    }
    found
}

/// A part of a sentence that a number opens, or the words before the first of them.
#[derive(Clone, Copy, Debug)]
struct Item<'a> {
    text: Piece<'a>,
    numbered: bool,
}

/// The items of `到2025年,①…;②…;③…` or `一是…;二是…`: a date inside one does not reach the next.
fn items(sentence: Piece<'_>) -> Vec<Item<'_>> {
    let mut found = Vec::new();
    let (mut from, mut numbered) = (0, false);
    for at in 0..sentence.len() {
        let free =
            at == 0 || sentence.at(at - 1).is_some_and(|c| matches!(c, ';' | ':' | ',' | ' '));
        let length = item_mark(sentence, at, free);
        if length > 0 {
            found.push(Item { text: sentence.cut(from, at), numbered });
            (from, numbered) = (at + length, true);
        }
    }
    found.push(Item { text: sentence.from(from), numbered });
    found.retain(|item| !item.text.trim().is_empty());
    found
}

/// Length of the mark that opens an item at this place: ①, (1), 一是; 0 when none does.
fn item_mark(sentence: Piece<'_>, at: usize, free: bool) -> usize {
    match sentence.at(at) {
        Some('\u{2460}'..='\u{2473}' | '\u{2474}'..='\u{2487}') => 1,
        Some('(') if free && sentence.at(at + 1).is_some_and(|c| c.is_ascii_digit()) => {
            let digits = sentence
                .from(at + 1)
                .chars()
                .iter()
                .take(3)
                .take_while(|c| c.is_ascii_digit())
                .count();
            if sentence.at(at + 1 + digits) == Some(')') { digits + 2 } else { 0 }
        }
        Some('一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
            if free && sentence.at(at + 1) == Some('是') =>
        {
            2
        }
        _ => 0,
    }
}

/// What holds for the rest of a sentence.
#[derive(Clone, Copy, Debug, Default)]
struct State<'a> {
    governing: Option<Governing<'a>>,
    past: bool,
    /// The period of a date that comes round.
    recurring: Option<Period>,
}

impl<'a> State<'a> {
    fn read(&mut self, text: Piece<'a>, issued: Option<NaiveDate>) -> Option<Clause<'a>> {
        let dates = date::dates(text, issued);
        self.take(text, &dates);
        let opens = |date: &&Date| {
            date.from <= 2
                && (date.meaning.deadline().is_some() || date.meaning == Meaning::Recurring)
        };
        // 2024年、2025年分别…: no one of several dates opens the clause.
        let alone = |date: &&Date| !text.at(date.to).is_some_and(|c| matches!(c, '、' | '和'));
        let text = match dates.first().filter(opens).filter(alone) {
            Some(date) => text.from(date.to).trim_matches(|c| c == ' ' || c == ','),
            None => text,
        };
        let text = without_lead_in(text);
        (text.weight() >= 2).then(|| Clause {
            text,
            deadline: self.governing,
            past: self.past,
            recurs: self.recurring.is_some(),
            period: period_of(text).or(self.recurring),
            dates: date::dates(text, issued),
            before: None,
        })
    }

    /// Takes note of the dates of a clause.
    fn take(&mut self, text: Piece<'a>, dates: &[Date]) {
        let last = dates.iter().rev().find_map(|date| Some((date, date.meaning.deadline()?)));
        let opening = dates.first().filter(|date| date.from <= 4).map(|date| date.meaning);
        if let Some((date, on)) = last {
            let words = text.cut(date.from, date.to);
            let governing = Some(Governing { on, words, carried: false });
            *self = Self { governing, ..Self::default() };
        } else if dates.iter().any(|date| date.meaning == Meaning::Recurring) {
            *self = Self { recurring: period_of(text), ..Self::default() };
        } else if opening == Some(Meaning::Past) {
            *self = Self { past: true, ..Self::default() };
        }
    }
}

/// The words without what only announces them: `办好民生实事:新增学位500个`.
fn without_lead_in(text: Piece<'_>) -> Piece<'_> {
    let Some(colon) = text.position(|c| c == ':') else {
        return text;
    };
    let before = text.to(colon);
    let announces = before.weight() <= LONGEST_LEAD_IN
        && !before.chars().iter().any(char::is_ascii_digit)
        && before.ends_with_any(&["达到", "不低于", "不少于", "为"]).is_none();
    let rest = text.from(colon + 1).trim();
    if announces && rest.weight() >= 2 { rest } else { text }
}

/// The sentences of a paragraph.
pub(super) fn sentences(paragraph: Piece<'_>) -> Vec<Piece<'_>> {
    let mut all = paragraph.split_outside(|c| matches!(c, '。' | '!' | '?'));
    all.retain(|sentence| !sentence.trim().is_empty());
    all
}

/// The clauses of a sentence; one that only prepares the next is joined to it.
fn parts(sentence: Piece<'_>) -> Vec<Piece<'_>> {
    let mut joined: Vec<Piece<'_>> = Vec::new();
    let mut open: Option<Piece<'_>> = None;
    for part in split_at_years(sentence) {
        let whole = match open.take() {
            Some(before) => {
                sentence.cut(before.start() - sentence.start(), part.end() - sentence.start())
            }
            None => part,
        };
        let trimmed = whole.trim();
        if is_dated_predicate(trimmed)
            && let Some(subject) = joined.pop()
        {
            joined.push(
                sentence.cut(subject.start() - sentence.start(), trimmed.end() - sentence.start()),
            );
            continue;
        }
        let ends_group = sentence.at(part.end() - sentence.start()) != Some(',');
        if !ends_group && prepares(trimmed) {
            open = Some(whole);
        } else if !trimmed.is_empty() {
            joined.push(trimmed);
        }
    }
    joined.extend(open.map(Piece::trim));
    joined.into_iter().flat_map(bounded).collect()
}

/// The clauses of a sentence between its commas; figures of several years (2025年15户、2026年18户)
/// are clauses of their own.
fn split_at_years(sentence: Piece<'_>) -> Vec<Piece<'_>> {
    let clauses = sentence.split_outside(|c| matches!(c, ',' | ';' | '\n'));
    let mut found = Vec::new();
    for clause in clauses {
        let mut from = 0;
        for at in 1..clause.len() {
            let marks = clause.at(at) == Some('、')
                && !clause.at(at - 1).is_some_and(|c| "年底末前月日".contains(c))
                && clause.at(at + 5) == Some('年')
                && clause.cut(at + 1, at + 5).chars().iter().all(char::is_ascii_digit);
            if marks {
                found.push(clause.cut(from, at));
                from = at + 1;
            }
        }
        found.push(clause.from(from));
    }
    found
}

/// Whether the clause says of the one before it by when: 于2025年12月31日前报送.
fn is_dated_predicate(clause: Piece<'_>) -> bool {
    clause.first() == Some('于') && clause.at(1).is_some_and(|c| c.is_ascii_digit() || c == '每')
}

/// Parts what is longer than any clause, so that work on a clause stays bounded.
fn bounded(clause: Piece<'_>) -> impl Iterator<Item = Piece<'_>> {
    (0..clause.len()).step_by(LONGEST).map(move |from| clause.cut(from, from + LONGEST))
}

/// Whether the clause has no verb of its own: 在具备条件的县(区), 围绕…等方面.
fn prepares(clause: Piece<'_>) -> bool {
    let short = clause.weight() <= 30;
    short
        && clause.starts_with_any(OPENERS).is_some()
        && !clause.contains_any(super::words::ACTS)
        && !clause.chars().iter().any(char::is_ascii_digit)
}

fn period_of(text: Piece<'_>) -> Option<Period> {
    let yearly_mean = text.find("年均").is_some_and(|at| {
        let rest = text.from(at + 2);
        rest.starts_with_any(super::words::ACTS).is_some() || rest.starts_with("增")
    });
    if yearly_mean {
        return Some(Period::Yearly);
    }
    let words: [(&[&str], Period); 5] = [
        (&["每年", "逐年", "每一年", "年度新增"], Period::Yearly),
        (&["每半年"], Period::HalfYearly),
        (&["每季度", "按季度", "每季"], Period::Quarterly),
        (&["每月", "按月"], Period::Monthly),
        (&["每周"], Period::Weekly),
    ];
    words.into_iter().find(|(words, _)| text.contains_any(words)).map(|(_, period)| period)
}
