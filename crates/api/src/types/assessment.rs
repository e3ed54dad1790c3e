//! Assessments as clients see them.

pub mod course;
pub mod question;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use duban_domain::assessment::state::Provenance;
use duban_domain::command::StreamId;
use duban_domain::measure::score::data::Datum;
use duban_domain::measure::score::grade;
use duban_domain::measure::score::result::Outcome as Came;
use duban_domain::value::id::{AssessmentId, PlanId};
use duban_engine::error::EngineError;
use duban_engine::queries::Reader;
use duban_engine::queries::assessments::{IndicatorRow, ScoreRow};
use duban_engine::request::Outcome;
use duban_engine::view::{self, AssessmentRow, ItemRow, PartyRow};

use crate::id::Id;
use crate::loader::{ActionsOn, PartiesOf, all, one};
use crate::page::{Connection, Window};
use crate::types::action::AvailableAction;
use crate::types::journal::{JournalEntry, history};
use crate::types::organisation::{Organisation, Person, optional_person, optional_unit};
use crate::types::payload::Loaded;
use crate::types::plan::Plan;
use crate::types::scalar::{Date, date};

/// One year of one plan, assessed: from its scheme to the scores. 年度考核。
#[derive(Debug, Clone)]
pub struct Assessment(pub AssessmentRow);

/// One year of one plan, assessed: from its scheme to the scores. 年度考核。
#[Object]
impl Assessment {
    /// Its identity. 标识。
    pub async fn id(&self) -> ID {
        Id(self.0.id).into()
    }

    /// The plan whose targets are assessed; null where hidden. 行动方案;不可见为 null。
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>> {
        Ok(one::<PlanId>(ctx, self.0.as_of, self.0.plan).await?.map(Plan))
    }

    /// The year. 考核年度。
    async fn year(&self) -> i32 {
        self.0.year
    }

    /// What the scheme calls itself. 方案名称。
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// How far it is. 阶段。
    async fn state(&self) -> AssessmentState {
        self.0.state.into()
    }

    /// By when the scheme gives fair notice. 方案印发期限。
    async fn publish_by(&self) -> Date {
        self.0.publish_by.into()
    }

    /// How many versions of the scheme there were. 方案版本数。
    async fn scheme_version(&self) -> u32 {
        self.0.scheme_version
    }

    /// Who drafted the last version; null where hidden. 拟稿人;不可见为 null。
    async fn drafted_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.drafted_by).await
    }

    /// The SHA-256 digest of the published scheme; null until then. 方案摘要;印发前为 null。
    async fn scheme_digest(&self) -> Option<&str> {
        self.0.scheme_digest.as_deref()
    }

    /// The SHA-256 digest of the frozen data; null until then. 数据摘要;冻结前为 null。
    async fn data_digest(&self) -> Option<&str> {
        self.0.data_digest.as_deref()
    }

    /// The SHA-256 digest of the scores; null until then. 得分摘要;计分前为 null。
    async fn result_digest(&self) -> Option<&str> {
        self.0.result_digest.as_deref()
    }

    /// The last day of the publicity; null until then. 公示截止日;公示前为 null。
    async fn publicised_until(&self) -> Option<Date> {
        date(self.0.publicised_until)
    }

    /// Who has a part in it, in the order of their codes. 参与单位。
    async fn parties(&self, ctx: &Context<'_>) -> Result<Vec<AssessmentParty>> {
        let rows = all(ctx, self.0.as_of, PartiesOf(self.0.id)).await?;
        Ok(rows.into_iter().map(AssessmentParty).collect())
    }

    /// What the viewer may do with it now. 当前可办事项。
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>> {
        all(ctx, self.0.as_of, ActionsOn(StreamId::Assessment(self.0.id))).await
    }

    /// What happened to it, the oldest first; for those who look over the plan, since the people of
    /// every county act in it. 历史;仅全面管理者可见。
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
        history(ctx, self.0.as_of, StreamId::Assessment(self.0.id), &window).await
    }

    /// Its version, for `expectedVersion`. 版本号。
    async fn version(&self) -> i64 {
        self.0.version
    }
}

/// A unit that has a part in an assessment. 参与单位。
#[derive(Debug, Clone)]
pub struct AssessmentParty(pub PartyRow);

