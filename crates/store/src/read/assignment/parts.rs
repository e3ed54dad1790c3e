//! What hangs on assignments, for many of them at once.

use chrono::NaiveDate;
use duban_domain::assignment::record::BalanceStanding;
use duban_domain::time::Period;
use duban_domain::value::decimal::Figure;
use duban_domain::value::id::{AssignmentId, MilestoneId, PersonId, TargetId};
use uuid::Uuid;

use crate::error::StoreError;
use crate::read::cell::{Cells, FromCells};
use crate::read::state::RowStage;
use crate::read::{AsOf, Visibility, cell};
use crate::statement::Sql;
use crate::transaction::Tx;

/// 节点.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneRow {
    /// Its identity.
    pub id: MilestoneId,
    /// Its assignment.
    pub assignment: AssignmentId,
    /// Its place among the milestones.
    pub ordinal: u32,
    /// What is done by then.
    pub name: String,
    /// By when.
    pub due_on: NaiveDate,
    /// Its share of the whole, in percent.
    pub weight: u32,
    /// 实际完成日.
    pub done_on: Option<NaiveDate>,
}

/// 指标完成情况. A target that the holder of an assignment has to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssignmentTargetRow {
    /// The assignment.
    pub assignment: AssignmentId,
    /// The target.
    pub target: TargetId,
    /// Until when.
    pub due_on: NaiveDate,
    /// 结转.
    pub carried_over: bool,
    /// 达标日. None until an accepted figure meets it.
    pub met_on: Option<NaiveDate>,
    /// The last accepted figure; none for a qualitative target.
    pub value: Option<Figure>,
    /// The date that figure speaks of.
    pub value_on: Option<NaiveDate>,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

/// 月报行. The row of an assignment for one month, as far as its review is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodRow {
    /// The assignment.
    pub assignment: AssignmentId,
    /// The month.
    pub period: Period,
    /// Until when it is due.
    pub due_on: NaiveDate,
    /// How far it is.
    pub stage: RowStage,
    /// How often it was returned.
    pub returns: u32,
    /// Why it was returned last.
    pub reason: Option<String>,
    /// Who returned it last.
    pub returned_by: Option<PersonId>,
    /// Who of the lead agreed with what stands now.
    pub checked_by: Option<PersonId>,
    /// Who accepted it.
    pub accepted_by: Option<PersonId>,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

/// 期初. How far a duty was when its plan was adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalanceRow {
    /// The assignment.
    pub assignment: AssignmentId,
    /// Its place among the balances.
    pub ordinal: u32,
    /// The target it speaks of; the assignment as a whole where there is none.
    pub target: Option<TargetId>,
    /// How far it was.
    pub standing: BalanceStanding,
    /// The figure reached, where there is one.
    pub value: Option<Figure>,
    /// As of which day.
    pub on: NaiveDate,
    /// 依据. The document that says so.
    pub document: String,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

const MILESTONE: &str = "SELECT m.milestone_id, m.assignment_id, m.ordinal, m.name, m.due_on, \
    m.weight, m.done_on FROM milestone m \
    JOIN assignment a ON a.assignment_id = m.assignment_id WHERE";

/// The milestones of these assignments, one assignment after the other, in order.
pub async fn milestones(
    tx: &Tx,
    visibility: Visibility,
    assignments: &[AssignmentId],
) -> Result<Vec<MilestoneRow>, StoreError> {
    let select = Sql::new(format!("{MILESTONE} m.assignment_id IN "));
    let ending = " ORDER BY m.assignment_id, m.ordinal";
    seen(tx, visibility, select, ids(assignments), ending).await
}

/// The milestones with these ids, in no particular order; unknown and hidden ones are absent.
pub async fn milestones_by_ids(
    tx: &Tx,
    visibility: Visibility,
    milestones: &[MilestoneId],
) -> Result<Vec<MilestoneRow>, StoreError> {
    let select = Sql::new(format!("{MILESTONE} m.milestone_id IN "));
    seen(tx, visibility, select, milestones.iter().map(|id| id.0).collect(), "").await
}

/// The targets of these assignments, one assignment after the other, in the order of the task.
pub async fn targets(
    tx: &Tx,
    visibility: Visibility,
    assignments: &[AssignmentId],
) -> Result<Vec<AssignmentTargetRow>, StoreError> {
    let select = Sql::new(
        "SELECT g.assignment_id, g.target_id, g.due_on, g.carried_over, g.met_on,
         g.value_millionths, g.value_on FROM assignment_target g
         JOIN assignment a ON a.assignment_id = g.assignment_id
         LEFT JOIN target k ON k.target_id = g.target_id WHERE g.assignment_id IN ",
    );
    let ending = " ORDER BY g.assignment_id, k.ordinal, g.target_id";
    seen(tx, visibility, select, ids(assignments), ending).await
}

