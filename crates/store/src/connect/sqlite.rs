//! A file: write-ahead log, every commit on the disk before it is acknowledged.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{self, ConnectOptions as _, Connection, SqliteConnection};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};

use super::{Role, Settings, unfit};
use crate::error::StoreError;

/// Makes the file if there is none, and refuses one whose settings do not take. A pool would only
/// go on trying until its patience ends.
pub(super) async fn probe(settings: &Settings, path: &Path) -> Result<(), StoreError> {
    let options = tuned(SqliteConnectOptions::new(), path, settings.patience, Role::Writer);
    let mut connection = options.connect().await?;
    let outcome = read_back(&mut connection).await;
    connection.close().await?;
    outcome.map_err(|error| match error {
        sqlx::Error::Configuration(because) => {
            unfit(because.to_string(), "use a plain file on a local disk")
        }
        other => other.into(),
    })
}

pub(super) async fn pool(
    settings: &Settings,
    path: PathBuf,
    role: Role,
) -> Result<DatabaseConnection, StoreError> {
    let patience = settings.patience;
    // The path is set below, where it needs no escaping.
    let mut options = ConnectOptions::new("sqlite:duban");
    options
        .max_connections(if role == Role::Writer { 1 } else { settings.readers })
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(patience)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| tuned(options, &path, patience, role))
        .map_sqlx_sqlite_pool_opts(|pool| {
            pool.after_connect(|connection, _| Box::pin(read_back(connection)))
        });
    Ok(Database::connect(options).await?)
}

fn tuned(
    options: SqliteConnectOptions,
    path: &Path,
    patience: Duration,
    role: Role,
) -> SqliteConnectOptions {
    let options = options
        .filename(path)
        .create_if_missing(role == Role::Writer)
        .busy_timeout(patience)
        .pragma("journal_mode", "WAL")
        // NORMAL would lose acknowledged commits when the power fails.
        .pragma("synchronous", "FULL")
        .pragma("foreign_keys", "ON")
        // Otherwise INSERT OR REPLACE overwrites an event past the delete trigger.
        .pragma("recursive_triggers", "ON");
    match role {
        Role::Writer => options,
        Role::Reader => options.pragma("query_only", "ON"),
    }
}

async fn read_back(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mode: String =
        sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await?;
    let (synchronous, foreign_keys, recursive_triggers): (i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT synchronous FROM pragma_synchronous),
                (SELECT foreign_keys FROM pragma_foreign_keys),
                (SELECT recursive_triggers FROM pragma_recursive_triggers)",
    )
    .fetch_one(&mut *connection)
    .await?;
    if mode == "wal" && (synchronous, foreign_keys, recursive_triggers) == (2, 1, 1) {
        return Ok(());
    }
    let found = format!(
        "SQLite did not take its settings: journal_mode {mode}, synchronous {synchronous}, \
         foreign_keys {foreign_keys}, recursive_triggers {recursive_triggers}"
    );
    Err(sqlx::Error::Configuration(found.into()))
}
