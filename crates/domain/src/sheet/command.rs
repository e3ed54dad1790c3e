//! What may be asked of a sheet.

use super::state::Entry;
use crate::value::id::AssignmentId;

/// A command to one sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 建表. Opens rows that are not there yet (by the system).
    OpenRows {
        /// Of which assignments.
        assignments: Vec<AssignmentId>,
    },
    /// 填报. Writes rows; what was written before is replaced.
    Draft {
        /// The rows.
        rows: Vec<(AssignmentId, Entry)>,
    },
    /// 沿用上期. Takes the words of the last period over, not its claims.
    CopyLast {
        /// Of which assignments; all open rows where the list is empty.
        assignments: Vec<AssignmentId>,
    },
    /// 审签报送. Signs and submits rows; what was not written says "no change".
    Submit {
        /// Of which assignments; all open rows where the list is empty.
        assignments: Vec<AssignmentId>,
    },
    /// 撤回. Takes rows back that nobody has reviewed.
    Withdraw {
        /// Of which assignments.
        assignments: Vec<AssignmentId>,
    },
}
