//! Many rows in few statements: what projections are written with.
//!
//! Each function cuts its rows into statements of at most [`ROWS`] rows and as many parameters as
//! the database takes. Large statements come in few sizes, because both ends keep each text they
//! have seen prepared: a hundred sizes near 2,000 rows took 400 MB in every PostgreSQL connection.
//! Names of tables and columns are `'static`: they come from the program, never from data. All rows
//! must have one value per column.

pub mod cell;
pub mod table;

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{DbBackend, Value};

use crate::error::StoreError;
use crate::statement::{Sql, tuple};
use crate::transaction::Tx;

/// The most rows of one statement.
pub const ROWS: usize = 2_000;

/// The column that says since when a row is what it is.
pub const KNOWN_FROM: &str = "known_from";

/// Up to here a statement has exactly as many rows as there are; above, a power of two.
const SMALL: usize = 64;

/// An instant as it is stored: whole milliseconds, because the databases keep different fractions.
pub fn instant(at: DateTime<Utc>) -> Value {
    at.trunc_subsecs(3).into()
}

/// [`instant`], or null.
pub fn optional_instant(at: Option<DateTime<Utc>>) -> Value {
    at.map(|at| at.trunc_subsecs(3)).into()
}

/// Where many rows go: a table and the columns in the order of the values.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The table.
    pub table: &'static str,
    /// The columns of each row.
    pub columns: &'static [&'static str],
    /// Those of the columns that make the row unique; a constraint or unique index must say so too.
    pub key: &'static [&'static str],
}

impl Tx {
    /// Inserts all rows; one whose key exists is an error.
    pub async fn insert_many(
        &self,
        target: &Target,
        rows: Vec<Vec<Value>>,
    ) -> Result<u64, StoreError> {
        self.insert(target, rows, "").await
    }

    /// Inserts the rows, or overwrites those whose key exists. Of several rows with one key the
    /// last is taken, as if they had been written one after the other.
    pub async fn upsert_many(
        &self,
        target: &Target,
        rows: Vec<Vec<Value>>,
    ) -> Result<u64, StoreError> {
        let rows = last_of_each_key(target, rows)?;
        let set = |column: &str| match column {
            // The clocks of two nodes may differ: what is known since a day is not known since an
            // earlier one because somebody changed it.
            KNOWN_FROM => format!(
                "{column} = CASE WHEN {0}.{column} > excluded.{column} THEN {0}.{column}
                 ELSE excluded.{column} END",
                target.table
            ),
            _ => format!("{column} = excluded.{column}"),
        };
        let others: Vec<String> = not_in_key(target).map(set).collect();
        let action = if others.is_empty() {
            "NOTHING".to_owned()
        } else {
            format!("UPDATE SET {}", others.join(", "))
        };
        let ending = format!(" ON CONFLICT ({}) DO {action}", target.key.join(", "));
        self.insert(target, rows, &ending).await
    }

    /// Sets the columns outside of the key, each row to its own values, where the row exists.
    pub async fn update_many(
        &self,
        target: &Target,
        rows: Vec<Vec<Value>>,
    ) -> Result<u64, StoreError> {
        let rows = last_of_each_key(target, rows)?;
        // Both databases call the columns of VALUES so.
        let number = |column: &str| {
            target.columns.iter().position(|other| *other == column).map_or(0, |index| index + 1)
        };
        let sets: Vec<String> = not_in_key(target)
            .map(|column| format!("{column} = changed.column{}", number(column)))
            .collect();
        let matches: Vec<String> = (target.key.iter())
            .map(|column| format!("{}.{column} = changed.column{}", target.table, number(column)))
            .collect();
        let opening =
            Sql::new(format!("UPDATE {} SET {} FROM (VALUES ", target.table, sets.join(", ")));
        let ending = format!(") AS changed WHERE {}", matches.join(" AND "));
        self.in_chunks(target.columns.len(), rows, &opening, &ending).await
    }

    /// Deletes the rows with these keys; the values follow `target.key`.
    pub async fn delete_many(
        &self,
        target: &Target,
        keys: Vec<Vec<Value>>,
    ) -> Result<u64, StoreError> {
        let key = target.key.join(", ");
        let opening = Sql::new(format!("DELETE FROM {} WHERE ({key}) IN (VALUES ", target.table));
        self.in_chunks(target.key.len(), keys, &opening, ")").await
    }

