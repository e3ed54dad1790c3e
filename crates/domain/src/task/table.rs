//! The transitions of a task, as data.

use crate::policy::Who;

/// What can be done with a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// 起草.
    Draft,
    /// 拆分.
    Split,
    /// 分出.
    Branch,
    /// 合并.
    Merge,
    /// 并入.
    MergeInto,
    /// 更正. Title, units, due date, targets.
    Correct,
    /// 确认. Lead or due date as inferred.
    Confirm,
    /// 明确分管市领导.
    NameLeader,
    /// 落实单位识别.
    PlaceUnit,
    /// 作废.
    Discard,
    /// 立项.
    File,
    /// 交办.
    Dispatch,
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
    Row { from: "DRAFT", action: Action::Split, to: "DRAFT", who: OFFICE },
    Row { from: "ABSENT", action: Action::Branch, to: "DRAFT", who: &[Who::System] },
    Row { from: "DRAFT", action: Action::Merge, to: "DRAFT", who: OFFICE },
    Row { from: "DRAFT", action: Action::MergeInto, to: "DISCARDED", who: &[Who::System] },
    Row { from: "DRAFT", action: Action::Correct, to: "DRAFT", who: OFFICE },
    Row { from: "DRAFT", action: Action::Confirm, to: "DRAFT", who: OFFICE },
    Row { from: "DRAFT", action: Action::NameLeader, to: "DRAFT", who: OFFICE },
    Row { from: "FILED", action: Action::NameLeader, to: "FILED", who: OFFICE },
    Row { from: "DISPATCHED", action: Action::NameLeader, to: "DISPATCHED", who: OFFICE },
    Row { from: "DRAFT", action: Action::PlaceUnit, to: "DRAFT", who: &[Who::System] },
    Row { from: "DRAFT", action: Action::Discard, to: "DISCARDED", who: &[Who::System] },
    Row { from: "DRAFT", action: Action::File, to: "FILED", who: &[Who::System] },
    Row { from: "FILED", action: Action::Dispatch, to: "DISPATCHED", who: OFFICE },
];

impl Action {
    /// The actions that people can take on a task that exists.
    pub const OFFERED: &[Self] =
        &[Self::Correct, Self::Split, Self::Merge, Self::Confirm, Self::NameLeader, Self::Dispatch];

    /// The action as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Split => "SPLIT",
            Self::Branch => "BRANCH",
            Self::Merge => "MERGE",
            Self::MergeInto => "MERGE_INTO",
            Self::Correct => "CORRECT",
            Self::Confirm => "CONFIRM",
            Self::NameLeader => "NAME_LEADER",
            Self::PlaceUnit => "PLACE_UNIT",
            Self::Discard => "DISCARD",
            Self::File => "FILE",
            Self::Dispatch => "DISPATCH",
        }
    }

    /// Who may take it.
    pub fn who(self) -> &'static [Who] {
        TABLE.iter().find(|row| row.action == self).map_or(&[], |row| row.who)
    }

    /// Whether a task in `state` can be acted upon so.
    pub fn starts_from(self, state: &str) -> bool {
        TABLE.iter().any(|row| row.action == self && row.from == state)
    }
}
