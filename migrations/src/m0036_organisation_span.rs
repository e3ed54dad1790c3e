//! What a unit was from which day on, as is known now: its facts and its names, each with a history.
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
        dialect::run(manager, &FILLED).await
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
