//! Timers: what must happen when an instant has come.
//!
//! A timer has a natural key, so that arming it twice moves it. It is claimed by deleting its row in
//! the same transaction in which its commands run: a node that fails leaves it to the others, and no
//! two nodes get the same one.

use chrono::{DateTime, Utc};
use sea_orm::{DbBackend, EntityTrait, QueryOrder};

use crate::entity::timer::{Column, Entity, Model};
use crate::error::StoreError;
use crate::rows::{Target, instant};
use crate::statement::Sql;
use crate::transaction::Tx;

const TIMER: Target = Target {
    table: "timer",
    columns: &["timer_id", "due_at", "kind", "payload"],
    key: &["timer_id"],
};

/// Something that must happen at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    /// The natural key, as `assignment:…/sign-for`.
    pub timer_id: String,
    /// When.
    pub due_at: DateTime<Utc>,
    /// What.
    pub kind: String,
    /// What it is about, byte for byte.
    pub payload: String,
}

/// Arms the timers; one that is armed already is moved.
pub async fn arm(tx: &Tx, timers: Vec<Timer>) -> Result<(), StoreError> {
    let row = |timer: Timer| {
        vec![timer.timer_id.into(), instant(timer.due_at), timer.kind.into(), timer.payload.into()]
    };
    tx.upsert_many(&TIMER, timers.into_iter().map(row).collect()).await?;
    Ok(())
}

/// Ends the timers; one that is not armed is passed over.
pub async fn cancel(tx: &Tx, timer_ids: Vec<String>) -> Result<(), StoreError> {
    let keys = timer_ids.into_iter().map(|id| vec![id.into()]).collect();
    tx.delete_many(&TIMER, keys).await?;
    Ok(())
}

/// Takes away at most `limit` due timers, the oldest first. They are gone when the transaction
/// commits, and back if it does not; timers that another node is at are passed over.
pub async fn claim_due(tx: &Tx, now: DateTime<Utc>, limit: u32) -> Result<Vec<Timer>, StoreError> {
    let skip = match tx.backend() {
        DbBackend::Postgres => "FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let text = format!(
        "DELETE FROM timer WHERE timer_id IN (
            SELECT timer_id FROM timer WHERE due_at <= ? ORDER BY due_at, timer_id LIMIT ? {skip})
         RETURNING timer_id, due_at, kind, payload"
    );
    let sql = Sql::with(text, [instant(now), i64::from(limit).into()]);
    let mut timers: Vec<Timer> =
        tx.query_as::<Model>(&sql).await?.into_iter().map(Timer::from).collect();
    timers.sort_by(|a, b| (a.due_at, &a.timer_id).cmp(&(b.due_at, &b.timer_id)));
    Ok(timers)
}

/// When the next timer is due.
pub async fn next_due(tx: &Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    let next = Entity::find().order_by_asc(Column::DueAt).order_by_asc(Column::TimerId).one(tx);
    Ok(next.await?.map(|row| row.due_at))
}

impl From<Model> for Timer {
    fn from(row: Model) -> Self {
        Self { timer_id: row.timer_id, due_at: row.due_at, kind: row.kind, payload: row.payload }
    }
}
