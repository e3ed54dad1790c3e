//! The ledger.

use async_graphql::{Context, Enum, InputObject, Object, Result};
use duban_domain::value::id::{PlanId, TaskId, UnitId};
use duban_engine::view::{self, TaskFilter as Wanted, TaskRow};

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::loader::one;
use crate::page::{Connection, Found, Window, wants_total};
use crate::types::scalar::Date;
use crate::types::states::{AssignmentState, Direction, TaskFiling};
use crate::types::task::Task;

/// Queries about tasks.
#[derive(Default)]
pub struct TaskQuery;

/// Which tasks are wanted; what is not said is not asked. 任务筛选条件。
#[derive(Debug, Default, InputObject)]
pub struct TaskFilter {
    /// Of this plan. 所属方案。
    plan_id: Option<Id<PlanId>>,
    /// Under this heading or one below it. 章节(含下级)。
    section: Option<String>,
    /// Led by this unit. 牵头单位。
    lead_id: Option<Id<UnitId>>,
    /// Supported by this unit. 配合单位。
    support_id: Option<Id<UnitId>>,
    /// Carried out by this county, as far as the viewer sees: it is named, or holds an assignment.
    /// 落实地区(可见范围内)。
    county_id: Option<Id<UnitId>>,
    /// In one of these states of filing. 交办状态。
    states: Option<Vec<TaskFiling>>,
    /// With the lead's assignment in one of these states. 牵头事项状态。
    lead_states: Option<Vec<AssignmentState>>,
    /// Due before this day. 时限早于。
    due_before: Option<Date>,
    /// Due after this day. 时限晚于。
    due_after: Option<Date>,
    /// Whether the lead is stated or was confirmed. 牵头单位是否已确认。
    lead_confirmed: Option<bool>,
    /// Whether the date is stated or was confirmed. 时限是否已确认。
    due_confirmed: Option<bool>,
    /// With the leader in charge of this name. 分管市领导姓名。
    leader: Option<String>,
    /// With an assignment that the viewer sees and that has something overdue at the end of this
    /// day. 截至该日有逾期责任事项(可见范围内)。
    overdue_on: Option<Date>,
    /// With these words in title or body. 标题或正文包含。
    text: Option<String>,
}

impl From<TaskFilter> for Wanted {
    fn from(filter: TaskFilter) -> Self {
        Self {
            plan: filter.plan_id.map(|id| id.0),
            section: filter.section,
            lead: filter.lead_id.map(|id| id.0),
            support: filter.support_id.map(|id| id.0),
            county: filter.county_id.map(|id| id.0),
            states: filter.states.unwrap_or_default().into_iter().map(Into::into).collect(),
            lead_states: filter
                .lead_states
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            due_before: filter.due_before.map(|day| day.0),
            due_after: filter.due_after.map(|day| day.0),
            overdue_on: filter.overdue_on.map(|day| day.0),
            lead_confirmed: filter.lead_confirmed,
            due_confirmed: filter.due_confirmed,
            leader: filter.leader.map(|leader| leader.trim().to_owned()),
            text: filter.text.filter(|text| !text.trim().is_empty()),
        }
    }
}

/// By what tasks are sorted. 任务排序项。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "view::TaskSort")]
pub enum TaskSort {
    /// By number. 序号。
    No,
    /// By due date. 完成时限。
    DueOn,
    /// By title. 标题。
    Title,
}

/// In which order tasks come. 任务排序。
#[derive(Debug, Clone, Copy, InputObject)]
pub struct TaskOrder {
    /// By what. 排序项。
    #[graphql(default_with = "TaskSort::No")]
    by: TaskSort,
    /// Which way. 方向。
    #[graphql(default_with = "Direction::Ascending")]
    direction: Direction,
}

impl TaskOrder {
    const NUMBER: Self = Self { by: TaskSort::No, direction: Direction::Ascending };

    /// The name of the list in this order, for cursors.
    fn list(self) -> String {
        format!("tasks.{:?}.{:?}", self.by, self.direction)
    }
}

impl From<TaskOrder> for view::TaskOrder {
    fn from(order: TaskOrder) -> Self {
        Self { by: order.by.into(), direction: order.direction.into() }
    }
}

#[Object]
impl TaskQuery {
    /// The ledger: tasks with their leads, supports, counties, targets and dates. 工作台账。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones. 筛选条件。")] filter: Option<TaskFilter>,
        #[graphql(desc = "In which order; by number unless said. 排序,默认按序号。")] order: Option<
            TaskOrder,
        >,
        #[graphql(
            desc = "As it stood at the end of this day, today at the latest; now unless said. 截至日期,不晚于今日;不填为当前。"
        )]
        as_of: Option<Date>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Task>> {
        let window = Window { first, after, last, before };
        let order = order.unwrap_or(TaskOrder::NUMBER);
        let (page, reader) = (ctx.told(window.page(&order.list()))?, ctx.reader_at(as_of)?);
        let (filter, wanted) = (filter.unwrap_or_default().into(), view::TaskOrder::from(order));
        let slice = ctx.told(reader.tasks(&filter, wanted, &page).await)?;
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.task_count(&filter).await)?),
            false => None,
        };
        Ok(Found { slice, total }.connect(&order.list(), |row: &TaskRow| wanted.key(row), Task))
    }

    /// One task; null where there is none, or none that the viewer may see. 单项任务;不存在或不可见为 null。
    #[graphql(guard = "RoleClass::Business")]
    async fn task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its identity. 标识。")] id: Id<TaskId>,
        #[graphql(
            desc = "As it stood at the end of this day, today at the latest; now unless said. 截至日期,不晚于今日;不填为当前。"
        )]
        as_of: Option<Date>,
    ) -> Result<Option<Task>> {
        let as_of = ctx.day(as_of, None)?;
        Ok(one(ctx, as_of, id.0).await?.map(Task))
    }
}
