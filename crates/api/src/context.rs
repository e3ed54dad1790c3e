//! What every resolver finds: who asks, in which language, the engine, and the loaders of this
//! request. No other module looks into the data of a [`Context`].

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{Context, Error, InputType, Result, Upload, UploadValue};
use chrono::{DateTime, Utc};
use duban_domain::audit::act::Act;
use duban_domain::people::actor::{Actor, Post};
use duban_domain::value::id::PersonId;
use duban_engine::Engine;
use duban_engine::audit::{Origin, Party};
use duban_engine::error::EngineError;
use duban_engine::files::Files;
use duban_engine::queries::Reader;
use duban_engine::request::{Key, Outcome, Request};
use duban_engine::session::Identity;
use duban_engine::view::AsOf;

use crate::auth::Auth;
use crate::error::{Code, Problem, settle};
use crate::http::Visit;
use crate::loader::{Batch, Loaders};
use crate::types::payload::Payload;
use crate::types::scalar::Date;
use duban_domain::value::language::Language;

/// 来者. Who asks, as the door found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// 未登录.
    Stranger,
    /// 已登录.
    Person {
        /// Who, by which sign-in.
        identity: Identity,
        /// For which post.
        acting: Acting,
        /// From when the token that says so is worth nothing.
        until: DateTime<Utc>,
    },
}

/// 以何岗位. For which post a person acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acting {
    /// For this one.
    For(Post),
    /// For none: there is none, several and none named, or another one than those held.
    Undecided,
    /// For none before the password is changed.
    PasswordChangeRequired,
    /// For none before a second factor is enrolled.
    SecondFactorRequired,
}

/// 部件. What the server puts at the disposal of every operation.
#[derive(Clone)]
pub struct Parts {
    /// The engine.
    pub engine: Engine,
    /// Where uploaded files are kept.
    pub files: Files,
    /// Accounts, sessions and tokens.
    pub auth: Auth,
}

/// 请求数据. What one operation works with.
pub struct Desk {
    parts: Parts,
    viewer: Viewer,
    language: Language,
    request_id: String,
    origin: Origin,
    seat: Option<Seat>,
}

/// What there is only for someone who signed in.
struct Seat {
    actor: Option<Actor>,
    reader: Reader,
    loaders: Loaders,
}

impl Desk {
    /// Lays out the data of one operation; loaders live as long as it does.
    pub fn new(parts: Parts, viewer: Viewer, visit: &Visit) -> Self {
        let (language, request_id) = (visit.language, visit.request_id.as_str().to_owned());
        let engine = &parts.engine;
        let seat = match &viewer {
            Viewer::Stranger => None,
            Viewer::Person { identity, acting: Acting::For(post), .. } => {
                Some(Some(Actor::Person { person: identity.person, post: *post }))
            }
            Viewer::Person { .. } => Some(None),
        };
        let seat = seat.map(|actor| {
            let reader = match &actor {
                Some(actor) => engine.reader(actor),
                None => engine.reader_without_post(),
            };
            let loaders = Batch::new(engine.clone(), reader.clone(), language).loaders();
            Seat { actor, reader, loaders }
        });
        Self { parts, viewer, language, request_id, origin: visit.origin(), seat }
    }

    /// Puts down that something was refused to whoever asks.
    pub fn note_refusal(&self, asked: impl Into<Cow<'static, str>>, code: Code) {
        let party = match (&self.viewer, self.seat.as_ref().and_then(|seat| seat.actor)) {
            (Viewer::Stranger, _) => Party::default(),
            (Viewer::Person { .. }, Some(actor)) => Party::acting(&actor),
            (Viewer::Person { identity, .. }, None) => Party::person(identity.person),
        };
        let act = Act::Refused { action: asked.into(), code: code.as_str(), object: None };
        self.parts.engine.note(party, &self.origin, &act);
    }

    /// The eyes of the post that asks.
    ///
    /// # Errors
    /// When nobody has signed in, or it is not clear for which post.
    pub fn reader(&self) -> Result<&Reader, Problem> {
        self.acting().map(|(_, seat)| &seat.reader)
    }

