//! 附件. Uploaded files: bytes in a local directory under random keys, what is known of them in the
//! database. A file is written once and never changed; the digest is computed on the way.

pub mod kind;
mod open;
mod orphans;

use std::fs;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU8;

use anyhow::Context as _;
use chrono::TimeDelta;
use duban_domain::value::digest::Digest;
use duban_domain::value::hex;
use duban_domain::value::id::{AttachmentId, PersonId};
use duban_store::attachment::{self, Attachment};
use duban_store::durable;
use sha2::{Digest as _, Sha256};

use crate::Engine;
use crate::error::EngineError;
use crate::files::kind::{Kind, NotAdmitted, Purpose};

pub use crate::files::open::OpenFile;

/// The most characters of a file's name that are kept.
const NAME_MAX: usize = 200;

/// 文件库. Where files are kept. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
    limit: u64,
    /// The folder at which the next sweep goes on.
    next: Arc<AtomicU8>,
}

/// A file as its owner names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Who hands it in.
    pub owner: PersonId,
    /// Its name.
    pub name: String,
    /// Its media type, as its owner says.
    pub media_type: Option<String>,
    /// What it is handed in for.
    pub purpose: Purpose,
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its identity.
    pub id: AttachmentId,
    /// Its name.
    pub name: String,
    /// The digest of its bytes.
    pub digest: Digest,
}

/// What came to lie in the directory.
struct Written {
    key: String,
    size: u64,
    digest: [u8; 32],
}

impl Files {
    /// Files below a directory, each of at most `limit` bytes.
    pub fn new(root: impl Into<PathBuf>, limit: u64) -> Self {
        Self { root: root.into(), limit, next: Arc::default() }
    }

    /// Where the bytes under a key lie; none where the key is not one of ours.
    pub fn path(&self, key: &str) -> Option<PathBuf> {
        let fits = key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
        let folder = key.get(..2).filter(|_| fits)?;
        Some(self.root.join(folder).join(key))
    }

    /// Whether there is any file.
    pub(crate) fn holds_any(&self) -> bool {
        fs::read_dir(&self.root).is_ok_and(|mut entries| entries.next().is_some())
    }

    /// Takes away what a failed restoring has put there.
    pub(crate) fn remove_all(&self) {
        // What cannot be removed is found by the next attempt, which refuses.
        let _ = fs::remove_dir_all(&self.root);
    }

    /// Copies a file in, digesting and counting on the way. Nothing stays of one that is too large.
    fn write(&self, mut content: impl Read) -> Result<Written, EngineError> {
        let key = random_key()?;
        let path = self.path(&key).ok_or_else(|| internal("a key that is not one"))?;
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        durable::make_folder(&folder).context("making a folder for files").map_err(failed)?;
        let copied = copy(&mut content, &path, self.limit);
        if copied.is_err() {
            // The copy failed already; a rest that cannot be removed is an orphan without a row.
            let _ = fs::remove_file(&path);
        }
        let (size, digest) = copied?;
        // Also the folders: somebody else may have made them, and not be done with their names.
        for name in [path.as_path(), &folder, &self.root] {
            durable::keep_name(name).context("keeping the name of a file").map_err(failed)?;
        }
        Ok(Written { key, size, digest })
    }
}

impl Engine {
    /// How many files a person handed in within a period up to now, counted up to a limit; also
    /// those that nothing refers to yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files_lately(
        &self,
        person: PersonId,
        period: TimeDelta,
        most: u32,
    ) -> Result<u32, EngineError> {
        let since = self.clock().now() - period;
        let count =
            move |tx| async move { attachment::count_since(&tx, person, since, most).await };
        Ok(self.store().read(count).await?)
    }

    /// 存放附件. Keeps an uploaded file, which no event refers to yet, once it is known to be of a
    /// kind that is taken for its purpose; it is stored as what it was recognised to be.
    ///
    /// # Errors
    /// `Unfit` when it is not what may be handed in, `Invalid` when it is too large or its name is
    /// empty; when directory or database fail.
    pub async fn store_file(
        &self,
        files: &Files,
        file: NewFile,
        mut content: impl Read + Seek + Send + 'static,
    ) -> Result<StoredFile, EngineError> {
        let name = clean_name(&file.name);
        if name.is_empty() {
            return Err(EngineError::invalid("file", "the file has no name"));
        }
        let (place, said) = (files.clone(), file.clone());
        let admitted = move || {
            let told = (said.name.as_str(), said.media_type.as_deref());
            let kind = admit(&mut content, told, said.purpose)?;
            Ok::<_, EngineError>((kind, place.write(content)?))
        };
        let (kind, written) = tokio::task::spawn_blocking(admitted)
            .await
            .context("a thread that writes a file")
            .map_err(failed)??;
        let id = AttachmentId(self.ids().fresh());
        let row = Attachment {
            id,
            file_name: name.clone(),
            media_type: kind.media_type().to_owned(),
            size_bytes: i64::try_from(written.size).unwrap_or(i64::MAX),
            digest: Digest(written.digest),
            storage_key: written.key,
            owner: file.owner,
            created_at: self.clock().now(),
            linked_to: None,
        };
        let row = &row;
        self.store()
            .write(move |tx| async move { attachment::insert(&tx, row.clone()).await })
            .await?;
        Ok(StoredFile { id, name, digest: Digest(written.digest) })
    }
}

