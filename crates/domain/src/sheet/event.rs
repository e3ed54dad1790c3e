//! What happened to a sheet.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::state::Entry;
use crate::value::digest::Digest;
use crate::value::id::{AssignmentId, PersonId};

/// An event of one sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Rows were opened.
    RowsOpened {
        /// Of which assignments.
        assignments: Vec<AssignmentId>,
        /// Until when the sheet is due.
        due_on: NaiveDate,
    },
    /// Rows were written.
    RowsDrafted {
        /// The rows.
        rows: Vec<Drafted>,
        /// Who wrote them; another person signs.
        by: Option<PersonId>,
    },
    /// Rows were signed and submitted.
    RowsSubmitted {
        /// The rows as signed.
        rows: Vec<Drafted>,
        /// What the signature covers: the digest of the rows in their canonical form.
        digest: Option<Digest>,
        /// Who signed.
        by: Option<PersonId>,
        /// When.
        on: NaiveDate,
    },
    /// Rows were taken back.
    RowsWithdrawn {
        /// Of which assignments.
        assignments: Vec<AssignmentId>,
        /// By whom.
        by: Option<PersonId>,
    },
}

/// A row and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// Of which assignment.
    pub assignment: AssignmentId,
    /// What it says.
    pub entry: Entry,
}
