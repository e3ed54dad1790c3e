//! 责任事项. Assignments as they stand, and what hangs on many of them at once.

mod list;
mod parts;

use chrono::NaiveDate;
use duban_domain::assignment::record::Outcome;
use duban_domain::people::duty::Duty;
use duban_domain::value::id::{AssignmentId, PersonId, PlanId, TaskId, UnitId};

use super::AsOf;
use super::cell::{Cells, FromCells};
use super::state::AssignmentState;
use crate::error::StoreError;

pub(crate) use list::overdue;
pub use list::{
    AssignmentFilter, AssignmentOrder, AssignmentSort, by_ids, count, list, of_tasks, open_work,
};
pub use parts::{
    AssignmentTargetRow, BalanceRow, MilestoneRow, PeriodRow, balances, latest_rows, milestones,
    milestones_by_ids, rows, targets,
};

/// 责任事项. One assignment as it stands, with what names its task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentRow {
    /// Its identity.
    pub id: AssignmentId,
    /// Its plan.
    pub plan: PlanId,
    /// Its task.
    pub task: TaskId,
    /// Who holds it.
    pub unit: UnitId,
    /// How the unit answers.
    pub duty: Duty,
    /// Who leads the task.
    pub lead: UnitId,
    /// The government whose plan it is.
    pub jurisdiction: UnitId,
    /// How far it is.
    pub state: AssignmentState,
    /// 交办日.
    pub opened_on: NaiveDate,
    /// 签收时限.
    pub sign_due_on: NaiveDate,
    /// 签收日.
    pub signed_on: Option<NaiveDate>,
    /// Who signed for it.
    pub signed_by: Option<PersonId>,
    /// 完成时限.
    pub due_on: NaiveDate,
    /// 下一时限. The next open date of milestones, targets and the whole; carried over ones last.
    pub next_due_on: Option<NaiveDate>,
    /// 结转. Whether the whole was due before the plan came into force.
    pub carried_over: bool,
    /// 完成率, in percent.
    pub progress: u32,
    /// How often closing was sent back.
    pub send_backs: u32,
    /// The outcome last asked for, with which it was closed if it is.
    pub outcome: Option<Outcome>,
    /// What the holder says when it asks for closing.
    pub statement: Option<String>,
    /// When closing was asked for.
    pub requested_on: Option<NaiveDate>,
    /// Who asked for closing.
    pub requested_by: Option<PersonId>,
    /// 依据. The document that ends the requirement, where the request names one.
    pub basis: Option<String>,
    /// 办结日, or the day on which it was put aside.
    pub closed_on: Option<NaiveDate>,
    /// Who closed it or put it aside.
    pub closed_by: Option<PersonId>,
    /// Why it does not apply, or why closing was sent back last.
    pub reason: Option<String>,
    /// Who sent closing back last.
    pub sent_back_by: Option<PersonId>,
    /// Until when the holder cannot be reproached for what was sent back.
    pub grace_until: Option<NaiveDate>,
    /// The version of its stream.
    pub version: i64,
    /// The number of its task.
    pub task_no: u32,
    /// The title of its task.
    pub task_title: String,
    /// The heading its task stands under.
    pub section: String,
    /// The short name of its holder, by which lists are sorted.
    pub unit_name: String,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

const COLUMNS: &str = "a.assignment_id, a.plan_id, a.task_id, a.unit_id, a.duty, a.lead_id, \
    a.jurisdiction_id, a.state, a.opened_on, a.sign_due_on, a.signed_on, a.signed_by, a.due_on, \
    a.next_due_on, a.carried_over, a.progress, a.send_backs, a.outcome, a.statement, \
    a.requested_on, a.requested_by, a.basis, a.closed_on, a.closed_by, a.reason, a.sent_back_by, \
    a.grace_until, a.version, t.no, t.title, t.section, coalesce(u.short_name, '')";

const FROM: &str = "FROM assignment a JOIN task t ON t.task_id = a.task_id \
    LEFT JOIN organisation u ON u.unit_id = a.unit_id";

impl FromCells for AssignmentRow {
    const TABLE: &'static str = "assignment";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.id()?,
            plan: cells.id()?,
            task: cells.id()?,
            unit: cells.id()?,
            duty: cells.code()?,
            lead: cells.id()?,
            jurisdiction: cells.id()?,
            state: cells.code()?,
            opened_on: cells.get()?,
            sign_due_on: cells.get()?,
            signed_on: cells.get()?,
            signed_by: cells.optional_id()?,
            due_on: cells.get()?,
            next_due_on: cells.get()?,
            carried_over: cells.get()?,
            progress: cells.number()?,
            send_backs: cells.number()?,
            outcome: cells.optional_code()?,
            statement: cells.get()?,
            requested_on: cells.get()?,
            requested_by: cells.optional_id()?,
            basis: cells.get()?,
            closed_on: cells.get()?,
            closed_by: cells.optional_id()?,
            reason: cells.get()?,
            sent_back_by: cells.optional_id()?,
            grace_until: cells.get()?,
            version: cells.get()?,
            task_no: cells.number()?,
            task_title: cells.get()?,
            section: cells.get()?,
            unit_name: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}
