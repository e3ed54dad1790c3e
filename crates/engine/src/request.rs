//! Who asks, and with which key.

use duban_domain::people::actor::Actor;

/// What comes with every command.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who gives the command.
    pub actor: Actor,
    /// The request it came with, for logs and the journal.
    pub request_id: Option<String>,
    /// `clientMutationId`: the same key with the same input happens once.
    pub key: Option<String>,
}

impl Request {
    /// A request of the system itself.
    pub fn system() -> Self {
        Self { actor: Actor::System, request_id: None, key: None }
    }

    /// A request of an actor without a key.
    pub fn of(actor: Actor) -> Self {
        Self { actor, request_id: None, key: None }
    }
}
