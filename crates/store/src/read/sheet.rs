//! 月报表. Sheets, their rows with the review of each, and rows that wait for somebody.

use chrono::NaiveDate;
use duban_domain::people::duty::Duty;
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::state::Entry;
use duban_domain::time::Period;
use duban_domain::value::digest::Digest;
use duban_domain::value::id::{AssignmentId, PersonId, PlanId, TaskId, UnitId};
use sea_orm::Value;

use super::cell::{self, Cells, FromCells};
use super::state::RowStage;
use super::{AsOf, Visibility};
use crate::error::StoreError;
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::statement::{Sql, tuple};
use crate::transaction::Tx;

/// 月报表. A sheet as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// Which: plan, unit and month.
    pub key: SheetKey,
    /// Until when it is due.
    pub due_on: NaiveDate,
    /// The version of its stream.
    pub version: i64,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl SheetRow {
    /// Its place in [`list`].
    pub fn place(&self) -> Key {
        let SheetKey { plan, unit, period } = self.key;
        vec![KeyValue::Date(period.first_day()), KeyValue::Id(plan.0), KeyValue::Id(unit.0)]
    }
}

/// 月报行. A row of a sheet: what it says, who signed it, and how far its review is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRow {
    /// The assignment it speaks of.
    pub assignment: AssignmentId,
    /// The sheet.
    pub sheet: SheetKey,
    /// What it says; none until something is written, and where that is not handed in yet and
    /// another unit looks.
    pub entry: Option<Entry>,
    /// Who wrote it.
    pub drafted_by: Option<PersonId>,
    /// Who signed it last.
    pub signed_by: Option<PersonId>,
    /// When it was signed last.
    pub signed_on: Option<NaiveDate>,
    /// Over what it was signed.
    pub digest: Option<Digest>,
    /// How far its review is.
    pub stage: RowStage,
    /// Until when it is due.
    pub due_on: NaiveDate,
    /// How often it was returned.
    pub returns: u32,
    /// Why it was returned.
    pub reason: Option<String>,
    /// How the unit answers.
    pub duty: Duty,
    /// Who leads the task.
    pub lead: UnitId,
    /// The task.
    pub task: TaskId,
    /// The number of the task.
    pub task_no: u32,
    /// The title of the task.
    pub task_title: String,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl LineRow {
    /// Its place in [`waiting_for_check`] and [`waiting_for_acceptance`].
    pub fn key(&self) -> Key {
        vec![
            KeyValue::Date(self.sheet.period.first_day()),
            KeyValue::Int(self.task_no.into()),
            KeyValue::Id(self.assignment.0),
        ]
    }
}

/// Which sheets are wanted; what is not said is not asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SheetFilter {
    /// Of this plan.
    pub plan: Option<PlanId>,
    /// Of this unit.
    pub unit: Option<UnitId>,
    /// Of this month.
    pub period: Option<Period>,
}

const COLUMNS: &str = "s.plan_id, s.unit_id, s.period_on, s.due_on, s.version";

/// The sheets with these keys, in no particular order; unknown and hidden ones are absent.
pub async fn by_keys(
    tx: &Tx,
    visibility: Visibility,
    keys: &[SheetKey],
) -> Result<Vec<SheetRow>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!(
        "SELECT {COLUMNS} FROM sheet s WHERE (s.plan_id, s.unit_id, s.period_on) IN "
    ));
    push_keys(&mut sql, keys);
    visibility.sheet(&mut sql, "s");
    cell::rows(tx, &sql).await
}

/// A page of sheets, the newest month first.
pub async fn list(
    tx: &Tx,
    visibility: Visibility,
    filter: SheetFilter,
    page: &Page,
) -> Result<Slice<SheetRow>, StoreError> {
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM sheet s WHERE 1 = 1"));
    restrict(&mut sql, visibility, filter);
    let sort = ["s.period_on", "s.plan_id", "s.unit_id"].map(SortColumn::descending);
    cell::page(tx, sql, &sort, page).await
}

/// How many sheets [`list`] has.
pub async fn count(
    tx: &Tx,
    visibility: Visibility,
    filter: SheetFilter,
) -> Result<u64, StoreError> {
    let mut sql = Sql::new("SELECT count(*) FROM sheet s WHERE 1 = 1");
    restrict(&mut sql, visibility, filter);
    cell::count(tx, &sql).await
}

fn restrict(sql: &mut Sql, visibility: Visibility, filter: SheetFilter) {
    visibility.sheet(sql, "s");
    if let Some(plan) = filter.plan {
        sql.push_with(" AND s.plan_id = ?", [plan.0.into()]);
    }
    if let Some(unit) = filter.unit {
        sql.push_with(" AND s.unit_id = ?", [unit.0.into()]);
    }
    if let Some(period) = filter.period {
        sql.push_with(" AND s.period_on = ?", [period.first_day().into()]);
    }
}

/// The rows of these sheets, sheet by sheet in the order of the tasks.
pub async fn rows(
    tx: &Tx,
    visibility: Visibility,
    keys: &[SheetKey],
) -> Result<Vec<LineRow>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = lines(visibility);
    sql.push(" AND (r.plan_id, r.unit_id, r.period_on) IN ");
    push_keys(&mut sql, keys);
    sql.push(" ORDER BY r.plan_id, r.unit_id, r.period_on, t.no, r.assignment_id");
    cell::rows(tx, &sql).await
}

