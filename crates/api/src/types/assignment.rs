//! Assignments and what hangs on them as clients see them.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use duban_domain::command::StreamId;
use duban_domain::value::id::{AssignmentId, PersonId, TargetId};
use duban_engine::error::EngineError;
use duban_engine::queries::Reader;
use duban_engine::request::Outcome as Done;
use duban_engine::view::{
    About, AsOf, AssignmentRow, AssignmentTargetRow, BalanceRow, EvidenceRow, Key, KeyValue,
    MilestoneRow, PeriodRow,
};

use crate::context::Ask;
use crate::id::Id;
use crate::loader::{
    ActionsOn, BalancesOf, ChangeOf, EvidenceOf, FiguresOf, LatestLineOf, MilestonesOf,
    ResponsibleFor, RowsOf, all, one,
};
use crate::page::{Connection, Found, Window};
use crate::types::action::AvailableAction;
use crate::types::evidence::Evidence;
use crate::types::journal::{JournalEntry, history};
use crate::types::names::{BalanceStanding, Outcome};
use crate::types::organisation::{Organisation, Person, Post, optional_person, optional_unit};
use crate::types::past::{Correction, corrections};
use crate::types::payload::Loaded;
use crate::types::plan::Plan;
use crate::types::scalar::{Date, Figure, Instant, Month, date};
use crate::types::sheet::SheetLine;
use crate::types::states::{AssignmentState, Duty, RowStage};
use crate::types::task::{Target, Task};

/// What one unit owes on one task: how it carries it out. 责任事项。
#[derive(Debug, Clone)]
pub struct Assignment(pub AssignmentRow);

/// What one unit owes on one task: how it carries it out. 责任事项。
#[Object]
impl Assignment {
    /// Its identity. 标识。
    pub async fn id(&self) -> ID {
        Id(self.0.id).into()
    }

    /// Its plan. 所属方案。
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>> {
        Ok(one(ctx, self.0.as_of, self.0.plan).await?.map(Plan))
    }

    /// Its task. 所属任务。
    async fn task(&self, ctx: &Context<'_>) -> Result<Option<Task>> {
        Ok(one(ctx, self.0.as_of, self.0.task).await?.map(Task))
    }

