//! The accountability report as clients see it.

use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result, SimpleObject};
use duban_domain::obligation::{Bucket, End, Kind};
use duban_domain::value::id::{PlanId, UnitId};
use duban_engine::reports::{self, ReportRow};
use duban_engine::view::{AsOf, Group, ObligationRow};

use crate::id::Id;
use crate::loader::{ResponsibleFor, all, one};
use crate::types::assignment::Assignment;
use crate::types::names::ObligationKind;
use crate::types::organisation::{Organisation, Post, optional_unit};
use crate::types::scalar::{Date, date};
use crate::types::states::Duty;

/// By whom a report is grouped. 分组方式。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "reports::GroupBy")]
pub enum ReportGroup {
    /// What bureaus owe as leads, alone or beside others. 牵头单位(含共同牵头)。
    Lead,
    /// What bureaus owe as supports. 配合单位。
    Support,
    /// What counties owe. 县区。
    County,
    /// What all owe on the tasks under a heading. 章节。
    Section,
    /// What counties owe, by class. 县域类型。
    Class,
}

/// Who owed what by when, and what came of it, at the end of a day. 责任落实报告。
#[derive(Debug, Clone, SimpleObject)]
pub struct AccountabilityReport {
    /// The plan. 方案标识。
    pub plan_id: ID,
    /// By whom it is grouped. 分组方式。
    pub group_by: ReportGroup,
    /// The day at whose end it stands. 截至日期。
    pub as_of: Date,
    /// The day until whose end records are believed; later corrections do not show. 所知截至日期。
    pub known_at: Date,
    /// Its rows, in order; a plan has few leads, counties, headings and classes. 各行。
    pub rows: Vec<AccountabilityRow>,
}

/// One row of the report. 报告的一行。
#[derive(Debug, Clone)]
pub struct AccountabilityRow {
    /// Of which plan.
    pub plan: PlanId,
    /// The day until whose end records are believed.
    pub as_of: Option<AsOf>,
    /// What it counts.
    pub row: ReportRow,
}

/// One row of the report: every number opens its list in `obligations`. 报告的一行;每个数字均可由 obligations 查看明细。
#[Object]
impl AccountabilityRow {
    /// The key of the group, for `obligations`. 分组键,用于 obligations。
    async fn key(&self) -> String {
        key(&self.row.group)
    }

    /// What people call the group. 分组名称。
    async fn label(&self, ctx: &Context<'_>) -> Result<String> {
        label(ctx, self, self.as_of).await
    }

    /// The unit; null where the group is not one. 单位;非单位分组为 null。
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.as_of, unit(&self.row.group)).await
    }

    /// The post that answered for the unit on that day; null where the group is not a unit, has nobody, or
    /// is hidden. 责任岗位;非单位分组、无人或不可见为 null。
    async fn responsible_post(&self, ctx: &Context<'_>) -> Result<Option<Post>> {
        match unit(&self.row.group) {
            Some(id) => {
                Ok(all(ctx, self.as_of, ResponsibleFor(id)).await?.into_iter().next().map(Post))
            }
            None => Ok(None),
        }
    }

    /// How many assignments it has (SIGN_FOR, TOTAL). 责任事项数。
    async fn duties(&self) -> i64 {
        self.row.count(Kind::SignFor, Bucket::Total)
    }

    /// How many were signed for late (SIGN_FOR, LATE). 逾期签收数。
    async fn signed_late(&self) -> i64 {
        self.row.count(Kind::SignFor, Bucket::Late)
    }

    /// How many are past their sign-for date unsigned (SIGN_FOR, OVERDUE). 逾期未签收数。
    async fn unsigned(&self) -> i64 {
        self.row.count(Kind::SignFor, Bucket::Overdue)
    }

    /// How many rows of sheets were due (ROW, DUE). 应报月报行数。
    async fn rows_due(&self) -> i64 {
        self.row.count(Kind::Row, Bucket::Due)
    }

    /// How many came in time (ROW, ON_TIME). 按时报送数。
    async fn rows_on_time(&self) -> i64 {
        self.row.on_time(Kind::Row)
    }

    /// How many came late (ROW, LATE). 逾期报送数。
    async fn rows_late(&self) -> i64 {
        self.row.count(Kind::Row, Bucket::Late)
    }

    /// How many were due and did not come (ROW, OVERDUE). 未报数。
    async fn rows_missed(&self) -> i64 {
        self.row.count(Kind::Row, Bucket::Overdue)
    }

    /// Milestones. 节点。
    async fn milestones(&self) -> DatedFigures {
        DatedFigures::of(&self.row, Kind::Milestone)
    }

    /// Targets. 指标。
    async fn targets(&self) -> DatedFigures {
        DatedFigures::of(&self.row, Kind::Target)
    }

    /// Assignments as a whole. 责任事项整体办结。
    async fn completions(&self) -> DatedFigures {
        DatedFigures::of(&self.row, Kind::Completion)
    }

    /// How many pieces of evidence were handed in (EVIDENCE, TOTAL). 提交佐证数。
    async fn evidence_submitted(&self) -> i64 {
        self.row.count(Kind::Evidence, Bucket::Total)
    }

    /// How many were verified (EVIDENCE, MET). 已核验佐证数。
    async fn evidence_verified(&self) -> i64 {
        self.row.count(Kind::Evidence, Bucket::Met)
    }

    /// How many were refused (EVIDENCE, FAILED). 不予认可佐证数。
    async fn evidence_returned(&self) -> i64 {
        self.row.count(Kind::Evidence, Bucket::Failed)
    }

    /// What is closed of what is owed (COMPLETION, MET of TOTAL), in basis points; null where nothing is owed. 办结率(万分比);无应办为 null。
    async fn completion_rate(&self) -> Option<i64> {
        self.row.completion_rate()
    }
}

