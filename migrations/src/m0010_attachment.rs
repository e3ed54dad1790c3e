//! Attachments: what is known of an uploaded file; its bytes lie elsewhere.

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
    "CREATE TABLE attachment (
        attachment_id {uuid} PRIMARY KEY,
        file_name {text} NOT NULL,
        media_type {text} NOT NULL,
        size_bytes {long} NOT NULL CHECK (size_bytes >= 0),
        digest {bytes} NOT NULL,
        storage_key {text} NOT NULL CONSTRAINT uq_attachment_storage_key UNIQUE,
        owner_id {uuid} NOT NULL,
        created_at {instant} NOT NULL,
        linked_to {text}
    ) {strict}",
    "CREATE INDEX ix_attachment_orphan ON attachment (created_at) WHERE linked_to IS NULL",
];
