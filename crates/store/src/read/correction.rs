//! 更正. What was learnt about a day afterwards, with who recorded it and why.
//!
//! It is shown beside what was known on the day, never instead: to those who see the assignment on
//! the day until which records are believed.

use chrono::{DateTime, NaiveDate, Utc};
use duban_domain::value::id::{AssignmentId, PlanId};

use super::cell::{self, Cells, FromCells};
use super::state::Corrected;
use super::{AsOf, Visibility};
use crate::error::StoreError;
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::statement::Sql;
use crate::transaction::Tx;

/// 更正. One thing that was learnt about a day when it was over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionRow {
    /// The assignment it speaks of.
    pub assignment: AssignmentId,
    /// What was learnt.
    pub what: Corrected,
    /// Which one: an id or a month, unique within its assignment and kind.
    pub subject: String,
    /// What was known before; none where nothing was.
    pub was: Option<String>,
    /// What is known since.
    pub became: String,
    /// The first day about which it says something else.
    pub fact_on: NaiveDate,
    /// The day on which it was recorded.
    pub known_on: NaiveDate,
    /// Why, where the record says so.
    pub reason: Option<String>,
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

const COLUMNS: &str = "c.assignment_id, c.what, c.subject, c.was, c.became, c.fact_on, c.known_on, \
    c.reason, j.recorded_at, j.actor, j.post, c.stream, c.stream_version, c.ordinal";

const FROM: &str = "FROM correction c JOIN assignment a ON a.assignment_id = c.assignment_id \
    JOIN journal j ON j.stream = c.stream AND j.stream_version = c.stream_version";

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
    let mut sql =
        Sql::with(format!("SELECT {COLUMNS} {FROM} WHERE c.plan_id = ?"), [plan.0.into()]);
    restrict(&mut sql, visibility, as_of);
    cell::page(&known(tx, as_of), sql, &SORT, page).await
}

/// How many [`list`] has.
pub async fn count(
    tx: &Tx,
    visibility: Visibility,
    plan: PlanId,
    as_of: AsOf,
) -> Result<u64, StoreError> {
    let mut sql = Sql::with(format!("SELECT count(*) {FROM} WHERE c.plan_id = ?"), [plan.0.into()]);
    restrict(&mut sql, visibility, as_of);
    cell::count(&known(tx, as_of), &sql).await
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
    let mut sql = Sql::new(format!(
        "SELECT * FROM (SELECT {COLUMNS}, row_number() OVER (PARTITION BY c.assignment_id
         ORDER BY c.known_on, c.stream_version, c.ordinal) AS place {FROM}
         WHERE c.assignment_id IN "
    ));
    sql.push_list(assignments.iter().map(|id| id.0.into()));
    restrict(&mut sql, visibility, as_of);
    let ending = ") placed WHERE placed.place <= ? ORDER BY placed.assignment_id, placed.place";
    sql.push_with(ending, [i64::from(limit).into()]);
    cell::rows(&known(tx, as_of), &sql).await
}

/// What was known at the end of the day until which records are believed.
fn known(tx: &Tx, as_of: AsOf) -> Tx {
    tx.at(Some(AsOf::day(as_of.known_on)))
}

fn restrict(sql: &mut Sql, visibility: Visibility, as_of: AsOf) {
    sql.push_with(
        " AND c.fact_on <= ? AND c.known_on > ? AND c.known_on <= ?",
        [as_of.on.into(), as_of.on.into(), as_of.known_on.into()],
    );
    visibility.assignment(sql, "a");
}

impl FromCells for CorrectionRow {
    const TABLE: &'static str = "correction";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            assignment: cells.id()?,
            what: cells.code()?,
            subject: cells.get()?,
            was: cells.get()?,
            became: cells.get()?,
            fact_on: cells.get()?,
            known_on: cells.get()?,
            reason: cells.get()?,
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
