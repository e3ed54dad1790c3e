//! What is promised: every measurable or dated commitment.
//!
//! Text is cut into sentences and clauses; a date governs its clause and what follows it in the
//! sentence, in statements of aims to the end of the paragraph. A clause with a figure that it
//! promises gives a numeric target for each figure; a dated clause without one is qualitative.
//!
//! | form | read as |
//! |---|---|
//! | `达到8.5公里/平方公里以上`, `不低于`, `至少` | `>=` |
//! | `低于8%`, `不超10%`, `控制在5%以内` | `<=` |
//! | `控制在1.1-1.3倍之间`, `3-5个` | a range |
//! | `不低于1:8` | the ratio 0.125 |
//! | `种植、收获机械化率分别达到65%和55%` | two targets |
//! | `供水普及率、燃气普及率达到100%` | two targets |
//! | `分别于2023年、2025年达到20亿元、30亿元` | two targets, each with its own year |
//! | `每年建设40个` | a yearly target |

mod clause;
mod date;
mod figure;
mod indicator;
mod words;

use chrono::NaiveDate;

pub(crate) use clause::Reach;
pub(crate) use date::single_date;

use crate::{
    body::Body,
    draft::{Comparator, Distractor, Target},
    piece::Piece,
    quantity::{self, Quantity},
};
use clause::Clause;
use figure::{Measure, Verdict};

/// Most characters before a date that make the clause no more than an opening.
const LONGEST_OPENING: usize = 4;

/// What is known about the text around.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Date of the document; without it no year is too early.
    pub(crate) issued: Option<NaiveDate>,
    /// How far a date at the head of a paragraph reaches.
    pub(crate) reach: Reach,
    /// Whether figures without a date count.
    pub(crate) undated: Undated,
}

/// What becomes of a figure that no date governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undated {
    Counts,
    Ignored,
}

/// What a paragraph promises.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) targets: Vec<Target>,
    pub(crate) distractors: Vec<Distractor>,
}

/// Reads the commitments of a paragraph.
pub(crate) fn read(body: &Body, paragraph: Piece<'_>, setting: Setting) -> Reading {
    let mut reading = Reading::default();
    for clause in clause::clauses(paragraph, setting.reach, setting.issued) {
        read_clause(body, &clause, setting, &mut reading);
    }
    reading
}

fn read_clause(body: &Body, clause: &Clause<'_>, setting: Setting, reading: &mut Reading) {
    let figures = quantity::quantities(clause.text);
    let verdicts = figure::judge(clause, &figures);
    let mut promised = Vec::new();
    for (figure, verdict) in figures.iter().zip(&verdicts) {
        match verdict {
            Verdict::Target(measure) => {
                promised.push((figure, levelled(*measure, clause.text, figure, setting.reach)))
            }
            // Nobody asks why a figure outside a task is none.
            Verdict::Not(_) if setting.reach == Reach::Paragraph => {}
            Verdict::Not(figure::IN_A_DATE) => {}
            Verdict::Not(why) => {
                reading.distractors.push(distractor(body, clause.text, figure, why))
            }
        }
    }
    if promised.is_empty() {
        reading.targets.extend(qualitative(body, clause));
    } else if clause.deadline.is_some() || setting.undated == Undated::Counts {
        numeric(body, clause, &promised, reading);
    }
}

/// In a statement of aims a level to rise to is a floor, one to fall to a ceiling; in a task
/// 达到 names the figure to deliver.
fn levelled(measure: Measure, text: Piece<'_>, figure: &Quantity, reach: Reach) -> Measure {
    let plain = measure.comparator == Comparator::Equal && measure.ends == figure.to;
    if reach != Reach::Paragraph || !plain {
        return measure;
    }
    let word = text.cut(measure.subject_ends, figure.from);
    let comparator = if word.starts_with_any(words::RISES_TO).is_some() {
        Comparator::AtLeast
    } else if word.starts_with_any(words::FALLS_TO).is_some() {
        Comparator::AtMost
    } else {
        Comparator::Equal
    };
    Measure { comparator, ..measure }
}

