//! The schema of the database, as the ordered list of the steps that built it.
//! A step is frozen once merged: what it got wrong is mended by a later step.
//!
//! **This crate never** knows the other crates, shares table names between steps, or writes seed
//! data. Numbers collide on purpose when two branches migrate: the later one is renumbered.
//!
//! Start reading at [`Migrator`], then at `m0001_journal.rs`.

mod dialect;
mod m0001_journal;
mod m0002_organisation;
mod m0003_plan_and_task;
mod m0004_assignment_and_sheet;
mod m0005_obligation;
mod m0007_timer;
mod m0008_account;
mod m0009_idempotency;
mod m0010_attachment;
mod m0011_trust;
mod m0013_said_at_review;
mod m0014_target_measure;
mod m0015_task_unit;
mod m0016_page_order;
mod m0017_task_leader;
mod m0019_audit;
mod m0022_history;
mod m0025_liaison;
mod m0026_succession;
mod m0027_address;
mod m0028_second_factor;
mod m0029_attachment_owner;
mod m0030_draft_findings;
mod m0031_task_span;
mod m0032_assessment;
mod m0036_organisation_span;

use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

/// All steps, in the order in which they run.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_journal::Migration),
            Box::new(m0002_organisation::Migration),
            Box::new(m0003_plan_and_task::Migration),
            Box::new(m0004_assignment_and_sheet::Migration),
            Box::new(m0005_obligation::Migration),
            Box::new(m0007_timer::Migration),
            Box::new(m0008_account::Migration),
            Box::new(m0009_idempotency::Migration),
            Box::new(m0010_attachment::Migration),
            Box::new(m0011_trust::Migration),
            Box::new(m0013_said_at_review::Migration),
            Box::new(m0014_target_measure::Migration),
            Box::new(m0015_task_unit::Migration),
            Box::new(m0016_page_order::Migration),
            Box::new(m0017_task_leader::Migration),
            Box::new(m0019_audit::Migration),
            Box::new(m0022_history::Migration),
            Box::new(m0025_liaison::Migration),
            Box::new(m0026_succession::Migration),
            Box::new(m0027_address::Migration),
            Box::new(m0028_second_factor::Migration),
            Box::new(m0029_attachment_owner::Migration),
            Box::new(m0030_draft_findings::Migration),
            Box::new(m0031_task_span::Migration),
            Box::new(m0032_assessment::Migration),
            Box::new(m0036_organisation_span::Migration),
        ]
    }
}