const PERIOD: &str = "SELECT r.assignment_id, r.period_on, r.due_on, r.stage, r.returns, r.reason, \
    r.returned_by, r.checked_by, r.accepted_by FROM assignment_row r JOIN assignment a ON a.assignment_id = r.assignment_id";

/// The rows of these assignments for the newest months, at most so many of each: one assignment
/// after the other, the newest month first.
pub async fn rows(
    tx: &Tx,
    visibility: Visibility,
    assignments: &[AssignmentId],
    limit: u32,
) -> Result<Vec<PeriodRow>, StoreError> {
    if assignments.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT p.assignment_id, p.period_on, p.due_on, p.stage, p.returns, p.reason,
         p.returned_by, p.checked_by, p.accepted_by
         FROM (SELECT r.assignment_id, r.period_on, r.due_on, r.stage, r.returns, r.reason,
         r.returned_by, r.checked_by, r.accepted_by,
         row_number() OVER (PARTITION BY r.assignment_id ORDER BY r.period_on DESC) AS place
         FROM assignment_row r JOIN assignment a ON a.assignment_id = r.assignment_id
         WHERE r.assignment_id IN ",
    );
    sql.push_list(ids(assignments).into_iter().map(Into::into));
    visibility.assignment(&mut sql, "a");
    let ending = ") p WHERE p.place <= ? ORDER BY p.assignment_id, p.period_on DESC";
    sql.push_with(ending, [i64::from(limit).into()]);
    cell::rows(tx, &sql).await
}

/// The newest row of each of these assignments.
pub async fn latest_rows(
    tx: &Tx,
    visibility: Visibility,
    assignments: &[AssignmentId],
) -> Result<Vec<PeriodRow>, StoreError> {
    // The newest month is one look into the primary key for each assignment.
    let select = Sql::new(format!(
        "{PERIOD} WHERE r.period_on = (SELECT max(n.period_on) FROM assignment_row n
         WHERE n.assignment_id = r.assignment_id) AND r.assignment_id IN "
    ));
    seen(tx, visibility, select, ids(assignments), " ORDER BY r.assignment_id").await
}

/// The balances of these assignments, one assignment after the other, in order.
pub async fn balances(
    tx: &Tx,
    visibility: Visibility,
    assignments: &[AssignmentId],
) -> Result<Vec<BalanceRow>, StoreError> {
    let select = Sql::new(
        "SELECT b.assignment_id, b.ordinal, b.target_id, b.standing, b.value_millionths,
         b.stood_on, b.document FROM balance b
         JOIN assignment a ON a.assignment_id = b.assignment_id WHERE b.assignment_id IN ",
    );
    let ending = " ORDER BY b.assignment_id, b.ordinal";
    seen(tx, visibility, select, ids(assignments), ending).await
}

/// Completes a select of something joined with its assignment `a`, which ends in `IN`.
async fn seen<R: FromCells>(
    tx: &Tx,
    visibility: Visibility,
    mut select: Sql,
    ids: Vec<Uuid>,
    ending: &str,
) -> Result<Vec<R>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    select.push_list(ids.into_iter().map(Into::into));
    visibility.assignment(&mut select, "a");
    select.push(ending);
    cell::rows(tx, &select).await
}

fn ids(assignments: &[AssignmentId]) -> Vec<Uuid> {
    assignments.iter().map(|id| id.0).collect()
}

impl FromCells for MilestoneRow {
    const TABLE: &'static str = "milestone";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.id()?,
            assignment: cells.id()?,
            ordinal: cells.number()?,
            name: cells.get()?,
            due_on: cells.get()?,
            weight: cells.number()?,
            done_on: cells.get()?,
        })
    }
}

impl FromCells for AssignmentTargetRow {
    const TABLE: &'static str = "assignment_target";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            assignment: cells.id()?,
            target: cells.id()?,
            due_on: cells.get()?,
            carried_over: cells.get()?,
            met_on: cells.get()?,
            value: cells.figure()?,
            value_on: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}

impl FromCells for PeriodRow {
    const TABLE: &'static str = "assignment_row";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            assignment: cells.id()?,
            period: cells.period()?,
            due_on: cells.get()?,
            stage: cells.code()?,
            returns: cells.number()?,
            reason: cells.get()?,
            returned_by: cells.optional_id()?,
            checked_by: cells.optional_id()?,
            accepted_by: cells.optional_id()?,
            as_of: cells.as_of(),
        })
    }
}

impl FromCells for BalanceRow {
    const TABLE: &'static str = "balance";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            assignment: cells.id()?,
            ordinal: cells.number()?,
            target: cells.optional_id()?,
            standing: cells.code()?,
            value: cells.figure()?,
            on: cells.get()?,
            document: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}