    fn seat(&self) -> Result<&Seat, Problem> {
        self.seat.as_ref().ok_or_else(Problem::unauthenticated)
    }

    fn acting(&self) -> Result<(Actor, &Seat), Problem> {
        let seat = self.seat()?;
        match (seat.actor, &self.viewer) {
            (Some(actor), _) => Ok((actor, seat)),
            (None, Viewer::Person { acting: Acting::PasswordChangeRequired, .. }) => {
                Err(Problem::forbidden(
                    "请先修改密码。",
                    "Change your password first, with `changePassword`.",
                ))
            }
            (None, Viewer::Person { acting: Acting::SecondFactorRequired, .. }) => {
                Err(Problem::forbidden(
                    "请先用 enrolSecondFactor 和 confirmSecondFactor 启用动态口令。",
                    "Enrol a second factor first, with `enrolSecondFactor` and \
                     `confirmSecondFactor`.",
                ))
            }
            (None, _) => Err(Problem::forbidden(
                "未确定以哪个岗位办理。请用 viewer 查看岗位,并在请求头 Duban-Post 中注明。",
                "It is not clear for which post you act. Name one of `viewer { posts }` in the \
                 header `Duban-Post`.",
            )),
        }
    }
}

/// What resolvers ask of their context.
pub trait Ask<'a> {
    /// The data of this operation.
    fn desk(&self) -> Result<&'a Desk>;

    /// The engine.
    fn engine(&self) -> Result<&'a Engine> {
        Ok(&self.desk()?.parts.engine)
    }

    /// Where uploaded files are kept.
    fn files(&self) -> Result<&'a Files> {
        Ok(&self.desk()?.parts.files)
    }

    /// Who is signed in.
    fn signed_in(&self) -> Result<PersonId> {
        self.identity().map(|identity| identity.person)
    }

    /// Accounts, sessions and tokens.
    fn auth(&self) -> Result<&'a Auth> {
        Ok(&self.desk()?.parts.auth)
    }

    /// Who is signed in, and by which sign-in.
    fn identity(&self) -> Result<Identity> {
        let desk = self.desk()?;
        match &desk.viewer {
            Viewer::Person { identity, .. } => Ok(*identity),
            Viewer::Stranger => Err(self.refused(&Problem::unauthenticated())),
        }
    }

    /// Who acts, and for which post.
    fn actor(&self) -> Result<Actor> {
        let desk = self.desk()?;
        desk.acting().map(|(actor, _)| actor).map_err(|problem| self.refused(&problem))
    }

    /// The post acted for; none where it is not clear.
    fn post(&self) -> Result<Option<&'a Post>> {
        Ok(match &self.desk()?.viewer {
            Viewer::Person { acting: Acting::For(post), .. } => Some(post),
            Viewer::Person { .. } | Viewer::Stranger => None,
        })
    }

    /// The eyes of the post.
    fn reader(&self) -> Result<&'a Reader> {
        let desk = self.desk()?;
        Desk::reader(desk).map_err(|problem| self.refused(&problem))
    }

    /// The past day that is asked about, with the day until which corrections are wanted; none
    /// where it is the present.
    ///
    /// # Errors
    /// When the day has not come yet, or knowledge is asked for that lies before the day.
    fn day(&self, as_of: Option<Date>, known_at: Option<Date>) -> Result<Option<AsOf>> {
        let today = self.reader()?.today();
        match (as_of, known_at) {
            (Some(on), _) if on.0 > today => {
                self.told(Err(Problem::day_to_come("asOf", on.0, today)))
            }
            (_, Some(known)) if known.0 > today => {
                self.told(Err(Problem::day_to_come("knownAt", known.0, today)))
            }
            (None, Some(_)) => self.told(Err(Problem::bad_input(
                "knownAt 应与 asOf 同用。",
                "Give `knownAt` together with `asOf`.",
            ))),
            (Some(on), Some(known)) if known.0 < on.0 => self.told(Err(Problem::bad_input(
                format!("knownAt {} 早于 asOf {}。请给出同日或更晚的日期。", known.0, on.0),
                format!(
                    "`knownAt` {} lies before `asOf` {}. Give the same day or a later one.",
                    known.0, on.0
                ),
            ))),
            (Some(on), Some(known)) => Ok(Some(AsOf::known(on.0, known.0))),
            (Some(on), None) => Ok(Some(AsOf::day(on.0))),
            (None, None) => Ok(None),
        }
    }

    /// The eyes of the post, looking at a past day; at the present where there is none.
    fn reader_at(&self, as_of: Option<Date>) -> Result<Reader> {
        Ok(self.reader()?.at(self.day(as_of, None)?))
    }

    /// The loaders of this request.
    fn loaders(&self) -> Result<&'a Loaders> {
        let desk = self.desk()?;
        desk.seat().map(|seat| &seat.loaders).map_err(|problem| problem.to_error(desk.language))
    }

    /// The language of the answer; Chinese where nothing is known.
    fn language(&self) -> Language {
        self.desk().map_or(Language::Chinese, |desk| desk.language)
    }

    /// Puts a problem into the words of this request.
    fn told<T, E: Into<Problem>>(&self, result: Result<T, E>) -> Result<T> {
        result.map_err(|problem| problem.into().to_error(self.language()))
    }

    /// Puts down that the field was refused before anything was asked of the engine, which audits
    /// what it refuses by itself, and puts the problem into words.
    fn refused(&self, problem: &Problem) -> Error {
        if let Ok(desk) = self.desk() {
            desk.note_refusal(self.asked(), problem.code);
        }
        problem.to_error(self.language())
    }

    /// The name of the field that is asked for.
    fn asked(&self) -> String;

    /// A file that came with the request, as it was spooled.
    fn received(&self, upload: Upload) -> Result<UploadValue>;

    /// The call of a mutation: engine, request with its key, and what answers it.
    fn call<I: InputType>(
        &self,
        mutation: &'static str,
        input: &I,
        key: Option<&str>,
    ) -> Result<Call<'a>> {
        let (desk, actor) = (self.desk()?, self.actor()?);
        let text = input.to_value().to_string();
        let key = key.map(|name| Key::new(name, mutation, &text));
        let request_id = Some(desk.request_id.clone());
        let name = key.as_ref().map(|key| key.name.clone());
        Ok(Call { desk, request: Request { actor, request_id, key }, key: name })
    }
}

