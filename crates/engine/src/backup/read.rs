//! Parts of an archive, read back and held to their digests.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use duban_store::rows::cell::Cell;
use duban_store::rows::table::{Row, Table};
use zip::ZipArchive;

use super::{FORMAT, MANIFEST, Manifest, Part, SEAL, copy, seal};

/// The most bytes of one row.
const LINE_MAX: u64 = 64 << 20;

/// An archive that is read.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    pub(super) manifest: Manifest,
}

pub(super) fn table_name(name: &str) -> String {
    format!("tables/{name}.jsonl")
}

pub(super) fn file_name(key: &str) -> String {
    format!("files/{key}")
}

impl Archive {
    /// Opens an archive and holds every part to its digest before anything is done with it.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let mut file = File::open(path).with_context(|| format!("opening `{}`", path.display()))?;
        hold_to_seal(&mut file, path)?;
        let mut zip = ZipArchive::new(BufReader::new(file)).context("it is no whole archive")?;
        let manifest: Manifest = {
            let part = zip.by_name(MANIFEST).context("it has no manifest")?;
            serde_json::from_reader(part.take(LINE_MAX)).context("its manifest cannot be read")?
        };
        ensure!(manifest.format == FORMAT, "its form {} is unknown", manifest.format);
        let mut archive = Self { zip, manifest };
        let tables = archive.manifest.tables.clone().into_iter();
        let tables = tables.map(|part| (table_name(&part.name), part));
        let files = archive.manifest.files.clone().into_iter();
        let files = files.map(|part| (file_name(&part.name), part));
        for (name, part) in tables.chain(files) {
            let found = archive.zip.by_name(&name).context("a part is missing")?;
            let (_, digest) = copy(found, &mut std::io::sink())
                .with_context(|| format!("part `{name}` is damaged"))?;
            ensure!(digest == part.sha256, "part `{name}` is damaged: it has another digest");
        }
        Ok(archive)
    }

    /// Reads a table in pages of rows, the cells in the order of the given columns.
    pub(super) fn rows(&mut self, part: &Part, table: &Table) -> Result<Rows<'_>> {
        let lines = BufReader::new(self.zip.by_name(&table_name(&part.name))?);
        let mut rows = Rows { lines: Box::new(lines), order: Vec::new() };
        let names: Vec<String> = serde_json::from_str(&rows.line()?.context("an empty part")?)?;
        let place = |name: &String| names.iter().position(|other| other == name);
        let order = table.columns.iter().map(|column| place(&column.name));
        rows.order = order.collect::<Option<_>>().context("a column is missing")?;
        ensure!(rows.order.len() == names.len(), "table `{}` has other columns", part.name);
        Ok(rows)
    }

    /// Copies a file out of the archive.
    pub(super) fn file(&mut self, part: &Part, to: &Path) -> Result<()> {
        let mut file = File::create_new(to)?;
        let (_, digest) = copy(self.zip.by_name(&file_name(&part.name))?, &mut file)?;
        ensure!(digest == part.sha256, "file `{}` has another digest", part.name);
        Ok(file.sync_all()?)
    }
}

/// Holds the archive as a whole to the digest at its end: most of what a ZIP file says of its parts
/// is said twice or not looked at.
fn hold_to_seal(file: &mut File, path: &Path) -> Result<()> {
    let length = file.metadata()?.len();
    let before = length.checked_sub(SEAL as u64).context("it is no whole archive")?;
    let mut end = [0; SEAL];
    file.seek(SeekFrom::Start(before))?;
    file.read_exact(&mut end)?;
    let whole = seal(path, before)?.as_bytes() == end;
    ensure!(whole, "it is damaged or cut off: it does not end with its digest");
    Ok(file.rewind()?)
}

/// The rows of a table.
pub(super) struct Rows<'a> {
    lines: Box<dyn BufRead + Send + 'a>,
    order: Vec<usize>,
}

impl Rows<'_> {
    /// At most so many rows; none at the end.
    pub(super) fn page(&mut self, limit: usize) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        while rows.len() < limit {
            let Some(line) = self.line()? else { break };
            let Row(cells) = serde_json::from_str(&line)?;
            let cell = |place: &usize| cells.get(*place).cloned();
            let cells: Option<Vec<Cell>> = self.order.iter().map(cell).collect();
            rows.push(Row(cells.context("a row is too short")?));
        }
        Ok(rows)
    }

    fn line(&mut self) -> Result<Option<String>> {
        let mut line = String::new();
        let read = (&mut self.lines).take(LINE_MAX).read_line(&mut line)?;
        Ok((read > 0).then_some(line))
    }
}

/// What a row knows of an uploaded file.
pub(super) struct Attachment {
    pub(super) key: String,
    pub(super) digest: String,
    pub(super) linked: bool,
}

impl Attachment {
    pub(super) fn of(table: &Table, row: &Row) -> Result<Self> {
        let cell = |name: &str| {
            let place = table.columns.iter().position(|column| column.name == name);
            place.and_then(|place| row.0.get(place))
        };
        let (Some(Cell::Text(key)), Some(Cell::Bytes { hex }), Some(linked)) =
            (cell("storage_key"), cell("digest"), cell("linked_to"))
        else {
            bail!("a row of `attachment` cannot be read");
        };
        Ok(Self { key: key.clone(), digest: hex.clone(), linked: *linked != Cell::Null })
    }
}

/// The digest of a file as it lies.
pub(super) fn digest_of(path: &Path) -> Result<String> {
    Ok(copy(File::open(path)?, &mut std::io::sink())?.1)
}
