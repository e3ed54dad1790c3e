//! Splitting and merging tasks of a draft.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::plan::state::Span;
use duban_domain::value::id::{TargetId, TaskId};
use duban_domain::value::text::Title;
use duban_engine::usecase::Seen;
use duban_engine::usecase::tasks::TaskPart;

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::{Id, plain};
use crate::types::payload::payloads;
use crate::types::refusal::TaskError;
use crate::types::task::Task;
use crate::types::text::Text;

/// Mutations that split and merge.
#[derive(Default)]
pub struct RegroupMutation;

/// What `splitTask` takes. 拆分任务的输入。
#[derive(Debug, InputObject)]
pub struct SplitTaskInput {
    /// Which task of a draft. 草稿中的任务。
    task_id: Id<TaskId>,
    /// What is taken out, 1 to 50 parts; the rest stays. 拆出的部分,1 至 50 个;其余留在原任务。
    parts: Vec<TaskPartInput>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What is taken out of a task. 拆分部分。
#[derive(Debug, InputObject)]
pub struct TaskPartInput {
    /// The title of the task that it becomes. 标题。
    title: Text<Title>,
    /// The sentences that go with it. 所含语句。
    sentences: Vec<RangeInput>,
    /// The targets that go with it. 所含指标。
    #[graphql(default)]
    target_ids: Vec<Id<TargetId>>,
}

/// A run of a task's `body`, in code points. 正文区段,以字符计。
#[derive(Debug, InputObject)]
pub struct RangeInput {
    /// The first code point. 起。
    start: u32,
    /// The first code point after it. 止(不含)。
    end: u32,
}

impl From<TaskPartInput> for TaskPart {
    fn from(part: TaskPartInput) -> Self {
        let ranges = part.sentences.iter();
        Self {
            title: part.title.0,
            ranges: ranges.map(|run| Span { start: run.start, end: run.end }).collect(),
            targets: plain(&part.target_ids),
        }
    }
}

/// What `mergeTasks` takes. 合并任务的输入。
#[derive(Debug, InputObject)]
pub struct MergeTasksInput {
    /// The task that takes the others in. 保留的任务。
    task_id: Id<TaskId>,
    /// Other tasks of the same draft, 1 to 50, in the order of their words. 并入的任务,1 至 50 项,按正文次序。
    other_ids: Vec<Id<TaskId>>,
    /// The version of the task that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

payloads! {
    /// What came of `splitTask`. 拆分任务的结果。
    SplitTaskPayload or TaskError {
        /// The task and those that were taken out, by number; none when it was refused. 原任务及拆出的任务;不予办理时为空。
        tasks: Vec<Task>
    }
    /// What came of `mergeTasks`. 合并任务的结果。
    MergeTasksPayload or TaskError {
        /// The task as it is now; null when it was refused. 任务;不予办理时为 null。
        task: Option<Task>
    }
}

#[Object]
impl RegroupMutation {
    /// Takes parts out of a task of a draft: sentences and targets go with them and keep their places
    /// in the document, the units stay the same, and each part gets the next number of the plan.
    /// 拆分草稿中的任务:语句和指标随之划出并保留原文位置,责任单位不变,新任务依次编号。
    #[graphql(guard = "RoleClass::Business")]
    async fn split_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: SplitTaskInput,
    ) -> Result<Option<SplitTaskPayload>> {
        let call = ctx.call("splitTask", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.task_id.0, version: input.expected_version };
        let parts = input.parts.into_iter().map(TaskPart::from).collect();
        let result = call.engine().split_task(&call.request, seen, parts).await;
        call.answer(result).await
    }

    /// Takes other tasks of the same draft into one, which keeps its number, title and lead: their
    /// words, targets and units come to it with their places, and they leave the lists.
    /// 合并草稿中的任务:保留任务的序号、标题和牵头单位不变,其他任务的正文、指标和单位并入,并不再列出。
    #[graphql(guard = "RoleClass::Business")]
    async fn merge_tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: MergeTasksInput,
    ) -> Result<Option<MergeTasksPayload>> {
        let call = ctx.call("mergeTasks", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.task_id.0, version: input.expected_version };
        let others = plain(&input.other_ids);
        let result = call.engine().merge_tasks(&call.request, seen, others).await;
        call.answer(result).await
    }
}
