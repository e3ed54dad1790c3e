//! 备份与恢复. Everything of an installation in one ZIP file: each table as lines of JSON, each
//! uploaded file as it is, and a manifest with the digest of every part. Keys and settings stay out.
//! The last 64 bytes, the comment of the ZIP file, are the SHA-256 digest of all that is before them.
//!
//! The rows are read in one snapshot while the server serves. Their form is the same for both
//! databases, so an archive of SQLite can be restored into PostgreSQL. The other way is refused: on
//! SQLite an event has its place by its number, and seals cover when it was given it.

mod read;
mod restore;

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use duban_domain::audit::act::{Act, Export};
use duban_domain::value::digest::Digest;
use duban_store::journal::checkpoint;
use duban_store::rows::table::{Table, tables};
use duban_store::{Tx, durable, installation};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::sync::Mutex;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::Engine;
use crate::audit::Party;
use crate::files::Files;

pub use crate::backup::restore::{Restored, restore};

/// The form of archives that this program writes and reads.
const FORMAT: u32 = 2;

/// How many digits the digest of the whole archive has.
const SEAL: usize = 64;

/// How many rows are read at a time.
const PAGE: u32 = 1_000;

const MANIFEST: &str = "manifest.json";

/// What an archive holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the archive.
    pub format: u32,
    /// `sqlite` or `postgres`.
    pub database: String,
    /// The steps of the schema, in order.
    pub schema: Vec<String>,
    /// The newest checkpoint; none before the first.
    pub head: Option<String>,
    /// What seals are checked with.
    pub public_key: String,
    /// The tables, in the order in which they are restored.
    pub tables: Vec<Part>,
    /// The uploaded files: `name` is the key they are kept under.
    pub files: Vec<Part>,
    /// Uploads that were swept while the backup was made; nothing refers to them.
    pub swept: Vec<String>,
}

/// A part of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The table, or the key of the file.
    pub name: String,
    /// How many rows; of a file, how many bytes.
    pub size: u64,
    /// The SHA-256 digest of the part.
    pub sha256: String,
}

type Archive = ZipWriter<BufWriter<File>>;

impl Engine {
    /// Writes everything into a new file.
    ///
    /// # Errors
    /// When the file exists or cannot be written, a file that something refers to is missing or
    /// differs from its digest, or the database fails; no file is left then.
    pub async fn backup(&self, files: &Files, path: &Path, public_key: &str) -> Result<Manifest> {
        ensure!(!path.exists(), "`{}` exists already", path.display());
        let partial = path.with_extension("partial");
        let made = self.backup_to(files, &partial, public_key).await;
        if made.is_err() {
            // What went wrong is told; the rest of the file is of no use.
            let _ = std::fs::remove_file(&partial);
        }
        let made = made?;
        std::fs::rename(&partial, path).context("giving the archive its name")?;
        durable::keep_name(path).context("keeping the name of the archive")?;
        self.note_here(Party::default(), &Act::Exported(Export::Backup));
        Ok(made)
    }

    async fn backup_to(&self, files: &Files, path: &Path, key: &str) -> Result<Manifest> {
        let file = File::create(path).with_context(|| format!("making `{}`", path.display()))?;
        let archive = Mutex::new(ZipWriter::new(BufWriter::new(file)));
        let lent = &archive;
        let manifest = self.store().read(|tx| async move {
            let mut archive = lent.lock().await;
            write_all(&tx, files, &mut archive, key).await.map_err(crate::EngineError::Internal)
        });
        let manifest = manifest.await?;
        let mut archive = archive.into_inner();
        archive.start_file(MANIFEST, options())?;
        archive.write_all(&serde_json::to_vec_pretty(&manifest)?)?;
        // The place for the digest, which is known when everything else is written.
        archive.set_raw_comment([b'0'; SEAL].into())?;
        let mut file = archive.finish()?.into_inner().context("writing the archive")?;
        let before = file.metadata()?.len().saturating_sub(SEAL as u64);
        let digest = seal(path, before)?;
        file.seek(SeekFrom::Start(before))?;
        file.write_all(digest.as_bytes())?;
        file.sync_all()?;
        Ok(manifest)
    }
}

