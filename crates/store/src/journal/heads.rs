//! The heads of streams: the lock of a command and its knowledge of versions.

use std::collections::BTreeMap;

use sea_orm::{DbBackend, Value};

use super::chain::{GENESIS, Hash};
use crate::error::StoreError;
use crate::rows::Target;
use crate::statement::{LIST, Sql};
use crate::transaction::Tx;

/// Above this many changes between writing and reading in the order of ids, all heads are locked
/// for writing: stricter than needed, but in one statement.
const RUNS: usize = 8;

const STREAM_HEAD: Target =
    Target { table: "stream_head", columns: &["stream", "version", "hash"], key: &["stream"] };

/// How far a stream has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) version: i64,
    pub(crate) hash: Hash,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lock {
    Write,
    Read,
}

/// The locked heads of a transaction. A stream that has no event yet is at version 0.
#[derive(Clone, Debug, Default)]
pub struct Heads {
    locks: BTreeMap<String, (Lock, Head)>,
}

impl Heads {
    /// The version of a locked stream; 0 when it has no event or is not locked.
    pub fn version(&self, stream: &str) -> i64 {
        self.locks.get(stream).map_or(0, |(_, head)| head.version)
    }

    /// True if [`append`](super::append) may write to the stream.
    pub fn may_write(&self, stream: &str) -> bool {
        matches!(self.locks.get(stream), Some((Lock::Write, _)))
    }

    /// Refuses unless the stream is at the version its writer has seen.
    pub fn expect(&self, stream: &str, version: i64) -> Result<(), StoreError> {
        if self.version(stream) == version {
            return Ok(());
        }
        Err(StoreError::VersionConflict { stream: stream.to_owned(), expected: version })
    }

    /// Takes in heads that were locked later in the same transaction.
    pub fn merge(&mut self, later: Self) {
        for (stream, (lock, head)) in later.locks {
            let kept = self.locks.get(&stream).map(|(lock, _)| *lock);
            let lock = if kept == Some(Lock::Write) { Lock::Write } else { lock };
            self.locks.insert(stream, (lock, head));
        }
    }

    pub(crate) fn writable(&self, stream: &str) -> Result<&Head, StoreError> {
        match self.locks.get(stream) {
            Some((Lock::Write, head)) => Ok(head),
            _ => Err(StoreError::misuse(format!("stream `{stream}` is not locked for writing"))),
        }
    }

    pub(crate) async fn advance(
        &mut self,
        tx: &Tx,
        moved: BTreeMap<String, Head>,
    ) -> Result<(), StoreError> {
        let row = |(stream, head): (&String, &Head)| -> Vec<Value> {
            vec![stream.clone().into(), head.version.into(), head.hash.to_vec().into()]
        };
        tx.upsert_many(&STREAM_HEAD, moved.iter().map(row).collect()).await?;
        for (stream, head) in moved {
            self.locks.insert(stream, (Lock::Write, head));
        }
        Ok(())
    }
}

/// Locks the heads of the streams to be written against everybody, and of those only read against
/// writers, in the order of their ids, and tells their versions.
///
/// On SQLite nothing needs a lock: there is one writer. A stream without events cannot be locked;
/// of two that begin it, [`append`](super::append) refuses the second.
pub async fn lock_heads(tx: &Tx, write: &[String], read: &[String]) -> Result<Heads, StoreError> {
    let unknown = Head { version: 0, hash: GENESIS };
    let mut heads = Heads::default();
    for (streams, lock) in [(read, Lock::Read), (write, Lock::Write)] {
        for stream in streams {
            heads.locks.insert(stream.clone(), (lock, unknown.clone()));
        }
    }
    for (lock, streams) in runs(&heads, tx.backend()) {
        for chunk in streams.chunks(LIST) {
            for row in tx.query_rows(&select(tx.backend(), lock, chunk)).await? {
                let stream: String = row.try_get_by_index(0)?;
                let hash: Vec<u8> = row.try_get_by_index(2)?;
                let hash = Hash::try_from(hash).map_err(|_| {
                    StoreError::corrupt("stream_head", stream.as_str(), "its hash is not 32 bytes")
                })?;
                if let Some((_, head)) = heads.locks.get_mut(&stream) {
                    *head = Head { version: row.try_get_by_index(1)?, hash };
                }
            }
        }
    }
    Ok(heads)
}

/// Neighbours in the order of ids that need the same lock.
fn runs(heads: &Heads, backend: DbBackend) -> Vec<(Lock, Vec<String>)> {
    let mut runs: Vec<(Lock, Vec<String>)> = Vec::new();
    for (stream, (lock, _)) in &heads.locks {
        match runs.last_mut() {
            Some((same, streams)) if same == lock => streams.push(stream.clone()),
            _ => runs.push((*lock, vec![stream.clone()])),
        }
    }
    if runs.len() > RUNS || (backend == DbBackend::Sqlite && !runs.is_empty()) {
        return vec![(Lock::Write, heads.locks.keys().cloned().collect())];
    }
    runs
}

fn select(backend: DbBackend, lock: Lock, streams: &[String]) -> Sql {
    let mut sql = Sql::new("SELECT stream, version, hash FROM stream_head WHERE stream IN ");
    sql.push_list(streams.iter().map(|stream| stream.as_str().into()));
    sql.push(" ORDER BY stream");
    if backend == DbBackend::Postgres {
        sql.push(if lock == Lock::Write { " FOR UPDATE" } else { " FOR SHARE" });
    }
    sql
}
