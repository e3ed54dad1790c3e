//! Timers: what must happen at an instant, claimed by deleting the row.

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
    "CREATE TABLE timer (
        timer_id {text} PRIMARY KEY,
        due_at {instant} NOT NULL,
        kind {text} NOT NULL,
        payload {text} NOT NULL
    ) {strict}",
    "CREATE INDEX ix_timer_due_at_timer_id ON timer (due_at, timer_id)",
];
