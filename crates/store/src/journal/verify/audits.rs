//! The audit streams: each entry's chain, how far each stream has come, and what the journal sealed
//! of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use duban_domain::audit::{Event as AuditEvent, is_past_floor};
use duban_domain::command::{Event, StreamId};
use duban_domain::time::business_date;
use duban_domain::value::digest::Digest;
use sea_orm::QueryResult;

use super::{PAGE, Verification, spelled};
use crate::entity::journal::Model;
use crate::error::StoreError;
use crate::journal::audit::{COLUMNS, Entry, hash};
use crate::journal::chain::GENESIS;
use crate::journal::{RecordedEvent, codec, read};
use crate::read::cell::{Cells, FromCells};
use crate::statement::Sql;
use crate::transaction::Tx;

/// A stream, by day and node.
type Name = (NaiveDate, String);

/// What the journal says of a stream.
#[derive(Default)]
struct Said {
    /// The hash of the entry that was the last of so many.
    heads: BTreeMap<i64, Digest>,
    /// How many entries it had when it was sealed last.
    sealed: i64,
    removed: bool,
}

/// What the table of streams says of one.
struct Row {
    entries: i64,
    head: Vec<u8>,
    sealed: i64,
    removed: bool,
}

pub(super) async fn check(tx: &Tx, verification: &mut Verification) -> Result<(), StoreError> {
    let (mut said, rows) = (said(tx, verification).await?, rows(tx).await?);
    let ends = entries(tx, &mut said, verification).await?;
    for (name, row) in &rows {
        let said = said.get(name);
        if row.removed != said.is_some_and(|said| said.removed) {
            let because = match row.removed {
                true => "it was removed, and the journal does not say so",
                false => "the journal says that it was removed, and its row does not",
            };
            verification.find(None, subject(name), because);
        }
        if row.removed {
            continue;
        }
        let nothing = (0, GENESIS.to_vec());
        if ends.get(name).unwrap_or(&nothing) != &(row.entries, row.head.clone()) {
            let because = format!("it does not end with entry {} as it should", row.entries);
            verification.find(None, subject(name), because);
        }
    }
    for (name, said) in &said {
        if !rows.contains_key(name) {
            verification.find(None, subject(name), "the journal sealed it, and it is not there");
        } else if !said.removed
            && let Some(no) = said.heads.keys().next()
        {
            let because = format!("entry {no}, which the journal sealed, is not there");
            verification.find(None, subject(name), because);
        }
    }
    let removed = rows.iter().filter(|(_, row)| row.removed).map(|(name, _)| name);
    let gone: BTreeSet<&Name> = removed.collect();
    for name in ends.keys().filter(|name| gone.contains(name) || !rows.contains_key(*name)) {
        verification.find(None, subject(name), "it has entries that it should not have");
    }
    for (name, row) in &rows {
        // Whoever notes more than there is keeps what is new from being sealed.
        let sealed = said.get(name).map_or(0, |said| said.sealed);
        if row.sealed != sealed {
            let because =
                format!("{} entries are noted as sealed; the journal sealed {sealed}", row.sealed);
            verification.find(None, subject(name), because);
        }
    }
    Ok(())
}

fn subject((day, node): &Name) -> String {
    format!("audit stream of {node} on {day}")
}

/// The seals and removals that the journal keeps. What of it cannot be read was found already.
async fn said(
    tx: &Tx,
    verification: &mut Verification,
) -> Result<BTreeMap<Name, Said>, StoreError> {
    let sql = Sql::new(format!(
        "SELECT {} FROM journal j WHERE j.stream >= 'audit:' AND j.stream < 'audit;'
         ORDER BY j.stream, j.stream_version",
        read::COLUMNS
    ));
    let mut said: BTreeMap<Name, Said> = BTreeMap::new();
    for row in tx.query_as::<Model>(&sql).await? {
        let Ok(recorded) = RecordedEvent::try_from(row) else { continue };
        let Ok(stream @ StreamId::Audit(day)) = recorded.stream.parse() else { continue };
        let Ok(Event::Audit(event)) = codec::decode(stream, &recorded) else { continue };
        match event {
            AuditEvent::AuditSealed { node, entries, head } => {
                let stream = said.entry((day, node.to_string())).or_default();
                stream.heads.insert(entries, head);
                stream.sealed = stream.sealed.max(entries);
            }
            AuditEvent::AuditRemoved { node, .. } => {
                let name = (day, node.to_string());
                if !is_past_floor(day, business_date(recorded.recorded_at)) {
                    verification.find(None, subject(&name), "it was removed before its time");
                }
                said.entry(name).or_default().removed = true;
            }
        }
    }
    Ok(said)
}