fn distractor(body: &Body, text: Piece<'_>, figure: &Quantity, why: &str) -> Distractor {
    let words = text.cut(figure.from, figure.to);
    Distractor { text: body.quote(words), why: why.to_owned(), span: body.span_of(words) }
}

/// A dated clause without a figure.
fn qualitative(body: &Body, clause: &Clause<'_>) -> Option<Target> {
    if clause.deadline.is_none() && !clause.recurs {
        return None;
    }
    let words = clause.text;
    let bare = indicator::trimmed(words);
    // What ends in 到2025年 only says when the next clause is due.
    let opens = clause.dates.last().is_some_and(|date| {
        date.to == words.len() && words.at(date.from) == Some('到') && date.from <= LONGEST_OPENING
    });
    (bare.weight() >= 2 && !opens && !clause.past && !bare.is("其中")).then(|| Target {
        indicator: body.quote(bare),
        comparator: Comparator::Qualitative,
        ..described(body, clause, words)
    })
}

/// The promise that the words be done, without a figure.
pub(crate) fn done(body: &Body, words: Piece<'_>) -> Option<Target> {
    let sentence = *words.split_outside(|c| matches!(c, '。' | '\n')).first()?;
    let bare = indicator::trimmed(sentence);
    (bare.weight() >= 2).then(|| Target {
        indicator: body.quote(bare),
        comparator: Comparator::Qualitative,
        text: body.quote(sentence),
        span: body.span_of(sentence),
        ..Target::default()
    })
}

/// What every target of a clause has.
fn described(body: &Body, clause: &Clause<'_>, words: Piece<'_>) -> Target {
    Target {
        deadline: clause.deadline.map(|date| date.on),
        deadline_text: clause.deadline.map(|date| body.quote(date.words)),
        deadline_carried: clause.deadline.is_some_and(|date| date.carried),
        period: clause.period,
        scope: indicator::scope(body, clause.text),
        aspirational: clause.text.contains_any(&["力争", "争取", "努力"]),
        text: body.quote(words),
        span: body.span_of(words),
        ..Target::default()
    }
}

/// One target for each promised figure, or several where one figure serves several indicators.
fn numeric(
    body: &Body,
    clause: &Clause<'_>,
    promised: &[(&Quantity, Measure)],
    reading: &mut Reading,
) {
    let text = clause.text;
    let respective = respective_subjects(body, text, promised);
    let days = respective_days(clause, promised.len());
    let mut from = 0;
    for (index, (figure, measure)) in promised.iter().enumerate() {
        let to = promised
            .get(index + 1)
            .map_or(text.len(), |next| boundary(text, measure.ends, next.0.from));
        let words = if respective.is_empty() { text.cut(from, to) } else { text };
        let parted = text.at(to).is_some_and(|c| matches!(c, '、' | '和' | '及' | '(' | ' '));
        from = words.end() - text.start() + usize::from(parted);
        let subject = text.cut(words.start() - text.start(), measure.subject_ends);
        let compared = measure.subject_ends < figure.from;
        let names = match respective.get(index) {
            Some(name) => vec![name.clone()],
            None if compared => named(body, subject, text.cut(measure.ends, to)),
            None => vec![indicator::indicator(body, subject, text.cut(measure.ends, to))],
        };
        for name in names {
            let mut target = target_of(body, clause, words, (figure, *measure));
            if let Some(&(on, words)) = days.get(index) {
                (target.deadline, target.deadline_text) = (Some(on), Some(body.quote(words)));
            }
            let indicator = match indicator::is_bare(&name) {
                true => goes_on_with(body, clause, reading, target.unit.as_deref()).unwrap_or(name),
                false => name,
            };
            reading.targets.push(Target { indicator, ..target });
        }
    }
}

/// The indicator that words without a noun go on with: that of the last target, if it can be one in
/// the same unit (新建3处、400个泊位,再新建2处).
fn goes_on_with(
    body: &Body,
    clause: &Clause<'_>,
    reading: &Reading,
    unit: Option<&str>,
) -> Option<String> {
    // A clause without a figure before it names what this one measures: 比例逐年提高,不低于50%.
    let plain = clause.before.filter(|before| !before.chars().iter().any(char::is_ascii_digit));
    if let Some(subject) = plain.map(indicator::trimmed).filter(|before| before.weight() >= 2) {
        return Some(body.quote(subject));
    }
    let before = || reading.targets.iter().rev().filter(|target| target.value.is_some());
    let same = before().find(|target| target.unit.as_deref() == unit);
    same.or_else(|| before().next()).map(|target| target.indicator.clone())
}

