//! Indexes in the order of pages, so that one is read where it lies instead of sorted out of a
//! table; each begins with what a pair of eyes or a filter narrows a list to.

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

const STEPS: [&str; 10] = [
    // What is due next comes first, where nothing is open by the date of the whole.
    "CREATE INDEX ix_assignment_next_jurisdiction_id
     ON assignment (jurisdiction_id, coalesce(next_due_on, due_on), assignment_id)",
    "CREATE INDEX ix_assignment_next_plan_id
     ON assignment (plan_id, coalesce(next_due_on, due_on), assignment_id)",
    "CREATE INDEX ix_assignment_next_unit_id
     ON assignment (unit_id, coalesce(next_due_on, due_on), assignment_id)",
    "DROP INDEX ix_assignment_plan_id",
    "CREATE INDEX ix_task_plan_id_due_on ON task (plan_id, due_on, no, task_id)",
    "CREATE INDEX ix_plan_jurisdiction_id ON plan (jurisdiction_id, plan_id)",
    "CREATE INDEX ix_sheet_period_on ON sheet (period_on, plan_id, unit_id)",
    "CREATE INDEX ix_sheet_plan_id_period_on ON sheet (plan_id, period_on, unit_id)",
    "CREATE INDEX ix_organisation_name_unit_id ON organisation (name, unit_id)",
    "CREATE INDEX ix_person_name ON person (name, person_id)",
];
