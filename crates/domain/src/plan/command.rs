//! What may be asked of a plan.

use chrono::NaiveDate;

use super::state::Document;

/// A command to one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 起草. Takes a document in as the draft of a plan.
    Draft {
        /// What the document says of itself.
        document: Box<Document>,
    },
    /// 印发. Makes the draft binding; every lead and due date must be confirmed.
    Issue {
        /// 施行日. From when duties count; earlier deadlines read "carried over".
        in_force_from: NaiveDate,
    },
    /// 生效. The first task was dispatched (by the system).
    BringIntoEffect,
}
