//! What a unit was from which day on, as is known now: its facts and its names, each with a history;
//! and corrections of units beside those of assignments, with the document apart from the reason.
//!
//! Of units that were amended before this step only what counts now is filled in, for all days;
//! `duban rebuild` brings the rest from the journal.

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
        dialect::run(manager, &TABLES).await?;
        dialect::run(manager, &FILLED).await?;
        dialect::run(manager, &CORRECTION).await
    }
}

const TABLES: [&str; 4] = [
    "CREATE TABLE organisation_span (
        unit_id {uuid} NOT NULL,
        name {text} NOT NULL,
        short_name {text} NOT NULL,
        code {text},
        kind {text} NOT NULL,
        supervision {text} NOT NULL,
        parent_id {uuid},
        note {text},
        valid_from {date} NOT NULL,
        valid_to {date} NOT NULL,
        known_from {date} NOT NULL,
        PRIMARY KEY (unit_id, valid_from)
    ) {strict}",
    "CREATE TABLE organisation_span_history (
        unit_id {uuid} NOT NULL,
        name {text} NOT NULL,
        short_name {text} NOT NULL,
        code {text},
        kind {text} NOT NULL,
        supervision {text} NOT NULL,
        parent_id {uuid},
        note {text},
        valid_from {date} NOT NULL,
        valid_to {date} NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (unit_id, valid_from, known_from)
    ) {strict}",
    "CREATE TABLE organisation_name_span (
        unit_id {uuid} NOT NULL,
        name {text} NOT NULL,
        valid_from {date} NOT NULL,
        valid_to {date} NOT NULL,
        known_from {date} NOT NULL,
        PRIMARY KEY (unit_id, name, valid_from)
    ) {strict}",
    "CREATE TABLE organisation_name_span_history (
        unit_id {uuid} NOT NULL,
        name {text} NOT NULL,
        valid_from {date} NOT NULL,
        valid_to {date} NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (unit_id, name, valid_from, known_from)
    ) {strict}",
];

const FILLED: [&str; 2] = [
    "INSERT INTO organisation_span SELECT unit_id, name, short_name, code, kind, supervision,
     parent_id, note, '0001-01-01', '9999-12-31', '0001-01-01' FROM organisation",
    "INSERT INTO organisation_name_span SELECT unit_id, name, '0001-01-01', '9999-12-31',
     '0001-01-01' FROM organisation_name",
];

/// A correction speaks of an assignment of a plan, or of a unit: SQLite cannot make a column that
/// must be there one that need not, so the table is made anew.
const CORRECTION: [&str; 7] = [
    "CREATE TABLE correction_next (
        stream {text} NOT NULL,
        stream_version {long} NOT NULL,
        ordinal INTEGER NOT NULL,
        plan_id {uuid},
        assignment_id {uuid},
        unit_id {uuid},
        what {text} NOT NULL,
        subject {text} NOT NULL,
        was {text},
        became {text},
        fact_on {date} NOT NULL,
        known_on {date} NOT NULL,
        reason {text},
        basis {text},
        PRIMARY KEY (stream, stream_version, ordinal)
    ) {strict}",
    "INSERT INTO correction_next SELECT stream, stream_version, ordinal, plan_id, assignment_id,
     NULL, what, subject, was, became, fact_on, known_on, reason, NULL FROM correction",
    "DROP TABLE correction",
    "ALTER TABLE correction_next RENAME TO correction",
    "CREATE INDEX ix_correction_assignment_id ON correction (assignment_id, known_on)",
    "CREATE INDEX ix_correction_plan_id ON correction (plan_id, known_on)",
    "CREATE INDEX ix_correction_unit_id ON correction (unit_id, known_on)",
];
