//! 重建. The rows made from the journal, made once more from its start beside the ones that stand;
//! where they differ, the remade ones are put in their place.
//!
//! While others go on writing, the journal is replayed into a scratch database: a file of SQLite
//! whatever the live one is, read event by event in the order of positions, with a bounded number
//! of states in memory. Then one snapshot of the live rows is compared with it, table by table, in
//! the order of keys. Only if something differs the heads of all streams are locked: what is newer
//! is replayed, and in the same transaction every differing row is looked at again and replaced, so
//! readers see all of it or nothing. Then everything is compared once more.
//!
//! A timer is no pure image of the journal: one that fired leaves no event of its own, only those of
//! what it did. So one that was due and is gone counts as fired; one that lies ahead must stand.

mod compare;
mod repair;
mod replay;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tokio::sync::Mutex;

use crate::error::StoreError;
use crate::journal::order;
use crate::rows::table::Table;
use crate::statement::Sql;
use crate::transaction::Tx;
use crate::{Location, Settings, Store};
use replay::Replay;

/// The tables that are made from the journal.
pub const PROJECTIONS: [&str; 60] = [
    "assessment",
    "assessment_history",
    "assessment_item",
    "assessment_item_history",
    "assessment_unit",
    "assessment_unit_history",
    "assignment",
    "assignment_history",
    "assignment_row",
    "assignment_row_history",
    "assignment_target",
    "assignment_target_history",
    "balance",
    "balance_history",
    "correction",
    "evidence",
    "evidence_history",
    "finding",
    "finding_history",
    "milestone",
    "milestone_history",
    "obligation",
    "obligation_delta",
    "obligation_history",
    "organisation",
    "organisation_class",
    "organisation_class_history",
    "organisation_history",
    "organisation_name",
    "organisation_name_history",
    "organisation_name_span",
    "organisation_name_span_history",
    "organisation_span",
    "organisation_span_history",
    "person",
    "person_history",
    "plan",
    "plan_history",
    "plan_section",
    "plan_section_history",
    "post",
    "sheet",
    "sheet_history",
    "sheet_row",
    "sheet_row_history",
    "target",
    "target_history",
    "target_unit",
    "target_unit_history",
    "task",
    "task_history",
    "task_reading",
    "task_reading_history",
    "task_span",
    "task_span_history",
    "task_support",
    "task_support_history",
    "task_unit",
    "task_unit_history",
    "timer",
];

/// What is kept beside the journal and cannot be made from it. A test holds both lists to the schema.
pub const BESIDE: [&str; 15] = [
    "account",
    "attachment",
    "audit_entry",
    "audit_stream",
    "checkpoint",
    "idempotency_key",
    "installation",
    "journal",
    "journal_pending",
    "journal_position",
    "journal_verification",
    "second_factor",
    "session",
    "sign_in_address",
    "stream_head",
];

/// How many differing rows are named; the rest is counted.
const NAMED: usize = 20;

/// How often rows are compared and put right before it is given up.
const ROUNDS: usize = 3;

/// How far a rebuild has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Events that were replayed.
    Replayed(i64),
    /// Rows that were compared.
    Compared(i64),
    /// Rows that are put right now.
    Repairing(i64),
}

/// What a rebuild found and did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events of the journal that were replayed.
    pub events: i64,
    /// Rows that were compared, the live ones and those that were missing.
    pub compared: i64,
    /// Rows that differed; all of them were put right. 0 is what is to be expected.
    pub differed: i64,
    /// The first of them by name: table, key, and what differed.
    pub named: Vec<String>,
}

/// What a rebuild asks of the world outside of the database.
pub trait Surroundings: Send + Sync {
    /// The instant.
    fn now(&self) -> DateTime<Utc>;
    /// Takes note of how far it has come.
    fn show(&self, progress: Progress);
}

/// Makes all projections again beside those that stand, and puts right what differs. The scratch
/// database is made in the folder and removed at the end.
///
/// # Errors
/// [`StoreError::Unfit`] if another rebuild works in the folder, or rows go on to differ after they
/// were put right; [`StoreError::Corrupt`] if an event cannot be read: nothing is changed then.
pub async fn rebuild(
    live: &Store,
    folder: &Path,
    surroundings: &dyn Surroundings,
) -> Result<Rebuilt, StoreError> {
    order::place(live, surroundings.now()).await?;
    let scratch = Scratch::open(folder).await?;
    let outcome = rebuild_beside(live, &scratch.store, surroundings).await;
    scratch.remove().await?;
    outcome
}

