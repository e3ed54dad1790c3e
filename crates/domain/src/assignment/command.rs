//! What may be asked of an assignment.

use chrono::NaiveDate;

use super::record::{Balance, Fact, Milestone, Outcome};
use super::row::Claims;
use crate::people::duty::Duty;
use crate::time::Period;
use crate::value::id::{PersonId, TaskId, UnitId};
use crate::value::text::{DocNo, Paragraph, Reason};

/// A command to one assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 派发. Opens it (by the system, with the dispatch of its task).
    Open {
        /// Its task.
        task: TaskId,
        /// Who holds it.
        unit: UnitId,
        /// How the unit answers.
        duty: Duty,
    },
    /// 签收. Signs for it.
    SignFor,
    /// 制定节点. Sets or replaces the milestones.
    PlanMilestones {
        /// All of them; shares sum to 100.
        milestones: Vec<Milestone>,
    },
    /// 期初登记. Says how far it was when the plan was adopted.
    RecordBalance {
        /// What stood.
        balance: Balance,
    },
    /// Opens the row of a period (by the system, with the sheet).
    OpenRow {
        /// Which period.
        period: Period,
        /// Until when it is due.
        due_on: NaiveDate,
    },
    /// Takes a submitted row in (by the system, with the sheet).
    RecordSubmission {
        /// Which period.
        period: Period,
        /// What it claims.
        claims: Claims,
        /// Who signed it.
        by: Option<PersonId>,
    },
    /// Gives a row back that was withdrawn (by the system, with the sheet).
    RecordWithdrawal {
        /// Which period.
        period: Period,
    },
    /// 牵头核对. The lead agrees with a county's row.
    CheckRow {
        /// Which period.
        period: Period,
    },
    /// 审核通过. The office accepts a row; what it claims now counts.
    AcceptRow {
        /// Which period.
        period: Period,
    },
    /// 退回一行. Lead or office returns a row.
    ReturnRow {
        /// Which period.
        period: Period,
        /// Why.
        reason: Reason,
    },
    /// 申请办结.
    RequestClosing {
        /// How it ended.
        outcome: Outcome,
        /// In the holder's words.
        statement: Paragraph,
        /// The document that ends the requirement.
        basis: Option<DocNo>,
    },
    /// 退回补办.
    SendBack {
        /// Why.
        reason: Reason,
    },
    /// 办结销号.
    Close,
    /// 不适用. The county does not have what the task is about.
    DeclareNotApplicable {
        /// Why.
        reason: Reason,
    },
    /// 更正. Says that an accepted fact was otherwise; what was said stays on record beside it.
    AmendFact {
        /// What was otherwise.
        fact: Fact,
        /// Why.
        reason: Reason,
    },
    /// Ends a support (by the system, with its lead).
    EndWithLead,
}
