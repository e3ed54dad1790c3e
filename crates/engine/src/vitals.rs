//! 运行状况. How the office's machinery does, in figures that name nobody.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::TimeDelta;
use duban_store::journal::{checkpoint, order};
use duban_store::{Pool, Tx, timer};

use crate::Engine;
use crate::error::EngineError;

/// How a request to change something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It was done, now or by the request that it repeats.
    Done,
    /// A lawful no.
    Rejected,
    /// The actor may not.
    Denied,
    /// There is no such thing, or none that the actor may know of.
    NotFound,
    /// The input makes no sense.
    Invalid,
    /// Somebody else was first, or the key was used for another input.
    Conflict,
    /// The database could not be reached.
    Unavailable,
    /// A fault of this program, or something that is lost.
    Fault,
}

impl Ended {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Done,
        Self::Rejected,
        Self::Denied,
        Self::NotFound,
        Self::Invalid,
        Self::Conflict,
        Self::Unavailable,
        Self::Fault,
    ];

    /// The name in figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::Denied => "denied",
            Self::NotFound => "not_found",
            Self::Invalid => "invalid",
            Self::Conflict => "conflict",
            Self::Unavailable => "unavailable",
            Self::Fault => "fault",
        }
    }

    fn of<T>(outcome: &Result<T, EngineError>) -> Self {
        match outcome {
            Ok(_) => Self::Done,
            Err(EngineError::Rejected(_)) => Self::Rejected,
            Err(EngineError::Denied { .. }) => Self::Denied,
            Err(EngineError::NotFound { .. }) => Self::NotFound,
            Err(EngineError::Invalid { .. } | EngineError::Unfit(_)) => Self::Invalid,
            Err(EngineError::Conflict { .. }) => Self::Conflict,
            Err(EngineError::Unavailable(_)) => Self::Unavailable,
            Err(EngineError::Lost { .. } | EngineError::Internal(_)) => Self::Fault,
        }
    }
}

/// How many requests to change something ended how, since the process began.
#[derive(Debug, Default)]
pub(crate) struct Tally([AtomicU64; Ended::ALL.len()]);

impl Tally {
    pub(crate) fn count<T>(&self, outcome: &Result<T, EngineError>) {
        let ended = Ended::of(outcome);
        for (count, which) in self.0.iter().zip(Ended::ALL) {
            if which == ended {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// What one look finds.
#[derive(Debug, Clone)]
pub struct Vitals {
    /// Requests to change something since the process began, by how they ended.
    pub ended: Vec<(Ended, u64)>,
    /// Transactions that were run again after a deadlock or a version conflict.
    pub retries: u64,
    /// For how long the oldest timer has been due; zero where none is.
    pub sweep_lag: TimeDelta,
    /// Committed events that no checkpoint covers yet.
    pub unsealed: i64,
    /// The connections to the database.
    pub pools: Vec<Pool>,
}

impl Engine {
    /// Looks how things stand: a few statements, whatever there is.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn vitals(&self) -> Result<Vitals, EngineError> {
        let look = |tx: Tx| async move {
            let due = timer::next_due(&tx).await?;
            let (placed, waiting) = (order::last(&tx).await?, order::waiting(&tx).await?);
            let sealed = checkpoint::newest(&tx).await?.map_or(0, |newest| newest.to_position);
            Ok::<_, EngineError>((due, placed + waiting - sealed))
        };
        let (due, unsealed) = self.store().read(look).await?;
        let now = self.clock().now();
        let counts = self.tally.0.iter().map(|count| count.load(Ordering::Relaxed));
        Ok(Vitals {
            ended: Ended::ALL.into_iter().zip(counts).collect(),
            retries: self.store().counters().retries(),
            sweep_lag: due.map_or(TimeDelta::zero(), |due| (now - due).max(TimeDelta::zero())),
            unsealed,
            pools: self.store().pools().to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_is_counted_under_a_name_of_its_own() {
        let tally = Tally::default();
        tally.count::<()>(&Err(EngineError::Conflict { because: String::new() }));
        tally.count(&Ok(()));
        tally.count(&Ok(()));
        let counts = tally.0.iter().map(|count| count.load(Ordering::Relaxed));
        let counted: Vec<_> =
            Ended::ALL.iter().zip(counts).filter(|(_, count)| *count > 0).collect();
        assert_eq!(counted, [(&Ended::Done, 2), (&Ended::Conflict, 1)]);
        let names: std::collections::BTreeSet<_> = Ended::ALL.map(Ended::name).into();
        assert_eq!(names.len(), Ended::ALL.len());
    }
}
