//! Attachments: what is known of an uploaded file. The bytes lie elsewhere, under a random key.
//!
//! A file that no event refers to is an orphan, and is swept after a while.

use std::collections::HashSet;

use chrono::{DateTime, SubsecRound, Utc};
use duban_domain::command::StreamId;
use duban_domain::value::digest::Digest;
use duban_domain::value::id::{AttachmentId, PersonId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::entity::attachment::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::rows::instant;
use crate::statement::{LIST, Sql};
use crate::transaction::Tx;

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its identity.
    pub id: AttachmentId,
    /// The name its owner gave it.
    pub file_name: String,
    /// The media type.
    pub media_type: String,
    /// Its length.
    pub size_bytes: i64,
    /// The SHA-256 digest of its bytes.
    pub digest: Digest,
    /// Where its bytes lie.
    pub storage_key: String,
    /// The person who uploaded it.
    pub owner: PersonId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The stream whose event refers to it; none while it is an orphan.
    pub linked_to: Option<String>,
}

/// Keeps what is known of a file.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &Tx, attachment: Attachment) -> Result<(), StoreError> {
    let row = ActiveModel {
        attachment_id: Set(attachment.id.0),
        file_name: Set(attachment.file_name),
        media_type: Set(attachment.media_type),
        size_bytes: Set(attachment.size_bytes),
        digest: Set(attachment.digest.0.to_vec()),
        storage_key: Set(attachment.storage_key),
        owner_id: Set(attachment.owner.0),
        created_at: Set(attachment.created_at.trunc_subsecs(3)),
        linked_to: Set(attachment.linked_to),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The files with these ids, in no particular order; unknown ones are absent.
///
/// # Errors
/// [`StoreError::Corrupt`] if a row cannot be read; when the database fails.
pub async fn by_ids(tx: &Tx, ids: &[AttachmentId]) -> Result<Vec<Attachment>, StoreError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(LIST) {
        let wanted = Column::AttachmentId.is_in(chunk.iter().map(|id| id.0));
        for row in Entity::find().filter(wanted).all(tx).await? {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// Notes which stream refers to each of these files.
///
/// # Errors
/// [`StoreError::VersionConflict`], and another attempt, if one of them has found another stream or
/// was swept since it was looked at.
pub async fn link(tx: &Tx, files: &[(AttachmentId, StreamId)]) -> Result<(), StoreError> {
    for chunk in files.chunks(LIST / 2) {
        let mut sql = Sql::new("WITH k (id, stream) AS (VALUES ");
        for (place, (id, stream)) in chunk.iter().enumerate() {
            sql.push(if place == 0 { "" } else { ", " });
            sql.push_with("(?, ?)", [id.0.into(), stream.to_string().into()]);
        }
        sql.push(
            ") UPDATE attachment SET linked_to = k.stream FROM k
             WHERE attachment.attachment_id = k.id AND attachment.linked_to IS NULL",
        );
        let linked = tx.execute(&sql).await?;
        if linked != u64::try_from(chunk.len()).unwrap_or(u64::MAX) {
            tx.ask_for_another_attempt();
            let stream = chunk.first().map_or_else(String::new, |(_, stream)| stream.to_string());
            return Err(StoreError::VersionConflict { stream, expected: 0 });
        }
    }
    Ok(())
}

/// Forgets files of before this instant to which nothing refers, the oldest first, and tells which:
/// their bytes can go once this is committed.
///
/// # Errors
/// [`StoreError::Corrupt`] if a row cannot be read; when the database fails.
pub async fn take_orphans(
    tx: &Tx,
    before: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Attachment>, StoreError> {
    let sql = Sql::with(
        "DELETE FROM attachment WHERE linked_to IS NULL AND attachment_id IN
            (SELECT attachment_id FROM attachment WHERE linked_to IS NULL AND created_at < ?
             ORDER BY created_at LIMIT ?)
         RETURNING attachment_id, file_name, media_type, size_bytes, digest, storage_key, owner_id,
            created_at, linked_to",
        [instant(before), i64::from(limit).into()],
    );
    let rows: Vec<Model> = tx.query_as(&sql).await?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// How many files of this person were kept since then, counted up to a limit.
///
/// # Errors
/// When the database fails.
pub async fn count_since(
    tx: &Tx,
    owner: PersonId,
    since: DateTime<Utc>,
    most: u32,
) -> Result<u32, StoreError> {
    let sql = Sql::with(
        "SELECT count(*) FROM (SELECT 1 FROM attachment WHERE owner_id = ? AND created_at >= ?
         LIMIT ?) AS lately",
        [owner.0.into(), instant(since), i64::from(most).into()],
    );
    let rows = tx.query_rows(&sql).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Which of these storage keys belong to a file that is known.
///
/// # Errors
/// When the database fails.
pub async fn known_keys(tx: &Tx, keys: &[String]) -> Result<HashSet<String>, StoreError> {
    let mut known = HashSet::new();
    for chunk in keys.chunks(LIST) {
        let mut sql = Sql::new("SELECT storage_key FROM attachment WHERE storage_key IN ");
        sql.push_list(chunk.iter().map(|key| key.as_str().into()));
        for row in tx.query_rows(&sql).await? {
            known.insert(row.try_get_by_index(0)?);
        }
    }
    Ok(known)
}

impl TryFrom<Model> for Attachment {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let digest = row.digest.try_into().map_err(|_| {
            StoreError::corrupt(
                "attachment",
                row.attachment_id.to_string(),
                "a hash is not 32 bytes",
            )
        })?;
        Ok(Self {
            id: row.attachment_id.into(),
            file_name: row.file_name,
            media_type: row.media_type,
            size_bytes: row.size_bytes,
            digest: Digest(digest),
            storage_key: row.storage_key,
            owner: row.owner_id.into(),
            created_at: row.created_at,
            linked_to: row.linked_to,
        })
    }
}
