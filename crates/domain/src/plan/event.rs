//! What happened to a plan.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::finding::Finding;
use super::state::Document;
use crate::value::id::{FindingId, PersonId, TaskId, UnitId};
use crate::value::text::{Name, Reason};

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
    /// What a careful reader would ask was put down.
    FindingsNoted {
        /// The questions, in reading order.
        findings: Vec<Finding>,
    },
    /// Findings were settled, or opened again.
    FindingsSettled {
        /// Which.
        findings: Vec<FindingId>,
        /// What was decided; none where they were opened again.
        decision: Option<Reason>,
        /// Who decided.
        by: Option<PersonId>,
        /// When.
        on: NaiveDate,
    },
    /// It was said which unit the document means by a name.
    UnitIdentified {
        /// The name as the document writes it.
        name: Name,
        /// The unit that is meant.
        unit: UnitId,
        /// Whether the unit is known by this name from now on.
        learnt: bool,
        /// The findings that are settled by it.
        findings: Vec<FindingId>,
        /// The tasks that name it.
        tasks: Vec<TaskId>,
        /// Who said so.
        by: Option<PersonId>,
        /// When.
        on: NaiveDate,
    },
    /// The draft was taken back.
    PlanDiscarded {
        /// Why.
        because: Reason,
        /// Its tasks.
        tasks: Vec<TaskId>,
        /// Who took it back.
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