    /// Copies the rows with these keys to the history of their table, as known until `until`, which
    /// follows the type of `known_from`. Rows that were made then or later were never known.
    pub async fn keep_history(
        &self,
        target: &Target,
        keys: Vec<Vec<Value>>,
        until: Value,
    ) -> Result<u64, StoreError> {
        let (table, columns) = (target.table, target.columns.join(", "));
        let opening = Sql::with(
            format!(
                "INSERT INTO {table}_history ({columns}, known_to) SELECT {columns}, ? FROM {table}
                 WHERE {KNOWN_FROM} < ? AND ({}) IN (VALUES ",
                target.key.join(", ")
            ),
            [until.clone(), until],
        );
        self.in_chunks(target.key.len(), keys, &opening, ")").await
    }

    async fn insert(
        &self,
        target: &Target,
        rows: Vec<Vec<Value>>,
        ending: &str,
    ) -> Result<u64, StoreError> {
        let columns = target.columns.join(", ");
        let opening = Sql::new(format!("INSERT INTO {} ({columns}) VALUES ", target.table));
        self.in_chunks(target.columns.len(), rows, &opening, ending).await
    }

    async fn in_chunks(
        &self,
        width: usize,
        rows: Vec<Vec<Value>>,
        opening: &Sql,
        ending: &str,
    ) -> Result<u64, StoreError> {
        let mut changed = 0;
        for sql in statements(self.backend(), width, rows, opening, ending)? {
            changed += self.execute(&sql).await?;
        }
        Ok(changed)
    }
}

/// The statements that carry the rows, each `opening (?, …), (?, …) ending`.
pub(crate) fn statements(
    backend: DbBackend,
    width: usize,
    rows: Vec<Vec<Value>>,
    opening: &Sql,
    ending: &str,
) -> Result<Vec<Sql>, StoreError> {
    if let Some(row) = rows.iter().find(|row| row.len() != width) {
        let because = format!("{} values for {width} columns: {}", row.len(), opening.text());
        return Err(StoreError::misuse(because));
    }
    let parameters = if backend == DbBackend::Postgres { 65_535 } else { 32_766 };
    let most = ((parameters - opening.count()) / width.max(1)).clamp(1, ROWS);
    let places = tuple(width);
    let mut statements = Vec::new();
    let mut rows = rows.into_iter();
    while rows.len() > 0 {
        let mut sql = opening.clone();
        let size = chunk_size(rows.len(), most);
        for (index, row) in rows.by_ref().take(size).enumerate() {
            sql.push(if index == 0 { "" } else { ", " }).push_with(&places, row);
        }
        sql.push(ending);
        statements.push(sql);
    }
    Ok(statements)
}

fn chunk_size(left: usize, most: usize) -> usize {
    match left {
        left if left >= most => most,
        left if left <= SMALL => left,
        left => 1 << left.ilog2(),
    }
}

fn not_in_key(target: &Target) -> impl Iterator<Item = &'static str> {
    let Target { columns, key, .. } = *target;
    columns.iter().copied().filter(move |column| !key.contains(column))
}

// PostgreSQL refuses to touch a row twice in one statement, SQLite does it: with one row per key
// both do the same.
fn last_of_each_key(target: &Target, rows: Vec<Vec<Value>>) -> Result<Vec<Vec<Value>>, StoreError> {
    let places: Vec<usize> = (target.key.iter())
        .filter_map(|key| target.columns.iter().position(|column| column == key))
        .collect();
    if places.is_empty() || places.len() != target.key.len() {
        return Err(StoreError::misuse(format!("table {} has no such key", target.table)));
    }
    let mut newest: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Vec<Value>> = Vec::with_capacity(rows.len());
    for row in rows {
        let key: Vec<Option<&Value>> = places.iter().map(|place| row.get(*place)).collect();
        let key = format!("{key:?}");
        match newest.get(&key).and_then(|index| kept.get_mut(*index)) {
            Some(older) => *older = row,
            None => {
                newest.insert(key, kept.len());
                kept.push(row);
            }
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Target = Target { table: "t", columns: &["a", "b"], key: &["a"] };

    #[test]
    fn rows_are_cut_by_the_parameter_limit() {
        let rows = vec![vec![Value::from(1); 60]; 1_092];
        let sizes =
            |backend| statements(backend, 60, rows.clone(), &Sql::default(), "").unwrap().len();
        assert_eq!((sizes(DbBackend::Sqlite), sizes(DbBackend::Postgres)), (2, 1));
    }

    #[test]
    fn large_statements_come_in_few_sizes() {
        let mut sizes = std::collections::BTreeSet::new();
        for rows in 1..=5_000 {
            let mut left = rows;
            let mut count = 0;
            while left > 0 {
                let size = chunk_size(left, ROWS);
                sizes.insert(size);
                left -= size;
                count += 1;
            }
            assert!(count <= rows / ROWS + 6, "{rows} rows took {count} statements");
        }
        let large: Vec<usize> = sizes.range(SMALL + 1..).copied().collect();
        assert_eq!(large, [128, 256, 512, 1_024, 2_000]);
    }

    #[test]
    fn a_row_of_the_wrong_width_is_refused() {
        let rows = vec![vec![Value::from(1)]];
        assert!(statements(DbBackend::Sqlite, 2, rows, &Sql::default(), "").is_err());
    }

    #[test]
    fn the_last_row_of_a_key_wins() {
        let row = |a: i32, b: i32| vec![Value::from(a), Value::from(b)];
        let kept = last_of_each_key(&TARGET, vec![row(1, 1), row(2, 1), row(1, 2)]).unwrap();
        assert_eq!(kept, [row(1, 2), row(2, 1)]);
    }
}
