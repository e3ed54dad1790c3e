//! Questions about the text: scopes without a list, repeated and broken-off sentences, commitments
//! nobody answers for.

use std::collections::BTreeSet;

use super::{Ask, about_words};
use crate::{
    body::Body,
    decode::Table,
    draft::{Draft, Finding, FindingCode, Section},
    glyph, header,
    piece::Piece,
    span::Span,
};

/// Words of scope that need a list.
#[rustfmt::skip]
const SCOPES: &[&str] = &[
    "具备条件", "有条件的", "条件成熟", "符合条件", "流域县", "沿线县", "试点县", "重点县",
    "部分县", "重点乡镇", "示范县",
];
/// Headings under which nobody need answer.
#[rustfmt::skip]
const GENERAL: &[&str] = &[
    "目标", "要求", "思想", "原则", "思路", "背景", "形势", "意义", "现状", "定位", "附则", "总则", "适用",
    "情况", "基础",
];
/// Shortest sentence whose repetition is worth asking about.
const SHORTEST_REPEATED: usize = 15;
/// Shortest common beginning of neighbours that looks like a slip of copying.
const SHORTEST_PREFIX: usize = 10;
/// Shortest last line that can be cut off.
const SHORTEST_CUT: usize = 25;

pub(super) fn lint(draft: &Draft, body: &Body) -> Vec<Finding> {
    let mut findings = repeated(body);
    findings.extend(cut_off(body, &draft.decoded.tables).map(|tail| {
        let tail = tail.from(tail.len().saturating_sub(30));
        let ask = Ask::new(
            "文本到此中断:找出完整的原文,此处的任务未必完整。",
            "the text breaks off here: find the whole; what stands here may lack its end.",
        );
        about_words(FindingCode::CutOff, body.quote(tail), body.span_of(tail), ask)
    }));
    findings.extend(unanswered(draft));
    for task in &draft.tasks {
        let text = body.piece(task.span);
        findings.extend(
            scopes(body, text)
                .into_iter()
                .map(|found| Finding { task: Some(task.id.clone()), ..found }),
        );
    }
    findings
}

/// Words of scope in a task, each once.
fn scopes(body: &Body, text: Piece<'_>) -> Vec<Finding> {
    let mut found: Vec<Piece<'_>> = Vec::new();
    for word in SCOPES {
        let Some(at) = text.find(word) else { continue };
        let end = at + word.chars().count();
        let of_places = text.cut(end, end + 5).contains_any(&["县", "区", "乡", "镇", "村"]);
        if of_places || !word.contains("条件") {
            found.push(text.cut(at, end));
        }
    }
    let digit = |index| text.at(index).is_some_and(|c: char| "一二三四五六七八九十两".contains(c));
    let sets = (0..text.len()).filter(|&at| {
        digit(at) && text.at(at + 1) == Some('区') && digit(at + 2) && text.at(at + 3) == Some('县')
    });
    found.extend(sets.take(1).map(|at| text.cut(at, at + 4)));
    let ask = |words: &str| {
        Ask::new(
            format!("“{words}”指哪些地方:列出名单。"),
            format!("which places are meant by “{words}”: give the list."),
        )
    };
    found
        .into_iter()
        .map(|piece| {
            let words = body.quote(piece);
            let ask = ask(&words);
            about_words(FindingCode::ScopeNeedsList, words, body.span_of(piece), ask)
        })
        .collect()
}

/// Sentences that stand twice, and neighbours that begin alike.
fn repeated(body: &Body) -> Vec<Finding> {
    let mut seen: BTreeSet<&[char]> = BTreeSet::new();
    let mut findings = Vec::new();
    for line in body.lines() {
        let mut before: Option<Piece<'_>> = None;
        for sentence in line.split_outside(|c| c == '。') {
            let sentence = sentence.trim();
            if glyph::opens(sentence.first().unwrap_or(' ')) {
                continue;
            }
            let again = sentence.weight() >= SHORTEST_REPEATED && !seen.insert(sentence.chars());
            let alike =
                before.is_some_and(|before| common_prefix(before, sentence) >= SHORTEST_PREFIX);
            if again || alike {
                let ask = Ask::new(
                    "与前文重复:是否为复制之误,缺了什么?",
                    "stands twice: is it a slip of copying, and what is missing?",
                );
                findings.push(about_words(
                    FindingCode::DuplicatedSentence,
                    body.quote(sentence),
                    body.span_of(sentence),
                    ask,
                ));
            }
            before = Some(sentence);
        }
    }
    findings
}

