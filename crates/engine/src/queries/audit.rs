//! Reads of the audit streams: for the administrators who keep the logs, and for nobody else.

use duban_domain::audit::act::Reading;
use duban_domain::people::actor::Role;
use duban_store::read::audit;

use super::{Reader, ask};
use crate::error::EngineError;
use crate::view::{AuditEntryRow, AuditFilter, Oversight, Page, Slice};

impl Reader {
    /// 审计可见性. Whose entries the reader sees: the audit administrator everybody's, the security
    /// administrator those of the audit administrators.
    pub fn oversight(&self) -> Oversight {
        match self.post().map(|post| post.role) {
            Some(Role::AuditAdmin) => Oversight::Everyone,
            Some(Role::SecurityAdmin) => Oversight::AuditAdministrators,
            Some(
                Role::Office
                | Role::Bureau
                | Role::County
                | Role::Supervisor
                | Role::Leader
                | Role::Finance
                | Role::Assessor
                | Role::SystemAdmin,
            )
            | None => Oversight::Nobody,
        }
    }

    /// 审计记录. A page of what was audited, the oldest first.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn audit_entries(
        &self,
        filter: &AuditFilter,
        page: &Page,
    ) -> Result<Slice<AuditEntryRow>, EngineError> {
        let oversight = self.oversight();
        let found = ask!(self, |tx, _eyes| audit::list(tx, oversight, filter, page))?;
        self.engine.note_reading(self.actor(), Reading::Audit);
        Ok(found)
    }

    /// How many entries there are on all pages.
    pub async fn audit_entry_count(&self, filter: &AuditFilter) -> Result<u64, EngineError> {
        let oversight = self.oversight();
        ask!(self, |tx, _eyes| audit::count(tx, oversight, filter))
    }
}
