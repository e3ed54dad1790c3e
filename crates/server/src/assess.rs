//! `duban assess`: a year's scores and money from two files, for people or as JSON. Writes nothing.

mod json;
mod table;

use std::path::Path;

use anyhow::{Context, Result};
use duban_engine::year::complaint::Complaint;
use duban_engine::year::{self, File};

use crate::failure::Hinted;
use crate::intake::Shown;
use crate::say::say;
use crate::seed::territory::territory;

/// Scores the year of a scheme and its data and splits the fund.
///
/// # Errors
/// Everything that is wrong with the two files, or the rule that cannot be met.
pub fn run(scheme: &Path, data: &Path, shown: Shown) -> Result<()> {
    let (scheme_name, scheme) = (scheme.display().to_string(), bytes(scheme)?);
    let (data_name, data) = (data.display().to_string(), bytes(data)?);
    let year = year::read(
        File { name: &scheme_name, bytes: &scheme },
        File { name: &data_name, bytes: &data },
        &territory()?,
    )
    .map_err(refused)?;
    let assessed = year::assess(&year).map_err(refused)?;
    match shown {
        Shown::Table => table::lines(&year, &assessed).iter().for_each(say),
        Shown::Json => {
            let printed = json::printed(&year, &assessed, [&scheme, &data])?;
            say(serde_json::to_string_pretty(&printed)?);
        }
    }
    Ok(())
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("reading `{}`", path.display()))
}

/// All complaints as one error: the first line counts them, each stands on a line of its own.
fn refused(complaints: Vec<Complaint>) -> anyhow::Error {
    let lines: Vec<String> = complaints.iter().map(|one| format!("  {one}")).collect();
    let things = if lines.len() == 1 { "thing keeps" } else { "things keep" };
    let message =
        format!("{} {things} the year from being scored\n{}", lines.len(), lines.join("\n"));
    Hinted::new(message, "mend these lines and run the command again; nothing was scored").into()
}
