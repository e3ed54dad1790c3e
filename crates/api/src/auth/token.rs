//! Access tokens: short, signed with Ed25519, and never trusted for longer than they say.
//!
//! Every claim is checked here against the engine's clock, for the library's default validation
//! passes over `nbf`, `aud` and `iss`, and knows only the machine's time.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use duban_domain::value::id::PersonId;
use duban_domain::value::seed::is_guessable;
use duban_engine::session::Identity;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

/// The longest an access token may live.
pub const LIFETIME_MAX: TimeDelta = TimeDelta::minutes(15);

/// Clocks of two nodes may differ by this much.
const LEEWAY_SECONDS: i64 = 5;

/// Who makes the tokens, for whom.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// How long one lives; cut to [`LIFETIME_MAX`].
    pub lifetime: TimeDelta,
}

impl Default for Settings {
    fn default() -> Self {
        Self { issuer: "duban".into(), audience: "duban".into(), lifetime: LIFETIME_MAX }
    }
}

/// Why a key was refused.
#[derive(Debug, Error)]
pub enum KeyError {
    /// Not an Ed25519 key in PKCS #8 PEM.
    #[error("the signing key is not an Ed25519 key in PKCS #8 PEM")]
    Unreadable,
    /// Everybody knows it, or can guess it.
    #[error("the signing key can be guessed")]
    Guessable,
    /// The system has no randomness.
    #[error("no randomness for a signing key")]
    NoRandomness,
}

/// Why a token was refused; clients learn no more than that it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TokenError {
    /// Signature, form, issuer or audience do not fit.
    #[error("the access token is not one of ours")]
    Foreign,
    /// Its time is over.
    #[error("the access token has expired")]
    Expired,
    /// Its time has not come, or it claims to live too long.
    #[error("the access token is not valid yet")]
    NotYet,
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    jti: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
    /// The sign-in it follows from.
    fam: Uuid,
    /// The version of the account.
    ver: i64,
}

/// An access token and when it ends.
#[derive(Clone)]
pub struct AccessToken {
    /// The token.
    pub token: String,
    /// From when it is worth nothing.
    pub expires_at: DateTime<Utc>,
}

/// 凭证. What a token that counts says: for whom, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Who it speaks for.
    pub identity: Identity,
    /// From when it is worth nothing.
    pub expires_at: DateTime<Utc>,
}

/// Makes and checks access tokens.
pub struct Tokens {
    settings: Settings,
    signing: EncodingKey,
    checking: DecodingKey,
    validation: Validation,
}

// Keys have no business in a log.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Makes a new key, as PKCS #8 PEM.
///
/// # Errors
/// When the system has no randomness.
pub fn generate_key() -> Result<String, KeyError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|_| KeyError::NoRandomness)?;
    let pem = SigningKey::from_bytes(&seed).to_pkcs8_pem(LineEnding::LF);
    pem.map(|pem| pem.to_string()).map_err(|_| KeyError::Unreadable)
}

