//! 单位识别. The units of a task as the document writes them, and which ones they were taken for.

use serde::{Deserialize, Serialize};

use crate::people::duty::Duty;
use crate::plan::state::Span;
use crate::value::id::UnitId;

/// 单位识别. A unit as written, with its part and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitReading {
    /// The unit as written; an elided list is written out.
    pub words: String,
    /// Where the words stand.
    pub span: Option<Span>,
    /// Its part in the task.
    pub duty: Duty,
    /// Which unit it was taken for; none as long as nobody knows.
    pub unit: Option<UnitId>,
    /// How it was recognised; none as long as it was not.
    pub by: Option<Recognition>,
    /// How sure that is, 0 to 100.
    pub certainty: u32,
}

impl UnitReading {
    /// Whether the document names a unit here that nobody knows. Localities are named by classes
    /// such as 各县区 and are no units of their own.
    pub fn is_open(&self) -> bool {
        self.unit.is_none() && self.duty != Duty::Implement
    }
}

/// 识别方式. How a unit was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Recognition {
    /// 全称. By its very name.
    Name,
    /// 别名. By one of its aliases.
    Alias,
    /// 简称. By its name shortened.
    Abbreviation,
    /// 相近. By a name much like it.
    Similarity,
    /// 人工. The office said so.
    Office,
}

impl Recognition {
    /// The form in which rows keep it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "NAME",
            Self::Alias => "ALIAS",
            Self::Abbreviation => "ABBREVIATION",
            Self::Similarity => "SIMILARITY",
            Self::Office => "OFFICE",
        }
    }
}
