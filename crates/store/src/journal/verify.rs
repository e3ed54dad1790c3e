//! Proving the journal: what was sealed is as it was, and what is newer fits together.
//!
//! Everything is read in one snapshot and in pages, so that memory does not grow with the journal:
//! first each stream's chain with its head, then the audit streams, whose heads the journal keeps,
//! then the order with its seals. What is found is named by event and position; the first of it is
//! the first in the order of positions.

mod audits;
mod seals;
mod streams;

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::Store;
use crate::error::StoreError;
use crate::journal::checkpoint::{self, Head};
use crate::journal::order;
use crate::journal::seal::Keyring;
use crate::statement::Sql;
use crate::transaction::Tx;

/// How many events are read at a time.
const PAGE: u32 = 1_000;

/// How many findings are kept; the rest is counted.
const KEPT: usize = 100;

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where in the order of everything, if that is known.
    pub position: Option<i64>,
    /// Which event (`stream@version`), stream, or checkpoint.
    pub subject: String,
    /// What differs.
    pub because: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(f, "{} (position {position})", self.subject)?,
            None => f.write_str(&self.subject)?,
        }
        write!(f, ": {}", self.because)
    }
}

/// 验真. What verifying found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// How many events there are.
    pub events: i64,
    /// How many entries the audit streams have.
    pub audited: i64,
    /// How many checkpoints.
    pub checkpoints: i64,
    /// The newest of them.
    pub head: Option<Head>,
    /// How many events are newer than it: they fit together, but no seal proves them yet.
    pub newer: i64,
    /// What does not fit, the first position first; at most a hundred.
    pub findings: Vec<Finding>,
    /// How much does not fit in all.
    pub found: usize,
}

impl Verification {
    /// Whether everything fits.
    pub fn is_sound(&self) -> bool {
        self.found == 0
    }

    fn find(
        &mut self,
        position: Option<i64>,
        subject: impl Into<String>,
        because: impl Into<String>,
    ) {
        self.found += 1;
        let (subject, because) = (subject.into(), because.into());
        self.findings.push(Finding { position, subject, because });
        // Now and then, so that a broken journal is not sorted for each of its events.
        if self.findings.len() >= 2 * KEPT {
            self.keep_first();
        }
    }

    /// Keeps the findings that come first in the order; what has no place comes behind.
    fn keep_first(&mut self) {
        self.findings.sort_by_key(|finding| finding.position.unwrap_or(i64::MAX));
        self.findings.truncate(KEPT);
    }
}

/// Verifies the whole journal. With an anchor, a head kept elsewhere, also that nothing it saw was
/// cut off or put back to an older state.
///
/// # Errors
/// When the database cannot be read. What is wrong with the journal is no error: it is found.
pub async fn verify(
    store: &Store,
    keys: &Keyring,
    anchor: Option<Head>,
) -> Result<Verification, StoreError> {
    store.read(move |tx| async move { verify_in(&tx, keys, anchor).await }).await
}

/// The same in a transaction that does more, such as restoring.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify_in(
    tx: &Tx,
    keys: &Keyring,
    anchor: Option<Head>,
) -> Result<Verification, StoreError> {
    let mut verification = Verification::default();
    let count = Sql::new("SELECT count(*) FROM journal");
    verification.events = tx.query_value(&count).await?.unwrap_or(0);
    streams::check(tx, &mut verification).await?;
    audits::check(tx, &mut verification).await?;
    seals::check(tx, keys, &mut verification).await?;
    verification.newer += order::waiting(tx).await?;
    if let Some(anchor) = anchor {
        hold_against(tx, anchor, &mut verification).await?;
    }
    verification.keep_first();
    Ok(verification)
}

async fn hold_against(
    tx: &Tx,
    anchor: Head,
    verification: &mut Verification,
) -> Result<(), StoreError> {
    let subject = format!("checkpoint {}", anchor.no);
    let because = match checkpoint::numbered(tx, anchor.no).await {
        Ok(Some(checkpoint)) if checkpoint.head() == anchor => return Ok(()),
        Ok(Some(_)) => "it is not the one that the anchor saw".to_owned(),
        // A row that cannot be read was found already.
        Ok(None) | Err(StoreError::Failed { .. }) => format!(
            "the anchor saw it seal up to position {}, and it is not there: the journal was cut \
             off, or an older copy was put back",
            anchor.to_position
        ),
        Err(error) => return Err(error),
    };
    verification.find(None, subject, because);
    Ok(())
}

/// How an instant is spelled where the database keeps it as text.
fn spelled(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}
