//! What happened to an assignment. Every event carries the business date it counts from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::record::{Balance, Charge, ClosingRequest, Fact, Milestone};
use super::row::Claims;
use crate::time::Period;
use crate::value::id::{AssignmentId, PersonId, TargetId};
use crate::value::text::Reason;

/// An event of one assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// It was handed to its unit.
    AssignmentOpened {
        /// What was handed over.
        charge: Box<Charge>,
        /// When.
        on: NaiveDate,
    },
    /// The unit signed for it.
    AssignmentSignedFor {
        /// Who signed.
        by: Option<PersonId>,
        /// When.
        on: NaiveDate,
    },
    /// The milestones were set or replaced.
    MilestonesPlanned {
        /// All of them.
        milestones: Vec<Milestone>,
        /// When.
        on: NaiveDate,
    },
    /// What stood at adoption was registered.
    BalanceRecorded {
        /// What stood.
        balance: Balance,
    },
    /// A row is owed for a period.
    RowOpened {
        /// Which period.
        period: Period,
        /// Until when.
        due_on: NaiveDate,
        /// Since when.
        on: NaiveDate,
    },
    /// The row was signed and submitted.
    RowSubmitted {
        /// Which period.
        period: Period,
        /// What it claims.
        claims: Claims,
        /// Who signed.
        by: Option<PersonId>,
        /// When.
        on: NaiveDate,
    },
    /// The row was withdrawn before anybody looked at it.
    RowWithdrawn {
        /// Which period.
        period: Period,
    },
    /// The lead agreed with the row.
    RowChecked {
        /// Which period.
        period: Period,
        /// Who checked.
        by: Option<PersonId>,
    },
    /// The row was accepted.
    RowAccepted {
        /// Which period.
        period: Period,
        /// The targets that its figures meet.
        targets_met: Vec<TargetId>,
        /// Who accepted.
        by: Option<PersonId>,
    },
    /// The row was returned.
    RowReturned {
        /// Which period.
        period: Period,
        /// Why.
        reason: Reason,
        /// Who returned it.
        by: Option<PersonId>,
    },
    /// The holder asked for closing.
    ClosingRequested {
        /// What it says.
        request: ClosingRequest,
    },
    /// The request was sent back.
    ClosingSentBack {
        /// Why.
        reason: Reason,
        /// Who sent it back.
        by: Option<PersonId>,
        /// The earliest day on which the holder can be reproached for it again.
        grace_until: NaiveDate,
    },
    /// It was closed with the outcome of the request.
    AssignmentClosed {
        /// Who closed it.
        by: Option<PersonId>,
        /// When.
        on: NaiveDate,
        /// The supports that end with it.
        ends: Vec<AssignmentId>,
    },
    /// It does not concern the unit.
    DeclaredNotApplicable {
        /// Why.
        reason: Reason,
        /// Who said so.
        by: Option<PersonId>,
        /// When.
        on: NaiveDate,
    },
    /// An accepted fact was otherwise.
    FactAmended {
        /// What was really so.
        fact: Fact,
        /// Whether the right figure meets its target.
        meets: bool,
        /// Why.
        reason: Reason,
        /// Who says so.
        by: Option<PersonId>,
    },
    /// The lead was closed, and the support with it.
    EndedWithLead {
        /// When.
        on: NaiveDate,
    },
}
