//! A server: sessions that write, and sessions that can only read.

use std::time::Duration;

use sea_orm::sqlx::{self, PgConnection};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};

use super::{Role, Settings, unfit};
use crate::error::StoreError;
use crate::{Sql, Store};

pub(super) async fn pool(
    settings: &Settings,
    url: &str,
    session: String,
    role: Role,
) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(if role == Role::Writer { settings.writers } else { settings.readers })
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

/// What every connection is told first. A reading session gives each transaction one snapshot and
/// refuses changes, so that a plain BEGIN is enough.
pub(super) fn session(schema: Option<&str>, role: Role) -> Result<String, StoreError> {
    let path = match schema {
        None => String::new(),
        Some(name) if is_plain(name) => format!("SET search_path = \"{name}\";"),
        Some(_) => {
            let because = "the schema name is not plain";
            return Err(unfit(because, "use at most 63 letters, digits and underscores"));
        }
    };
    Ok(match role {
        Role::Writer => format!("{path} SET default_transaction_isolation = 'read committed'"),
        Role::Reader => format!(
            "{path} SET default_transaction_isolation = 'repeatable read';
             SET default_transaction_read_only = on"
        ),
    })
}

fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (1..=63).contains(&name.len()) && name.chars().all(plain)
}

/// Refuses a server that forgets, after a crash, what it has acknowledged.
pub(super) async fn refuse_forgetful(store: &Store) -> Result<(), StoreError> {
    let setting = Sql::new(
        "SELECT name FROM pg_settings WHERE setting = 'off'
         AND name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name",
    );
    let setting = &setting;
    // A writer, because it is the writers' commits that count.
    match store.write(move |tx| async move { tx.query_value::<String>(setting).await }).await? {
        None => Ok(()),
        Some(name) => Err(unfit(
            format!("the PostgreSQL setting `{name}` is off"),
            "switch it on: without it the server forgets what it has acknowledged",
        )),
    }
}
