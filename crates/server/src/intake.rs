//! `duban intake`: what is found in documents, for people or as JSON. Writes nothing.

mod page;
mod progress;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use duban_engine::documents::Register;
use duban_intake::{Draft, NotAPlan};

use crate::failure::Hinted;
use crate::say::say;
use crate::seed::reference;
use progress::Progress;

/// How the findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// For people.
    Table,
    /// Everything, for programs: one object for one file, a list for several.
    Json,
}

/// Reads documents and prints what was found; one that cannot be read does not stop the others.
///
/// # Errors
/// When one cannot be read, after the others are printed.
pub fn run(files: &[PathBuf], shown: Shown) -> Result<()> {
    let register = Register::new(reference::names()?);
    let mut progress = Progress::begin(files.len());
    let mut drafts = Vec::new();
    let mut failed = Vec::new();
    for path in files {
        progress.next(path);
        match read(path, &register) {
            Ok(draft) => drafts.push((path, draft)),
            Err(error) => failed.push(error),
        }
    }
    progress.end();
    print(files, &drafts, shown)?;
    match (failed.pop(), failed.as_slice()) {
        (None, _) => Ok(()),
        (Some(error), []) => Err(error),
        (Some(last), earlier) => {
            let all = earlier.iter().chain([&last]).map(|error| format!("{error:#}"));
            let hint = "the other files were read; see each line for what this one lacks";
            Err(Hinted::new(all.collect::<Vec<_>>().join("\n       "), hint).into())
        }
    }
}

fn print(files: &[PathBuf], drafts: &[(&PathBuf, Draft)], shown: Shown) -> Result<()> {
    match (shown, drafts, files) {
        (_, [], _) => {}
        (Shown::Json, [(_, only)], [_]) => say(serde_json::to_string_pretty(only)?),
        (Shown::Json, all, _) => {
            let all: Vec<&Draft> = all.iter().map(|(_, draft)| draft).collect();
            say(serde_json::to_string_pretty(&all)?);
        }
        (Shown::Table, all, _) => {
            for (path, draft) in all {
                if files.len() > 1 {
                    say(format_args!("== {}", path.display()));
                }
                page::lines(draft).iter().for_each(say);
            }
        }
    }
    Ok(())
}

fn read(path: &Path, register: &Register) -> Result<Draft> {
    let bytes = std::fs::read(path).with_context(|| format!("reading `{}`", path.display()))?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
    duban_intake::read(&bytes, &register.hints(&name)).map_err(|error| {
        let hint = match error {
            NotAPlan::NothingPromised { .. } => {
                "a plan names who answers for what, or states aims with figures or dates; if this \
                 one does, open the file: its text may be a picture, or lie in an annex"
            }
            _ => "plain text, Markdown, HTML, DOCX and XLSX can be read",
        };
        Hinted::new(format!("`{}`: {error}", path.display()), hint).into()
    })
}