/// A unit that has a part in an assessment. 参与单位。
#[Object]
impl AssessmentParty {
    /// How the scheme names it. 方案中的代码。
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The unit. 单位。
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, Some(self.0.unit)).await
    }

    /// The class it is assessed in; null where it only supplies or checks data.
    /// 所属分类;仅提供或审核数据时为 null。
    async fn class(&self) -> Option<&str> {
        self.0.class.as_deref()
    }
}

/// A datum of an assessment: one indicator of one county. 考核数据项。
#[derive(Debug, Clone)]
pub struct AssessmentItem(pub ItemRow);

/// A datum of an assessment: one indicator of one county. 考核数据项。
#[Object]
impl AssessmentItem {
    /// The county, as the scheme names it. 县区代码。
    async fn county(&self) -> &str {
        &self.0.county
    }

    /// The county itself. 县区。
    async fn county_unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, Some(self.0.county_unit)).await
    }

    /// The indicator, as the scheme names it. 指标代码。
    async fn indicator(&self) -> &str {
        &self.0.indicator
    }

    /// What the indicator is called. 指标名称。
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Who checks it. 审核单位。
    async fn checker(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, Some(self.0.checker_unit)).await
    }

    /// What it is. 数据类别。
    async fn kind(&self) -> DatumKind {
        DatumKind::of(&self.0.item.datum)
    }

    /// The figure, or the level; null for other kinds. 数值或存量;其他类别为 null。
    async fn value(&self) -> Option<String> {
        datum_value(&self.0.item.datum)
    }

    /// Where the county started; null where it is not measured. 基期值;没有时为 null。
    async fn baseline(&self) -> Option<String> {
        self.0.item.baseline.map(|figure| figure.to_string())
    }

    /// The county's own target; null where that of the scheme counts. 县区目标;用方案目标时为 null。
    async fn target(&self) -> Option<String> {
        self.0.item.target.map(|figure| figure.to_string())
    }

    /// What was said of it; null where nothing was. 说明;没有时为 null。
    async fn note(&self) -> Option<&str> {
        match &self.0.provenance {
            Provenance::HandedIn { note, .. } => note.as_ref().map(|note| note.as_str()),
            Provenance::Verified { .. } => None,
        }
    }

    /// How far it is. 状态。
    async fn standing(&self) -> ItemStanding {
        self.0.standing.into()
    }

    /// Why it was returned; null unless it was. 退回理由;未退回时为 null。
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Who handed it in; null where hidden. 填报人;不可见为 null。
    async fn submitted_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.submitted_by).await
    }

    /// Who confirmed it; null until then, and where hidden. 审核人;未审核或不可见为 null。
    async fn checked_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.checked_by).await
    }
}

/// The score of one county, computed from what was frozen. 县区得分。
#[derive(Debug, Clone)]
pub struct CountyScore(pub ScoreRow);

/// The score of one county, computed from what was frozen. 县区得分。
#[Object]
impl CountyScore {
    /// The county, as the scheme names it. 县区代码。
    async fn county(&self) -> &str {
        &self.0.county
    }

    /// The county itself. 县区。
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, Some(self.0.unit)).await
    }

    /// The class it is compared within. 所属分类。
    async fn class(&self) -> &str {
        &self.0.class
    }

    /// Its points by indicator, at most 200, in the order of their codes. 各指标得分,至多 200 项。
    async fn indicators(&self) -> Vec<IndicatorScore> {
        self.0.indicators.iter().map(IndicatorScore::of).collect()
    }

    /// What is added, after the cap, four places. 加分。
    async fn bonus(&self) -> String {
        self.0.bonus.to_string()
    }

    /// What is taken, after the cap, four places. 扣分。
    async fn deduction(&self) -> String {
        self.0.deduction.to_string()
    }

    /// The total, four places half up. 总分(四位小数,四舍五入)。
    async fn total(&self) -> String {
        self.0.total.to_string()
    }

    /// The place in its class; null in a class without ranks. 名次;不排名的分类为 null。
    async fn rank(&self) -> Option<u32> {
        self.0.rank
    }

    /// The grade. 等次。
    async fn grade(&self) -> AssessmentGrade {
        self.0.grade.into()
    }
}

