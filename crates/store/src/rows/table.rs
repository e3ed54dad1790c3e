//! Any table, row by row, known only by what the database says of its columns.

use std::collections::BTreeMap;

use sea_orm::DbBackend;
use serde::{Deserialize, Serialize};

use super::cell::{Cell, Kind};
use super::statements;
use crate::error::StoreError;
use crate::statement::{Sql, tuple};
use crate::transaction::Tx;

/// A row, its cells in the order of the columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Row(pub Vec<Cell>);

/// A table and its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// The columns, in the order in which they were added.
    pub columns: Vec<Column>,
    /// The places of the columns of the primary key, in the order of the key.
    pub key: Vec<usize>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// Every table of the database by name, and `journal_position`, which is a view on SQLite.
///
/// # Errors
/// [`StoreError::Misuse`] if a column is of a kind that nobody has thought of.
pub async fn tables(tx: &Tx) -> Result<BTreeMap<String, Table>, StoreError> {
    let text = match tx.backend() {
        DbBackend::Postgres => POSTGRES,
        _ => SQLITE,
    };
    let mut tables: BTreeMap<String, (Vec<Column>, BTreeMap<i32, usize>)> = BTreeMap::new();
    for row in tx.query_rows(&Sql::new(text)).await? {
        let (table, name): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let (named, part): (String, i32) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        let kind = Kind::parse(&named).ok_or_else(|| {
            StoreError::misuse(format!("column `{table}.{name}` is of the unknown kind `{named}`"))
        })?;
        let (columns, key) = tables.entry(table).or_default();
        if part > 0 {
            key.insert(part, columns.len());
        }
        columns.push(Column { name, kind });
    }
    let table = |(name, (columns, key)): (String, (Vec<Column>, BTreeMap<i32, usize>))| {
        (name.clone(), Table { name, columns, key: key.into_values().collect() })
    };
    Ok(tables.into_iter().map(table).collect())
}

// The view has the key of the table that it stands for.
const SQLITE: &str = "SELECT t.name, c.name,
        CASE WHEN c.type = '' THEN 'TEXT' ELSE c.type END,
        CASE WHEN t.type = 'view' THEN c.name = 'position' ELSE c.pk END
    FROM sqlite_schema t JOIN pragma_table_info(t.name) c
    WHERE (t.type = 'table' OR t.name = 'journal_position') AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    ORDER BY t.name, c.cid";

const POSTGRES: &str = "SELECT t.relname::text, c.attname::text, y.typname::text,
        coalesce(array_position(k.indkey::int2[], c.attnum), -1)::int4 + 1
    FROM pg_class t
    JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
    JOIN pg_type y ON y.oid = c.atttypid
    LEFT JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary
    WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace
    ORDER BY t.relname, c.attnum";

impl Table {
    /// The key of a row.
    pub fn key_of(&self, row: &Row) -> Vec<Cell> {
        self.key.iter().filter_map(|place| row.0.get(*place).cloned()).collect()
    }

    /// A key in words, as `plan_id=…, no=3`.
    pub fn spell(&self, key: &[Cell]) -> String {
        let names = self.key_columns().into_iter().map(|column| column.name.as_str());
        let parts: Vec<String> =
            names.zip(key).map(|(name, cell)| format!("{name}={cell}")).collect();
        parts.join(", ")
    }

    /// The rows behind a key, in the order of keys, at most `limit`.
    ///
    /// # Errors
    /// When the database fails, or a value is not what its column says.
    pub async fn after(
        &self,
        tx: &Tx,
        key: Option<&[Cell]>,
        limit: u32,
    ) -> Result<Vec<Row>, StoreError> {
        let names = self.key_names();
        let mut sql = self.select();
        if let Some(key) = key {
            let places = tuple(self.key.len());
            sql.push_with(&format!(" WHERE ({names}) > {places}"), self.bind_key(key)?);
        }
        sql.push_with(&format!(" ORDER BY {names} LIMIT ?"), [i64::from(limit).into()]);
        self.read(tx, &sql).await
    }

    /// The row with a key.
    ///
    /// # Errors
    /// When the database fails, or a value is not what its column says.
    pub async fn at(&self, tx: &Tx, key: &[Cell]) -> Result<Option<Row>, StoreError> {
        let mut sql = self.select();
        let place = format!(" WHERE ({}) = {}", self.key_names(), tuple(self.key.len()));
        sql.push_with(&place, self.bind_key(key)?);
        Ok(self.read(tx, &sql).await?.into_iter().next())
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, tx: &Tx) -> Result<i64, StoreError> {
        let sql = Sql::new(format!("SELECT count(*) FROM {}", self.name));
        Ok(tx.query_value(&sql).await?.unwrap_or(0))
    }

    /// Inserts rows; one whose key exists is an error.
    ///
    /// # Errors
    /// When the database refuses one, or a cell is no value of its column.
    pub async fn insert(&self, tx: &Tx, rows: &[Row]) -> Result<(), StoreError> {
        let bound = |row: &Row| {
            let cells = self.columns.iter().zip(&row.0);
            cells.map(|(column, cell)| column.kind.bind(cell)).collect::<Result<Vec<_>, _>>()
        };
        let rows = rows.iter().map(bound).collect::<Result<Vec<_>, _>>()?;
        // The ids of the journal are given by the database, unless they were given before.
        let given = match tx.backend() {
            DbBackend::Postgres => " OVERRIDING SYSTEM VALUE",
            _ => "",
        };
        let names = names(&self.columns.iter().collect::<Vec<_>>());
        let opening = Sql::new(format!("INSERT INTO {} ({names}){given} VALUES ", self.name));
        for sql in statements(tx.backend(), self.columns.len(), rows, &opening, "")? {
            tx.execute(&sql).await?;
        }
        Ok(())
    }

    /// Deletes the row with a key.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn delete(&self, tx: &Tx, key: &[Cell]) -> Result<(), StoreError> {
        let place = format!("({}) = {}", self.key_names(), tuple(self.key.len()));
        let text = format!("DELETE FROM {} WHERE {place}", self.name);
        tx.execute(&Sql::with(text, self.bind_key(key)?)).await?;
        Ok(())
    }

    fn select(&self) -> Sql {
        let names = names(&self.columns.iter().collect::<Vec<_>>());
        Sql::new(format!("SELECT {names} FROM {}", self.name))
    }

    async fn read(&self, tx: &Tx, sql: &Sql) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        for row in tx.query_rows(sql).await? {
            let cells = self.columns.iter().enumerate();
            let cells = cells.map(|(place, column)| column.kind.read(&row, place));
            rows.push(Row(cells.collect::<Result<_, _>>()?));
        }
        Ok(rows)
    }

    fn key_columns(&self) -> Vec<&Column> {
        self.key.iter().filter_map(|place| self.columns.get(*place)).collect()
    }

    fn key_names(&self) -> String {
        names(&self.key_columns())
    }

    fn bind_key(&self, key: &[Cell]) -> Result<Vec<sea_orm::Value>, StoreError> {
        let columns = self.key_columns().into_iter();
        columns.zip(key).map(|(column, cell)| column.kind.bind(cell)).collect()
    }
}

fn names(columns: &[&Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    names.join(", ")
}
