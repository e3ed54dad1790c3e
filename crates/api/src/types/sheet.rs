//! Monthly sheets and their rows as clients see them.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use duban_domain::assignment::row::{FigureReported, MilestoneDone};
use duban_domain::command::StreamId;
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::state::Entry;
use duban_engine::error::EngineError;
use duban_engine::queries::Reader;
use duban_engine::request::Outcome;
use duban_engine::view::{LineRow, SheetRow};

use crate::id::Id;
use crate::loader::{ActionsOn, LinesOf, all, one};
use crate::page::{Connection, Window};
use crate::types::action::AvailableAction;
use crate::types::assignment::Assignment;
use crate::types::journal::{JournalEntry, history};
use crate::types::organisation::{Organisation, Person, optional_person, optional_unit};
use crate::types::payload::Loaded;
use crate::types::plan::Plan;
use crate::types::scalar::{Date, Figure, Month, date};
use crate::types::states::{Duty, RowStage};

/// What a unit reports on a plan for a month, under one signature. 月报表。
#[derive(Debug, Clone)]
pub struct Sheet(pub SheetRow);

/// What a unit reports on a plan for a month, under one signature. 月报表。
#[Object]
impl Sheet {
    /// Its identity. 标识。
    pub async fn id(&self) -> ID {
        Id(self.0.key).into()
    }

    /// The plan reported on. 所报方案。
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>> {
        Ok(one(ctx, self.0.as_of, self.0.key.plan).await?.map(Plan))
    }

    /// Who reports. 填报单位。
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, Some(self.0.key.unit)).await
    }

    /// For which month. 期次。
    async fn period(&self) -> Month {
        self.0.key.period.into()
    }

    /// Until when it is due. 报送时限。
    async fn due_on(&self) -> Date {
        self.0.due_on.into()
    }

    /// Its rows, in the order of the tasks: one for each assignment with something to report. 各行。
    async fn lines(&self, ctx: &Context<'_>) -> Result<Vec<SheetLine>> {
        Ok(all(ctx, self.0.as_of, LinesOf(self.0.key)).await?.into_iter().map(SheetLine).collect())
    }

    /// What the viewer may do with it now. 当前可办事项。
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>> {
        all(ctx, self.0.as_of, ActionsOn(StreamId::Sheet(self.0.key))).await
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
        history(ctx, self.0.as_of, StreamId::Sheet(self.0.key), &window).await
    }

    /// Its version, for `expectedVersion`. 版本号。
    async fn version(&self) -> i64 {
        self.0.version
    }
}

/// A row of a sheet: what it says, who signed it, how far its review is. 月报行。
#[derive(Debug, Clone)]
pub struct SheetLine(pub LineRow);

/// A row of a sheet: what it says, who signed it, how far its review is. 月报行。
#[Object]
impl SheetLine {
    /// The sheet it stands in. 所在月报表的标识。
    async fn sheet_id(&self) -> ID {
        Id(self.0.sheet).into()
    }

    /// The month. 期次。
    async fn period(&self) -> Month {
        self.0.sheet.period.into()
    }

    /// The assignment it speaks of. 责任事项。
    async fn assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>> {
        Ok(one(ctx, self.0.as_of, self.0.assignment).await?.map(Assignment))
    }

    /// The identity of that assignment. 责任事项标识。
    async fn assignment_id(&self) -> ID {
        Id(self.0.assignment).into()
    }

    /// The number of the task. 任务序号。
    async fn task_no(&self) -> u32 {
        self.0.task_no
    }

    /// The title of the task. 任务标题。
    async fn task_title(&self) -> &str {
        &self.0.task_title
    }

    /// How the unit answers. 责任类别。
    async fn duty(&self) -> Duty {
        self.0.duty.into()
    }

    /// What it says; null until something is written, and where another unit has not handed it in
    /// yet. 填报内容;未填写或他单位尚未报送为 null。
    async fn entry(&self) -> Option<SheetEntry> {
        self.0.entry.as_ref().map(SheetEntry::from)
    }

    /// How far its review is. 环节。
    async fn stage(&self) -> RowStage {
        self.0.stage.into()
    }

