//! Guards and events of a sheet.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::command::Command;
use super::event::{Drafted, Event};
use super::rejection::Rejection;
use super::state::{Entry, Line, Report, Sheet, SheetKey};
use super::table::Action;
use crate::assignment::record::Record;
use crate::assignment::row::{Claims, Row, Stage};
use crate::facts::Facts;
use crate::obligation::Kind;
use crate::time::Period;
use crate::time::deadline::report_due_on;
use crate::value::id::AssignmentId;

/// Decides a command on a sheet.
///
/// # Errors
/// A [`Rejection`] when the command is not lawful.
pub fn decide(
    key: &SheetKey,
    sheet: &Sheet,
    command: &Command,
    facts: &Facts,
) -> Result<Vec<Event>, Rejection> {
    guard(key, sheet, command.action(), facts)?;
    let by = facts.actor.person();
    match command {
        Command::OpenRows { assignments } => Ok(open_rows(key, sheet, assignments, facts)),
        Command::Draft { rows } => {
            let assignments: Vec<AssignmentId> = rows.iter().map(|(id, _)| *id).collect();
            each_once(&assignments)?;
            for (assignment, entry) in rows {
                let record = writable(key, sheet, *assignment, facts)?;
                check_claims(record, &entry.claims(), facts.today())?;
            }
            let rows = rows
                .iter()
                .map(|(id, entry)| Drafted { assignment: *id, entry: entry.clone() })
                .collect();
            Ok(vec![Event::RowsDrafted { rows, by }])
        }
        Command::CopyLast { assignments } => {
            let rows = copied(key, sheet, assignments, facts)?;
            Ok(vec![Event::RowsDrafted { rows, by }])
        }
        Command::Submit { assignments } => {
            let rows = submission(key, sheet, assignments, facts)?;
            Ok(vec![Event::RowsSubmitted { rows, digest: facts.digest, by, on: facts.today() }])
        }
        Command::Withdraw { assignments } => {
            each_once(assignments)?;
            for assignment in assignments {
                withdrawable(key, sheet, *assignment, facts)?;
            }
            Ok(vec![Event::RowsWithdrawn { assignments: assignments.clone(), by }])
        }
    }
}

impl Command {
    /// The row of the table that the command belongs to.
    pub fn action(&self) -> Action {
        match self {
            Self::OpenRows { .. } => Action::OpenRows,
            Self::Draft { .. } => Action::Draft,
            Self::CopyLast { .. } => Action::CopyLast,
            Self::Submit { .. } => Action::Submit,
            Self::Withdraw { .. } => Action::Withdraw,
        }
    }
}

/// What stands against an action whatever is typed: the part that `availableActions` shows.
///
/// # Errors
/// The [`Rejection`] that the action would meet.
pub fn guard(
    key: &SheetKey,
    sheet: &Sheet,
    action: Action,
    facts: &Facts,
) -> Result<(), Rejection> {
    let state = sheet.name();
    if !action.starts_from(state) {
        return Err(Rejection::WrongState { action: action.as_str(), state });
    }
    match action {
        Action::OpenRows => Ok(()),
        Action::Withdraw => {
            let of_line = |id| withdrawable(key, sheet, id, facts);
            let lines: Vec<Result<(), Rejection>> =
                sheet.assignments().into_iter().map(of_line).collect();
            if lines.iter().any(Result::is_ok) { Ok(()) } else { lines.into_iter().collect() }
        }
        Action::Draft | Action::CopyLast | Action::Submit => {
            if open_lines(key, sheet, facts).is_empty() {
                return Err(Rejection::NothingOpen);
            }
            if action == Action::CopyLast && facts.last_sheet.is_none() {
                return Err(Rejection::NoLastSheet);
            }
            Ok(())
        }
    }
}

/// The rows that a submission of `assignments` signs, in their canonical order: what the engine
/// takes the digest of.
///
/// # Errors
/// The [`Rejection`] that the submission would meet.
pub fn submission(
    key: &SheetKey,
    sheet: &Sheet,
    assignments: &[AssignmentId],
    facts: &Facts,
) -> Result<Vec<Drafted>, Rejection> {
    each_once(assignments)?;
    let mut chosen = chosen(key, sheet, assignments, facts);
    chosen.sort_unstable();
    if chosen.is_empty() {
        return Err(Rejection::NothingOpen);
    }
    chosen.into_iter().map(|id| signed_row(key, sheet, id, facts)).collect()
}

fn signed_row(
    key: &SheetKey,
    sheet: &Sheet,
    assignment: AssignmentId,
    facts: &Facts,
) -> Result<Drafted, Rejection> {
    let record = writable(key, sheet, assignment, facts)?;
    let line = sheet.line(assignment);
    let drafter = line.and_then(|line| line.drafted_by);
    if drafter.is_some() && drafter == facts.actor.person() {
        return Err(Rejection::DrafterIsSigner { assignment });
    }
    let entry = line.and_then(|line: &Line| line.entry.clone()).unwrap_or(Entry::NoChange);
    if entry == Entry::NoChange && record.has_something_due(key.period) {
        return Err(Rejection::RowRequired { assignment, due: due_list(record, key.period) });
    }
    // Claims that were true when written may have been overtaken since.
    check_claims(record, &entry.claims(), facts.today())?;
    Ok(Drafted { assignment, entry })
}

