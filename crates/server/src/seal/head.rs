//! The head of the seals, kept outside of the database.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use duban_store::durable;
use duban_store::journal::checkpoint::Head;

use crate::config::Settings;
use crate::failure::Hinted;

/// The file `checkpoint-head` in the data directory.
#[derive(Debug)]
pub struct KeptHead(PathBuf);

impl KeptHead {
    /// That of this installation.
    pub fn beside(settings: &Settings) -> Self {
        Self(settings.data.dir.join("checkpoint-head"))
    }

    /// The head that was kept; none before the first seal.
    ///
    /// # Errors
    /// When what is there is no head.
    pub fn read(&self) -> Result<Option<Head>> {
        match fs::read_to_string(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            text => parse(&text.context("reading the kept head")?).map(Some),
        }
    }

    /// Puts a head in the place of the last one: whole, or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put(&self, head: Head) -> Result<()> {
        let next = self.0.with_extension("next");
        let write = || -> io::Result<()> {
            let mut file = fs::File::create(&next)?;
            writeln!(file, "{head}")?;
            file.sync_all()?;
            fs::rename(&next, &self.0)?;
            durable::keep_name(&self.0)
        };
        write().with_context(|| format!("keeping the head in `{}`", self.0.display()))
    }
}

/// A head as it is written, or the file that it was written to.
///
/// # Errors
/// When it is neither.
pub fn head_or_file(text: &str) -> Result<Head> {
    let path = Path::new(text);
    if path.is_file() {
        let written = fs::read_to_string(path);
        return parse(&written.with_context(|| format!("reading `{text}`"))?);
    }
    parse(text)
}

fn parse(text: &str) -> Result<Head> {
    text.parse().map_err(|because: &str| {
        let hint = "use a line of the log, the file `checkpoint-head`, or what `duban verify` said";
        Hinted::new(format!("`{}` is no anchor: {because}", text.trim()), hint).into()
    })
}
