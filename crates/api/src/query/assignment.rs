//! Assignments, and the open work of a unit.

use async_graphql::{Context, Enum, InputObject, Object, Result};
use duban_domain::value::id::{AssignmentId, EvidenceId, PlanId, TaskId, UnitId};
use duban_engine::view::{
    self, AssignmentFilter as Wanted, AssignmentRow, EvidenceFilter as Proof, EvidenceRow,
};

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::loader::one;
use crate::page::{Connection, Found, Window, wants_total};
use crate::types::assignment::Assignment;
use crate::types::evidence::Evidence;
use crate::types::scalar::Date;
use crate::types::states::{AssignmentState, Direction, Duty, EvidenceState};

/// Queries about assignments and their evidence.
#[derive(Default)]
pub struct AssignmentQuery;

/// Which assignments are wanted; what is not said is not asked. 责任事项筛选条件。
#[derive(Debug, Default, InputObject)]
pub struct AssignmentFilter {
    /// Of this plan. 所属方案。
    plan_id: Option<Id<PlanId>>,
    /// Of this task. 所属任务。
    task_id: Option<Id<TaskId>>,
    /// Held by this unit. 承办单位。
    unit_id: Option<Id<UnitId>>,
    /// Of tasks led by this unit. 牵头单位。
    lead_id: Option<Id<UnitId>>,
    /// With one of these duties. 责任类别。
    duties: Option<Vec<Duty>>,
    /// In one of these states. 状态。
    states: Option<Vec<AssignmentState>>,
    /// Only those that are not over. 仅未办结。
    open_only: Option<bool>,
    /// Only those that nobody has signed for. 仅未签收。
    unsigned_only: Option<bool>,
    /// Whose next open date lies before this day. 下一时限早于。
    due_before: Option<Date>,
    /// Whose next open date lies after this day. 下一时限晚于。
    due_after: Option<Date>,
    /// With something overdue at the end of this day. 截至该日有逾期。
    overdue_on: Option<Date>,
    /// Of a task under this heading or one below it. 任务所在章节(含下级)。
    section: Option<String>,
    /// Of a task with these words in title or body. 任务标题或正文包含。
    text: Option<String>,
}

impl From<AssignmentFilter> for Wanted {
    fn from(filter: AssignmentFilter) -> Self {
        Self {
            plan: filter.plan_id.map(|id| id.0),
            task: filter.task_id.map(|id| id.0),
            unit: filter.unit_id.map(|id| id.0),
            lead: filter.lead_id.map(|id| id.0),
            duties: filter.duties.unwrap_or_default().into_iter().map(Into::into).collect(),
            states: filter.states.unwrap_or_default().into_iter().map(Into::into).collect(),
            open_only: filter.open_only.unwrap_or_default(),
            unsigned_only: filter.unsigned_only.unwrap_or_default(),
            due_before: filter.due_before.map(|day| day.0),
            due_after: filter.due_after.map(|day| day.0),
            overdue_on: filter.overdue_on.map(|day| day.0),
            section: filter.section,
            text: filter.text.filter(|text| !text.trim().is_empty()),
        }
    }
}

/// By what assignments are sorted. 责任事项排序项。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "view::AssignmentSort")]
pub enum AssignmentSort {
    /// By the next open date. 下一时限。
    DueOn,
    /// By the number of the task. 任务序号。
    TaskNo,
    /// By the name of the unit. 单位名称。
    Unit,
}

/// In which order assignments come. 责任事项排序。
#[derive(Debug, Clone, Copy, InputObject)]
pub struct AssignmentOrder {
    /// By what. 排序项。
    #[graphql(default_with = "AssignmentSort::DueOn")]
    by: AssignmentSort,
    /// Which way. 方向。
    #[graphql(default_with = "Direction::Ascending")]
    direction: Direction,
}

impl AssignmentOrder {
    const NEXT: Self = Self { by: AssignmentSort::DueOn, direction: Direction::Ascending };

    /// The name of the list in this order, for cursors.
    fn list(self) -> String {
        format!("assignments.{:?}.{:?}", self.by, self.direction)
    }
}

impl From<AssignmentOrder> for view::AssignmentOrder {
    fn from(order: AssignmentOrder) -> Self {
        Self { by: order.by.into(), direction: order.direction.into() }
    }
}

/// Which evidence is wanted; what is not said is not asked. 佐证筛选条件。
#[derive(Debug, Default, InputObject)]
pub struct EvidenceFilter {
    /// Of this plan. 所属方案。
    plan_id: Option<Id<PlanId>>,
    /// Of this task. 所属任务。
    task_id: Option<Id<TaskId>>,
    /// Of this assignment. 所属责任事项。
    assignment_id: Option<Id<AssignmentId>>,
    /// Handed in by this unit. 提交单位。
    unit_id: Option<Id<UnitId>>,
    /// In one of these states. 状态。
    states: Option<Vec<EvidenceState>>,
}

