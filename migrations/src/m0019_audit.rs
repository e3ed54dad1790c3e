//! The audit streams, one for each node and day, and how far each has come.
//!
//! Entries are never changed, and go only with their whole stream: once the stream is marked as
//! removed, which stays. Its row stays too, with the hash of the last entry.

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

const TABLES: [&str; 6] = [
    "CREATE TABLE audit_stream (
        day {date} NOT NULL,
        node {text} NOT NULL,
        entries {long} NOT NULL CHECK (entries >= 0),
        head {bytes} NOT NULL,
        sealed_entries {long} NOT NULL CHECK (sealed_entries <= entries),
        sealed_at {instant},
        removed_at {instant},
        PRIMARY KEY (day, node)
    ) {strict}",
    "CREATE TABLE audit_entry (
        day {date} NOT NULL,
        node {text} NOT NULL,
        no {long} NOT NULL CHECK (no > 0),
        recorded_at {instant} NOT NULL,
        first_at {instant} NOT NULL,
        last_at {instant} NOT NULL,
        kind {text} NOT NULL,
        outcome {text} NOT NULL,
        code {text},
        subject {text},
        object {text},
        person_id {uuid},
        post_id {uuid},
        role {text},
        address {text},
        request_id {text},
        occurrences {long} NOT NULL CHECK (occurrences > 0),
        algorithm {text} NOT NULL,
        prev_hash {bytes} NOT NULL,
        hash {bytes} NOT NULL,
        PRIMARY KEY (day, node, no)
    ) {strict}",
    "CREATE INDEX ix_audit_entry_recorded_at ON audit_entry (recorded_at, node, no)",
    "CREATE INDEX ix_audit_entry_kind ON audit_entry (kind, recorded_at, node, no)",
    "CREATE INDEX ix_audit_entry_person_id ON audit_entry (person_id, recorded_at, node, no)",
    "CREATE INDEX ix_audit_entry_read ON audit_entry (day, person_id, subject, object)
     WHERE kind = 'READ'",
];

const SQLITE: [&str; 4] = [
    "CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry
     BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    "CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry
     WHEN NOT EXISTS (SELECT 1 FROM audit_stream s WHERE s.day = OLD.day AND s.node = OLD.node
        AND s.removed_at IS NOT NULL)
     BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    "CREATE TRIGGER audit_stream_update BEFORE UPDATE ON audit_stream
     WHEN NEW.entries < OLD.entries OR NEW.sealed_entries < OLD.sealed_entries
        OR OLD.removed_at IS NOT NULL
     BEGIN SELECT RAISE(ABORT, 'audit_stream only grows'); END",
    "CREATE TRIGGER audit_stream_delete BEFORE DELETE ON audit_stream
     BEGIN SELECT RAISE(ABORT, 'audit_stream only grows'); END",
];

const POSTGRES: [&str; 8] = [
    "CREATE FUNCTION refuse_audit_removal() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
        IF NOT EXISTS (SELECT 1 FROM audit_stream s WHERE s.day = OLD.day AND s.node = OLD.node
            AND s.removed_at IS NOT NULL) THEN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
        END IF;
        RETURN OLD;
     END $$",
    "CREATE FUNCTION refuse_audit_loss() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
        IF NEW.entries < OLD.entries OR NEW.sealed_entries < OLD.sealed_entries
            OR OLD.removed_at IS NOT NULL THEN
            RAISE EXCEPTION '% only grows', TG_TABLE_NAME;
        END IF;
        RETURN NEW;
     END $$",
    "CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry
     FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry
     FOR EACH ROW EXECUTE FUNCTION refuse_audit_removal()",
    "CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER audit_stream_update BEFORE UPDATE ON audit_stream
     FOR EACH ROW EXECUTE FUNCTION refuse_audit_loss()",
    "CREATE TRIGGER audit_stream_delete BEFORE DELETE ON audit_stream
     FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER audit_stream_truncate BEFORE TRUNCATE ON audit_stream
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
];
