//! The second factor of those who sign in. Like sessions, it takes no idempotency key: a secret is
//! shown once.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use duban_engine::session::SessionError;

use super::session::{SessionPayload, payload};
use crate::auth::AuthError;
use crate::context::Ask;
use crate::guard::SignedIn;
use crate::types::refusal::AccountError;

/// Mutations of second factors.
#[derive(Default)]
pub struct FactorMutation;

/// What `enrolSecondFactor` takes. 申领动态口令密钥输入。
#[derive(InputObject)]
pub struct EnrolSecondFactorInput {
    /// The present password. 当前密码。
    #[graphql(secret)]
    current_password: String,
}

/// What `confirmSecondFactor` takes. 启用动态口令输入。
#[derive(InputObject)]
pub struct ConfirmSecondFactorInput {
    /// The six digits that the authenticator shows. 身份验证器显示的 6 位数字。
    #[graphql(secret)]
    code: String,
}

/// A secret that is shown once, or the lawful no. 仅显示一次的密钥,或不予办理的原因。
#[derive(SimpleObject)]
pub struct EnrolSecondFactorPayload {
    /// The `otpauth` link for an authenticator, as text or QR code; null when refused.
    /// 供身份验证器使用的 otpauth 链接;不予办理时为 null。
    otpauth_uri: Option<String>,
    /// Why it was refused; empty when it was done. 不予办理的原因;办理成功时为空。
    errors: Vec<AccountError>,
}

#[Object]
impl FactorMutation {
    /// Offers the secret of a second factor, once; it asks nothing before `confirmSecondFactor`.
    /// 申领动态口令密钥,仅显示一次;确认前不生效。
    #[graphql(guard = "SignedIn")]
    async fn enrol_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The present password. 当前密码。")] input: EnrolSecondFactorInput,
    ) -> Result<EnrolSecondFactorPayload> {
        let sessions = ctx.auth()?.sessions();
        match sessions.enrol_factor(&ctx.identity()?, &input.current_password).await {
            Ok((secret, username)) => Ok(EnrolSecondFactorPayload {
                otpauth_uri: Some(secret.uri(&username)),
                errors: Vec::new(),
            }),
            Err(SessionError::Refused(no)) => {
                let errors = vec![AccountError::told(&no, ctx.language())];
                Ok(EnrolSecondFactorPayload { otpauth_uri: None, errors })
            }
            Err(error) => ctx.told(Err(AuthError::from(error))),
        }
    }

    /// Confirms the second factor with a code, ends every sign-in and opens a new one.
    /// 以动态口令确认启用,终止全部登录并重新登录。
    #[graphql(guard = "SignedIn")]
    async fn confirm_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code. 动态口令。")] input: ConfirmSecondFactorInput,
    ) -> Result<SessionPayload> {
        let sessions = ctx.auth()?.sessions();
        payload(ctx, sessions.confirm_factor(&ctx.identity()?, &input.code).await)
    }
}
