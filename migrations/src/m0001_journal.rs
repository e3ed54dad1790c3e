//! The journal, the heads of its streams, and the places its events are given.
//!
//! On PostgreSQL a sequence shows its numbers out of order and with gaps, so writers leave them in
//! `journal_pending` and a sequencer gives them final places. On SQLite the one writer commits in
//! order and a rolled-back number is used again, so `seq` is the place already.

use sea_orm_migration::SchemaManager;
use sea_orm_migration::prelude::{DeriveMigrationName, MigrationTrait, async_trait};
use sea_orm_migration::sea_orm::{DbBackend, DbErr};

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, &TABLES).await?;
        match manager.get_database_backend() {
            DbBackend::Postgres => dialect::run(manager, &POSTGRES).await,
            _ => dialect::run(manager, &SQLITE).await,
        }
    }
}

const TABLES: [&str; 2] = [
    // Exact bytes are hashed, so the payload is text: jsonb would rewrite it.
    "CREATE TABLE journal (
        seq {sequence},
        stream {text} NOT NULL,
        stream_version {long} NOT NULL CHECK (stream_version > 0),
        kind {text} NOT NULL,
        schema INTEGER NOT NULL,
        payload {text} NOT NULL,
        actor {text} NOT NULL,
        post {text},
        caused_by {text},
        request_id {text},
        recorded_at {instant} NOT NULL,
        effective_at {instant},
        algorithm {text} NOT NULL,
        prev_hash {bytes} NOT NULL,
        hash {bytes} NOT NULL,
        CONSTRAINT uq_journal_stream_stream_version UNIQUE (stream, stream_version)
    ) {strict}",
    "CREATE TABLE stream_head (
        stream {text} PRIMARY KEY,
        version {long} NOT NULL CHECK (version > 0),
        hash {bytes} NOT NULL
    ) {strict}",
];

const SQLITE: [&str; 3] = [
    "CREATE TRIGGER journal_update BEFORE UPDATE ON journal
     BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END",
    "CREATE TRIGGER journal_delete BEFORE DELETE ON journal
     BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END",
    "CREATE VIEW journal_position (position, seq, placed_at) AS
     SELECT seq, seq, recorded_at FROM journal",
];

// No foreign key from the places to the journal: its check would lock, and so rewrite, every
// journal row once more. The triggers keep the rows, and `verify` compares the two.
const POSTGRES: [&str; 7] = [
    "CREATE TABLE journal_pending (seq BIGINT PRIMARY KEY)
     WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)",
    "CREATE TABLE journal_position (
        position BIGINT PRIMARY KEY CHECK (position > 0),
        seq BIGINT NOT NULL CONSTRAINT uq_journal_position_seq UNIQUE,
        placed_at TIMESTAMPTZ NOT NULL
    )",
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    "CREATE TRIGGER journal_change BEFORE UPDATE OR DELETE ON journal
     FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER journal_truncate BEFORE TRUNCATE ON journal
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER journal_position_change BEFORE UPDATE OR DELETE ON journal_position
     FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER journal_position_truncate BEFORE TRUNCATE ON journal_position
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
];
