//! Tasks, their targets and their counties as clients see them.

use std::collections::HashSet;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use duban_domain::command::StreamId;
use duban_domain::people::duty::Duty;
use duban_domain::value::id::{AssignmentId, TaskId, UnitId};
use duban_engine::error::EngineError;
use duban_engine::queries::Reader;
use duban_engine::request::Outcome;
use duban_engine::view::{AsOf, AssignmentRow, CountyCountRow, Key, KeyValue, TargetRow, TaskRow};

use crate::context::Ask;
use crate::id::Id;
use crate::loader::{
    ActionsOn, AssignmentsOf, BearersOf, ChangeOf, CountiesOf, FindingsOf, NamedUnitsOf,
    ReadingsOf, SectionsOf, SpansOf, SupportsOf, TargetsOf, all, many, one,
};
use crate::page::{Connection, Found, Window};
use crate::types::action::AvailableAction;
use crate::types::assignment::Assignment;
use crate::types::finding::{Finding, UnitReading};
use crate::types::journal::{JournalEntry, history};
use crate::types::names::{Bearer, Comparator, Frequency, TargetKind};
use crate::types::organisation::{Organisation, optional_unit};
use crate::types::payload::Loaded;
use crate::types::plan::Plan;
use crate::types::scalar::{Date, Figure, Instant, date};
use crate::types::states::{AssignmentState, TaskState};

/// A task of a plan: a clause with its duties, dates and targets. 重点任务。
#[derive(Debug, Clone)]
pub struct Task(pub TaskRow);

/// A task of a plan: a clause with its duties, dates and targets. 重点任务。
#[Object]
impl Task {
    /// Its identity. 标识。
    pub async fn id(&self) -> ID {
        Id(self.0.id).into()
    }

    /// Its plan. 所属方案。
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>> {
        Ok(one(ctx, self.0.as_of, self.0.plan).await?.map(Plan))
    }

    /// Its number in the plan. 序号。
    async fn no(&self) -> u32 {
        self.0.no
    }

    /// The path of its heading, such as `四/(一)/2`. 章节编号。
    async fn section(&self) -> &str {
        &self.0.section
    }

    /// The words of its heading; null where the plan has no such heading. 章节标题;没有时为 null。
    async fn section_title(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let sections = all(ctx, self.0.as_of, SectionsOf(self.0.plan)).await?;
        let own = sections.into_iter().find(|section| section.number == self.0.section);
        Ok(own.map(|section| section.title))
    }

    /// Its title. 标题。
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Its words, as the document has them. 正文。
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// Where the words stand in the document; null for tasks added by hand. 原文位置;手工新增的为 null。
    async fn span(&self) -> Option<Span> {
        self.0.span.map(Span::from)
    }

    /// Every place of its words in the document, in their order: several where it was split or merged;
    /// none for tasks added by hand. 全部原文位置;拆分或合并的任务可有多处。
    async fn spans(&self, ctx: &Context<'_>) -> Result<Vec<Span>> {
        let more = all(ctx, self.0.as_of, SpansOf(self.0.id)).await?;
        let more = more.into_iter().map(|row| row.span);
        Ok(self.0.span.into_iter().chain(more).map(Span::from).collect())
    }

    /// The units as the document writes them; null for tasks added by hand. 责任单位原文;手工新增的为 null。
    async fn raw_units(&self) -> Option<&str> {
        self.0.raw_units.as_deref()
    }

    /// Whether the document says "and other units". 是否含“等有关单位”。
    async fn open_ended(&self) -> bool {
        self.0.open_ended
    }

    /// Whether every county carries it out. 是否由各县区落实。
    async fn every_county(&self) -> bool {
        self.0.every_county
    }

    /// Until when it is due. 完成时限。
    async fn due_on(&self) -> Date {
        self.0.due_on.into()
    }

    /// Whether the date is only inferred from the end of the plan. 时限是否为推定。
    async fn due_inferred(&self) -> bool {
        self.0.due_inferred
    }

    /// Whether the date is stated or was confirmed. 时限是否已确认。
    async fn due_confirmed(&self) -> bool {
        self.0.due_confirmed
    }

