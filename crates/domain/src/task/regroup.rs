//! 拆分与合并. One task of a draft becomes several, or several become one, and every word, target and
//! unit keeps the place in the document that it was read at.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::command::Part;
use super::decide::TARGETS_MAX;
use super::event::Event;
use super::rejection::Rejection;
use super::state::{Clause, Content, Duties, Implementers, Task};
use super::table::Action;
use super::target::Target;
use crate::facts::Facts;
use crate::plan::state::Span;
use crate::value::id::{TaskId, UnitId};
use crate::value::text::Body;

/// 分出任务. A task that was taken out of another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// Its identity.
    pub task: TaskId,
    /// What it asks for.
    pub clause: Clause,
    /// Who answers for it: the same as for the whole.
    pub duties: Duties,
    /// The targets that went with it.
    pub targets: Vec<Target>,
}

/// What stands against splitting or merging, whichever words or tasks are named.
pub(super) fn may_regroup(task: &Task, action: Action, facts: &Facts) -> Result<(), Rejection> {
    let text = task.content().map_or("", |content| content.clause.body.as_str());
    if action == Action::Split && text.chars().nth(1).is_none() {
        return Err(Rejection::NothingLeft);
    }
    if action == Action::Merge && facts.drafts < 2 {
        return Err(Rejection::NothingToMerge);
    }
    Ok(())
}

/// Takes parts out of a task; each gets the next number of the plan.
pub(super) fn split(
    content: &Content,
    parts: &[Part],
    facts: &Facts,
) -> Result<Vec<Event>, Rejection> {
    let body: Vec<char> = content.clause.body.as_str().chars().collect();
    let places = places(&content.clause, body.len());
    let mut owner: Vec<Option<usize>> = vec![None; body.len()];
    let mut taken = BTreeSet::new();
    for (no, part) in parts.iter().enumerate() {
        for range in &part.ranges {
            take(&mut owner, *range, no)?;
        }
        for target in &part.targets {
            let known = content.targets.iter().any(|own| own.id == *target);
            if !known || !taken.insert(*target) {
                return Err(Rejection::TargetUnknown { target: *target });
            }
        }
    }
    let mut branches = Vec::with_capacity(parts.len());
    for ((no, part), number) in parts.iter().enumerate().zip(facts.last_no.saturating_add(1)..) {
        let (text, spans) = run(&body, &places, |at| owner.get(at) == Some(&Some(no)));
        let spans = or_whole(spans, &content.clause);
        let text = text.ok_or(Rejection::PartEmpty { no: no.saturating_add(1) })?;
        let mut clause = with_text(&content.clause, text, spans);
        clause.no = number;
        clause.title = part.title.clone();
        clause.due_inferred = !content.due_confirmed;
        let duties = Duties { lead_inferred: !content.lead_confirmed, ..content.duties.clone() };
        let own = |target: &&Target| part.targets.contains(&target.id);
        let targets = content.targets.iter().filter(own).cloned().collect();
        branches.push(Branch { task: part.task, clause, duties, targets });
    }
    let (text, spans) = run(&body, &places, |at| owner.get(at) == Some(&None));
    let spans = or_whole(spans, &content.clause);
    let text = text.ok_or(Rejection::NothingLeft)?;
    let clause = Box::new(with_text(&content.clause, text, spans));
    Ok(vec![Event::TaskSplit { clause, branches }])
}

fn take(owner: &mut [Option<usize>], range: Span, part: usize) -> Result<(), Rejection> {
    let length = owner.len();
    let unfit = || Rejection::RangeUnfit { start: range.start, end: range.end, length };
    let place = |at: u32| usize::try_from(at).map_err(|_| unfit());
    let (start, end) = (place(range.start)?, place(range.end)?);
    let taken = owner.get_mut(start..end).ok_or_else(unfit)?;
    if taken.is_empty() || taken.iter().any(Option::is_some) {
        return Err(unfit());
    }
    taken.fill(Some(part));
    Ok(())
}

/// Where each character of the words stands in the document, as long as the words are those of the
/// document and nothing else: they are not where the reading put something right in them.
fn places(clause: &Clause, length: usize) -> Vec<u32> {
    let spans = clause.span.iter().chain(&clause.spans);
    let places: Vec<u32> = spans.flat_map(|span| span.start..span.end).take(length + 1).collect();
    if places.len() == length { places } else { Vec::new() }
}

/// The places of a part; those of the whole where it is not known which words of it stand where.
fn or_whole(spans: Vec<Span>, whole: &Clause) -> Vec<Span> {
    if spans.is_empty() { whole.span.iter().chain(&whole.spans).copied().collect() } else { spans }
}

