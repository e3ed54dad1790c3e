//! The rows of a state, and the difference between two images.

use std::collections::BTreeMap;

use sea_orm::Value;

use crate::error::StoreError;
use crate::rows::Target;
use crate::transaction::Tx;

/// A row, its values in the order of the columns.
pub(super) type Row = Vec<Value>;

/// The rows of a state, table by table.
#[derive(Debug, Default)]
pub(super) struct Image {
    tables: Vec<(&'static Target, Vec<Row>)>,
}

impl Image {
    /// Adds the rows of a table.
    pub(super) fn with(mut self, target: &'static Target, rows: Vec<Row>) -> Self {
        self.tables.push((target, rows));
        self
    }

    fn take(&mut self, table: &str) -> Vec<Row> {
        let place = self.tables.iter().position(|(target, _)| target.table == table);
        place.map(|place| self.tables.swap_remove(place).1).unwrap_or_default()
    }
}

/// What is to be written, table by table, over many streams.
#[derive(Debug, Default)]
pub(super) struct Difference {
    tables: BTreeMap<&'static str, Written>,
}

#[derive(Debug)]
struct Written {
    target: &'static Target,
    gone: Vec<Row>,
    new: Vec<Row>,
}

impl Difference {
    /// Takes in what one stream changes.
    pub(super) fn add(&mut self, mut before: Image, after: Image) {
        for (target, rows) in after.tables {
            let old = before.take(target.table);
            self.compare(target, old, rows);
        }
        for (target, rows) in before.tables {
            self.compare(target, rows, Vec::new());
        }
    }

    fn compare(&mut self, target: &'static Target, mut old: Vec<Row>, new: Vec<Row>) {
        let written = self.tables.entry(target.table).or_insert_with(|| Written {
            target,
            gone: Vec::new(),
            new: Vec::new(),
        });
        for row in new {
            let known = old.iter().position(|known| key(target, known) == key(target, &row));
            match known.map(|place| old.swap_remove(place)) {
                Some(known) if known == row => {}
                Some(_) | None => written.new.push(row),
            }
        }
        written.gone.extend(old.iter().map(|row| key(target, row)));
    }

    /// Writes all of it: at most one deletion and one insertion for each table and chunk.
    pub(super) async fn write(self, tx: &Tx) -> Result<(), StoreError> {
        for written in self.tables.into_values() {
            if !written.gone.is_empty() {
                tx.delete_many(written.target, written.gone).await?;
            }
            if !written.new.is_empty() {
                tx.upsert_many(written.target, written.new).await?;
            }
        }
        Ok(())
    }
}

/// The values of the key columns, in the order of the key.
fn key(target: &Target, row: &Row) -> Row {
    let place = |name: &&str| target.columns.iter().position(|column| column == name);
    target.key.iter().filter_map(place).filter_map(|place| row.get(place).cloned()).collect()
}
