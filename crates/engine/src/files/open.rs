//! 下载. Kept files on their way out, for those who see what refers to them.

use duban_domain::audit::act::Export;
use duban_domain::command::StreamId;
use duban_domain::evidence::state::Exhibit;
use duban_domain::value::digest::Digest;
use duban_domain::value::id::{AttachmentId, EvidenceId, PlanId};
use duban_store::attachment;
use tokio::fs::File;

use super::Files;
use crate::error::EngineError;
use crate::queries::{Reader, ask};

/// A kept file, open for reading.
#[derive(Debug)]
pub struct OpenFile {
    /// The name its owner gave it.
    pub name: String,
    /// The media type that its bytes were recognised as.
    pub media_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// The digest of its bytes.
    pub digest: Digest,
    /// The bytes.
    pub content: File,
}

impl Reader {
    /// Opens the file of a piece of evidence.
    ///
    /// # Errors
    /// `NotFound` where the evidence is hidden, unknown or a link; `Lost` where the bytes are not
    /// where they were kept.
    pub async fn open_evidence(
        &self,
        files: &Files,
        id: EvidenceId,
    ) -> Result<OpenFile, EngineError> {
        let found = self.evidence_by_ids(&[id]).await?;
        let exhibit = found.into_iter().next().map(|row| row.exhibit);
        match exhibit.as_ref().and_then(Exhibit::file) {
            Some(file) => self.open(files, file, StreamId::Evidence(id)).await,
            None => Err(EngineError::NotFound { what: format!("evidence:{id}") }),
        }
    }

    /// Opens the document that a plan was read from.
    ///
    /// # Errors
    /// As [`Reader::open_evidence`].
    pub async fn open_source(&self, files: &Files, id: PlanId) -> Result<OpenFile, EngineError> {
        let found = self.plans_by_ids(&[id]).await?;
        match found.into_iter().next() {
            Some(plan) => self.open(files, plan.attachment, StreamId::Plan(id)).await,
            None => Err(EngineError::NotFound { what: format!("plan:{id}") }),
        }
    }

    async fn open(
        &self,
        files: &Files,
        id: AttachmentId,
        of: StreamId,
    ) -> Result<OpenFile, EngineError> {
        let ids = &[id];
        let kept = ask!(self, |tx, _eyes| attachment::by_ids(tx, ids))?;
        let lost = |because: &str| EngineError::Lost {
            what: format!("file:{id}"),
            because: because.to_owned(),
        };
        let kept = kept.into_iter().next().ok_or_else(|| lost("nothing is known of it"))?;
        let path = files.path(&kept.storage_key).ok_or_else(|| lost("its key is no key"))?;
        let content = File::open(&path).await.map_err(|error| lost(&error.to_string()))?;
        let there = content.metadata().await.map_err(|error| lost(&error.to_string()))?.len();
        let size = u64::try_from(kept.size_bytes).unwrap_or(0);
        if there != size {
            return Err(lost(&format!("{there} bytes of {size} are there")));
        }
        self.exported(Export::File(of));
        let (name, media_type) = (kept.file_name, kept.media_type);
        Ok(OpenFile { name, media_type, size, digest: kept.digest, content })
    }
}
