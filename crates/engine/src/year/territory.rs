//! 辖区. The counties and presets of classes that a scheme may name.

use std::collections::BTreeMap;

use duban_domain::measure::allot::candidate::CandidateKind;
use duban_domain::measure::score::scheme::Ranking;
use duban_domain::value::code::Code;

/// 辖区. What is known of a city: its counties, and the classes that others have divided them into.
#[derive(Debug, Clone, Default)]
pub struct Territory {
    /// Its counties and zones.
    pub counties: Vec<County>,
    /// The presets of classes.
    pub presets: Vec<Preset>,
}

/// 县区. A county or zone and the forms in which files name it.
#[derive(Debug, Clone)]
pub struct County {
    /// Its code.
    pub code: Code,
    /// Its name in tables.
    pub name: String,
    /// Other forms.
    pub aliases: Vec<String>,
    /// County or zone.
    pub kind: CandidateKind,
    /// Its class by preset.
    pub classes: BTreeMap<String, Code>,
}

/// 分类预设. Classes that a scheme takes over by one word.
#[derive(Debug, Clone)]
pub struct Preset {
    /// Its code, such as `DUBAN_4`.
    pub code: String,
    /// Its classes: code, name, ranking.
    pub classes: Vec<(Code, String, Ranking)>,
}

impl Territory {
    /// Finds a county by code, name or alias.
    pub fn county(&self, text: &str) -> Option<&County> {
        self.counties.iter().find(|county| {
            county.code.as_str() == text
                || county.name == text
                || county.aliases.iter().any(|alias| alias == text)
        })
    }

    /// Finds a preset.
    pub fn preset(&self, code: &str) -> Option<&Preset> {
        self.presets.iter().find(|preset| preset.code == code)
    }
}
