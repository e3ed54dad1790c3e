//! The order of everything, and the checkpoints that seal it.

use chrono::{DateTime, Utc};
use sea_orm::{DbBackend, QueryResult};

use super::{PAGE, Verification};
use crate::error::StoreError;
use crate::journal::algorithm::Algorithm;
use crate::journal::chain::{GENESIS, Hash};
use crate::journal::checkpoint::{self, Checkpoint};
use crate::journal::merkle;
use crate::journal::order::PlacedHash;
use crate::journal::seal::Keyring;
use crate::statement::Sql;
use crate::transaction::Tx;

pub(super) async fn check(
    tx: &Tx,
    keys: &Keyring,
    verification: &mut Verification,
) -> Result<(), StoreError> {
    let placing = tx.backend() == DbBackend::Postgres;
    let mut walk = Walk { position: 0, placed_at: None, placing };
    let mut chain = Chain { no: 0, hash: GENESIS.to_vec() };
    loop {
        let next = match checkpoint::behind(tx, chain.no).await {
            Ok(next) => next,
            Err(StoreError::Failed { source }) => {
                tracing::debug!(%source, "a checkpoint cannot be read");
                let subject = format!("checkpoint {}", chain.no + 1);
                verification.find(Some(walk.position + 1), subject, "it cannot be read");
                None
            }
            Err(error) => return Err(error),
        };
        let Some(sealed) = next else { break };
        verification.checkpoints += 1;
        verification.head = Some(sealed.head());
        if !is_spelled(tx, &sealed).await? {
            let because = "its instant is not spelled as the journal spells them";
            let subject = format!("checkpoint {}", sealed.no);
            verification.find(Some(walk.position + 1), subject, because);
        }
        let expected = expected_leaves(&sealed, &mut chain, (keys, walk.position), verification);
        walk.through(tx, Some((&sealed, expected)), verification).await?;
    }
    let sealed = walk.position;
    walk.through(tx, None, verification).await?;
    verification.newer = walk.position - sealed;
    Ok(())
}

/// On SQLite instants are text, and one instant has many spellings.
async fn is_spelled(tx: &Tx, sealed: &Checkpoint) -> Result<bool, StoreError> {
    if tx.backend() != DbBackend::Sqlite {
        return Ok(true);
    }
    let text = "SELECT CAST(made_at AS TEXT) FROM checkpoint WHERE no = ?";
    let stored: Option<String> = tx.query_value(&Sql::with(text, [sealed.no.into()])).await?;
    Ok(stored == Some(super::spelled(sealed.made_at)))
}

/// Where the chain of checkpoints stands.
struct Chain {
    no: i64,
    hash: Vec<u8>,
}

/// Checks a checkpoint in itself and behind the one before it. Tells its leaves if they can be
/// believed.
fn expected_leaves(
    sealed: &Checkpoint,
    chain: &mut Chain,
    (keys, position): (&Keyring, i64),
    verification: &mut Verification,
) -> Option<Vec<Hash>> {
    let at = Some(position + 1);
    let mut find = |because: String| {
        verification.find(at, format!("checkpoint {}", sealed.no), because);
    };
    if sealed.no != chain.no + 1 {
        find(format!("checkpoint {} is missing before it", chain.no + 1));
    } else if sealed.previous != chain.hash {
        find("it does not follow the checkpoint before it".to_owned());
    }
    (chain.no, chain.hash) = (sealed.no, sealed.hash.clone());
    let count = sealed.to_position.saturating_sub(position);
    if sealed.from_position != position + 1 || sealed.event_count != count {
        find(format!(
            "it claims {} events from position {} to {}, where {} to {} was to come",
            sealed.event_count,
            sealed.from_position,
            sealed.to_position,
            position + 1,
            sealed.to_position
        ));
    }
    if !sealed.made_at.timestamp_subsec_nanos().is_multiple_of(1_000_000) {
        find("its instant is finer than a millisecond".to_owned());
    }
    match sealed.demanded_hash() {
        Some(hash) if hash.as_slice() == sealed.hash => {}
        _ => find("its content does not have its hash".to_owned()),
    }
    if let Err(because) = keys.check(&sealed.key_id, &sealed.message(), &sealed.signature) {
        find(because);
    }
    let algorithm = Algorithm::parse(&sealed.algorithm)?;
    let leaves = sealed.leaf_hashes().unwrap_or_default();
    let whole = i64::try_from(leaves.len()) == Ok(sealed.event_count);
    if !whole || merkle::root(algorithm, &leaves).as_slice() != sealed.root {
        find("its leaves do not give its root".to_owned());
        return None;
    }
    Some(leaves)
}

