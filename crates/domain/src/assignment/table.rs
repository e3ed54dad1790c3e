//! The transitions of an assignment, as data: from, action, to, duties, who.

use crate::people::duty::Duty;
use crate::policy::Who;

/// What can be done with an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// 派发.
    Open,
    /// 签收.
    SignFor,
    /// 制定节点.
    PlanMilestones,
    /// 期初登记.
    RecordBalance,
    /// 建行.
    OpenRow,
    /// 报送.
    RecordSubmission,
    /// 撤回.
    RecordWithdrawal,
    /// 牵头核对.
    CheckRow,
    /// 审核通过.
    AcceptRow,
    /// 退回一行.
    ReturnRow,
    /// 申请办结.
    RequestClosing,
    /// 退回补办.
    SendBack,
    /// 办结销号.
    Close,
    /// 不适用.
    DeclareNotApplicable,
    /// 更正.
    AmendFact,
    /// 随牵头办结.
    EndWithLead,
}

/// One row: from a state, for some duties, by whom, to a state.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The states it starts from.
    pub from: &'static [&'static str],
    /// What is done.
    pub action: Action,
    /// The state it leads to; none where the state stays.
    pub to: Option<&'static str>,
    /// The duties it exists for.
    pub duties: &'static [Duty],
    /// Who may do it.
    pub who: &'static [Who],
}

const ALL: &[Duty] = &Duty::ALL;
const REPORTING: &[Duty] = &[Duty::Lead, Duty::CoLead, Duty::Implement, Duty::Part];
const COUNTY: &[Duty] = &[Duty::Implement];
const SUPPORT: &[Duty] = &[Duty::Support];

const OPEN: &[&str] = &["DISPATCHED", "SIGNED", "IN_PROGRESS", "CLOSE_REVIEW"];
const SIGNED: &[&str] = &["SIGNED", "IN_PROGRESS", "CLOSE_REVIEW"];
const AMENDABLE: &[&str] = &["SIGNED", "IN_PROGRESS", "CLOSE_REVIEW", "COMPLETED"];
const WORKING: &[&str] = &["SIGNED", "IN_PROGRESS"];

const SYSTEM: &[Who] = &[Who::System];
const JUDGES: &[Who] = &[Who::OfficeHandler, Who::SupervisorDirector, Who::GroupLeader];
const RETURNERS: &[Who] =
    &[Who::LeadHandler, Who::OfficeHandler, Who::SupervisorDirector, Who::GroupLeader];
const CLOSERS: &[Who] = &[Who::OfficeDirector, Who::SupervisorDirector, Who::GroupLeader];

const fn row(
    from: &'static [&'static str],
    action: Action,
    to: Option<&'static str>,
    duties: &'static [Duty],
    who: &'static [Who],
) -> Row {
    Row { from, action, to, duties, who }
}

/// Every transition; what is not listed is forbidden.
pub const TABLE: &[Row] = &[
    row(&["ABSENT"], Action::Open, Some("DISPATCHED"), ALL, SYSTEM),
    row(&["DISPATCHED"], Action::SignFor, Some("SIGNED"), ALL, &[Who::HolderHandler]),
    row(WORKING, Action::PlanMilestones, Some("IN_PROGRESS"), ALL, &[Who::HolderSigner]),
    row(OPEN, Action::RecordBalance, None, REPORTING, &[Who::OfficeHandler]),
    row(SIGNED, Action::OpenRow, None, REPORTING, SYSTEM),
    row(SIGNED, Action::RecordSubmission, None, REPORTING, SYSTEM),
    row(SIGNED, Action::RecordWithdrawal, None, REPORTING, SYSTEM),
    row(SIGNED, Action::CheckRow, None, COUNTY, &[Who::LeadHandler]),
    row(SIGNED, Action::AcceptRow, None, REPORTING, JUDGES),
    row(SIGNED, Action::ReturnRow, None, REPORTING, RETURNERS),
    row(WORKING, Action::RequestClosing, Some("CLOSE_REVIEW"), REPORTING, &[Who::HolderSigner]),
    row(&["CLOSE_REVIEW"], Action::SendBack, Some("IN_PROGRESS"), REPORTING, CLOSERS),
    row(&["CLOSE_REVIEW"], Action::Close, Some("COMPLETED"), REPORTING, CLOSERS),
    row(
        &["DISPATCHED", "SIGNED", "IN_PROGRESS"],
        Action::DeclareNotApplicable,
        Some("NOT_APPLICABLE"),
        COUNTY,
        CLOSERS,
    ),
    row(AMENDABLE, Action::AmendFact, None, REPORTING, JUDGES),
    row(OPEN, Action::EndWithLead, Some("COMPLETED"), SUPPORT, SYSTEM),
];

impl Action {
    /// The actions that people can take on an assignment that exists.
    pub const OFFERED: &[Self] = &[
        Self::SignFor,
        Self::PlanMilestones,
        Self::RecordBalance,
        Self::CheckRow,
        Self::AcceptRow,
        Self::ReturnRow,
        Self::RequestClosing,
        Self::SendBack,
        Self::Close,
        Self::DeclareNotApplicable,
        Self::AmendFact,
    ];

    /// The action as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::SignFor => "SIGN_FOR",
            Self::PlanMilestones => "PLAN_MILESTONES",
            Self::RecordBalance => "RECORD_BALANCE",
            Self::OpenRow => "OPEN_ROW",
            Self::RecordSubmission => "RECORD_SUBMISSION",
            Self::RecordWithdrawal => "RECORD_WITHDRAWAL",
            Self::CheckRow => "CHECK_ROW",
            Self::AcceptRow => "ACCEPT_ROW",
            Self::ReturnRow => "RETURN_ROW",
            Self::RequestClosing => "REQUEST_CLOSING",
            Self::SendBack => "SEND_BACK",
            Self::Close => "CLOSE",
            Self::DeclareNotApplicable => "DECLARE_NOT_APPLICABLE",
            Self::AmendFact => "AMEND_FACT",
            Self::EndWithLead => "END_WITH_LEAD",
        }
    }

    /// Who may take it.
    pub fn who(self) -> &'static [Who] {
        TABLE.iter().find(|row| row.action == self).map_or(&[], |row| row.who)
    }

    /// Whether it passes judgement on the holder's work, which no post of the holder may do.
    pub fn judges(self) -> bool {
        matches!(
            self,
            Self::RecordBalance
                | Self::CheckRow
                | Self::AcceptRow
                | Self::ReturnRow
                | Self::SendBack
                | Self::Close
                | Self::DeclareNotApplicable
                | Self::AmendFact
        )
    }

    /// Whether an assignment of `duty` in `state` can be acted upon so.
    pub fn starts_from(self, state: &str, duty: Option<Duty>) -> bool {
        TABLE.iter().any(|row| {
            row.action == self
                && row.from.contains(&state)
                && duty.is_none_or(|duty| row.duties.contains(&duty))
        })
    }
}
