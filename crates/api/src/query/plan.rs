//! Plans.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::value::id::{PlanId, UnitId};
use duban_engine::queries::comparison::TaskChange as Compared;
use duban_engine::view::{PlanFilter as Wanted, PlanRow};

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::loader::one;
use crate::page::{Connection, Found, Window, wants_total};
use crate::types::comparison::{TaskChange, TaskChangeKind};
use crate::types::plan::Plan;
use crate::types::scalar::Date;
use crate::types::states::PlanState;

/// Queries about plans.
#[derive(Default)]
pub struct PlanQuery;

/// Which plans are wanted; what is not said is not asked. 方案筛选条件。
#[derive(Debug, Default, InputObject)]
pub struct PlanFilter {
    /// In one of these states. 状态。
    states: Option<Vec<PlanState>>,
    /// Of this government. 所属政府。
    jurisdiction_id: Option<Id<UnitId>>,
}

impl From<PlanFilter> for Wanted {
    fn from(filter: PlanFilter) -> Self {
        Self {
            states: filter.states.unwrap_or_default().into_iter().map(Into::into).collect(),
            jurisdiction: filter.jurisdiction_id.map(|id| id.0),
        }
    }
}

const PLANS: &str = "plans";
const COMPARISON: &str = "planComparison";

#[Object]
impl PlanQuery {
    /// The plans, the newest first. 行动方案,新的在前。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones. 筛选条件。")] filter: Option<PlanFilter>,
        #[graphql(
            desc = "As it stood at the end of this day, today at the latest; now unless said. 截至日期,不晚于今日;不填为当前。"
        )]
        as_of: Option<Date>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Plan>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(PLANS))?, ctx.reader_at(as_of)?);
        let filter = filter.unwrap_or_default().into();
        let slice = ctx.told(reader.plans(&filter, &page).await)?;
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.plan_count(&filter).await)?),
            false => None,
        };
        Ok(Found { slice, total }.connect(PLANS, PlanRow::key, Plan))
    }

    /// One plan; null where there is none, or none that the viewer may see. 单个方案;不存在或不可见为 null。
    #[graphql(guard = "RoleClass::Business")]
    async fn plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its identity. 标识。")] id: Id<PlanId>,
        #[graphql(
            desc = "As it stood at the end of this day, today at the latest; now unless said. 截至日期,不晚于今日;不填为当前。"
        )]
        as_of: Option<Date>,
    ) -> Result<Option<Plan>> {
        let as_of = ctx.day(as_of, None)?;
        Ok(one(ctx, as_of, id.0).await?.map(Plan))
    }

    /// Two plans, or two versions of one, held against each other: what is new or changed in the order
    /// of the right one, then what is gone; null where one of them does not exist or the viewer may not
    /// see it. Tasks are matched by their words, not by their numbers.
    /// 比对两个方案或两个版本:按右侧方案次序列出新增和变动的任务,删除的列在最后;任一方案不存在或不可见为 null。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn plan_comparison(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan compared with, such as the older version. 左侧方案。")] left_id: Id<PlanId>,
        #[graphql(desc = "The plan compared, such as the newer version. 右侧方案。")] right_id: Id<
            PlanId,
        >,
        #[graphql(desc = "Only these kinds of change. 变动类别。")] kinds: Option<
            Vec<TaskChangeKind>,
        >,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Option<Connection<TaskChange>>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(COMPARISON))?, ctx.reader()?);
        let compared = reader.plan_comparison(left_id.0, right_id.0).await;
        let Some(mut changes) = ctx.told(compared)? else { return Ok(None) };
        changes.retain(|change| {
            kinds.as_ref().is_none_or(|kinds| kinds.contains(&TaskChange::kind_of(change)))
        });
        let found = Found::cut(changes, &page, Compared::key);
        Ok(Some(found.connect(COMPARISON, Compared::key, TaskChange)))
    }
}