    /// Who holds it. 承办单位。
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, Some(self.0.unit)).await
    }

    /// Who leads the task. 牵头单位。
    async fn lead(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, Some(self.0.lead)).await
    }

    /// The post that answers for it today: the signer of its unit; null where the unit has nobody,
    /// and where the viewer may not see people. 责任岗位;单位无人或不可见时为 null。
    async fn responsible_post(&self, ctx: &Context<'_>) -> Result<Option<Post>> {
        Ok(all(ctx, self.0.as_of, ResponsibleFor(self.0.unit)).await?.into_iter().next().map(Post))
    }

    /// How the unit answers. 责任类别。
    async fn duty(&self) -> Duty {
        self.0.duty.into()
    }

    /// How far it is. 状态。
    async fn state(&self) -> AssignmentState {
        self.0.state.into()
    }

    /// When it was handed over. 交办日。
    async fn opened_on(&self) -> Date {
        self.0.opened_on.into()
    }

    /// Until when it is to be signed for. 签收时限。
    async fn sign_due_on(&self) -> Date {
        self.0.sign_due_on.into()
    }

    /// When it was signed for; null until then. 签收日;未签收为 null。
    async fn signed_on(&self) -> Option<Date> {
        date(self.0.signed_on)
    }

    /// Who signed for it; null until then, and where the viewer may not see people. 签收人;未签收或不可见为 null。
    async fn signed_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.signed_by).await
    }

    /// Until when the whole is due. 完成时限。
    async fn due_on(&self) -> Date {
        self.0.due_on.into()
    }

    /// The next open date of milestones, targets and the whole; null when nothing is open.
    /// 下一时限;无待办为 null。
    async fn next_due_on(&self) -> Option<Date> {
        date(self.0.next_due_on)
    }

    /// Whether the whole was due before the plan came into force: shown, never overdue. 是否结转。
    async fn carried_over(&self) -> bool {
        self.0.carried_over
    }

    /// How much of it is done, in percent. 完成率(百分比)。
    async fn progress(&self) -> u32 {
        self.0.progress
    }

    /// How often closing was sent back. 退回补办次数。
    async fn send_backs(&self) -> u32 {
        self.0.send_backs
    }

    /// The outcome last asked for, with which it was closed if it is; null before. 办结结果(最近一次申请);申请前为 null。
    async fn outcome(&self) -> Option<Outcome> {
        self.0.outcome.map(Outcome::from)
    }

    /// What the holder said when it last asked for closing; null before. 办结说明(最近一次申请);申请前为 null。
    async fn statement(&self) -> Option<&str> {
        self.0.statement.as_deref()
    }

    /// The document that ends the requirement; null unless the request names one.
    /// 不再要求的依据文件;申请未注明为 null。
    async fn basis(&self) -> Option<&str> {
        self.0.basis.as_deref()
    }

    /// When closing was last asked for; null before. 申请办结日;申请前为 null。
    async fn requested_on(&self) -> Option<Date> {
        date(self.0.requested_on)
    }

    /// Who asked for closing; null before, and where hidden. 申请人;申请前或不可见为 null。
    async fn requested_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.requested_by).await
    }

    /// When it was closed or put aside; null before. 办结日或认定不适用之日;此前为 null。
    async fn closed_on(&self) -> Option<Date> {
        date(self.0.closed_on)
    }

    /// Who closed it or put it aside; null before, and where hidden. 办结人或认定人;此前或不可见为 null。
    async fn closed_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.closed_by).await
    }

    /// Why it does not apply, or why closing was sent back last; null otherwise.
    /// 不适用或最近一次退回补办的理由;其他情形为 null。
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Who sent closing back last; null where nobody did, and where hidden.
    /// 最近一次退回补办的经办人;未退回或不可见为 null。
    async fn sent_back_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.sent_back_by).await
    }

    /// Until when the holder cannot be reproached for what was sent back; null where nothing was.
    /// 退回补办宽限至;未退回为 null。
    async fn grace_until(&self) -> Option<Date> {
        date(self.0.grace_until)
    }

    /// Its milestones, in order. 节点。
    async fn milestones(&self, ctx: &Context<'_>) -> Result<Vec<Milestone>> {
        Ok(all(ctx, self.0.as_of, MilestonesOf(self.0.id))
            .await?
            .into_iter()
            .map(Milestone::from)
            .collect())
    }

    /// The targets it has to reach, with the last accepted figures. 指标与最近审定数据。
    async fn targets(&self, ctx: &Context<'_>) -> Result<Vec<AssignmentTarget>> {
        let rows = all(ctx, self.0.as_of, FiguresOf(self.0.id)).await?;
        Ok(rows.into_iter().map(AssignmentTarget::from).collect())
    }

    /// Its newest row of a monthly sheet; null before the first. 最近一期月报行;尚无为 null。
    async fn latest_line(&self, ctx: &Context<'_>) -> Result<Option<SheetLine>> {
        Ok(all(ctx, self.0.as_of, LatestLineOf(self.0.id)).await?.into_iter().next().map(SheetLine))
    }

    /// How far its rows are, the newest month first. 各期月报行的环节。
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<AssignmentPeriod>> {
        let window = Window { first, after, last, before };
        let page = ctx.told(window.page(ROWS))?;
        let rows = all(ctx, self.0.as_of, RowsOf(self.0.id)).await?;
        let key = |row: &PeriodRow| vec![KeyValue::Date(row.period.first_day())];
        Ok(Found::cut(rows, &page, key).connect(ROWS, key, AssignmentPeriod::from))
    }

    /// How far it was when its plan was adopted. 期初登记。
    async fn balances(&self, ctx: &Context<'_>) -> Result<Vec<Balance>> {
        Ok(all(ctx, self.0.as_of, BalancesOf(self.0.id))
            .await?
            .into_iter()
            .map(Balance::from)
            .collect())
    }

    /// Its evidence, the newest first. 佐证。
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Evidence>> {
        let window = Window { first, after, last, before };
        let page = ctx.told(window.page(EVIDENCE))?;
        let rows = all(ctx, self.0.as_of, EvidenceOf(self.0.id)).await?;
        let key: fn(&EvidenceRow) -> Key = EvidenceRow::key;
        Ok(Found::cut(rows, &page, key).connect(EVIDENCE, key, Evidence))
    }

    /// What was learnt about it after the day on which it is seen, until the day given as `knownAt`,
    /// in the order in which it was recorded; empty without `asOf` and `knownAt`.
    /// 事后更正(asOf 当日之后至 knownAt 所知);未给出 asOf 与 knownAt 时为空。
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn corrections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Correction>> {
        let window = Window { first, after, last, before };
        corrections(ctx, self.0.as_of, About::Assignment(self.0.id), &window).await
    }

    /// What the viewer may do with it now. 当前可办事项。
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>> {
        all(ctx, self.0.as_of, ActionsOn(StreamId::Assignment(self.0.id))).await
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
        history(ctx, self.0.as_of, StreamId::Assignment(self.0.id), &window).await
    }

    /// When it last changed. 更新时刻。
    async fn updated_at(&self, ctx: &Context<'_>) -> Result<Option<Instant>> {
        Ok(one(ctx, self.0.as_of, ChangeOf(StreamId::Assignment(self.0.id))).await?.map(Instant))
    }

    /// Its version, for `expectedVersion`. 版本号。
    async fn version(&self) -> i64 {
        self.0.version
    }
}

