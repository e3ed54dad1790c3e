//! Assignments as lists: filters, orders, pages.

use chrono::NaiveDate;
use duban_domain::people::duty::Duty;
use duban_domain::value::id::{AssignmentId, PlanId, TaskId, UnitId};

use super::{AssignmentRow, COLUMNS, FROM};
use crate::error::StoreError;
use crate::page::{Direction, Key, KeyValue, Page, Slice, SortColumn};
use crate::read::state::AssignmentState;
use crate::read::{Visibility, cell, words};
use crate::statement::Sql;
use crate::transaction::Tx;

/// Which assignments are wanted; what is not said is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssignmentFilter {
    /// Of this plan.
    pub plan: Option<PlanId>,
    /// Of this task.
    pub task: Option<TaskId>,
    /// Held by this unit.
    pub unit: Option<UnitId>,
    /// Of tasks led by this unit.
    pub lead: Option<UnitId>,
    /// With one of these duties.
    pub duties: Vec<Duty>,
    /// In one of these states.
    pub states: Vec<AssignmentState>,
    /// Only those that are not over.
    pub open_only: bool,
    /// Only those that nobody has signed for.
    pub unsigned_only: bool,
    /// Whose next open date lies before this day.
    pub due_before: Option<NaiveDate>,
    /// Whose next open date lies after this day.
    pub due_after: Option<NaiveDate>,
    /// 逾期. With a milestone, target or the whole overdue at the end of this day.
    pub overdue_on: Option<NaiveDate>,
    /// Of a task under this heading or one below it.
    pub section: Option<String>,
    /// Of a task with these words in title or body.
    pub text: Option<String>,
}

/// By what assignments are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignmentSort {
    /// By the next open date; by the date of the whole where nothing is open.
    DueOn,
    /// By the number of the task.
    TaskNo,
    /// By the name of the unit, compared by bytes, then by the number of the task.
    Unit,
}

/// In which order assignments come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssignmentOrder {
    /// By what.
    pub by: AssignmentSort,
    /// Which way.
    pub direction: Direction,
}

impl AssignmentOrder {
    /// What is due next comes first.
    pub const NEXT: Self = Self { by: AssignmentSort::DueOn, direction: Direction::Ascending };

    /// The place of a row in this order.
    pub fn key(self, row: &AssignmentRow) -> Key {
        let no = KeyValue::Int(row.task_no.into());
        let id = KeyValue::Id(row.id.0);
        match self.by {
            AssignmentSort::DueOn => {
                vec![KeyValue::Date(row.next_due_on.unwrap_or(row.due_on)), id]
            }
            AssignmentSort::TaskNo => vec![no, id],
            AssignmentSort::Unit => vec![KeyValue::Text(row.unit_name.clone()), no, id],
        }
    }

    fn columns(self) -> Vec<SortColumn> {
        let expressions: &[&'static str] = match self.by {
            AssignmentSort::DueOn => &[NEXT_DUE_ON, "a.assignment_id"],
            AssignmentSort::TaskNo => &["t.no", "a.assignment_id"],
            AssignmentSort::Unit => &["coalesce(u.short_name, '')", "t.no", "a.assignment_id"],
        };
        let direction = self.direction;
        expressions.iter().map(|expression| SortColumn { expression, direction }).collect()
    }
}

const NEXT_DUE_ON: &str = "coalesce(a.next_due_on, a.due_on)";

/// States in which nothing is left to do.
const OVER: &str = "('COMPLETED', 'NOT_APPLICABLE')";

/// The assignments with these ids, in no particular order; unknown and hidden ones are absent.
pub async fn by_ids(
    tx: &Tx,
    visibility: Visibility,
    ids: &[AssignmentId],
) -> Result<Vec<AssignmentRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!("SELECT {COLUMNS} {FROM} WHERE a.assignment_id IN "));
    sql.push_list(ids.iter().map(|id| id.0.into()));
    visibility.assignment(&mut sql, "a");
    cell::rows(tx, &sql).await
}

/// A page of assignments.
pub async fn list(
    tx: &Tx,
    visibility: Visibility,
    filter: &AssignmentFilter,
    order: AssignmentOrder,
    page: &Page,
) -> Result<Slice<AssignmentRow>, StoreError> {
    let mut sql = Sql::new(format!("SELECT {COLUMNS} {FROM} WHERE 1 = 1"));
    restrict(&mut sql, visibility, filter);
    cell::page(tx, sql, &order.columns(), page).await
}

/// How many assignments [`list`] has.
pub async fn count(
    tx: &Tx,
    visibility: Visibility,
    filter: &AssignmentFilter,
) -> Result<u64, StoreError> {
    let mut sql = Sql::new("SELECT count(*) FROM assignment a WHERE 1 = 1");
    restrict(&mut sql, visibility, filter);
    cell::count(tx, &sql).await
}

