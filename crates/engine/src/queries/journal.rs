//! Reads of the journal: the history of a thing, and the log without contents.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use duban_domain::audit::act::{Export, Reading};
use duban_domain::command::StreamId;
use duban_domain::people::actor::Role;
use duban_store::journal::receipt::Disclosure;
use duban_store::journal::verification;
use duban_store::read::journal as log;

use super::{Reader, ask};
use crate::error::EngineError;
use crate::view::{
    EntryRow, Followed, HistoryRow, Page, ReceiptRow, Slice, VerificationRow, Visibility,
};

impl Reader {
    /// 历史. A page of the events of one thing, the oldest first, if the thing is visible.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn history(
        &self,
        stream: StreamId,
        page: &Page,
    ) -> Result<Slice<HistoryRow>, EngineError> {
        let found = ask!(self, |tx, eyes| log::history(tx, eyes, stream, page))?;
        self.note_history(stream).await?;
        Ok(found)
    }

    /// How many events that thing has on all pages.
    pub async fn history_count(&self, stream: StreamId) -> Result<u64, EngineError> {
        ask!(self, |tx, eyes| log::count(tx, eyes, stream))
    }

    /// The whole histories of things that this reader was shown already, the oldest event first.
    pub async fn histories_of_seen(
        &self,
        streams: &[StreamId],
    ) -> Result<BTreeMap<StreamId, Vec<HistoryRow>>, EngineError> {
        ask!(self, |tx, eyes| log::histories_of_seen(tx, eyes, streams))
    }

    /// 更新时刻. When things that this reader was shown already last changed.
    pub async fn changed_at(
        &self,
        streams: &[StreamId],
    ) -> Result<BTreeMap<StreamId, DateTime<Utc>>, EngineError> {
        ask!(self, |tx, _eyes| log::changed_at(tx, streams))
    }

    /// 跟踪. What is new in the journal behind a position, without contents: what the reader sees,
    /// and everything for the audit administrator.
    pub async fn follow(&self, position: i64, limit: u32) -> Result<Followed, EngineError> {
        let eyes = if self.audits() { Visibility::System } else { self.visibility };
        let follower = Self { visibility: eyes, ..self.clone() };
        let found = ask!(follower, |tx, eyes| log::follow(tx, eyes, position, limit))?;
        self.engine.note_reading(self.actor(), Reading::Journal);
        Ok(found)
    }

    /// 验真结果. What the last verification of the journal found, for those who may ask: the
    /// supervisors and the audit administrator.
    pub async fn verification(&self) -> Result<Option<VerificationRow>, EngineError> {
        ask!(self, |tx, _eyes| verification::last(tx))
    }

    /// 回执. The proof that an event was sealed in its place, if the reader sees the event; without
    /// its content for the audit administrator. None before the event is sealed.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn receipt(
        &self,
        stream: StreamId,
        version: i64,
    ) -> Result<Option<ReceiptRow>, EngineError> {
        let (visibility, at_most) = match self.audits() {
            true => (Visibility::System, Disclosure::Hashes),
            false => (self.visibility, Disclosure::Content),
        };
        let holder = Self { visibility, ..self.clone() };
        let found = ask!(holder, |tx, eyes| log::receipt(tx, eyes, (stream, version), at_most))?;
        if found.is_some() {
            self.exported(Export::Receipt(stream, version));
        }
        Ok(found)
    }

    /// 日志. A page of the log in the order of positions: for the audit administrator, who sees no
    /// contents, and for nobody else.
    pub async fn log(&self, page: &Page) -> Result<Slice<EntryRow>, EngineError> {
        let visibility = if self.audits() { Visibility::System } else { Visibility::Nothing };
        let auditor = Self { visibility, ..self.clone() };
        let found = ask!(auditor, |tx, eyes| log::entries(tx, eyes, page))?;
        self.engine.note_reading(self.actor(), Reading::Journal);
        Ok(found)
    }

    /// Whose history it is stands in the thing itself; looking for that notes the look.
    async fn note_history(&self, stream: StreamId) -> Result<(), EngineError> {
        if self.post().is_none_or(|post| post.role != Role::Supervisor) {
            return Ok(());
        }
        match stream {
            StreamId::Assignment(id) => self.assignments_by_ids(&[id]).await.map(|_| ()),
            StreamId::Evidence(id) => self.evidence_by_ids(&[id]).await.map(|_| ()),
            StreamId::Sheet(key) => self.sheets_by_keys(&[key]).await.map(|_| ()),
            StreamId::Rules
            | StreamId::Unit(_)
            | StreamId::Person(_)
            | StreamId::Plan(_)
            | StreamId::Task(_)
            | StreamId::Assessment(_)
            | StreamId::Audit(_) => Ok(()),
        }
    }

    fn audits(&self) -> bool {
        self.post().is_some_and(|post| post.role == Role::AuditAdmin)
    }
}
