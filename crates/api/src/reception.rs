//! 接待. Receives whoever comes through the [door](crate::http::Door): finds out who it is and for
//! which post, and lays out the desk that resolvers work at.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Data;
use axum::Router;
use axum::body::Body;
use chrono::{DateTime, Utc};
use duban_engine::files::OpenFile;
use duban_engine::session::{Identity, SessionError};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::time::sleep;
use tokio_util::io::ReaderStream;

use crate::auth::token::Grant;
use crate::auth::{Auth, AuthError, wanted_post};
use crate::context::{Acting, Desk, Parts, Viewer};
use crate::document::{Introspection, Standing};
use crate::error::{Code, Problem};
use crate::http::{Door, Download, Settings, Shelf, Visit, router};
use crate::id::{Id, short};
use crate::schema;
use crate::uploading::{Place, UploadLimits, Uploads};

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
    let (limits, uploads) = (settings.uploads, Uploads::default());
    router(Reception { parts, readers, limits, uploads }, schema::build(), settings)
}

/// What the audit calls a token that does not count.
const TOKEN: &str = "ACCESS_TOKEN";

/// What it calls a file that was asked for.
const DOWNLOAD: &str = "FILE";

struct Reception {
    parts: Parts,
    readers: SchemaReaders,
    limits: UploadLimits,
    uploads: Uploads,
}

impl Reception {
    fn desk(&self, caller: &Viewer, visit: &Visit) -> Desk {
        Desk::new(self.parts.clone(), caller.clone(), visit)
    }

    async fn open(&self, desk: &Desk, shelf: Shelf, id: &str) -> Result<OpenFile, Problem> {
        let (reader, files) = (desk.reader()?, &self.parts.files);
        let unknown = || Problem::not_found(&short(id));
        Ok(match shelf {
            Shelf::Evidence => {
                let id = Id::parse(id).ok_or_else(unknown)?;
                reader.open_evidence(files, id.0).await?
            }
            Shelf::PlanSource => {
                let id = Id::parse(id).ok_or_else(unknown)?;
                reader.open_source(files, id.0).await?
            }
        })
    }

    async fn viewer(&self, visit: &Visit) -> Result<Viewer, Problem> {
        let Some(Grant { identity, expires_at }) = self.parts.auth.grant(&visit.headers)? else {
            return Ok(Viewer::Stranger);
        };
        let acting = self.acting(&identity, visit).await?;
        Ok(Viewer::Person { identity, acting, until: expires_at })
    }

    async fn acting(&self, identity: &Identity, visit: &Visit) -> Result<Acting, Problem> {
        let wanted = wanted_post(&visit.headers)?;
        match self.parts.auth.actor(identity, wanted).await {
            Ok(actor) => Ok(actor.post().map_or(Acting::Undecided, |post| Acting::For(*post))),
            Err(AuthError::Session(SessionError::Unchosen(_))) => Ok(Acting::Undecided),
            Err(AuthError::Session(SessionError::PasswordChangeRequired)) => {
                Ok(Acting::PasswordChangeRequired)
            }
            Err(AuthError::Session(SessionError::SecondFactorRequired)) => {
                Ok(Acting::SecondFactorRequired)
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl Door for Reception {
    type Caller = Viewer;
    type Place = Place;

    async fn caller(&self, visit: &Visit) -> Result<Viewer, Problem> {
        let found = self.viewer(visit).await;
        if let Err(Problem { code: Code::Unauthenticated, .. }) = &found {
            self.desk(&Viewer::Stranger, visit).note_refusal(TOKEN, Code::Unauthenticated);
        }
        found
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
        data.insert(Arc::new(self.desk(caller, visit)));
    }

    fn ended(&self, caller: &Arc<Viewer>) -> BoxFuture<'static, Problem> {
        match caller.as_ref() {
            Viewer::Stranger => pending().boxed(),
            Viewer::Person { identity, acting, until } => {
                let watch = Watch {
                    auth: self.parts.auth.clone(),
                    identity: *identity,
                    acting: acting.clone(),
                    until: *until,
                };
                watch.end().boxed()
            }
        }
    }

    async fn place(&self, caller: &Viewer) -> Result<Place, Problem> {
        let Viewer::Person { identity, .. } = caller else {
            return Err(Problem::unauthenticated());
        };
        self.uploads.place(identity.person, self.limits, &self.parts.engine).await
    }

    async fn fetch(
        &self,
        caller: &Arc<Viewer>,
        visit: &Visit,
        shelf: Shelf,
        id: &str,
    ) -> Result<Download, Problem> {
        let desk = self.desk(caller, visit);
        let opened = visit.origin().within(self.open(&desk, shelf, id)).await;
        let opened = opened.inspect_err(|problem| {
            let refusals = [Code::Unauthenticated, Code::Forbidden, Code::NotFound];
            if refusals.contains(&problem.code) {
                desk.note_refusal(DOWNLOAD, problem.code);
            }
        })?;
        Ok(Download {
            name: opened.name,
            media_type: opened.media_type,
            size: opened.size,
            digest: opened.digest.to_string(),
            body: Body::from_stream(ReaderStream::new(opened.content)),
        })
    }

    async fn ready(&self) -> Result<(), Problem> {
        Ok(self.parts.engine.ready().await?)
    }
}

/// How often it is looked whether an open socket may stay so; whatever node it was revoked on.
const WATCH_EVERY: Duration = Duration::from_millis(500);

/// 守望. Waits for the end of the access that a socket was opened with.
struct Watch {
    auth: Auth,
    identity: Identity,
    acting: Acting,
    until: DateTime<Utc>,
}

impl Watch {
    async fn end(self) -> Problem {
        loop {
            sleep(WATCH_EVERY).await;
            if self.auth.now() >= self.until {
                return Problem::unauthenticated();
            }
            if let Err(problem) = self.stands().await {
                return problem;
            }
        }
    }

    /// Whether the sign-in still counts, and the post is still held as it was. A database that
    /// does not answer proves nothing: what is sent comes from it, too.
    async fn stands(&self) -> Result<(), Problem> {
        let post = match &self.acting {
            Acting::For(post) => Some(post.id),
            Acting::Undecided | Acting::PasswordChangeRequired | Acting::SecondFactorRequired => {
                None
            }
        };
        match (self.auth.actor(&self.identity, post).await, &self.acting) {
            (Ok(actor), Acting::For(post)) if actor.post() == Some(post) => Ok(()),
            (Ok(_), Acting::For(_))
            | (Err(AuthError::Session(SessionError::Unchosen(_))), Acting::For(_)) => Err(
                Problem::forbidden("岗位已变更。", "The post has changed or is no longer held."),
            ),
            (Err(AuthError::Session(SessionError::Ended)), _) => Err(Problem::unauthenticated()),
            (
                Err(AuthError::Session(
                    SessionError::PasswordChangeRequired | SessionError::SecondFactorRequired,
                )),
                Acting::For(_),
            ) => Err(Problem::unauthenticated()),
            (Ok(_) | Err(_), _) => Ok(()),
        }
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
                | SessionError::SecondFactorRequired
                | SessionError::Unchosen(_)
                | SessionError::Refused(_) => Self::unauthenticated(),
                SessionError::Busy => Self::unavailable(),
                SessionError::Engine(error) => error.into(),
            },
        }
    }
}