fn common_prefix(left: Piece<'_>, right: Piece<'_>) -> usize {
    left.chars().iter().zip(right.chars()).take_while(|(l, r)| l == r).count()
}

/// A last line that ends in the middle of a sentence; rows of a table and lists of annexes do not
/// end in a full stop either.
pub(crate) fn cut_off<'b>(body: &'b Body, tables: &[Table]) -> Option<Piece<'b>> {
    let last = body.lines().last()?;
    let opened = last.chars().iter().filter(|c| glyph::opens(**c)).count();
    let closed = last.chars().iter().filter(|c| glyph::closes(**c)).count();
    let span = body.span_of(last);
    let in_table = |table: &Table| {
        let mut cells = table.rows.iter().flatten();
        cells.any(|cell| cell.span.start >= span.start && cell.span.start < span.end)
    };
    let named = crate::duty::phrases(last).pop();
    let is_charged =
        named.is_some_and(|phrase| phrase.whole.end() == last.end() && opened == closed);
    let is_title = last.ends_with_any(header::KINDS).is_some() || last.starts_with("附");
    if is_title || is_charged || tables.last().is_some_and(in_table) {
        return None;
    }
    let finished = last
        .last()
        .is_some_and(|c| matches!(c, '。' | ')' | '”' | '!' | ';' | '》' | ']' | '〕' | ':'));
    let speaks = last.weight() >= SHORTEST_CUT && last.contains_any(&[",", "。"]);
    (!finished && speaks || opened > closed).then_some(last)
}

/// Headings with text of their own below which no task stands, and commitments there.
fn unanswered(draft: &Draft) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, section) in draft.sections.iter().enumerate() {
        let until = draft.sections.get(index + 1).map_or(usize::MAX, |next| next.span.start);
        let has_child =
            draft.sections.get(index + 1).is_some_and(|next| next.level > section.level);
        let answered = draft.tasks.iter().any(|task| {
            task.units_span.start >= section.span.start && task.units_span.start < until
        });
        if has_child || answered || is_general(draft, section) {
            continue;
        }
        let goals = draft
            .goals
            .iter()
            .filter(|goal| goal.span.start >= section.span.start && goal.span.start < until);
        let words = goals.map(|goal| goal.text.as_str()).next();
        let span = section.span;
        let span = Span::new(span.start, span.end);
        let ask = match words {
            Some(words) => Ask::new(
                format!("“{words}”等事项没有责任单位:由谁负责?"),
                format!("“{words}” and what stands beside it has no unit: who answers for it?"),
            ),
            None => Ask::new(
                "这一部分没有责任单位:其中是否有需要落实的任务,由谁负责?",
                "this part names no unit: does it hold a task, and who answers for it?",
            ),
        };
        findings.push(about_words(
            FindingCode::NoResponsibleUnit,
            section.title.clone(),
            span,
            ask,
        ));
    }
    findings
}

/// Whether the heading or one above it only states aims and principles.
fn is_general(draft: &Draft, section: &Section) -> bool {
    let above = |other: &&Section| {
        section.number == other.number || section.number.starts_with(&format!("{}/", other.number))
    };
    draft
        .sections
        .iter()
        .filter(above)
        .map(|other| plain(&other.title))
        .any(|title| GENERAL.iter().any(|word| title.contains(word)))
}

/// A title without blanks, in Simplified characters.
fn plain(title: &str) -> String {
    let simplified = title.chars().map(|c| glyph::simplified(glyph::plain(c)));
    simplified.filter(|c| !c.is_whitespace()).collect()
}
