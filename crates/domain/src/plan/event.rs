//! What happened to a plan.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::state::Document;
use crate::value::id::{PersonId, TaskId};

/// An event of one plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A document was taken in.
    PlanDrafted {
        /// What the document says of itself.
        document: Box<Document>,
        /// Who took it in; another person must issue it.
        by: Option<PersonId>,
    },
    /// The plan became binding.
    PlanIssued {
        /// From when duties count.
        in_force_from: NaiveDate,
        /// Who issued it.
        by: Option<PersonId>,
        /// The tasks it was issued with.
        tasks: Vec<TaskId>,
    },
    /// The first task was dispatched.
    PlanTookEffect {},
}
