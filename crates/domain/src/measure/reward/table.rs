//! The transitions of a pot, as data.

use crate::policy::Who;

/// What can be done with a pot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the commands of the same names are documented")]
pub enum Action {
    SetPool,
    Calculate,
    Check,
    Approve,
    Publicise,
    Issue,
    Pay,
    ReviewPerformance,
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

const fn row(from: &'static str, action: Action, to: &'static str, who: &'static [Who]) -> Row {
    Row { from, action, to, who }
}

const FINANCE: &[Who] = &[Who::Finance];
const OFFICE: &[Who] = &[Who::OfficeHandler];
const GOVERNMENT: &[Who] = &[Who::HeadOfGovernment];

/// Every transition; what is not listed is forbidden.
pub const TABLE: &[Row] = &[
    row("ABSENT", Action::SetPool, "POOL_SET", FINANCE),
    row("POOL_SET", Action::SetPool, "POOL_SET", FINANCE),
    row("CALCULATED", Action::SetPool, "POOL_SET", FINANCE),
    row("POOL_SET", Action::Calculate, "CALCULATED", OFFICE),
    row("CALCULATED", Action::Check, "FINANCE_CHECKED", FINANCE),
    row("FINANCE_CHECKED", Action::Approve, "APPROVED", GOVERNMENT),
    row("APPROVED", Action::Publicise, "PUBLICISED", FINANCE),
    row("PUBLICISED", Action::Issue, "ISSUED", FINANCE),
    row("ISSUED", Action::Pay, "PAID", FINANCE),
    row("PAID", Action::ReviewPerformance, "PERFORMANCE_REVIEWED", FINANCE),
];

impl Action {
    /// The action as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SetPool => "SET_POOL",
            Self::Calculate => "CALCULATE",
            Self::Check => "CHECK",
            Self::Approve => "APPROVE",
            Self::Publicise => "PUBLICISE",
            Self::Issue => "ISSUE",
            Self::Pay => "PAY",
            Self::ReviewPerformance => "REVIEW_PERFORMANCE",
        }
    }

    /// Who may take it.
    pub fn who(self) -> &'static [Who] {
        TABLE.iter().find(|row| row.action == self).map_or(&[], |row| row.who)
    }

    /// Whether a pot in `state` can be acted upon so.
    pub fn starts_from(self, state: &str) -> bool {
        TABLE.iter().any(|row| row.action == self && row.from == state)
    }
}
