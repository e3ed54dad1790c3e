//! Who asks, for what, and with which key.

use std::collections::BTreeMap;

use duban_domain::command::{Command, StreamId};
use duban_domain::people::actor::Actor;
use serde::{Deserialize, Serialize};

/// What comes with every command.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who gives the command.
    pub actor: Actor,
    /// The request it came with, for logs and the journal.
    pub request_id: Option<String>,
    /// The same key with the same input happens once.
    pub key: Option<Key>,
}

/// `clientMutationId`: a key and what was asked with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key that the client chose; unique with the actor.
    pub name: String,
    /// The digest of the name and the input of the mutation.
    pub input_digest: [u8; 32],
}

impl Request {
    /// A request of the system itself.
    pub fn system() -> Self {
        Self::of(Actor::System)
    }

    /// A request of an actor without a key.
    pub fn of(actor: Actor) -> Self {
        Self { actor, request_id: None, key: None }
    }
}

/// A command, and the version of its stream that the asker has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// What is asked.
    pub command: Command,
    /// The version seen; not checked where there is none.
    pub expected_version: Option<i64>,
}

impl From<Command> for Addressed {
    fn from(command: Command) -> Self {
        Self { command, expected_version: None }
    }
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The streams that the commands were addressed to, in their order. For a repeated request
    /// those of the first one, so that what was created then is found again.
    pub addressed: Vec<StreamId>,
    /// The version of every stream that was changed.
    pub versions: BTreeMap<StreamId, i64>,
}

/// The outcome as it is kept for repeats.
#[derive(Serialize, Deserialize)]
struct Kept {
    addressed: Vec<String>,
    versions: BTreeMap<String, i64>,
}

impl Outcome {
    /// The text that is kept with the key.
    ///
    /// # Errors
    /// Never in practice: names and numbers can always be written.
    pub(crate) fn to_text(&self) -> Result<String, serde_json::Error> {
        let text = |stream: &StreamId| stream.to_string();
        serde_json::to_string(&Kept {
            addressed: self.addressed.iter().map(text).collect(),
            versions: self.versions.iter().map(|(stream, at)| (text(stream), *at)).collect(),
        })
    }

    /// Reads what [`Outcome::to_text`] wrote.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let kept: Kept = serde_json::from_str(text).ok()?;
        let stream = |text: &String| text.parse::<StreamId>().ok();
        let addressed: Option<Vec<StreamId>> = kept.addressed.iter().map(stream).collect();
        let versions = kept.versions.iter().map(|(name, at)| Some((stream(name)?, *at)));
        Some(Self { addressed: addressed?, versions: versions.collect::<Option<_>>()? })
    }
}
