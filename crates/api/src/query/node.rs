//! Anything by its id.

use async_graphql::{Context, ID, Interface, Object, Result};
use duban_domain::sheet::SheetKey;
use duban_domain::value::id::{
    AssessmentId, AssignmentId, EvidenceId, PersonId, PlanId, TargetId, TaskId, UnitId,
};

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::loader::one;
use crate::types::assessment::Assessment;
use crate::types::assignment::Assignment;
use crate::types::evidence::Evidence;
use crate::types::organisation::{Organisation, Person};
use crate::types::plan::Plan;
use crate::types::sheet::Sheet;
use crate::types::task::{Target, Task};

/// Queries by id alone.
#[derive(Default)]
pub struct NodeQuery;

/// Anything that has an id of its own. 有标识的对象。
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Its identity. 标识。"))]
pub enum Node {
    /// A unit.
    Organisation(Organisation),
    /// A person.
    Person(Person),
    /// A plan.
    Plan(Plan),
    /// A task.
    Task(Task),
    /// A target.
    Target(Target),
    /// An assignment.
    Assignment(Assignment),
    /// A sheet.
    Sheet(Sheet),
    /// A piece of evidence.
    Evidence(Evidence),
    /// A year's assessment.
    Assessment(Assessment),
}

#[Object]
impl NodeQuery {
    /// Anything by its id; null where there is none, or none that the viewer may see.
    /// 按标识查询任一对象;不存在或不可见为 null。
    #[graphql(guard = "RoleClass::Any")]
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its identity. 标识。")] id: ID,
    ) -> Result<Option<Node>> {
        find(ctx, id.as_str()).await
    }
}

async fn find(ctx: &Context<'_>, id: &str) -> Result<Option<Node>> {
    if let Some(Id(id)) = Id::<UnitId>::parse(id) {
        return Ok(one(ctx, None, id).await?.map(|row| Organisation(row).into()));
    }
    if let Some(Id(id)) = Id::<PersonId>::parse(id) {
        return Ok(one(ctx, None, id).await?.map(|row| Person(row).into()));
    }
    if let Some(Id(id)) = Id::<PlanId>::parse(id) {
        return Ok(one(ctx, None, id).await?.map(|row| Plan(row).into()));
    }
    if let Some(Id(id)) = Id::<TaskId>::parse(id) {
        return Ok(one(ctx, None, id).await?.map(|row| Task(row).into()));
    }
    if let Some(Id(id)) = Id::<TargetId>::parse(id) {
        return Ok(one(ctx, None, id).await?.map(|row| Target(row).into()));
    }
    if let Some(Id(id)) = Id::<AssignmentId>::parse(id) {
        return Ok(one(ctx, None, id).await?.map(|row| Assignment(row).into()));
    }
    if let Some(Id(id)) = Id::<EvidenceId>::parse(id) {
        return Ok(one(ctx, None, id).await?.map(|row| Evidence(row).into()));
    }
    if let Some(Id(id)) = Id::<AssessmentId>::parse(id) {
        return Ok(one(ctx, None, id).await?.map(|row| Assessment(row).into()));
    }
    if let Some(Id(key)) = Id::<SheetKey>::parse(id) {
        let found = ctx.told(ctx.reader()?.sheets_by_keys(&[key]).await)?;
        return Ok(found.into_iter().next().map(|row| Sheet(row).into()));
    }
    Ok(None)
}
