//! Accounts: the credentials of a person, and the lock against guessing.
//!
//! How a password is hashed and how many failures lock an account is decided by the caller; here
//! the counting is done in one statement, so that parallel guesses are all counted.

pub mod address;
pub mod second_factor;

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::entity::account::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::rows::optional_instant;
use crate::statement::Sql;
use crate::transaction::Tx;

/// The credentials of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The person, known to the journal.
    pub person_id: Uuid,
    /// The name to sign in with, unique and already in its normal form.
    pub username: String,
    /// The argon2id hash, with its parameters and salt.
    pub password_hash: String,
    /// The password must be changed before anything else.
    pub must_change: bool,
    /// Failures since the last success.
    pub failed_count: i32,
    /// No attempt is accepted before this instant.
    pub locked_until: Option<DateTime<Utc>>,
    /// Since when the account is closed.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Counts the changes, from 1.
    pub version: i64,
}

// A hash has no business in a log.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("person_id", &self.person_id)
            .field("username", &self.username)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Opens an account.
///
/// # Errors
/// [`StoreError::Duplicate`] if the person has one or the name is taken.
pub async fn insert(tx: &Tx, account: Account) -> Result<(), StoreError> {
    let row = ActiveModel {
        person_id: Set(account.person_id),
        username: Set(account.username),
        password_hash: Set(account.password_hash),
        must_change: Set(account.must_change),
        failed_count: Set(account.failed_count),
        locked_until: Set(account.locked_until.map(|at| at.trunc_subsecs(3))),
        disabled_at: Set(account.disabled_at.map(|at| at.trunc_subsecs(3))),
        version: Set(account.version),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The account with this name.
pub async fn by_username(tx: &Tx, username: &str) -> Result<Option<Account>, StoreError> {
    let row = Entity::find().filter(Column::Username.eq(username)).one(tx).await?;
    Ok(row.map(Account::from))
}

/// The account of this person.
pub async fn by_person(tx: &Tx, person_id: Uuid) -> Result<Option<Account>, StoreError> {
    Ok(Entity::find_by_id(person_id).one(tx).await?.map(Account::from))
}

/// A new password for an account.
#[derive(Clone)]
pub struct NewPassword {
    /// Whose.
    pub person_id: Uuid,
    /// The argon2id hash.
    pub password_hash: String,
    /// It was set by someone else and must be changed at the next sign-in.
    pub must_change: bool,
    /// The version of the account the caller has seen.
    pub expected_version: i64,
}

/// Sets a password and lifts the lock.
///
/// # Errors
/// [`StoreError::VersionConflict`] if the account was changed in between or is not there.
pub async fn set_password(tx: &Tx, change: NewPassword) -> Result<(), StoreError> {
    let sql = Sql::with(
        "UPDATE account SET password_hash = ?, must_change = ?, failed_count = 0,
            locked_until = NULL, version = version + 1 WHERE person_id = ? AND version = ?",
        [
            change.password_hash.into(),
            change.must_change.into(),
            change.person_id.into(),
            change.expected_version.into(),
        ],
    );
    if tx.execute(&sql).await? == 1 {
        return Ok(());
    }
    let stream = format!("account:{}", change.person_id);
    Err(StoreError::VersionConflict { stream, expected: change.expected_version })
}

/// How many attempts lock an account, from when until when.
#[derive(Debug, Clone, Copy)]
pub struct Lock {
    /// The attempt of this number does.
    pub limit: i32,
    /// Now: a lock that has run out is forgotten, and what led to it.
    pub now: DateTime<Utc>,
    /// The end of a lock that begins.
    pub until: DateTime<Utc>,
}

/// Charges an account with an attempt before anybody knows whether it fits, so that none is judged
/// beyond the limit, however many come at once. Tells how many there have been; none where the
/// account is locked, or there is none.
pub async fn charge(tx: &Tx, person_id: Uuid, lock: Lock) -> Result<Option<i32>, StoreError> {
    let forget = "UPDATE account SET failed_count = 0, locked_until = NULL
        WHERE person_id = ? AND locked_until <= ?";
    tx.execute(&Sql::with(forget, [person_id.into(), optional_instant(Some(lock.now))])).await?;
    let charge = "UPDATE account SET failed_count = failed_count + 1, locked_until =
            CASE WHEN failed_count + 1 >= ? THEN ? ELSE locked_until END
        WHERE person_id = ? AND locked_until IS NULL RETURNING failed_count";
    let until = optional_instant(Some(lock.until));
    tx.query_value(&Sql::with(charge, [lock.limit.into(), until, person_id.into()])).await
}

/// Forgets the attempts, and the lock, after one that fitted.
pub async fn clear_failures(tx: &Tx, person_id: Uuid) -> Result<(), StoreError> {
    let sql = "UPDATE account SET failed_count = 0, locked_until = NULL WHERE person_id = ?
        AND (failed_count <> 0 OR locked_until IS NOT NULL)";
    tx.execute(&Sql::with(sql, [person_id.into()])).await?;
    Ok(())
}

/// Counts a change of what the account is signed in with, so that earlier access tokens are worth
/// nothing.
pub async fn count_change(tx: &Tx, person_id: Uuid) -> Result<(), StoreError> {
    let sql = "UPDATE account SET version = version + 1 WHERE person_id = ?";
    tx.execute(&Sql::with(sql, [person_id.into()])).await?;
    Ok(())
}

/// Closes the account at an instant, or opens it again.
pub async fn set_disabled(
    tx: &Tx,
    person_id: Uuid,
    at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let sql = "UPDATE account SET disabled_at = ?, version = version + 1 WHERE person_id = ?";
    tx.execute(&Sql::with(sql, [optional_instant(at), person_id.into()])).await?;
    Ok(())
}

impl From<Model> for Account {
    fn from(row: Model) -> Self {
        Self {
            person_id: row.person_id,
            username: row.username,
            password_hash: row.password_hash,
            must_change: row.must_change,
            failed_count: row.failed_count,
            locked_until: row.locked_until,
            disabled_at: row.disabled_at,
            version: row.version,
        }
    }
}
