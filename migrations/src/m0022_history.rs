//! What stood on past days, and what was learnt about them afterwards.
//!
//! Every table that is the image of a state says in `known_from` since which day, in Asia/Shanghai,
//! its rows are what they are. A row that is replaced on a later day goes to `<table>_history`, with
//! the first day at whose end it no longer stood; what was replaced on the day it was made is not
//! kept, because no day ended with it.
//!
//! Of rows that were written before this step only the present is known: they count from the last
//! day on which their stream was written to, and what stood on earlier days is not in the tables.
//! `duban rebuild` brings it back from the journal, which lost nothing.

use sea_orm_migration::SchemaManager;
use sea_orm_migration::prelude::{DeriveMigrationName, MigrationTrait, async_trait};
use sea_orm_migration::sea_orm::{DbBackend, DbErr};

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, &COLUMNS).await?;
        let streams = match manager.get_database_backend() {
            DbBackend::Postgres => STREAMS.map(|stream| stream.postgres()),
            _ => STREAMS.map(|stream| stream.sqlite()),
        };
        let streams: Vec<&str> = streams.iter().map(String::as_str).collect();
        dialect::run(manager, &streams).await?;
        dialect::run(manager, &PARTS).await?;
        dialect::run(manager, &HISTORY).await?;
        dialect::run(manager, &INDEXES).await?;
        dialect::run(manager, &CORRECTION).await
    }
}

/// A table with a row for each stream of a kind, and the column that names it.
struct Stream(&'static str, &'static str, &'static str);

/// Sheets are named by three columns and are set apart in [`PARTS`].
const STREAMS: [Stream; 6] = [
    Stream("organisation", "unit", "unit_id"),
    Stream("person", "person", "person_id"),
    Stream("plan", "plan", "plan_id"),
    Stream("task", "task", "task_id"),
    Stream("assignment", "assignment", "assignment_id"),
    Stream("evidence", "evidence", "evidence_id"),
];

impl Stream {
    fn postgres(&self) -> String {
        let Self(table, kind, id) = self;
        format!(
            "UPDATE {table} SET known_from = coalesce((SELECT
             (max(j.recorded_at) AT TIME ZONE 'Asia/Shanghai')::date FROM journal j
             WHERE j.stream = '{kind}:' || {table}.{id}::text), known_from)"
        )
    }

    /// Identities are blobs here, and instants UTC text.
    fn sqlite(&self) -> String {
        let Self(table, kind, id) = self;
        let hex = format!("lower(hex({table}.{id}))");
        let parts = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)]
            .map(|(from, length)| format!("substr({hex}, {from}, {length})"));
        format!(
            "UPDATE {table} SET known_from = coalesce((SELECT
             date(max(j.recorded_at), '+8 hours') FROM journal j
             WHERE j.stream = '{kind}:' || {}), known_from)",
            parts.join(" || '-' || ")
        )
    }
}

const COLUMNS: [&str; 19] = [
    "ALTER TABLE organisation ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE organisation_name ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE organisation_class ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE person ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE plan ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE plan_section ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE task ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE task_support ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE task_unit ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE target ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE target_unit ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE assignment ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE milestone ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE assignment_target ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE assignment_row ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE balance ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE sheet ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE sheet_row ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE evidence ADD COLUMN known_from {date} NOT NULL DEFAULT '0001-01-01'",
];