/// The way through the positions.
struct Walk {
    position: i64,
    placed_at: Option<DateTime<Utc>>,
    /// Whether instants of placing are given by the sequencer, each not before the last.
    placing: bool,
}

impl Walk {
    /// Goes to the end of a checkpoint, or of the journal.
    async fn through(
        &mut self,
        tx: &Tx,
        seal: Option<(&Checkpoint, Option<Vec<Hash>>)>,
        verification: &mut Verification,
    ) -> Result<(), StoreError> {
        let start = self.position;
        let end = seal.as_ref().map_or(i64::MAX, |(sealed, _)| sealed.to_position);
        let leaves = seal.as_ref().and_then(|(sealed, leaves)| {
            Some((Algorithm::parse(&sealed.algorithm)?, leaves.as_deref()?))
        });
        while self.position < end {
            let rows = tx.query_rows(&page(self.position, end)).await?;
            for row in &rows {
                let position: i64 = row.try_get_by_index(0)?;
                self.gap(position, verification);
                self.position = position;
                let Some(placed) = self.event(row, verification)? else { continue };
                let Some((algorithm, leaves)) = leaves else { continue };
                let place = usize::try_from(position - start - 1).ok();
                let sealed = place.and_then(|place| leaves.get(place));
                if sealed.is_some_and(|sealed| *sealed != checkpoint::leaf(algorithm, &placed)) {
                    let subject = format!("{}@{}", placed.stream, placed.version);
                    let because = "it is not the event that was sealed in this position";
                    verification.find(Some(position), subject, because);
                }
            }
            if rows.len() < PAGE as usize {
                break;
            }
        }
        if let Some((sealed, _)) = &seal {
            if self.position < sealed.to_position {
                self.gap(sealed.to_position.saturating_add(1), verification);
            }
            // Never back: a checkpoint that ends before it begins was found already.
            self.position = self
                .position
                .max(sealed.to_position.min(start.saturating_add(i64::from(u32::MAX))));
        }
        Ok(())
    }

    fn gap(&self, position: i64, verification: &mut Verification) {
        let (first, last) = (self.position + 1, position - 1);
        if first > last {
            return;
        }
        let subject = match first == last {
            true => format!("position {first}"),
            false => format!("positions {first} to {last}"),
        };
        verification.find(Some(first), subject, "no event is there");
    }

    fn event(
        &mut self,
        row: &QueryResult,
        verification: &mut Verification,
    ) -> Result<Option<PlacedHash>, StoreError> {
        let position = Some(self.position);
        let subject = format!("position {}", self.position);
        if row.try_get_by_index::<Option<i64>>(6)?.is_none() {
            verification.find(position, subject, "its event is not in the journal");
            return Ok(None);
        }
        let Ok(placed) = PlacedHash::read(row) else {
            verification.find(position, subject, "its event cannot be read");
            return Ok(None);
        };
        let fine = !placed.placed_at.timestamp_subsec_nanos().is_multiple_of(1_000_000);
        // On SQLite this is when the event was recorded, which a clock set back makes earlier.
        let early = self.placing && self.placed_at.is_some_and(|at| placed.placed_at < at);
        if fine || early {
            let because = "the instant it was placed is not one that follows the one before";
            verification.find(position, subject, because);
        }
        self.placed_at = Some(placed.placed_at);
        Ok(Some(placed))
    }
}

fn page(behind: i64, end: i64) -> Sql {
    Sql::with(
        "SELECT p.position, p.placed_at, j.stream, j.stream_version, j.algorithm, j.hash, j.seq
         FROM journal_position p LEFT JOIN journal j ON j.seq = p.seq
         WHERE p.position > ? AND p.position <= ? ORDER BY p.position LIMIT ?",
        [behind.into(), end.into(), i64::from(PAGE).into()],
    )
}