    /// Who leads it; null where the document names nobody that is known. 牵头单位;未能识别时为 null。
    async fn lead(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, self.0.lead).await
    }

    /// Whether the lead is only inferred from being listed first. 牵头单位是否为推定。
    async fn lead_inferred(&self) -> bool {
        self.0.lead_inferred
    }

    /// Whether the lead is stated or was confirmed. 牵头单位是否已确认。
    async fn lead_confirmed(&self) -> bool {
        self.0.lead_confirmed
    }

    /// The leader in charge, by name; null where nobody is named. 分管市领导;未明确时为 null。
    async fn leader(&self) -> Option<&str> {
        self.0.leader.as_deref()
    }

    /// Who supports it, in order. 配合单位。
    async fn supports(&self, ctx: &Context<'_>) -> Result<Vec<Organisation>> {
        let rows = all(ctx, self.0.as_of, SupportsOf(self.0.id)).await?;
        units(ctx, self.0.as_of, rows.iter().map(|row| row.unit).collect()).await
    }

    /// Who leads it beside the lead, in order. 共同牵头单位。
    async fn co_leads(&self, ctx: &Context<'_>) -> Result<Vec<Organisation>> {
        self.named(ctx, Duty::CoLead).await
    }

    /// The units that carry it out, where they are named; none where every county does, or nobody.
    /// 指定的落实单位;由各县区落实或无落实单位时为空。
    async fn implementers(&self, ctx: &Context<'_>) -> Result<Vec<Organisation>> {
        self.named(ctx, Duty::Implement).await
    }

    /// The units as the document writes them, in order, each with what it was taken for.
    /// 单位识别:原文写法及识别结果。
    async fn unit_readings(&self, ctx: &Context<'_>) -> Result<Vec<UnitReading>> {
        let rows = all(ctx, self.0.as_of, ReadingsOf(self.0.id)).await?;
        Ok(rows.into_iter().map(UnitReading).collect())
    }

    /// What was asked about it when it was read, in reading order; none for viewers outside of
    /// offices. 存疑;办公室以外为空。
    async fn findings(&self, ctx: &Context<'_>) -> Result<Vec<Finding>> {
        let rows = all(ctx, self.0.as_of, FindingsOf(self.0.plan)).await?;
        let own = rows.into_iter().filter(|row| row.task == Some(self.0.id));
        Ok(own.map(Finding).collect())
    }

    /// What it is measured by. 量化指标。
    async fn targets(&self, ctx: &Context<'_>) -> Result<Vec<Target>> {
        Ok(all(ctx, self.0.as_of, TargetsOf(self.0.id)).await?.into_iter().map(Target).collect())
    }

    /// How far it is; once dispatched, as far as its lead is. 状态;交办后以牵头事项为准。
    async fn state(&self) -> TaskState {
        TaskState::of(&self.0)
    }

    /// The assignment of its lead; null until it is dispatched, and where the viewer may not see it.
    /// 牵头事项;交办前或不可见时为 null。
    async fn lead_assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>> {
        Ok(self.lead_row(ctx).await?.map(Assignment))
    }

    /// How much of it is done, in percent, as was last accepted from its lead, who compiles
    /// for the whole; null until it is dispatched, and where the viewer may not see that.
    /// 完成率(百分比),以牵头事项最近审定数为准;交办前或不可见时为 null。
    async fn progress(&self, ctx: &Context<'_>) -> Result<Option<u32>> {
        Ok(self.lead_row(ctx).await?.map(|lead| lead.progress))
    }

    /// How many counties are how far, as far as the viewer sees them. 各状态县区数(可见范围内)。
    async fn county_counts(&self, ctx: &Context<'_>) -> Result<Vec<CountyCount>> {
        Ok(all(ctx, self.0.as_of, CountiesOf(self.0.id))
            .await?
            .iter()
            .map(CountyCount::of)
            .collect())
    }

    /// The assignments of the counties that carry it out, by name. 落实地区的责任事项。
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn counties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Assignment>> {
        let window = Window { first, after, last, before };
        let page = ctx.told(window.page(PARTS))?;
        let mut rows = all(ctx, self.0.as_of, AssignmentsOf(self.0.id)).await?;
        rows.retain(|row| row.duty == Duty::Implement);
        Ok(Found::cut(rows, &page, place).connect(PARTS, place, Assignment))
    }

    /// All its assignments: lead, counties, supports. 全部责任事项:牵头、落实、配合。
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Assignment>> {
        let window = Window { first, after, last, before };
        let page = ctx.told(window.page(PARTS))?;
        let rows = all(ctx, self.0.as_of, AssignmentsOf(self.0.id)).await?;
        Ok(Found::cut(rows, &page, place).connect(PARTS, place, Assignment))
    }

    /// What the viewer may do with it now. 当前可办事项。
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>> {
        all(ctx, self.0.as_of, ActionsOn(StreamId::Task(self.0.id))).await
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
        history(ctx, self.0.as_of, StreamId::Task(self.0.id), &window).await
    }

    /// When it last changed, or the assignment of its lead did, where the viewer may see that.
    /// 更新时刻(含可见的牵头事项)。
    async fn updated_at(&self, ctx: &Context<'_>) -> Result<Option<Instant>> {
        let own = one(ctx, self.0.as_of, ChangeOf(StreamId::Task(self.0.id))).await?;
        let lead = match self.lead_row(ctx).await? {
            Some(lead) => one(ctx, self.0.as_of, ChangeOf(StreamId::Assignment(lead.id))).await?,
            None => None,
        };
        Ok(own.max(lead).map(Instant))
    }

    /// Its version, for `expectedVersion`. 版本号。
    async fn version(&self) -> i64 {
        self.0.version
    }
}

