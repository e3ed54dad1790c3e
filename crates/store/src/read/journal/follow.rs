//! 跟踪. What is new in the journal behind a position, for one pair of eyes.

use std::collections::{BTreeMap, HashSet};

use duban_domain::command::StreamId;
use sea_orm::Value;

use super::history::foreign;
use super::things::{Things, without_row};
use super::{ENTRIES, EntryRow};
use crate::error::StoreError;
use crate::read::{Contents, Visibility, cell};
use crate::statement::{Sql, tuple};
use crate::transaction::Tx;

/// What was found behind a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The events that are seen, in the order of positions.
    pub entries: Vec<EntryRow>,
    /// How far was looked: hidden events are passed over, so this may lie behind the last one seen.
    pub reached: i64,
}

/// Looks at the next events behind a position, at most `limit`, and keeps those whose thing is
/// visible now. One statement for the events and one for each kind of thing among them.
pub async fn follow(
    tx: &Tx,
    visibility: Visibility,
    position: i64,
    limit: u32,
) -> Result<Followed, StoreError> {
    let text = format!("{ENTRIES} WHERE p.position > ? ORDER BY p.position LIMIT ?");
    let sql = Sql::with(text, [position.into(), i64::from(limit).into()]);
    let mut entries: Vec<EntryRow> = cell::rows(tx, &sql).await?;
    let reached = entries.last().map_or(position, |entry| entry.position);
    let seen = seen(tx, visibility, &entries).await?;
    entries.retain(|entry| seen.contains(entry.stream.as_str()));
    for entry in &mut entries {
        let stream = parse(&entry.stream)?;
        let shown = matches!(visibility.contents(stream), Contents::Shown);
        entry.caused_by =
            entry.caused_by.take().filter(|cause| shown && !foreign(visibility, stream, cause));
    }
    Ok(Followed { entries, reached })
}

/// The streams of one kind among some entries, with the keys of their things.
struct Kind {
    things: Things,
    keys: Vec<Vec<Value>>,
    streams: Vec<String>,
}

/// The streams among these entries whose things are visible.
async fn seen(
    tx: &Tx,
    visibility: Visibility,
    entries: &[EntryRow],
) -> Result<HashSet<String>, StoreError> {
    let mut kinds: BTreeMap<&str, Kind> = BTreeMap::new();
    let mut seen = HashSet::new();
    let mut asked = HashSet::new();
    for entry in entries.iter().filter(|entry| asked.insert(entry.stream.as_str())) {
        let stream = parse(&entry.stream)?;
        match Things::of(stream) {
            Some((things, key)) => {
                let empty = Kind { things, keys: Vec::new(), streams: Vec::new() };
                let kind = kinds.entry(things.name).or_insert(empty);
                kind.keys.push(key);
                kind.streams.push(entry.stream.clone());
            }
            // The rules are one stream, and audit streams few: this is asked a few times.
            None if sees(tx, visibility, stream).await? => {
                seen.insert(entry.stream.clone());
            }
            None => {}
        }
    }
    for Kind { things, keys, streams } in kinds.into_values() {
        let found = places(tx, visibility, things, keys).await?;
        seen.extend(found.into_iter().filter_map(|place| streams.get(place).cloned()));
    }
    Ok(seen)
}

fn parse(stream: &str) -> Result<StreamId, StoreError> {
    stream.parse().map_err(|because: String| StoreError::corrupt("journal", stream, because))
}

/// Whether something that has no row is seen.
async fn sees(tx: &Tx, visibility: Visibility, stream: StreamId) -> Result<bool, StoreError> {
    let mut sql = Sql::new("SELECT 1 WHERE 1 = 1");
    without_row(&mut sql, visibility, stream);
    Ok(!tx.query_rows(&sql).await?.is_empty())
}

/// Which of the keys stand for something visible, by their place in the list.
async fn places(
    tx: &Tx,
    visibility: Visibility,
    things: Things,
    keys: Vec<Vec<Value>>,
) -> Result<Vec<usize>, StoreError> {
    let columns: Vec<String> = things.key.iter().map(|column| format!("k.{column}")).collect();
    let mut sql = Sql::new(format!("WITH k (place, {}) AS (VALUES ", things.key.join(", ")));
    for (place, key) in (0_i64..).zip(keys) {
        sql.push(if place == 0 { "" } else { ", " });
        let values = std::iter::once(Value::from(place)).chain(key);
        sql.push_with(&tuple(things.key.len() + 1), values);
    }
    sql.push(&format!(") SELECT k.place FROM k JOIN {} x ON ", things.name));
    let equal: Vec<String> =
        columns.iter().zip(things.key).map(|(key, column)| format!("x.{column} = {key}")).collect();
    sql.push(&equal.join(" AND ")).push(" WHERE 1 = 1");
    (things.see)(visibility, &mut sql);
    let rows = tx.query_rows(&sql).await?;
    rows.iter()
        .map(|row| Ok(usize::try_from(row.try_get_by_index::<i64>(0)?).unwrap_or(usize::MAX)))
        .collect()
}
