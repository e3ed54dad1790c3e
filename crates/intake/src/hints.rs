//! What the reader already knows when it opens a document.

use serde::{Deserialize, Serialize};

/// Knowledge that helps reading. All of it is optional: `Hints::default()` reads too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Hints {
    /// Name of the file, kept as the source and used when the bytes do not show their format.
    pub file_name: Option<String>,
    /// Organisations that units can be resolved to.
    pub organisations: Vec<Organisation>,
    /// How much a document may ask of the machine.
    pub limits: Limits,
}

/// An organisation that is known before the document is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Organisation {
    /// Its full or usual name.
    pub name: String,
    /// Other names documents use for it.
    pub aliases: Vec<String>,
    /// What it is; decides whether a unit supports or implements.
    pub kind: OrganisationKind,
}

/// 机构类别. What an organisation is, as far as reading needs it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OrganisationKind {
    /// A bureau, party organ, institution or company that leads or supports.
    #[default]
    Bureau,
    /// A county, district, town or zone that carries tasks out on its ground.
    Locality,
    /// A body outside the issuer's own house, such as a provincial branch or a bank.
    External,
}

/// Limits that keep one document from taking the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Limits {
    /// Largest file, in bytes.
    pub bytes: usize,
    /// Largest size of anything unpacked from a DOCX or XLSX, in bytes.
    pub unpacked_bytes: usize,
    /// Deepest nesting of markup that is followed.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 32 << 20, unpacked_bytes: 64 << 20, depth: 256 }
    }
}
