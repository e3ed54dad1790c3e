//! The two ways to the database: [`Store::write`] and [`Store::read`].
//!
//! A writing transaction is IMMEDIATE on SQLite, behind a fair queue, and READ COMMITTED on
//! PostgreSQL, where the stream heads it locks do the rest. It is run again, a bounded number of
//! times, after a deadlock, a serialization failure, or a version conflict of
//! [`journal::append`](crate::journal::append); so the work must have no effect outside of its
//! transaction. A reading transaction sees one snapshot and cannot change anything.
//!
//! ```ignore
//! let wanted = &wanted;
//! let heads = store.write(move |tx| async move { journal::lock_heads(&tx, wanted, &[]).await });
//! ```

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    FromQueryResult, QueryResult, SqliteTransactionMode, Statement, StatementBuilder,
    TransactionOptions, TransactionTrait, TryGetable,
};

use crate::error::{StoreError, is_disconnected, is_retryable};
use crate::{Sql, Store};

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
        let mut attempt = 1;
        loop {
            let again = match self.attempt(pool, &work).await {
                Ok(value) => return Ok(value),
                Err(Failure::Final(error)) => return Err(error),
                Err(Failure::Passing(error)) if attempt == ATTEMPTS => return Err(error),
                Err(Failure::Passing(_)) => attempt + 1,
            };
            self.inner.counters.count_retry();
            tokio::time::sleep(Duration::from_millis(1 << attempt)).await;
            attempt = again;
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
        let state = Arc::new(State {
            store: self.clone(),
            transaction,
            failed: AtomicBool::new(false),
            passing: AtomicBool::new(false),
        });
        let result = work(Tx { state: Arc::clone(&state) }).await;
        let Some(state) = Arc::into_inner(state) else {
            let error = StoreError::misuse("a transaction was kept longer than its work");
            return Err(Failure::Final(error.into()));
        };
        let passing = state.passing.load(Ordering::Relaxed);
        let failed = state.failed.load(Ordering::Relaxed);
        match result {
            Ok(value) if !failed => match state.transaction.commit().await {
                Ok(()) => Ok(value),
                Err(error) => {
                    let passing = is_retryable(&error);
                    Err(Failure::of(passing, StoreError::from(error).into()))
                }
            },
            Ok(_) => {
                undo(state.transaction).await;
                let error = StoreError::misuse("the work went on after a statement had failed");
                Err(Failure::of(passing, error.into()))
            }
            Err(error) => {
                undo(state.transaction).await;
                Err(Failure::of(passing, error))
            }
        }
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

// The error that led here is the one to tell; the pool discards a connection that cannot undo.
async fn undo(transaction: DatabaseTransaction) {
    if let Err(error) = transaction.rollback().await {
        tracing::debug!(%error, "rollback failed");
    }
}

/// An open transaction, lent to the work for as long as it runs.
#[derive(Debug)]
pub struct Tx {
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    store: Store,
    transaction: DatabaseTransaction,
    failed: AtomicBool,
    passing: AtomicBool,
}

impl Tx {
    /// Which of the two databases this is.
    pub fn backend(&self) -> DbBackend {
        self.state.store.inner.backend
    }

    /// Runs a statement and tells how many rows it changed.
    pub async fn execute<S: StatementBuilder>(&self, statement: &S) -> Result<u64, StoreError> {
        let statement = statement.build(&self.backend());
        Ok(self.execute_raw(statement).await?.rows_affected())
    }

    /// All rows of a statement, to be taken apart by hand.
    pub async fn query_rows<S: StatementBuilder>(
        &self,
        statement: &S,
    ) -> Result<Vec<QueryResult>, StoreError> {
        Ok(self.query_all_raw(statement.build(&self.backend())).await?)
    }

    /// All rows of a statement, as a type with `#[derive(FromQueryResult)]`.
    pub async fn query_as<R: FromQueryResult>(
        &self,
        statement: &impl StatementBuilder,
    ) -> Result<Vec<R>, StoreError> {
        let rows = self.query_rows(statement).await?;
        Ok(rows.iter().map(|row| R::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }

    /// The first row of a statement, as a type with `#[derive(FromQueryResult)]`.
    pub async fn query_one_as<R: FromQueryResult>(
        &self,
        statement: &impl StatementBuilder,
    ) -> Result<Option<R>, StoreError> {
        Ok(self.query_as(statement).await?.into_iter().next())
    }

    /// The first column of the first row; `None` without a row or when it is null.
    pub async fn query_value<V: TryGetable>(
        &self,
        statement: &impl StatementBuilder,
    ) -> Result<Option<V>, StoreError> {
        match self.query_rows(statement).await?.first() {
            Some(row) => Ok(row.try_get_by_index::<Option<V>>(0)?),
            None => Ok(None),
        }
    }

    /// Has the whole transaction run again when the work ends with an error.
    pub(crate) fn ask_for_another_attempt(&self) {
        self.state.passing.store(true, Ordering::Relaxed);
    }

    fn watch<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        self.state.store.inner.counters.count_statement();
        if let Err(error) = &result {
            self.state.failed.store(true, Ordering::Relaxed);
            if is_retryable(error) {
                self.ask_for_another_attempt();
            }
        }
        result
    }
}

/// Entities work on a [`Tx`] as on any connection, and are counted like all statements.
#[async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.watch(self.state.transaction.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.watch(self.state.transaction.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.watch(self.state.transaction.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.watch(self.state.transaction.query_all_raw(statement).await)
    }
}
