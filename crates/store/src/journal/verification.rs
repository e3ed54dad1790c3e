//! What the last verifications found, kept for those who ask: nobody verifies within a query.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::verify::Verification;
use crate::Store;
use crate::error::StoreError;
use crate::rows::{Target, instant};
use crate::statement::Sql;
use crate::transaction::Tx;

const VERIFICATION: Target = Target {
    table: "journal_verification",
    columns: &[
        "verification_id",
        "started_at",
        "finished_at",
        "sealed_to",
        "checkpoint_no",
        "events",
        "newer",
        "findings",
        "first_finding",
    ],
    key: &["verification_id"],
};

/// 验真结果. A finished verification.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct VerificationRow {
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// Up to which position everything is sealed; 0 before the first checkpoint.
    pub sealed_to: i64,
    /// The number of the last checkpoint; 0 before the first.
    pub checkpoint_no: i64,
    /// How many events there were.
    pub events: i64,
    /// How many of them were newer than the last checkpoint.
    pub newer: i64,
    /// How much did not fit.
    pub findings: i64,
    /// The first of it.
    pub first_finding: Option<String>,
}

/// Keeps what a verification found, under an id that the caller makes.
///
/// # Errors
/// When the database refuses it.
pub async fn keep(
    store: &Store,
    id: Uuid,
    found: &Verification,
    (started_at, finished_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), StoreError> {
    let row = vec![
        id.into(),
        instant(started_at),
        instant(finished_at),
        found.head.map_or(0, |head| head.to_position).into(),
        found.head.map_or(0, |head| head.no).into(),
        found.events.into(),
        found.newer.into(),
        i64::try_from(found.found).unwrap_or(i64::MAX).into(),
        found.findings.first().map(ToString::to_string).into(),
    ];
    let row = &row;
    store
        .write(move |tx| async move {
            tx.insert_many(&VERIFICATION, vec![row.clone()]).await.map(|_| ())
        })
        .await
}

/// The last verification that has finished.
///
/// # Errors
/// When the database cannot be read.
pub async fn last(tx: &Tx) -> Result<Option<VerificationRow>, StoreError> {
    let sql = Sql::new(
        "SELECT started_at, finished_at, sealed_to, checkpoint_no, events, newer, findings,
         first_finding FROM journal_verification ORDER BY finished_at DESC, verification_id DESC LIMIT 1",
    );
    tx.query_one_as(&sql).await
}
