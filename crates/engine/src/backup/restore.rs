//! An archive put back, all of it or nothing: the rows in one transaction, which is committed only
//! after the journal has proved itself in it and the files lie in their place.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use duban_store::journal::checkpoint::Head;
use duban_store::journal::seal::{Keyring, PublicKey};
use duban_store::journal::verify::{Verification, verify_in};
use duban_store::rows::table::{Row, Table, tables};
use duban_store::{Store, Tx, durable, installation};
use tokio::sync::Mutex;

use super::read::{Archive, Attachment, digest_of};
use super::{Manifest, PAGE};
use crate::error::EngineError;
use crate::files::Files;

/// How many rows are written at a time.
const ROWS: usize = PAGE as usize;

/// The list of places: a view on SQLite, which makes it of the journal.
const POSITIONS: &str = "journal_position";

/// What was put back.
#[derive(Debug)]
pub struct Restored {
    /// What the archive holds.
    pub manifest: Manifest,
    /// How its journal proved itself.
    pub verification: Verification,
}

/// Puts an archive back into an empty database and an empty folder of files. Seals are checked with
/// the key, or with the one that the archive names.
///
/// # Errors
/// When the archive is damaged or of a newer program, the target is not empty, or the journal does
/// not prove itself; nothing of it is kept then.
pub async fn restore(
    store: &Store,
    files: &Files,
    path: &Path,
    (key, anchor): (Option<PublicKey>, Option<Head>),
) -> Result<Restored> {
    let archive = Archive::open(path)?;
    let manifest = archive.manifest.clone();
    let key = key.map_or_else(|| PublicKey::parse(&manifest.public_key), Ok)?;
    let keys = &Keyring::new([key]);
    let into_sqlite = store.is_sqlite();
    ensure!(
        manifest.database == "sqlite" || !into_sqlite,
        "an archive of PostgreSQL cannot be restored into SQLite, where places are given otherwise"
    );
    ensure!(!files.holds_any(), "there are files in the data directory already");
    store.migrate_as(&manifest.schema).await.context("making the schema of the archive")?;
    let archive = &Mutex::new(archive);
    let loaded = store.write(|tx| async move {
        let mut archive = archive.lock().await;
        let loaded = load(&tx, &mut archive, files, (keys, anchor)).await;
        if loaded.is_err() {
            files.remove_all();
        }
        loaded.map_err(EngineError::Internal)
    });
    let verification = match loaded.await {
        Ok(verification) => verification,
        Err(error) => {
            files.remove_all();
            return Err(error.into());
        }
    };
    store.migrate().await.context("bringing the schema up to date")?;
    Ok(Restored { manifest, verification })
}

async fn load(
    tx: &Tx,
    archive: &mut Archive,
    files: &Files,
    (keys, anchor): (&Keyring, Option<Head>),
) -> Result<Verification> {
    let tables = tables(tx).await?;
    for table in tables.values() {
        let beside = [installation::STEPS, POSITIONS].contains(&table.name.as_str());
        let empty = beside || table.count(tx).await? == 0;
        ensure!(empty, "the database is not empty: there are rows in `{}`", table.name);
    }
    write_files(archive, files)?;
    write_tables(tx, archive, &tables).await?;
    installation::go_on_counting(tx).await?;
    compare_files(tx, &tables, files).await?;
    let verification = verify_in(tx, keys, anchor).await?;
    let first = verification.findings.first().map(ToString::to_string).unwrap_or_default();
    ensure!(verification.is_sound(), "the journal does not prove itself: {first}");
    Ok(verification)
}

async fn write_tables(
    tx: &Tx,
    archive: &mut Archive,
    tables: &BTreeMap<String, Table>,
) -> Result<()> {
    for part in archive.manifest.tables.clone() {
        if tx.is_sqlite() && part.name == POSITIONS {
            continue;
        }
        let table = tables
            .get(&part.name)
            .with_context(|| format!("this program knows no table `{}`", part.name))?;
        let mut rows = archive.rows(&part, table)?;
        let mut count = 0;
        loop {
            let page: Vec<Row> = rows.page(ROWS)?;
            if page.is_empty() {
                break;
            }
            count += page.len() as u64;
            table.insert(tx, &page).await.with_context(|| format!("table `{}`", part.name))?;
        }
        ensure!(count == part.size, "table `{}` has {count} rows, not {}", part.name, part.size);
    }
    Ok(())
}

fn write_files(archive: &mut Archive, files: &Files) -> Result<()> {
    for part in archive.manifest.files.clone() {
        let path = files.path(&part.name).context("a file has a name that is no key")?;
        durable::make_folder(path.parent().unwrap_or(&path))?;
        archive.file(&part, &path).with_context(|| format!("file `{}`", part.name))?;
        durable::keep_name(&path)?;
    }
    Ok(())
}

/// Every file that something refers to is there, with the digest of its upload.
async fn compare_files(tx: &Tx, tables: &BTreeMap<String, Table>, files: &Files) -> Result<()> {
    let Some(table) = tables.get("attachment") else { return Ok(()) };
    let mut last = None;
    loop {
        let rows = table.after(tx, last.as_deref(), PAGE).await?;
        let Some(row) = rows.last() else { return Ok(()) };
        last = Some(table.key_of(row));
        for row in &rows {
            let known = Attachment::of(table, row)?;
            let path = files.path(&known.key).context("a key that is not one")?;
            if known.linked || path.exists() {
                let digest = digest_of(&path).with_context(|| format!("file `{}`", known.key))?;
                ensure!(digest == known.digest, "file `{}` has another digest", known.key);
            }
        }
    }
}
