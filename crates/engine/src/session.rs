//! Signing in: who a person is, for how long, and for which post the person acts.
//!
//! A sign-in opens a *family* of refresh tokens. Each is spent once, for the next one and a short
//! access token; one that is shown twice was stolen, and ends its family, unless it comes again at
//! once and nobody used what was given for it: then the answer was lost. The access token itself
//! is made by the transport; [`Sessions::check`] says whether what stands behind it still stands,
//! so that a signed-out family, a closed account or a changed password stops it at once.

pub mod account;
pub mod address;
pub mod factor;
pub mod keeper;
pub mod password;
pub mod refresh;
pub mod signer;
pub mod totp;

use chrono::{DateTime, TimeDelta, Utc};
use duban_domain::audit::act::{Act, SignInFailure};
use duban_domain::people::account::Username;
use duban_domain::people::account::rejection::Rejection;
use duban_domain::value::id::PersonId;
use duban_store::account::address as addresses;
use duban_store::account::{self as accounts, Account, Lock};
use duban_store::post::{self, HeldPost};
use duban_store::session::{self as tokens, Session, Spending, Standing};
use duban_store::{StoreError, Tx};
use thiserror::Error;
use uuid::Uuid;

use crate::Engine;
use crate::audit::Party;
use crate::error::EngineError;
use crate::session::address::{AddressLimit, Entry};
use crate::session::factor::SecondFactor;
use crate::session::password::{Cost, HashError, Hasher};
use crate::session::refresh::RefreshToken;
use crate::session::signer::Unchosen;

/// How long things last at sign-in, and how much guessing is borne.
#[derive(Debug, Clone)]
pub struct Limits {
    /// A refresh token that is not used for this long is worth nothing.
    pub idle: TimeDelta,
    /// The same for administrators.
    pub idle_admin: TimeDelta,
    /// For how long a spent refresh token may come again because the answer was lost.
    pub lost_answer: TimeDelta,
    /// A sign-in ends after this long, whatever is done.
    pub absolute: TimeDelta,
    /// How many failures lock an account.
    pub failures: i32,
    /// For how long.
    pub lock: TimeDelta,
    /// How much guessing is borne from one network.
    pub address: AddressLimit,
    /// Whether a second factor is asked for.
    pub second_factor: SecondFactor,
    /// What a hash costs.
    pub cost: Cost,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            idle: TimeDelta::minutes(30),
            idle_admin: TimeDelta::minutes(15),
            lost_answer: TimeDelta::seconds(10),
            absolute: TimeDelta::hours(8),
            failures: 5,
            lock: TimeDelta::minutes(30),
            address: AddressLimit::default(),
            second_factor: SecondFactor::Required,
            cost: Cost::Recommended,
        }
    }
}

/// Who an access token speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The person.
    pub person: PersonId,
    /// The sign-in.
    pub family: Uuid,
    /// The version the account had when the token was made.
    pub account_version: i64,
}

/// What a sign-in or a refresh gives.
#[derive(Debug)]
pub struct SignedIn {
    /// What the access token is to say.
    pub identity: Identity,
    /// What to show for the next one; given out once.
    pub refresh_token: RefreshToken,
    /// When the refresh token ends.
    pub refresh_expires_at: DateTime<Utc>,
    /// The password was set by someone else: nothing but changing it is open.
    pub must_change: bool,
    /// A post asks for a second factor and there is none: nothing but enrolling one is open.
    pub must_enrol: bool,
}

/// Why there is no session.
#[derive(Debug, Error)]
pub enum SessionError {
    /// A lawful no, to be answered beside the data.
    #[error("refused: {}", .0.kind().as_str())]
    Refused(Rejection),
    /// The access token no longer counts.
    #[error("the session has ended")]
    Ended,
    /// Somebody else set the password; it must be changed first.
    #[error("the password must be changed first")]
    PasswordChangeRequired,
    /// A post asks for a second factor; one must be enrolled first.
    #[error("a second factor must be enrolled first")]
    SecondFactorRequired,
    /// It is not clear for which post the person acts.
    #[error(transparent)]
    Unchosen(Unchosen),
    /// Too many sign in at once.
    #[error("too many sign in at once")]
    Busy,
    /// Something failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<StoreError> for SessionError {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<HashError> for SessionError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Busy,
            HashError::Failed(_) => Self::Engine(EngineError::Internal(error.into())),
        }
    }
}