/// The digest of so many bytes of an archive.
fn seal(path: &Path, bytes: u64) -> Result<String> {
    Ok(copy(File::open(path)?.take(bytes), &mut io::sink())?.1)
}

async fn write_all(tx: &Tx, files: &Files, archive: &mut Archive, key: &str) -> Result<Manifest> {
    let mut manifest = Manifest {
        format: FORMAT,
        database: installation::database(tx).to_owned(),
        schema: installation::steps(tx).await?,
        head: checkpoint::newest(tx).await?.map(|newest| newest.head().to_string()),
        public_key: key.to_owned(),
        tables: Vec::new(),
        files: Vec::new(),
        swept: Vec::new(),
    };
    let tables = tables(tx).await?;
    for table in tables.values().filter(|table| table.name != installation::STEPS) {
        let part = write_table(tx, table, archive).await;
        manifest.tables.push(part.with_context(|| format!("table `{}`", table.name))?);
    }
    if let Some(table) = tables.get("attachment") {
        write_files(tx, table, files, (archive, &mut manifest)).await?;
    }
    Ok(manifest)
}

async fn write_table(tx: &Tx, table: &Table, archive: &mut Archive) -> Result<Part> {
    archive.start_file(read::table_name(&table.name), options())?;
    let (mut digest, mut size, mut last) = (Sha256::new(), 0, None);
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    put(archive, &mut digest, &serde_json::to_string(&names)?)?;
    loop {
        let rows = table.after(tx, last.as_deref(), PAGE).await?;
        let Some(row) = rows.last() else { break };
        last = Some(table.key_of(row));
        for row in &rows {
            put(archive, &mut digest, &serde_json::to_string(row)?)?;
            size += 1;
        }
    }
    Ok(Part { name: table.name.clone(), size, sha256: spell(digest) })
}

fn put(archive: &mut Archive, digest: &mut Sha256, line: &str) -> Result<()> {
    for bytes in [line.as_bytes(), b"\n"] {
        digest.update(bytes);
        archive.write_all(bytes)?;
    }
    Ok(())
}

/// The files that the snapshot knows. One that nothing refers to may be swept meanwhile.
async fn write_files(
    tx: &Tx,
    table: &Table,
    files: &Files,
    (archive, manifest): (&mut Archive, &mut Manifest),
) -> Result<()> {
    let mut last = None;
    loop {
        let rows = table.after(tx, last.as_deref(), PAGE).await?;
        let Some(row) = rows.last() else { return Ok(()) };
        last = Some(table.key_of(row));
        for row in &rows {
            let known = read::Attachment::of(table, row)?;
            let path = files.path(&known.key).context("a key that is not one")?;
            let file = match File::open(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && !known.linked => {
                    manifest.swept.push(known.key);
                    continue;
                }
                file => file.with_context(|| format!("opening `{}`", path.display()))?,
            };
            archive.start_file(read::file_name(&known.key), options())?;
            let (size, sha256) = copy(BufReader::new(file), archive)?;
            ensure!(sha256 == known.digest, "`{}` is not what was uploaded", path.display());
            manifest.files.push(Part { name: known.key, size, sha256 });
        }
    }
}

/// Copies a part, digesting and counting on the way.
fn copy(mut from: impl Read, to: &mut impl Write) -> Result<(u64, String)> {
    let (mut digest, mut size, mut buffer) = (Sha256::new(), 0_u64, vec![0; 64 << 10]);
    loop {
        let count = from.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
        digest.update(bytes);
        to.write_all(bytes)?;
        size += bytes.len() as u64;
    }
    Ok((size, spell(digest)))
}

fn spell(digest: Sha256) -> String {
    Digest(digest.finalize().into()).to_string()
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().large_file(true)
}
