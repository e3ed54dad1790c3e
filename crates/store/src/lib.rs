//! The only crate that knows the database: the journal and its order, the rows made from it, and
//! what lies beside it (accounts, sessions, keys, timers, attachments), on SQLite and PostgreSQL.
//! Everything is written through [`Store::write`] and read through [`Store::read`].
//!
//! **This crate never** decides a business rule, judges whether someone may do or see something,
//! reads a clock, makes an id, or knows a GraphQL type.
//!
//! Start reading at [`transaction`] (how work reaches the database), then [`journal`].

pub mod connect;
pub mod durable;
pub mod error;
pub mod transaction;

pub mod rows;
pub mod statement;

pub mod installation;
pub mod journal;

pub mod projection;

pub mod lookup;
pub mod page;

pub mod read;

pub mod account;
pub mod attachment;
pub mod idempotency;
pub mod post;
pub mod session;
pub mod timer;

mod entity;

use std::sync::Arc;

use sea_orm::{DatabaseConnection, DbBackend};
use tokio::sync::{Mutex, OnceCell};

use crate::journal::algorithm::Algorithm;
use crate::statement::Counters;

pub use crate::connect::{Durability, Location, Settings};
pub use crate::error::StoreError;
pub use crate::statement::Sql;
pub use crate::transaction::Tx;

/// A database, opened and tuned. Cloning it is cheap and shares the pools.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    backend: DbBackend,
    /// Connections whose transactions may change something.
    writer: DatabaseConnection,
    /// Connections whose sessions refuse every change; on PostgreSQL they may reach a replica.
    reader: DatabaseConnection,
    /// SQLite has one writer at a time: those who wait are served in order.
    turn: Mutex<()>,
    counters: Counters,
    /// With what new events are hashed, once it was looked up.
    algorithm: OnceCell<Algorithm>,
    /// What the settings ask of a new database.
    wished: Option<Algorithm>,
}

/// The connections of one pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Which pool.
    pub name: &'static str,
    /// Connections that are open.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
}

impl Store {
    fn new(
        writer: DatabaseConnection,
        reader: DatabaseConnection,
        wished: Option<Algorithm>,
    ) -> Self {
        let inner = Inner {
            backend: writer.get_database_backend(),
            writer,
            reader,
            turn: Mutex::new(()),
            counters: Counters::default(),
            algorithm: OnceCell::new(),
            wished,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Statements and retries since the store was opened.
    pub fn counters(&self) -> &Counters {
        &self.inner.counters
    }

    /// How many connections there are: of those that may write, and of those that only read.
    pub fn pools(&self) -> [Pool; 2] {
        [("writers", &self.inner.writer), ("readers", &self.inner.reader)].map(|(name, pool)| {
            let (open, idle) = if self.is_sqlite() {
                let pool = pool.get_sqlite_connection_pool();
                (pool.size(), pool.num_idle())
            } else {
                let pool = pool.get_postgres_connection_pool();
                (pool.size(), pool.num_idle())
            };
            Pool { name, open, idle: u32::try_from(idle).unwrap_or(u32::MAX) }
        })
    }

    /// Whether it is SQLite.
    pub fn is_sqlite(&self) -> bool {
        self.inner.backend == DbBackend::Sqlite
    }

    /// Asks the database for a sign of life. The one writer of SQLite is not asked: while it is at
    /// work it could not answer, and a database that is at work is there.
    pub async fn ping(&self) -> Result<(), StoreError> {
        if !self.is_sqlite() {
            self.inner.writer.ping().await?;
        }
        Ok(self.inner.reader.ping().await?)
    }

    /// Closes the pools after the open transactions have ended.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.inner.reader.close_by_ref().await?;
        Ok(self.inner.writer.close_by_ref().await?)
    }
}
