//! The transitions of a year's assessment, as data.

use crate::policy::Who;

/// What can be done with an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the commands of the same names are documented")]
pub enum Action {
    Draft,
    Revise,
    PublishScheme,
    Collect,
    Submit,
    Check,
    Return,
    ApproveNotApplicable,
    Adjust,
    Freeze,
    Score,
    Review,
    Publicise,
    Object,
    DecideObjection,
    Rescore,
    CloseObjections,
    Approve,
    Publish,
    Rectify,
    AcceptRectification,
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
    /// Who may do it. Holders are those of the datum or county that the command names.
    pub who: &'static [Who],
}

const fn row(from: &'static str, action: Action, to: &'static str, who: &'static [Who]) -> Row {
    Row { from, action, to, who }
}

const ASSESSOR: &[Who] = &[Who::Assessor];
const DIRECTOR: &[Who] = &[Who::AssessorDirector];
const SUPPLIER: &[Who] = &[Who::System, Who::Assessor, Who::HolderHandler];
const HOLDER: &[Who] = &[Who::HolderHandler];
const SIGNER: &[Who] = &[Who::HolderSigner];

/// Every transition; what is not listed is forbidden.
pub const TABLE: &[Row] = &[
    row("ABSENT", Action::Draft, "PLANNED", ASSESSOR),
    row("PLANNED", Action::Revise, "PLANNED", ASSESSOR),
    row("PLANNED", Action::PublishScheme, "SCHEME_PUBLISHED", DIRECTOR),
    row("SCHEME_PUBLISHED", Action::Collect, "COLLECTING", ASSESSOR),
    row("COLLECTING", Action::Submit, "COLLECTING", SUPPLIER),
    row("COLLECTING", Action::Check, "COLLECTING", HOLDER),
    row("COLLECTING", Action::Return, "COLLECTING", HOLDER),
    row("COLLECTING", Action::ApproveNotApplicable, "COLLECTING", DIRECTOR),
    row("COLLECTING", Action::Adjust, "COLLECTING", ASSESSOR),
    row("COLLECTING", Action::Freeze, "DATA_FROZEN", DIRECTOR),
    row("DATA_FROZEN", Action::Score, "SCORED", ASSESSOR),
    row("SCORED", Action::Review, "PANEL_REVIEWED", DIRECTOR),
    row("PANEL_REVIEWED", Action::Publicise, "PUBLICISED", &[Who::GroupLeader]),
    row("PUBLICISED", Action::Object, "PUBLICISED", SIGNER),
    row("PUBLICISED", Action::DecideObjection, "PUBLICISED", DIRECTOR),
    row("PUBLICISED", Action::Rescore, "SCORED", ASSESSOR),
    row("PUBLICISED", Action::CloseObjections, "OBJECTIONS_CLOSED", ASSESSOR),
    row("OBJECTIONS_CLOSED", Action::Approve, "APPROVED", &[Who::HeadOfGovernment]),
    row("APPROVED", Action::Publish, "PUBLISHED", ASSESSOR),
    row("PUBLISHED", Action::Rectify, "PUBLISHED", SIGNER),
    row("PUBLISHED", Action::AcceptRectification, "PUBLISHED", DIRECTOR),
];

impl Action {
    /// The actions that people can take on an assessment that exists.
    pub const OFFERED: &[Self] = &[
        Self::Revise,
        Self::PublishScheme,
        Self::Collect,
        Self::Submit,
        Self::Check,
        Self::Return,
        Self::ApproveNotApplicable,
        Self::Adjust,
        Self::Freeze,
        Self::Score,
        Self::Review,
        Self::Publicise,
        Self::Object,
        Self::DecideObjection,
        Self::Rescore,
        Self::CloseObjections,
        Self::Approve,
        Self::Publish,
        Self::Rectify,
        Self::AcceptRectification,
    ];

    /// The action as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Revise => "REVISE",
            Self::PublishScheme => "PUBLISH_SCHEME",
            Self::Collect => "COLLECT",
            Self::Submit => "SUBMIT",
            Self::Check => "CHECK",
            Self::Return => "RETURN",
            Self::ApproveNotApplicable => "APPROVE_NOT_APPLICABLE",
            Self::Adjust => "ADJUST",
            Self::Freeze => "FREEZE",
            Self::Score => "SCORE",
            Self::Review => "REVIEW",
            Self::Publicise => "PUBLICISE",
            Self::Object => "OBJECT",
            Self::DecideObjection => "DECIDE_OBJECTION",
            Self::Rescore => "RESCORE",
            Self::CloseObjections => "CLOSE_OBJECTIONS",
            Self::Approve => "APPROVE",
            Self::Publish => "PUBLISH",
            Self::Rectify => "RECTIFY",
            Self::AcceptRectification => "ACCEPT_RECTIFICATION",
        }
    }

    /// Who may take it.
    pub fn who(self) -> &'static [Who] {
        TABLE.iter().find(|row| row.action == self).map_or(&[], |row| row.who)
    }

    /// Whether an assessment in `state` can be acted upon so.
    pub fn starts_from(self, state: &str) -> bool {
        TABLE.iter().any(|row| row.action == self && row.from == state)
    }
}
