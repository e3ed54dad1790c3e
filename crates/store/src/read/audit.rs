//! 审计记录. What was audited, as those who keep the logs read it.

use chrono::{DateTime, NaiveDate, Utc};
use duban_domain::audit::act::{Kind, Outcome};
use duban_domain::value::id::PersonId;

use super::cell::{self, Cells, FromCells};
use crate::error::StoreError;
use crate::journal::audit::{COLUMNS, Entry, NewEntry};
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::statement::Sql;
use crate::transaction::Tx;

/// 审计可见性. Whose entries are seen: logs are not business, and no post of the business sees any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oversight {
    /// Everybody's: the audit administrator.
    Everyone,
    /// Those of the audit administrators: the security administrator, so that no one watches alone.
    AuditAdministrators,
    /// Nobody's.
    Nobody,
}

/// Which entries are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub to: Option<DateTime<Utc>>,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only with this outcome.
    pub outcome: Option<Outcome>,
    /// Only of this person.
    pub person: Option<PersonId>,
}

/// The order of the list.
const SORT: [SortColumn; 3] = [
    SortColumn::ascending("e.recorded_at"),
    SortColumn::ascending("e.node"),
    SortColumn::ascending("e.no"),
];

/// The place of an entry in [`list`].
pub fn key(entry: &Entry) -> Key {
    let node = KeyValue::Text(entry.node.clone());
    vec![KeyValue::Instant(entry.recorded_at), node, KeyValue::Int(entry.no)]
}

/// A page of entries, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    tx: &Tx,
    oversight: Oversight,
    filter: &AuditFilter,
    page: &Page,
) -> Result<Slice<Entry>, StoreError> {
    let sql = select(COLUMNS, oversight, filter);
    cell::page(tx, sql, &SORT, page).await
}

/// How many entries there are on all pages.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(tx: &Tx, oversight: Oversight, filter: &AuditFilter) -> Result<u64, StoreError> {
    cell::count(tx, &select("count(*)", oversight, filter)).await
}

fn select(columns: &str, oversight: Oversight, filter: &AuditFilter) -> Sql {
    let mut sql = Sql::new(format!("SELECT {columns} FROM audit_entry e WHERE 1 = 1"));
    match oversight {
        Oversight::Everyone => {}
        // A sign-in has no post yet: it counts by what the person is there for.
        Oversight::AuditAdministrators => {
            sql.push(
                " AND EXISTS (SELECT 1 FROM post p WHERE p.person_id = e.person_id
                 AND p.role = 'AUDIT_ADMIN')",
            );
        }
        Oversight::Nobody => {
            sql.push(" AND 1 = 0");
        }
    }
    let AuditFilter { from, to, kind, outcome, person } = filter;
    if let Some(from) = from {
        sql.push_with(" AND e.recorded_at >= ?", [KeyValue::Instant(*from).into()]);
    }
    if let Some(to) = to {
        sql.push_with(" AND e.recorded_at < ?", [KeyValue::Instant(*to).into()]);
    }
    if let Some(kind) = kind {
        sql.push_with(" AND e.kind = ?", [kind.as_str().into()]);
    }
    if let Some(outcome) = outcome {
        sql.push_with(" AND e.outcome = ?", [outcome.as_str().into()]);
    }
    if let Some(person) = person {
        sql.push_with(" AND e.person_id = ?", [person.0.into()]);
    }
    sql
}

impl FromCells for Entry {
    const TABLE: &'static str = "audit_entry";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let place: (NaiveDate, String, i64) = (cells.get()?, cells.get()?, cells.get()?);
        let (day, node, no) = place;
        let recorded_at = cells.get()?;
        let what = NewEntry {
            first_at: cells.get()?,
            last_at: cells.get()?,
            kind: word(cells, Kind::parse)?,
            outcome: word(cells, Outcome::parse)?,
            code: cells.get()?,
            subject: cells.get()?,
            object: cells.get()?,
            person: cells.get()?,
            post: cells.get()?,
            role: cells.get()?,
            address: cells.get()?,
            request_id: cells.get()?,
            occurrences: cells.get()?,
        };
        Ok(Self {
            day,
            node,
            no,
            recorded_at,
            what,
            algorithm: cells.get()?,
            prev_hash: cells.hash()?,
            hash: cells.hash()?,
        })
    }
}

fn word<T>(cells: &mut Cells<'_>, read: fn(&str) -> Option<T>) -> Result<T, StoreError> {
    let text: String = cells.get()?;
    read(&text).ok_or_else(|| cells.corrupt(format!("the word `{text}` is not known")))
}
