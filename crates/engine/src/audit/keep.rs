//! 封存与留存. How far the audit streams have come is sealed into the journal; what is older than it
//! must be kept goes, day by day, and the journal says so.

use chrono::{Days, TimeDelta};
use duban_domain::audit::Command as AuditCommand;
use duban_domain::audit::FLOOR_DAYS;
use duban_domain::command::Command;
use duban_domain::time::business_date;
use duban_store::Tx;
use duban_store::journal::audit::{self, Stream};

use crate::Engine;
use crate::error::EngineError;
use crate::request::Request;

/// How long entries of today wait for a seal; those of a day that is over do not.
const SEAL_AFTER: TimeDelta = TimeDelta::minutes(60);

/// How many streams one turn takes; the rest waits for the next.
const STREAMS_MAX: u32 = 1_000;

impl Engine {
    /// Seals the streams that have grown, and tells how many. All nodes do; one seals.
    ///
    /// # Errors
    /// When the database fails, or a stream is shorter than the journal sealed it: the others are
    /// sealed nevertheless.
    pub async fn seal_audit(&self) -> Result<usize, EngineError> {
        let now = self.clock().now();
        let (today, before) = (business_date(now), now - SEAL_AFTER);
        let grown = |tx: Tx| async move { audit::unsealed(&tx, today, before, STREAMS_MAX).await };
        let (mut sealed, mut failed) = (0, None);
        for name in self.store().read(grown).await? {
            let (engine, name) = (self, &name);
            let seal = self.store().write(move |tx| async move {
                let stream = audit::locked(&tx, name).await?;
                engine.seal_in(&tx, stream.as_slice()).await?;
                Ok::<_, EngineError>(usize::from(stream.is_some()))
            });
            match seal.await {
                Ok(count) => sealed += count,
                Err(error) => failed = Some(error),
            }
        }
        if sealed > 0 {
            self.journal_has_moved();
        }
        failed.map_or(Ok(sealed), Err)
    }

    /// Removes the streams of days that are more than so many days past, and tells how many
    /// entries that were. Fewer days than the law asks for are as many as it asks for.
    ///
    /// # Errors
    /// When the database fails, or a stream is shorter than the journal sealed it.
    pub async fn clear_audit(&self, retention_days: u32) -> Result<u64, EngineError> {
        let today = business_date(self.clock().now());
        let days = Days::new(retention_days.max(FLOOR_DAYS).into());
        let Some(than) = today.checked_sub_days(days) else { return Ok(0) };
        let old = |tx: Tx| async move { audit::older(&tx, than, STREAMS_MAX).await };
        let mut removed = 0;
        for name in self.store().read(old).await? {
            let (engine, name) = (self, &name);
            let remove = self.store().write(move |tx| async move {
                let stream = audit::locked(&tx, name).await?;
                engine.seal_in(&tx, stream.as_slice()).await?;
                engine.remove_in(&tx, stream.as_slice()).await
            });
            removed += remove.await?;
            self.journal_has_moved();
        }
        Ok(removed)
    }

    async fn seal_in(&self, tx: &Tx, streams: &[Stream]) -> Result<(), EngineError> {
        for stream in streams.iter().filter(|stream| stream.sealed_entries < stream.entries) {
            let Stream { node, entries, head, .. } = stream.clone();
            let seal = AuditCommand::Seal { node, entries, head };
            let command = Command::Audit(stream.day, seal).into();
            self.execute_in(tx, &Request::system(), &vec![command]).await?;
            audit::note_sealed(tx, stream, self.clock().now()).await?;
        }
        Ok(())
    }

    async fn remove_in(&self, tx: &Tx, streams: &[Stream]) -> Result<u64, EngineError> {
        let mut removed = 0;
        for stream in streams {
            let remove = AuditCommand::Remove { node: stream.node.clone() };
            let command = Command::Audit(stream.day, remove).into();
            self.execute_in(tx, &Request::system(), &vec![command]).await?;
            removed += audit::remove(tx, stream, self.clock().now()).await?;
        }
        Ok(removed)
    }
}
