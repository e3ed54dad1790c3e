//! The messages of `graphql-transport-ws`.

use async_graphql::{Response as Answer, ServerError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::http::answer::Written;

/// Characters of the id of an operation.
const ID_CHARS: usize = 128;

/// 来信. What a client may say; anything else breaks the protocol.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum FromClient {
    ConnectionInit {
        #[serde(default)]
        payload: InitPayload,
    },
    Ping {},
    Pong {},
    Subscribe {
        id: String,
        payload: Value,
    },
    Complete {
        id: String,
    },
}

impl FromClient {
    /// Reads a message; none where it is not one of the protocol.
    pub(super) fn read(text: &str) -> Option<Self> {
        let message: Self = serde_json::from_str(text).ok()?;
        match &message {
            Self::Subscribe { id, .. } | Self::Complete { id } => {
                let fits = !id.is_empty() && id.chars().nth(ID_CHARS).is_none();
                fits.then_some(message)
            }
            Self::ConnectionInit { .. } | Self::Ping {} | Self::Pong {} => Some(message),
        }
    }
}

/// What a client introduces itself with.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct InitPayload(Option<Map<String, Value>>);

impl InitPayload {
    /// The credentials, under the name that the HTTP header has.
    pub(super) fn authorization(&self) -> Option<&str> {
        let fields = self.0.as_ref()?;
        fields
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))
            .and_then(|(_, value)| value.as_str())
    }
}

/// 回信. What is said to a client.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ToClient<'a> {
    ConnectionAck,
    Pong,
    Next { id: &'a str, payload: Written<'a> },
    Error { id: &'a str, payload: &'a [ServerError] },
    Complete { id: &'a str },
}

impl<'a> ToClient<'a> {
    /// One answer of an operation.
    pub(super) fn next(id: &'a str, answer: &'a Answer) -> Self {
        Self::Next { id, payload: Written::of(answer) }
    }

    /// The refusal of an operation.
    pub(super) fn error(id: &'a str, answer: &'a Answer) -> Self {
        Self::Error { id, payload: &answer.errors }
    }
}
