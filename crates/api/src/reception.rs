//! 接待. Receives whoever comes through the [door](crate::http::Door): finds out who it is and for
//! which post, and lays out the desk that resolvers work at.

use std::sync::Arc;

use async_graphql::Data;
use axum::Router;
use duban_engine::session::{Identity, SessionError};

use crate::auth::{AuthError, wanted_post};
use crate::context::{Acting, Desk, Parts, Viewer};
use crate::document::{Introspection, Standing};
use crate::error::Problem;
use crate::http::{Door, Settings, Visit, router};
use crate::schema;

/// Who may ask for the schema itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaReaders {
    /// Anyone.
    Everyone,
    /// Those who have signed in.
    SignedIn,
    /// Nobody.
    Nobody,
}

/// The routes of the whole API.
pub fn routes(parts: Parts, readers: SchemaReaders, settings: Settings) -> Router {
    router(Reception { parts, readers }, schema::build(), settings)
}

struct Reception {
    parts: Parts,
    readers: SchemaReaders,
}

impl Reception {
    async fn acting(&self, identity: &Identity, visit: &Visit) -> Result<Acting, Problem> {
        let wanted = wanted_post(&visit.headers)?;
        match self.parts.auth.actor(identity, wanted).await {
            Ok(actor) => Ok(actor.post().map_or(Acting::Undecided, |post| Acting::For(*post))),
            Err(AuthError::Session(SessionError::Unchosen(_))) => Ok(Acting::Undecided),
            Err(AuthError::Session(SessionError::PasswordChangeRequired)) => {
                Ok(Acting::PasswordChangeRequired)
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl Door for Reception {
    type Caller = Viewer;

    async fn caller(&self, visit: &Visit) -> Result<Viewer, Problem> {
        let Some(identity) = self.parts.auth.identity(&visit.headers)? else {
            return Ok(Viewer::Stranger);
        };
        let acting = self.acting(&identity, visit).await?;
        Ok(Viewer::Person { identity, acting })
    }

    fn standing(&self, caller: &Viewer) -> Standing {
        match caller {
            Viewer::Stranger => Standing::Anonymous,
            Viewer::Person { .. } => Standing::SignedIn,
        }
    }

    fn introspection(&self, caller: &Viewer) -> Introspection {
        match (self.readers, caller) {
            (SchemaReaders::Everyone, _) | (SchemaReaders::SignedIn, Viewer::Person { .. }) => {
                Introspection::Open
            }
            (SchemaReaders::SignedIn | SchemaReaders::Nobody, _) => Introspection::Closed,
        }
    }

    fn furnish(&self, caller: &Arc<Viewer>, visit: &Visit, data: &mut Data) {
        let viewer = Viewer::clone(caller);
        let desk = Desk::new(self.parts.clone(), viewer, visit.language, visit.request_id.as_str());
        data.insert(Arc::new(desk));
    }
}

impl From<AuthError> for Problem {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::PostMalformed => Self::bad_input(
                "请求头 Duban-Post 不是岗位编号。",
                "The header `Duban-Post` is not the id of a post.",
            ),
            AuthError::Malformed | AuthError::Token(_) => Self::unauthenticated(),
            AuthError::Session(error) => match error {
                SessionError::Ended
                | SessionError::PasswordChangeRequired
                | SessionError::Unchosen(_)
                | SessionError::Refused(_) => Self::unauthenticated(),
                SessionError::Busy => Self::unavailable(),
                SessionError::Engine(error) => error.into(),
            },
        }
    }
}
