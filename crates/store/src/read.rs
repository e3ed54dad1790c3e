//! Reading: rows as they stand, for one pair of eyes.
//!
//! Every read takes a [`Visibility`] and pushes it into the statement, so that what is hidden is
//! neither returned, nor counted, nor skipped over by a page; unknown and hidden answer alike.
//! The predicates of all tables stand here, one function each, and nowhere else. A new kind of
//! visibility is a list of compile errors on this page.
//!
//! One statement per level, never one per row: what hangs on many rows is asked for all of them.

pub mod assignment;
pub mod evidence;
pub mod journal;
pub mod organisation;
pub mod person;
pub mod plan;
pub mod report;
pub mod sheet;
pub mod state;
pub mod task;

mod cell;
mod words;

use chrono::{DateTime, NaiveDate, Utc};
use duban_domain::time::end_of_day;
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

    /// 24:00 of the day: the first instant that is no longer part of it.
    pub(crate) fn end(self) -> DateTime<Utc> {
        end_of_day(self.on)
    }

    /// The first instant whose records are not believed.
    pub(crate) fn known_until(self) -> DateTime<Utc> {
        end_of_day(self.known_on)
    }
}

/// What no row fulfils.
const NO_ROW: &str = " AND 1 = 0";

/// The kinds of units that carry tasks out on their own territory.
pub(crate) const COUNTY_KINDS: &str = "('DISTRICT', 'COUNTY', 'ZONE')";

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
    /// dispatched: a draft is the office's own paper. A list of both is looked up by index, where
    /// an OR would read every task.
    pub(crate) fn task(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::Unit(unit) => push(
                sql,
                &format!(
                    " AND {alias}.task_id IN (SELECT seen.task_id FROM assignment seen
                     WHERE seen.unit_id = ? UNION ALL SELECT led.task_id FROM task led
                     WHERE led.lead_id = ? AND led.state = 'DISPATCHED')"
                ),
                [unit.0.into(), unit.0.into()],
            ),
            Self::System | Self::Nothing | Self::Plan(_) | Self::Jurisdiction(_) => {
                self.of_plan(sql, alias);
            }
        }
    }

    /// Assignments, and rows of sheets joined with theirs. A unit sees its own, and all those of
    /// the tasks it leads.
    pub(crate) fn assignment(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::Jurisdiction(unit) => {
                push(sql, &format!(" AND {alias}.jurisdiction_id = ?"), [unit.0.into()]);
            }
            Self::System | Self::Nothing | Self::Unit(_) | Self::Plan(_) => {
                self.held(sql, alias);
            }
        }
    }

    /// Evidence and obligations, which name holder and lead as assignments do, but not the
    /// government.
    pub(crate) fn held(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::Unit(unit) => push(
                sql,
                &format!(" AND ({alias}.unit_id = ? OR {alias}.lead_id = ?)"),
                [unit.0.into(), unit.0.into()],
            ),
            Self::System | Self::Nothing | Self::Plan(_) | Self::Jurisdiction(_) => {
                self.of_plan(sql, alias);
            }
        }
    }

    /// Sheets. A unit sees its own; of those of others, the rows on the tasks it leads.
    pub(crate) fn sheet(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::Unit(unit) => push(sql, &format!(" AND {alias}.unit_id = ?"), [unit.0.into()]),
            Self::System | Self::Nothing | Self::Plan(_) | Self::Jurisdiction(_) => {
                self.of_plan(sql, alias);
            }
        }
    }

    /// What is written in a row. A unit sees what another wrote once that is handed in.
    pub(crate) fn entry(self, sql: &mut Sql, row: &str, review: &str) {
        match self {
            Self::Unit(unit) => push(
                sql,
                &format!(
                    "CASE WHEN {row}.unit_id = ? OR {review}.stage NOT IN ('DUE', 'RETURNED')
                     THEN {row}.entry END"
                ),
                [unit.0.into()],
            ),
            Self::System | Self::Nothing | Self::Plan(_) | Self::Jurisdiction(_) => {
                push(sql, &format!("{row}.entry"), []);
            }
        }
    }

    /// Units. Who there is stands in every plan: the register is open to all.
    pub(crate) fn unit(self) {
        match self {
            Self::System
            | Self::Nothing
            | Self::Unit(_)
            | Self::Plan(_)
            | Self::Jurisdiction(_) => {}
        }
    }

    /// Posts. A county sees no people of another county.
    pub(crate) fn post(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::Unit(unit) => push(
                sql,
                &format!(
                    " AND ({alias}.unit_id = ? OR NOT EXISTS (SELECT 1
                     FROM organisation own, organisation other
                     WHERE own.unit_id = ? AND own.kind IN {COUNTY_KINDS}
                     AND other.unit_id = {alias}.unit_id AND other.kind IN {COUNTY_KINDS}))"
                ),
                [unit.0.into(), unit.0.into()],
            ),
            Self::Nothing => push(sql, NO_ROW, []),
            Self::System | Self::Plan(_) | Self::Jurisdiction(_) => {}
        }
    }

    /// People: those with a post, held now or once, that is seen.
    pub(crate) fn person(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::Unit(_) => {
                sql.push(" AND EXISTS (SELECT 1 FROM post seen WHERE seen.person_id = ");
                sql.push(alias).push(".person_id");
                self.post(sql, "seen");
                sql.push(")");
            }
            Self::Nothing => push(sql, NO_ROW, []),
            Self::System | Self::Plan(_) | Self::Jurisdiction(_) => {}
        }
    }

    /// The rules of the office: open to all who do business here.
    pub(crate) fn rules(self, sql: &mut Sql) {
        match self {
            Self::Nothing => push(sql, NO_ROW, []),
            Self::System | Self::Unit(_) | Self::Plan(_) | Self::Jurisdiction(_) => {}
        }
    }

    /// The journal as a whole.
    pub(crate) fn journal(self, sql: &mut Sql) {
        match self {
            Self::System => {}
            Self::Nothing | Self::Unit(_) | Self::Plan(_) | Self::Jurisdiction(_) => {
                push(sql, NO_ROW, []);
            }
        }
    }

    /// A table that names its plan and not the government; what a unit sees is said elsewhere.
    pub(crate) fn of_plan(self, sql: &mut Sql, alias: &str) {
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
