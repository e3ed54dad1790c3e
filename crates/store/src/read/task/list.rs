//! The ledger as a list: filters, orders, pages.

use chrono::NaiveDate;
use duban_domain::value::id::{PlanId, TaskId, UnitId};

use super::{COLUMNS, FROM, TaskRow};
use crate::error::StoreError;
use crate::page::{Direction, Key, KeyValue, Page, Slice, SortColumn};
use crate::read::assignment::overdue;
use crate::read::state::{AssignmentState, TaskState};
use crate::read::{Visibility, cell, words};
use crate::statement::Sql;
use crate::transaction::Tx;

/// Which tasks are wanted; what is not said is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskFilter {
    /// Of this plan.
    pub plan: Option<PlanId>,
    /// Under this heading or one below it.
    pub section: Option<String>,
    /// Led by this unit.
    pub lead: Option<UnitId>,
    /// Supported by this unit.
    pub support: Option<UnitId>,
    /// 落实地区. Carried out by this county: it is named, or holds an assignment that is visible.
    pub county: Option<UnitId>,
    /// In one of these states; in any but `DISCARDED` where there are none.
    pub states: Vec<TaskState>,
    /// With the lead's assignment in one of these states.
    pub lead_states: Vec<AssignmentState>,
    /// Due before this day.
    pub due_before: Option<NaiveDate>,
    /// Due after this day.
    pub due_after: Option<NaiveDate>,
    /// Whether the lead is stated or was confirmed.
    pub lead_confirmed: Option<bool>,
    /// Whether the date is stated or was confirmed.
    pub due_confirmed: Option<bool>,
    /// 分管市领导. With this leader in charge.
    pub leader: Option<String>,
    /// 逾期. With a visible assignment that has something overdue at the end of this day.
    pub overdue_on: Option<NaiveDate>,
    /// With these words in title or body.
    pub text: Option<String>,
}

/// By what tasks are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskSort {
    /// By number.
    No,
    /// By date.
    DueOn,
    /// By title, compared by bytes.
    Title,
}

/// In which order tasks come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskOrder {
    /// By what.
    pub by: TaskSort,
    /// Which way.
    pub direction: Direction,
}

impl TaskOrder {
    /// The place of a row in this order.
    pub fn key(self, row: &TaskRow) -> Key {
        let no = KeyValue::Int(row.no.into());
        let id = KeyValue::Id(row.id.0);
        match self.by {
            TaskSort::No => vec![no, id],
            TaskSort::DueOn => vec![KeyValue::Date(row.due_on), no, id],
            TaskSort::Title => vec![KeyValue::Text(row.title.clone()), id],
        }
    }

    fn columns(self) -> Vec<SortColumn> {
        let expressions: &[&'static str] = match self.by {
            TaskSort::No => &["t.no", "t.task_id"],
            TaskSort::DueOn => &["t.due_on", "t.no", "t.task_id"],
            TaskSort::Title => &["t.title", "t.task_id"],
        };
        let direction = self.direction;
        expressions.iter().map(|expression| SortColumn { expression, direction }).collect()
    }
}

/// The tasks with these ids, in no particular order; unknown and hidden ones are absent.
pub async fn by_ids(
    tx: &Tx,
    visibility: Visibility,
    ids: &[TaskId],
) -> Result<Vec<TaskRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!("SELECT {COLUMNS} {FROM} WHERE t.task_id IN "));
    sql.push_list(ids.iter().map(|id| id.0.into()));
    visibility.task(&mut sql, "t");
    cell::rows(tx, &sql).await
}

/// A page of the ledger.
pub async fn list(
    tx: &Tx,
    visibility: Visibility,
    filter: &TaskFilter,
    order: TaskOrder,
    page: &Page,
) -> Result<Slice<TaskRow>, StoreError> {
    let mut sql = Sql::new(format!("SELECT {COLUMNS} {FROM} WHERE 1 = 1"));
    restrict(&mut sql, visibility, filter);
    cell::page(tx, sql, &order.columns(), page).await
}

/// How many tasks [`list`] has.
pub async fn count(
    tx: &Tx,
    visibility: Visibility,
    filter: &TaskFilter,
) -> Result<u64, StoreError> {
    let mut sql = Sql::new(format!("SELECT count(*) {FROM} WHERE 1 = 1"));
    restrict(&mut sql, visibility, filter);
    cell::count(tx, &sql).await
}

fn restrict(sql: &mut Sql, visibility: Visibility, filter: &TaskFilter) {
    visibility.task(sql, "t");
    if let Some(plan) = filter.plan {
        sql.push_with(" AND t.plan_id = ?", [plan.0.into()]);
    }
    if let Some(section) = &filter.section {
        words::under(sql, "t.section", section);
    }
    if let Some(lead) = filter.lead {
        sql.push_with(" AND t.lead_id = ?", [lead.0.into()]);
    }
    if let Some(support) = filter.support {
        sql.push_with(
            " AND EXISTS (SELECT 1 FROM task_support s
             WHERE s.task_id = t.task_id AND s.unit_id = ?)",
            [support.0.into()],
        );
    }
    if filter.states.is_empty() {
        sql.push(" AND t.state <> 'DISCARDED'");
    } else {
        sql.push(" AND t.state IN ");
        sql.push_list(filter.states.iter().map(|state| state.as_str().into()));
    }
    if !filter.lead_states.is_empty() {
        sql.push(" AND lead.state IN ");
        sql.push_list(filter.lead_states.iter().map(|state| state.as_str().into()));
    }
    if let Some(day) = filter.due_before {
        sql.push_with(" AND t.due_on < ?", [day.into()]);
    }
    if let Some(day) = filter.due_after {
        sql.push_with(" AND t.due_on > ?", [day.into()]);
    }
    if let Some(confirmed) = filter.lead_confirmed {
        sql.push_with(" AND t.lead_confirmed = ?", [confirmed.into()]);
    }
    if let Some(confirmed) = filter.due_confirmed {
        sql.push_with(" AND t.due_confirmed = ?", [confirmed.into()]);
    }
    if let Some(leader) = &filter.leader {
        sql.push_with(" AND t.leader = ?", [leader.as_str().into()]);
    }
    if let Some(text) = &filter.text {
        words::contains(sql, &["t.title", "t.body"], text);
    }
    restrict_parts(sql, visibility, filter);
}

/// What is asked of the assignments of a task: of those only that these eyes see.
fn restrict_parts(sql: &mut Sql, visibility: Visibility, filter: &TaskFilter) {
    if let Some(county) = filter.county {
        sql.push_with(
            " AND (EXISTS (SELECT 1 FROM task_unit n WHERE n.task_id = t.task_id
             AND n.duty = 'IMPLEMENT' AND n.unit_id = ?)
             OR EXISTS (SELECT 1 FROM assignment c WHERE c.task_id = t.task_id
             AND c.duty = 'IMPLEMENT' AND c.unit_id = ?",
            [county.0.into(), county.0.into()],
        );
        visibility.assignment(sql, "c");
        sql.push("))");
    }
    if let Some(day) = filter.overdue_on {
        sql.push(" AND EXISTS (SELECT 1 FROM assignment d WHERE d.task_id = t.task_id");
        visibility.assignment(sql, "d");
        overdue(sql, "d", day);
        sql.push(")");
    }
}
