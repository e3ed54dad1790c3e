//! Due timers become commands of the system, through the same write path as everything else.

use duban_domain::command::Command;
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::command::Command as SheetCommand;
use duban_store::projection::timer::OPEN_SHEET;
use duban_store::timer::{Timer, arm, claim_due};
use duban_store::{Tx, lookup};

use crate::Engine;
use crate::error::EngineError;
use crate::request::{Addressed, Request};

/// How many timers one transaction takes.
const BATCH: u32 = 50;

/// From how many rows on a transaction takes no more timers: whoever writes waits for it.
const ROWS_MAX: usize = 1_000;

/// How many batches one sweep runs; the rest waits for the next.
const BATCHES_MAX: usize = 200;

impl Engine {
    /// Fires what is due, and tells how many timers that were. If one of a batch fails, the batch
    /// is run one by one, so that it holds nobody up.
    ///
    /// # Errors
    /// When the database cannot be reached, or a timer fails alone.
    pub async fn sweep(&self) -> Result<usize, EngineError> {
        let mut fired = 0;
        for _ in 0..BATCHES_MAX {
            let count = match self.sweep_batch(BATCH).await {
                Err(error) if BATCH > 1 => {
                    tracing::warn!(%error, "a batch of timers failed; running it one by one");
                    self.sweep_batch(1).await?
                }
                result => result?,
            };
            if count == 0 {
                break;
            }
            fired += count;
        }
        if fired > 0 {
            self.journal_has_moved();
        }
        Ok(fired)
    }

    async fn sweep_batch(&self, limit: u32) -> Result<usize, EngineError> {
        self.store()
            .write(|tx| {
                let engine = self.clone();
                async move { engine.fire(&tx, limit).await }
            })
            .await
    }

    async fn fire(&self, tx: &Tx, limit: u32) -> Result<usize, EngineError> {
        let mut timers = claim_due(tx, self.clock().now(), limit).await?;
        let sheets: Vec<SheetKey> = timers.iter().filter_map(sheet).collect();
        let reporting = lookup::reporting(tx, &sheets).await?;
        let rows = timers.iter().map(|timer| {
            let key = sheet(timer)?;
            reporting.get(&key).map(Vec::len)
        });
        let later = timers.split_off(first(rows.map(Option::unwrap_or_default)));
        let sheets: Vec<SheetKey> = timers.iter().filter_map(sheet).collect();
        arm(tx, later).await?;
        let commands: Vec<Addressed> = sheets
            .iter()
            .filter_map(|key| {
                let assignments = reporting.get(key)?.clone();
                Some(Command::Sheet(*key, SheetCommand::OpenRows { assignments }).into())
            })
            .collect();
        if !commands.is_empty() {
            self.execute_in(tx, &Request::system(), &commands).await?;
        }
        Ok(timers.len())
    }
}

/// How many timers, whose rows are so many each, one transaction takes: at least one.
fn first(rows: impl Iterator<Item = usize>) -> usize {
    let mut open = 0;
    rows.take_while(|rows| {
        let more = open < ROWS_MAX;
        open += rows;
        more
    })
    .count()
}

fn sheet(timer: &Timer) -> Option<SheetKey> {
    match timer.kind.as_str() {
        OPEN_SHEET => timer.payload.parse().ok(),
        other => {
            tracing::error!(kind = other, timer.id = %timer.timer_id, "a timer of unknown kind");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_takes_timers_until_it_opens_many_rows() {
        assert_eq!(first([].into_iter()), 0);
        assert_eq!(first([7_000, 1].into_iter()), 1);
        assert_eq!(first([0, 600, 600, 1].into_iter()), 3);
        assert_eq!(first([0; 50].into_iter()), 50);
    }
}
