//! The two ways to the database: [`Store::write`] and [`Store::read`].
//!
//! A writing transaction is IMMEDIATE on SQLite, behind a fair queue, and READ COMMITTED on
//! PostgreSQL, where the stream heads it locks do the rest. It is run again, a bounded number of
//! times, after a deadlock, a serialization failure, or a version conflict of
//! [`journal::append`](crate::journal::append); so the work must have no effect outside of its
//! transaction. A reading transaction sees one snapshot and cannot change anything.
//!
//! ```no_run
//! # use duban_store::{Store, StoreError, journal};
//! # async fn example(store: Store, events: Vec<journal::NewEvent>) -> Result<(), StoreError> {
//! let streams: Vec<String> = events.iter().map(|event| event.stream.clone()).collect();
//! let (streams, events) = (&streams, &events);
//! let recorded = store
//!     .write(move |tx| async move {
//!         let mut heads = journal::lock_heads(&tx, streams, &[]).await?;
//!         journal::append(&tx, &mut heads, events.clone()).await
//!     })
//!     .await?;
//! # let _: Vec<journal::RecordedEvent> = recorded;
//! # Ok(())
//! # }
//! ```

mod tx;

use std::future::Future;
use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::error::{StoreError, is_disconnected};
use crate::transaction::tx::Lent;
use crate::{Sql, Store};

pub use crate::transaction::tx::Tx;

/// How often a transaction is tried before its last error is given to the caller.
pub const ATTEMPTS: u32 = 6;

tokio::task_local! {
    static WRITING: ();
}

impl Store {
    /// Runs the work in a writing transaction and commits if it succeeds.
    ///
    /// A statement that failed dooms the transaction, even if the work went on: what PostgreSQL
    /// would silently roll back is never reported as committed. Writing within writing is refused.
    ///
    /// # Errors
    /// Those of the work; those of the database. If the connection is lost while committing,
    /// [`StoreError::Unavailable`] leaves open whether the work was done: an idempotency key tells.
    pub async fn write<T, E, F, W>(&self, work: F) -> Result<T, E>
    where
        F: Fn(Tx) -> W + Send + Sync,
        W: Future<Output = Result<T, E>> + Send,
        T: Send,
        E: From<StoreError> + Send,
    {
        if WRITING.try_with(|()| ()).is_ok() {
            return Err(StoreError::misuse("a write within a write").into());
        }
        let _turn = match self.inner.backend {
            DbBackend::Sqlite => Some(self.inner.turn.lock().await),
            _ => None,
        };
        WRITING.scope((), self.persist(&self.inner.writer, work)).await
    }

    /// Runs the work in a transaction that sees one snapshot and refuses changes.
    pub async fn read<T, E, F, W>(&self, work: F) -> Result<T, E>
    where
        F: Fn(Tx) -> W + Send + Sync,
        W: Future<Output = Result<T, E>> + Send,
        T: Send,
        E: From<StoreError> + Send,
    {
        self.persist(&self.inner.reader, work).await
    }

    async fn persist<T, E, F, W>(&self, pool: &DatabaseConnection, work: F) -> Result<T, E>
    where
        F: Fn(Tx) -> W,
        W: Future<Output = Result<T, E>>,
        E: From<StoreError>,
    {
        for attempt in 1..ATTEMPTS {
            match self.attempt(pool, &work).await {
                Ok(value) => return Ok(value),
                Err(Failure::Final(error)) => return Err(error),
                Err(Failure::Passing(_)) => self.inner.counters.count_retry(),
            }
            tokio::time::sleep(Duration::from_millis(1 << attempt)).await;
        }
        match self.attempt(pool, &work).await {
            Ok(value) => Ok(value),
            Err(Failure::Final(error) | Failure::Passing(error)) => Err(error),
        }
    }

    async fn attempt<T, E, F, W>(
        &self,
        pool: &DatabaseConnection,
        work: &F,
    ) -> Result<T, Failure<E>>
    where
        F: Fn(Tx) -> W,
        W: Future<Output = Result<T, E>>,
        E: From<StoreError>,
    {
        let transaction = self.begin(pool).await.map_err(|error| {
            let disconnected = is_disconnected(&error);
            Failure::of(disconnected, StoreError::from(error).into())
        })?;
        let lent = Lent::new(self.clone(), transaction);
        let result = work(lent.tx()).await;
        lent.settle(result).await
    }

    async fn begin(&self, pool: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
        let writes = std::ptr::eq(pool, &self.inner.writer);
        let mode = (self.inner.backend == DbBackend::Sqlite && writes)
            .then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() };
        pool.begin_with_options(options).await
    }

    /// Runs something that needs the bare transaction, one node at a time.
    pub(crate) async fn alone(
        &self,
        name: &str,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let _turn = self.inner.turn.lock().await;
        let transaction = self.begin(&self.inner.writer).await?;
        if self.inner.backend == DbBackend::Postgres {
            let lock = "SELECT pg_advisory_xact_lock(hashtext(?), hashtext(current_schema()))";
            transaction.execute(&Sql::with(lock, [name.into()])).await?;
        }
        work(&transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// An error, and whether the same work may pass when it is run again.
enum Failure<E> {
    Passing(E),
    Final(E),
}

impl<E> Failure<E> {
    fn of(passing: bool, error: E) -> Self {
        if passing { Self::Passing(error) } else { Self::Final(error) }
    }
}
