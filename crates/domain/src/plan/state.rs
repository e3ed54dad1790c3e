//! The states of a plan.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::finding::{Kept, Settlement, settle};
use crate::value::digest::Digest;
use crate::value::id::{AttachmentId, PersonId, UnitId};
use crate::value::text::{DocNo, Title};

/// 文件要素. What the document says of itself, and where it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// 标题.
    pub title: Title,
    /// 文号; none on documents without one.
    pub doc_no: Option<DocNo>,
    /// 索引号.
    pub index_no: Option<String>,
    /// 发文机关, as written.
    pub issuer: Option<String>,
    /// 成文日期.
    pub issued_on: Option<NaiveDate>,
    /// 发布日期.
    pub published_on: Option<NaiveDate>,
    /// 期限. The last day of the plan, taken for tasks without a date of their own.
    pub horizon_end: NaiveDate,
    /// The government whose plan it is.
    pub jurisdiction: UnitId,
    /// 共同落实条款. Whether every task is carried out by every county.
    pub blanket: bool,
    /// The headings, in order.
    pub sections: Vec<Section>,
    /// The file it was read from.
    pub source: Source,
}

/// 章节. A heading of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its path, such as `四/(一)/2`.
    pub number: String,
    /// Its words.
    pub title: String,
    /// Its depth, 1 for the topmost.
    pub level: u32,
}

/// 原件. The file a plan was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Where it is kept.
    pub attachment: AttachmentId,
    /// Its name when it was handed in.
    pub file_name: String,
    /// The digest of its bytes.
    pub digest: Digest,
}

/// 原文位置. A run of the decoded text, in code points, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first code point.
    pub start: u32,
    /// The first code point after it.
    pub end: u32,
}

/// 施行. From when a plan counts and who said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Force {
    /// From when duties count.
    pub from: NaiveDate,
    /// Who issued it.
    pub issued_by: Option<PersonId>,
}

/// A plan in its states; each carries what is known in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Plan {
    /// Nothing has happened yet.
    #[default]
    Absent,
    /// 草稿. The office corrects it.
    Draft {
        /// What the document says of itself.
        document: Box<Document>,
        /// Who took it in.
        drafted_by: Option<PersonId>,
        /// What was asked about it, in reading order.
        findings: Vec<Kept>,
    },
    /// 已印发. Binding, nothing dispatched yet.
    Issued {
        /// What the document says of itself.
        document: Box<Document>,
        /// From when it counts.
        force: Force,
        /// What was asked about it, in reading order.
        findings: Vec<Kept>,
    },
    /// 施行中. Tasks are being carried out.
    Effective {
        /// What the document says of itself.
        document: Box<Document>,
        /// From when it counts.
        force: Force,
        /// What was asked about it, in reading order.
        findings: Vec<Kept>,
    },
    /// 已作废. Imported by mistake; it binds nobody and is on no list.
    Discarded {
        /// What the document says of itself.
        document: Box<Document>,
        /// What was asked about it, in reading order.
        findings: Vec<Kept>,
    },
}

impl Plan {
    /// The state as clients see it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Absent => "ABSENT",
            Self::Draft { .. } => "DRAFT",
            Self::Issued { .. } => "ISSUED",
            Self::Effective { .. } => "EFFECTIVE",
            Self::Discarded { .. } => "DISCARDED",
        }
    }

    /// What the document says of itself.
    pub fn document(&self) -> Option<&Document> {
        match self {
            Self::Absent => None,
            Self::Draft { document, .. }
            | Self::Issued { document, .. }
            | Self::Effective { document, .. }
            | Self::Discarded { document, .. } => Some(document),
        }
    }

    /// What was asked about it, in reading order.
    pub fn findings(&self) -> &[Kept] {
        match self {
            Self::Absent => &[],
            Self::Draft { findings, .. }
            | Self::Issued { findings, .. }
            | Self::Effective { findings, .. }
            | Self::Discarded { findings, .. } => findings,
        }
    }

    fn with_findings(mut self, change: impl FnOnce(Vec<Kept>) -> Vec<Kept>) -> Self {
        match &mut self {
            Self::Absent => {}
            Self::Draft { findings, .. }
            | Self::Issued { findings, .. }
            | Self::Effective { findings, .. }
            | Self::Discarded { findings, .. } => *findings = change(std::mem::take(findings)),
        }
        self
    }

    /// From when it counts, once issued.
    pub fn force(&self) -> Option<Force> {
        match self {
            Self::Absent | Self::Draft { .. } | Self::Discarded { .. } => None,
            Self::Issued { force, .. } | Self::Effective { force, .. } => Some(*force),
        }
    }

    /// The government whose plan it is.
    pub fn jurisdiction(&self) -> Option<UnitId> {
        self.document().map(|document| document.jurisdiction)
    }
}

/// Applies one event.
pub fn evolve(plan: Plan, event: &Event) -> Plan {
    match (plan, event) {
        (_, Event::PlanDrafted { document, by }) => {
            Plan::Draft { document: document.clone(), drafted_by: *by, findings: Vec::new() }
        }
        (plan, Event::FindingsNoted { findings }) => plan.with_findings(|mut kept| {
            let new = findings.iter().cloned();
            kept.extend(new.map(|finding| Kept { finding, settlement: None }));
            kept
        }),
        (plan, Event::FindingsSettled { findings, decision, by, on }) => {
            let settlement = decision.clone().map(|decision| Settlement {
                decision: Some(decision),
                meant: None,
                by: *by,
                on: *on,
            });
            plan.with_findings(|kept| settle(kept, findings, settlement.as_ref()))
        }
        (plan, Event::UnitIdentified { unit, findings, by, on, .. }) => {
            let settlement = Settlement { decision: None, meant: Some(*unit), by: *by, on: *on };
            plan.with_findings(|kept| settle(kept, findings, Some(&settlement)))
        }
        (Plan::Draft { document, findings, .. }, Event::PlanDiscarded { .. }) => {
            Plan::Discarded { document, findings }
        }
        (Plan::Draft { document, findings, .. }, Event::PlanIssued { in_force_from, by, .. }) => {
            let force = Force { from: *in_force_from, issued_by: *by };
            Plan::Issued { document, force, findings }
        }
        (Plan::Issued { document, force, findings }, Event::PlanTookEffect {}) => {
            Plan::Effective { document, force, findings }
        }
        // No decision makes these pairs; a journal that holds one is refused by the next decision.
        (
            plan,
            Event::PlanIssued { .. } | Event::PlanTookEffect {} | Event::PlanDiscarded { .. },
        ) => plan,
    }
}