impl Tokens {
    /// Tokens signed with this key (PKCS #8 PEM).
    ///
    /// # Errors
    /// When the key cannot be read, or others can know it.
    pub fn new(key: &str, settings: Settings) -> Result<Self, KeyError> {
        let key = SigningKey::from_pkcs8_pem(key).map_err(|_| KeyError::Unreadable)?;
        if is_guessable(key.as_bytes()) {
            return Err(KeyError::Guessable);
        }
        let der = key.to_pkcs8_der().map_err(|_| KeyError::Unreadable)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&settings.issuer]);
        validation.set_audience(&[&settings.audience]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        // The times are held against the engine's clock below.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Ok(Self {
            signing: EncodingKey::from_ed_der(der.as_bytes()),
            checking: DecodingKey::from_ed_der(key.verifying_key().as_bytes()),
            validation,
            settings,
        })
    }

    /// Makes a token that speaks for `identity`.
    ///
    /// # Errors
    /// [`KeyError`] when the key cannot sign.
    pub fn issue(
        &self,
        identity: &Identity,
        jti: Uuid,
        now: DateTime<Utc>,
    ) -> Result<AccessToken, KeyError> {
        let lifetime = self.settings.lifetime.min(LIFETIME_MAX);
        let expires_at = now + lifetime;
        let claims = Claims {
            iss: self.settings.issuer.clone(),
            aud: self.settings.audience.clone(),
            sub: identity.person.0,
            jti,
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: expires_at.timestamp(),
            fam: identity.family,
            ver: identity.account_version,
        };
        let header = Header::new(Algorithm::EdDSA);
        let token = encode(&header, &claims, &self.signing).map_err(|_| KeyError::Unreadable)?;
        Ok(AccessToken { token, expires_at })
    }

    /// Who a token speaks for, if it is one of ours and its time is now.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Grant, TokenError> {
        let claims = decode::<Claims>(token, &self.checking, &self.validation)
            .map_err(|_| TokenError::Foreign)?
            .claims;
        let now = now.timestamp();
        if now >= claims.exp.saturating_add(LEEWAY_SECONDS) {
            return Err(TokenError::Expired);
        }
        let latest = now.saturating_add(LEEWAY_SECONDS);
        let too_long = claims.exp.saturating_sub(claims.iat) > LIFETIME_MAX.num_seconds();
        if claims.nbf > latest || claims.iat > latest || too_long {
            return Err(TokenError::NotYet);
        }
        let identity = Identity {
            person: PersonId(claims.sub),
            family: claims.fam,
            account_version: claims.ver,
        };
        let expires_at = DateTime::from_timestamp(claims.exp, 0).ok_or(TokenError::Expired)?;
        Ok(Grant { identity, expires_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Identity {
        Identity {
            person: PersonId(Uuid::from_u128(1)),
            family: Uuid::from_u128(2),
            account_version: 3,
        }
    }

    fn tokens(settings: Settings) -> Tokens {
        let seed = std::array::from_fn(|place| (place as u8).wrapping_mul(41) ^ 7);
        Tokens::new(&pem(seed), settings).unwrap()
    }

    fn pem(seed: [u8; 32]) -> String {
        SigningKey::from_bytes(&seed).to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
    }

    fn now() -> DateTime<Utc> {
        "2026-03-02T01:00:00Z".parse().unwrap()
    }

    fn grant() -> Grant {
        let expires_at = now() + Settings::default().lifetime;
        Grant { identity: identity(), expires_at }
    }

    fn issued(settings: Settings) -> String {
        tokens(settings).issue(&identity(), Uuid::from_u128(4), now()).unwrap().token
    }

    #[test]
    fn a_token_speaks_for_its_identity_until_it_expires() {
        let tokens = tokens(Settings::default());
        let token = issued(Settings::default());
        assert_eq!(tokens.verify(&token, now()), Ok(grant()));
        let late = now() + TimeDelta::minutes(16);
        assert_eq!(tokens.verify(&token, late), Err(TokenError::Expired));
        let early = now() - TimeDelta::minutes(1);
        assert_eq!(tokens.verify(&token, early), Err(TokenError::NotYet));
    }

    #[test]
    fn no_token_lives_longer_than_a_quarter_of_an_hour() {
        let settings = Settings { lifetime: TimeDelta::days(1), ..Settings::default() };
        let token = tokens(settings).issue(&identity(), Uuid::nil(), now()).unwrap();
        assert_eq!(token.expires_at, now() + LIFETIME_MAX);
    }

    #[test]
    fn issuer_audience_and_key_must_fit() {
        let ours = tokens(Settings::default());
        let issuer = issued(Settings { issuer: "other".into(), ..Settings::default() });
        assert_eq!(ours.verify(&issuer, now()), Err(TokenError::Foreign));
        let audience = issued(Settings { audience: "other".into(), ..Settings::default() });
        assert_eq!(ours.verify(&audience, now()), Err(TokenError::Foreign));
        let other = Tokens::new(&generate_key().unwrap(), Settings::default()).unwrap();
        let foreign = other.issue(&identity(), Uuid::nil(), now()).unwrap().token;
        assert_eq!(other.verify(&foreign, now()), Ok(grant()));
        assert_eq!(ours.verify(&foreign, now()), Err(TokenError::Foreign));
        assert_eq!(ours.verify("", now()), Err(TokenError::Foreign));
    }

    #[test]
    fn a_key_that_others_can_guess_is_refused() {
        let guessed = Tokens::new(&pem([7; 32]), Settings::default());
        assert!(matches!(guessed, Err(KeyError::Guessable)), "{guessed:?}");
    }

    #[test]
    fn only_ed25519_keys_are_taken() {
        assert!(matches!(Tokens::new("no key", Settings::default()), Err(KeyError::Unreadable)));
    }
}
