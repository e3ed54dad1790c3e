//! The rows of a state, the difference between two images, and what becomes of replaced rows.
//!
//! A row says in its last column, `known_from`, since which day it is what it is. The projectors
//! leave that value out: it is written here, and so is the history, in one place for all tables.

use std::collections::{BTreeMap, VecDeque};

use chrono::NaiveDate;
use sea_orm::Value;

use crate::error::StoreError;
use crate::rows::Target;
use crate::transaction::Tx;

/// A row, its values in the order of the columns, without `known_from`.
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
    /// The keys of rows that are no more.
    gone: Vec<Row>,
    /// The keys of rows that another one takes the place of.
    replaced: Vec<Row>,
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

    /// Both are in the order of the state, so that the row sought is nearly always the next one: an
    /// assessment has thousands of them, and one changes.
    fn compare(&mut self, target: &'static Target, old: Vec<Row>, new: Vec<Row>) {
        let mut old = VecDeque::from(old);
        let written = self.tables.entry(target.table).or_insert_with(|| Written {
            target,
            gone: Vec::new(),
            replaced: Vec::new(),
            new: Vec::new(),
        });
        for row in new {
            let known = old.iter().position(|known| key(target, known) == key(target, &row));
            match known.and_then(|place| old.remove(place)) {
                Some(known) if known == row => {}
                Some(known) => {
                    written.replaced.push(key(target, &known));
                    written.new.push(row);
                }
                None => written.new.push(row),
            }
        }
        written.gone.extend(old.iter().map(|row| key(target, row)));
    }

    /// Writes all of it as of `today`: at most a copy to the history, a deletion and an insertion
    /// for each table and chunk. What was made today is replaced without a trace: no day ended with
    /// it.
    pub(super) async fn write(self, tx: &Tx, today: NaiveDate) -> Result<(), StoreError> {
        for written in self.tables.into_values() {
            let Written { target, gone, replaced, mut new } = written;
            let past: Vec<Row> = gone.iter().cloned().chain(replaced).collect();
            if !past.is_empty() {
                tx.keep_history(target, past, today.into()).await?;
            }
            if !gone.is_empty() {
                tx.delete_many(target, gone).await?;
            }
            if !new.is_empty() {
                new.iter_mut().for_each(|row| row.push(today.into()));
                tx.upsert_many(target, new).await?;
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
