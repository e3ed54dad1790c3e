//! Reads of assignments and what hangs on them.

use duban_domain::audit::act::Reading;
use duban_domain::value::id::{AssignmentId, MilestoneId, TaskId, UnitId};
use duban_store::read::assignment;

use super::{Reader, ask};
use crate::error::EngineError;
use crate::view::{
    AssignmentFilter, AssignmentOrder, AssignmentRow, AssignmentTargetRow, BalanceRow,
    MilestoneRow, Page, PeriodRow, Slice,
};

impl Reader {
    /// A page of assignments.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn assignments(
        &self,
        filter: &AssignmentFilter,
        order: AssignmentOrder,
        page: &Page,
    ) -> Result<Slice<AssignmentRow>, EngineError> {
        let found = ask!(self, |tx, eyes| assignment::list(tx, eyes, filter, order, page))?;
        Ok(self.seen_page(found, Reading::Assignments, |row| row.unit))
    }

    /// How many assignments there are on all pages.
    pub async fn assignment_count(&self, filter: &AssignmentFilter) -> Result<u64, EngineError> {
        ask!(self, |tx, eyes| assignment::count(tx, eyes, filter))
    }

    /// The assignments with these ids; unknown and hidden ones are absent.
    pub async fn assignments_by_ids(
        &self,
        ids: &[AssignmentId],
    ) -> Result<Vec<AssignmentRow>, EngineError> {
        let found = ask!(self, |tx, eyes| assignment::by_ids(tx, eyes, ids))?;
        Ok(self.seen(found, Reading::Assignments, |row| row.unit))
    }

    /// The assignments of these tasks, at most so many of each, the lead first.
    pub async fn assignments_of_tasks(
        &self,
        ids: &[TaskId],
        limit: u32,
    ) -> Result<Vec<AssignmentRow>, EngineError> {
        let found = ask!(self, |tx, eyes| assignment::of_tasks(tx, eyes, ids, limit))?;
        Ok(self.seen(found, Reading::Assignments, |row| row.unit))
    }

    /// 在办事项. What a unit still has to do, the next due first.
    pub async fn open_work(
        &self,
        unit: UnitId,
        page: &Page,
    ) -> Result<Slice<AssignmentRow>, EngineError> {
        let found = ask!(self, |tx, eyes| assignment::open_work(tx, eyes, unit, page))?;
        Ok(self.seen_page(found, Reading::Assignments, |row| row.unit))
    }

    /// The milestones of these assignments, in order.
    pub async fn milestones(&self, ids: &[AssignmentId]) -> Result<Vec<MilestoneRow>, EngineError> {
        ask!(self, |tx, eyes| assignment::milestones(tx, eyes, ids))
    }

    /// The milestones with these ids; unknown and hidden ones are absent.
    pub async fn milestones_by_ids(
        &self,
        ids: &[MilestoneId],
    ) -> Result<Vec<MilestoneRow>, EngineError> {
        ask!(self, |tx, eyes| assignment::milestones_by_ids(tx, eyes, ids))
    }

    /// The targets of these assignments with the figures reached.
    pub async fn assignment_targets(
        &self,
        ids: &[AssignmentId],
    ) -> Result<Vec<AssignmentTargetRow>, EngineError> {
        ask!(self, |tx, eyes| assignment::targets(tx, eyes, ids))
    }

    /// The rows of these assignments, at most so many of each, the newest month first.
    pub async fn period_rows(
        &self,
        ids: &[AssignmentId],
        limit: u32,
    ) -> Result<Vec<PeriodRow>, EngineError> {
        ask!(self, |tx, eyes| assignment::rows(tx, eyes, ids, limit))
    }

    /// The newest row of each of these assignments.
    pub async fn latest_rows(&self, ids: &[AssignmentId]) -> Result<Vec<PeriodRow>, EngineError> {
        ask!(self, |tx, eyes| assignment::latest_rows(tx, eyes, ids))
    }

    /// The opening balances of these assignments.
    pub async fn balances(&self, ids: &[AssignmentId]) -> Result<Vec<BalanceRow>, EngineError> {
        ask!(self, |tx, eyes| assignment::balances(tx, eyes, ids))
    }
}
