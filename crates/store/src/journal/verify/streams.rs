//! Each stream's chain, from its first event to its head, and the places of its events.

use chrono::{DateTime, Utc};
use sea_orm::{DbBackend, FromQueryResult, QueryResult};

use super::{KEPT, PAGE, Verification, spelled};
use crate::entity::journal::Model;
use crate::error::StoreError;
use crate::journal::RecordedEvent;
use crate::journal::chain::Link;
use crate::journal::read::COLUMNS;
use crate::statement::Sql;
use crate::transaction::Tx;

pub(super) async fn check(tx: &Tx, verification: &mut Verification) -> Result<(), StoreError> {
    chains(tx, verification).await?;
    for (question, because) in QUESTIONS {
        list(tx, verification, question, because).await?;
    }
    if tx.backend() == DbBackend::Postgres {
        for (question, because) in PLACES {
            list(tx, verification, question, because).await?;
        }
    }
    Ok(())
}

/// What must have no answer; each answer is a subject.
const QUESTIONS: [(&str, &str); 3] = [
    (
        "SELECT h.stream || '@' || h.version FROM stream_head h
         LEFT JOIN journal j ON j.stream = h.stream AND j.stream_version = h.version
         WHERE j.seq IS NULL",
        "the head of its stream names it, but the journal does not have it",
    ),
    (
        "SELECT h.stream || '@' || h.version FROM stream_head h
         JOIN journal j ON j.stream = h.stream AND j.stream_version = h.version
         WHERE j.hash <> h.hash OR EXISTS (SELECT 1 FROM journal later
            WHERE later.stream = h.stream AND later.stream_version = h.version + 1)",
        "the head of its stream is not at the last event, or has another hash",
    ),
    (
        "SELECT j.stream || '@' || j.stream_version FROM journal j
         WHERE j.stream_version = 1
         AND NOT EXISTS (SELECT 1 FROM stream_head h WHERE h.stream = j.stream)",
        "its stream has no head",
    ),
];

const PLACES: [(&str, &str); 3] = [
    (
        "SELECT j.stream || '@' || j.stream_version FROM journal j
         WHERE NOT EXISTS (SELECT 1 FROM journal_position p WHERE p.seq = j.seq)
         AND NOT EXISTS (SELECT 1 FROM journal_pending w WHERE w.seq = j.seq)",
        "it has no position and does not wait for one",
    ),
    (
        "SELECT 'seq ' || w.seq FROM journal_pending w
         WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.seq = w.seq)",
        "it waits for a position, but the journal does not have it",
    ),
    (
        "SELECT j.stream || '@' || j.stream_version FROM journal_pending w
         JOIN journal_position p ON p.seq = w.seq JOIN journal j ON j.seq = w.seq",
        "it waits for a position and has one",
    ),
];

async fn list(
    tx: &Tx,
    verification: &mut Verification,
    question: &str,
    because: &str,
) -> Result<(), StoreError> {
    let sql = Sql::new(format!("{question} LIMIT {KEPT}"));
    for row in tx.query_rows(&sql).await? {
        let subject: String = row.try_get_by_index(0)?;
        let position = match subject.rsplit_once('@') {
            Some((stream, version)) => position(tx, stream, version.parse().unwrap_or(0)).await?,
            None => None,
        };
        verification.find(position, subject, because);
    }
    Ok(())
}

async fn chains(tx: &Tx, verification: &mut Verification) -> Result<(), StoreError> {
    // On SQLite instants are text, and one instant has many spellings.
    let spelled = match tx.backend() {
        DbBackend::Sqlite => ", CAST(j.recorded_at AS TEXT), CAST(j.effective_at AS TEXT)",
        _ => "",
    };
    let mut last: Option<(String, i64)> = None;
    let mut link = Link::default();
    loop {
        let mut sql = Sql::new(format!("SELECT {COLUMNS}{spelled} FROM journal j"));
        if let Some((stream, version)) = &last {
            let values = [stream.as_str().into(), (*version).into()];
            sql.push_with(" WHERE (j.stream, j.stream_version) > (?, ?)", values);
        }
        sql.push_with(" ORDER BY j.stream, j.stream_version LIMIT ?", [i64::from(PAGE).into()]);
        let rows = tx.query_rows(&sql).await?;
        for row in &rows {
            let key = (row.try_get_by_index::<String>(1), row.try_get_by_index::<i64>(2));
            let (Ok(stream), Ok(version)) = key else {
                let seq: i64 = row.try_get_by_index(0)?;
                let because = "its stream cannot be read, and neither can what is behind it";
                verification.find(None, format!("seq {seq}"), because);
                return Ok(());
            };
            if last.as_ref().is_none_or(|(before, _)| *before != stream) {
                link = Link::default();
            }
            if let Err(because) = follow(tx.backend(), &mut link, row) {
                let position = position(tx, &stream, version).await?;
                verification.find(position, format!("{stream}@{version}"), because);
                link.version = version;
            }
            last = Some((stream, version));
        }
        if rows.len() < PAGE as usize {
            return Ok(());
        }
    }
}

fn follow(backend: DbBackend, link: &mut Link, row: &QueryResult) -> Result<(), String> {
    let unreadable = |_| "it cannot be read".to_owned();
    let event = Model::from_query_result(row, "").map_err(unreadable)?;
    let event = RecordedEvent::try_from(event).map_err(|error| error.to_string())?;
    link.follow(&event)?;
    // Hashed are milliseconds: what is finer would not show.
    let whole = |at: DateTime<Utc>| at.timestamp_subsec_nanos().is_multiple_of(1_000_000);
    if !(whole(event.recorded_at) && event.effective_at.is_none_or(whole)) {
        return Err("an instant of it is finer than a millisecond".to_owned());
    }
    if backend == DbBackend::Sqlite {
        let stored: (Option<String>, Option<String>) = (
            row.try_get_by_index(15).map_err(unreadable)?,
            row.try_get_by_index(16).map_err(unreadable)?,
        );
        if stored != (Some(spelled(event.recorded_at)), event.effective_at.map(spelled)) {
            return Err("an instant of it is not spelled as the journal spells them".to_owned());
        }
    }
    Ok(())
}

/// The place of an event, if it has one.
async fn position(tx: &Tx, stream: &str, version: i64) -> Result<Option<i64>, StoreError> {
    let text = "SELECT p.position FROM journal_position p JOIN journal j ON j.seq = p.seq
        WHERE j.stream = ? AND j.stream_version = ?";
    tx.query_value(&Sql::with(text, [stream.into(), version.into()])).await
}
