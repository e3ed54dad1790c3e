//! Units, their names and classes; people and their posts; the versions of the rules.

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

const TABLES: [&str; 9] = [
    "CREATE TABLE organisation (
        unit_id {uuid} PRIMARY KEY,
        name {text} NOT NULL,
        short_name {text} NOT NULL,
        code {text},
        kind {text} NOT NULL,
        supervision {text} NOT NULL,
        parent_id {uuid},
        note {text},
        version {long} NOT NULL
    ) {strict}",
    "CREATE INDEX ix_organisation_parent_id ON organisation (parent_id)",
    "CREATE TABLE organisation_name (
        unit_id {uuid} NOT NULL,
        name {text} NOT NULL,
        PRIMARY KEY (unit_id, name)
    ) {strict}",
    "CREATE INDEX ix_organisation_name_name ON organisation_name (name)",
    "CREATE TABLE organisation_class (
        unit_id {uuid} NOT NULL,
        scheme {text} NOT NULL,
        class {text} NOT NULL,
        valid_from {date} NOT NULL,
        valid_to {date} NOT NULL,
        PRIMARY KEY (unit_id, scheme, class, valid_from),
        CHECK (valid_from <= valid_to)
    ) {strict}",
    "CREATE TABLE person (
        person_id {uuid} PRIMARY KEY,
        name {text} NOT NULL,
        version {long} NOT NULL
    ) {strict}",
    "CREATE TABLE post (
        post_id {uuid} PRIMARY KEY,
        person_id {uuid} NOT NULL,
        unit_id {uuid} NOT NULL,
        role {text} NOT NULL,
        grade {text} NOT NULL,
        scope_plan_id {uuid},
        scope_jurisdiction_id {uuid},
        held_from {instant} NOT NULL,
        held_to {instant}
    ) {strict}",
    "CREATE INDEX ix_post_person_id ON post (person_id)",
    "CREATE INDEX ix_post_unit_id ON post (unit_id)",
];
