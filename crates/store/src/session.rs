//! Sessions: refresh tokens that are spent once.
//!
//! Only the digest of a token is kept. Tokens that follow from one sign-in are a family; a token
//! that is shown a second time was stolen, and its family is revoked by the caller, unless the
//! answer to the first time was lost: then [`take_back_successor`] makes room for another.

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use crate::entity::session::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::rows::instant;
use crate::statement::Sql;
use crate::transaction::Tx;

/// A refresh token that was given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The digest of the token.
    pub token_digest: Vec<u8>,
    /// The sign-in it follows from.
    pub family_id: Uuid,
    /// Whose.
    pub person_id: Uuid,
    /// When it was given out.
    pub issued_at: DateTime<Utc>,
    /// From when it is worth nothing.
    pub expires_at: DateTime<Utc>,
    /// When it was exchanged for the next.
    pub spent_at: Option<DateTime<Utc>>,
    /// When its family was ended.
    pub revoked_at: Option<DateTime<Utc>>,
    /// The digest of the token it was given for; none for the first of a family.
    pub follows: Option<Vec<u8>>,
}

/// What came of showing a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spending {
    /// It was good and is spent now.
    Spent(Session),
    /// It had been spent before: revoke its family.
    Reused(Session),
    /// It has expired or was revoked.
    Ended(Session),
    /// No such token.
    Unknown,
}

/// Keeps a token that was given out.
pub async fn insert(tx: &Tx, session: Session) -> Result<(), StoreError> {
    let row = ActiveModel {
        token_digest: Set(session.token_digest),
        family_id: Set(session.family_id),
        person_id: Set(session.person_id),
        issued_at: Set(session.issued_at.trunc_subsecs(3)),
        expires_at: Set(session.expires_at.trunc_subsecs(3)),
        spent_at: Set(session.spent_at.map(|at| at.trunc_subsecs(3))),
        revoked_at: Set(session.revoked_at.map(|at| at.trunc_subsecs(3))),
        follows: Set(session.follows),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The token with this digest, as it is.
pub async fn by_digest(tx: &Tx, token_digest: &[u8]) -> Result<Option<Session>, StoreError> {
    Ok(Entity::find_by_id(token_digest.to_vec()).one(tx).await?.map(Session::from))
}

/// Spends a token. Of two who show the same one at once, one finds it reused.
pub async fn spend(
    tx: &Tx,
    token_digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Spending, StoreError> {
    let sql = Sql::with(
        "UPDATE session SET spent_at = ? WHERE token_digest = ? AND spent_at IS NULL
            AND revoked_at IS NULL AND expires_at > ?
         RETURNING token_digest, family_id, person_id, issued_at, expires_at, spent_at, revoked_at,
            follows",
        [instant(now), token_digest.into(), instant(now)],
    );
    if let Some(row) = tx.query_one_as::<Model>(&sql).await? {
        return Ok(Spending::Spent(row.into()));
    }
    Ok(match by_digest(tx, token_digest).await? {
        None => Spending::Unknown,
        Some(session) if session.spent_at.is_some() => Spending::Reused(session),
        Some(session) => Spending::Ended(session),
    })
}

/// Spends the successor of a spent token in the place of who never received it. Tells whether there
/// was one to spend: none where it was used, or where the family has ended.
pub async fn take_back_successor(
    tx: &Tx,
    token_digest: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    // Of two who ask at once, one waits here, and then sees what the other has left.
    let wait = "UPDATE session SET spent_at = spent_at WHERE token_digest = ?";
    tx.execute(&Sql::with(wait, [token_digest.into()])).await?;
    let take = "UPDATE session SET spent_at = ?
        WHERE follows = ? AND spent_at IS NULL AND revoked_at IS NULL";
    Ok(tx.execute(&Sql::with(take, [instant(now), token_digest.into()])).await? > 0)
}

/// Ends all tokens of a family, and tells how many were open.
pub async fn revoke_family(
    tx: &Tx,
    family_id: Uuid,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    revoke(tx, "family_id", family_id, now).await
}

/// Ends all tokens of a person, and tells how many were open.
pub async fn revoke_person(
    tx: &Tx,
    person_id: Uuid,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    revoke(tx, "person_id", person_id, now).await
}

async fn revoke(
    tx: &Tx,
    column: &'static str,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let text =
        format!("UPDATE session SET revoked_at = ? WHERE {column} = ? AND revoked_at IS NULL");
    tx.execute(&Sql::with(text, [instant(now), id.into()])).await
}

/// What stands behind an access token now.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Standing {
    /// The version of the account.
    pub account_version: i64,
    /// Since when the account is closed.
    pub disabled_at: Option<DateTime<Utc>>,
    /// The password must be changed before anything else.
    pub must_change: bool,
    /// Whether there is a second factor that was confirmed: 1, or 0.
    pub factors: i64,
    /// Tokens of the family that were not revoked; none once it was ended.
    pub open_tokens: i64,
}

/// The standing of a person's account and of one family of its tokens, in one statement.
pub async fn standing(
    tx: &Tx,
    person_id: Uuid,
    family_id: Uuid,
) -> Result<Option<Standing>, StoreError> {
    let sql = "SELECT a.version AS account_version, a.disabled_at, a.must_change,
            (SELECT count(*) FROM second_factor f WHERE f.person_id = a.person_id
                AND f.confirmed_at IS NOT NULL) AS factors,
            (SELECT count(*) FROM session s WHERE s.family_id = ? AND s.person_id = a.person_id
                AND s.revoked_at IS NULL) AS open_tokens
        FROM account a WHERE a.person_id = ?";
    tx.query_one_as(&Sql::with(sql, [family_id.into(), person_id.into()])).await
}

/// When the first token of a family was given out.
pub async fn family_started(tx: &Tx, family_id: Uuid) -> Result<Option<DateTime<Utc>>, StoreError> {
    let sql = "SELECT issued_at FROM session WHERE family_id = ? ORDER BY issued_at LIMIT 1";
    tx.query_value(&Sql::with(sql, [family_id.into()])).await
}

/// Forgets the tokens that expired before this instant, and tells how many.
pub async fn forget(tx: &Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let old = Entity::delete_many().filter(Column::ExpiresAt.lt(before.trunc_subsecs(3)));
    Ok(old.exec(tx).await?.rows_affected)
}

impl From<Model> for Session {
    fn from(row: Model) -> Self {
        Self {
            token_digest: row.token_digest,
            family_id: row.family_id,
            person_id: row.person_id,
            issued_at: row.issued_at,
            expires_at: row.expires_at,
            spent_at: row.spent_at,
            revoked_at: row.revoked_at,
            follows: row.follows,
        }
    }
}
