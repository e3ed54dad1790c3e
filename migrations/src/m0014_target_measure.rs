//! Kind, frequency and baseline of a target, and the counties it names.

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

const STEPS: [&str; 5] = [
    "ALTER TABLE target ADD COLUMN kind {text}",
    "ALTER TABLE target ADD COLUMN frequency {text}",
    "ALTER TABLE target ADD COLUMN baseline_millionths {long}",
    "ALTER TABLE target ADD COLUMN baseline_on {date}",
    "CREATE TABLE target_unit (
        target_id {uuid} NOT NULL,
        unit_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        PRIMARY KEY (target_id, unit_id)
    ) {strict}",
];
