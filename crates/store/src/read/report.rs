//! 责任落实报告. The figures behind reports, and the list behind each figure.
//!
//! Whole plans are added up from deltas, one index range whatever the plan has grown to. What one
//! unit may see is no axis of the deltas, so its figures are counted from the obligations
//! themselves. Both say what [`Obligation::counts_in`] says of every obligation as it was known.
//!
//! [`Obligation::counts_in`]: duban_domain::obligation::Obligation::counts_in

mod figures;
mod list;

use duban_domain::obligation::{Bucket, Kind, Listing};
use duban_domain::people::duty::Duty;
use duban_domain::value::id::{PlanId, UnitId};

use super::{AsOf, Visibility};
use crate::statement::Sql;
use crate::transaction::Tx;

pub use figures::{FigureQuery, FigureRow, figures, figures_by_class};
pub use list::{ObligationQuery, ObligationRow, count, list};

/// 分组方式. By whom obligations are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// By who owes.
    Unit,
    /// By who leads the task.
    Lead,
    /// By the heading of the task.
    Section,
}

impl Axis {
    /// The axis as deltas name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unit => "UNIT",
            Self::Lead => "LEAD",
            Self::Section => "SECTION",
        }
    }

    /// The column of obligations that it groups by.
    fn column(self) -> &'static str {
        match self {
            Self::Unit => "o.unit_id",
            Self::Lead => "o.lead_id",
            Self::Section => "o.section",
        }
    }
}

/// 分组. One group of a report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// What a unit owes.
    Unit(UnitId),
    /// What is owed on the tasks that a unit leads.
    Lead(UnitId),
    /// What is owed on the tasks under a heading.
    Section(String),
    /// What counties of a class owe; of those without one, where the class is none.
    Class {
        /// The scheme of classes.
        scheme: String,
        /// The class within it.
        class: Option<String>,
    },
}

/// What was known at the end of the day until which records are believed. What stood on the day
/// spoken of is said by the dates of the obligations themselves.
fn known(tx: &Tx, as_of: AsOf) -> Tx {
    tx.at(Some(AsOf::day(as_of.known_on)))
}

/// Adds `FROM` the obligations of a plan that are seen, called `o`.
fn push_seen(sql: &mut Sql, visibility: Visibility, plan: PlanId) {
    sql.push(&format!(" FROM (SELECT {OBLIGATION} FROM obligation n WHERE"));
    sql.push_with(" n.plan_id = ?", [plan.0.into()]);
    visibility.held(sql, "n");
    sql.push(") o");
}

const OBLIGATION: &str = "n.assignment_id, n.kind, n.subject, n.plan_id, n.task_id, n.section, \
    n.unit_id, n.lead_id, n.duty, n.opened_on, n.due_on, n.carried_over, n.ended, n.ended_on";

fn push_choice(sql: &mut Sql, alias: &str, duties: &[Duty], kind: Option<Kind>) {
    if !duties.is_empty() {
        sql.push(&format!(" AND {alias}.duty IN "));
        sql.push_list(duties.iter().map(|duty| duty.as_str().into()));
    }
    if let Some(kind) = kind {
        sql.push_with(&format!(" AND {alias}.kind = ?"), [kind.as_str().into()]);
    }
}

/// Asks for the obligations `o` that stand in the list at the end of the day.
fn push_listing(sql: &mut Sql, listing: Listing, as_of: AsOf) {
    match listing {
        Listing::Counted(bucket) => push_bucket(sql, bucket, as_of),
        Listing::OnTime => {
            push_bucket(sql, Bucket::Met, as_of);
            sql.push(" AND (o.carried_over OR o.due_on IS NULL OR o.ended_on <= o.due_on)");
        }
        Listing::PastDue => {
            sql.push_with(
                " AND NOT o.carried_over AND o.opened_on <= ? AND o.due_on < ?
                 AND (o.ended IS NULL OR o.ended_on > o.due_on)",
                [as_of.on.into(), as_of.on.into()],
            );
        }
    }
}

/// Asks for the obligations `o` that count in the bucket at the end of the day.
fn push_bucket(sql: &mut Sql, bucket: Bucket, as_of: AsOf) {
    const HERE: &str =
        " AND o.opened_on <= ? AND (o.ended IS NULL OR o.ended <> 'VOID' OR o.ended_on > ?)";
    let day = || as_of.on.into();
    match bucket {
        Bucket::Total => sql.push_with(HERE, [day(), day()]),
        Bucket::CarriedOver => sql.push_with(HERE, [day(), day()]).push(" AND o.carried_over"),
        Bucket::Due => sql
            .push_with(HERE, [day(), day()])
            .push_with(" AND NOT o.carried_over AND o.due_on <= ?", [day()]),
        Bucket::Met => sql.push_with(" AND o.ended = 'MET' AND o.ended_on <= ?", [day()]),
        Bucket::Late => sql
            .push_with(" AND o.ended = 'MET' AND o.ended_on <= ?", [day()])
            .push(" AND NOT o.carried_over AND o.ended_on > o.due_on"),
        Bucket::Overdue => sql.push_with(
            " AND o.opened_on <= ? AND (o.ended IS NULL OR o.ended_on > ?)
             AND NOT o.carried_over AND o.due_on < ?",
            [day(), day(), day()],
        ),
        Bucket::Failed => sql.push_with(" AND o.ended = 'FAILED' AND o.ended_on <= ?", [day()]),
    };
}
