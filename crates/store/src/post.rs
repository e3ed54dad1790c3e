//! The posts that a person holds now: what an actor is made of.

use duban_domain::people::actor::{Grade, Post, Role, Scope};
use duban_domain::value::id::{PlanId, PostId, UnitId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::error::StoreError;
use crate::statement::Sql;
use crate::transaction::Tx;

/// A post with the name of its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPost {
    /// The post.
    pub post: Post,
    /// 单位简称.
    pub unit_name: String,
}

#[derive(FromQueryResult)]
struct Row {
    post_id: Uuid,
    unit_id: Uuid,
    role: String,
    grade: String,
    scope_plan_id: Option<Uuid>,
    scope_jurisdiction_id: Option<Uuid>,
    short_name: Option<String>,
}

/// The posts of a person, the oldest first.
pub async fn held_by(tx: &Tx, person_id: Uuid) -> Result<Vec<HeldPost>, StoreError> {
    let sql = Sql::with(
        "SELECT p.post_id, p.unit_id, p.role, p.grade, p.scope_plan_id, p.scope_jurisdiction_id,
            o.short_name
         FROM post p LEFT JOIN organisation o ON o.unit_id = p.unit_id
         WHERE p.person_id = ? AND p.held_to IS NULL ORDER BY p.held_from, p.post_id",
        [person_id.into()],
    );
    tx.query_as::<Row>(&sql).await?.into_iter().map(HeldPost::try_from).collect()
}

/// Whether any post is held by anyone.
pub async fn anyone(tx: &Tx) -> Result<bool, StoreError> {
    let sql = Sql::new("SELECT count(*) FROM (SELECT 1 FROM post LIMIT 1) any_post");
    Ok(tx.query_value::<i64>(&sql).await?.unwrap_or(0) > 0)
}

impl TryFrom<Row> for HeldPost {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |because: &str| StoreError::corrupt("post", row.post_id.to_string(), because);
        let scope = match (row.scope_plan_id, row.scope_jurisdiction_id) {
            (None, None) => Scope::Unit,
            (Some(plan), None) => Scope::Plan(PlanId(plan)),
            (None, Some(unit)) => Scope::Jurisdiction(UnitId(unit)),
            (Some(_), Some(_)) => return Err(corrupt("two scopes")),
        };
        let post = Post {
            id: PostId(row.post_id),
            unit: UnitId(row.unit_id),
            role: Role::parse(&row.role).ok_or_else(|| corrupt("unknown role"))?,
            grade: Grade::parse(&row.grade).ok_or_else(|| corrupt("unknown grade"))?,
            scope,
        };
        Ok(Self { post, unit_name: row.short_name.unwrap_or_default() })
    }
}