impl Task {
    /// The assignment of its lead, where the viewer may see it.
    async fn lead_row(&self, ctx: &Context<'_>) -> Result<Option<AssignmentRow>> {
        match self.0.lead_assignment {
            Some(id) => one::<AssignmentId>(ctx, self.0.as_of, id).await,
            None => Ok(None),
        }
    }

    async fn named(&self, ctx: &Context<'_>, duty: Duty) -> Result<Vec<Organisation>> {
        let rows = all(ctx, self.0.as_of, NamedUnitsOf(self.0.id)).await?;
        units(
            ctx,
            self.0.as_of,
            rows.iter().filter(|row| row.duty == duty).map(|row| row.unit).collect(),
        )
        .await
    }
}

/// The units with these ids on a day, in this order.
async fn units(
    ctx: &Context<'_>,
    as_of: Option<AsOf>,
    ids: Vec<UnitId>,
) -> Result<Vec<Organisation>> {
    let mut units = many(ctx, as_of, &ids).await?;
    Ok(ids.iter().filter_map(|id| units.remove(id)).map(Organisation).collect())
}

const PARTS: &str = "task.assignments";

fn place(row: &AssignmentRow) -> Key {
    vec![KeyValue::Id(row.id.0)]
}

/// A run of the document, in code points. 原文位置,以字符计。
#[derive(Debug, Clone, SimpleObject)]
pub struct Span {
    /// The first code point. 起。
    pub start: u32,
    /// The first code point after it. 止(不含)。
    pub end: u32,
}

impl From<duban_domain::plan::state::Span> for Span {
    fn from(span: duban_domain::plan::state::Span) -> Self {
        Self { start: span.start, end: span.end }
    }
}

/// How many counties are in a state. 某状态的县区数。
#[derive(Debug, Clone, SimpleObject)]
pub struct CountyCount {
    /// The state of their assignment. 状态。
    pub state: AssignmentState,
    /// How many. 数量。
    pub count: u64,
}

impl CountyCount {
    fn of(row: &CountyCountRow) -> Self {
        Self { state: row.state.into(), count: row.count }
    }
}

/// What a task is measured by. 量化指标。
#[derive(Debug, Clone)]
pub struct Target(pub TargetRow);

/// What a task is measured by. 量化指标。
#[Object]
impl Target {
    /// Its identity. 标识。
    pub async fn id(&self) -> ID {
        Id(self.0.id).into()
    }

    /// What is measured. 指标名称。
    async fn indicator(&self) -> &str {
        &self.0.indicator
    }

