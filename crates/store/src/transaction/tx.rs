//! What the work is given: statements, counted and watched.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, FromQueryResult,
    QueryResult, Statement, StatementBuilder, TryGetable,
};

use super::Failure;
use crate::Store;
use crate::error::{StoreError, is_retryable};
use crate::read::AsOf;
use crate::read::past::look_back;

/// An open transaction, lent to the work for as long as it runs.
#[derive(Debug)]
pub struct Tx {
    state: Arc<State>,
    as_of: Option<AsOf>,
}

#[derive(Debug)]
struct State {
    store: Store,
    transaction: DatabaseTransaction,
    /// A statement failed: nothing of this may be committed.
    failed: AtomicBool,
    /// Another attempt may succeed.
    passing: AtomicBool,
}

/// The lender's side of a [`Tx`].
pub(super) struct Lent {
    state: Arc<State>,
}

impl Lent {
    pub(super) fn new(store: Store, transaction: DatabaseTransaction) -> Self {
        let [failed, passing] = [false, false].map(AtomicBool::new);
        Self { state: Arc::new(State { store, transaction, failed, passing }) }
    }

    pub(super) fn tx(&self) -> Tx {
        Tx { state: Arc::clone(&self.state), as_of: None }
    }

    /// Takes the transaction back and ends it as the result demands.
    pub(super) async fn settle<T, E: From<StoreError>>(
        self,
        result: Result<T, E>,
    ) -> Result<T, Failure<E>> {
        let Some(state) = Arc::into_inner(self.state) else {
            let error = StoreError::misuse("a transaction was kept longer than its work");
            return Err(Failure::Final(error.into()));
        };
        let passing = state.passing.load(Ordering::Relaxed);
        let error = match result {
            Ok(value) if !state.failed.load(Ordering::Relaxed) => {
                return match state.transaction.commit().await {
                    Ok(()) => Ok(value),
                    Err(error) => {
                        Err(Failure::of(is_retryable(&error), StoreError::from(error).into()))
                    }
                };
            }
            Ok(_) => StoreError::misuse("the work went on after a statement had failed").into(),
            Err(error) => error,
        };
        // The error that led here is the one to tell; the pool discards what cannot be undone.
        if let Err(error) = state.transaction.rollback().await {
            tracing::debug!(%error, "rollback failed");
        }
        Err(Failure::of(passing, error))
    }
}

impl Tx {
    /// Which of the two databases this is.
    pub fn backend(&self) -> DbBackend {
        self.state.store.inner.backend
    }

    /// Whether it is SQLite.
    pub fn is_sqlite(&self) -> bool {
        self.backend() == DbBackend::Sqlite
    }

    /// The same transaction, looking at the end of a past day; at the present where there is none.
    pub fn at(&self, as_of: Option<AsOf>) -> Self {
        Self { state: Arc::clone(&self.state), as_of }
    }

    /// The day that is looked at; none where it is the present.
    pub fn as_of(&self) -> Option<AsOf> {
        self.as_of
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
        let statement = statement.build(&self.backend());
        let statement = match self.as_of {
            Some(as_of) => look_back(statement, as_of),
            None => statement,
        };
        Ok(self.query_all_raw(statement).await?)
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

    /// Whose transaction it is.
    pub(crate) fn store(&self) -> &Store {
        &self.state.store
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