/// What hangs on a thing counts from the same day as the thing; a sheet from that of its newest row.
const PARTS: [&str; 13] = [
    "UPDATE organisation_name SET known_from =
     (SELECT o.known_from FROM organisation o WHERE o.unit_id = organisation_name.unit_id)
     WHERE EXISTS (SELECT 1 FROM organisation o WHERE o.unit_id = organisation_name.unit_id)",
    "UPDATE organisation_class SET known_from =
     (SELECT o.known_from FROM organisation o WHERE o.unit_id = organisation_class.unit_id)
     WHERE EXISTS (SELECT 1 FROM organisation o WHERE o.unit_id = organisation_class.unit_id)",
    "UPDATE plan_section SET known_from =
     (SELECT o.known_from FROM plan o WHERE o.plan_id = plan_section.plan_id)
     WHERE EXISTS (SELECT 1 FROM plan o WHERE o.plan_id = plan_section.plan_id)",
    "UPDATE task_support SET known_from =
     (SELECT o.known_from FROM task o WHERE o.task_id = task_support.task_id)
     WHERE EXISTS (SELECT 1 FROM task o WHERE o.task_id = task_support.task_id)",
    "UPDATE task_unit SET known_from =
     (SELECT o.known_from FROM task o WHERE o.task_id = task_unit.task_id)
     WHERE EXISTS (SELECT 1 FROM task o WHERE o.task_id = task_unit.task_id)",
    "UPDATE target SET known_from =
     (SELECT o.known_from FROM task o WHERE o.task_id = target.task_id)
     WHERE EXISTS (SELECT 1 FROM task o WHERE o.task_id = target.task_id)",
    "UPDATE target_unit SET known_from =
     (SELECT o.known_from FROM target o WHERE o.target_id = target_unit.target_id)
     WHERE EXISTS (SELECT 1 FROM target o WHERE o.target_id = target_unit.target_id)",
    "UPDATE milestone SET known_from =
     (SELECT o.known_from FROM assignment o WHERE o.assignment_id = milestone.assignment_id)
     WHERE EXISTS (SELECT 1 FROM assignment o WHERE o.assignment_id = milestone.assignment_id)",
    "UPDATE assignment_target SET known_from =
     (SELECT o.known_from FROM assignment o WHERE o.assignment_id = assignment_target.assignment_id)
     WHERE EXISTS (SELECT 1 FROM assignment o WHERE o.assignment_id = assignment_target.assignment_id)",
    "UPDATE assignment_row SET known_from =
     (SELECT o.known_from FROM assignment o WHERE o.assignment_id = assignment_row.assignment_id)
     WHERE EXISTS (SELECT 1 FROM assignment o WHERE o.assignment_id = assignment_row.assignment_id)",
    "UPDATE balance SET known_from =
     (SELECT o.known_from FROM assignment o WHERE o.assignment_id = balance.assignment_id)
     WHERE EXISTS (SELECT 1 FROM assignment o WHERE o.assignment_id = balance.assignment_id)",
    "UPDATE sheet_row SET known_from =
     (SELECT o.known_from FROM assignment o WHERE o.assignment_id = sheet_row.assignment_id)
     WHERE EXISTS (SELECT 1 FROM assignment o WHERE o.assignment_id = sheet_row.assignment_id)",
    "UPDATE sheet SET known_from = (SELECT max(r.known_from) FROM sheet_row r
     WHERE (r.plan_id, r.unit_id, r.period_on) = (sheet.plan_id, sheet.unit_id, sheet.period_on))
     WHERE EXISTS (SELECT 1 FROM sheet_row r
     WHERE (r.plan_id, r.unit_id, r.period_on) = (sheet.plan_id, sheet.unit_id, sheet.period_on))",
];

const HISTORY: [&str; 19] = [
    "CREATE TABLE organisation_history (
        unit_id {uuid} NOT NULL,
        name {text} NOT NULL,
        short_name {text} NOT NULL,
        code {text},
        kind {text} NOT NULL,
        supervision {text} NOT NULL,
        parent_id {uuid},
        note {text},
        version {long} NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (unit_id, known_from)
    ) {strict}",
    "CREATE TABLE organisation_name_history (
        unit_id {uuid} NOT NULL,
        name {text} NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (unit_id, name, known_from)
    ) {strict}",
    "CREATE TABLE organisation_class_history (
        unit_id {uuid} NOT NULL,
        scheme {text} NOT NULL,
        class {text} NOT NULL,
        valid_from {date} NOT NULL,
        valid_to {date} NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (unit_id, scheme, class, valid_from, known_from)
    ) {strict}",
    "CREATE TABLE person_history (
        person_id {uuid} NOT NULL,
        name {text} NOT NULL,
        version {long} NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (person_id, known_from)
    ) {strict}",
    "CREATE TABLE plan_history (
        plan_id {uuid} NOT NULL,
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
        version {long} NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (plan_id, known_from)
    ) {strict}",
    "CREATE TABLE plan_section_history (
        plan_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        number {text} NOT NULL,
        title {text} NOT NULL,
        level INTEGER NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (plan_id, ordinal, known_from)
    ) {strict}",
    "CREATE TABLE task_history (
        task_id {uuid} NOT NULL,
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
        version {long} NOT NULL,
        leader {text},
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (task_id, known_from)
    ) {strict}",
    "CREATE TABLE task_support_history (
        task_id {uuid} NOT NULL,
        unit_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (task_id, unit_id, known_from)
    ) {strict}",
    "CREATE TABLE task_unit_history (
        task_id {uuid} NOT NULL,
        duty {text} NOT NULL,
        unit_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (task_id, duty, unit_id, known_from)
    ) {strict}",
    "CREATE TABLE target_history (
        target_id {uuid} NOT NULL,
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
        span_end INTEGER,
        kind {text},
        frequency {text},
        baseline_millionths {long},
        baseline_on {date},
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (target_id, known_from)
    ) {strict}",
    "CREATE TABLE target_unit_history (
        target_id {uuid} NOT NULL,
        unit_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (target_id, unit_id, known_from)
    ) {strict}",
    "CREATE TABLE assignment_history (
        assignment_id {uuid} NOT NULL,
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
        version {long} NOT NULL,
        basis {text},
        sent_back_by {uuid},
        grace_until {date},
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (assignment_id, known_from)
    ) {strict}",
    "CREATE TABLE milestone_history (
        milestone_id {uuid} NOT NULL,
        assignment_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        name {text} NOT NULL,
        due_on {date} NOT NULL,
        weight INTEGER NOT NULL,
        done_on {date},
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (milestone_id, known_from)
    ) {strict}",
    "CREATE TABLE assignment_target_history (
        assignment_id {uuid} NOT NULL,
        target_id {uuid} NOT NULL,
        due_on {date} NOT NULL,
        carried_over {bool} NOT NULL,
        met_on {date},
        value_millionths {long},
        value_on {date},
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (assignment_id, target_id, known_from)
    ) {strict}",
    "CREATE TABLE assignment_row_history (
        assignment_id {uuid} NOT NULL,
        period_on {date} NOT NULL,
        due_on {date} NOT NULL,
        stage {text} NOT NULL,
        returns INTEGER NOT NULL,
        reason {text},
        returned_by {uuid},
        checked_by {uuid},
        accepted_by {uuid},
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (assignment_id, period_on, known_from)
    ) {strict}",
    "CREATE TABLE balance_history (
        assignment_id {uuid} NOT NULL,
        ordinal INTEGER NOT NULL,
        target_id {uuid},
        standing {text} NOT NULL,
        value_millionths {long},
        stood_on {date} NOT NULL,
        document {text} NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (assignment_id, ordinal, known_from)
    ) {strict}",
    "CREATE TABLE sheet_history (
        plan_id {uuid} NOT NULL,
        unit_id {uuid} NOT NULL,
        period_on {date} NOT NULL,
        due_on {date} NOT NULL,
        version {long} NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (plan_id, unit_id, period_on, known_from)
    ) {strict}",
    "CREATE TABLE sheet_row_history (
        plan_id {uuid} NOT NULL,
        unit_id {uuid} NOT NULL,
        period_on {date} NOT NULL,
        assignment_id {uuid} NOT NULL,
        entry {text},
        drafted_by {uuid},
        signed_by {uuid},
        signed_on {date},
        digest {text},
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (plan_id, unit_id, period_on, assignment_id, known_from)
    ) {strict}",
    "CREATE TABLE evidence_history (
        evidence_id {uuid} NOT NULL,
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
        version {long} NOT NULL,
        known_from {date} NOT NULL,
        known_to {date} NOT NULL,
        PRIMARY KEY (evidence_id, known_from)
    ) {strict}",
];

