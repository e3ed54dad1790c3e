//! What was chosen when the database was made, and never changes.

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::error::StoreError;
use crate::journal::algorithm::Algorithm;
use crate::statement::Sql;
use crate::transaction::Tx;

const ALGORITHM: &str = "journal.algorithm";

/// Before the id of a public key.
const KEY: &str = "journal.key.";

/// The list of the schema's steps that were taken.
pub const STEPS: &str = "seaql_migrations";

/// The steps of the schema that were taken, in order.
///
/// # Errors
/// When the database cannot be read.
pub async fn steps(tx: &Tx) -> Result<Vec<String>, StoreError> {
    let rows = tx.query_rows(&Sql::new(format!("SELECT version FROM {STEPS} ORDER BY 1"))).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// The name of the kind of database.
pub fn database(tx: &Tx) -> &'static str {
    if tx.is_sqlite() { "sqlite" } else { "postgres" }
}

/// Has the ids of the journal go on behind those that were put there by hand.
///
/// # Errors
/// When the database fails.
pub async fn go_on_counting(tx: &Tx) -> Result<(), StoreError> {
    if tx.is_sqlite() {
        return Ok(());
    }
    let sql = "SELECT setval(pg_get_serial_sequence('journal', 'seq'), max(seq)) FROM journal
        HAVING max(seq) IS NOT NULL";
    tx.query_rows(&Sql::new(sql)).await.map(|_| ())
}

/// With what new events are hashed.
pub(crate) async fn algorithm(tx: &Tx) -> Result<Algorithm, StoreError> {
    let known = tx.store().inner.algorithm.get_or_try_init(async || {
        let sql = Sql::with("SELECT value FROM installation WHERE name = ?", [ALGORITHM.into()]);
        let name: Option<String> = tx.query_value(&sql).await?;
        name.map_or(Ok(Algorithm::Sha256), |name| read(&name))
    });
    known.await.copied()
}

/// Notes the choice in a database that has none yet, and refuses settings that ask for another. A
/// journal that began before there was a choice is one of SHA-256.
pub(crate) async fn choose(
    transaction: &DatabaseTransaction,
    wished: Option<Algorithm>,
) -> Result<(), StoreError> {
    let chosen = Sql::with("SELECT value FROM installation WHERE name = ?", [ALGORITHM.into()]);
    if let Some(row) = transaction.query_one(&chosen).await? {
        let chosen = read(&row.try_get_by_index::<String>(0)?)?;
        return agree(chosen, wished);
    }
    let begun = transaction.query_one(&Sql::new("SELECT 1 FROM journal LIMIT 1")).await?;
    let algorithm = match begun {
        Some(_) => Algorithm::Sha256,
        None => wished.unwrap_or_default(),
    };
    agree(algorithm, wished)?;
    let insert = "INSERT INTO installation (name, value) VALUES (?, ?)";
    let values = [ALGORITHM.into(), algorithm.as_str().into()];
    transaction.execute(&Sql::with(insert, values)).await?;
    Ok(())
}

/// Notes the public key that seals, so that receipts can name it. Whoever checks one believes keys
/// that he has from elsewhere.
pub(crate) async fn note_key(tx: &Tx, id: &str, public: &str) -> Result<(), StoreError> {
    let insert = "INSERT INTO installation (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING";
    let values = [format!("{KEY}{id}").into(), public.into()];
    tx.execute(&Sql::with(insert, values)).await.map(|_| ())
}

/// The public key of this id, as it was noted.
pub(crate) async fn noted_key(tx: &Tx, id: &str) -> Result<Option<String>, StoreError> {
    let text = "SELECT value FROM installation WHERE name = ?";
    tx.query_value(&Sql::with(text, [format!("{KEY}{id}").into()])).await
}

fn read(name: &str) -> Result<Algorithm, StoreError> {
    Algorithm::parse(name)
        .ok_or_else(|| StoreError::corrupt("installation", ALGORITHM, "no such algorithm"))
}

fn agree(chosen: Algorithm, wished: Option<Algorithm>) -> Result<(), StoreError> {
    match wished {
        Some(wished) if wished != chosen => Err(StoreError::Unfit {
            because: format!(
                "its journal is hashed with {}, the settings ask for {}",
                chosen.as_str(),
                wished.as_str()
            ),
            hint: "the algorithm is chosen when a database is made: leave `journal.algorithm` \
                   empty, or begin with a new database",
        }),
        Some(_) | None => Ok(()),
    }
}
