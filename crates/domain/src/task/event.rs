//! What happened to a task.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::regroup::Branch;
use super::state::{Clause, Duties, Implementers};
use super::target::Target;
use crate::people::duty::Duty;
use crate::value::id::{AssignmentId, PersonId, TargetId, TaskId, UnitId};
use crate::value::text::{Name, Title};

/// An event of one task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The task was added to a draft plan.
    TaskDrafted {
        /// Where it comes from and what it asks for.
        clause: Box<Clause>,
        /// Who answers for it.
        duties: Duties,
        /// Its measures.
        targets: Vec<Target>,
    },
    /// Parts were taken out; each is a task of its own now.
    TaskSplit {
        /// What is left.
        clause: Box<Clause>,
        /// The parts.
        branches: Vec<Branch>,
    },
    /// Other tasks were taken in.
    TasksMerged {
        /// Which.
        others: Vec<TaskId>,
        /// What it asks for now.
        clause: Box<Clause>,
        /// Who answers for it now.
        duties: Duties,
        /// Its measures now.
        targets: Vec<Target>,
        /// Whether the due date is stated or was confirmed.
        due_confirmed: bool,
    },
    /// Another task took this one in.
    TaskMerged {
        /// Which.
        into: TaskId,
    },
    /// The title was corrected.
    TitleCorrected {
        /// The right title.
        title: Title,
    },
    /// The units were corrected by hand.
    DutiesCorrected {
        /// The lead.
        lead: UnitId,
        /// Those who lead beside it, in order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        co_leads: Vec<UnitId>,
        /// The supports, in order.
        supports: Vec<UnitId>,
    },
    /// Who carries the task out was corrected by hand.
    ImplementersCorrected {
        /// Who.
        implementers: Implementers,
    },
    /// The due date was set by hand.
    DueCorrected {
        /// The right date.
        due_on: NaiveDate,
    },
    /// A target was added or replaced.
    TargetSet {
        /// The target.
        target: Box<Target>,
    },
    /// A target was removed.
    TargetRemoved {
        /// Which.
        target: TargetId,
    },
    /// An inferred lead was confirmed as it stands.
    LeadConfirmed {
        /// The lead.
        lead: UnitId,
        /// Who confirmed it.
        by: Option<PersonId>,
    },
    /// An inferred due date was acknowledged as it stands.
    DueConfirmed {
        /// The date.
        due_on: NaiveDate,
        /// Who acknowledged it.
        by: Option<PersonId>,
    },
    /// The leader in charge was named, or taken off.
    LeaderNamed {
        /// Who, by name.
        leader: Option<Name>,
    },
    /// A unit that nobody knew was found to be this one.
    UnitPlaced {
        /// The unit as the document writes it.
        name: Name,
        /// The unit that is meant.
        unit: UnitId,
    },
    /// The task was discarded with its plan.
    TaskDiscarded {},
    /// The task was filed with its plan.
    TaskFiled {},
    /// The task was handed to its units.
    TaskDispatched {
        /// One assignment for each unit and duty.
        openings: Vec<Opening>,
    },
}

/// 派发. One assignment that a dispatch opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The identity of the assignment.
    pub assignment: AssignmentId,
    /// Who holds it.
    pub unit: UnitId,
    /// How the unit answers.
    pub duty: Duty,
}
