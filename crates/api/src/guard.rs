//! Guards at the fields: is anybody signed in, and of which class of role. Whether *this* thing may
//! be seen or done is the engine's affair.

use async_graphql::{Context, Guard, Result};
use duban_domain::people::actor::Role;

use crate::context::Ask;
use crate::error::Problem;

/// 已登录. Somebody is signed in, acting for a post or not yet.
pub struct SignedIn;

impl Guard for SignedIn {
    async fn check(&self, ctx: &Context<'_>) -> Result<()> {
        ctx.signed_in().map(|_| ())
    }
}

/// 角色类别. Somebody acts for a post of this class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleClass {
    /// Any post.
    Any,
    /// Posts of the business: everybody but the administrators.
    Business,
    /// The system administrator and the security administrator, who keep people and posts.
    Registrar,
    /// The audit administrator, and the security administrator who watches over that one.
    LogKeeper,
}

impl RoleClass {
    fn admits(self, role: Role) -> bool {
        match self {
            Self::Any => true,
            Self::Business => !role.is_admin(),
            Self::Registrar => matches!(role, Role::SystemAdmin | Role::SecurityAdmin),
            Self::LogKeeper => matches!(role, Role::AuditAdmin | Role::SecurityAdmin),
        }
    }
}

impl Guard for RoleClass {
    async fn check(&self, ctx: &Context<'_>) -> Result<()> {
        let actor = ctx.actor()?;
        match actor.post() {
            Some(post) if !self.admits(post.role) => {
                let role = post.role.as_str();
                let problem = Problem::forbidden(
                    format!("{role} 岗位不能使用该功能。请换用其他岗位。"),
                    format!("Posts of the role {role} may not use this. Act for another post."),
                );
                Err(ctx.refused(&problem))
            }
            Some(_) | None => Ok(()),
        }
    }
}
