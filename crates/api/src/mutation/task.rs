//! What can be done with tasks.

use async_graphql::{Context, Enum, InputObject, Object, Result};
use duban_domain::task::command::Confirmed as DomainConfirmed;
use duban_domain::task::state::Implementers;
use duban_domain::task::target::{self, Baseline, Target as DomainTarget};
use duban_domain::value::id::{PlanId, TargetId, TaskId, UnitId};
use duban_domain::value::text::{Body, Name, Title};
use duban_engine::usecase::Seen;
use duban_engine::usecase::tasks::{Correction, Leads, NewTask, Selection, TargetDraft};

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::id::{Id, plain};
use crate::types::names::{Bearer, Comparator, Frequency, TargetKind};
use crate::types::payload::payloads;
use crate::types::refusal::TaskError;
use crate::types::scalar::{Date, Figure};
use crate::types::task::Task;
use crate::types::text::Text;

/// Mutations of tasks.
#[derive(Default)]
pub struct TaskMutation;

/// What `correctTask` takes; what is not named stays. 更正任务的输入;未填项不变。
#[derive(Debug, InputObject)]
pub struct CorrectTaskInput {
    /// Which task. 任务。
    task_id: Id<TaskId>,
    /// The right title. 标题。
    title: Option<Text<Title>>,
    /// The right lead; together with `supportIds`. 牵头单位;与 supportIds 同填。
    lead_id: Option<Id<UnitId>>,
    /// Those who lead beside it, in order; none unless said; together with `leadId`. 共同牵头单位;与 leadId 同填。
    co_lead_ids: Option<Vec<Id<UnitId>>>,
    /// The right supports, in order; none unless said. 配合单位。
    support_ids: Option<Vec<Id<UnitId>>>,
    /// Whether every county carries it out; with false and no `implementerIds`, nobody does.
    /// 是否由各县区落实;填 false 且不填 implementerIds 表示无落实单位。
    every_county: Option<bool>,
    /// The units that carry it out, where not every county does. 落实单位。
    implementer_ids: Option<Vec<Id<UnitId>>>,
    /// The right due date. 完成时限。
    due_on: Option<Date>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

impl CorrectTaskInput {
    fn correction(&self) -> Result<Correction, Problem> {
        let listed = |ids: &Option<Vec<Id<UnitId>>>| ids.as_deref().map(plain).unwrap_or_default();
        let others = self.co_lead_ids.is_some() || self.support_ids.is_some();
        if self.lead_id.is_none() && others {
            return Err(Problem::bad_input(
                "更正共同牵头或配合单位时请同时填写 leadId。",
                "Give `leadId` together with `coLeadIds` and `supportIds`.",
            ));
        }
        let duties = self.lead_id.map(|lead| Leads {
            lead: lead.0,
            co_leads: listed(&self.co_lead_ids),
            supports: listed(&self.support_ids),
        });
        let implementers = match (self.every_county, &self.implementer_ids) {
            (None, None) => None,
            (every, units) => Some(implementers(every.unwrap_or_default(), listed(units))?),
        };
        let title = self.title.as_ref().map(|title| title.0.clone());
        Ok(Correction { title, duties, implementers, due_on: self.due_on.map(|date| date.0) })
    }
}

fn implementers(
    every_county: impl Into<bool>,
    units: Vec<UnitId>,
) -> Result<Implementers, Problem> {
    match (every_county.into(), units.is_empty()) {
        (true, true) => Ok(Implementers::EveryCounty),
        (false, true) => Ok(Implementers::None),
        (false, false) => Ok(Implementers::Units { units }),
        (true, false) => Err(Problem::bad_input(
            "everyCounty 为 true 时由各县区落实,不能再填 implementerIds;只由所列单位落实时请将 everyCounty 填为 false。",
            "With `everyCounty: true` every county carries the task out: leave `implementerIds` out, \
             or give `everyCounty: false` where only those units do.",
        )),
    }
}

/// What `setTarget` takes. 增改指标的输入。
#[derive(Debug, InputObject)]
pub struct SetTargetInput {
    /// Of which task. 任务。
    task_id: Id<TaskId>,
    /// The target that is replaced; a new one where there is none. 被替换的指标;不填为新增。
    target_id: Option<Id<TargetId>>,
    /// What is measured. 指标名称。
    indicator: Text<Body>,
    /// How a figure is held against it. 比较方式。
    comparator: Comparator,
    /// The value; none for qualitative targets. 目标值;定性指标不填。
    value: Option<Figure>,
    /// The upper value; only for ranges. 区间上限。
    value_max: Option<Figure>,
    /// The unit of the figures. 计量单位。
    unit: Option<String>,
    /// Until when; the date of the task counts where there is none. 时限;不填以任务时限为准。
    due_on: Option<Date>,
    /// What it covers. 范围。
    scope: Option<String>,
    /// Who has to reach it. 承担层级。
    bearer: Bearer,
    /// The counties that have to reach it; only with the bearer `UNITS`. 承担县区;仅用于 UNITS。
    #[graphql(default)]
    bearer_unit_ids: Vec<Id<UnitId>>,
    /// What reaching it means; as the comparator says where there is none. 指标类型;不填则按比较方式。
    kind: Option<TargetKind>,
    /// How often it comes round; once where there is none. 频次;不填为一次性。
    frequency: Option<Frequency>,
    /// Where the figure stood before. 基期值。
    baseline: Option<Figure>,
    /// The date the baseline speaks of; only with `baseline`. 基期日期。
    baseline_on: Option<Date>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

impl SetTargetInput {
    fn bearer(&self) -> Result<target::Bearer, Problem> {
        match (self.bearer, self.bearer_unit_ids.as_slice()) {
            (Bearer::Lead, []) => Ok(target::Bearer::Lead),
            (Bearer::Counties, []) => Ok(target::Bearer::Counties),
            (Bearer::Units, units) => Ok(target::Bearer::Units { units: plain(units) }),
            (Bearer::Lead | Bearer::Counties, _) => Err(Problem::bad_input(
                "指定承担县区时 bearer 请填 UNITS。",
                "Name counties only with the bearer `UNITS`.",
            )),
        }
    }

