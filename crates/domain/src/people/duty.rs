//! The five ways in which a unit can owe something on a task.

use std::fmt;

use serde::{Deserialize, Serialize};

/// 责任方式. How a unit answers for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Duty {
    /// 牵头. The one contact lead: compiles, checks county rows, closes last.
    Lead,
    /// 共同牵头. Answers equally, without compiling and closing.
    CoLead,
    /// 落实. Carries the task out on its territory, signed by its own signer.
    Implement,
    /// 配合. Signs for, writes its paragraph when asked, ends with the lead's.
    Support,
    /// 分解. A part handed down inside the house of a holder, who answers for the whole.
    Part,
}

impl Duty {
    /// Every duty, in the order in which people name them.
    pub const ALL: [Self; 5] =
        [Self::Lead, Self::CoLead, Self::Implement, Self::Support, Self::Part];

    /// The duty as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "LEAD",
            Self::CoLead => "CO_LEAD",
            Self::Implement => "IMPLEMENT",
            Self::Support => "SUPPORT",
            Self::Part => "PART",
        }
    }

    /// Reads the form of [`Duty::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|duty| duty.as_str() == text)
    }

    /// Whether the holder reports a row every month and closes by itself; a support does neither.
    pub fn reports(self) -> bool {
        !matches!(self, Self::Support)
    }
}

impl fmt::Display for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
