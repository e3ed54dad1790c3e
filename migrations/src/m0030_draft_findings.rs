//! What was asked about a draft and decided, which units were read where, and carried dates.

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

const STEPS: [&str; 7] = [
    "CREATE TABLE finding (
        finding_id {uuid} PRIMARY KEY,
        plan_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        code {text} NOT NULL,
        task_id {uuid},
        target_id {uuid},
        words {text} NOT NULL,
        span_start INTEGER,
        span_end INTEGER,
        ask_zh {text} NOT NULL,
        ask_en {text} NOT NULL,
        must_decide {bool} NOT NULL,
        settled_on {date},
        settled_by {uuid},
        decision {text},
        meant_id {uuid},
        known_from {date} NOT NULL
    ) {strict}",
    "CREATE INDEX ix_finding_plan_id ON finding (plan_id, ordinal)",
    "CREATE TABLE finding_history (
        finding_id {uuid} NOT NULL,
        plan_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        code {text} NOT NULL,
        task_id {uuid},
        target_id {uuid},
        words {text} NOT NULL,
        span_start INTEGER,
        span_end INTEGER,
        ask_zh {text} NOT NULL,
        ask_en {text} NOT NULL,
        must_decide {bool} NOT NULL,
        settled_on {date},
        settled_by {uuid},
        decision {text},
        meant_id {uuid},
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (finding_id, known_from)
    ) {strict}",
    "CREATE TABLE task_reading (
        task_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        words {text} NOT NULL,
        span_start INTEGER,
        span_end INTEGER,
        duty {text} NOT NULL,
        unit_id {uuid},
        recognised {text},
        certainty INTEGER NOT NULL,
        known_from {date} NOT NULL,
        PRIMARY KEY (task_id, ordinal)
    ) {strict}",
    "CREATE TABLE task_reading_history (
        task_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        words {text} NOT NULL,
        span_start INTEGER,
        span_end INTEGER,
        duty {text} NOT NULL,
        unit_id {uuid},
        recognised {text},
        certainty INTEGER NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (task_id, ordinal, known_from)
    ) {strict}",
    "ALTER TABLE target ADD COLUMN due_carried {bool} NOT NULL DEFAULT {false}",
    "ALTER TABLE target_history ADD COLUMN due_carried {bool} NOT NULL DEFAULT {false}",
];
