//! Further places of a task in the document: what was split or merged stands in several.

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
        dialect::run(manager, &STEPS).await
    }
}

const STEPS: [&str; 2] = [
    "CREATE TABLE task_span (
        task_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        span_start INTEGER NOT NULL,
        span_end INTEGER NOT NULL,
        known_from {date} NOT NULL,
        PRIMARY KEY (task_id, ordinal)
    ) {strict}",
    "CREATE TABLE task_span_history (
        task_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        span_start INTEGER NOT NULL,
        span_end INTEGER NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (task_id, ordinal, known_from)
    ) {strict}",
];
