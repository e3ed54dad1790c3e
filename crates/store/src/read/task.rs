//! 工作台账. Tasks with their leads; supports, targets and counties of many tasks at once.

mod list;
mod parts;

use chrono::NaiveDate;
use duban_domain::plan::state::Span;
use duban_domain::value::id::{AssignmentId, PlanId, TaskId, UnitId};

use super::AsOf;
use super::cell::{Cells, FromCells};
use super::state::{AssignmentState, TaskState};
use crate::error::StoreError;

pub use list::{TaskFilter, TaskOrder, TaskSort, by_ids, count, list};
pub use parts::{
    BearerRow, CountyCountRow, NamedUnitRow, ReadingRow, SpanRow, SupportRow, TargetRow, bearers,
    county_counts, named_units, readings, spans, supports, targets, targets_by_ids,
};

/// 重点任务. A task as it stands, with the assignment of its lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// Its identity.
    pub id: TaskId,
    /// Its plan.
    pub plan: PlanId,
    /// 序号.
    pub no: u32,
    /// The path of its heading, such as `四/(一)/2`.
    pub section: String,
    /// 标题.
    pub title: String,
    /// 正文.
    pub body: String,
    /// Where the words stand in the document; none for tasks added by hand.
    pub span: Option<Span>,
    /// 责任单位原文.
    pub raw_units: Option<String>,
    /// 等有关单位. Whether units may be added without amending the plan.
    pub open_ended: bool,
    /// Whether every county carries it out.
    pub every_county: bool,
    /// 完成时限.
    pub due_on: NaiveDate,
    /// Whether the date is only inferred from the plan's horizon.
    pub due_inferred: bool,
    /// Whether the date is stated or was confirmed.
    pub due_confirmed: bool,
    /// 牵头单位.
    pub lead: Option<UnitId>,
    /// Whether the lead is only inferred from being listed first.
    pub lead_inferred: bool,
    /// Whether the lead is stated or was confirmed.
    pub lead_confirmed: bool,
    /// 分管市领导.
    pub leader: Option<String>,
    /// How far it is, until its lead's assignment says so.
    pub state: TaskState,
    /// The version of its stream.
    pub version: i64,
    /// The lead's assignment, once dispatched: the open one, or the last that was open.
    pub lead_assignment: Option<AssignmentId>,
    /// The state of that assignment.
    pub lead_state: Option<AssignmentState>,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

const COLUMNS: &str = "t.task_id, t.plan_id, t.no, t.section, t.title, t.body, t.span_start, \
    t.span_end, t.raw_units, t.open_ended, t.every_county, t.due_on, t.due_inferred, \
    t.due_confirmed, t.lead_id, t.lead_inferred, t.lead_confirmed, t.leader, t.state, t.version, \
    lead.assignment_id, lead.state";

/// A task had several leads if one returned it: the open assignment counts, else the latest.
const FROM: &str = "FROM task t LEFT JOIN assignment lead ON lead.assignment_id = (
    SELECT l.assignment_id FROM assignment l WHERE l.task_id = t.task_id AND l.duty = 'LEAD'
    ORDER BY CASE WHEN l.state IN ('COMPLETED', 'NOT_APPLICABLE') THEN 1 ELSE 0 END,
        l.opened_on DESC, l.assignment_id DESC LIMIT 1)";

impl FromCells for TaskRow {
    const TABLE: &'static str = "task";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.id()?,
            plan: cells.id()?,
            no: cells.number()?,
            section: cells.get()?,
            title: cells.get()?,
            body: cells.get()?,
            span: cells.span()?,
            raw_units: cells.get()?,
            open_ended: cells.get()?,
            every_county: cells.get()?,
            due_on: cells.get()?,
            due_inferred: cells.get()?,
            due_confirmed: cells.get()?,
            lead: cells.optional_id()?,
            lead_inferred: cells.get()?,
            lead_confirmed: cells.get()?,
            leader: cells.get()?,
            state: cells.code()?,
            version: cells.get()?,
            lead_assignment: cells.optional_id()?,
            lead_state: cells.optional_code()?,
            as_of: cells.as_of(),
        })
    }
}
