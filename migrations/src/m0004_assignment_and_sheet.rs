//! Assignments with milestones, rows, figures and balances; sheets; evidence.

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

const TABLES: [&str; 22] = [
    "CREATE TABLE assignment (
        assignment_id {uuid} PRIMARY KEY,
        plan_id {uuid} NOT NULL,
        task_id {uuid} NOT NULL,
        unit_id {uuid} NOT NULL,
        duty {text} NOT NULL,
        lead_id {uuid} NOT NULL,
        jurisdiction_id {uuid} NOT NULL,
        state {text} NOT NULL,
        opened_on {date} NOT NULL,
        sign_due_on {date} NOT NULL,
        signed_on {date},
        signed_by {uuid},
        due_on {date} NOT NULL,
        next_due_on {date},
        carried_over {bool} NOT NULL,
        progress INTEGER NOT NULL,
        send_backs INTEGER NOT NULL,
        outcome {text},
        statement {text},
        requested_on {date},
        requested_by {uuid},
        closed_on {date},
        closed_by {uuid},
        reason {text},
        version {long} NOT NULL
    ) {strict}",
    "CREATE UNIQUE INDEX uq_assignment_open_lead ON assignment (task_id)
     WHERE duty = 'LEAD' AND state NOT IN ('COMPLETED', 'NOT_APPLICABLE')",
    "CREATE INDEX ix_assignment_task_id ON assignment (task_id, duty)",
    "CREATE INDEX ix_assignment_unit_id ON assignment (unit_id, plan_id)",
    "CREATE INDEX ix_assignment_lead_id ON assignment (lead_id, plan_id)",
    "CREATE INDEX ix_assignment_plan_id ON assignment (plan_id, due_on, assignment_id)",
    "CREATE TABLE milestone (
        milestone_id {uuid} PRIMARY KEY,
        assignment_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        name {text} NOT NULL,
        due_on {date} NOT NULL,
        weight INTEGER NOT NULL,
        done_on {date}
    ) {strict}",
    "CREATE INDEX ix_milestone_assignment_id ON milestone (assignment_id, ordinal)",
    "CREATE TABLE assignment_target (
        assignment_id {uuid} NOT NULL,
        target_id {uuid} NOT NULL,
        due_on {date} NOT NULL,
        carried_over {bool} NOT NULL,
        met_on {date},
        value_millionths {long},
        value_on {date},
        PRIMARY KEY (assignment_id, target_id)
    ) {strict}",
    "CREATE TABLE assignment_row (
        assignment_id {uuid} NOT NULL,
        period_on {date} NOT NULL,
        due_on {date} NOT NULL,
        stage {text} NOT NULL,
        returns INTEGER NOT NULL,
        reason {text},
        PRIMARY KEY (assignment_id, period_on)
    ) {strict}",
    // Few rows wait at any time, whatever the years have piled up.
    "CREATE INDEX ix_assignment_row_waiting ON assignment_row (period_on, assignment_id)
     WHERE stage IN ('SUBMITTED', 'LEAD_CHECKED')",
    "CREATE TABLE balance (
        assignment_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        target_id {uuid},
        standing {text} NOT NULL,
        value_millionths {long},
        stood_on {date} NOT NULL,
        document {text} NOT NULL,
        PRIMARY KEY (assignment_id, ordinal)
    ) {strict}",
    "CREATE TABLE sheet (
        plan_id {uuid} NOT NULL,
        unit_id {uuid} NOT NULL,
        period_on {date} NOT NULL,
        due_on {date} NOT NULL,
        version {long} NOT NULL,
        PRIMARY KEY (plan_id, unit_id, period_on)
    ) {strict}",
    "CREATE INDEX ix_sheet_unit_id ON sheet (unit_id, period_on)",
    "CREATE TABLE sheet_row (
        plan_id {uuid} NOT NULL,
        unit_id {uuid} NOT NULL,
        period_on {date} NOT NULL,
        assignment_id {uuid} NOT NULL,
        entry {text},
        drafted_by {uuid},
        signed_by {uuid},
        signed_on {date},
        digest {text},
        PRIMARY KEY (plan_id, unit_id, period_on, assignment_id)
    ) {strict}",
    "CREATE INDEX ix_sheet_row_assignment_id ON sheet_row (assignment_id, period_on)",
    "CREATE TABLE evidence (
        evidence_id {uuid} PRIMARY KEY,
        plan_id {uuid} NOT NULL,
        task_id {uuid} NOT NULL,
        assignment_id {uuid} NOT NULL,
        unit_id {uuid} NOT NULL,
        lead_id {uuid} NOT NULL,
        purpose {text} NOT NULL,
        purpose_of {text},
        title {text} NOT NULL,
        attachment_id {uuid},
        file_name {text},
        digest {text},
        url {text},
        submitted_by {uuid},
        submitted_on {date} NOT NULL,
        state {text} NOT NULL,
        judged_by {uuid},
        judged_unit_id {uuid},
        judged_on {date},
        reason {text},
        version {long} NOT NULL
    ) {strict}",
    "CREATE INDEX ix_evidence_assignment_id ON evidence (assignment_id, evidence_id)",
    "CREATE INDEX ix_evidence_plan_id ON evidence (plan_id, evidence_id)",
    "CREATE INDEX ix_evidence_unit_id ON evidence (unit_id, evidence_id)",
    "CREATE INDEX ix_evidence_lead_id ON evidence (lead_id, evidence_id)",
    "CREATE INDEX ix_evidence_attachment_id ON evidence (attachment_id)",
];
