//! Reading: rows as they stand, for one pair of eyes.
//!
//! Every read takes a [`Visibility`] and pushes it into the statement, so that what is hidden is
//! neither returned, nor counted, nor skipped over by a page; unknown and hidden answer alike.
//! The predicates of all tables stand here, one function each, and nowhere else. A new kind of
//! visibility is a list of compile errors on this page.
//!
//! One statement per level, never one per row: what hangs on many rows is asked for all of them.

pub mod assessment;
pub mod assignment;
pub mod audit;
pub mod change;
pub mod correction;
pub mod evidence;
pub mod finding;
pub mod journal;
pub mod organisation;
pub mod person;
pub mod plan;
pub mod report;
pub mod sheet;
pub mod state;
pub mod task;

pub(crate) mod cell;
pub(crate) mod past;
mod words;

use chrono::{DateTime, NaiveDate, Utc};
use duban_domain::command::StreamId;
use duban_domain::time::end_of_day;
use duban_domain::value::id::{PlanId, UnitId};
use sea_orm::Value;
use uuid::Uuid;

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

    /// `FROM` a table of [`Self::held`] and an open WHERE clause: for lists sorted by something else
    /// than the plan. What a unit holds and what it leads are looked up one after the other; with
    /// an OR the database walks the whole order and drops what belongs to others.
    pub(crate) fn push_held(self, sql: &mut Sql, table: &str, alias: &str) {
        match self {
            Self::Unit(unit) => push(
                sql,
                &format!(
                    " FROM (SELECT * FROM {table} own WHERE own.unit_id = ? UNION ALL
                     SELECT * FROM {table} led WHERE led.lead_id = ? AND led.unit_id <> ?) {alias}
                     WHERE 1 = 1"
                ),
                [unit.0.into(), unit.0.into(), unit.0.into()],
            ),
            Self::System | Self::Nothing | Self::Plan(_) | Self::Jurisdiction(_) => {
                push(sql, &format!(" FROM {table} {alias} WHERE 1 = 1"), []);
                self.held(sql, alias);
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

    /// Assessments. A unit sees those in which it has a part, once the scheme is published.
    pub(crate) fn assessment(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::Unit(unit) => push(
                sql,
                &format!(
                    " AND {alias}.state <> 'PLANNED' AND {alias}.assessment_id IN (SELECT
                     seen.assessment_id FROM assessment_unit seen WHERE seen.unit_id = ?)"
                ),
                [unit.0.into()],
            ),
            Self::System | Self::Nothing | Self::Plan(_) | Self::Jurisdiction(_) => {
                self.of_plan(sql, alias);
            }
        }
    }

    /// The history of an assessment, in which the people of every county act: for those who look
    /// over the plan.
    pub(crate) fn assessment_history(self, sql: &mut Sql, alias: &str) {
        self.of_plan(sql, alias);
    }

    /// Whether the history of a thing that is shown is shown with it.
    pub(crate) fn tells_history(self, stream: StreamId) -> bool {
        !matches!((self, stream), (Self::Unit(_), StreamId::Assessment(_)))
    }

    /// Data of an assessment. A unit sees its own sheet and what it supplies or checks; all of it
    /// once the result is published.
    pub(crate) fn datum(self, sql: &mut Sql, alias: &str, item: &str) {
        self.assessment(sql, alias);
        match self {
            Self::Unit(unit) => push(
                sql,
                &format!(
                    " AND ({alias}.state = 'PUBLISHED' OR {item}.county_unit_id = ?
                     OR {item}.source_unit_id = ? OR {item}.checker_unit_id = ?)"
                ),
                [unit.0.into(), unit.0.into(), unit.0.into()],
            ),
            Self::System | Self::Nothing | Self::Plan(_) | Self::Jurisdiction(_) => {}
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

    /// Posts: those of the units of one's own government, and those whose scope is that government;
    /// the office of one city knows nobody of another's, and a county nobody of
    /// another county.
    pub(crate) fn post(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::Unit(unit) => push(
                sql,
                &format!(
                    " AND ({alias}.unit_id = ? OR EXISTS (SELECT 1
                     FROM organisation own, organisation other
                     WHERE own.unit_id = ? AND other.unit_id = {alias}.unit_id
                     AND NOT (own.kind IN {COUNTY_KINDS} AND other.kind IN {COUNTY_KINDS})
                     AND {} IN ({}, {alias}.scope_jurisdiction_id)))",
                    government("own"),
                    government("other"),
                ),
                [unit.0.into(), unit.0.into()],
            ),
            Self::Nothing => push(sql, NO_ROW, []),
            Self::System => {}
            Self::Plan(plan) => within(
                sql,
                alias,
                "(SELECT seen.jurisdiction_id FROM plan seen WHERE seen.plan_id = ?)",
                plan.0,
            ),
            Self::Jurisdiction(unit) => within(sql, alias, "(?)", unit.0),
        }
    }

    /// People: those with a post, held now or once, that is seen.
    pub(crate) fn person(self, sql: &mut Sql, alias: &str) {
        match self {
            Self::Unit(_) | Self::Plan(_) | Self::Jurisdiction(_) => {
                sql.push(" AND EXISTS (SELECT 1 FROM post seen WHERE seen.person_id = ");
                sql.push(alias).push(".person_id");
                self.post(sql, "seen");
                sql.push(")");
            }
            Self::Nothing => push(sql, NO_ROW, []),
            Self::System => {}
        }
    }

    /// Units of the government that is looked over; the register itself is open to all.
    pub(crate) fn governed(self, sql: &mut Sql, alias: &str) {
        let government = government(alias);
        match self {
            Self::System => {}
            Self::Nothing | Self::Unit(_) => push(sql, NO_ROW, []),
            Self::Plan(plan) => push(
                sql,
                &format!(
                    " AND {government} =
                     (SELECT seen.jurisdiction_id FROM plan seen WHERE seen.plan_id = ?)"
                ),
                [plan.0.into()],
            ),
            Self::Jurisdiction(unit) => {
                push(sql, &format!(" AND {government} = ?"), [unit.0.into()]);
            }
        }
    }

    /// The rules of the office: open to all who do business here.
    pub(crate) fn rules(self, sql: &mut Sql) {
        match self {
            Self::Nothing => push(sql, NO_ROW, []),
            Self::System | Self::Unit(_) | Self::Plan(_) | Self::Jurisdiction(_) => {}
        }
    }

    /// Contents of the history of a thing that is seen. What many hold in common speaks of more
    /// than each of them may see: a task names every assignment, a plan every task, a person every
    /// post, a unit the person whom others call. What one unit holds is its own and its lead's.
    pub(crate) fn contents(self, stream: StreamId) -> Contents {
        match (self, stream) {
            (Self::System, _)
            | (_, StreamId::Rules)
            | (
                Self::Plan(_) | Self::Jurisdiction(_),
                StreamId::Plan(_)
                | StreamId::Task(_)
                | StreamId::Assignment(_)
                | StreamId::Sheet(_)
                | StreamId::Evidence(_)
                | StreamId::Assessment(_),
            )
            | (
                Self::Unit(_),
                StreamId::Assignment(_) | StreamId::Sheet(_) | StreamId::Evidence(_),
            ) => Contents::Shown,
            (Self::Unit(own), StreamId::Unit(unit)) if own == unit => Contents::Shown,
            (Self::Unit(unit), StreamId::Task(_)) => Contents::ForLead(unit),
            (Self::Plan(_) | Self::Jurisdiction(_), StreamId::Unit(_)) => Contents::ForGovernment,
            (
                Self::Unit(_),
                StreamId::Plan(_)
                | StreamId::Person(_)
                | StreamId::Unit(_)
                | StreamId::Assessment(_),
            )
            | (Self::Plan(_) | Self::Jurisdiction(_), StreamId::Person(_))
            | (_, StreamId::Audit(_))
            | (Self::Nothing, _) => Contents::Withheld,
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

/// 内容可见性. Who is shown what an event says, besides that it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contents {
    /// Whoever sees the thing.
    Shown,
    /// Only this unit, if it leads the task.
    ForLead(UnitId),
    /// Only those who look over the government that the unit works under.
    ForGovernment,
    /// Nobody with these eyes.
    Withheld,
}

/// The government that a unit of the register works under: itself, or the unit above it.
fn government(alias: &str) -> String {
    format!("CASE {alias}.kind WHEN 'GOVERNMENT' THEN {alias}.unit_id ELSE {alias}.parent_id END")
}

/// Posts in the units of a government, and those whose scope it is.
fn within(sql: &mut Sql, alias: &str, government_is: &str, id: Uuid) {
    let text = format!(
        " AND ({alias}.scope_jurisdiction_id = {government_is} OR EXISTS (SELECT 1
         FROM organisation other WHERE other.unit_id = {alias}.unit_id
         AND {} = {government_is}))",
        government("other"),
    );
    push(sql, &text, [id.into(), id.into()]);
}

fn push<const N: usize>(sql: &mut Sql, text: &str, values: [Value; N]) {
    sql.push_with(text, values);
}