/// Figures of what has a date. 有时限事项的各项计数。
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct DatedFigures {
    /// How many are owed (TOTAL). 总数。
    pub total: i64,
    /// How many are met (MET). 已完成。
    pub met: i64,
    /// How many were met after the date (LATE). 逾期完成。
    pub late: i64,
    /// How many are past the date and open (OVERDUE). 逾期未完成。
    pub overdue: i64,
    /// On how many days they have been overdue, added up (PAST_DUE: `daysOverdue`). 累计逾期天数。
    pub days_overdue: i64,
    /// How many were due before the plan came into force (CARRIED_OVER). 结转数。
    pub carried_over: i64,
}

impl DatedFigures {
    fn of(row: &ReportRow, kind: Kind) -> Self {
        Self {
            total: row.count(kind, Bucket::Total),
            met: row.count(kind, Bucket::Met),
            late: row.count(kind, Bucket::Late),
            overdue: row.count(kind, Bucket::Overdue),
            days_overdue: row.days(kind, Bucket::Overdue),
            carried_over: row.count(kind, Bucket::CarriedOver),
        }
    }
}

/// One thing owed by one unit: an item of the list behind a figure. 应尽事项:数字背后的明细。
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct Obligation {
    #[graphql(skip)]
    row: ObligationRow,
    /// What is owed. 类别。
    pub kind: ObligationKind,
    /// How the unit answers. 责任类别。
    pub duty: Duty,
    /// Which one: an id, a month, or `1`. 具体事项。
    pub subject: String,
    /// Since when it is owed. 起始日。
    pub opened_on: Date,
    /// Until when; null for what has no limit. 时限;无时限为 null。
    pub due_on: Option<Date>,
    /// Due before the plan came into force: shown, never overdue. 是否结转。
    pub carried_over: bool,
    /// When it was met; null unless it was, by the day asked about. 完成日;截至当日未完成为 null。
    pub met_on: Option<Date>,
    /// On how many days it has been overdue. 逾期天数。
    pub days_overdue: i64,
    /// The number of the task. 任务序号。
    pub task_no: u32,
    /// The title of the task. 任务标题。
    pub task_title: String,
}

#[ComplexObject]
impl Obligation {
    /// Who owes it. 责任单位。
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.row.as_of, Some(self.row.unit)).await
    }

    /// Who leads the task. 牵头单位。
    async fn lead(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.row.as_of, Some(self.row.lead)).await
    }

    /// The assignment it belongs to. 责任事项。
    async fn assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>> {
        Ok(one(ctx, self.row.as_of, self.row.assignment).await?.map(Assignment))
    }

    /// The post that answered for it on that day; null where the unit has nobody, and where hidden.
    /// 责任岗位;单位无人或不可见为 null。
    async fn responsible_post(&self, ctx: &Context<'_>) -> Result<Option<Post>> {
        Ok(all(ctx, self.row.as_of, ResponsibleFor(self.row.unit))
            .await?
            .into_iter()
            .next()
            .map(Post))
    }
}

impl Obligation {
    /// An obligation as it stands at the end of a day.
    pub fn of(row: ObligationRow, day: chrono::NaiveDate) -> Self {
        let met_on = match row.end {
            Some(End::Met(on)) if on <= day => Some(on),
            Some(End::Met(_) | End::Failed(_) | End::Void(_)) | None => None,
        };
        Self {
            kind: row.kind.into(),
            duty: row.duty.into(),
            subject: row.subject.clone(),
            opened_on: row.opened_on.into(),
            due_on: date(row.due_on),
            carried_over: row.carried_over,
            met_on: date(met_on),
            days_overdue: row.days_overdue(day),
            task_no: row.task_no,
            task_title: row.task_title.clone(),
            row,
        }
    }
}

/// The key of a group, as `obligations` reads it.
pub fn key(group: &Group) -> String {
    match group {
        Group::Unit(id) | Group::Lead(id) => Id(*id).text(),
        Group::Section(path) => path.clone(),
        Group::Class { class, .. } => class.clone().unwrap_or_default(),
    }
}

/// Reads the key of a group; none where it names none.
pub fn group(by: reports::GroupBy, key: &str, scheme: &str) -> Option<Group> {
    use reports::GroupBy;
    match by {
        GroupBy::Lead | GroupBy::Support | GroupBy::County => {
            Id::<UnitId>::parse(key).map(|id| Group::Unit(id.0))
        }
        GroupBy::Section => Some(Group::Section(key.to_owned())),
        GroupBy::Class => {
            let class = Some(key.to_owned()).filter(|class| !class.is_empty());
            Some(Group::Class { scheme: scheme.to_owned(), class })
        }
    }
}

fn unit(group: &Group) -> Option<UnitId> {
    match group {
        Group::Unit(id) | Group::Lead(id) => Some(*id),
        Group::Section(_) | Group::Class { .. } => None,
    }
}

async fn label(ctx: &Context<'_>, row: &AccountabilityRow, as_of: Option<AsOf>) -> Result<String> {
    let (group, plan) = (&row.row.group, row.plan);
    let known = match group {
        Group::Unit(id) | Group::Lead(id) => {
            one(ctx, as_of, *id).await?.map(|unit| unit.short_name)
        }
        Group::Section(path) => {
            let sections = all(ctx, as_of, crate::loader::SectionsOf(plan)).await?;
            let own = sections.into_iter().find(|section| section.number == *path);
            own.map(|section| section.title)
        }
        Group::Class { .. } => None,
    };
    Ok(known.unwrap_or_else(|| key(group)))
}
