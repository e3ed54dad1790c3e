//! 双因素. The second factor: offered, confirmed, asked for at sign-in, and owed by those who must
//! have one. The secret lies encrypted in the database, for the person it was made for.

use anyhow::anyhow;
use duban_domain::audit::act::{Act, Enrolment, SignInFailure};
use duban_domain::people::account::rejection::Rejection;
use duban_domain::value::phone::Sealed;
use duban_store::account as accounts;
use duban_store::account::second_factor::{self as factors, SecondFactor as Row};
use duban_store::post::HeldPost;
use duban_store::session::{self as tokens, Standing};
use duban_store::{StoreError, Tx};
use uuid::Uuid;

use super::totp::Secret;
use super::{Identity, SessionError, Sessions, SignedIn};
use crate::audit::Party;
use crate::error::EngineError;

/// Whether a second factor is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    /// Of whoever has one, and who must have one gets nowhere without.
    Required,
    /// Of nobody: for demonstrations and training.
    Off,
}

impl Sessions {
    /// 申领动态口令密钥. Offers a secret, which asks nothing before a code of it is confirmed.
    ///
    /// # Errors
    /// `PASSWORD_WRONG`, `SIGN_IN_FAILED` while the account is locked, `FACTOR_IN_PLACE`.
    pub async fn enrol_factor(
        &self,
        identity: &Identity,
        password: &str,
    ) -> Result<(Secret, String), SessionError> {
        let offered = self.offer_factor(identity, password).await;
        self.note_enrolment(identity, Enrolment::Offer, offered.as_ref().err());
        offered
    }

    async fn offer_factor(
        &self,
        identity: &Identity,
        password: &str,
    ) -> Result<(Secret, String), SessionError> {
        self.stands_but_for_factor(identity).await?;
        let account = self.account_of(identity.person).await?.ok_or(SessionError::Ended)?;
        match self.attempt(Some(&account), password).await? {
            Ok(account) => self.forgive(account).await?,
            Err(SignInFailure::Locked) => return Err(Rejection::SignInFailed.into()),
            Err(_) => return Err(Rejection::PasswordWrong.into()),
        }
        let (secret, person) = (Secret::random()?, account.person_id);
        let missing = || EngineError::Internal(anyhow!("sessions without a vault"));
        let vault = self.engine.vault.as_ref().ok_or_else(missing)?;
        let sealed = vault.seal(&secret.text(), &place(person))?.0;
        let sealed = &sealed;
        let keep = move |tx: Tx| async move { factors::offer(&tx, person, sealed).await };
        match self.engine.store().write(keep).await? {
            true => Ok((secret, account.username)),
            false => Err(Rejection::FactorInPlace.into()),
        }
    }

    /// 启用动态口令. Confirms the secret that was offered, ends all sign-ins and opens a new one.
    ///
    /// # Errors
    /// `CODE_WRONG`, `FACTOR_NOT_OFFERED`, `FACTOR_IN_PLACE`, or `SIGN_IN_FAILED` while the account
    /// is locked: wrong codes lock it as wrong passwords do.
    pub async fn confirm_factor(
        &self,
        identity: &Identity,
        code: &str,
    ) -> Result<SignedIn, SessionError> {
        let confirmed = self.confirm_offered(identity, code).await;
        self.note_enrolment(identity, Enrolment::Confirmation, confirmed.as_ref().err());
        confirmed
    }

    async fn confirm_offered(
        &self,
        identity: &Identity,
        code: &str,
    ) -> Result<SignedIn, SessionError> {
        self.stands_but_for_factor(identity).await?;
        let person = identity.person.0;
        let find = move |tx: Tx| async move { factors::of(&tx, person).await };
        let factor = self.engine.store().read(find).await?.ok_or(Rejection::FactorNotOffered)?;
        if factor.confirmed_at.is_some() {
            return Err(Rejection::FactorInPlace.into());
        }
        // Who can no longer be read is offered another.
        let secret = self.secret_of(person, &factor).ok_or(Rejection::FactorNotOffered)?;
        // As at sign-in: charged before it is looked at, so that many at once guess no more.
        let charge = move |tx: Tx| async move { accounts::charge(&tx, person, self.lock()).await };
        if self.engine.store().write(charge).await?.is_none() {
            return Err(Rejection::SignInFailed.into());
        }
        let step = secret.step(code, self.engine.clock().now())?.ok_or(Rejection::CodeWrong)?;
        let factor = &factor;
        let confirm = move |tx: Tx| async move { self.confirm(&tx, person, factor, step).await };
        self.engine.store().write(confirm).await
    }