/// The rows of one assignment, the newest month first.
pub async fn rows_of_assignment(
    tx: &Tx,
    visibility: Visibility,
    assignment: AssignmentId,
    page: &Page,
) -> Result<Slice<LineRow>, StoreError> {
    let mut sql = lines(visibility);
    sql.push_with(" AND r.assignment_id = ?", [assignment.0.into()]);
    let sort = ["r.period_on", "t.no", "r.assignment_id"].map(SortColumn::descending);
    cell::page(tx, sql, &sort, page).await
}

/// The newest row of each of these assignments.
pub async fn latest_rows(
    tx: &Tx,
    visibility: Visibility,
    assignments: &[AssignmentId],
) -> Result<Vec<LineRow>, StoreError> {
    if assignments.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = lines(visibility);
    sql.push(
        " AND r.period_on = (SELECT max(n.period_on) FROM sheet_row n
         WHERE n.assignment_id = r.assignment_id) AND r.assignment_id IN ",
    );
    sql.push_list(assignments.iter().map(|id| id.0.into()));
    sql.push(" ORDER BY r.assignment_id");
    cell::rows(tx, &sql).await
}

/// 待牵头审核. Rows of counties, on tasks of this lead, that nobody has checked yet; the oldest
/// month first.
pub async fn waiting_for_check(
    tx: &Tx,
    visibility: Visibility,
    lead: UnitId,
    page: &Page,
) -> Result<Slice<LineRow>, StoreError> {
    let mut sql = lines(visibility);
    sql.push(WAITING);
    sql.push_with(
        " AND k.stage = 'SUBMITTED' AND a.duty = 'IMPLEMENT' AND a.lead_id = ?",
        [lead.0.into()],
    );
    cell::page(tx, sql, &IN_ORDER.map(SortColumn::ascending), page).await
}

/// 待审定. Rows of a plan that nothing but acceptance is missing from: checked by the lead, or in
/// no need of that; the oldest month first.
pub async fn waiting_for_acceptance(
    tx: &Tx,
    visibility: Visibility,
    plan: PlanId,
    page: &Page,
) -> Result<Slice<LineRow>, StoreError> {
    let mut sql = lines(visibility);
    sql.push(WAITING);
    sql.push_with(
        " AND (k.stage = 'LEAD_CHECKED' OR a.duty <> 'IMPLEMENT') AND a.plan_id = ?",
        [plan.0.into()],
    );
    cell::page(tx, sql, &IN_ORDER.map(SortColumn::ascending), page).await
}

const IN_ORDER: [&str; 3] = ["r.period_on", "t.no", "r.assignment_id"];

/// In the words of the partial index on waiting rows.
const WAITING: &str = " AND k.stage IN ('SUBMITTED', 'LEAD_CHECKED')";

/// The select of rows, up to the predicates of what is visible.
fn lines(visibility: Visibility) -> Sql {
    let mut sql = Sql::new("SELECT r.assignment_id, r.plan_id, r.unit_id, r.period_on, ");
    visibility.entry(&mut sql, "r", "k");
    sql.push(
        ", r.drafted_by, r.signed_by, r.signed_on, r.digest, k.stage, k.due_on, k.returns,
         k.reason, a.duty, a.lead_id, a.task_id, t.no, t.title FROM sheet_row r
         JOIN assignment_row k ON k.assignment_id = r.assignment_id AND k.period_on = r.period_on
         JOIN assignment a ON a.assignment_id = r.assignment_id
         JOIN task t ON t.task_id = a.task_id WHERE 1 = 1",
    );
    visibility.assignment(&mut sql, "a");
    sql
}

fn push_keys(sql: &mut Sql, keys: &[SheetKey]) {
    sql.push("(VALUES ");
    for (place, key) in keys.iter().enumerate() {
        let values: [Value; 3] =
            [key.plan.0.into(), key.unit.0.into(), key.period.first_day().into()];
        sql.push(if place == 0 { "" } else { ", " }).push_with(&tuple(values.len()), values);
    }
    sql.push(")");
}

impl FromCells for SheetRow {
    const TABLE: &'static str = "sheet";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            key: key(cells)?,
            due_on: cells.get()?,
            version: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}

impl FromCells for LineRow {
    const TABLE: &'static str = "sheet_row";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            assignment: cells.id()?,
            sheet: key(cells)?,
            entry: cells.json()?,
            drafted_by: cells.optional_id()?,
            signed_by: cells.optional_id()?,
            signed_on: cells.get()?,
            digest: cells.parsed()?,
            stage: cells.code()?,
            due_on: cells.get()?,
            returns: cells.number()?,
            reason: cells.get()?,
            duty: cells.code()?,
            lead: cells.id()?,
            task: cells.id()?,
            task_no: cells.number()?,
            task_title: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}

fn key(cells: &mut Cells<'_>) -> Result<SheetKey, StoreError> {
    Ok(SheetKey { plan: cells.id()?, unit: cells.id()?, period: cells.period()? })
}