impl From<EvidenceFilter> for Proof {
    fn from(filter: EvidenceFilter) -> Self {
        Self {
            plan: filter.plan_id.map(|id| id.0),
            task: filter.task_id.map(|id| id.0),
            assignment: filter.assignment_id.map(|id| id.0),
            unit: filter.unit_id.map(|id| id.0),
            states: filter.states.unwrap_or_default().into_iter().map(Into::into).collect(),
        }
    }
}

const OPEN_WORK: &str = "openWork";
const EVIDENCE: &str = "evidence";

#[Object]
impl AssignmentQuery {
    /// The assignments that the viewer sees. 责任事项。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones. 筛选条件。")] filter: Option<AssignmentFilter>,
        #[graphql(
            desc = "In which order; by the next open date unless said. 排序,默认按下一时限。"
        )]
        order: Option<AssignmentOrder>,
        #[graphql(
            desc = "As it stood at the end of this day, today at the latest; now unless said. 截至日期,不晚于今日;不填为当前。"
        )]
        as_of: Option<Date>,
        #[graphql(
            desc = "With `asOf`: what is known of that day at the end of this one shows in `corrections`; what stood stays as it was. 与 asOf 同用:截至此日所知的更正列于 corrections,原情况不变。"
        )]
        known_at: Option<Date>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Assignment>> {
        let window = Window { first, after, last, before };
        let order = order.unwrap_or(AssignmentOrder::NEXT);
        let page = ctx.told(window.page(&order.list()))?;
        let reader = ctx.reader()?.at(ctx.day(as_of, known_at)?);
        let filter = filter.unwrap_or_default().into();
        let wanted = view::AssignmentOrder::from(order);
        let slice = ctx.told(reader.assignments(&filter, wanted, &page).await)?;
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.assignment_count(&filter).await)?),
            false => None,
        };
        let key = |row: &AssignmentRow| wanted.key(row);
        Ok(Found { slice, total }.connect(&order.list(), key, Assignment))
    }

    /// One assignment; null where there is none, or none that the viewer may see. 单项责任事项;不存在或不可见为 null。
    #[graphql(guard = "RoleClass::Business")]
    async fn assignment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its identity. 标识。")] id: Id<AssignmentId>,
        #[graphql(
            desc = "As it stood at the end of this day, today at the latest; now unless said. 截至日期,不晚于今日;不填为当前。"
        )]
        as_of: Option<Date>,
        #[graphql(
            desc = "With `asOf`: what is known of that day at the end of this one shows in `corrections`; what stood stays as it was. 与 asOf 同用:截至此日所知的更正列于 corrections,原情况不变。"
        )]
        known_at: Option<Date>,
    ) -> Result<Option<Assignment>> {
        let as_of = ctx.day(as_of, known_at)?;
        Ok(one(ctx, as_of, id.0).await?.map(Assignment))
    }

    /// What the unit of the acting post still has to do, the next due first. 本单位在办事项,先到期的在前。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn open_work(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Assignment>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(OPEN_WORK))?, ctx.reader()?);
        let unit = ctx.told(reader.own_unit())?;
        let slice = ctx.told(reader.open_work(unit, &page).await)?;
        let filter = Wanted { unit: Some(unit), open_only: true, ..Wanted::default() };
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.assignment_count(&filter).await)?),
            false => None,
        };
        let key = |row: &AssignmentRow| view::AssignmentOrder::NEXT.key(row);
        Ok(Found { slice, total }.connect(OPEN_WORK, key, Assignment))
    }

    /// The evidence that the viewer sees, the newest first. 佐证,新的在前。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones. 筛选条件。")] filter: Option<EvidenceFilter>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Evidence>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(EVIDENCE))?, ctx.reader()?);
        let filter = filter.unwrap_or_default().into();
        let slice = ctx.told(reader.evidence(&filter, &page).await)?;
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.evidence_count(&filter).await)?),
            false => None,
        };
        Ok(Found { slice, total }.connect(EVIDENCE, EvidenceRow::key, Evidence))
    }

    /// One piece of evidence; null where there is none, or none that the viewer may see.
    /// 单件佐证;不存在或不可见为 null。
    #[graphql(guard = "RoleClass::Business")]
    async fn evidence_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its identity. 标识。")] id: Id<EvidenceId>,
    ) -> Result<Option<Evidence>> {
        Ok(one(ctx, None, id.0).await?.map(Evidence))
    }
}
