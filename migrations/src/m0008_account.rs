//! Accounts: who may sign in, and the sessions that are open.

use sea_orm_migration::SchemaManager;
use sea_orm_migration::prelude::{DeriveMigrationName, MigrationTrait, async_trait};
use sea_orm_migration::sea_orm::DbErr;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, &TABLES).await
    }
}

const TABLES: [&str; 5] = [
    "CREATE TABLE account (
        person_id {uuid} PRIMARY KEY,
        username {text} NOT NULL CONSTRAINT uq_account_username UNIQUE,
        password_hash {text} NOT NULL,
        must_change {bool} NOT NULL,
        failed_count INTEGER NOT NULL DEFAULT 0 CHECK (failed_count >= 0),
        locked_until {instant},
        disabled_at {instant},
        version {long} NOT NULL CHECK (version > 0)
    ) {strict}",
    // The refresh token itself is never stored, only its digest.
    "CREATE TABLE session (
        token_digest {bytes} PRIMARY KEY,
        family_id {uuid} NOT NULL,
        person_id {uuid} NOT NULL REFERENCES account (person_id),
        issued_at {instant} NOT NULL,
        expires_at {instant} NOT NULL,
        spent_at {instant},
        revoked_at {instant}
    ) {strict}",
    "CREATE INDEX ix_session_family_id ON session (family_id)",
    "CREATE INDEX ix_session_person_id ON session (person_id)",
    "CREATE INDEX ix_session_expires_at ON session (expires_at)",
];