    async fn confirm(
        &self,
        tx: &Tx,
        person: Uuid,
        factor: &Row,
        step: i64,
    ) -> Result<SignedIn, SessionError> {
        let now = self.engine.clock().now();
        if !factors::confirm(tx, person, factor, step, now).await? {
            return Err(Rejection::FactorNotOffered.into());
        }
        accounts::clear_failures(tx, person).await?;
        accounts::count_change(tx, person).await?;
        tokens::revoke_person(tx, person, now).await?;
        let account = accounts::by_person(tx, person).await?;
        self.open_family(tx, &account.ok_or(SessionError::Ended)?).await
    }

    /// Uses the code, if it is one of the person's; fine where none is asked for.
    pub(super) async fn spend_code(
        &self,
        tx: &Tx,
        person: Uuid,
        code: Option<&str>,
    ) -> Result<Result<(), SignInFailure>, SessionError> {
        if self.limits.second_factor == SecondFactor::Off {
            return Ok(Ok(()));
        }
        let factor = factors::of(tx, person).await?;
        let Some(factor) = factor.filter(|factor| factor.confirmed_at.is_some()) else {
            return Ok(Ok(()));
        };
        // Answered like a wrong code: whoever hears more knows that the password was right.
        let Some(secret) = self.secret_of(person, &factor) else {
            return Ok(Err(SignInFailure::FactorUnreadable));
        };
        let step = secret.step(code.unwrap_or_default(), self.engine.clock().now())?;
        let spent = match step {
            Some(step) => factors::spend(tx, person, step).await?,
            None => false,
        };
        Ok(if spent { Ok(()) } else { Err(SignInFailure::CodeWrong) })
    }

    /// Whether a person with these posts must have a second factor and has none.
    pub(super) async fn owes_factor(
        &self,
        tx: &Tx,
        person: Uuid,
        held: &[HeldPost],
    ) -> Result<bool, StoreError> {
        if self.limits.second_factor == SecondFactor::Off || !needed(held) {
            return Ok(false);
        }
        Ok(factors::of(tx, person).await?.is_none_or(|factor| factor.confirmed_at.is_none()))
    }

    /// Whether what stands has no second factor where they are asked for: the posts tell the rest.
    pub(super) fn may_owe_factor(&self, standing: &Standing) -> bool {
        self.limits.second_factor == SecondFactor::Required && standing.factors == 0
    }

    /// What the person's codes are made from; nothing where it was encrypted with another key.
    fn secret_of(&self, person: Uuid, factor: &Row) -> Option<Secret> {
        let sealed = Sealed(factor.secret.clone());
        let opened =
            self.engine.vault.as_ref().and_then(|vault| vault.open(&sealed, &place(person)));
        let secret = opened.and_then(|text| Secret::parse(&text));
        if secret.is_none() {
            tracing::error!(person.id = %person, "a second factor was encrypted with another key");
        }
        secret
    }

    /// What stops a token stops this too, but for the very need of a second factor.
    async fn stands_but_for_factor(&self, identity: &Identity) -> Result<(), SessionError> {
        match self.check(identity).await {
            Ok(()) | Err(SessionError::SecondFactorRequired) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn note_enrolment(&self, identity: &Identity, step: Enrolment, error: Option<&SessionError>) {
        let act = match error {
            None => Act::Enrolled(step),
            Some(SessionError::Refused(no)) => Act::EnrolmentRefused(step, no.kind().as_str()),
            Some(SessionError::Ended) => Act::EnrolmentRefused(step, "UNAUTHENTICATED"),
            Some(SessionError::PasswordChangeRequired) => Act::EnrolmentRefused(step, "FORBIDDEN"),
            Some(_) => return,
        };
        self.engine.note_here(Party::person(identity.person), &act);
    }
}

/// Whether one of these posts asks for a second factor.
pub(super) fn needed(posts: &[HeldPost]) -> bool {
    posts.iter().any(|held| held.post.needs_second_factor())
}

/// The place that a secret is encrypted for.
fn place(person: Uuid) -> String {
    format!("second_factor:{person}")
}
