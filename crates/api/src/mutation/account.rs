//! What the system administrator does to the accounts of others. It is audited, not journaled, and
//! takes no idempotency key: done twice, it is done.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use duban_domain::value::id::PersonId;
use duban_engine::session::SessionError;
use duban_engine::session::keeper::Order;

use crate::auth::AuthError;
use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::types::organisation::{Person, optional_person};
use crate::types::refusal::AccountError;

/// Mutations of accounts.
#[derive(Default)]
pub struct AccountMutation;

/// What `disableAccount` takes. 停用账号的输入。
#[derive(InputObject)]
pub struct DisableAccountInput {
    /// Whose account. 人员。
    person_id: Id<PersonId>,
}

/// What `enableAccount` takes. 启用账号的输入。
#[derive(InputObject)]
pub struct EnableAccountInput {
    /// Whose account. 人员。
    person_id: Id<PersonId>,
}

/// What `endSessions` takes. 强制退出的输入。
#[derive(InputObject)]
pub struct EndSessionsInput {
    /// Whose sign-ins. 人员。
    person_id: Id<PersonId>,
}

/// What `resetPassword` takes. 重置密码的输入。
#[derive(InputObject)]
pub struct ResetPasswordInput {
    /// Whose account. 人员。
    person_id: Id<PersonId>,
    /// The one-time password; it must be changed at the first sign-in. 一次性密码,首次登录须修改。
    #[graphql(secret)]
    new_password: String,
}

/// What `resetSecondFactor` takes. 重置动态口令的输入。
#[derive(InputObject)]
pub struct ResetSecondFactorInput {
    /// Whose account. 人员。
    person_id: Id<PersonId>,
}

/// Whose account it was, or the lawful no. 账号办理结果,或不予办理的原因。
#[derive(SimpleObject)]
pub struct AccountPayload {
    /// The person; null when it was refused. 人员;不予办理时为 null。
    person: Option<Person>,
    /// Why it was refused; empty when it was done. 不予办理的原因;办理成功时为空。
    errors: Vec<AccountError>,
}

#[Object]
impl AccountMutation {
    /// Closes an account and ends its sign-ins and sockets at once: for the system administrator.
    /// 停用账号并立即终止其全部登录,限系统管理员。
    #[graphql(guard = "RoleClass::Registrar")]
    async fn disable_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: DisableAccountInput,
    ) -> Result<AccountPayload> {
        keep(ctx, input.person_id.0, Order::Disable).await
    }

    /// Opens a closed account again and lifts a lock: for the system administrator.
    /// 启用账号并解除锁定,限系统管理员。
    #[graphql(guard = "RoleClass::Registrar")]
    async fn enable_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: EnableAccountInput,
    ) -> Result<AccountPayload> {
        keep(ctx, input.person_id.0, Order::Enable).await
    }

    /// Ends every sign-in of a person at once: for the system administrator.
    /// 立即终止某人的全部登录,限系统管理员。
    #[graphql(guard = "RoleClass::Registrar")]
    async fn end_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: EndSessionsInput,
    ) -> Result<AccountPayload> {
        keep(ctx, input.person_id.0, Order::EndSignIns).await
    }

    /// Gives an account a one-time password, ends its sign-ins and lifts a lock: for the system
    /// administrator. 重置为一次性密码,终止其全部登录并解除锁定,限系统管理员。
    #[graphql(guard = "RoleClass::Registrar")]
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: ResetPasswordInput,
    ) -> Result<AccountPayload> {
        keep(ctx, input.person_id.0, Order::ResetPassword(&input.new_password)).await
    }

    /// Forgets the second factor of an account and ends its sign-ins, so that another can be enrolled:
    /// for the system administrator. 重置动态口令并终止其全部登录,以便重新申领,限系统管理员。
    #[graphql(guard = "RoleClass::Registrar")]
    async fn reset_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: ResetSecondFactorInput,
    ) -> Result<AccountPayload> {
        keep(ctx, input.person_id.0, Order::ResetFactor).await
    }
}

async fn keep(ctx: &Context<'_>, person: PersonId, order: Order<'_>) -> Result<AccountPayload> {
    let keeper = ctx.actor()?;
    match ctx.auth()?.sessions().keep_account(&keeper, person, order).await {
        Ok(()) => {
            let person = optional_person(ctx, None, Some(person)).await?;
            Ok(AccountPayload { person, errors: Vec::new() })
        }
        Err(SessionError::Refused(no)) => {
            let errors = vec![AccountError::told(&no, ctx.language())];
            Ok(AccountPayload { person: None, errors })
        }
        Err(error) => ctx.told(Err(AuthError::from(error))),
    }
}