    fn draft(&self) -> Result<TargetDraft, Problem> {
        let on = self.baseline_on.map(|date| date.0);
        let baseline = self.baseline.map(|figure| Baseline { value: figure.0, on });
        if baseline.is_none() && on.is_some() {
            return Err(Problem::bad_input(
                "填写 baselineOn 时请同时填写 baseline。",
                "Give `baseline` together with `baselineOn`.",
            ));
        }
        let replaces = self.target_id.map(|id| id.0);
        let target = DomainTarget {
            id: replaces.unwrap_or(TargetId(uuid::Uuid::nil())),
            indicator: self.indicator.0.clone(),
            comparator: self.comparator.into(),
            value: self.value.map(|figure| figure.0),
            value_max: self.value_max.map(|figure| figure.0),
            unit: self.unit.clone(),
            due_on: self.due_on.map(|date| date.0),
            scope: self.scope.clone(),
            bearer: self.bearer()?,
            kind: self.kind.map(Into::into),
            frequency: self.frequency.map(Into::into),
            baseline,
            due_carried: false,
            text: None,
            span: None,
        };
        Ok(TargetDraft { replaces, target })
    }
}

/// What `removeTarget` takes. 删除指标的输入。
#[derive(Debug, InputObject)]
pub struct RemoveTargetInput {
    /// Of which task. 任务。
    task_id: Id<TaskId>,
    /// Which target. 指标。
    target_id: Id<TargetId>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `confirmTasks` takes: `planId` or `taskIds`. 批量确认的输入:方案或任务择一。
#[derive(Debug, InputObject)]
pub struct ConfirmTasksInput {
    /// Every task of this plan that waits for it. 该方案全部待确认任务。
    plan_id: Option<Id<PlanId>>,
    /// These tasks. 指定任务。
    task_ids: Option<Vec<Id<TaskId>>>,
    /// What is confirmed. 确认内容。
    confirmed: Confirmed,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What a confirmation covers. 确认内容。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainConfirmed")]
pub enum Confirmed {
    /// The lead. 牵头单位。
    Lead,
    /// The due date. 完成时限。
    Due,
    /// Both. 两者。
    LeadAndDue,
}

/// What `addTask` takes. 新增任务的输入。
#[derive(Debug, InputObject)]
pub struct AddTaskInput {
    /// The draft plan it joins. 方案草稿。
    plan_id: Id<PlanId>,
    /// The path of the heading it stands under. 章节编号。
    section: String,
    /// Its title. 标题。
    title: Text<Title>,
    /// Its words. 正文。
    body: Text<Body>,
    /// Who leads it. 牵头单位。
    lead_id: Id<UnitId>,
    /// Who leads it beside the lead, in order. 共同牵头单位。
    #[graphql(default)]
    co_lead_ids: Vec<Id<UnitId>>,
    /// Who supports it, in order. 配合单位。
    #[graphql(default)]
    support_ids: Vec<Id<UnitId>>,
    /// Whether every county carries it out; else `implementerIds` do. 是否由各县区落实;否则由 implementerIds 落实。
    #[graphql(default)]
    every_county: bool,
    /// The units that carry it out, where not every county does. 落实单位。
    #[graphql(default)]
    implementer_ids: Vec<Id<UnitId>>,
    /// Until when. 完成时限。
    due_on: Date,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

impl AddTaskInput {
    fn task(&self) -> Result<NewTask, Problem> {
        Ok(NewTask {
            plan: self.plan_id.0,
            section: self.section.clone(),
            title: self.title.0.clone(),
            body: self.body.0.clone(),
            duties: Leads {
                lead: self.lead_id.0,
                co_leads: plain(&self.co_lead_ids),
                supports: plain(&self.support_ids),
            },
            implementers: implementers(self.every_county, plain(&self.implementer_ids))?,
            due_on: self.due_on.0,
        })
    }
}

/// What `nameLeader` takes. 明确分管市领导的输入。
#[derive(Debug, InputObject)]
pub struct NameLeaderInput {
    /// Of which tasks. 任务。
    task_ids: Vec<Id<TaskId>>,
    /// The name of the leader in charge; nobody any more where there is none. 分管市领导姓名;不填为取消。
    leader: Option<Text<Name>>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `dispatchTasks` takes: `planId` or `taskIds`. 交办的输入:方案或任务择一。
#[derive(Debug, InputObject)]
pub struct DispatchTasksInput {
    /// Every task of this plan that waits for it. 该方案全部待交办任务。
    plan_id: Option<Id<PlanId>>,
    /// These tasks. 指定任务。
    task_ids: Option<Vec<Id<TaskId>>>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

fn selection(plan: Option<Id<PlanId>>, tasks: Option<&[Id<TaskId>]>) -> Result<Selection, Problem> {
    match (plan, tasks) {
        (Some(plan), None) => Ok(Selection::Plan(plan.0)),
        (None, Some(tasks)) => Ok(Selection::Tasks(plain(tasks))),
        (None, None) | (Some(_), Some(_)) => Err(Problem::bad_input(
            "请在 planId 和 taskIds 中恰好填写一个。",
            "Give exactly one of `planId` and `taskIds`.",
        )),
    }
}

payloads! {
    /// What came of `correctTask`. 更正任务的结果。
    CorrectTaskPayload or TaskError {
        /// The task as it is now; null when it was refused. 任务;不予办理时为 null。
        task: Option<Task>
    }
    /// What came of `setTarget`. 增改指标的结果。
    SetTargetPayload or TaskError {
        /// The task as it is now; null when it was refused. 任务;不予办理时为 null。
        task: Option<Task>
    }
    /// What came of `removeTarget`. 删除指标的结果。
    RemoveTargetPayload or TaskError {
        /// The task as it is now; null when it was refused. 任务;不予办理时为 null。
        task: Option<Task>
    }
    /// What came of `confirmTasks`. 批量确认的结果。
    ConfirmTasksPayload or TaskError {
        /// The tasks as they are now; none when it was refused. 任务;不予办理时为空。
        tasks: Vec<Task>
    }
    /// What came of `addTask`. 新增任务的结果。
    AddTaskPayload or TaskError {
        /// The new task; null when it was refused. 新任务;不予办理时为 null。
        task: Option<Task>
    }
    /// What came of `nameLeader`. 明确分管市领导的结果。
    NameLeaderPayload or TaskError {
        /// The tasks as they are now; none when it was refused. 任务;不予办理时为空。
        tasks: Vec<Task>
    }
    /// What came of `dispatchTasks`. 交办的结果。
    DispatchTasksPayload or TaskError {
        /// The tasks as they are now; none when it was refused. 任务;不予办理时为空。
        tasks: Vec<Task>
    }
}

#[Object]
impl TaskMutation {
    /// Corrects title, duties and due date of a task in a draft plan. 更正草稿方案中的任务。
    #[graphql(guard = "RoleClass::Business")]
    async fn correct_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: CorrectTaskInput,
    ) -> Result<Option<CorrectTaskPayload>> {
        let call = ctx.call("correctTask", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.task_id.0, version: input.expected_version };
        let correction = ctx.told(input.correction())?;
        let result = call.engine().correct_task(&call.request, seen, correction).await;
        call.answer(result).await
    }

