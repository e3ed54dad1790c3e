//! What was said when a closing or a row was judged, and by whom.

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
        dialect::run(manager, &COLUMNS).await
    }
}

const COLUMNS: [&str; 6] = [
    "ALTER TABLE assignment ADD COLUMN basis {text}",
    "ALTER TABLE assignment ADD COLUMN sent_back_by {uuid}",
    "ALTER TABLE assignment ADD COLUMN grace_until {date}",
    "ALTER TABLE assignment_row ADD COLUMN returned_by {uuid}",
    "ALTER TABLE assignment_row ADD COLUMN checked_by {uuid}",
    "ALTER TABLE assignment_row ADD COLUMN accepted_by {uuid}",
];
