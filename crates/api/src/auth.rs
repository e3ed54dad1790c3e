//! From a bearer token to the one who acts: a person, for one post.

pub mod token;

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};
use duban_domain::people::actor::Actor;
use duban_domain::value::id::PostId;
use duban_engine::Engine;
use duban_engine::session::{Identity, SessionError, Sessions, SignedIn};
use thiserror::Error;
use uuid::Uuid;

use crate::auth::token::{AccessToken, Grant, KeyError, TokenError, Tokens};

/// The header that names the post a request acts for.
pub const POST_HEADER: &str = "duban-post";

/// Why a request has nobody behind it.
#[derive(Debug, Error)]
pub enum AuthError {
    /// The `Authorization` header is no bearer token, or stands there twice.
    #[error("the Authorization header is not `Bearer TOKEN`")]
    Malformed,
    /// The token does not count.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The `Duban-Post` header names no post.
    #[error("the Duban-Post header is no id of a post")]
    PostMalformed,
    /// The session behind the token does not count, or no post could be chosen.
    #[error(transparent)]
    Session(#[from] SessionError),
}

/// Knows who asks. Cloning it is cheap.
#[derive(Clone)]
pub struct Auth {
    engine: Engine,
    sessions: Sessions,
    tokens: Arc<Tokens>,
}

impl Auth {
    /// Puts the parts together.
    pub fn new(engine: Engine, sessions: Sessions, tokens: Tokens) -> Self {
        Self { engine, sessions, tokens: Arc::new(tokens) }
    }

    /// Accounts and sessions.
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// Who a request says it comes from; nobody where it brings no token. Only the token is
    /// looked at: [`Auth::actor`] asks whether what stands behind it still stands.
    ///
    /// # Errors
    /// When a token is brought that does not count.
    pub fn grant(&self, headers: &HeaderMap) -> Result<Option<Grant>, AuthError> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        if values.next().is_some() {
            return Err(AuthError::Malformed);
        }
        let text = value.to_str().map_err(|_| AuthError::Malformed)?;
        let token = bearer(text).ok_or(AuthError::Malformed)?;
        Ok(Some(self.tokens.verify(token, self.now())?))
    }

    /// Now, by the clock that tokens are held against.
    pub fn now(&self) -> DateTime<Utc> {
        self.engine.clock().now()
    }

    /// The actor behind an identity, acting for the post the headers name or for the only one.
    ///
    /// # Errors
    /// When the session has ended, or no post can be chosen.
    pub async fn actor(
        &self,
        identity: &Identity,
        post: Option<PostId>,
    ) -> Result<Actor, AuthError> {
        Ok(self.sessions.actor(identity, post).await?)
    }

    /// The access token that goes with a sign-in or a refresh.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn access_token(&self, signed_in: &SignedIn) -> Result<AccessToken, KeyError> {
        let (jti, now) = (self.engine.ids().fresh(), self.now());
        self.tokens.issue(&signed_in.identity, jti, now)
    }
}

/// The post that the headers ask for: `post:UUID`, as the API shows it, or the UUID alone.
///
/// # Errors
/// [`AuthError::PostMalformed`].
pub fn wanted_post(headers: &HeaderMap) -> Result<Option<PostId>, AuthError> {
    let Some(value) = headers.get(POST_HEADER) else {
        return Ok(None);
    };
    let text = value.to_str().map_err(|_| AuthError::PostMalformed)?.trim();
    let id = text.strip_prefix("post:").unwrap_or(text);
    let id = id.parse::<Uuid>().map_err(|_| AuthError::PostMalformed)?;
    Ok(Some(PostId(id)))
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_token_is_taken_whatever_the_case_of_its_scheme() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc "), Some("abc"));
        assert_eq!(bearer("Basic abc"), None);
        assert_eq!(bearer("Bearer"), None);
        assert_eq!(bearer("Bearer "), None);
    }

    #[test]
    fn the_post_is_named_with_or_without_its_kind() {
        let id = "018f0000-0000-7000-8000-000000000001";
        for text in [id.to_owned(), format!("post:{id}")] {
            let headers = HeaderMap::from_iter([(
                header::HeaderName::from_static(POST_HEADER),
                text.parse().unwrap(),
            )]);
            assert_eq!(wanted_post(&headers).unwrap(), Some(PostId(id.parse().unwrap())));
        }
        assert_eq!(wanted_post(&HeaderMap::new()).unwrap(), None);
    }
}
