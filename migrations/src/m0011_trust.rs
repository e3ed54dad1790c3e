//! What was chosen when the database was made, the checkpoints that seal the journal, and what
//! verifying it found.
//!
//! `leaves` keeps the leaf hashes that a checkpoint's root was made from, 32 bytes each in the order
//! of positions: so that a broken seal names the event, and a receipt needs no other rows.

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

const TABLES: [&str; 3] = [
    "CREATE TABLE installation (
        name {text} PRIMARY KEY,
        value {text} NOT NULL
    ) {strict}",
    "CREATE TABLE checkpoint (
        no {long} PRIMARY KEY CHECK (no > 0),
        from_position {long} NOT NULL CHECK (from_position > 0),
        to_position {long} NOT NULL CONSTRAINT uq_checkpoint_to_position UNIQUE,
        event_count {long} NOT NULL CHECK (event_count > 0),
        algorithm {text} NOT NULL,
        root {bytes} NOT NULL,
        previous {bytes} NOT NULL,
        made_at {instant} NOT NULL,
        key_id {text} NOT NULL,
        hash {bytes} NOT NULL,
        signature {bytes} NOT NULL,
        leaves {bytes} NOT NULL
    ) {strict}",
    "CREATE TABLE journal_verification (
        verification_id {uuid} PRIMARY KEY,
        started_at {instant} NOT NULL,
        finished_at {instant} NOT NULL,
        sealed_to {long} NOT NULL,
        checkpoint_no {long} NOT NULL,
        events {long} NOT NULL,
        newer {long} NOT NULL,
        findings {long} NOT NULL,
        first_finding {text}
    ) {strict}",
];

const SQLITE: [&str; 4] = [
    "CREATE TRIGGER installation_update BEFORE UPDATE ON installation
     BEGIN SELECT RAISE(ABORT, 'installation is append-only'); END",
    "CREATE TRIGGER installation_delete BEFORE DELETE ON installation
     BEGIN SELECT RAISE(ABORT, 'installation is append-only'); END",
    "CREATE TRIGGER checkpoint_update BEFORE UPDATE ON checkpoint
     BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only'); END",
    "CREATE TRIGGER checkpoint_delete BEFORE DELETE ON checkpoint
     BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only'); END",
];

const POSTGRES: [&str; 4] = [
    "CREATE TRIGGER installation_change BEFORE UPDATE OR DELETE ON installation
     FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER installation_truncate BEFORE TRUNCATE ON installation
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER checkpoint_change BEFORE UPDATE OR DELETE ON checkpoint
     FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER checkpoint_truncate BEFORE TRUNCATE ON checkpoint
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
];
