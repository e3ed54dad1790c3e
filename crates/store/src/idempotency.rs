//! Idempotency: a request that is sent twice happens once.
//!
//! The key is unique with the actor and is stored first in the transaction of its request, with the
//! digest of the input. A second sender waits for the first to commit (or takes its place if it did
//! not) and is given the first outcome. A refused request leaves nothing: it may be sent again.

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::entity::idempotency_key::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::rows::instant;
use crate::statement::Sql;
use crate::transaction::Tx;

/// A request with a key.
#[derive(Clone, Copy, Debug)]
pub struct KeyedRequest<'a> {
    /// Who sent it.
    pub actor: &'a str,
    /// The key he chose.
    pub key: &'a str,
    /// The digest of what he asked.
    pub input_digest: &'a [u8],
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Never seen: do it, and [`finish`] in the same transaction.
    New,
    /// Done before, with this outcome.
    Repeat(String),
    /// The key was used for another input.
    Conflict,
}

/// Claims the key, or tells what became of it.
pub async fn begin(
    tx: &Tx,
    request: KeyedRequest<'_>,
    now: DateTime<Utc>,
) -> Result<Outcome, StoreError> {
    let sql = Sql::with(
        "INSERT INTO idempotency_key (actor, client_key, input_digest, recorded_at)
         VALUES (?, ?, ?, ?) ON CONFLICT (actor, client_key) DO NOTHING",
        [request.actor.into(), request.key.into(), request.input_digest.into(), instant(now)],
    );
    if tx.execute(&sql).await? == 1 {
        return Ok(Outcome::New);
    }
    let name = || format!("{}/{}", request.actor, request.key);
    let id = (request.actor.to_owned(), request.key.to_owned());
    let Some(first) = Entity::find_by_id(id).one(tx).await? else {
        return Err(StoreError::corrupt("idempotency_key", name(), "it vanished"));
    };
    if first.input_digest != request.input_digest {
        return Ok(Outcome::Conflict);
    }
    match first.outcome {
        Some(outcome) => Ok(Outcome::Repeat(outcome)),
        None => Err(StoreError::corrupt("idempotency_key", name(), "it has no outcome")),
    }
}

/// Stores the outcome that repeats will be given.
pub async fn finish(tx: &Tx, request: KeyedRequest<'_>, outcome: String) -> Result<(), StoreError> {
    let row = ActiveModel {
        actor: Set(request.actor.to_owned()),
        client_key: Set(request.key.to_owned()),
        outcome: Set(Some(outcome)),
        ..Default::default()
    };
    Entity::update(row).exec(tx).await?;
    Ok(())
}

/// Forgets the keys of before this instant, and tells how many.
pub async fn forget(tx: &Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let old = Entity::delete_many().filter(Column::RecordedAt.lt(before.trunc_subsecs(3)));
    Ok(old.exec(tx).await?.rows_affected)
}
