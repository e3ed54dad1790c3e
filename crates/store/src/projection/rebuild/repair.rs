//! What differs is replaced, all of it in the transaction that holds everybody else back.

use chrono::{DateTime, Utc};

use super::Shared;
use super::compare::{has_fired, instant};
use crate::Store;
use crate::error::StoreError;
use crate::rows::cell::Cell;
use crate::rows::table::Row;
use crate::statement::Sql;
use crate::transaction::Tx;

/// How many keys are looked at together.
const PAGE: i64 = 500;

/// Looks at each noted row again, and makes the live one what the replayed one is. What is wrong is
/// taken away everywhere before anything is put in, for a wrong row may stand in a right one's way.
pub(super) async fn all(
    tx: &Tx,
    scratch: &Store,
    tables: &[Shared],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let now = Cell::Text(instant(now));
    let mut from = 0;
    while let Some((last, noted)) = noted(scratch, from).await? {
        for (shared, key) in known(tables, &noted) {
            let live = shared.live.at(tx, key).await?;
            if live.is_some() && live != remade(scratch, shared, key).await? {
                shared.live.delete(tx, key).await?;
            }
        }
        from = last;
    }
    from = 0;
    while let Some((last, noted)) = noted(scratch, from).await? {
        for (shared, key) in known(tables, &noted) {
            let row = remade(scratch, shared, key).await?;
            let row = row.filter(|row| !has_fired(&shared.scratch, row, &now));
            if let Some(row) = row
                && shared.live.at(tx, key).await?.is_none()
            {
                shared.live.insert(tx, &[row]).await?;
            }
        }
        from = last;
    }
    Ok(())
}

async fn remade(scratch: &Store, shared: &Shared, key: &[Cell]) -> Result<Option<Row>, StoreError> {
    scratch.read(|tx| async move { shared.scratch.at(&tx, key).await }).await
}

fn known<'a>(
    tables: &'a [Shared],
    noted: &'a [(String, Vec<Cell>)],
) -> impl Iterator<Item = (&'a Shared, &'a [Cell])> {
    noted.iter().filter_map(|(name, key)| {
        let shared = tables.iter().find(|shared| shared.live.name == *name)?;
        Some((shared, key.as_slice()))
    })
}

type Noted = (i64, Vec<(String, Vec<Cell>)>);

/// The keys that were noted behind a number, and the number of the last.
async fn noted(scratch: &Store, from: i64) -> Result<Option<Noted>, StoreError> {
    let text = "SELECT no, name, row_key FROM rebuild_difference WHERE no > ? ORDER BY no LIMIT ?";
    let sql = &Sql::with(text, [from.into(), PAGE.into()]);
    let rows = scratch.read(|tx| async move { tx.query_rows(sql).await }).await?;
    let mut keys = Vec::new();
    let mut last = None;
    for row in rows {
        let (name, key): (String, String) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let key = serde_json::from_str(&key).map_err(|error| {
            StoreError::corrupt("rebuild_difference", name.as_str(), error.to_string())
        })?;
        keys.push((name, key));
        last = Some(row.try_get_by_index(0)?);
    }
    Ok(last.map(|last| (last, keys)))
}
