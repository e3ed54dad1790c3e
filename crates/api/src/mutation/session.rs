//! Signing in and out. Session mutations take no idempotency key: a token is given out once.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use duban_engine::session::{SessionError, SignedIn as Session};

use crate::auth::AuthError;
use crate::context::Ask;
use crate::error::Problem;
use crate::guard::SignedIn;
use crate::types::refusal::AccountError;
use crate::types::scalar::Instant;

/// Mutations of sessions.
#[derive(Default)]
pub struct SessionMutation;

/// What `signIn` takes. 登录输入。
#[derive(InputObject)]
pub struct SignInInput {
    /// The name to sign in with. 用户名。
    username: String,
    /// The password. 密码。
    #[graphql(secret)]
    password: String,
    /// The one-time code, from those who have a second factor; each counts once.
    /// 动态口令,已启用者必填,每个口令只能使用一次。
    #[graphql(secret)]
    otp: Option<String>,
}

/// What `refreshSession` takes. 续期输入。
#[derive(InputObject)]
pub struct RefreshSessionInput {
    /// The last refresh token; it is spent by this. 最近一次的续期令牌,用后失效。
    #[graphql(secret)]
    refresh_token: String,
}

/// What `changePassword` takes. 修改密码输入。
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The present password. 当前密码。
    #[graphql(secret)]
    current_password: String,
    /// The new one. 新密码。
    #[graphql(secret)]
    new_password: String,
}

/// Tokens, or the lawful no. 令牌,或不予办理的原因。
#[derive(SimpleObject, Default)]
pub struct SessionPayload {
    /// The token for `Authorization: Bearer`, at most 15 minutes; null when refused.
    /// 访问令牌,至多 15 分钟;不予办理时为 null。
    access_token: Option<String>,
    /// When the access token ends; null when refused. 访问令牌到期时间;不予办理时为 null。
    access_expires_at: Option<Instant>,
    /// The token for `refreshSession`, good for one use; null when refused.
    /// 续期令牌,只能使用一次;不予办理时为 null。
    refresh_token: Option<String>,
    /// When the refresh token ends; null when refused. 续期令牌到期时间;不予办理时为 null。
    refresh_expires_at: Option<Instant>,
    /// Whether nothing but `changePassword` is open. 是否须先修改密码。
    must_change_password: bool,
    /// Whether nothing but `enrolSecondFactor` and `confirmSecondFactor` is open.
    /// 是否须先启用动态口令。
    must_enrol_second_factor: bool,
    /// Why it was refused; empty when it was done. 不予办理的原因;办理成功时为空。
    errors: Vec<AccountError>,
}

/// Whether the session was ended. 退出结果。
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// Whether the session is over. 是否已退出。
    signed_out: bool,
    /// Why it was refused; empty when it was done. 不予办理的原因;办理成功时为空。
    errors: Vec<AccountError>,
}

#[Object]
impl SessionMutation {
    /// Signs in with name, password and, of who has a second factor, a one-time code. 登录。
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Name, password and code. 用户名、密码和动态口令。")] input: SignInInput,
    ) -> Result<SessionPayload> {
        let SignInInput { username, password, otp } = input;
        let result = ctx.auth()?.sessions().sign_in(&username, &password, otp.as_deref()).await;
        payload(ctx, result)
    }

    /// Spends a refresh token for new tokens; one shown twice ends its sign-in.
    /// 续期:以续期令牌换取新令牌;重复使用将终止该次登录。
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last refresh token. 最近一次的续期令牌。")]
        input: RefreshSessionInput,
    ) -> Result<SessionPayload> {
        let result = ctx.auth()?.sessions().refresh(&input.refresh_token).await;
        payload(ctx, result)
    }

    /// Ends the sign-in this request belongs to. 退出登录。
    #[graphql(guard = "SignedIn")]
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        let ended = ctx.auth()?.sessions().sign_out(&ctx.identity()?).await;
        ctx.told(ended.map_err(AuthError::from))?;
        Ok(SignOutPayload { signed_out: true, errors: Vec::new() })
    }

    /// Changes one's own password, ends every sign-in and opens a new one.
    /// 修改本人密码,终止全部登录并重新登录。
    #[graphql(guard = "SignedIn")]
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The present and the new password. 当前密码和新密码。")]
        input: ChangePasswordInput,
    ) -> Result<SessionPayload> {
        let (current, new) = (&input.current_password, &input.new_password);
        let sessions = ctx.auth()?.sessions();
        let result = sessions.change_password(&ctx.identity()?, current, new).await;
        payload(ctx, result)
    }
}

pub(super) fn payload(
    ctx: &Context<'_>,
    result: Result<Session, SessionError>,
) -> Result<SessionPayload> {
    let session = match result {
        Ok(session) => session,
        Err(SessionError::Refused(no)) => {
            let errors = vec![AccountError::told(&no, ctx.language())];
            return Ok(SessionPayload { errors, ..SessionPayload::default() });
        }
        Err(error) => return ctx.told(Err(AuthError::from(error))),
    };
    let access = ctx.auth()?.access_token(&session);
    let access = ctx.told(access.map_err(|error| Problem::internal(&error)))?;
    Ok(SessionPayload {
        access_token: Some(access.token),
        access_expires_at: Some(access.expires_at.into()),
        refresh_token: Some(session.refresh_token.reveal().to_owned()),
        refresh_expires_at: Some(session.refresh_expires_at.into()),
        must_change_password: session.must_change,
        must_enrol_second_factor: session.must_enrol,
        errors: Vec::new(),
    })
}
