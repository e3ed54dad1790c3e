//! What can go wrong below the engine. Nothing of it reaches a client's text.

use std::error::Error;
use std::ops::Deref;

use sea_orm::sqlx;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// The cause as the database driver tells it; for the log only.
pub type Source = Box<dyn Error + Send + Sync>;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another writer appended to the stream first, or the caller knew an older version.
    #[error("stream `{stream}` is not at version {expected}")]
    VersionConflict {
        /// The stream that moved.
        stream: String,
        /// The version the writer had seen.
        expected: i64,
    },
    /// A row with this key exists already.
    #[error("a row with this key exists already")]
    Duplicate {
        /// What the database says of the constraint.
        source: Source,
    },
    /// The database cannot be reached, is busy, or went on refusing for a passing reason.
    #[error("the database is not available")]
    Unavailable {
        /// What the database or the pool says.
        source: Source,
    },
    /// A stored row cannot be read as what it must be.
    #[error("row `{row}` of table `{table}` is corrupt: {because}")]
    Corrupt {
        /// The table of the row.
        table: &'static str,
        /// The key of the row.
        row: String,
        /// What does not fit.
        because: String,
    },
    /// The database is set up in a way that could lose or change what was acknowledged.
    #[error("the database is not fit for use: {because}; {hint}")]
    Unfit {
        /// What was found.
        because: String,
        /// What would help.
        hint: &'static str,
    },
    /// The store was asked for something that makes no sense: a fault of this program.
    #[error("misuse of the store: {because}")]
    Misuse {
        /// What was asked.
        because: String,
    },
    /// A statement failed for a reason that no caller can mend: a fault of this program.
    #[error("a statement failed")]
    Failed {
        /// What the database says.
        source: Source,
    },
}

impl StoreError {
    /// Names a row that cannot be read.
    pub fn corrupt(
        table: &'static str,
        row: impl Into<String>,
        because: impl Into<String>,
    ) -> Self {
        Self::Corrupt { table, row: row.into(), because: because.into() }
    }

    /// Says what was wrongly asked of the store.
    pub fn misuse(because: impl Into<String>) -> Self {
        Self::Misuse { because: because.into() }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err() {
            return Self::Duplicate { source: error.into() };
        }
        if is_passing(&error) {
            return Self::Unavailable { source: error.into() };
        }
        Self::Failed { source: error.into() }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        DbErr::Conn(RuntimeErr::SqlxError(error.into())).into()
    }
}

/// True for a deadlock or a serialization failure: the same transaction may pass when run again.
pub(crate) fn is_retryable(error: &DbErr) -> bool {
    matches!(code(error).as_deref(), Some("40001" | "40P01"))
}

/// True when the connection was lost or never had: a transaction that did nothing yet may begin
/// again on another one.
pub(crate) fn is_disconnected(error: &DbErr) -> bool {
    match sqlx_error(error) {
        Some(sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed | sqlx::Error::Protocol(_)) => true,
        Some(_) => {
            code(error).is_some_and(|code| code.starts_with("57P") || code.starts_with("08"))
        }
        None => false,
    }
}

fn is_passing(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
        return true;
    }
    if is_retryable(error) || is_disconnected(error) {
        return true;
    }
    match code(error) {
        // Too many connections, lock not available, statement timeout.
        Some(code) if ["53300", "55P03", "57014"].contains(&code.as_str()) => true,
        // SQLITE_BUSY and SQLITE_LOCKED in the low byte of the extended code.
        Some(code) => {
            code.len() < 5 && code.parse().is_ok_and(|n: u32| [5, 6].contains(&(n & 255)))
        }
        None => matches!(
            sqlx_error(error),
            Some(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_))
        ),
    }
}

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error))
        | DbErr::Conn(RuntimeErr::SqlxError(error)) => Some(error.deref()),
        _ => None,
    }
}

fn code(error: &DbErr) -> Option<String> {
    match sqlx_error(error)? {
        sqlx::Error::Database(error) => error.code().map(|code| code.into_owned()),
        _ => None,
    }
}
