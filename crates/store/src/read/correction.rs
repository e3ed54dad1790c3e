//! 更正. What was learnt about a day afterwards, with who recorded it and why.
//!
//! It is shown beside what was known on the day, never instead: to those who see the assignment on
//! the day until which records are believed. What was learnt about a unit belongs to every plan in
//! which it holds or leads an assignment that is seen.

use chrono::{DateTime, NaiveDate, Utc};
use duban_domain::value::id::{AssignmentId, PlanId, UnitId};
use uuid::Uuid;

use super::cell::{self, Cells, FromCells};
use super::state::Corrected;
use super::{AsOf, Visibility};
use crate::error::StoreError;
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::statement::Sql;
use crate::transaction::Tx;

/// 更正对象. What a correction speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// An assignment: its days, rows, milestones and figures.
    Assignment(AssignmentId),
    /// A unit: what is on file about it.
    Unit(UnitId),
}

/// 更正. One thing that was learnt about a day when it was over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionRow {
    /// What it speaks of.
    pub about: About,
    /// What was learnt.
    pub what: Corrected,
    /// Which one: an id, a month or a field, unique within what it speaks of and its kind.
    pub subject: String,
    /// What was known before; none where nothing was.
    pub was: Option<String>,
    /// What is known since; none where nothing counts any more.
    pub became: Option<String>,
    /// The first day about which it says something else.
    pub fact_on: NaiveDate,
    /// The day on which it was recorded.
    pub known_on: NaiveDate,
    /// Why, where the record says so.
    pub reason: Option<String>,
    /// 依据. The document that says so, where one was named.
    pub basis: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub actor: String,
    /// The post for which it was recorded.
    pub post: Option<String>,
    /// The stream of the event.
    pub stream: String,
    /// The place of the event in its stream.
    pub version: i64,
    /// Its place among what the event says.
    pub ordinal: u32,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl CorrectionRow {
    /// Its place in [`list`].
    pub fn key(&self) -> Key {
        vec![
            KeyValue::Date(self.known_on),
            KeyValue::Text(self.stream.clone()),
            KeyValue::Int(self.version),
            KeyValue::Int(self.ordinal.into()),
        ]
    }
}

const COLUMNS: &str = "c.assignment_id, c.unit_id, c.what, c.subject, c.was, c.became, c.fact_on, \
    c.known_on, c.reason, c.basis, j.recorded_at, j.actor, j.post, c.stream, c.stream_version, \
    c.ordinal";

const JOURNAL: &str =
    "JOIN journal j ON j.stream = c.stream AND j.stream_version = c.stream_version";

const SORT: [SortColumn; 4] = [
    SortColumn::ascending("c.known_on"),
    SortColumn::ascending("c.stream"),
    SortColumn::ascending("c.stream_version"),
    SortColumn::ascending("c.ordinal"),
];

/// A page of what was learnt about a day of a plan, in the order in which it was recorded.
pub async fn list(
    tx: &Tx,
    visibility: Visibility,
    plan: PlanId,
    as_of: AsOf,
    page: &Page,
) -> Result<Slice<CorrectionRow>, StoreError> {
    let mut sql = Sql::new(format!("SELECT {COLUMNS}"));
    push_of_plan(&mut sql, visibility, plan, as_of);
    cell::page(&known(tx, as_of), sql, &SORT, page).await
}

/// How many [`list`] has.
pub async fn count(
    tx: &Tx,
    visibility: Visibility,
    plan: PlanId,
    as_of: AsOf,
) -> Result<u64, StoreError> {
    let mut sql = Sql::new("SELECT count(*)");
    push_of_plan(&mut sql, visibility, plan, as_of);
    cell::count(&known(tx, as_of), &sql).await
}