fn target_of(
    body: &Body,
    clause: &Clause<'_>,
    words: Piece<'_>,
    (figure, measure): (&Quantity, Measure),
) -> Target {
    let target = described(body, clause, words);
    Target {
        comparator: measure.comparator,
        value: Some(figure.value),
        value_max: figure.upper,
        unit: (!figure.unit.is_empty()).then(|| figure.unit.clone()),
        strict_inequality: measure.edge == words::Edge::Excluded,
        per: indicator::per(target.scope.as_deref()),
        ..target
    }
}

/// Where the words of one figure end and those of the next begin.
fn boundary(text: Piece<'_>, from: usize, next: usize) -> usize {
    let gap = text.cut(from, next);
    let last = gap
        .len()
        .checked_sub(1)
        .filter(|&at| gap.at(at).is_some_and(|c| matches!(c, '、' | '和' | '及')));
    let place = last
        .or_else(|| gap.position(|c| matches!(c, '、' | '(')))
        .or_else(|| gap.position(|c| matches!(c, '和' | ' ')))
        .or_else(|| gap.find_any(words::ACTS).map(|(at, _)| at));
    from + place.unwrap_or(gap.len())
}

/// The indicators of `A、B分别达到x和y`; empty when the counts differ.
fn respective_subjects(
    body: &Body,
    text: Piece<'_>,
    promised: &[(&Quantity, Measure)],
) -> Vec<String> {
    let Some((_, measure)) = promised.first() else {
        return Vec::new();
    };
    let subject = text.to(measure.subject_ends).trim();
    if promised.len() < 2 || !text.to(measure.ends).contains("分别") {
        return Vec::new();
    }
    let names = indicator::enumerated(body, indicator::trimmed(subject));
    if names.len() == promised.len() { names } else { Vec::new() }
}

/// The days of `分别于2023年、2025年达到x、y`, each with its words; empty when the counts differ.
fn respective_days<'a>(clause: &Clause<'a>, count: usize) -> Vec<(NaiveDate, Piece<'a>)> {
    if count < 2 || !clause.text.contains("分别") {
        return Vec::new();
    }
    let day =
        |date: &date::Date| Some((date.meaning.deadline()?, clause.text.cut(date.from, date.to)));
    let days: Vec<(NaiveDate, Piece<'a>)> = clause.dates.iter().filter_map(day).collect();
    if days.len() == count { days } else { Vec::new() }
}

/// The indicators of a comparison; the noun after the figure when it has no subject (完成8个整治).
fn named(body: &Body, subject: Piece<'_>, after: Piece<'_>) -> Vec<String> {
    let names = served(body, subject);
    let nameless = names.iter().all(String::is_empty);
    if nameless && after.weight() >= 2 {
        vec![indicator::indicator(body, subject, after)]
    } else {
        names
    }
}

/// The indicators one figure serves: `供水普及率、燃气普及率达到100%`.
fn served(body: &Body, subject: Piece<'_>) -> Vec<String> {
    let shared = subject.ends_with_any(&["均", "都", "分别", "皆"]).is_some();
    let bare = indicator::trimmed(subject);
    let parts = bare.split_outside(|c| matches!(c, '、' | '和'));
    let measured = parts.iter().all(|part| part.ends_with_any(words::MEASURES).is_some());
    if parts.len() > 1 && (shared || measured) {
        return indicator::enumerated(body, bare);
    }
    vec![indicator::subject(body, subject)]
}

/// The date a table column or a labelled 完成时限 sets.
pub(crate) fn deadline_of(words: Piece<'_>, issued: Option<NaiveDate>) -> Option<NaiveDate> {
    single_date(words).or_else(|| {
        date::dates(words, issued).into_iter().rev().find_map(|date| date.meaning.deadline())
    })
}

#[cfg(test)]
mod tests;