impl From<Rejection> for SessionError {
    fn from(rejection: Rejection) -> Self {
        Self::Refused(rejection)
    }
}

/// What a refresh token is given out for.
struct Opening {
    family: Uuid,
    started: DateTime<Utc>,
    /// The digest of the token before it.
    follows: Option<Vec<u8>>,
}

/// Accounts and sessions of one engine. Cloning it is cheap.
#[derive(Clone)]
pub struct Sessions {
    engine: Engine,
    limits: Limits,
    hasher: Hasher,
}

impl Sessions {
    /// Sessions under these limits.
    ///
    /// # Errors
    /// When the hash that stands in for unknown names cannot be made.
    pub fn new(engine: Engine, limits: Limits) -> Result<Self, SessionError> {
        let hasher = Hasher::new(limits.cost)?;
        Ok(Self { engine, limits, hasher })
    }

    /// 登录. Checks name, password and, of who has a second factor, a one-time code; opens a family
    /// of tokens.
    ///
    /// Wrong names, passwords and codes, locked and closed accounts are answered alike and after the
    /// same work; from a network that has failed too often nothing is looked at.
    ///
    /// # Errors
    /// `SIGN_IN_FAILED`, `TOO_MANY_FAILURES`, or when the database fails.
    pub async fn sign_in(
        &self,
        username: &str,
        password: &str,
        code: Option<&str>,
    ) -> Result<SignedIn, SessionError> {
        let seen = match Username::parse(username) {
            Ok(name) => self.account_named(&name).await?,
            Err(_) => None,
        };
        let seen = seen.as_ref();
        let outcome = self.sign_in_as(seen, password, code).await?;
        let party = seen.map(|account| Party::person(PersonId(account.person_id)));
        let (party, engine) = (party.unwrap_or_default(), &self.engine);
        outcome.inspect(|_| engine.note_here(party, &Act::SignedIn)).map_err(|failure| {
            tracing::info!(because = failure.as_str(), "sign-in failed");
            engine.note_here(party, &Act::SignInFailed(failure));
            SessionError::Refused(match failure {
                SignInFailure::AddressLimited => {
                    let minutes = self.limits.address.window.num_minutes();
                    Rejection::TooManyFailures { minutes }
                }
                _ => Rejection::SignInFailed,
            })
        })
    }

    async fn sign_in_as(
        &self,
        seen: Option<&Account>,
        password: &str,
        code: Option<&str>,
    ) -> Result<Result<SignedIn, SignInFailure>, SessionError> {
        let Entry::Open(charged) = self.enter().await? else {
            return Ok(Err(SignInFailure::AddressLimited));
        };
        let account = match self.attempt(seen, password).await? {
            Ok(account) => account,
            Err(failure) => return Ok(Err(failure)),
        };
        let charged = charged.as_ref();
        let admit = |tx: Tx| async move {
            let admitted = self.admit(&tx, account, code).await?;
            if let (Ok(_), Some(charged)) = (&admitted, charged) {
                charged.take_back(&tx).await?;
            }
            Ok(admitted)
        };
        self.engine.store().write(admit).await
    }

    /// 续期. Spends a refresh token for the next one.
    ///
    /// # Errors
    /// `SESSION_ENDED` for any token that is not good; a token shown twice ends its family, unless
    /// it comes again at once and what was given for it is unused.
    pub async fn refresh(&self, token: &str) -> Result<SignedIn, SessionError> {
        let digest = refresh::digest(token);
        let now = self.engine.clock().now();
        let digest = &digest;
        let outcome: Result<_, SessionError> = self
            .engine
            .store()
            .write(move |tx| async move {
                let party = |session: &Session| Party::person(PersonId(session.person_id));
                match tokens::spend(&tx, digest, now).await? {
                    Spending::Spent(session) => {
                        let renewed = self.renew(&tx, &session).await?;
                        Ok(renewed.ok_or((party(&session), Act::RefreshRefused)))
                    }
                    Spending::Reused(session) => {
                        if let Some(again) = self.answer_again(&tx, &session).await? {
                            return Ok(Ok(again));
                        }
                        tracing::warn!(family.id = %session.family_id, "refresh token reused");
                        tokens::revoke_family(&tx, session.family_id, now).await?;
                        Ok(Err((party(&session), Act::TokenReused)))
                    }
                    Spending::Ended(session) => Ok(Err((party(&session), Act::RefreshRefused))),
                    Spending::Unknown => Ok(Err((Party::default(), Act::RefreshRefused))),
                }
            })
            .await;
        outcome?.map_err(|(party, act)| {
            self.engine.note_here(party, &act);
            SessionError::Refused(Rejection::SessionEnded)
        })
    }

