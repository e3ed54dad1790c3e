//! The second factor of those who sign in: a secret, encrypted, and the last step it was used for.

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

const STEPS: [&str; 1] = ["CREATE TABLE second_factor (
        person_id {uuid} PRIMARY KEY REFERENCES account (person_id),
        secret {text} NOT NULL,
        confirmed_at {instant},
        last_step {long} NOT NULL
    ) {strict}"];
