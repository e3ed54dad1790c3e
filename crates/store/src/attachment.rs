//! Attachments: what is known of an uploaded file. The bytes lie elsewhere, under a random key.
//!
//! A file that no event refers to is an orphan, and is swept after a while.

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::entity::attachment::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::Tx;

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its identity.
    pub attachment_id: Uuid,
    /// The name its owner gave it.
    pub file_name: String,
    /// The media type.
    pub media_type: String,
    /// Its length.
    pub size_bytes: i64,
    /// The SHA-256 digest of its bytes.
    pub digest: Vec<u8>,
    /// Where its bytes lie.
    pub storage_key: String,
    /// The person who uploaded it.
    pub owner_id: Uuid,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The stream whose event refers to it; none while it is an orphan.
    pub linked_to: Option<String>,
}

/// Keeps what is known of a file.
pub async fn insert(tx: &Tx, attachment: Attachment) -> Result<(), StoreError> {
    let row = ActiveModel {
        attachment_id: Set(attachment.attachment_id),
        file_name: Set(attachment.file_name),
        media_type: Set(attachment.media_type),
        size_bytes: Set(attachment.size_bytes),
        digest: Set(attachment.digest),
        storage_key: Set(attachment.storage_key),
        owner_id: Set(attachment.owner_id),
        created_at: Set(attachment.created_at.trunc_subsecs(3)),
        linked_to: Set(attachment.linked_to),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The files with these ids, in no particular order; unknown ones are absent.
pub async fn by_ids(tx: &Tx, ids: &[Uuid]) -> Result<Vec<Attachment>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = Column::AttachmentId.is_in(ids.iter().copied());
    let rows = Entity::find().filter(wanted).all(tx).await?;
    Ok(rows.into_iter().map(Attachment::from).collect())
}

/// Notes that an event of the stream refers to these files. A file keeps its first stream; the
/// number of files that got theirs now is told.
pub async fn link(tx: &Tx, ids: &[Uuid], stream: &str) -> Result<u64, StoreError> {
    if ids.is_empty() {
        return Ok(0);
    }
    let update = Entity::update_many()
        .col_expr(Column::LinkedTo, stream.into())
        .filter(Column::AttachmentId.is_in(ids.iter().copied()))
        .filter(Column::LinkedTo.is_null());
    Ok(update.exec(tx).await?.rows_affected)
}

/// Files of before this instant to which nothing refers, the oldest first.
pub async fn orphans(
    tx: &Tx,
    before: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Attachment>, StoreError> {
    let rows = Entity::find()
        .filter(Column::LinkedTo.is_null())
        .filter(Column::CreatedAt.lt(before.trunc_subsecs(3)))
        .order_by_asc(Column::CreatedAt)
        .limit(u64::from(limit))
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(Attachment::from).collect())
}

/// Forgets orphans whose bytes are gone. One that was linked in between stays.
pub async fn forget(tx: &Tx, ids: &[Uuid]) -> Result<u64, StoreError> {
    if ids.is_empty() {
        return Ok(0);
    }
    let delete = Entity::delete_many()
        .filter(Column::AttachmentId.is_in(ids.iter().copied()))
        .filter(Column::LinkedTo.is_null());
    Ok(delete.exec(tx).await?.rows_affected)
}

impl From<Model> for Attachment {
    fn from(row: Model) -> Self {
        Self {
            attachment_id: row.attachment_id,
            file_name: row.file_name,
            media_type: row.media_type,
            size_bytes: row.size_bytes,
            digest: row.digest,
            storage_key: row.storage_key,
            owner_id: row.owner_id,
            created_at: row.created_at,
            linked_to: row.linked_to,
        }
    }
}