const ROWS: &str = "assignment.rows";
const EVIDENCE: &str = "assignment.evidence";

/// A step towards the end, with its share of the whole. 节点。
#[derive(Debug, Clone, SimpleObject)]
pub struct Milestone {
    /// Its identity. 标识。
    pub id: ID,
    /// What is done by then. 内容。
    pub name: String,
    /// By when. 时限。
    pub due_on: Date,
    /// Its share of the whole, in percent. 权重(百分比)。
    pub weight: u32,
    /// The day it was really done; null until it is accepted as done. 实际完成日;未审定完成为 null。
    pub done_on: Option<Date>,
}

impl From<MilestoneRow> for Milestone {
    fn from(row: MilestoneRow) -> Self {
        Self {
            id: Id(row.id).into(),
            name: row.name,
            due_on: row.due_on.into(),
            weight: row.weight,
            done_on: date(row.done_on),
        }
    }
}

/// A target that an assignment has to reach, and the last accepted figure. 承担的指标与最近审定数据。
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct AssignmentTarget {
    #[graphql(skip)]
    id: TargetId,
    #[graphql(skip)]
    as_of: Option<AsOf>,
    /// Until when. 时限。
    pub due_on: Date,
    /// Due before the plan came into force: shown, never overdue. 是否结转。
    pub carried_over: bool,
    /// When it was met; null until an accepted figure meets it. 达标日;未达标为 null。
    pub met_on: Option<Date>,
    /// The last accepted figure; null before, and for qualitative targets. 最近数据;尚无或定性为 null。
    pub value: Option<Figure>,
    /// The date that figure speaks of; null before. 数据日期;尚无为 null。
    pub value_on: Option<Date>,
}

#[ComplexObject]
impl AssignmentTarget {
    /// The target. 指标。
    async fn target(&self, ctx: &Context<'_>) -> Result<Option<Target>> {
        Ok(one::<TargetId>(ctx, self.as_of, self.id).await?.map(Target))
    }
}

impl From<AssignmentTargetRow> for AssignmentTarget {
    fn from(row: AssignmentTargetRow) -> Self {
        Self {
            id: row.target,
            as_of: row.as_of,
            due_on: row.due_on.into(),
            carried_over: row.carried_over,
            met_on: date(row.met_on),
            value: row.value.map(Figure),
            value_on: date(row.value_on),
        }
    }
}