    /// How a figure is held against it. 比较方式。
    async fn comparator(&self) -> Comparator {
        self.0.comparator.into()
    }

    /// The value; null for qualitative targets. 目标值;定性指标为 null。
    async fn value(&self) -> Option<Figure> {
        self.0.value.map(Figure)
    }

    /// The upper value; null except for ranges. 区间上限;非区间为 null。
    async fn value_max(&self) -> Option<Figure> {
        self.0.value_max.map(Figure)
    }

    /// The unit of the figures; null for qualitative targets. 计量单位;定性指标为 null。
    async fn unit(&self) -> Option<&str> {
        self.0.unit.as_deref()
    }

    /// Until when; null where the date of the task counts. 时限;以任务时限为准时为 null。
    async fn due_on(&self) -> Option<Date> {
        date(self.0.due_on)
    }

    /// Whether the date was carried on from an earlier sentence, and so may be another one.
    /// 时限是否承前文推定。
    async fn due_carried(&self) -> bool {
        self.0.due_carried
    }

    /// What it covers, as the document words it; null where it does not say. 范围(原文);未注明为 null。
    async fn scope(&self) -> Option<&str> {
        self.0.scope.as_deref()
    }

    /// Who has to reach it. 承担层级。
    async fn bearer(&self) -> Bearer {
        self.0.bearer.into()
    }

    /// The counties that have to reach it, where they are named; none otherwise.
    /// 指定的承担县区;未指定为空。
    async fn bearer_units(&self, ctx: &Context<'_>) -> Result<Vec<Organisation>> {
        let rows = all(ctx, self.0.as_of, BearersOf(self.0.id)).await?;
        units(ctx, self.0.as_of, rows.iter().map(|row| row.unit).collect()).await
    }

    /// What reaching it means; null for a target kept before kinds were. 指标类型;旧数据未注明为 null。
    async fn kind(&self) -> Option<TargetKind> {
        self.0.kind.map(TargetKind::from)
    }

    /// How often it comes round; null where it comes once. 频次;一次性指标为 null。
    async fn frequency(&self) -> Option<Frequency> {
        self.0.frequency.map(Frequency::from)
    }

    /// Where the figure stood before; null where that is not known. 基期值;未知为 null。
    async fn baseline(&self) -> Option<Figure> {
        self.0.baseline.map(Figure)
    }

    /// The date the baseline speaks of; null where that is not known. 基期日期;未知为 null。
    async fn baseline_on(&self) -> Option<Date> {
        date(self.0.baseline_on)
    }

    /// The words it was read from; null when added by hand. 原文;手工新增为 null。
    async fn text(&self) -> Option<&str> {
        self.0.words.as_deref()
    }

    /// Where those words stand; null when added by hand. 原文位置;手工新增为 null。
    async fn span(&self) -> Option<Span> {
        self.0.span.map(Span::from)
    }
}

/// The tasks among these streams, each once.
fn tasks<'a>(streams: impl Iterator<Item = &'a StreamId>) -> Vec<TaskId> {
    let mut ids = Vec::new();
    let mut seen = HashSet::new();
    for stream in streams {
        if let StreamId::Task(id) = stream
            && seen.insert(*id)
        {
            ids.push(*id);
        }
    }
    ids
}

impl Loaded for Vec<Task> {
    async fn load(reader: &Reader, outcome: &Outcome) -> Result<Self, EngineError> {
        let streams = outcome.addressed.iter().chain(outcome.versions.keys());
        let mut rows = reader.tasks_by_ids(&tasks(streams)).await?;
        rows.sort_by_key(|row| (row.plan, row.no));
        Ok(rows.into_iter().map(Task).collect())
    }

    fn none() -> Self {
        Vec::new()
    }
}

impl Loaded for Option<Task> {
    async fn load(reader: &Reader, outcome: &Outcome) -> Result<Self, EngineError> {
        Ok(reader
            .tasks_by_ids(&tasks(outcome.addressed.iter()))
            .await?
            .into_iter()
            .next()
            .map(Task))
    }

    fn none() -> Self {
        None
    }
}
