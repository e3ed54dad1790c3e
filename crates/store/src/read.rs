//! Reading: rows as they stand, for one pair of eyes.
//!
//! Every read takes a [`Visibility`] and pushes it into the statement, so that what is hidden is
//! neither returned, nor counted, nor skipped over by a page; unknown and hidden answer alike.
//! The predicates of all tables stand here, one function each, and nowhere else. A new kind of
//! visibility is a list of compile errors on this page.
//!
//! One statement per level, never one per row: what hangs on many rows is asked for all of them.

pub mod assignment;
pub mod plan;
pub mod state;
pub mod task;

mod cell;
mod words;

use chrono::NaiveDate;
use duban_domain::value::id::{PlanId, UnitId};
use sea_orm::Value;

use crate::statement::Sql;

/// 可见范围. What the post that asks may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Everything: the system itself, and lists that an administrator is entitled to as such.
    System,
    /// No business data: administrators.
    Nothing,
    /// What concerns one unit: bureaus and counties.
    Unit(UnitId),
    /// One plan.
    Plan(PlanId),
    /// Every plan of one government.
    Jurisdiction(UnitId),
}

/// 截至. The day at whose end, 24:00 in Asia/Shanghai, something is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AsOf {
    /// The day spoken of.
    pub on: NaiveDate,
    /// The day until whose end records are believed: `on`, unless later corrections are wanted.
    pub known_on: NaiveDate,
}

impl AsOf {
    /// What was known of the day at its end; that never changes.
    pub fn day(on: NaiveDate) -> Self {
        Self { on, known_on: on }
    }

    /// What is known of the day at the end of another one.
    pub fn known(on: NaiveDate, known_on: NaiveDate) -> Self {
        Self { on, known_on }
    }
}

/// What no row fulfils.
const NO_ROW: &str = " AND 1 = 0";

impl Visibility {
    /// Plans. A unit sees those in which it holds an assignment.
    pub(crate) fn plan(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::System => {}
            Self::Nothing => push(sql, NO_ROW, []),
            Self::Unit(unit) => push(
                sql,
                &format!(
                    " AND EXISTS (SELECT 1 FROM assignment seen
                     WHERE seen.plan_id = {alias}.plan_id AND seen.unit_id = ?)"
                ),
                [unit.0.into()],
            ),
            Self::Plan(plan) => push(sql, &format!(" AND {alias}.plan_id = ?"), [plan.0.into()]),
            Self::Jurisdiction(unit) => {
                push(sql, &format!(" AND {alias}.jurisdiction_id = ?"), [unit.0.into()]);
            }
        }
    }

    /// Tasks. A unit sees those it holds an assignment of, and those it leads; not before they are
    /// dispatched: a draft is the office's own paper.
    pub(crate) fn task(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::Unit(unit) => push(
                sql,
                &format!(
                    " AND (({alias}.lead_id = ? AND {alias}.state = 'DISPATCHED')
                     OR EXISTS (SELECT 1 FROM assignment seen
                     WHERE seen.task_id = {alias}.task_id AND seen.unit_id = ?))"
                ),
                [unit.0.into(), unit.0.into()],
            ),
            Self::System | Self::Nothing | Self::Plan(_) | Self::Jurisdiction(_) => {
                self.of_plan(sql, alias);
            }
        }
    }

    /// Assignments. A unit sees its own, and all those of the tasks it leads.
    pub(crate) fn assignment(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::Unit(unit) => push(
                sql,
                &format!(" AND ({alias}.unit_id = ? OR {alias}.lead_id = ?)"),
                [unit.0.into(), unit.0.into()],
            ),
            Self::Jurisdiction(unit) => {
                push(sql, &format!(" AND {alias}.jurisdiction_id = ?"), [unit.0.into()]);
            }
            Self::System | Self::Nothing | Self::Plan(_) => self.of_plan(sql, alias),
        }
    }

    /// A table that names its plan and not the government; a unit is the caller's affair.
    fn of_plan(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::System => {}
            Self::Nothing | Self::Unit(_) => push(sql, NO_ROW, []),
            Self::Plan(plan) => push(sql, &format!(" AND {alias}.plan_id = ?"), [plan.0.into()]),
            Self::Jurisdiction(unit) => push(
                sql,
                &format!(
                    " AND {alias}.plan_id IN
                     (SELECT seen.plan_id FROM plan seen WHERE seen.jurisdiction_id = ?)"
                ),
                [unit.0.into()],
            ),
        }
    }
}

fn push<const N: usize>(sql: &mut Sql, text: &str, values: [Value; N]) {
    sql.push_with(text, values);
}