    /// 退出. Ends the sign-in, and with it its access tokens.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, identity: &Identity) -> Result<(), SessionError> {
        let (family, now) = (identity.family, self.engine.clock().now());
        self.engine
            .store()
            .write(move |tx| async move { tokens::revoke_family(&tx, family, now).await })
            .await?;
        self.engine.note_here(Party::person(identity.person), &Act::SignedOut);
        Ok(())
    }

    /// Whether the access token of this identity still counts.
    ///
    /// # Errors
    /// [`SessionError::Ended`] when the family was revoked, the account closed or its password
    /// changed; [`SessionError::PasswordChangeRequired`] while it must be, and
    /// [`SessionError::SecondFactorRequired`] while a second factor is owed.
    pub async fn check(&self, identity: &Identity) -> Result<(), SessionError> {
        let standing = self.standing(identity).await?;
        if !self.may_owe_factor(&standing) {
            return Ok(());
        }
        match factor::needed(&self.posts_of(identity.person).await?) {
            true => Err(SessionError::SecondFactorRequired),
            false => Ok(()),
        }
    }

    async fn standing(&self, identity: &Identity) -> Result<Standing, SessionError> {
        let Identity { person, family, account_version } = *identity;
        let standing = self
            .engine
            .store()
            .read(move |tx| async move { tokens::standing(&tx, person.0, family).await })
            .await?
            .ok_or(SessionError::Ended)?;
        let ended = standing.account_version != account_version
            || standing.disabled_at.is_some()
            || standing.open_tokens == 0;
        match (ended, standing.must_change) {
            (true, _) => Err(SessionError::Ended),
            (false, true) => Err(SessionError::PasswordChangeRequired),
            (false, false) => Ok(standing),
        }
    }

    /// Forgets the tokens that ended long ago, and tells how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_expired(&self) -> Result<u64, SessionError> {
        let before = self.engine.clock().now() - self.limits.absolute;
        let windows = self.engine.clock().now() - self.limits.address.window * 2;
        let forget = move |tx: Tx| async move { addresses::forget(&tx, windows).await };
        self.engine.store().write(forget).await?;
        let forgotten = self
            .engine
            .store()
            .write(move |tx| async move { tokens::forget(&tx, before).await })
            .await?;
        Ok(forgotten)
    }

    async fn account_named(&self, name: &Username) -> Result<Option<Account>, StoreError> {
        self.engine
            .store()
            .read(move |tx| async move { accounts::by_username(&tx, name.as_str()).await })
            .await
    }

    fn lock(&self) -> Lock {
        let now = self.engine.clock().now();
        Lock { limit: self.limits.failures, now, until: now + self.limits.lock }
    }

    /// The account, if the password fits. It is charged before that is looked at, so that of many
    /// guesses at once no more are looked at than may fail; a name that is unknown, or locked, costs
    /// the same work.
    async fn attempt<'a>(
        &self,
        seen: Option<&'a Account>,
        password: &str,
    ) -> Result<Result<&'a Account, SignInFailure>, SessionError> {
        // Who is sent away because too many wait has not guessed.
        let place = self.hasher.place()?;
        let (lock, limit) = (self.lock(), self.limits.failures);
        let person = seen.map_or(Uuid::nil(), |account| account.person_id);
        let charge = move |tx: Tx| async move { accounts::charge(&tx, person, lock).await };
        let charged = self.engine.store().write(charge).await?;
        let hash = seen.map(|account| account.password_hash.clone());
        let fits = self.hasher.verify(place, password, hash).await?;
        Ok(match (seen, charged) {
            (None, _) => Err(SignInFailure::NameUnknown),
            (Some(_), None) => Err(SignInFailure::Locked),
            (Some(account), Some(_)) if fits => Ok(account),
            (Some(_), Some(count)) if count >= limit => Err(SignInFailure::Locking),
            (Some(_), Some(_)) => Err(SignInFailure::PasswordWrong),
        })
    }

    /// The password was right: opens a family, unless the account changed or is closed, or the
    /// one-time code does not fit. What was charged stays charged then.
    async fn admit(
        &self,
        tx: &Tx,
        seen: &Account,
        code: Option<&str>,
    ) -> Result<Result<SignedIn, SignInFailure>, SessionError> {
        let Some(account) = accounts::by_person(tx, seen.person_id).await? else {
            return Ok(Err(SignInFailure::Changed));
        };
        if account.disabled_at.is_some() {
            return Ok(Err(SignInFailure::Closed));
        }
        if account.version != seen.version {
            return Ok(Err(SignInFailure::Changed));
        }
        if let Err(failure) = self.spend_code(tx, account.person_id, code).await? {
            return Ok(Err(failure));
        }
        accounts::clear_failures(tx, account.person_id).await?;
        self.open_family(tx, &account).await.map(Ok)
    }

    async fn open_family(&self, tx: &Tx, account: &Account) -> Result<SignedIn, SessionError> {
        let family = self.engine.ids().fresh();
        let started = self.engine.clock().now();
        self.give_token(tx, account, Opening { family, started, follows: None }).await
    }

    async fn renew(&self, tx: &Tx, spent: &Session) -> Result<Option<SignedIn>, SessionError> {
        let account = accounts::by_person(tx, spent.person_id).await?;
        let Some(account) = account.filter(|account| account.disabled_at.is_none()) else {
            return Ok(None);
        };
        let started = tokens::family_started(tx, spent.family_id).await?;
        let started = started.unwrap_or(spent.issued_at);
        let follows = Some(spent.token_digest.clone());
        let opening = Opening { family: spent.family_id, started, follows };
        self.give_token(tx, &account, opening).await.map(Some)
    }

    /// Another successor for a token that was spent just now, if nobody used the first: the answer
    /// was lost. The first is spent by this, so that whoever holds it after all is found out.
    async fn answer_again(
        &self,
        tx: &Tx,
        spent: &Session,
    ) -> Result<Option<SignedIn>, SessionError> {
        let now = self.engine.clock().now();
        let lost = spent.spent_at.is_some_and(|at| now - at <= self.limits.lost_answer);
        let stands = spent.revoked_at.is_none() && spent.expires_at > now;
        if lost && stands && tokens::take_back_successor(tx, &spent.token_digest, now).await? {
            return self.renew(tx, spent).await;
        }
        Ok(None)
    }

    /// How long a sign-in of who holds these posts may lie idle.
    fn idle_of(&self, held: &[HeldPost]) -> TimeDelta {
        let admin = held.iter().any(|held| held.post.role.is_admin());
        if admin { self.limits.idle_admin } else { self.limits.idle }
    }

    async fn give_token(
        &self,
        tx: &Tx,
        account: &Account,
        opening: Opening,
    ) -> Result<SignedIn, SessionError> {
        let Opening { family, started, follows } = opening;
        let now = self.engine.clock().now();
        let refresh_token = RefreshToken::random()?;
        let held = post::held_by(tx, account.person_id).await?;
        let expires_at = (now + self.idle_of(&held)).min(started + self.limits.absolute);
        let session = Session {
            token_digest: refresh::digest(refresh_token.reveal()).to_vec(),
            family_id: family,
            person_id: account.person_id,
            issued_at: now,
            expires_at,
            spent_at: None,
            revoked_at: None,
            follows,
        };
        tokens::insert(tx, session).await?;
        Ok(SignedIn {
            identity: Identity {
                person: PersonId(account.person_id),
                family,
                account_version: account.version,
            },
            refresh_token,
            refresh_expires_at: expires_at,
            must_change: account.must_change,
            must_enrol: self.owes_factor(tx, account.person_id, &held).await?,
        })
    }
}