/// How far the row of an assignment for one month is. 一期月报行的环节。
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct AssignmentPeriod {
    #[graphql(skip)]
    reviewers: Reviewers,
    /// The month. 期次。
    pub period: Month,
    /// Until when it is due. 报送时限。
    pub due_on: Date,
    /// How far it is. 环节。
    pub stage: RowStage,
    /// How often it was returned. 退回次数。
    pub returns: u32,
    /// Why it was returned last; null unless it was. 最近一次退回理由;未退回为 null。
    pub reason: Option<String>,
}

/// Who judged a row.
#[derive(Debug, Clone, Copy)]
struct Reviewers {
    as_of: Option<AsOf>,
    returned_by: Option<PersonId>,
    checked_by: Option<PersonId>,
    accepted_by: Option<PersonId>,
}

#[ComplexObject]
impl AssignmentPeriod {
    /// Who returned it last; null unless it was, and where hidden. 最近一次退回人;未退回或不可见为 null。
    async fn returned_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.reviewers.as_of, self.reviewers.returned_by).await
    }

    /// Who of the lead agreed with what stands now; null before, and where hidden.
    /// 牵头核对人;未核对或不可见为 null。
    async fn checked_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.reviewers.as_of, self.reviewers.checked_by).await
    }

    /// Who accepted it; null before, and where hidden. 审定人;未审定或不可见为 null。
    async fn accepted_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.reviewers.as_of, self.reviewers.accepted_by).await
    }
}

impl From<PeriodRow> for AssignmentPeriod {
    fn from(row: PeriodRow) -> Self {
        let reviewers = Reviewers {
            as_of: row.as_of,
            returned_by: row.returned_by,
            checked_by: row.checked_by,
            accepted_by: row.accepted_by,
        };
        Self {
            reviewers,
            period: row.period.into(),
            due_on: row.due_on.into(),
            stage: row.stage.into(),
            returns: row.returns,
            reason: row.reason,
        }
    }
}

/// How far a duty was when its plan was adopted. 期初登记。
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct Balance {
    #[graphql(skip)]
    of: Option<TargetId>,
    #[graphql(skip)]
    as_of: Option<AsOf>,
    /// How far it was. 期初状态。
    pub standing: BalanceStanding,
    /// The figure reached; null where there is none. 期初数据;没有时为 null。
    pub value: Option<Figure>,
    /// As of which day. 截至日期。
    pub on: Date,
    /// The document that says so. 依据文件。
    pub document: String,
}

#[ComplexObject]
impl Balance {
    /// The target it speaks of; null where it speaks of the whole. 指标;针对整体时为 null。
    async fn target(&self, ctx: &Context<'_>) -> Result<Option<Target>> {
        match self.of {
            Some(id) => Ok(one::<TargetId>(ctx, self.as_of, id).await?.map(Target)),
            None => Ok(None),
        }
    }
}

impl From<BalanceRow> for Balance {
    fn from(row: BalanceRow) -> Self {
        Self {
            of: row.target,
            as_of: row.as_of,
            standing: row.standing.into(),
            value: row.value.map(Figure),
            on: row.on.into(),
            document: row.document,
        }
    }
}

fn named(outcome: &Done) -> Vec<AssignmentId> {
    let mut ids = Vec::new();
    for stream in &outcome.addressed {
        if let StreamId::Assignment(id) = stream {
            ids.push(*id);
        }
    }
    ids.dedup();
    ids
}

impl Loaded for Vec<Assignment> {
    async fn load(reader: &Reader, outcome: &Done) -> Result<Self, EngineError> {
        let mut rows = reader.assignments_by_ids(&named(outcome)).await?;
        rows.sort_by_key(|row| (row.task_no, row.id));
        Ok(rows.into_iter().map(Assignment).collect())
    }

    fn none() -> Self {
        Vec::new()
    }
}

impl Loaded for Option<Assignment> {
    async fn load(reader: &Reader, outcome: &Done) -> Result<Self, EngineError> {
        Ok(reader.assignments_by_ids(&named(outcome)).await?.into_iter().next().map(Assignment))
    }

    fn none() -> Self {
        None
    }
}
