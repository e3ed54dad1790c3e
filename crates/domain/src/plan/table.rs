//! The transitions of a plan, as data.

use crate::policy::Who;

/// What can be done with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// 起草.
    Draft,
    /// 记存疑.
    Note,
    /// 处理存疑.
    Settle,
    /// 指明单位.
    IdentifyUnit,
    /// 作废草稿.
    Discard,
    /// 印发.
    Issue,
    /// 生效.
    BringIntoEffect,
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

const OFFICE: &[Who] = &[Who::OfficeHandler];

/// Every transition; what is not listed is forbidden.
pub const TABLE: &[Row] = &[
    Row { from: "ABSENT", action: Action::Draft, to: "DRAFT", who: OFFICE },
    Row { from: "DRAFT", action: Action::Note, to: "DRAFT", who: OFFICE },
    Row { from: "DRAFT", action: Action::Settle, to: "DRAFT", who: OFFICE },
    Row { from: "ISSUED", action: Action::Settle, to: "ISSUED", who: OFFICE },
    Row { from: "EFFECTIVE", action: Action::Settle, to: "EFFECTIVE", who: OFFICE },
    Row { from: "DRAFT", action: Action::IdentifyUnit, to: "DRAFT", who: OFFICE },
    Row { from: "DRAFT", action: Action::Discard, to: "DISCARDED", who: OFFICE },
    Row { from: "DRAFT", action: Action::Issue, to: "ISSUED", who: &[Who::OfficeDirector] },
    Row { from: "ISSUED", action: Action::BringIntoEffect, to: "EFFECTIVE", who: &[Who::System] },
];

impl Action {
    /// The actions that people can take on a plan that exists.
    pub const OFFERED: &[Self] = &[Self::Settle, Self::IdentifyUnit, Self::Discard, Self::Issue];

    /// The action as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Note => "NOTE_FINDINGS",
            Self::Settle => "SETTLE_FINDINGS",
            Self::IdentifyUnit => "IDENTIFY_UNIT",
            Self::Discard => "DISCARD",
            Self::Issue => "ISSUE",
            Self::BringIntoEffect => "BRING_INTO_EFFECT",
        }
    }

    /// Who may take it.
    pub fn who(self) -> &'static [Who] {
        TABLE.iter().find(|row| row.action == self).map_or(&[], |row| row.who)
    }

    /// Whether a plan in `state` can be acted upon so.
    pub fn starts_from(self, state: &str) -> bool {
        TABLE.iter().any(|row| row.action == self && row.from == state)
    }
}
