//! The transitions of evidence, as data.

use crate::policy::Who;

/// What can be done with a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// 提交.
    Submit,
    /// 核验.
    Verify,
    /// 不予认可.
    Refuse,
}

/// One row: from a state, by whom, to a state.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The state it starts from.
    pub from: &'static str,
    /// What is done.
    pub action: Action,
    /// The state it leads to.
    pub to: &'static str,
    /// Who may do it.
    pub who: &'static [Who],
}

const JUDGES: &[Who] =
    &[Who::LeadHandler, Who::OfficeHandler, Who::SupervisorDirector, Who::GroupLeader];

/// Every transition; what is not listed is forbidden.
pub const TABLE: &[Row] = &[
    Row { from: "ABSENT", action: Action::Submit, to: "PENDING", who: &[Who::HolderHandler] },
    Row { from: "PENDING", action: Action::Verify, to: "VERIFIED", who: JUDGES },
    Row { from: "PENDING", action: Action::Refuse, to: "REFUSED", who: JUDGES },
];

impl Action {
    /// The actions that people can take on evidence that exists.
    pub const OFFERED: &[Self] = &[Self::Verify, Self::Refuse];

    /// The action as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "SUBMIT",
            Self::Verify => "VERIFY",
            Self::Refuse => "REFUSE",
        }
    }

    /// Who may take it.
    pub fn who(self) -> &'static [Who] {
        TABLE.iter().find(|row| row.action == self).map_or(&[], |row| row.who)
    }

    /// Whether it passes judgement on the unit that handed the evidence in.
    pub fn judges(self) -> bool {
        matches!(self, Self::Verify | Self::Refuse)
    }

    /// Whether evidence in `state` can be acted upon so.
    pub fn starts_from(self, state: &str) -> bool {
        TABLE.iter().any(|row| row.action == self && row.from == state)
    }
}
