//! `seeds/reference/jurisdictions.toml`, as the files of an assessment name it.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use duban_domain::measure::allot::candidate::CandidateKind;
use duban_domain::measure::score::scheme::Ranking;
use duban_domain::value::code::Code;
use duban_engine::year::territory::{County, Preset, Territory};
use serde::Deserialize;

const JURISDICTIONS: &str = include_str!("../../../../seeds/reference/jurisdictions.toml");

#[derive(Deserialize)]
struct File {
    class_preset: Vec<PresetEntry>,
    jurisdiction: Vec<Entry>,
}

#[derive(Deserialize)]
struct PresetEntry {
    code: String,
    classes: Vec<ClassEntry>,
}

#[derive(Deserialize)]
struct ClassEntry {
    code: Code,
    name: String,
    ranked: bool,
}

#[derive(Deserialize)]
struct Entry {
    code: Code,
    name: String,
    full_name: String,
    aliases: Vec<String>,
    kind: String,
    classes: BTreeMap<String, Code>,
}

/// The counties and presets of classes of the reference data.
///
/// # Errors
/// When the embedded file is malformed.
pub fn territory() -> Result<Territory> {
    let file: File = toml::from_str(JURISDICTIONS).context("reading jurisdictions.toml")?;
    let county = |entry: Entry| County {
        code: entry.code,
        name: entry.name,
        aliases: [entry.full_name].into_iter().chain(entry.aliases).collect(),
        kind: match entry.kind.as_str() {
            "ZONE" => CandidateKind::Zone,
            _ => CandidateKind::County,
        },
        classes: entry.classes,
    };
    let class = |class: ClassEntry| {
        let ranking = if class.ranked { Ranking::Ranked } else { Ranking::LineOnly };
        (class.code, class.name, ranking)
    };
    let preset = |preset: PresetEntry| Preset {
        code: preset.code,
        classes: preset.classes.into_iter().map(class).collect(),
    };
    Ok(Territory {
        counties: file.jurisdiction.into_iter().map(county).collect(),
        presets: file.class_preset.into_iter().map(preset).collect(),
    })
}
