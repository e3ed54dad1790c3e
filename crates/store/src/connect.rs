//! From a URL to a tuned [`Store`].
//!
//! Every connection is set up and read back the moment it is made, so that none of a pool can be
//! weaker than the others: a setting that did not take is an error, not a warning.

mod postgres;
mod sqlite;

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use duban_migrations::Migrator;
use sea_orm::DbErr;
use sea_orm_migration::MigratorTrait;

use crate::Store;
use crate::durable;
use crate::error::StoreError;
use crate::installation;
use crate::journal::algorithm::Algorithm;

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A file, made on first use together with its folder.
    Sqlite(PathBuf),
    /// A server, and the schema to work in (the server's default when `None`).
    Postgres {
        /// `postgres://user:password@host/database`.
        url: String,
        /// At most 63 letters, digits and underscores.
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
    /// With what a new database hashes its journal; one that has chosen otherwise is refused.
    pub algorithm: Option<Algorithm>,
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
            algorithm: None,
        }
    }
}

impl Store {
    /// Opens the database. The schema is left as it is: see [`Store::migrate`].
    pub async fn connect(settings: &Settings) -> Result<Self, StoreError> {
        match &settings.location {
            Location::Sqlite(path) => {
                let lost = |source: io::Error| StoreError::Unavailable { source: source.into() };
                durable::make_folder(path.parent().unwrap_or(path)).map_err(lost)?;
                sqlite::probe(settings, path).await?;
                // SQLite makes the names of its logs safe, but not that of the database.
                durable::keep_name(path).map_err(lost)?;
                let writer = sqlite::pool(settings, path.clone(), Role::Writer).await?;
                let reader = sqlite::pool(settings, path.clone(), Role::Reader).await?;
                Ok(Self::new(writer, reader, settings.algorithm))
            }
            Location::Postgres { url, schema } => {
                let [writing, reading] = [Role::Writer, Role::Reader]
                    .map(|role| postgres::session(schema.as_deref(), role));
                let writer = postgres::pool(settings, url, writing?, Role::Writer).await?;
                let reader = postgres::pool(settings, url, reading?, Role::Reader).await?;
                let store = Self::new(writer, reader, settings.algorithm);
                if settings.durability == Durability::Required {
                    postgres::refuse_forgetful(&store).await?;
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
            Migrator::up(transaction, None).await?;
            installation::choose(transaction, self.inner.wished).await
        })
        .await
    }
}

impl Store {
    /// Makes the schema as an archive has it, in an empty database: neither newer nor chosen for.
    ///
    /// # Errors
    /// [`StoreError::Unfit`] if the archive knows steps this program does not know, or the database
    /// has taken others.
    pub async fn migrate_as(&self, steps: &[String]) -> Result<(), StoreError> {
        let known: Vec<String> =
            Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        if !known.starts_with(steps) {
            let newest = steps.last().map_or("", String::as_str);
            let because = format!("the archive has the schema `{newest}`, unknown here");
            return Err(unfit(because, "restore it with the program that made it, or a newer one"));
        }
        self.alone("duban.migrate", async |transaction| {
            Migrator::install(transaction).await?;
            let taken = Migrator::get_applied_migrations(transaction).await?.len();
            if taken > steps.len() {
                let because = "the database has a newer schema than the archive";
                return Err(unfit(because, "restore into a database that has no tables yet"));
            }
            let missing = u32::try_from(steps.len() - taken).unwrap_or(u32::MAX);
            Ok(Migrator::up(transaction, Some(missing)).await?)
        })
        .await
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Writer,
    Reader,
}

fn unfit(because: impl Into<String>, hint: &'static str) -> StoreError {
    StoreError::Unfit { because: because.into(), hint }
}