    /// Adds a target to a task of a draft plan, or replaces one. 增改草稿方案中任务的指标。
    #[graphql(guard = "RoleClass::Business")]
    async fn set_target(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: SetTargetInput,
    ) -> Result<Option<SetTargetPayload>> {
        let call = ctx.call("setTarget", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.task_id.0, version: input.expected_version };
        let draft = ctx.told(input.draft())?;
        let result = call.engine().set_target(&call.request, seen, draft).await;
        call.answer(result).await
    }

    /// Takes a target away from a task of a draft plan. 删除草稿方案中任务的指标。
    #[graphql(guard = "RoleClass::Business")]
    async fn remove_target(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: RemoveTargetInput,
    ) -> Result<Option<RemoveTargetPayload>> {
        let call = ctx.call("removeTarget", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.task_id.0, version: input.expected_version };
        let result = call.engine().remove_target(&call.request, seen, input.target_id.0).await;
        call.answer(result).await
    }

    /// Confirms leads and due dates that were only inferred, singly or in bulk. 逐项或批量确认推定的牵头单位与时限。
    #[graphql(guard = "RoleClass::Business")]
    async fn confirm_tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: ConfirmTasksInput,
    ) -> Result<Option<ConfirmTasksPayload>> {
        let call = ctx.call("confirmTasks", &input, input.client_mutation_id.as_deref())?;
        let tasks = ctx.told(selection(input.plan_id, input.task_ids.as_deref()))?;
        let confirmed = input.confirmed.into();
        let result = call.engine().confirm_tasks(&call.request, tasks, confirmed).await;
        call.answer(result).await
    }

