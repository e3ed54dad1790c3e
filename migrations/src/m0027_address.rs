//! How often sign-in failed from where, by windows of time; for all nodes together.

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
    "CREATE TABLE sign_in_address (
        network {text} NOT NULL,
        window_start {instant} NOT NULL,
        failures INTEGER NOT NULL CHECK (failures >= 0),
        PRIMARY KEY (network, window_start)
    ) {strict}",
    "CREATE INDEX ix_sign_in_address_window_start ON sign_in_address (window_start)",
];
