//! Idempotency keys: the first outcome of every request that carried one.

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

const TABLES: [&str; 2] = [
    "CREATE TABLE idempotency_key (
        actor {text} NOT NULL,
        client_key {text} NOT NULL,
        input_digest {bytes} NOT NULL,
        outcome {text},
        recorded_at {instant} NOT NULL,
        PRIMARY KEY (actor, client_key)
    ) {strict}",
    "CREATE INDEX ix_idempotency_key_recorded_at ON idempotency_key (recorded_at)",
];
