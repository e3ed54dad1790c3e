//! A year's assessment as it stands: the cycle, who has a part in it, and the data.
//!
//! Scores are no rows: they follow from what was frozen, and are computed from the journal.

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
        for (table, columns, key) in [
            ("assessment", CYCLE, "assessment_id"),
            ("assessment_unit", PARTY, "assessment_id, code"),
            ("assessment_item", ITEM, "assessment_id, county, indicator"),
        ] {
            let present = format!(
                "CREATE TABLE {table} ({columns}, known_from {{date}} NOT NULL,
                 PRIMARY KEY ({key})) {{strict}}"
            );
            let past = format!(
                "CREATE TABLE {table}_history ({columns}, known_from {{date}} NOT NULL,
                 known_to {{date}} NOT NULL, PRIMARY KEY ({key}, known_from)) {{strict}}"
            );
            dialect::run(manager, &[&present, &past]).await?;
        }
        dialect::run(manager, &INDEXES).await
    }
}

const CYCLE: &str = "assessment_id {uuid} NOT NULL,
    plan_id {uuid} NOT NULL,
    year INTEGER NOT NULL,
    title {text} NOT NULL,
    state {text} NOT NULL,
    publish_by {date} NOT NULL,
    scheme_version INTEGER NOT NULL,
    drafted_by {uuid},
    scheme_digest {text},
    data_digest {text},
    result_digest {text},
    publicised_until {date},
    version {long} NOT NULL";

const PARTY: &str = "assessment_id {uuid} NOT NULL,
    code {text} NOT NULL,
    plan_id {uuid} NOT NULL,
    unit_id {uuid} NOT NULL,
    class {text}";

const ITEM: &str = "assessment_id {uuid} NOT NULL,
    county {text} NOT NULL,
    indicator {text} NOT NULL,
    plan_id {uuid} NOT NULL,
    name {text} NOT NULL,
    county_unit_id {uuid} NOT NULL,
    source_unit_id {uuid},
    checker_unit_id {uuid} NOT NULL,
    item {text} NOT NULL,
    provenance {text} NOT NULL,
    standing {text} NOT NULL,
    reason {text},
    submitted_by {uuid},
    checked_by {uuid}";

const INDEXES: [&str; 3] = [
    "CREATE INDEX ix_assessment_plan_id ON assessment (plan_id, assessment_id)",
    "CREATE INDEX ix_assessment_unit_unit_id ON assessment_unit (unit_id, assessment_id)",
    "CREATE INDEX ix_assessment_item_checker ON assessment_item (checker_unit_id, standing)",
];
