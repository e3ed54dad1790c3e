//! Live rows beside replayed ones, in the order of their keys.

use std::collections::VecDeque;

use super::{NAMED, Progress, Rebuilt, Shared, Surroundings};
use crate::Store;
use crate::error::StoreError;
use crate::rows::cell::Cell;
use crate::rows::table::{Row, Table};
use crate::statement::Sql;
use crate::transaction::Tx;

/// How many rows are read at a time.
const PAGE: u32 = 2_000;

/// Compares all tables and notes the keys of the rows that differ in the scratch database.
pub(super) async fn all(
    tx: &Tx,
    scratch: &Store,
    tables: &[Shared],
    surroundings: &dyn Surroundings,
) -> Result<Rebuilt, StoreError> {
    note(scratch, None, Vec::new()).await?;
    let mut found = Rebuilt::default();
    for shared in tables {
        // Taken after the snapshot: what was due then may have been fired in it.
        let now = Cell::Text(instant(surroundings.now()));
        let mut standing = Rows::new(&shared.live);
        let mut replayed = Rows::new(&shared.scratch);
        loop {
            standing.fill(tx).await?;
            let rows = &mut replayed;
            rows.fill_from(scratch).await?;
            let differing = step(shared, (&mut standing, &mut replayed), &now, &mut found);
            if !differing.is_empty() {
                note(scratch, Some(&shared.live), differing).await?;
            }
            surroundings.show(Progress::Compared(found.compared));
            if standing.is_at_end() && replayed.is_at_end() {
                break;
            }
        }
    }
    Ok(found)
}

/// The instant as a cell has it.
pub(super) fn instant(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
}

/// Whether a replayed row that does not stand is a timer that fired.
pub(super) fn has_fired(table: &Table, row: &Row, now: &Cell) -> bool {
    let due = table.columns.iter().position(|column| column.name == "due_at");
    table.name == "timer" && due.and_then(|place| row.0.get(place)).is_some_and(|due| due <= now)
}

/// Compares what both sides have read, as far as both have come; the keys that differ.
fn step(
    shared: &Shared,
    (standing, replayed): (&mut Rows<'_>, &mut Rows<'_>),
    now: &Cell,
    found: &mut Rebuilt,
) -> Vec<Vec<Cell>> {
    let table = &shared.live;
    let mut differing = Vec::new();
    loop {
        let (live, remade) = (standing.next_key(), replayed.next_key());
        let because = match (live, remade) {
            (Some(live), Some(remade)) if live == remade => {
                let (live, remade) = (standing.take(), replayed.take());
                unlike(table, live.as_ref(), remade.as_ref())
            }
            (Some(live), remade) if remade.as_ref().is_some_and(|remade| live < *remade) => {
                standing.take().map(|row| (table.key_of(&row), "it is made by no event".into()))
            }
            (live, Some(remade)) if live.as_ref().is_some_and(|live| remade < *live) => {
                missing(shared, replayed.take(), now)
            }
            (Some(_), None) if replayed.is_at_end() => {
                standing.take().map(|row| (table.key_of(&row), "it is made by no event".into()))
            }
            (None, Some(_)) if standing.is_at_end() => missing(shared, replayed.take(), now),
            // One side must read on.
            (_, _) => return differing,
        };
        found.compared += 1;
        let Some((key, because)) = because else { continue };
        found.differed += 1;
        if found.named.len() < NAMED {
            found.named.push(format!("{} {}: {because}", table.name, table.spell(&key)));
        }
        differing.push(key);
    }
}

type Difference = Option<(Vec<Cell>, String)>;

fn missing(shared: &Shared, row: Option<Row>, now: &Cell) -> Difference {
    let row = row.filter(|row| !has_fired(&shared.scratch, row, now))?;
    Some((shared.scratch.key_of(&row), "it is missing".to_owned()))
}

fn unlike(table: &Table, live: Option<&Row>, remade: Option<&Row>) -> Difference {
    let (live, remade) = (live?, remade?);
    let cells = live.0.iter().zip(&remade.0).zip(&table.columns);
    let columns: Vec<String> = cells
        .filter(|((live, remade), _)| live != remade)
        .map(|((live, remade), column)| format!("{} is {live}, not {remade}", column.name))
        .collect();
    (!columns.is_empty()).then(|| (table.key_of(live), columns.join(", ")))
}

/// Keeps the keys; without a table all that were kept are forgotten.
async fn note(
    scratch: &Store,
    table: Option<&Table>,
    keys: Vec<Vec<Cell>>,
) -> Result<(), StoreError> {
    let mut statements = Vec::new();
    match table {
        None => statements.push(Sql::new("DELETE FROM rebuild_difference")),
        Some(table) => {
            for key in keys {
                let key = serde_json::to_string(&key)
                    .map_err(|error| StoreError::misuse(format!("a key is no JSON: {error}")))?;
                let text = "INSERT INTO rebuild_difference (name, row_key) VALUES (?, ?)";
                statements.push(Sql::with(text, [table.name.as_str().into(), key.into()]));
            }
        }
    }
    let statements = &statements;
    scratch
        .write(|tx| async move {
            for sql in statements {
                tx.execute(sql).await?;
            }
            Ok(())
        })
        .await
}

/// The rows of one side, read page by page.
struct Rows<'a> {
    table: &'a Table,
    read: VecDeque<Row>,
    last: Option<Vec<Cell>>,
    ended: bool,
}

impl<'a> Rows<'a> {
    fn new(table: &'a Table) -> Self {
        Self { table, read: VecDeque::new(), last: None, ended: false }
    }

    /// Reads a page where nothing is left of the last one.
    async fn fill(&mut self, tx: &Tx) -> Result<(), StoreError> {
        if !self.read.is_empty() || self.ended {
            return Ok(());
        }
        let rows = self.table.after(tx, self.last.as_deref(), PAGE).await?;
        self.keep(rows);
        Ok(())
    }

    async fn fill_from(&mut self, store: &Store) -> Result<(), StoreError> {
        if !self.read.is_empty() || self.ended {
            return Ok(());
        }
        let (table, last) = (self.table, self.last.as_deref());
        let rows = store.read(|tx| async move { table.after(&tx, last, PAGE).await }).await?;
        self.keep(rows);
        Ok(())
    }

    fn keep(&mut self, rows: Vec<Row>) {
        self.ended = rows.is_empty();
        if let Some(row) = rows.last() {
            self.last = Some(self.table.key_of(row));
        }
        self.read = rows.into();
    }

    fn next_key(&self) -> Option<Vec<Cell>> {
        self.read.front().map(|row| self.table.key_of(row))
    }

    fn take(&mut self) -> Option<Row> {
        self.read.pop_front()
    }

    fn is_at_end(&self) -> bool {
        self.ended && self.read.is_empty()
    }
}
