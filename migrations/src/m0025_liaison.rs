//! The liaison of a unit, with the encrypted telephone number.

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

const STEPS: [&str; 4] = [
    "ALTER TABLE organisation ADD COLUMN liaison_id {uuid}",
    "ALTER TABLE organisation ADD COLUMN liaison_phone {text}",
    "ALTER TABLE organisation_history ADD COLUMN liaison_id {uuid}",
    "ALTER TABLE organisation_history ADD COLUMN liaison_phone {text}",
];