const INDEXES: [&str; 13] = [
    "CREATE INDEX ix_task_history_plan_id ON task_history (plan_id, known_from)",
    "CREATE INDEX ix_task_history_lead_id ON task_history (lead_id, known_from)",
    "CREATE INDEX ix_target_history_task_id ON target_history (task_id, known_from)",
    "CREATE INDEX ix_assignment_history_plan_id ON assignment_history (plan_id, known_from)",
    "CREATE INDEX ix_assignment_history_task_id ON assignment_history (task_id, known_from)",
    "CREATE INDEX ix_assignment_history_unit_id ON assignment_history (unit_id, known_from)",
    "CREATE INDEX ix_assignment_history_lead_id ON assignment_history (lead_id, known_from)",
    "CREATE INDEX ix_milestone_history_assignment_id ON milestone_history (assignment_id, known_from)",
    "CREATE INDEX ix_sheet_history_unit_id ON sheet_history (unit_id, known_from)",
    "CREATE INDEX ix_sheet_row_history_assignment_id ON sheet_row_history (assignment_id, known_from)",
    "CREATE INDEX ix_evidence_history_assignment_id ON evidence_history (assignment_id, known_from)",
    "CREATE INDEX ix_evidence_history_plan_id ON evidence_history (plan_id, known_from)",
    "CREATE INDEX ix_organisation_history_parent_id ON organisation_history (parent_id, known_from)",
];

/// A row says what an event told about a day that was over when it was recorded; `ordinal` tells
/// apart what one event tells.
const CORRECTION: [&str; 3] = [
    "CREATE TABLE correction (
        stream {text} NOT NULL,
        stream_version {long} NOT NULL,
        ordinal INTEGER NOT NULL,
        plan_id {uuid} NOT NULL,
        assignment_id {uuid} NOT NULL,
        what {text} NOT NULL,
        subject {text} NOT NULL,
        was {text},
        became {text} NOT NULL,
        fact_on {date} NOT NULL,
        known_on {date} NOT NULL,
        reason {text},
        PRIMARY KEY (stream, stream_version, ordinal)
    ) {strict}",
    "CREATE INDEX ix_correction_assignment_id ON correction (assignment_id, known_on)",
    "CREATE INDEX ix_correction_plan_id ON correction (plan_id, known_on)",
];
