//! Plans as clients see them.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use duban_domain::command::StreamId;
use duban_domain::value::id::PlanId;
use duban_engine::error::EngineError;
use duban_engine::queries::Reader;
use duban_engine::request::Outcome;
use duban_engine::view::{Counted, FindingRow, PlanCountRow, PlanRow, SectionRow};

use crate::context::Ask;
use crate::id::Id;
use crate::loader::{ActionsOn, FindingsOf, SectionsOf, TotalsOf, all};
use crate::page::{Connection, Found, Window};
use crate::types::action::AvailableAction;
use crate::types::finding::{Finding, FindingFilter};
use crate::types::journal::{JournalEntry, history};
use crate::types::organisation::{Organisation, optional_unit};
use crate::types::payload::Loaded;
use crate::types::scalar::{Date, date};
use crate::types::states::{AssignmentState, Duty, PlanState, TaskFiling};

/// A published plan that the office turns into responsibilities. 行动方案。
#[derive(Debug, Clone)]
pub struct Plan(pub PlanRow);

/// A published plan that the office turns into responsibilities. 行动方案。
#[Object]
impl Plan {
    /// Its identity. 标识。
    pub async fn id(&self) -> ID {
        Id(self.0.id).into()
    }

    /// Its title. 标题。
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Its document number; null on documents without one. 文号;没有时为 null。
    async fn doc_no(&self) -> Option<&str> {
        self.0.doc_no.as_deref()
    }

    /// Its index number; null on documents without one. 索引号;没有时为 null。
    async fn index_no(&self) -> Option<&str> {
        self.0.index_no.as_deref()
    }

    /// Who issued the document, as written; null where it does not say. 发文机关(原文);未注明为 null。
    async fn issuer(&self) -> Option<&str> {
        self.0.issuer.as_deref()
    }

    /// The date of the document; null where it does not say. 成文日期;未注明为 null。
    async fn issued_on(&self) -> Option<Date> {
        date(self.0.issued_on)
    }

    /// When it was published; null where it is not known. 发布日期;不详为 null。
    async fn published_on(&self) -> Option<Date> {
        date(self.0.published_on)
    }

    /// The last day of the plan. 方案期限。
    async fn horizon_end(&self) -> Date {
        self.0.horizon_end.into()
    }

    /// The government whose plan it is. 方案所属政府。
    async fn jurisdiction(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, Some(self.0.jurisdiction)).await
    }

    /// Whether every task is carried out by every county. 是否由各县区共同落实。
    async fn blanket(&self) -> bool {
        self.0.blanket
    }

    /// How far it is. 状态。
    async fn state(&self) -> PlanState {
        self.0.state.into()
    }

    /// From when duties count; null until it is issued. 施行日;印发前为 null。
    async fn in_force_from(&self) -> Option<Date> {
        date(self.0.in_force_from)
    }

    /// The path of the download of the file it was read from. 原件下载路径。
    async fn source_url(&self) -> String {
        format!("/plans/{}/source", Id(self.0.id).text())
    }

    /// The name of the file it was read from. 原件文件名。
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// The SHA-256 digest of that file, in hexadecimal. 原件摘要(SHA-256)。
    async fn digest(&self) -> &str {
        &self.0.digest
    }

    /// Its headings, in order. 章节。
    async fn sections(&self, ctx: &Context<'_>) -> Result<Vec<PlanSection>> {
        Ok(all(ctx, self.0.as_of, SectionsOf(self.0.id))
            .await?
            .into_iter()
            .map(PlanSection::from)
            .collect())
    }

    /// What a careful reader would ask about it, in reading order, with what was decided; none for
    /// viewers outside of offices. 存疑及处理结果;办公室以外为空。
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn findings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones. 筛选条件。")] filter: Option<FindingFilter>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Finding>> {
        let window = Window { first, after, last, before };
        let page = ctx.told(window.page(FINDINGS))?;
        let mut rows = all(ctx, self.0.as_of, FindingsOf(self.0.id)).await?;
        let filter = filter.unwrap_or_default();
        rows.retain(|row| filter.takes(row));
        let found = Found::cut(rows, &page, FindingRow::key);
        Ok(found.connect(FINDINGS, FindingRow::key, Finding))
    }

    /// How many tasks it has in each state, as far as the viewer sees them. 各状态任务数。
    async fn task_counts(&self, ctx: &Context<'_>) -> Result<Vec<TaskCount>> {
        let totals = all(ctx, self.0.as_of, TotalsOf(self.0.id)).await?;
        Ok(totals.iter().filter_map(TaskCount::of).collect())
    }

    /// How many assignments it has for each duty and state, as far as the viewer sees them.
    /// 各类各状态责任事项数。
    async fn assignment_counts(&self, ctx: &Context<'_>) -> Result<Vec<AssignmentCount>> {
        let totals = all(ctx, self.0.as_of, TotalsOf(self.0.id)).await?;
        Ok(totals.iter().filter_map(AssignmentCount::of).collect())
    }

    /// What the viewer may do with it now. 当前可办事项。
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>> {
        all(ctx, self.0.as_of, ActionsOn(StreamId::Plan(self.0.id))).await
    }

    /// What happened to it, the oldest first. 历史。
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<JournalEntry>> {
        let window = Window { first, after, last, before };
        history(ctx, self.0.as_of, StreamId::Plan(self.0.id), &window).await
    }

    /// Its version, for `expectedVersion`. 版本号。
    async fn version(&self) -> i64 {
        self.0.version
    }
}

const FINDINGS: &str = "plan.findings";

/// A heading of a plan. 章节。
#[derive(Debug, Clone, SimpleObject)]
pub struct PlanSection {
    /// Its path, such as `四/(一)/2`. 章节编号。
    pub number: String,
    /// Its words. 标题。
    pub title: String,
    /// Its depth, 1 for the topmost. 层级,最上层为 1。
    pub level: u32,
}

impl From<SectionRow> for PlanSection {
    fn from(row: SectionRow) -> Self {
        Self { number: row.number, title: row.title, level: row.level }
    }
}

/// How many tasks are in a state. 某状态的任务数。
#[derive(Debug, Clone, SimpleObject)]
pub struct TaskCount {
    /// The state. 状态。
    pub state: TaskFiling,
    /// How many. 数量。
    pub count: u64,
}

impl TaskCount {
    fn of(row: &PlanCountRow) -> Option<Self> {
        match row.counted {
            Counted::Tasks(state) => Some(Self { state: state.into(), count: row.count }),
            Counted::Assignments(..) => None,
        }
    }
}

/// How many assignments of a duty are in a state. 某类某状态的责任事项数。
#[derive(Debug, Clone, SimpleObject)]
pub struct AssignmentCount {
    /// The duty. 责任类别。
    pub duty: Duty,
    /// The state. 状态。
    pub state: AssignmentState,
    /// How many. 数量。
    pub count: u64,
}

impl AssignmentCount {
    fn of(row: &PlanCountRow) -> Option<Self> {
        match row.counted {
            Counted::Assignments(duty, state) => {
                Some(Self { duty: duty.into(), state: state.into(), count: row.count })
            }
            Counted::Tasks(_) => None,
        }
    }
}

impl Loaded for Option<Plan> {
    async fn load(reader: &Reader, outcome: &Outcome) -> Result<Self, EngineError> {
        let ids: Vec<PlanId> = outcome
            .addressed
            .iter()
            .filter_map(|stream| match stream {
                StreamId::Plan(id) => Some(*id),
                _ => None,
            })
            .collect();
        Ok(reader.plans_by_ids(&ids).await?.into_iter().next().map(Plan))
    }

    fn none() -> Self {
        None
    }
}