fn push_of_plan(sql: &mut Sql, visibility: Visibility, plan: PlanId, as_of: AsOf) {
    sql.push_with(
        " FROM (SELECT c.* FROM correction c JOIN assignment a
         ON a.assignment_id = c.assignment_id WHERE c.plan_id = ?",
        [plan.0.into()],
    );
    push_days(sql, as_of);
    visibility.assignment(sql, "a");
    sql.push(" UNION ALL SELECT c.* FROM correction c WHERE c.unit_id IS NOT NULL");
    push_days(sql, as_of);
    sql.push_with(
        " AND EXISTS (SELECT 1 FROM assignment a WHERE a.plan_id = ?
         AND (a.unit_id = c.unit_id OR a.lead_id = c.unit_id)",
        [plan.0.into()],
    );
    visibility.assignment(sql, "a");
    sql.push(&format!(")) c {JOURNAL} WHERE 1 = 1"));
}

/// What was learnt about a day of these assignments, at most so much of each: one assignment after
/// the other, in the order in which it was recorded.
pub async fn of_assignments(
    tx: &Tx,
    visibility: Visibility,
    assignments: &[AssignmentId],
    as_of: AsOf,
    limit: u32,
) -> Result<Vec<CorrectionRow>, StoreError> {
    if assignments.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = placed(
        "c.assignment_id",
        "correction c JOIN assignment a ON a.assignment_id = c.assignment_id",
    );
    sql.push_list(assignments.iter().map(|id| id.0.into()));
    push_days(&mut sql, as_of);
    visibility.assignment(&mut sql, "a");
    first_of_each(tx, sql, "assignment_id", as_of, limit).await
}

/// What was learnt about a day of these units, as [`of_assignments`]; the register is open to all.
pub async fn of_units(
    tx: &Tx,
    visibility: Visibility,
    units: &[UnitId],
    as_of: AsOf,
    limit: u32,
) -> Result<Vec<CorrectionRow>, StoreError> {
    visibility.unit();
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = placed("c.unit_id", "correction c");
    sql.push_list(units.iter().map(|id| id.0.into()));
    push_days(&mut sql, as_of);
    first_of_each(tx, sql, "unit_id", as_of, limit).await
}

/// Corrections with their place among those of the same thing, up to the list of things.
fn placed(of: &str, from: &str) -> Sql {
    Sql::new(format!(
        "SELECT * FROM (SELECT {COLUMNS}, row_number() OVER (PARTITION BY {of}
         ORDER BY c.known_on, c.stream_version, c.ordinal) AS place FROM {from} {JOURNAL}
         WHERE {of} IN "
    ))
}

async fn first_of_each(
    tx: &Tx,
    mut sql: Sql,
    of: &str,
    as_of: AsOf,
    limit: u32,
) -> Result<Vec<CorrectionRow>, StoreError> {
    let ending = format!(") placed WHERE placed.place <= ? ORDER BY placed.{of}, placed.place");
    sql.push_with(&ending, [i64::from(limit).into()]);
    cell::rows(&known(tx, as_of), &sql).await
}

/// What was known at the end of the day until which records are believed.
fn known(tx: &Tx, as_of: AsOf) -> Tx {
    tx.at(Some(AsOf::day(as_of.known_on)))
}

/// What says something else of the day, and was not known at its end.
fn push_days(sql: &mut Sql, as_of: AsOf) {
    sql.push_with(
        " AND c.fact_on <= ? AND c.known_on > ? AND c.known_on <= ?",
        [as_of.on.into(), as_of.on.into(), as_of.known_on.into()],
    );
}

/// The table names one of the two.
fn about(assignment: Option<Uuid>, unit: Option<Uuid>) -> Result<About, StoreError> {
    match (assignment, unit) {
        (Some(id), _) => Ok(About::Assignment(AssignmentId(id))),
        (None, Some(id)) => Ok(About::Unit(UnitId(id))),
        (None, None) => Err(StoreError::misuse("a correction that speaks of nothing")),
    }
}

impl FromCells for CorrectionRow {
    const TABLE: &'static str = "correction";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            about: about(cells.get()?, cells.get()?)?,
            what: cells.code()?,
            subject: cells.get()?,
            was: cells.get()?,
            became: cells.get()?,
            fact_on: cells.get()?,
            known_on: cells.get()?,
            reason: cells.get()?,
            basis: cells.get()?,
            recorded_at: cells.get()?,
            actor: cells.get()?,
            post: cells.get()?,
            stream: cells.get()?,
            version: cells.get()?,
            ordinal: cells.number()?,
            as_of: cells.as_of(),
        })
    }
}
