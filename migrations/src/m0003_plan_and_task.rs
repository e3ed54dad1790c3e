//! Plans with their headings; tasks with supports and targets.

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
    "CREATE TABLE plan (
        plan_id {uuid} PRIMARY KEY,
        title {text} NOT NULL,
        doc_no {text},
        index_no {text},
        issuer {text},
        issued_on {date},
        published_on {date},
        horizon_end {date} NOT NULL,
        jurisdiction_id {uuid} NOT NULL,
        blanket {bool} NOT NULL,
        state {text} NOT NULL,
        in_force_from {date},
        attachment_id {uuid} NOT NULL,
        file_name {text} NOT NULL,
        digest {text} NOT NULL,
        version {long} NOT NULL
    ) {strict}",
    "CREATE TABLE plan_section (
        plan_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        number {text} NOT NULL,
        title {text} NOT NULL,
        level INTEGER NOT NULL,
        PRIMARY KEY (plan_id, ordinal)
    ) {strict}",
    "CREATE TABLE task (
        task_id {uuid} PRIMARY KEY,
        plan_id {uuid} NOT NULL,
        no INTEGER NOT NULL,
        section {text} NOT NULL,
        title {text} NOT NULL,
        body {text} NOT NULL,
        span_start INTEGER,
        span_end INTEGER,
        raw_units {text},
        open_ended {bool} NOT NULL,
        every_county {bool} NOT NULL,
        due_on {date} NOT NULL,
        due_inferred {bool} NOT NULL,
        due_confirmed {bool} NOT NULL,
        lead_id {uuid},
        lead_inferred {bool} NOT NULL,
        lead_confirmed {bool} NOT NULL,
        state {text} NOT NULL,
        version {long} NOT NULL
    ) {strict}",
    "CREATE UNIQUE INDEX uq_task_plan_id_no ON task (plan_id, no)",
    "CREATE INDEX ix_task_lead_id ON task (lead_id, plan_id, no)",
    "CREATE TABLE task_support (
        task_id {uuid} NOT NULL,
        unit_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        PRIMARY KEY (task_id, unit_id)
    ) {strict}",
    "CREATE TABLE target (
        target_id {uuid} PRIMARY KEY,
        task_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        indicator {text} NOT NULL,
        comparator {text} NOT NULL,
        value_millionths {long},
        value_max_millionths {long},
        unit {text},
        due_on {date},
        scope {text},
        bearer {text} NOT NULL,
        words {text},
        span_start INTEGER,
        span_end INTEGER
    ) {strict}",
    "CREATE INDEX ix_target_task_id ON target (task_id, ordinal)",
];
