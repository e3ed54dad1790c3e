//! `duban intake`: what is found in documents, for people or as JSON. Writes nothing.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use duban_engine::documents::Register;
use duban_intake::Draft;
use duban_intake::draft::{LeadBasis, Target};

use crate::failure::Hinted;
use crate::say::say;
use crate::seed::reference;

/// How the findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// For people.
    Table,
    /// Everything, for programs: one object for one file, a list for several.
    Json,
}

/// Reads documents and prints what was found.
///
/// # Errors
/// When one cannot be read.
pub fn run(files: &[PathBuf], shown: Shown) -> Result<()> {
    let register = Register::new(reference::names()?);
    let drafts = files.iter().map(|path| read(path, &register)).collect::<Result<Vec<_>>>()?;
    match (shown, drafts.as_slice()) {
        (Shown::Json, [only]) => say(serde_json::to_string_pretty(only)?),
        (Shown::Json, all) => say(serde_json::to_string_pretty(all)?),
        (Shown::Table, all) => all.iter().for_each(print),
    }
    Ok(())
}

fn read(path: &Path, register: &Register) -> Result<Draft> {
    let bytes = std::fs::read(path).with_context(|| format!("reading `{}`", path.display()))?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
    duban_intake::read(&bytes, &register.hints(&name)).map_err(|error| {
        let hint = "plain text, HTML, DOCX and XLSX can be read";
        Hinted::new(format!("`{}`: {error}", path.display()), hint).into()
    })
}

fn print(draft: &Draft) {
    let source = &draft.source;
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
    say(format_args!("{}  {}", or_dash(&source.document_number), or_dash(&source.title)));
    let issued = source.issued_on.map_or_else(|| "-".into(), |on| on.to_string());
    say(format_args!("issued by {} on {issued}", or_dash(&source.issuer)));
    if let Some(common) = &draft.common_implementers {
        say(format_args!("every task is carried out by: {}", common.names.join("、")));
    }
    for task in &draft.tasks {
        let mark = if task.lead_basis == LeadBasis::FirstListed { " (listed first)" } else { "" };
        say("");
        say(format_args!(
            "line {:>4}  {} {}  [{}]",
            task.line,
            task.id,
            task.title.as_deref().unwrap_or(&task.starts_with),
            task.path.join("/"),
        ));
        say(format_args!("           lead: {}{mark}", or_dash(&task.lead)));
        if !task.supporting.is_empty() {
            say(format_args!("           support: {}", task.supporting.join("、")));
        }
        for target in &task.targets {
            say(format_args!("  line {:>4}  {}", draft.line(target.span), words(target)));
        }
    }
    let targets: usize = draft.tasks.iter().map(|task| task.targets.len()).sum();
    say("");
    say(format_args!(
        "{} tasks, {targets} targets, {} goals, {} findings, {} repairs",
        draft.tasks.len(),
        draft.goals.len(),
        draft.findings.len(),
        draft.repairs.len(),
    ));
}

fn words(target: &Target) -> String {
    let by = target.deadline.map_or_else(String::new, |on| format!(" by {on}"));
    let scope = target.scope.as_deref().map_or_else(String::new, |scope| format!(" [{scope}]"));
    format!("{}{by}{scope}", target.text)
}
