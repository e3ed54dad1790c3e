//! Reads of plans.

use duban_domain::value::id::PlanId;
use duban_store::read::{finding, plan};

use super::{Reader, ask};
use crate::error::EngineError;
use crate::view::{FindingRow, Page, PlanCountRow, PlanFilter, PlanRow, SectionRow, Slice};

impl Reader {
    /// A page of plans, the newest first.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn plans(
        &self,
        filter: &PlanFilter,
        page: &Page,
    ) -> Result<Slice<PlanRow>, EngineError> {
        ask!(self, |tx, eyes| plan::list(tx, eyes, filter, page))
    }

    /// How many plans there are on all pages.
    pub async fn plan_count(&self, filter: &PlanFilter) -> Result<u64, EngineError> {
        ask!(self, |tx, eyes| plan::count(tx, eyes, filter))
    }

    /// The plans with these ids; unknown and hidden ones are absent.
    pub async fn plans_by_ids(&self, ids: &[PlanId]) -> Result<Vec<PlanRow>, EngineError> {
        ask!(self, |tx, eyes| plan::by_ids(tx, eyes, ids))
    }

    /// The headings of these plans, in order.
    pub async fn sections(&self, ids: &[PlanId]) -> Result<Vec<SectionRow>, EngineError> {
        ask!(self, |tx, eyes| plan::sections(tx, eyes, ids))
    }

    /// What was asked about these plans, in reading order.
    pub async fn findings(&self, ids: &[PlanId]) -> Result<Vec<FindingRow>, EngineError> {
        ask!(self, |tx, eyes| finding::of_plans(tx, eyes, ids))
    }

    /// How many tasks and assignments these plans have, by state.
    pub async fn plan_totals(&self, ids: &[PlanId]) -> Result<Vec<PlanCountRow>, EngineError> {
        ask!(self, |tx, eyes| plan::counts(tx, eyes, ids))
    }
}
