//! Accounts: opening, closing, and the change of passwords.

use duban_domain::audit::act::{Act, SignInFailure};
use duban_domain::people::account::rejection::Rejection;
use duban_domain::people::account::{Username, check_password};
use duban_domain::value::id::PersonId;
use duban_store::account::{self as accounts, Account, NewPassword};
use duban_store::session as tokens;
use duban_store::{StoreError, Tx};

use super::{Identity, SessionError, Sessions, SignedIn};
use crate::audit::Party;

/// An account that is to be opened.
#[derive(Clone)]
pub struct NewAccount {
    /// For whom; the person is on file already.
    pub person: PersonId,
    /// The name to sign in with.
    pub username: Username,
    /// The first password.
    pub password: String,
    /// Whether it may be kept.
    pub first_password: FirstPassword,
}

/// What becomes of the password an account is opened with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstPassword {
    /// It must be changed at the first sign-in: somebody else knows it.
    OneTime,
    /// It may be kept.
    Kept,
}

impl Sessions {
    /// 开户. Opens the account of a person.
    ///
    /// # Errors
    /// A rule about names or passwords, or `USERNAME_TAKEN`.
    pub async fn create_account(&self, new: NewAccount) -> Result<(), SessionError> {
        self.create_accounts(vec![new]).await
    }

    /// Opens many accounts at once, all or none.
    ///
    /// # Errors
    /// As [`Sessions::create_account`].
    pub async fn create_accounts(&self, new: Vec<NewAccount>) -> Result<(), SessionError> {
        for account in &new {
            check_password(&account.username, &account.password)?;
        }
        let mut rows = Vec::with_capacity(new.len());
        for account in &new {
            rows.push(Account {
                person_id: account.person.0,
                username: account.username.to_string(),
                password_hash: self.hasher.hash(&account.password).await?,
                must_change: account.first_password == FirstPassword::OneTime,
                failed_count: 0,
                locked_until: None,
                disabled_at: None,
                version: 1,
            });
        }
        let rows = &rows;
        self.engine.store().write(move |tx| async move { insert_all(&tx, rows).await }).await
    }

    /// 修改密码. Changes one's own password, ends all sign-ins and opens a new one.
    ///
    /// # Errors
    /// `PASSWORD_WRONG`, `SIGN_IN_FAILED` while the account is locked, or a rule about passwords.
    pub async fn change_password(
        &self,
        identity: &Identity,
        current: &str,
        new: &str,
    ) -> Result<SignedIn, SessionError> {
        let changed = self.change_password_to(identity, current, new).await;
        let act = match &changed {
            Ok(_) => Some(Act::PasswordChanged),
            Err(SessionError::Refused(no)) => Some(Act::PasswordRefused(no.kind().as_str())),
            Err(SessionError::Ended) => Some(Act::PasswordRefused("UNAUTHENTICATED")),
            Err(_) => None,
        };
        if let Some(act) = act {
            self.engine.note_here(Party::person(identity.person), &act);
        }
        changed
    }

    async fn change_password_to(
        &self,
        identity: &Identity,
        current: &str,
        new: &str,
    ) -> Result<SignedIn, SessionError> {
        // What stops a token stops this too, but for the very need to change the password.
        match self.check(identity).await {
            Ok(())
            | Err(SessionError::PasswordChangeRequired | SessionError::SecondFactorRequired) => {}
            Err(error) => return Err(error),
        }
        let account = self.account_of(identity.person).await?.ok_or(SessionError::Ended)?;
        match self.attempt(Some(&account), current).await? {
            Ok(account) => self.forgive(account).await?,
            Err(SignInFailure::Locked) => return Err(Rejection::SignInFailed.into()),
            Err(_) => return Err(Rejection::PasswordWrong.into()),
        }
        let name = Username::parse(&account.username)?;
        check_password(&name, new)?;
        if current == new {
            return Err(Rejection::PasswordUnchanged.into());
        }
        let change = NewPassword {
            person_id: account.person_id,
            password_hash: self.hasher.hash(new).await?,
            must_change: false,
            expected_version: account.version,
        };
        let change = &change;
        self.engine.store().write(move |tx| async move { self.reset(&tx, change).await }).await
    }

    /// Closes an account, or opens it again; closing ends its sign-ins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_disabled(
        &self,
        person: PersonId,
        closing: Closing,
    ) -> Result<(), SessionError> {
        let now = self.engine.clock().now();
        let at = (closing == Closing::Closed).then_some(now);
        self.engine
            .store()
            .write(move |tx| async move {
                accounts::set_disabled(&tx, person.0, at).await?;
                if at.is_some() {
                    tokens::revoke_person(&tx, person.0, now).await?;
                }
                Ok(())
            })
            .await
    }

    /// The person who signs in under this name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person_named(&self, name: &Username) -> Result<Option<PersonId>, SessionError> {
        let account = self.account_named(name).await?;
        Ok(account.map(|account| PersonId(account.person_id)))
    }

    pub(super) async fn account_of(&self, person: PersonId) -> Result<Option<Account>, StoreError> {
        self.engine
            .store()
            .read(move |tx| async move { accounts::by_person(&tx, person.0).await })
            .await
    }

    pub(super) async fn forgive(&self, account: &Account) -> Result<(), StoreError> {
        let person = account.person_id;
        let forgive = move |tx: Tx| async move { accounts::clear_failures(&tx, person).await };
        self.engine.store().write(forgive).await
    }

    /// Sets a password and ends the sign-ins with the one before.
    pub(super) async fn replace(&self, tx: &Tx, change: &NewPassword) -> Result<(), StoreError> {
        accounts::set_password(tx, change.clone()).await?;
        tokens::revoke_person(tx, change.person_id, self.engine.clock().now()).await.map(|_| ())
    }

    async fn reset(&self, tx: &Tx, change: &NewPassword) -> Result<SignedIn, SessionError> {
        self.replace(tx, change).await?;
        let account = accounts::by_person(tx, change.person_id).await?;
        self.open_family(tx, &account.ok_or(SessionError::Ended)?).await
    }
}

/// Whether an account is to be closed or open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// 停用.
    Closed,
    /// 启用.
    Open,
}

async fn insert_all(tx: &Tx, rows: &[Account]) -> Result<(), SessionError> {
    for row in rows {
        match accounts::insert(tx, row.clone()).await {
            Ok(()) => {}
            Err(StoreError::Duplicate { .. }) => {
                return Err(Rejection::UsernameTaken { name: row.username.clone() }.into());
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
