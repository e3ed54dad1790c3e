//! Who asks.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::SignedIn;
use crate::types::organisation::{Person, Post};

/// Queries about oneself.
#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who is signed in, and for which post this request acts. 当前登录人及其岗位。
    #[graphql(guard = "SignedIn")]
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer> {
        let oneself = ctx.told(ctx.engine()?.oneself(ctx.signed_in()?).await)?;
        let (person, posts) = ctx.told(oneself.ok_or_else(Problem::unauthenticated))?;
        let acting = ctx.post()?.map(|post| post.id);
        let acting_post = posts.iter().find(|post| Some(post.id) == acting).cloned().map(Post);
        let posts = posts.into_iter().map(Post).collect();
        Ok(Viewer { person: Person(person), posts, acting_post })
    }
}

/// Who is signed in. 当前登录人。
#[derive(SimpleObject)]
pub struct Viewer {
    /// The person. 人员。
    pub person: Person,
    /// The posts held now. 现任岗位。
    pub posts: Vec<Post>,
    /// The post for which this request acts; null when it is not clear: name one of `posts` in the
    /// header `Duban-Post`. 当前岗位;未确定为 null,请在请求头 Duban-Post 中注明。
    pub acting_post: Option<Post>,
}