impl<'a> Ask<'a> for Context<'a> {
    fn desk(&self) -> Result<&'a Desk> {
        self.data::<Arc<Desk>>().map(Arc::as_ref).map_err(|missing| {
            let cause = format!("an operation without its desk: {}", missing.message);
            Problem::internal(&cause).to_error(Language::Chinese)
        })
    }

    fn asked(&self) -> String {
        self.field().name().to_owned()
    }

    fn received(&self, upload: Upload) -> Result<UploadValue> {
        let unread = |error| Problem::internal(&format!("an upload could not be read: {error}"));
        self.told(upload.value(self).map_err(unread))
    }
}

/// 办理. One mutation on its way through the engine.
pub struct Call<'a> {
    desk: &'a Desk,
    /// Who asks, with which key.
    pub request: Request,
    key: Option<String>,
}

impl Call<'_> {
    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.desk.parts.engine
    }

    /// Makes the key cover what the input's text does not show: what is in a file.
    pub fn cover(&mut self, content: &[u8]) {
        if let Some(key) = &mut self.request.key {
            key.cover(content);
        }
    }

    /// Answers with the objects as they are now, or with the lawful no.
    ///
    /// # Errors
    /// What has no place in a payload: see [`settle`].
    pub async fn answer<P: Payload>(
        self,
        result: Result<Outcome, EngineError>,
    ) -> Result<Option<P>> {
        let told = |problem: Problem| -> Error { problem.to_error(self.desk.language) };
        let payload = match settle::<P::Refusal>(result, self.desk.language).map_err(told)? {
            Err(refusals) => P::refused(refusals, self.key),
            Ok(outcome) => {
                let (_, seat) = self.desk.acting().map_err(told)?;
                let object = P::load(&seat.reader, &outcome).await;
                P::done(object.map_err(|error| told(error.into()))?, self.key)
            }
        };
        Ok(Some(payload))
    }
}
