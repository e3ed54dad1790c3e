//! What was asked about a draft, as the office sees it.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use duban_domain::plan::finding;
use duban_domain::value::id::TaskId;
use duban_domain::value::language::Language;
use duban_engine::view::{AsOf, FindingRow, ReadingRow};

use crate::context::Ask;
use crate::id::Id;
use crate::loader::one;
use crate::types::names::Recognition;
use crate::types::organisation::{Organisation, Person, optional_person, optional_unit};
use crate::types::scalar::{Date, date};
use crate::types::states::Duty;
use crate::types::task::{Span, Target, Task};

/// What kind of question a finding is. 存疑类别。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "finding::FindingCode")]
pub enum FindingCode {
    /// A task promises nothing that can be measured. 无量化指标。
    NoMeasurableTarget,
    /// A task has no date. 无时限。
    NoDeadline,
    /// The lead is only listed first. 牵头单位为推定。
    LeadInferred,
    /// The first listed is a class of localities. 首列为地方。
    LeadIsLocality,
    /// One indicator has two values. 指标前后不一。
    TargetsDiffer,
    /// Yearly quantities do not add up to the total. 分年数量与总数不合。
    YearlySumDiffers,
    /// A target depends on the class of the locality. 指标因地区类别而异。
    ClassDependent,
    /// One commitment stands under two leads. 同一事项两家牵头。
    SameCommitmentTwoLeads,
    /// Two tasks are nearly the same. 任务近似。
    NearDuplicateTasks,
    /// A paragraph commits without naming a unit. 有承诺而无责任单位。
    NoResponsibleUnit,
    /// A word of scope needs a list. 范围须列明。
    ScopeNeedsList,
    /// A sentence stands twice. 语句重复。
    DuplicatedSentence,
    /// The text breaks off. 文本中断。
    CutOff,
    /// The list of units is open. 责任单位未列全。
    OpenList,
    /// A unit is not among the known organisations. 单位未登记。
    UnknownUnit,
    /// A unit was recognised by likeness only. 单位仅凭相近识别。
    UncertainUnit,
}

/// Which findings are wanted; what is not said is not asked. 存疑筛选条件。
#[derive(Debug, Default, InputObject)]
pub struct FindingFilter {
    /// Of one of these kinds. 类别。
    codes: Option<Vec<FindingCode>>,
    /// Whether they are settled. 是否已处理。
    settled: Option<bool>,
    /// Whether the plan cannot be issued before they are decided. 是否须先处理方可印发。
    must_decide: Option<bool>,
    /// Found on this task. 所涉任务。
    task_id: Option<Id<TaskId>>,
}

impl FindingFilter {
    /// Whether a finding is wanted.
    pub fn takes(&self, row: &FindingRow) -> bool {
        let of = |codes: &Vec<FindingCode>| codes.contains(&row.code.into());
        self.codes.as_ref().is_none_or(of)
            && self.settled.is_none_or(|settled| settled == row.settled_on.is_some())
            && self.must_decide.is_none_or(|must| must == row.must_decide)
            && self.task_id.is_none_or(|task| row.task == Some(task.0))
    }
}

/// A question about a draft, with the words that raise it. 存疑。
#[derive(Debug, Clone)]
pub struct Finding(pub FindingRow);

/// A question about a draft, with the words that raise it. 存疑。
#[Object]
impl Finding {
    /// Its identity. 标识。
    async fn id(&self) -> ID {
        Id(self.0.id).into()
    }

    /// What kind of question. 类别。
    async fn code(&self) -> FindingCode {
        self.0.code.into()
    }

    /// The task it was found on; null where it is about none. 所涉任务;不涉及任务为 null。
    async fn task(&self, ctx: &Context<'_>) -> Result<Option<Task>> {
        match self.0.task {
            Some(id) => Ok(one(ctx, self.0.as_of, id).await?.map(Task)),
            None => Ok(None),
        }
    }

    /// The target it was found on; null where it is about none, or it was removed since.
    /// 所涉指标;不涉及指标或已删除为 null。
    async fn target(&self, ctx: &Context<'_>) -> Result<Option<Target>> {
        match self.0.target {
            Some(id) => Ok(one(ctx, self.0.as_of, id).await?.map(Target)),
            None => Ok(None),
        }
    }

    /// The words it is about. 所涉文字。
    async fn words(&self) -> &str {
        &self.0.words
    }

    /// Where they stand in the document; null where they stand in none. 原文位置;无原文为 null。
    async fn span(&self) -> Option<Span> {
        self.0.span.map(Span::from)
    }

    /// What has to be decided, in the language of the request. 待定事项。
    async fn ask(&self, ctx: &Context<'_>) -> &str {
        match ctx.language() {
            Language::Chinese => &self.0.ask_zh,
            Language::English => &self.0.ask_en,
        }
    }

    /// Whether the plan cannot be issued before this is decided. 是否须先处理方可印发。
    async fn must_decide(&self) -> bool {
        self.0.must_decide
    }

    /// When it was settled; null while it is open. 处理日期;未处理为 null。
    async fn settled_on(&self) -> Option<Date> {
        date(self.0.settled_on)
    }

    /// Who settled it; null while it is open. 处理人;未处理为 null。
    async fn settled_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.settled_by).await
    }

    /// What was decided, in words; null while it is open, and where naming a unit was the decision.
    /// 处理结果;未处理或以指明单位处理的为 null。
    async fn decision(&self) -> Option<&str> {
        self.0.decision.as_deref()
    }

    /// The unit that was meant; null unless naming it was the decision. 指明的单位;非以指明单位处理的为 null。
    async fn meant_unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, self.0.meant).await
    }
}

/// A unit as the document writes it, and what it was taken for. 单位识别。
#[derive(Debug, Clone)]
pub struct UnitReading(pub ReadingRow);

/// A unit as the document writes it, and what it was taken for. 单位识别。
#[Object]
impl UnitReading {
    /// The unit as written; an elided list is written out. 原文写法;省略的并列单位补全。
    async fn words(&self) -> &str {
        &self.0.words
    }

    /// Where the words stand. 原文位置。
    async fn span(&self) -> Option<Span> {
        self.0.span.map(Span::from)
    }

    /// Its part in the task. 责任类别。
    async fn duty(&self) -> Duty {
        self.0.duty.into()
    }

    /// Which unit it was taken for; null as long as nobody knows. 识别为;尚不明确为 null。
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        let as_of: Option<AsOf> = self.0.as_of;
        optional_unit(ctx, as_of, self.0.unit).await
    }

    /// How it was recognised; null as long as it was not. 识别方式;尚未识别为 null。
    async fn recognised_by(&self) -> Option<Recognition> {
        self.0.by.map(Recognition::from)
    }

    /// How sure that is, 0 to 100. 把握程度,0 至 100。
    async fn certainty(&self) -> u32 {
        self.0.certainty
    }
}
