//! 变动. Which things of a plan are otherwise at the end of one day than at the end of another.

use chrono::NaiveDate;
use duban_domain::value::id::{AssignmentId, PlanId, TaskId, UnitId};
use uuid::Uuid;

use super::cell::{self, Cells, FromCells};
use super::{AsOf, Visibility};
use crate::error::StoreError;
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::statement::Sql;
use crate::transaction::Tx;

/// 变动对象. A thing that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// A task.
    Task(TaskId),
    /// An assignment: its milestones, figures and rows belong to it.
    Assignment(AssignmentId),
    /// A unit that holds or leads an assignment of the plan.
    Unit(UnitId),
}

impl Changed {
    /// Its place in [`list`].
    pub fn key(&self) -> Key {
        match self {
            Self::Task(id) => vec![KeyValue::Int(TASK), KeyValue::Id(id.0)],
            Self::Assignment(id) => vec![KeyValue::Int(ASSIGNMENT), KeyValue::Id(id.0)],
            Self::Unit(id) => vec![KeyValue::Int(UNIT), KeyValue::Id(id.0)],
        }
    }
}

const TASK: i64 = 1;
const ASSIGNMENT: i64 = 2;
const UNIT: i64 = 3;

/// Two days of a plan, the earlier one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    /// Of this plan.
    pub plan: PlanId,
    /// The day at whose end the first look is taken.
    pub from: NaiveDate,
    /// The day at whose end the second look is taken.
    pub to: NaiveDate,
}

/// A page of the things that changed, tasks first and units last, the oldest first, as they are seen on the later
/// day. Whatever hangs on a thing moves its version, so its own row tells.
pub async fn list(
    tx: &Tx,
    visibility: Visibility,
    between: Between,
    page: &Page,
) -> Result<Slice<Changed>, StoreError> {
    let mut sql = Sql::new("SELECT x.kind, x.id");
    push_changed(&mut sql, visibility, between);
    let sort = [SortColumn::ascending("x.kind"), SortColumn::ascending("x.id")];
    cell::page(&tx.at(Some(AsOf::day(between.to))), sql, &sort, page).await
}

/// How many things [`list`] has.
pub async fn count(tx: &Tx, visibility: Visibility, between: Between) -> Result<u64, StoreError> {
    let mut sql = Sql::new("SELECT count(*)");
    push_changed(&mut sql, visibility, between);
    cell::count(&tx.at(Some(AsOf::day(between.to))), &sql).await
}

fn push_changed(sql: &mut Sql, visibility: Visibility, between: Between) {
    let values = || [between.plan.0.into(), between.from.into()];
    sql.push_with(
        " FROM (SELECT 1 AS kind, t.task_id AS id FROM task t
         WHERE t.plan_id = ? AND t.known_from > ?",
        values(),
    );
    visibility.task(sql, "t");
    sql.push_with(
        " UNION ALL SELECT 2, a.assignment_id FROM assignment a
         WHERE a.plan_id = ? AND a.known_from > ?",
        values(),
    );
    visibility.assignment(sql, "a");
    sql.push_with(
        " UNION ALL SELECT 3, o.unit_id FROM organisation o WHERE o.known_from > ?
         AND EXISTS (SELECT 1 FROM assignment a WHERE a.plan_id = ?
         AND (a.unit_id = o.unit_id OR a.lead_id = o.unit_id)",
        [between.from.into(), between.plan.0.into()],
    );
    visibility.assignment(sql, "a");
    sql.push(")) x WHERE 1 = 1");
}

impl FromCells for Changed {
    const TABLE: &'static str = "assignment";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let kind = i64::from(cells.number()?);
        let id: Uuid = cells.get()?;
        match kind {
            TASK => Ok(Self::Task(TaskId(id))),
            ASSIGNMENT => Ok(Self::Assignment(AssignmentId(id))),
            _ => Ok(Self::Unit(UnitId(id))),
        }
    }
}
