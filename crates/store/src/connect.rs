//! From a URL to a tuned [`Store`].
//!
//! Every connection is set up and read back the moment it is made, so that none of a pool can be
//! weaker than the others: a setting that did not take is an error, not a warning.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use duban_migrations::Migrator;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{self, PgConnection, SqliteConnection};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use sea_orm_migration::MigratorTrait;

use crate::error::StoreError;
use crate::{Sql, Store};

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A file, made on first use together with its folder.
    Sqlite(PathBuf),
    /// A server, and the schema to work in (the server's default when `None`).
    Postgres {
        /// `postgres://user:password@host/database`.
        url: String,
        /// Only letters, digits and underscores.
        schema: Option<String>,
    },
}

impl Location {
    /// Reads `sqlite:PATH`, `sqlite://PATH` (the path taken literally) or `postgres://…`.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        if let Some(rest) = url.strip_prefix("sqlite:") {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            if path.is_empty() || path.contains('?') || path.contains(":memory:") {
                return Err(unfit("the SQLite URL names no plain file", "write sqlite:PATH"));
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres { url: url.to_owned(), schema: None });
        }
        Err(unfit("the database URL has an unknown scheme", "write sqlite:PATH or postgres://…"))
    }
}

// The URL carries a password.
impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "Sqlite({})", path.display()),
            Self::Postgres { schema, .. } => write!(f, "Postgres(***, {schema:?})"),
        }
    }
}

/// Whether a PostgreSQL server that may lose acknowledged commits is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// `fsync`, `full_page_writes` or `synchronous_commit` switched off is refused.
    Required,
    /// Anything goes: for tests on a throw-away server.
    Unchecked,
}

/// How to open a database.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it is.
    pub location: Location,
    /// Connections that may write (PostgreSQL; SQLite has one).
    pub writers: u32,
    /// Connections that only read.
    pub readers: u32,
    /// How long to wait for a connection or a lock held by another process.
    pub patience: Duration,
    /// What is asked of a server's settings.
    pub durability: Durability,
}

impl Settings {
    /// The usual settings for this location.
    pub fn new(location: Location) -> Self {
        Self {
            location,
            writers: 10,
            readers: 10,
            patience: Duration::from_secs(10),
            durability: Durability::Required,
        }
    }
}

impl Store {
    /// Opens the database. The schema is left as it is: see [`Store::migrate`].
    pub async fn connect(settings: &Settings) -> Result<Self, StoreError> {
        match &settings.location {
            Location::Sqlite(path) => {
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder)
                        .map_err(|source| StoreError::Unavailable { source: source.into() })?;
                }
                let writer = sqlite(settings, path.clone(), Role::Writer).await?;
                let reader = sqlite(settings, path.clone(), Role::Reader).await?;
                Ok(Self::new(writer, reader))
            }
            Location::Postgres { url, schema } => {
                let schema = checked_schema(schema.as_deref())?;
                let writer = postgres(settings, url, session(schema, Role::Writer)).await?;
                let reader = postgres(settings, url, session(schema, Role::Reader)).await?;
                let store = Self::new(writer, reader);
                if settings.durability == Durability::Required {
                    store.refuse_forgetful_server().await?;
                }
                Ok(store)
            }
        }
    }

    /// Brings the schema up to date, in one transaction; of several nodes one does it, the others
    /// wait. A database that knows steps this program does not know is refused.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.alone("duban.migrate", async |transaction| {
            Migrator::get_migration_with_status(transaction).await.map_err(
                |error| match error {
                    DbErr::Custom(because) => {
                        unfit(because, "the database is newer than this program: use the newer one")
                    }
                    other => other.into(),
                },
            )?;
            Ok(Migrator::up(transaction, None).await?)
        })
        .await
    }

    async fn refuse_forgetful_server(&self) -> Result<(), StoreError> {
        let statement = Sql::new(
            "SELECT name FROM pg_settings WHERE setting = 'off'
             AND name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name",
        );
        let off: Option<String> = self
            .read(move |tx| {
                let statement = statement.clone();
                async move { tx.query_value(&statement).await }
            })
            .await?;
        match off {
            None => Ok(()),
            Some(name) => Err(unfit(
                format!("the PostgreSQL setting `{name}` is off"),
                "switch it on: without it the server forgets what it has acknowledged",
            )),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Writer,
    Reader,
}

async fn sqlite(
    settings: &Settings,
    path: PathBuf,
    role: Role,
) -> Result<DatabaseConnection, StoreError> {
    let patience = settings.patience;
    let mut options = ConnectOptions::new("sqlite:duban");
    options
        .max_connections(if role == Role::Writer { 1 } else { settings.readers })
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(settings.patience)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            tuned(options, role).filename(&path).busy_timeout(patience)
        })
        .map_sqlx_sqlite_pool_opts(|pool| {
            pool.after_connect(|connection, _| Box::pin(read_back(connection)))
        });
    Ok(Database::connect(options).await?)
}

fn tuned(options: SqliteConnectOptions, role: Role) -> SqliteConnectOptions {
    let options = options
        .create_if_missing(role == Role::Writer)
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

async fn postgres(
    settings: &Settings,
    url: &str,
    session: String,
) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(settings.writers.max(settings.readers))
        .min_connections(0)
        .acquire_timeout(settings.patience)
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .sqlx_logging(false)
        .map_sqlx_postgres_pool_opts(move |pool| {
            let session = session.clone();
            pool.after_connect(move |connection, _| Box::pin(prepare(connection, session.clone())))
        });
    Ok(Database::connect(options).await?)
}

async fn prepare(connection: &mut PgConnection, session: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(session)).execute(connection).await.map(|_| ())
}

/// A reading session gives every transaction one snapshot and refuses changes, so that a plain
/// BEGIN is enough.
fn session(schema: Option<&str>, role: Role) -> String {
    let path = schema.map(|name| format!("SET search_path = \"{name}\";")).unwrap_or_default();
    match role {
        Role::Writer => format!("{path} SET default_transaction_isolation = 'read committed'"),
        Role::Reader => format!(
            "{path} SET default_transaction_isolation = 'repeatable read';
             SET default_transaction_read_only = on"
        ),
    }
}

fn checked_schema(schema: Option<&str>) -> Result<Option<&str>, StoreError> {
    let plain = |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match schema {
        Some(name) if name.is_empty() || !plain(&name) => {
            Err(unfit("the schema name is not plain", "use letters, digits and underscores"))
        }
        other => Ok(other),
    }
}

fn unfit(because: impl Into<String>, hint: &'static str) -> StoreError {
    StoreError::Unfit { because: because.into(), hint }
}
