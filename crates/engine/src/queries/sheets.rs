//! Reads of sheets, their rows, and evidence.

use duban_domain::audit::act::Reading;
use duban_domain::sheet::SheetKey;
use duban_domain::value::id::{AssignmentId, EvidenceId, PlanId, UnitId};
use duban_store::read::{evidence, sheet};

use super::{Reader, ask};
use crate::error::EngineError;
use crate::view::{EvidenceFilter, EvidenceRow, LineRow, Page, SheetFilter, SheetRow, Slice};

impl Reader {
    /// A page of sheets, the newest month first.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn sheets(
        &self,
        filter: SheetFilter,
        page: &Page,
    ) -> Result<Slice<SheetRow>, EngineError> {
        let found = ask!(self, |tx, eyes| sheet::list(tx, eyes, filter, page))?;
        Ok(self.seen_page(found, Reading::Sheets, |row| row.key.unit))
    }

    /// How many sheets there are on all pages.
    pub async fn sheet_count(&self, filter: SheetFilter) -> Result<u64, EngineError> {
        ask!(self, |tx, eyes| sheet::count(tx, eyes, filter))
    }

    /// The sheets with these keys; unknown and hidden ones are absent.
    pub async fn sheets_by_keys(&self, keys: &[SheetKey]) -> Result<Vec<SheetRow>, EngineError> {
        let found = ask!(self, |tx, eyes| sheet::by_keys(tx, eyes, keys))?;
        Ok(self.seen(found, Reading::Sheets, |row| row.key.unit))
    }

    /// The rows of these sheets, in the order of the tasks.
    pub async fn sheet_lines(&self, keys: &[SheetKey]) -> Result<Vec<LineRow>, EngineError> {
        let found = ask!(self, |tx, eyes| sheet::rows(tx, eyes, keys))?;
        Ok(self.seen(found, Reading::Sheets, |row| row.sheet.unit))
    }

    /// The newest row of each of these assignments.
    pub async fn latest_lines(&self, ids: &[AssignmentId]) -> Result<Vec<LineRow>, EngineError> {
        let found = ask!(self, |tx, eyes| sheet::latest_rows(tx, eyes, ids))?;
        Ok(self.seen(found, Reading::Sheets, |row| row.sheet.unit))
    }

    /// 待牵头核对. Rows of counties that wait for a lead.
    pub async fn rows_to_check(
        &self,
        lead: UnitId,
        page: &Page,
    ) -> Result<Slice<LineRow>, EngineError> {
        let found = ask!(self, |tx, eyes| sheet::waiting_for_check(tx, eyes, lead, page))?;
        Ok(self.seen_page(found, Reading::Sheets, |row| row.sheet.unit))
    }

    /// 待审定. Rows of a plan that wait for the office.
    pub async fn rows_to_accept(
        &self,
        plan: PlanId,
        page: &Page,
    ) -> Result<Slice<LineRow>, EngineError> {
        let found = ask!(self, |tx, eyes| sheet::waiting_for_acceptance(tx, eyes, plan, page))?;
        Ok(self.seen_page(found, Reading::Sheets, |row| row.sheet.unit))
    }

    /// A page of evidence, the newest first.
    pub async fn evidence(
        &self,
        filter: &EvidenceFilter,
        page: &Page,
    ) -> Result<Slice<EvidenceRow>, EngineError> {
        let found = ask!(self, |tx, eyes| evidence::list(tx, eyes, filter, page))?;
        Ok(self.seen_page(found, Reading::Evidence, |row| row.unit))
    }

    /// How many pieces of evidence there are on all pages.
    pub async fn evidence_count(&self, filter: &EvidenceFilter) -> Result<u64, EngineError> {
        ask!(self, |tx, eyes| evidence::count(tx, eyes, filter))
    }

    /// The evidence with these ids; unknown and hidden ones are absent.
    pub async fn evidence_by_ids(
        &self,
        ids: &[EvidenceId],
    ) -> Result<Vec<EvidenceRow>, EngineError> {
        let found = ask!(self, |tx, eyes| evidence::by_ids(tx, eyes, ids))?;
        Ok(self.seen(found, Reading::Evidence, |row| row.unit))
    }

    /// The newest evidence of these assignments, at most so many of each.
    pub async fn evidence_of(
        &self,
        ids: &[AssignmentId],
        limit: u32,
    ) -> Result<Vec<EvidenceRow>, EngineError> {
        let found = ask!(self, |tx, eyes| evidence::of_assignments(tx, eyes, ids, limit))?;
        Ok(self.seen(found, Reading::Evidence, |row| row.unit))
    }
}
