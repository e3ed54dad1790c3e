//! Reads of tasks and what hangs on them.

use duban_domain::value::id::{TargetId, TaskId};
use duban_store::read::task;

use super::{Reader, ask};
use crate::error::EngineError;
use crate::view::{
    BearerRow, CountyCountRow, NamedUnitRow, Page, ReadingRow, Slice, SpanRow, SupportRow,
    TargetRow, TaskFilter, TaskOrder, TaskRow,
};

impl Reader {
    /// 工作台账. A page of the ledger.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn tasks(
        &self,
        filter: &TaskFilter,
        order: TaskOrder,
        page: &Page,
    ) -> Result<Slice<TaskRow>, EngineError> {
        ask!(self, |tx, eyes| task::list(tx, eyes, filter, order, page))
    }

    /// How many tasks there are on all pages.
    pub async fn task_count(&self, filter: &TaskFilter) -> Result<u64, EngineError> {
        ask!(self, |tx, eyes| task::count(tx, eyes, filter))
    }

    /// The tasks with these ids; unknown and hidden ones are absent.
    pub async fn tasks_by_ids(&self, ids: &[TaskId]) -> Result<Vec<TaskRow>, EngineError> {
        ask!(self, |tx, eyes| task::by_ids(tx, eyes, ids))
    }

    /// The supports of these tasks, in order.
    pub async fn supports(&self, ids: &[TaskId]) -> Result<Vec<SupportRow>, EngineError> {
        ask!(self, |tx, eyes| task::supports(tx, eyes, ids))
    }

    /// The units that these tasks name beside lead and supports, by duty in order.
    pub async fn named_units(&self, ids: &[TaskId]) -> Result<Vec<NamedUnitRow>, EngineError> {
        ask!(self, |tx, eyes| task::named_units(tx, eyes, ids))
    }

    /// The units of these tasks as the document writes them, in order.
    pub async fn readings(&self, ids: &[TaskId]) -> Result<Vec<ReadingRow>, EngineError> {
        ask!(self, |tx, eyes| task::readings(tx, eyes, ids))
    }

    /// The further places of these tasks in the document, in order.
    pub async fn spans(&self, ids: &[TaskId]) -> Result<Vec<SpanRow>, EngineError> {
        ask!(self, |tx, eyes| task::spans(tx, eyes, ids))
    }

    /// The counties that these targets name, in order.
    pub async fn bearers(&self, ids: &[TargetId]) -> Result<Vec<BearerRow>, EngineError> {
        ask!(self, |tx, eyes| task::bearers(tx, eyes, ids))
    }

    /// The targets of these tasks, in order.
    pub async fn targets(&self, ids: &[TaskId]) -> Result<Vec<TargetRow>, EngineError> {
        ask!(self, |tx, eyes| task::targets(tx, eyes, ids))
    }

    /// The targets with these ids; unknown and hidden ones are absent.
    pub async fn targets_by_ids(&self, ids: &[TargetId]) -> Result<Vec<TargetRow>, EngineError> {
        ask!(self, |tx, eyes| task::targets_by_ids(tx, eyes, ids))
    }

    /// How far the counties are with these tasks.
    pub async fn county_counts(&self, ids: &[TaskId]) -> Result<Vec<CountyCountRow>, EngineError> {
        ask!(self, |tx, eyes| task::county_counts(tx, eyes, ids))
    }
}