    /// Adds a task to a draft plan, with the next number. 在草稿方案中新增任务。
    #[graphql(guard = "RoleClass::Business")]
    async fn add_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: AddTaskInput,
    ) -> Result<Option<AddTaskPayload>> {
        let call = ctx.call("addTask", &input, input.client_mutation_id.as_deref())?;
        let task = ctx.told(input.task())?;
        let result = call.engine().add_task(&call.request, task).await;
        call.answer(result).await
    }

    /// Names the leader in charge of tasks, before or after dispatch. 明确任务的分管市领导,交办前后均可。
    #[graphql(guard = "RoleClass::Business")]
    async fn name_leader(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: NameLeaderInput,
    ) -> Result<Option<NameLeaderPayload>> {
        let call = ctx.call("nameLeader", &input, input.client_mutation_id.as_deref())?;
        let leader = input.leader.as_ref().map(|leader| leader.0.clone());
        let tasks = plain(&input.task_ids);
        let result = call.engine().name_leader(&call.request, tasks, leader).await;
        call.answer(result).await
    }

    /// Hands tasks to their units: opens the assignments of leads, counties and supports.
    /// 交办:为牵头、落实、配合单位建立责任事项。
    #[graphql(guard = "RoleClass::Business")]
    async fn dispatch_tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: DispatchTasksInput,
    ) -> Result<Option<DispatchTasksPayload>> {
        let call = ctx.call("dispatchTasks", &input, input.client_mutation_id.as_deref())?;
        let tasks = ctx.told(selection(input.plan_id, input.task_ids.as_deref()))?;
        let result = call.engine().dispatch_tasks(&call.request, tasks).await;
        call.answer(result).await
    }
}
