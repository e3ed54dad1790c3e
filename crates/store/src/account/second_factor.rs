//! 第二因素. The secret that a person's one-time codes are made from, and the last step of time that
//! was used: a code counts once, whatever node it is shown to. The caller encrypts the secret.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::error::StoreError;
use crate::rows::instant;
use crate::statement::Sql;
use crate::transaction::Tx;

/// The second factor of a person.
#[derive(Clone, PartialEq, Eq, FromQueryResult)]
pub struct SecondFactor {
    /// The secret, encrypted.
    pub secret: String,
    /// When a code of it was shown for the first time; before that it asks nothing.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The last step that a code was used of.
    pub last_step: i64,
}

// A secret has no business in a log, even encrypted.
impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondFactor")
            .field("confirmed_at", &self.confirmed_at)
            .field("last_step", &self.last_step)
            .finish_non_exhaustive()
    }
}

/// The second factor of this person.
pub async fn of(tx: &Tx, person_id: Uuid) -> Result<Option<SecondFactor>, StoreError> {
    let sql = "SELECT secret, confirmed_at, last_step FROM second_factor WHERE person_id = ?";
    tx.query_one_as(&Sql::with(sql, [person_id.into()])).await
}

/// Keeps a new secret in the place of one that was never confirmed. Tells whether it did: what is
/// confirmed stays.
pub async fn offer(tx: &Tx, person_id: Uuid, secret: &str) -> Result<bool, StoreError> {
    let sql = "INSERT INTO second_factor (person_id, secret, confirmed_at, last_step)
        VALUES (?, ?, NULL, -1) ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret,
            last_step = -1 WHERE second_factor.confirmed_at IS NULL";
    Ok(tx.execute(&Sql::with(sql, [person_id.into(), secret.into()])).await? == 1)
}

/// Uses a step of a confirmed secret. Of all who show codes of it, or of an earlier one, one does.
pub async fn spend(tx: &Tx, person_id: Uuid, step: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE second_factor SET last_step = ?
        WHERE person_id = ? AND last_step < ? AND confirmed_at IS NOT NULL";
    let values = [step.into(), person_id.into(), step.into()];
    Ok(tx.execute(&Sql::with(sql, values)).await? == 1)
}

/// Confirms a secret, if it is still this one, and uses the step it was confirmed with.
pub async fn confirm(
    tx: &Tx,
    person_id: Uuid,
    seen: &SecondFactor,
    step: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let sql = "UPDATE second_factor SET confirmed_at = ?, last_step = ?
        WHERE person_id = ? AND secret = ? AND confirmed_at IS NULL";
    let secret = seen.secret.as_str();
    let values = [instant(now), step.into(), person_id.into(), secret.into()];
    Ok(tx.execute(&Sql::with(sql, values)).await? == 1)
}

/// Forgets the second factor of a person.
pub async fn remove(tx: &Tx, person_id: Uuid) -> Result<(), StoreError> {
    let sql = "DELETE FROM second_factor WHERE person_id = ?";
    tx.execute(&Sql::with(sql, [person_id.into()])).await?;
    Ok(())
}
