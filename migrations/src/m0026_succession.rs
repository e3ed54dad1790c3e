//! Which refresh token a token was given for, so that a lost answer can be given again.

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
    "ALTER TABLE session ADD COLUMN follows {bytes}",
    "CREATE INDEX ix_session_follows ON session (follows)",
];
