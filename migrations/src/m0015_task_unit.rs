//! Co-leads and implementers that a task names one by one.

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

const STEPS: [&str; 1] = ["CREATE TABLE task_unit (
        task_id {uuid} NOT NULL,
        duty {text} NOT NULL,
        unit_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        PRIMARY KEY (task_id, duty, unit_id)
    ) {strict}"];