    /// Until when it is due. 报送时限。
    async fn due_on(&self) -> Date {
        self.0.due_on.into()
    }

    /// How often it was returned. 退回次数。
    async fn returns(&self) -> u32 {
        self.0.returns
    }

    /// Why it was returned; null unless it was. 退回理由;未退回为 null。
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Who wrote it; null until then, and where hidden. 填写人;未填写或不可见为 null。
    async fn drafted_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.drafted_by).await
    }

    /// Who signed it last; null until then, and where hidden. 审签人;未审签或不可见为 null。
    async fn signed_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.signed_by).await
    }

    /// When it was signed last; null until then. 审签日;未审签为 null。
    async fn signed_on(&self) -> Option<Date> {
        date(self.0.signed_on)
    }

    /// The digest that the signature covers; null until then. 签名所覆盖的摘要;未审签为 null。
    async fn digest(&self) -> Option<String> {
        self.0.digest.map(|digest| digest.to_string())
    }
}

/// What a row says. 填报内容。
#[derive(Debug, Clone, Default, SimpleObject)]
pub struct SheetEntry {
    /// Whether it says that nothing changed. 是否为“无变化”。
    pub no_change: bool,
    /// How it went; null where nothing changed. 进展情况;无变化为 null。
    pub progress: Option<String>,
    /// What stands in the way; null where nothing is said. 存在问题;未填为 null。
    pub problems: Option<String>,
    /// What comes next; null where nothing is said. 下步措施;未填为 null。
    pub next_steps: Option<String>,
    /// What others must do; null where nothing is said. 需协调事项;未填为 null。
    pub coordination: Option<String>,
    /// Milestones said to be done. 申报完成的节点。
    pub milestones: Vec<ClaimedMilestone>,
    /// Figures reported. 申报的指标数据。
    pub figures: Vec<ClaimedFigure>,
}

impl From<&Entry> for SheetEntry {
    fn from(entry: &Entry) -> Self {
        match entry {
            Entry::NoChange => Self { no_change: true, ..Self::default() },
            Entry::Report(report) => Self {
                no_change: false,
                progress: Some(report.progress.to_string()),
                problems: report.problems.as_ref().map(ToString::to_string),
                next_steps: report.next_steps.as_ref().map(ToString::to_string),
                coordination: report.coordination.as_ref().map(ToString::to_string),
                milestones: report.claims.milestones.iter().map(ClaimedMilestone::of).collect(),
                figures: report.claims.figures.iter().map(ClaimedFigure::of).collect(),
            },
        }
    }
}

/// A milestone that a row says is done. 申报完成的节点。
#[derive(Debug, Clone, SimpleObject)]
pub struct ClaimedMilestone {
    /// Which. 节点标识。
    pub milestone_id: ID,
    /// The day it was really done. 实际完成日。
    pub on: Date,
}

impl ClaimedMilestone {
    fn of(done: &MilestoneDone) -> Self {
        Self { milestone_id: Id(done.milestone).into(), on: done.on.into() }
    }
}

/// A figure that a row reports. 申报的指标数据。
#[derive(Debug, Clone, SimpleObject)]
pub struct ClaimedFigure {
    /// The target it answers. 指标标识。
    pub target_id: ID,
    /// The figure; null where a qualitative target is said to be met. 数据;定性指标为 null。
    pub value: Option<Figure>,
    /// The date it speaks of. 数据日期。
    pub on: Date,
}

impl ClaimedFigure {
    fn of(figure: &FigureReported) -> Self {
        Self {
            target_id: Id(figure.target).into(),
            value: figure.value.map(Figure),
            on: figure.on.into(),
        }
    }
}

impl Loaded for Option<Sheet> {
    async fn load(reader: &Reader, outcome: &Outcome) -> Result<Self, EngineError> {
        let keys: Vec<SheetKey> = outcome
            .addressed
            .iter()
            .filter_map(|stream| match stream {
                StreamId::Sheet(key) => Some(*key),
                _ => None,
            })
            .collect();
        Ok(reader.sheets_by_keys(&keys).await?.into_iter().next().map(Sheet))
    }

    fn none() -> Self {
        None
    }
}