async fn rows(tx: &Tx) -> Result<BTreeMap<Name, Row>, StoreError> {
    let sql = Sql::new(
        "SELECT day, node, entries, head, sealed_entries, removed_at IS NOT NULL FROM audit_stream",
    );
    let rows = tx.query_rows(&sql).await?;
    rows.iter()
        .map(|row| {
            let name = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let (entries, head) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
            let (sealed, removed) = (row.try_get_by_index(4)?, row.try_get_by_index(5)?);
            Ok((name, Row { entries, head, sealed, removed }))
        })
        .collect()
}

/// Walks all entries, takes the seals off that fit, and tells how each stream ends.
async fn entries(
    tx: &Tx,
    said: &mut BTreeMap<Name, Said>,
    verification: &mut Verification,
) -> Result<BTreeMap<Name, (i64, Vec<u8>)>, StoreError> {
    // On SQLite instants are text, and one instant has many spellings.
    let spelled = match tx.is_sqlite() {
        true => ", CAST(e.recorded_at AS TEXT), CAST(e.first_at AS TEXT), CAST(e.last_at AS TEXT)",
        false => "",
    };
    let mut ends: BTreeMap<Name, (i64, Vec<u8>)> = BTreeMap::new();
    let mut last: Option<(NaiveDate, String, i64)> = None;
    loop {
        let mut sql = Sql::new(format!("SELECT {COLUMNS}{spelled} FROM audit_entry e"));
        if let Some((day, node, no)) = &last {
            let values = [(*day).into(), node.as_str().into(), (*no).into()];
            sql.push_with(" WHERE (e.day, e.node, e.no) > (?, ?, ?)", values);
        }
        sql.push_with(" ORDER BY e.day, e.node, e.no LIMIT ?", [i64::from(PAGE).into()]);
        let rows = tx.query_rows(&sql).await?;
        for row in &rows {
            let place = (row.try_get_by_index(0), row.try_get_by_index(1), row.try_get_by_index(2));
            let (Ok(day), Ok(node), Ok(no)) = place else {
                let because = "an entry cannot be read, and neither can what is behind it";
                verification.find(None, "audit streams", because);
                return Ok(ends);
            };
            verification.audited += 1;
            let name: Name = (day, node);
            let before = ends.get(&name).cloned().unwrap_or((0, GENESIS.to_vec()));
            let stored: Vec<u8> = row.try_get_by_index(19).unwrap_or_default();
            if let Err(because) = follow(tx, &before, row) {
                verification.find(None, format!("entry {no} of the {}", subject(&name)), because);
            }
            let sealed = said.get_mut(&name).and_then(|said| said.heads.remove(&no));
            if sealed.is_some_and(|head| head.0[..] != stored[..]) {
                let because = "it is not the one that the journal sealed";
                verification.find(None, format!("entry {no} of the {}", subject(&name)), because);
            }
            last = Some((name.0, name.1.clone(), no));
            ends.insert(name, (no, stored));
        }
        if rows.len() < PAGE as usize {
            return Ok(ends);
        }
    }
}

fn follow(tx: &Tx, before: &(i64, Vec<u8>), row: &QueryResult) -> Result<(), String> {
    let entry = Entry::from_cells(&mut Cells::of(tx, Entry::TABLE, row))
        .map_err(|error| format!("it cannot be read: {error}"))?;
    if entry.no != before.0 + 1 {
        return Err("an entry is missing before it".to_owned());
    }
    if entry.prev_hash.0[..] != before.1[..] {
        return Err("it does not follow the entry before it".to_owned());
    }
    match hash(&entry) {
        None => return Err("its algorithm is unknown".to_owned()),
        Some(hash) if hash != entry.hash.0 => {
            return Err("its content does not have its hash".to_owned());
        }
        Some(_) => {}
    }
    let instants = [entry.recorded_at, entry.what.first_at, entry.what.last_at];
    // Hashed are milliseconds: what is finer would not show.
    if instants.iter().any(|at| !at.timestamp_subsec_nanos().is_multiple_of(1_000_000)) {
        return Err("an instant of it is finer than a millisecond".to_owned());
    }
    if tx.is_sqlite() {
        for (place, at) in (20..).zip(instants) {
            let stored: String = row.try_get_by_index(place).unwrap_or_default();
            if stored != spelled(at) {
                return Err("an instant of it is not spelled as the journal spells them".to_owned());
            }
        }
    }
    Ok(())
}
