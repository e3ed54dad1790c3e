//! What happened to a piece of evidence.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::state::Content;
use crate::value::id::{PersonId, UnitId};
use crate::value::text::Reason;

/// An event of one piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// It was handed in.
    EvidenceSubmitted {
        /// What was handed in.
        content: Box<Content>,
    },
    /// Another unit found that it shows what it should.
    EvidenceVerified {
        /// Who verified it.
        by: Option<PersonId>,
        /// For which unit.
        unit: Option<UnitId>,
        /// When.
        on: NaiveDate,
    },
    /// Another unit found that it does not.
    EvidenceRefused {
        /// Why.
        reason: Reason,
        /// Who refused it.
        by: Option<PersonId>,
        /// For which unit.
        unit: Option<UnitId>,
        /// When.
        on: NaiveDate,
    },
}
