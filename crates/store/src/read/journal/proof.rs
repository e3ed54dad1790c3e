//! 回执. The receipt of one event, for those who see it.

use duban_domain::command::StreamId;

use super::history::one;
use crate::error::StoreError;
use crate::installation;
use crate::journal::receipt::{Disclosure, of_event};
use crate::read::Visibility;
use crate::transaction::Tx;

/// 回执. The proof that an event was sealed in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRow {
    /// The event, as `stream@version`.
    pub event: String,
    /// Its position.
    pub position: i64,
    /// The number of the checkpoint that covers it.
    pub checkpoint: i64,
    /// When that was made, in RFC 3339.
    pub sealed_at: String,
    /// The public key of the seal as the database knows it, in 64 hexadecimal digits.
    pub public_key: Option<String>,
    /// Whether the content of the event is proven with it.
    pub holds_content: bool,
    /// The receipt itself, JSON, as `duban verify --receipt` reads it.
    pub text: String,
}

/// 回执. The receipt of an event that these eyes see; its content is in it where they may see all of
/// that, and the caller does not ask for less. None before the event is sealed.
pub async fn receipt(
    tx: &Tx,
    visibility: Visibility,
    (stream, version): (StreamId, i64),
    at_most: Disclosure,
) -> Result<Option<ReceiptRow>, StoreError> {
    let Some(seen) = one(tx, visibility, stream, version).await? else { return Ok(None) };
    let disclosure = match (at_most, seen) {
        (Disclosure::Content, Disclosure::Content) => Disclosure::Content,
        (Disclosure::Content | Disclosure::Hashes, _) => Disclosure::Hashes,
    };
    let receipt = of_event(tx, &stream.to_string(), version, disclosure).await?;
    let Some(receipt) = receipt else { return Ok(None) };
    Ok(Some(ReceiptRow {
        event: format!("{stream}@{version}"),
        position: receipt.position(),
        checkpoint: receipt.checkpoint(),
        sealed_at: receipt.sealed_at().to_owned(),
        public_key: installation::noted_key(tx, receipt.key_id()).await?,
        holds_content: receipt.holds_content(),
        text: receipt.to_text()?,
    }))
}