async fn rebuild_beside(
    live: &Store,
    scratch: &Store,
    surroundings: &dyn Surroundings,
) -> Result<Rebuilt, StoreError> {
    let replay = Mutex::new(Replay::new(scratch.clone()));
    let replay = &replay;
    // Page by page, each in a snapshot of its own: nobody is kept from anything.
    while live.read(|tx| async move { replay.lock().await.page(&tx).await }).await? {
        let events = replay.lock().await.events;
        surroundings.show(Progress::Replayed(events));
    }
    let mut rebuilt = Rebuilt::default();
    for round in 0..ROUNDS {
        let found = &Mutex::new(Rebuilt::default());
        live.read(|tx| async move {
            replay.lock().await.rest(&tx).await?;
            let tables = shared_tables(&tx, scratch).await?;
            *found.lock().await = compare::all(&tx, scratch, &tables, surroundings).await?;
            Ok::<(), StoreError>(())
        })
        .await?;
        let found = std::mem::take(&mut *found.lock().await);
        let differ = found.differed;
        if round == 0 {
            rebuilt = found;
        }
        if differ == 0 {
            rebuilt.events = replay.lock().await.events;
            return Ok(rebuilt);
        }
        surroundings.show(Progress::Repairing(differ));
        live.write(|tx| async move {
            lock_everything(&tx).await?;
            replay.lock().await.rest(&tx).await?;
            let tables = shared_tables(&tx, scratch).await?;
            repair::all(&tx, scratch, &tables, surroundings.now()).await
        })
        .await?;
    }
    Err(StoreError::Unfit {
        because: format!(
            "rows differ from the journal again after they were put right {ROUNDS} times"
        ),
        hint: "see who writes to the tables beside duban, then rebuild again",
    })
}

/// Until the end of the transaction no command gets past its first step; reading goes on.
async fn lock_everything(tx: &Tx) -> Result<(), StoreError> {
    if tx.backend() == sea_orm::DbBackend::Postgres {
        tx.execute(&Sql::new("LOCK TABLE stream_head IN EXCLUSIVE MODE")).await?;
    }
    Ok(())
}

/// A projection as the live database and as the scratch database know it.
pub(super) struct Shared {
    live: Table,
    scratch: Table,
}

async fn shared_tables(tx: &Tx, scratch: &Store) -> Result<Vec<Shared>, StoreError> {
    let mut live = crate::rows::table::tables(tx).await?;
    let mut beside =
        scratch.read(|tx| async move { crate::rows::table::tables(&tx).await }).await?;
    let mut shared = Vec::new();
    for name in PROJECTIONS {
        let (Some(live), Some(scratch)) = (live.remove(name), beside.remove(name)) else {
            return Err(StoreError::misuse(format!("there is no table `{name}`")));
        };
        let names = |table: &Table| -> Vec<String> {
            table.columns.iter().map(|column| column.name.clone()).collect()
        };
        if names(&live) != names(&scratch) || live.key != scratch.key {
            return Err(StoreError::misuse(format!(
                "table `{name}` is not as this program made it"
            )));
        }
        shared.push(Shared { live, scratch });
    }
    Ok(shared)
}

/// The database beside, and the lock on its name.
struct Scratch {
    store: Store,
    path: PathBuf,
    _lock: std::fs::File,
}

impl Scratch {
    async fn open(folder: &Path) -> Result<Self, StoreError> {
        let failed = |source: std::io::Error| StoreError::Unavailable { source: source.into() };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let lock = std::fs::File::create(folder.join("rebuild.lock")).map_err(failed)?;
        if lock.try_lock().is_err() {
            return Err(StoreError::Unfit {
                because: "another rebuild is at work in the data directory".to_owned(),
                hint: "wait until it has ended",
            });
        }
        let path = folder.join("rebuild.sqlite");
        // One that was killed left its own behind.
        remove(&path).map_err(failed)?;
        let store = Store::connect(&Settings::new(Location::Sqlite(path.clone()))).await?;
        store.migrate().await?;
        let table = "CREATE TABLE rebuild_difference (no INTEGER PRIMARY KEY, name TEXT NOT NULL,
            row_key TEXT NOT NULL)";
        store.write(|tx| async move { tx.execute(&Sql::new(table)).await }).await?;
        Ok(Self { store, path, _lock: lock })
    }

    async fn remove(self) -> Result<(), StoreError> {
        self.store.close().await?;
        remove(&self.path).map_err(|source| StoreError::Unavailable { source: source.into() })?;
        // Whoever waits for the name finds it free or makes it again.
        let _ = std::fs::remove_file(self.path.with_extension("lock"));
        Ok(())
    }
}

fn remove(path: &Path) -> std::io::Result<()> {
    for ending in ["sqlite", "sqlite-wal", "sqlite-shm"] {
        match std::fs::remove_file(path.with_extension(ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
