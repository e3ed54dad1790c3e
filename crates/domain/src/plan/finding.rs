//! 存疑. What a careful reader would ask about a draft, and what the office decided about it.
//!
//! A finding keeps the words it is about and the task or target it was found on, whatever becomes
//! of them: the record of a question is not changed by its answer.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::state::Span;
use crate::value::id::{FindingId, PersonId, TargetId, TaskId, UnitId};
use crate::value::text::Reason;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $code:literal,)*) => {
        /// 存疑类别. What kind of question a finding is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FindingCode {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl FindingCode {
            /// Every kind, in the order of the list.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The kind as clients see it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

codes! {
    /// 无量化指标. A task promises nothing that can be measured.
    NoMeasurableTarget "NO_MEASURABLE_TARGET",
    /// 无时限. A task has no date.
    NoDeadline "NO_DEADLINE",
    /// 牵头推定. The lead is only listed first.
    LeadInferred "LEAD_INFERRED",
    /// 首列为地方. The first listed is a class of localities.
    LeadIsLocality "LEAD_IS_LOCALITY",
    /// 指标不一. One indicator has two values.
    TargetsDiffer "TARGETS_DIFFER",
    /// 分年不合总数. Yearly quantities do not add up to the total.
    YearlySumDiffers "YEARLY_SUM_DIFFERS",
    /// 分类指标. A target depends on the class of the locality.
    ClassDependent "CLASS_DEPENDENT",
    /// 两家牵头. One commitment stands under two leads.
    SameCommitmentTwoLeads "SAME_COMMITMENT_TWO_LEADS",
    /// 任务近似. Two tasks are nearly the same.
    NearDuplicateTasks "NEAR_DUPLICATE_TASKS",
    /// 无责任单位. A paragraph commits without naming a unit.
    NoResponsibleUnit "NO_RESPONSIBLE_UNIT",
    /// 范围待列. A word of scope needs a list.
    ScopeNeedsList "SCOPE_NEEDS_LIST",
    /// 语句重复. A sentence stands twice.
    DuplicatedSentence "DUPLICATED_SENTENCE",
    /// 文本中断. The text breaks off.
    CutOff "CUT_OFF",
    /// 单位未列全. The list of units is open.
    OpenList "OPEN_LIST",
    /// 单位未登记. A unit is not among the known organisations.
    UnknownUnit "UNKNOWN_UNIT",
    /// 单位待核. A unit was recognised by likeness only.
    UncertainUnit "UNCERTAIN_UNIT",
}

/// 存疑. A question about a draft, with the words that raise it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Its identity.
    pub id: FindingId,
    /// What kind of question.
    pub code: FindingCode,
    /// The task it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskId>,
    /// The target it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetId>,
    /// The words it is about.
    pub words: String,
    /// Where they stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// 待定事项. What has to be decided.
    pub ask: Ask,
    /// Whether the plan cannot be issued before this is decided.
    pub must_decide: bool,
}

/// 待定事项. What has to be decided, in one sentence of each language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

/// 处理结果. How a finding was settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// What was decided, in words; none where naming a unit was the decision.
    pub decision: Option<Reason>,
    /// The unit that was meant, where naming it was the decision.
    pub meant: Option<UnitId>,
    /// Who decided.
    pub by: Option<PersonId>,
    /// When.
    pub on: NaiveDate,
}

/// 存疑及处理. A finding with what was decided about it, if it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The question.
    pub finding: Finding,
    /// The answer; none while it is open.
    pub settlement: Option<Settlement>,
}

impl Kept {
    /// Whether the plan waits for the decision.
    pub fn blocks(&self) -> bool {
        self.finding.must_decide && self.settlement.is_none()
    }
}

/// Puts one answer to several findings; none opens them again.
pub(super) fn settle(
    mut kept: Vec<Kept>,
    which: &[FindingId],
    settlement: Option<&Settlement>,
) -> Vec<Kept> {
    for known in kept.iter_mut().filter(|known| which.contains(&known.finding.id)) {
        known.settlement = settlement.cloned();
    }
    kept
}
