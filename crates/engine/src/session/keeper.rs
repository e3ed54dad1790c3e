//! 账号管理. What the system administrator does to the accounts of others: close and open them, end
//! their sign-ins, give them a one-time password, forget their second factor. It takes effect on
//! every node at once, for every request and every open socket asks the database; each is audited,
//! done or refused.

use duban_domain::audit::act::{Act, Keeping};
use duban_domain::command::StreamId;
use duban_domain::people::account::rejection::Rejection;
use duban_domain::people::account::{Username, check_password};
use duban_domain::people::actor::Actor;
use duban_domain::policy::{Standing, Who, permit};
use duban_domain::value::id::PersonId;
use duban_store::Tx;
use duban_store::account::second_factor as factors;
use duban_store::account::{self as accounts, Account, NewPassword};
use duban_store::session as tokens;

use super::account::Closing;
use super::{SessionError, Sessions};
use crate::audit::Party;
use crate::error::EngineError;

/// Who keeps accounts.
const KEEPERS: &[Who] = &[Who::SystemAdmin];

/// What is to be done to an account.
#[derive(Clone, Copy)]
pub enum Order<'a> {
    /// 停用. Close it, and end its sign-ins.
    Disable,
    /// 启用. Open it again, and lift a lock.
    Enable,
    /// 强制退出. End its sign-ins.
    EndSignIns,
    /// 重置密码. Give it this password, which must be changed at the first sign-in.
    ResetPassword(&'a str),
    /// 重置动态口令. Forget its second factor, and end its sign-ins.
    ResetFactor,
}

impl Order<'_> {
    fn keeping(self) -> Keeping {
        match self {
            Self::Disable => Keeping::Disabled,
            Self::Enable => Keeping::Enabled,
            Self::EndSignIns => Keeping::SignInsEnded,
            Self::ResetPassword(_) => Keeping::PasswordReset,
            Self::ResetFactor => Keeping::FactorReset,
        }
    }
}

impl Sessions {
    /// 账号管理. Does something to the account of another person.
    ///
    /// # Errors
    /// `FORBIDDEN` for who is no system administrator, `OWN_ACCOUNT`, `NOT_FOUND` where the person
    /// has no account, or a rule about passwords.
    pub async fn keep_account(
        &self,
        keeper: &Actor,
        person: PersonId,
        order: Order<'_>,
    ) -> Result<(), SessionError> {
        let done = self.keep(keeper, person, order).await;
        let (keeping, object) = (order.keeping(), Some(StreamId::Person(person)));
        let refused = |code| Act::Refused { action: keeping.as_str().into(), code, object };
        let acts = match &done {
            Ok(()) => vec![Act::Kept(keeping, person)],
            Err(SessionError::Refused(no)) => vec![refused(no.kind().as_str())],
            Err(SessionError::Engine(error)) => {
                error.refusals().into_iter().map(|(code, _)| refused(code)).collect()
            }
            Err(_) => Vec::new(),
        };
        for act in &acts {
            self.engine.note_here(Party::acting(keeper), act);
        }
        done
    }

    async fn keep(
        &self,
        keeper: &Actor,
        person: PersonId,
        order: Order<'_>,
    ) -> Result<(), SessionError> {
        let action = order.keeping().as_str();
        let denied = |no| EngineError::denied(no, StreamId::Person(person));
        permit(keeper, action, KEEPERS, &Standing::default()).map_err(denied)?;
        let unknown = || EngineError::NotFound { what: StreamId::Person(person).to_string() };
        let account = self.account_of(person).await?.ok_or_else(unknown)?;
        if keeper.person() == Some(person) {
            return Err(Rejection::OwnAccount.into());
        }
        match order {
            Order::Disable => self.set_disabled(person, Closing::Closed).await,
            Order::Enable => {
                self.set_disabled(person, Closing::Open).await?;
                Ok(self.forgive(&account).await?)
            }
            Order::EndSignIns => self.end_sign_ins(person).await,
            Order::ResetPassword(new) => self.give_one_time(&account, new).await,
            Order::ResetFactor => self.forget_factor(person).await,
        }
    }

    async fn end_sign_ins(&self, person: PersonId) -> Result<(), SessionError> {
        let now = self.engine.clock().now();
        self.engine
            .store()
            .write(move |tx| async move { tokens::revoke_person(&tx, person.0, now).await })
            .await?;
        Ok(())
    }

    async fn forget_factor(&self, person: PersonId) -> Result<(), SessionError> {
        let now = self.engine.clock().now();
        self.engine
            .store()
            .write(move |tx| async move {
                factors::remove(&tx, person.0).await?;
                accounts::count_change(&tx, person.0).await?;
                tokens::revoke_person(&tx, person.0, now).await?;
                Ok(())
            })
            .await
    }

    async fn give_one_time(&self, account: &Account, new: &str) -> Result<(), SessionError> {
        check_password(&Username::parse(&account.username)?, new)?;
        let change = NewPassword {
            person_id: account.person_id,
            password_hash: self.hasher.hash(new).await?,
            must_change: true,
            expected_version: account.version,
        };
        let change = &change;
        let replace = move |tx: Tx| async move { self.replace(&tx, change).await };
        Ok(self.engine.store().write(replace).await?)
    }
}
