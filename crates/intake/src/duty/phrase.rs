//! Finding phrases of responsibility in a line.

use super::{
    group::{self, Group},
    list, words,
};
use crate::{glyph, piece::Piece};

/// Longest sentence that is looked at for duties without brackets or label.
const LONGEST_SENTENCE: usize = 200;
/// Longest title before a clause that leads in, with its stop.
const LONGEST_TITLE: usize = 40;
/// Least text behind a clause that leads in.
const LEAST_TEXT: usize = 6;
/// Verbs before the comma that ends a clause which leads in.
const LEADING_IN: &[&str] = &["牵头", "负责", "配合", "参与", "协助", "实施", "落实"];
/// Depth of brackets that are looked into.
const DEEPEST_BRACKET: usize = 3;
/// Longest bracket that is looked at.
const LONGEST_BRACKET: usize = 1500;

/// A phrase of responsibility.
#[derive(Clone, Debug)]
pub(crate) struct Phrase<'a> {
    /// The phrase with its brackets.
    pub(crate) whole: Piece<'a>,
    /// What it says.
    pub(crate) group: Group<'a>,
    /// Which text it charges.
    pub(crate) side: Side,
}

/// Which text a phrase charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// What stands before it.
    Before,
    /// What follows in its line, and the title it stands under.
    Behind,
}

impl<'a> Phrase<'a> {
    /// Takes in a phrase that goes on with this one, if it does.
    pub(crate) fn try_join(&mut self, next: &Phrase<'a>, whole: Piece<'a>) -> bool {
        let joins = self.group.complements(&next.group);
        if joins {
            self.group.join(next.group.clone());
            self.whole = whole;
        }
        joins
    }
}

