//! Who may do what with a sheet, as data.

use crate::policy::Who;

/// What can be done with a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// 建表.
    OpenRows,
    /// 填报.
    Draft,
    /// 沿用上期.
    CopyLast,
    /// 审签报送.
    Submit,
    /// 撤回.
    Withdraw,
}

/// One row: from some states, by whom; every action leaves the sheet `OPEN`.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The states it starts from.
    pub from: &'static [&'static str],
    /// What is done.
    pub action: Action,
    /// Who may do it.
    pub who: &'static [Who],
}

/// Every transition; what is not listed is forbidden.
pub const TABLE: &[Row] = &[
    Row { from: &["ABSENT", "OPEN"], action: Action::OpenRows, who: &[Who::System] },
    Row { from: &["OPEN"], action: Action::Draft, who: &[Who::HolderHandler] },
    Row { from: &["OPEN"], action: Action::CopyLast, who: &[Who::HolderHandler] },
    Row { from: &["OPEN"], action: Action::Submit, who: &[Who::HolderSigner] },
    Row { from: &["OPEN"], action: Action::Withdraw, who: &[Who::HolderSigner] },
];

impl Action {
    /// The actions that people can take on a sheet that exists.
    pub const OFFERED: &[Self] = &[Self::Draft, Self::CopyLast, Self::Submit, Self::Withdraw];

    /// The action as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenRows => "OPEN_ROWS",
            Self::Draft => "DRAFT",
            Self::CopyLast => "COPY_LAST",
            Self::Submit => "SUBMIT",
            Self::Withdraw => "WITHDRAW",
        }
    }

    /// Who may take it.
    pub fn who(self) -> &'static [Who] {
        TABLE.iter().find(|row| row.action == self).map_or(&[], |row| row.who)
    }

    /// Whether a sheet in `state` can be acted upon so.
    pub fn starts_from(self, state: &str) -> bool {
        TABLE.iter().any(|row| row.action == self && row.from.contains(&state))
    }
}
