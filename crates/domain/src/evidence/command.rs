//! What may be asked of a piece of evidence.

use super::state::{Exhibit, Purpose};
use crate::value::id::AssignmentId;
use crate::value::text::{Name, Reason};

/// A command to one piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 提交.
    Submit {
        /// The assignment it belongs to.
        assignment: AssignmentId,
        /// What it shows.
        purpose: Purpose,
        /// Its title.
        title: Name,
        /// The file or link.
        exhibit: Exhibit,
    },
    /// 核验.
    Verify,
    /// 不予认可.
    Refuse {
        /// Why.
        reason: Reason,
    },
}
