//! What is counted: obligations as they stand, as they stood, and the daily deltas of reports.

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

const TABLES: [&str; 8] = [
    "CREATE TABLE obligation (
        assignment_id {uuid} NOT NULL,
        kind {text} NOT NULL,
        subject {text} NOT NULL,
        plan_id {uuid} NOT NULL,
        task_id {uuid} NOT NULL,
        section {text} NOT NULL,
        unit_id {uuid} NOT NULL,
        lead_id {uuid} NOT NULL,
        duty {text} NOT NULL,
        opened_on {date} NOT NULL,
        due_on {date},
        carried_over {bool} NOT NULL,
        ended {text},
        ended_on {date},
        known_from {instant} NOT NULL,
        PRIMARY KEY (assignment_id, kind, subject)
    ) {strict}",
    "CREATE INDEX ix_obligation_plan_id ON obligation (plan_id, kind, due_on)",
    "CREATE INDEX ix_obligation_unit_id ON obligation (unit_id, plan_id, kind)",
    "CREATE INDEX ix_obligation_lead_id ON obligation (lead_id, plan_id, kind)",
    "CREATE TABLE obligation_history (
        assignment_id {uuid} NOT NULL,
        kind {text} NOT NULL,
        subject {text} NOT NULL,
        plan_id {uuid} NOT NULL,
        task_id {uuid} NOT NULL,
        section {text} NOT NULL,
        unit_id {uuid} NOT NULL,
        lead_id {uuid} NOT NULL,
        duty {text} NOT NULL,
        opened_on {date} NOT NULL,
        due_on {date},
        carried_over {bool} NOT NULL,
        ended {text},
        ended_on {date},
        known_from {instant} NOT NULL,
        known_to {instant} NOT NULL,
        PRIMARY KEY (assignment_id, kind, subject, known_from)
    ) {strict}",
    "CREATE INDEX ix_obligation_history_plan_id ON obligation_history (plan_id, kind, known_to)",
    "CREATE TABLE obligation_delta (
        stream {text} NOT NULL,
        stream_version {long} NOT NULL,
        ordinal INTEGER NOT NULL,
        plan_id {uuid} NOT NULL,
        axis {text} NOT NULL,
        who {text} NOT NULL,
        duty {text} NOT NULL,
        kind {text} NOT NULL,
        bucket {text} NOT NULL,
        day INTEGER NOT NULL,
        known_day INTEGER NOT NULL,
        amount {long} NOT NULL,
        PRIMARY KEY (stream, stream_version, ordinal)
    ) {strict}",
    "CREATE INDEX ix_obligation_delta_plan_id_axis
     ON obligation_delta (plan_id, axis, who, duty, kind, bucket, day)",
];