/// 在办事项. What a unit still has to do, the next due first; keys are those of
/// [`AssignmentOrder::NEXT`].
pub async fn open_work(
    tx: &Tx,
    visibility: Visibility,
    unit: UnitId,
    page: &Page,
) -> Result<Slice<AssignmentRow>, StoreError> {
    let filter = AssignmentFilter { unit: Some(unit), open_only: true, ..Default::default() };
    list(tx, visibility, &filter, AssignmentOrder::NEXT, page).await
}

/// The assignments of these tasks, at most so many of each: task by task, the lead first, then by
/// duty and the name of the unit.
pub async fn of_tasks(
    tx: &Tx,
    visibility: Visibility,
    tasks: &[TaskId],
    limit: u32,
) -> Result<Vec<AssignmentRow>, StoreError> {
    if tasks.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!(
        "SELECT {COLUMNS} FROM (SELECT b.assignment_id, row_number() OVER (PARTITION BY b.task_id
         ORDER BY CASE b.duty WHEN 'LEAD' THEN 1 WHEN 'CO_LEAD' THEN 2 WHEN 'IMPLEMENT' THEN 3
         WHEN 'SUPPORT' THEN 4 ELSE 5 END, n.short_name, b.assignment_id) AS place
         FROM assignment b LEFT JOIN organisation n ON n.unit_id = b.unit_id WHERE b.task_id IN "
    ));
    sql.push_list(tasks.iter().map(|id| id.0.into()));
    visibility.assignment(&mut sql, "b");
    sql.push(
        ") placed JOIN assignment a ON a.assignment_id = placed.assignment_id
         JOIN task t ON t.task_id = a.task_id
         LEFT JOIN organisation u ON u.unit_id = a.unit_id WHERE placed.place <= ",
    );
    sql.push_with("? ORDER BY a.task_id, placed.place", [i64::from(limit).into()]);
    cell::rows(tx, &sql).await
}

fn restrict(sql: &mut Sql, visibility: Visibility, filter: &AssignmentFilter) {
    visibility.assignment(sql, "a");
    let units = [("a.unit_id", filter.unit), ("a.lead_id", filter.lead)]
        .map(|(column, unit)| (column, unit.map(|unit| unit.0)));
    let things = [
        ("a.plan_id", filter.plan.map(|plan| plan.0)),
        ("a.task_id", filter.task.map(|task| task.0)),
    ];
    for (column, id) in things.into_iter().chain(units) {
        if let Some(id) = id {
            sql.push_with(&format!(" AND {column} = ?"), [id.into()]);
        }
    }
    if !filter.duties.is_empty() {
        sql.push(" AND a.duty IN ");
        sql.push_list(filter.duties.iter().map(|duty| duty.as_str().into()));
    }
    if !filter.states.is_empty() {
        sql.push(" AND a.state IN ");
        sql.push_list(filter.states.iter().map(|state| state.as_str().into()));
    }
    if filter.open_only {
        sql.push(&format!(" AND a.state NOT IN {OVER}"));
    }
    if filter.unsigned_only {
        sql.push(&format!(" AND a.signed_on IS NULL AND a.state NOT IN {OVER}"));
    }
    if let Some(day) = filter.due_before {
        sql.push_with(" AND a.next_due_on < ?", [day.into()]);
    }
    if let Some(day) = filter.due_after {
        sql.push_with(" AND a.next_due_on > ?", [day.into()]);
    }
    if let Some(day) = filter.overdue_on {
        overdue(sql, "a", day);
    }
    if let Some(section) = &filter.section {
        sql.push(" AND EXISTS (SELECT 1 FROM task h WHERE h.task_id = a.task_id");
        words::under(sql, "h.section", section);
        sql.push(")");
    }
    if let Some(text) = &filter.text {
        sql.push(" AND EXISTS (SELECT 1 FROM task w WHERE w.task_id = a.task_id");
        words::contains(sql, &["w.title", "w.body"], text);
        sql.push(")");
    }
}

/// Asks for assignments that have something overdue at the end of this day.
pub(crate) fn overdue(sql: &mut Sql, assignment: &str, day: NaiveDate) {
    sql.push_with(
        &format!(
            " AND EXISTS (SELECT 1 FROM obligation o
             WHERE o.assignment_id = {assignment}.assignment_id
             AND o.kind IN ('MILESTONE', 'TARGET', 'COMPLETION') AND NOT o.carried_over
             AND o.opened_on <= ? AND o.due_on < ? AND (o.ended_on IS NULL OR o.ended_on > ?))"
        ),
        [day.into(), day.into(), day.into()],
    );
}
