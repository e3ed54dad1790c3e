//! What may be asked of a plan.

use chrono::NaiveDate;

use super::finding::Finding;
use super::state::Document;
use crate::value::id::{FindingId, UnitId};
use crate::value::text::{Name, Reason};

/// A command to one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 起草. Takes a document in as the draft of a plan.
    Draft {
        /// What the document says of itself.
        document: Box<Document>,
    },
    /// 记存疑. Keeps with the draft what a careful reader would ask about it.
    Note {
        /// The questions, in reading order.
        findings: Vec<Finding>,
    },
    /// 处理存疑. Settles findings with a decision, or opens them again.
    Settle {
        /// Which.
        findings: Vec<FindingId>,
        /// What was decided; none opens them again.
        decision: Option<Reason>,
    },
    /// 指明单位. Says which unit on file the document means by a name that nobody knew.
    IdentifyUnit {
        /// The name as the document writes it.
        name: Name,
        /// The unit that is meant.
        unit: UnitId,
        /// Whether the unit is known by this name from now on.
        learn: bool,
    },
    /// 作废草稿. Takes back a draft that was imported by mistake.
    Discard {
        /// Why.
        because: Reason,
    },
    /// 印发. Makes the draft binding; every lead and due date must be confirmed.
    Issue {
        /// 施行日. From when duties count; earlier deadlines read "carried over".
        in_force_from: NaiveDate,
    },
    /// 生效. The first task was dispatched (by the system).
    BringIntoEffect,
}
