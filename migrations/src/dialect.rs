//! The words for column types in which the two databases differ.
//!
//! A step writes plain SQL with `{words}`; this page says what they become. Like the steps, a word
//! never changes its meaning: a new wish is a new word.

use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr};

/// The word, what it is on PostgreSQL, what it is on SQLite.
///
/// Text is compared by bytes on both, so that sorting and keyset pages agree. SQLite tables are
/// `STRICT`; it keeps instants as UTC text of one format, which sorts as the instants do.
const WORDS: [(&str, &str, &str); 10] = [
    ("{sequence}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", SEQUENCE_SQLITE),
    ("{long}", "BIGINT", "INTEGER"),
    ("{text}", "TEXT COLLATE \"C\"", "TEXT"),
    ("{bytes}", "BYTEA", "BLOB"),
    ("{uuid}", "UUID", "BLOB"),
    ("{instant}", "TIMESTAMPTZ", "TEXT"),
    ("{date}", "DATE", "TEXT"),
    ("{bool}", "BOOLEAN", "INTEGER"),
    ("{false}", "FALSE", "0"),
    ("{strict}", "", "STRICT"),
];

const SEQUENCE_SQLITE: &str = "INTEGER PRIMARY KEY AUTOINCREMENT";

/// Runs the statements one by one, their words replaced for the database at hand.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    for statement in statements {
        manager.get_connection().execute_unprepared(&spell(backend, statement)).await?;
    }
    Ok(())
}

fn spell(backend: DbBackend, statement: &str) -> String {
    WORDS.iter().fold(statement.to_owned(), |text, (word, postgres, sqlite)| {
        let spelled = if backend == DbBackend::Postgres { postgres } else { sqlite };
        text.replace(word, spelled)
    })
}
