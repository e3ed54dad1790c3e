//! Keyset pages: a page costs the same wherever it lies.
//!
//! A list is sorted by columns that together are unique. A cursor is the values of these columns in
//! one row; the rows behind it are found by comparing, not by counting. How a cursor looks to a
//! client is the affair of the API.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use sea_orm::Value;
use uuid::Uuid;

use crate::error::StoreError;
use crate::statement::{Sql, tuple};

/// One sort value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyValue {
    /// A whole number.
    Int(i64),
    /// Text, compared by bytes.
    Text(String),
    /// An instant.
    Instant(DateTime<Utc>),
    /// A date.
    Date(NaiveDate),
    /// An identity.
    Id(Uuid),
}

impl From<KeyValue> for Value {
    fn from(value: KeyValue) -> Self {
        match value {
            KeyValue::Int(number) => number.into(),
            KeyValue::Text(text) => text.into(),
            KeyValue::Instant(at) => at.trunc_subsecs(3).into(),
            KeyValue::Date(on) => on.into(),
            KeyValue::Id(id) => id.into(),
        }
    }
}

/// The sort values of a row, in the order of the sort columns.
pub type Key = Vec<KeyValue>;

/// Which end of the list is wanted, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// From the start.
    First(u32),
    /// From the end.
    Last(u32),
}

/// The part of a list that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Which end, and how many rows.
    pub take: Take,
    /// Only rows behind this one.
    pub after: Option<Key>,
    /// Only rows before this one.
    pub before: Option<Key>,
}

impl Page {
    /// The first rows of the list.
    pub fn first(count: u32) -> Self {
        Self { take: Take::First(count), after: None, before: None }
    }

    /// The last rows of the list.
    pub fn last(count: u32) -> Self {
        Self { take: Take::Last(count), after: None, before: None }
    }

    /// The same, of the rows behind this one.
    pub fn after(self, key: Key) -> Self {
        Self { after: Some(key), ..self }
    }

    /// The same, of the rows before this one.
    pub fn before(self, key: Key) -> Self {
        Self { before: Some(key), ..self }
    }

    /// Completes a select, whose text must end in its WHERE clause, with the bounds, the order and
    /// the limit of this page. One row more than wanted is asked for, to know if more follow.
    pub fn complete(&self, mut select: Sql, sort: &[SortColumn]) -> Result<Sql, StoreError> {
        for (key, side) in [(&self.after, Side::Behind), (&self.before, Side::Before)] {
            let Some(key) = key else { continue };
            if key.len() != sort.len() || sort.is_empty() {
                let because = format!("a cursor of {} for {} columns", key.len(), sort.len());
                return Err(StoreError::misuse(because));
            }
            select.push(" AND (");
            push_bound(&mut select, sort, key, side);
            select.push(")");
        }
        let backwards = matches!(self.take, Take::Last(_));
        for (index, column) in sort.iter().enumerate() {
            let ascending = (column.direction == Direction::Ascending) != backwards;
            select.push(if index == 0 { " ORDER BY " } else { ", " });
            select.push(column.expression).push(if ascending { "" } else { " DESC" });
        }
        select.push_with(" LIMIT ?", [i64::from(self.count()).saturating_add(1).into()]);
        Ok(select)
    }

    /// Makes the answer from the rows of the completed select.
    pub fn slice<R>(&self, mut rows: Vec<R>) -> Slice<R> {
        let count = self.count() as usize;
        let more = rows.len() > count;
        rows.truncate(count);
        match self.take {
            Take::First(_) => Slice { rows, has_next: more, has_previous: self.after.is_some() },
            Take::Last(_) => {
                rows.reverse();
                Slice { rows, has_next: self.before.is_some(), has_previous: more }
            }
        }
    }

    fn count(&self) -> u32 {
        match self.take {
            Take::First(count) | Take::Last(count) => count,
        }
    }
}

/// A page of rows, in the order of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// Rows follow behind the last one.
    pub has_next: bool,
    /// Rows lie before the first one.
    pub has_previous: bool,
}

impl<R> Slice<R> {
    /// The same page with each row made into something else.
    pub fn try_map<T, E>(self, change: impl FnMut(R) -> Result<T, E>) -> Result<Slice<T>, E> {
        let Self { rows, has_next, has_previous } = self;
        let rows = rows.into_iter().map(change).collect::<Result<_, _>>()?;
        Ok(Slice { rows, has_next, has_previous })
    }
}

/// Smallest or largest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// One column of a sort order. It must not be null: the two databases sort nulls differently, so
/// write `coalesce(…)` where one may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortColumn {
    /// What is sorted by, as SQL.
    pub expression: &'static str,
    /// Which way.
    pub direction: Direction,
}

impl SortColumn {
    /// Smallest first.
    pub const fn ascending(expression: &'static str) -> Self {
        Self { expression, direction: Direction::Ascending }
    }

    /// Largest first.
    pub const fn descending(expression: &'static str) -> Self {
        Self { expression, direction: Direction::Descending }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Behind,
    Before,
}

/// Columns of one direction are compared as a row, which an index answers at once; mixed ones are
/// spelled out: `a < ? OR (a = ? AND b > ?)`.
fn push_bound(select: &mut Sql, sort: &[SortColumn], key: &Key, side: Side) {
    let sign = |column: &SortColumn| {
        let larger = (column.direction == Direction::Ascending) == (side == Side::Behind);
        if larger { " > " } else { " < " }
    };
    let uniform = sort.windows(2).all(|pair| matches!(pair, [a, b] if a.direction == b.direction));
    if let (true, Some(first)) = (uniform, sort.first()) {
        let expressions: Vec<&str> = sort.iter().map(|column| column.expression).collect();
        select.push(&format!("({}){}", expressions.join(", "), sign(first)));
        select.push_with(&tuple(key.len()), key.iter().cloned().map(Value::from));
        return;
    }
    for (index, (column, value)) in sort.iter().zip(key).enumerate() {
        select.push(if index == 0 { "(" } else { " OR (" });
        for (equal, value) in sort.iter().zip(key).take(index) {
            select.push_with(&format!("{} = ? AND ", equal.expression), [value.clone().into()]);
        }
        let last = format!("{}{}?)", column.expression, sign(column));
        select.push_with(&last, [value.clone().into()]);
    }
}
