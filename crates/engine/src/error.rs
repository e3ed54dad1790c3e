//! What went wrong, without the words of any transport.

use duban_domain::command::{Rejection, StreamId};
use duban_domain::policy::{Because, Denied};
use duban_domain::value::text::TextError;
use duban_store::StoreError;
use thiserror::Error;

use crate::files::kind::Unfit;

/// Why the engine did not do what was asked.
#[derive(Debug, Error)]
pub enum EngineError {
    /// A lawful no, or several where several things were asked for. Nothing was done.
    #[error("a command was refused")]
    Rejected(Box<Noes>),
    /// The actor may not.
    #[error("`{action}` is not open to the actor")]
    Denied {
        /// The action asked for.
        action: &'static str,
        /// Why not.
        because: Because,
    },
    /// No such thing, or none that the actor may know of.
    #[error("`{what}` was not found")]
    NotFound {
        /// What was looked for.
        what: String,
    },
    /// The input makes no sense.
    #[error("`{field}` is invalid: {because}")]
    Invalid {
        /// Which input field.
        field: &'static str,
        /// What is wrong with it.
        because: String,
    },
    /// A file is not what may be handed in; nothing of it was kept.
    #[error("the file is not of a kind that is taken")]
    Unfit(Box<Unfit>),
    /// Somebody else changed it first, or the key was used for another input.
    #[error("conflict: {because}")]
    Conflict {
        /// What clashed.
        because: String,
    },
    /// Something that was kept is not where it was.
    #[error("`{what}` is lost: {because}")]
    Lost {
        /// What is missing.
        what: String,
        /// What was found instead.
        because: String,
    },
    /// The database cannot be reached.
    #[error("the database is not available")]
    Unavailable(#[source] StoreError),
    /// A fault of this program.
    #[error("internal error")]
    Internal(#[source] anyhow::Error),
}

/// 不予办理. A lawful no.
#[derive(Debug)]
pub struct No {
    /// The thing that said it; none where there is no such thing yet.
    pub about: Option<StreamId>,
    /// What it said.
    pub rejection: Rejection,
}

/// The lawful noes to one request.
#[derive(Debug)]
pub struct Noes {
    /// The first, in the order in which things were asked for.
    pub first: No,
    /// Those that would have followed.
    pub others: Vec<No>,
}

impl From<Rejection> for EngineError {
    fn from(rejection: Rejection) -> Self {
        let first = No { about: None, rejection };
        Self::Rejected(Box::new(Noes { first, others: Vec::new() }))
    }
}

impl EngineError {
    /// Names an input field and what is wrong with it.
    pub fn invalid(field: &'static str, because: impl Into<String>) -> Self {
        Self::Invalid { field, because: because.into() }
    }

    /// Says that a text of a field was refused.
    pub fn text(field: &'static str) -> impl Fn(TextError) -> Self {
        move |error| Self::invalid(field, error.to_string())
    }

    /// The noes, by their stable codes, and which things said them; none where something failed on
    /// this side.
    pub fn refusals(&self) -> Vec<(&'static str, Option<StreamId>)> {
        let told = |no: &No| (no.rejection.refusal().code(), no.about);
        match self {
            Self::Rejected(noes) => {
                std::iter::once(&noes.first).chain(&noes.others).map(told).collect()
            }
            Self::Denied { .. } => vec![("FORBIDDEN", None)],
            Self::NotFound { what } => vec![("NOT_FOUND", what.parse().ok())],
            Self::Invalid { .. } | Self::Unfit(_) => vec![("BAD_INPUT", None)],
            Self::Conflict { .. } => vec![("CONFLICT", None)],
            Self::Lost { .. } | Self::Unavailable(_) | Self::Internal(_) => Vec::new(),
        }
    }

    /// Turns the policy's no into the answer: what is hidden does not exist.
    pub fn denied(denied: Denied, stream: StreamId) -> Self {
        match denied {
            Denied::Hidden => Self::NotFound { what: stream.to_string() },
            Denied::Forbidden { action, because } => Self::Denied { action, because },
        }
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::VersionConflict { stream, expected } => {
                Self::Conflict { because: format!("`{stream}` is no longer at version {expected}") }
            }
            StoreError::Unavailable { .. } => Self::Unavailable(error),
            StoreError::Duplicate { .. }
            | StoreError::Corrupt { .. }
            | StoreError::Unfit { .. }
            | StoreError::Misuse { .. }
            | StoreError::Failed { .. } => Self::Internal(error.into()),
        }
    }
}
