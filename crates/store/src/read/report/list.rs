//! The list behind a figure.

use chrono::{Datelike, NaiveDate};
use duban_domain::obligation::{End, Kind, Listing};
use duban_domain::people::duty::Duty;
use duban_domain::value::id::{AssignmentId, PlanId, TaskId, UnitId};

use super::figures::end;
use super::{Group, known, push_choice, push_listing, push_seen};
use crate::error::StoreError;
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::read::cell::{self, Cells, FromCells};
use crate::read::{AsOf, Visibility};
use crate::statement::Sql;
use crate::transaction::Tx;

/// Which figure the list is wanted of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObligationQuery {
    /// Of this plan.
    pub plan: PlanId,
    /// Of this group; of the whole plan where there is none.
    pub group: Option<Group>,
    /// Of these duties; of all where there is none.
    pub duties: Vec<Duty>,
    /// Of this kind; of all where there is none.
    pub kind: Option<Kind>,
    /// What is listed.
    pub listing: Listing,
}

/// 应尽事项. An obligation as it was known, with what names its task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObligationRow {
    /// The assignment it belongs to.
    pub assignment: AssignmentId,
    /// What is owed.
    pub kind: Kind,
    /// Which one: an id or a period, unique within its assignment and kind.
    pub subject: String,
    /// The plan.
    pub plan: PlanId,
    /// The task.
    pub task: TaskId,
    /// The heading its task stands under.
    pub section: String,
    /// Who owes it.
    pub unit: UnitId,
    /// Who leads the task.
    pub lead: UnitId,
    /// How the unit answers.
    pub duty: Duty,
    /// Since when it is owed.
    pub opened_on: NaiveDate,
    /// Until when; none for what has no limit.
    pub due_on: Option<NaiveDate>,
    /// 结转. Shown, never overdue.
    pub carried_over: bool,
    /// How it ended.
    pub end: Option<End>,
    /// The number of the task.
    pub task_no: u32,
    /// The title of the task.
    pub task_title: String,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl ObligationRow {
    /// Its place in [`list`].
    pub fn key(&self) -> Key {
        vec![
            KeyValue::Date(self.due_on.unwrap_or(NO_LIMIT)),
            KeyValue::Id(self.assignment.0),
            KeyValue::Text(self.kind.as_str().to_owned()),
            KeyValue::Text(self.subject.clone()),
        ]
    }

    /// 逾期天数. On how many days, `day` included, it has been overdue.
    pub fn days_overdue(&self, day: NaiveDate) -> i64 {
        let Some(due) = self.due_on.filter(|_| !self.carried_over) else { return 0 };
        let first = due.num_days_from_ce().saturating_add(1).max(self.opened_on.num_days_from_ce());
        let after = match self.end {
            Some(End::Met(on) | End::Failed(on) | End::Void(on)) => on.num_days_from_ce(),
            None => i32::MAX,
        };
        i64::from(after.min(day.num_days_from_ce().saturating_add(1)) - first).max(0)
    }
}

/// What has no limit comes last.
const NO_LIMIT: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();

const SORT: [SortColumn; 4] = [
    SortColumn::ascending("coalesce(o.due_on, '9999-12-31')"),
    SortColumn::ascending("o.assignment_id"),
    SortColumn::ascending("o.kind"),
    SortColumn::ascending("o.subject"),
];

/// A page of the obligations that a figure counts, what is due first coming first.
pub async fn list(
    tx: &Tx,
    visibility: Visibility,
    query: &ObligationQuery,
    as_of: AsOf,
    page: &Page,
) -> Result<Slice<ObligationRow>, StoreError> {
    let mut sql = Sql::new(
        "SELECT o.assignment_id, o.kind, o.subject, o.plan_id, o.task_id, o.section, o.unit_id,
         o.lead_id, o.duty, o.opened_on, o.due_on, o.carried_over, o.ended, o.ended_on, t.no,
         t.title",
    );
    push_seen(&mut sql, visibility, query.plan);
    sql.push(" JOIN task t ON t.task_id = o.task_id WHERE 1 = 1");
    restrict(&mut sql, query, as_of);
    cell::page(&known(tx, as_of), sql, &SORT, page).await
}

/// How many obligations [`list`] has: the figure itself.
pub async fn count(
    tx: &Tx,
    visibility: Visibility,
    query: &ObligationQuery,
    as_of: AsOf,
) -> Result<u64, StoreError> {
    let mut sql = Sql::new("SELECT count(*)");
    push_seen(&mut sql, visibility, query.plan);
    sql.push(" WHERE 1 = 1");
    restrict(&mut sql, query, as_of);
    cell::count(&known(tx, as_of), &sql).await
}

fn restrict(sql: &mut Sql, query: &ObligationQuery, as_of: AsOf) {
    push_choice(sql, "o", &query.duties, query.kind);
    push_listing(sql, query.listing, as_of);
    match &query.group {
        None => {}
        Some(Group::Unit(unit)) => {
            sql.push_with(" AND o.unit_id = ?", [unit.0.into()]);
        }
        Some(Group::Lead(unit)) => {
            sql.push_with(" AND o.lead_id = ?", [unit.0.into()]);
        }
        Some(Group::Section(section)) => {
            sql.push_with(" AND o.section = ?", [section.as_str().into()]);
        }
        Some(Group::Class { scheme, class }) => {
            sql.push(" AND o.duty = 'IMPLEMENT'");
            sql.push(if class.is_some() { " AND EXISTS" } else { " AND NOT EXISTS" });
            sql.push_with(
                " (SELECT 1 FROM organisation_class c WHERE c.unit_id = o.unit_id
                 AND c.scheme = ? AND c.valid_from <= ? AND c.valid_to > ?",
                [scheme.as_str().into(), as_of.on.into(), as_of.on.into()],
            );
            if let Some(class) = class {
                sql.push_with(" AND c.class = ?", [class.as_str().into()]);
            }
            sql.push(")");
        }
    }
}

impl FromCells for ObligationRow {
    const TABLE: &'static str = "obligation";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            assignment: cells.id()?,
            kind: cells.code()?,
            subject: cells.get()?,
            plan: cells.id()?,
            task: cells.id()?,
            section: cells.get()?,
            unit: cells.id()?,
            lead: cells.id()?,
            duty: cells.code()?,
            opened_on: cells.get()?,
            due_on: cells.get()?,
            carried_over: cells.get()?,
            end: end(cells)?,
            task_no: cells.number()?,
            task_title: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}