/// What one indicator of a county came to. 指标得分。
#[derive(Debug, Clone, SimpleObject)]
pub struct IndicatorScore {
    /// The indicator, as the scheme names it. 指标代码。
    indicator: String,
    /// What the indicator is called. 指标名称。
    name: String,
    /// What it came to. 得分情况。
    outcome: IndicatorOutcome,
    /// The points, four places half up. 得分(四位小数,四舍五入)。
    points: String,
}

impl IndicatorScore {
    fn of(row: &IndicatorRow) -> Self {
        Self {
            indicator: row.indicator.clone(),
            name: row.name.clone(),
            outcome: IndicatorOutcome::of(row.outcome),
            points: row.outcome.points().to_string(),
        }
    }
}

/// What an indicator came to. 指标得分情况。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum IndicatorOutcome {
    /// It has points. 已得分。
    Scored,
    /// Not reported: no points. 未报,不得分。
    NotReported,
    /// Not applicable: its weight went to the others. 不适用,权重已分给其他指标。
    NotApplicable,
}

impl IndicatorOutcome {
    fn of(came: Came) -> Self {
        match came {
            Came::Scored(_) => Self::Scored,
            Came::NotReported => Self::NotReported,
            Came::NotApplicable => Self::NotApplicable,
        }
    }
}

/// The figure of a datum, or the level.
fn datum_value(datum: &Datum) -> Option<String> {
    match datum {
        Datum::Value(value) => Some(value.to_string()),
        Datum::LevelAndIncrease { level, .. } => Some(level.to_string()),
        Datum::Votes(_) | Datum::Record(_) | Datum::NotApplicable | Datum::NotReported => None,
    }
}

/// What a datum is. 数据类别。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum DatumKind {
    /// A figure. 数值。
    Value,
    /// A level and its increase. 存量与增量。
    LevelAndIncrease,
    /// Votes. 评议票。
    Votes,
    /// The record of the organisation side. 履职记录。
    Record,
    /// It does not apply to the county. 不适用。
    NotApplicable,
    /// It was asked for and not reported. 未报。
    NotReported,
}

impl DatumKind {
    fn of(datum: &Datum) -> Self {
        match datum {
            Datum::Value(_) => Self::Value,
            Datum::LevelAndIncrease { .. } => Self::LevelAndIncrease,
            Datum::Votes(_) => Self::Votes,
            Datum::Record(_) => Self::Record,
            Datum::NotApplicable => Self::NotApplicable,
            Datum::NotReported => Self::NotReported,
        }
    }
}

/// The grade of a county. 等次。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "grade::Grade")]
pub enum AssessmentGrade {
    /// Excellent. 优秀。
    Excellent,
    /// Good. 良好。
    Good,
    /// Fair. 一般。
    Fair,
    /// Poor. 较差。
    Poor,
}

/// How far an assessment is. 考核阶段。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "view::AssessmentState")]
pub enum AssessmentState {
    /// The scheme is being drafted. 拟定中。
    Planned,
    /// The scheme is binding. 方案已印发。
    SchemePublished,
    /// Data are handed in and checked. 采集中。
    Collecting,
    /// The data are frozen. 数据已冻结。
    DataFrozen,
    /// The scores are computed. 已计分。
    Scored,
    /// The panel reviewed them. 已评审。
    PanelReviewed,
    /// The totals are publicised. 公示中。
    Publicised,
    /// The time for objections is over. 异议期满。
    ObjectionsClosed,
    /// The government approved the result. 已审定。
    Approved,
    /// The result is published. 已通报。
    Published,
}

/// How far a datum is. 数据项状态。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "view::ItemStanding")]
pub enum ItemStanding {
    /// It waits to be checked. 待审核。
    Waiting,
    /// It was sent back. 已退回。
    Returned,
    /// It is confirmed. 已确认。
    Confirmed,
}

impl Loaded for Option<Assessment> {
    async fn load(reader: &Reader, outcome: &Outcome) -> Result<Self, EngineError> {
        let ids: Vec<AssessmentId> = outcome
            .addressed
            .iter()
            .filter_map(|stream| match stream {
                StreamId::Assessment(id) => Some(*id),
                _ => None,
            })
            .collect();
        Ok(reader.assessments_by_ids(&ids).await?.into_iter().next().map(Assessment))
    }

    fn none() -> Self {
        None
    }
}