/// The phrases of a line, from left to right; neighbours that complement each other are joined.
pub(crate) fn phrases(line: Piece<'_>) -> Vec<Phrase<'_>> {
    let mut found = in_brackets(line);
    if found.is_empty() {
        found.extend(labelled(line));
    }
    if found.is_empty() {
        found.extend(open_sentences(line));
    }
    if found.is_empty() {
        found.extend(last_sentence(line));
    }
    if found.is_empty() {
        found.extend(leading_in(line));
    }
    let mut joined: Vec<Phrase<'_>> = Vec::new();
    for phrase in found {
        if let Some(before) = joined.last_mut() {
            let gap =
                line.cut(before.whole.end() - line.start(), phrase.whole.start() - line.start());
            let whole =
                line.cut(before.whole.start() - line.start(), phrase.whole.end() - line.start());
            if gap.trim_matches(|c| matches!(c, ' ' | ';' | ',' | '。')).is_empty()
                && before.try_join(&phrase, whole)
            {
                continue;
            }
        }
        joined.push(phrase);
    }
    joined
}

fn in_brackets(line: Piece<'_>) -> Vec<Phrase<'_>> {
    let mut found: Vec<Phrase<'_>> = Vec::new();
    let mut at = 0;
    for bracket in
        brackets(line).into_iter().filter(|bracket| bracket.close - bracket.open <= LONGEST_BRACKET)
    {
        if bracket.open < at || bracket.depth > DEEPEST_BRACKET {
            continue;
        }
        let content = line.cut(bracket.open + 1, bracket.close);
        let before = bracket.open.checked_sub(1).and_then(|index| line.at(index));
        let ends_text = matches!(before, None | Some('。' | ';'))
            && line
                .cut(bracket.close + 1, bracket.close + 4)
                .trim_matches(|c| matches!(c, '。' | ';' | ' '))
                .is_empty();
        let group = read_content(content)
            .or_else(|| ends_text.then(|| Group::bare_list(content)).flatten());
        let Some(group) = group else { continue };
        let to = (bracket.close + 1).min(line.len());
        at = if line.at(to) == Some('。') { to + 1 } else { to };
        found.push(Phrase { whole: line.cut(bracket.open, at), group, side: Side::Before });
    }
    found
}

/// A pair of brackets; an opening one that nothing closes reaches to the end of the line.
#[derive(Clone, Copy, Debug)]
struct Bracket {
    open: usize,
    close: usize,
    depth: usize,
}

/// The brackets of a line in the order in which they open.
fn brackets(line: Piece<'_>) -> Vec<Bracket> {
    let mut found: Vec<Bracket> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (index, &c) in line.chars().iter().enumerate() {
        if glyph::opens(c) {
            open.push(found.len());
            found.push(Bracket { open: index, close: line.len(), depth: open.len() });
        } else if glyph::closes(c)
            && let Some(bracket) = open.pop().and_then(|place| found.get_mut(place))
        {
            bracket.close = index;
        }
    }
    found
}

fn read_content(content: Piece<'_>) -> Option<Group<'_>> {
    let content = without_blanket(content);
    if content.is_empty() || content.contains_any(&["以下", "上述"]) {
        return None;
    }
    if words::labelled_at(content.trim(), 0).is_some() {
        return Group::labelled(content);
    }
    if let Some((_, length)) = words::label_at(content, 0) {
        return Group::labelled(content).or_else(|| without_colon(content, length));
    }
    Group::sentence(content)
}

/// The content without a blanket clause that ends it: `A牵头,B参与。以下均需…落实,不再列出`.
fn without_blanket(content: Piece<'_>) -> Piece<'_> {
    let Some(at) = content.find("不再") else {
        return content;
    };
    content.to(content.to(at).rfind_any(&["。", ";"]).map_or(0, |(stop, _)| stop))
}

/// A label that lost its colon: `(责任单位市教育局)`.
fn without_colon(content: Piece<'_>, length: usize) -> Option<Group<'_>> {
    let rest = content.from(length);
    let mut group = Group::default();
    group.add_listed(rest);
    (list::is_unit(rest.split_outside(|c| c == '、').first().copied()?) && !group.is_empty())
        .then_some(group)
}

/// Labels in the open: `责任单位:…` at the start of a line or sentence, up to the end of the last.
fn labelled(line: Piece<'_>) -> Option<Phrase<'_>> {
    let labels = group::labels(line);
    let at = labels.iter().map(|label| label.0).find(|&at| begins_sentence(line, at))?;
    let tail = line.from(at);
    let mut end = 0;
    for sentence in tail.split_outside(|c| c == '。') {
        let from = sentence.start() - tail.start();
        if from > 0 && words::labelled_at(sentence.trim(), 0).is_none() {
            break;
        }
        end = from + sentence.len();
    }
    let end = if tail.at(end) == Some('。') { end + 1 } else { end };
    let whole = tail.to(end);
    let group = Group::labelled(whole)?;
    Some(Phrase { whole, group, side: Side::Before })
}

fn begins_sentence(line: Piece<'_>, at: usize) -> bool {
    at == 0
        || line.at(at - 1).is_some_and(|c| matches!(c, '。' | ';' | ' ' | ')' | '!' | '*' | '-'))
}

/// Clauses in the open such as `…,由市教育局会同市财政局负责。`, each at the end of its sentence.
fn open_sentences(line: Piece<'_>) -> Vec<Phrase<'_>> {
    let mut found = Vec::new();
    if !line.contains("由") {
        return found;
    }
    for sentence in line.split_outside(|c| matches!(c, '。' | ';')) {
        let tail = sentence.from(sentence.len().saturating_sub(LONGEST_SENTENCE));
        let opens = |&at: &usize| {
            tail.at(at) == Some('由')
                && (at == 0 && tail.start() == sentence.start()
                    || at > 0 && tail.at(at - 1).is_some_and(|c| matches!(c, ',' | ' ')))
        };
        let Some((at, group)) = (0..tail.len())
            .filter(opens)
            .find_map(|at| Some((at, Group::sentence(tail.from(at).trim())?)))
        else {
            continue;
        };
        let from = tail.start() + at - line.start();
        let to = sentence.end() - line.start();
        let to = if matches!(line.at(to), Some('。' | ';')) { to + 1 } else { to };
        found.push(Phrase { whole: line.cut(from, to), group, side: Side::Before });
    }
    found
}

/// A last sentence such as `由A牵头,B、C按职责分工负责。`
fn last_sentence(line: Piece<'_>) -> Option<Phrase<'_>> {
    let tail = line.from(line.len().saturating_sub(LONGEST_SENTENCE + 2));
    let bare = tail.trim_matches(|c| matches!(c, '。' | ' '));
    let from =
        bare.chars().iter().rposition(|&c| matches!(c, '。' | ';')).map_or(0, |stop| stop + 1);
    let sentence = bare.from(from);
    let announced =
        sentence.starts_with("由") || sentence.contains("牵头") || sentence.contains("职责分工");
    if !announced
        || sentence.weight() > LONGEST_SENTENCE
        || sentence.start() == line.start() && from > 0
    {
        return None;
    }
    let group = Group::sentence(sentence)?;
    let end = tail.end();
    let whole = line.cut(sentence.start() - line.start(), end - line.start());
    Some(Phrase { whole, group, side: Side::Before })
}

/// A clause that leads in the text behind it: `由A牵头,B、C按职责分工负责,推进…`, at the start of a
/// line or behind its title; 由 may be missing where the clause says who leads.
fn leading_in(line: Piece<'_>) -> Option<Phrase<'_>> {
    let title = line.to(LONGEST_TITLE).position(|c| c == '。').map_or(0, |stop| stop + 1);
    let starts = if title > 0 { vec![0, title] } else { vec![0] };
    starts.into_iter().find_map(|from| {
        let clause = line.cut(from, from + LONGEST_SENTENCE);
        let clause = clause.to(clause.position(|c| c == '。').unwrap_or(clause.len()));
        let announced = clause.starts_with("由") || clause.contains("牵头");
        let commas = (0..clause.len()).rev().filter(|&at| clause.at(at) == Some(','));
        let (end, group) = commas
            .filter(|_| announced)
            .filter(|&at| clause.to(at).ends_with_any(LEADING_IN).is_some())
            .find_map(|at| Some((at + 1, Group::sentence(clause.to(at))?)))?;
        let stated = clause.starts_with("由") || group.states_lead();
        (stated && line.from(from + end).weight() >= LEAST_TEXT).then(|| Phrase {
            whole: clause.to(end),
            group,
            side: Side::Behind,
        })
    })
}