/// Recognises a file and holds it against the list of its purpose.
///
/// # Errors
/// `Unfit` when it is not what may be handed in; when it cannot be read.
pub(crate) fn admit(
    content: &mut (impl Read + Seek),
    said: (&str, Option<&str>),
    purpose: Purpose,
) -> Result<Kind, EngineError> {
    kind::admit(content, said, purpose).map_err(|no| match no {
        NotAdmitted::Unfit(unfit) => EngineError::Unfit(Box::new(unfit)),
        NotAdmitted::Unread(error) => failed(error.into()),
    })
}

fn copy(content: &mut impl Read, path: &Path, limit: u64) -> Result<(u64, [u8; 32]), EngineError> {
    let reading = |error| failed(anyhow::Error::new(error).context("copying an uploaded file"));
    let mut file = fs::File::create_new(path).map_err(reading)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    let mut size = 0_u64;
    loop {
        let count = content.read(&mut buffer).map_err(reading)?;
        let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
        size = size.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        if size > limit {
            let because = format!("the file is larger than {limit} bytes");
            return Err(EngineError::invalid("file", because));
        }
        digest.update(bytes);
        file.write_all(bytes).map_err(reading)?;
    }
    file.sync_all().map_err(reading)?;
    Ok((size, digest.finalize().into()))
}

/// 64 hexadecimal digits that nobody can guess.
fn random_key() -> Result<String, EngineError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| internal(&error.to_string()))?;
    Ok(hex::encode(&bytes))
}

/// The last part of a path, without control characters and without signs that turn the direction of
/// writing, by which `gpj.exe` looks like `exe.jpg`.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = |sign: &char| {
        let turns = matches!(sign, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}');
        !sign.is_control() && !turns
    };
    last.trim().chars().filter(shown).take(NAME_MAX).collect()
}

fn failed(error: anyhow::Error) -> EngineError {
    EngineError::Internal(error)
}

fn internal(because: &str) -> EngineError {
    EngineError::Internal(anyhow::anyhow!("{because}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_digested_on_its_way_and_lies_under_its_key() {
        let root = tempfile::tempdir().unwrap();
        let files = Files::new(root.path(), 10);
        let written = files.write("abc".as_bytes()).unwrap();
        let digest = Digest(written.digest).to_string();
        assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(fs::read(files.path(&written.key).unwrap()).unwrap(), b"abc");
    }

    #[test]
    fn nothing_stays_of_a_file_that_is_too_large() {
        let root = tempfile::tempdir().unwrap();
        let files = Files::new(root.path(), 2);
        assert!(matches!(files.write("abc".as_bytes()), Err(EngineError::Invalid { .. })));
        let left = fs::read_dir(root.path()).unwrap().flatten();
        assert_eq!(left.filter_map(|folder| fs::read_dir(folder.path()).ok()).flatten().count(), 0);
    }

    #[test]
    fn keys_lead_nowhere_else_and_names_are_no_paths() {
        let files = Files::new("/data", 1);
        assert_eq!(files.path("../../etc/passwd"), None);
        assert_eq!(clean_name("C:\\a\\..\\b\u{0}.pdf "), "b.pdf");
        assert_eq!(clean_name("a\u{202e}gpj.exe"), "agpj.exe");
    }
}
