//! What may be asked of a year's assessment.

use super::state::{Adjustment, Place, Plan, Provenance};
use crate::measure::score::data::Item;
use crate::value::code::Code;
use crate::value::id::EvidenceId;
use crate::value::text::Reason;

/// A command to one assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 拟定方案.
    Draft {
        /// What is assessed, by which scheme.
        plan: Box<Plan>,
    },
    /// 修订方案. A new version of the scheme, before it is published.
    Revise {
        /// What is assessed, by which scheme; of the same plan and year.
        plan: Box<Plan>,
    },
    /// 印发方案.
    PublishScheme,
    /// 采集.
    Collect,
    /// 填报.
    Submit {
        /// Of which county and indicator.
        place: Place,
        /// The datum.
        item: Item,
        /// Where it comes from.
        provenance: Provenance,
    },
    /// 审核.
    Check {
        /// The datum.
        place: Place,
    },
    /// 退回.
    Return {
        /// The datum.
        place: Place,
        /// Why.
        reason: Reason,
    },
    /// 核定不适用.
    ApproveNotApplicable {
        /// The datum.
        place: Place,
    },
    /// 加减分.
    Adjust {
        /// The county.
        county: Code,
        /// What is added, taken or barred.
        adjustment: Adjustment,
    },
    /// 冻结.
    Freeze,
    /// 计分.
    Score,
    /// 评审.
    Review,
    /// 公示.
    Publicise,
    /// 异议.
    Object {
        /// Against which datum.
        place: Place,
        /// What it should be.
        claim: Item,
        /// What shows it.
        evidence: EvidenceId,
        /// Why.
        reason: Reason,
    },
    /// 异议裁定.
    DecideObjection {
        /// Which, counted from 1.
        number: u32,
        /// How.
        ruling: Ruling,
        /// Why.
        reason: Reason,
    },
    /// 重新计分.
    Rescore,
    /// 异议期满.
    CloseObjections,
    /// 审定.
    Approve,
    /// 通报.
    Publish,
    /// 整改.
    Rectify {
        /// The county.
        county: Code,
        /// What shows it.
        evidence: EvidenceId,
    },
    /// 整改验收.
    AcceptRectification {
        /// The county.
        county: Code,
    },
}

/// 裁定. What becomes of an objection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Ruling {
    /// 成立. The datum becomes what was claimed.
    Upheld,
    /// 不成立.
    Dismissed,
}