/// The words that are wanted, without blanks at their ends, and where they stand.
fn run(body: &[char], places: &[u32], wanted: impl Fn(usize) -> bool) -> (Option<Body>, Vec<Span>) {
    let mut all: Vec<usize> = (0..body.len()).filter(|at| wanted(*at)).collect();
    let blank = |at: &usize| body.get(*at).is_some_and(|c| c.is_whitespace());
    while all.last().is_some_and(blank) {
        all.pop();
    }
    let from = all.iter().position(|at| !blank(at)).unwrap_or(all.len());
    let all = all.get(from..).unwrap_or_default();
    let text: String = all.iter().filter_map(|at| body.get(*at)).collect();
    let mut spans: Vec<Span> = Vec::new();
    for place in all.iter().filter_map(|at| places.get(*at)) {
        match spans.last_mut() {
            Some(span) if span.end == *place => span.end = place.saturating_add(1),
            Some(_) | None => {
                spans.push(Span { start: *place, end: place.saturating_add(1) });
            }
        }
    }
    (Body::parse(&text).ok(), spans)
}

fn with_text(clause: &Clause, body: Body, spans: Vec<Span>) -> Clause {
    let mut spans = spans.into_iter();
    Clause { body, span: spans.next(), spans: spans.collect(), ..clause.clone() }
}

/// Takes other tasks of the same draft into one: it keeps its number, title and lead, and is due
/// when the last of them is.
pub(super) fn merge(
    own: &Content,
    others: &[TaskId],
    facts: &Facts,
) -> Result<Vec<Event>, Rejection> {
    let mut merged = own.clone();
    let mut seen = BTreeSet::new();
    for id in others {
        let other = match facts.tasks.get(id).map(AsRef::as_ref) {
            Some(Task::Draft(other)) if other.clause.plan == own.clause.plan => other,
            Some(_) | None => return Err(Rejection::NotMergeable { task: *id }),
        };
        if other.clause.no == own.clause.no || !seen.insert(*id) {
            return Err(Rejection::NotMergeable { task: *id });
        }
        absorb(&mut merged, other)?;
    }
    if merged.targets.len() > TARGETS_MAX {
        return Err(Rejection::TooManyTargets { limit: TARGETS_MAX });
    }
    Ok(vec![Event::TasksMerged {
        others: others.to_vec(),
        clause: Box::new(merged.clause),
        duties: merged.duties,
        targets: merged.targets,
        due_confirmed: merged.due_confirmed,
    }])
}

fn absorb(merged: &mut Content, other: &Content) -> Result<(), Rejection> {
    let clause = &mut merged.clause;
    let text = format!("{}{}", clause.body, other.clause.body);
    let length = text.chars().count();
    let too_long = |_| Rejection::MergedTooLong { length, limit: Body::LIMIT };
    clause.body = Body::parse(&text).map_err(too_long)?;
    let mut spans = clause.span.into_iter().chain(clause.spans.drain(..)).collect::<Vec<_>>();
    for span in other.clause.span.iter().chain(&other.clause.spans) {
        if !spans.contains(span) {
            spans.push(*span);
        }
    }
    let mut spans = spans.into_iter();
    (clause.span, clause.spans) = (spans.next(), spans.collect());
    for read in &other.clause.units {
        if !clause.units.contains(read) {
            clause.units.push(read.clone());
        }
    }
    clause.open_ended |= other.clause.open_ended;
    clause.raw_units = match (clause.raw_units.take(), &other.clause.raw_units) {
        (Some(own), Some(more)) if own != *more => Some(format!("{own};{more}")),
        (own, more) => own.or_else(|| more.clone()),
    };
    if other.clause.due_on > clause.due_on {
        clause.due_on = other.clause.due_on;
        clause.due_inferred = other.clause.due_inferred;
        merged.due_confirmed = other.due_confirmed;
    }
    merged.targets.extend(other.targets.iter().cloned());
    join(&mut merged.duties, &other.duties);
    Ok(())
}

/// Whoever led the other task answers equally beside the lead; nobody is named twice.
fn join(own: &mut Duties, other: &Duties) {
    let mut named: BTreeSet<UnitId> = own.lead.into_iter().chain(own.co_leads.clone()).collect();
    for unit in other.lead.iter().chain(&other.co_leads) {
        if named.insert(*unit) {
            own.co_leads.push(*unit);
        }
    }
    own.supports.retain(|unit| !named.contains(unit));
    named.extend(&own.supports);
    own.supports.extend(other.supports.iter().filter(|unit| named.insert(**unit)));
    own.implementers =
        match (std::mem::replace(&mut own.implementers, Implementers::None), &other.implementers) {
            (Implementers::EveryCounty, _) | (_, Implementers::EveryCounty) => {
                Implementers::EveryCounty
            }
            (Implementers::None, other) => other.clone(),
            (own, Implementers::None) => own,
            (Implementers::Units { mut units }, Implementers::Units { units: more }) => {
                let mut known: BTreeSet<UnitId> = units.iter().copied().collect();
                units.extend(more.iter().filter(|unit| known.insert(**unit)));
                Implementers::Units { units }
            }
        };
}

#[cfg(test)]
mod tests;