fn due_list(record: &Record, period: Period) -> String {
    let mut due: Vec<String> = record
        .obligations
        .iter()
        .filter(|known| matches!(known.kind, Kind::Milestone | Kind::Target | Kind::Completion))
        .filter(|known| known.end.is_none() && !known.carried_over)
        .filter_map(|known| known.due_on.filter(|on| *on <= period.last_day()))
        .map(|on| on.to_string())
        .collect();
    due.sort_unstable();
    due.dedup();
    due.truncate(5);
    due.join("、")
}

fn open_rows(
    key: &SheetKey,
    sheet: &Sheet,
    assignments: &[AssignmentId],
    facts: &Facts,
) -> Vec<Event> {
    let known: BTreeSet<AssignmentId> = sheet.assignments().into_iter().collect();
    let new: Vec<AssignmentId> =
        assignments.iter().filter(|id| !known.contains(id)).copied().collect();
    if new.is_empty() {
        return Vec::new();
    }
    let rule = facts.office.rules_on(key.period.first_day()).report.report_day();
    let due_on = report_due_on(facts.office.calendar(), key.period, rule);
    vec![Event::RowsOpened { assignments: new, due_on }]
}

fn copied(
    key: &SheetKey,
    sheet: &Sheet,
    assignments: &[AssignmentId],
    facts: &Facts,
) -> Result<Vec<Drafted>, Rejection> {
    each_once(assignments)?;
    let last = facts.last_sheet.as_deref().ok_or(Rejection::NoLastSheet)?;
    let mut rows = Vec::new();
    for assignment in chosen(key, sheet, assignments, facts) {
        writable(key, sheet, assignment, facts)?;
        let words = last.line(assignment).and_then(|line| line.entry.as_ref()).map(without_claims);
        rows.extend(words.map(|entry| Drafted { assignment, entry }));
    }
    if rows.is_empty() {
        return Err(Rejection::NoLastSheet);
    }
    Ok(rows)
}

fn without_claims(entry: &Entry) -> Entry {
    match entry {
        Entry::NoChange => Entry::NoChange,
        Entry::Report(report) => {
            Entry::Report(Box::new(Report { claims: Claims::default(), ..(**report).clone() }))
        }
    }
}

/// The rows asked for, or every open one where none are named.
fn chosen(
    key: &SheetKey,
    sheet: &Sheet,
    assignments: &[AssignmentId],
    facts: &Facts,
) -> Vec<AssignmentId> {
    if assignments.is_empty() { open_lines(key, sheet, facts) } else { assignments.to_vec() }
}

fn open_lines(key: &SheetKey, sheet: &Sheet, facts: &Facts) -> Vec<AssignmentId> {
    sheet
        .assignments()
        .into_iter()
        .filter(|id| row(key, *id, facts).is_some_and(|(_, row)| row.stage.is_open()))
        .collect()
}

/// The row as its assignment knows it; none once the assignment is over.
fn row<'a>(
    key: &SheetKey,
    assignment: AssignmentId,
    facts: &'a Facts,
) -> Option<(&'a Record, &'a Row)> {
    let known = facts.assignments.get(&assignment)?;
    let record = known.record().filter(|_| known.reports())?;
    Some((record, record.rows.get(&key.period)?))
}

fn writable<'a>(
    key: &SheetKey,
    sheet: &Sheet,
    assignment: AssignmentId,
    facts: &'a Facts,
) -> Result<&'a Record, Rejection> {
    let unknown = Rejection::RowUnknown { assignment };
    sheet.line(assignment).ok_or(unknown.clone())?;
    let (record, row) = row(key, assignment, facts).ok_or(unknown)?;
    if row.stage.is_open() {
        Ok(record)
    } else {
        Err(Rejection::RowNotOpen { assignment, stage: row.stage.as_str() })
    }
}

fn withdrawable(
    key: &SheetKey,
    sheet: &Sheet,
    assignment: AssignmentId,
    facts: &Facts,
) -> Result<(), Rejection> {
    let unknown = Rejection::RowUnknown { assignment };
    sheet.line(assignment).ok_or(unknown.clone())?;
    let (_, row) = row(key, assignment, facts).ok_or(unknown)?;
    match row.stage {
        Stage::Submitted { .. } => Ok(()),
        Stage::Due | Stage::Checked { .. } | Stage::Accepted | Stage::Returned => {
            Err(Rejection::ReviewStarted { assignment, stage: row.stage.as_str() })
        }
    }
}

fn check_claims(record: &Record, claims: &Claims, today: NaiveDate) -> Result<(), Rejection> {
    for done in &claims.milestones {
        if !record.open_milestones().any(|open| open.id == done.milestone) {
            return Err(Rejection::MilestoneUnknown { milestone: done.milestone });
        }
    }
    for figure in &claims.figures {
        if record.charge.targets.iter().all(|owed| owed.target != figure.target) {
            return Err(Rejection::TargetUnknown { target: figure.target });
        }
    }
    let milestone_dates = claims.milestones.iter().map(|done| done.on);
    let dates = milestone_dates.chain(claims.figures.iter().map(|figure| figure.on));
    match dates.max() {
        Some(on) if on > today => Err(Rejection::DateInFuture { on, today }),
        Some(_) | None => Ok(()),
    }
}

fn each_once(assignments: &[AssignmentId]) -> Result<(), Rejection> {
    let mut seen = BTreeSet::new();
    match assignments.iter().find(|id| !seen.insert(**id)) {
        Some(assignment) => Err(Rejection::RowTwice { assignment: *assignment }),
        None => Ok(()),
    }
}
