//! The states of a piece of evidence.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::event::Event;
use crate::obligation::{End, Kind, Obligation};
use crate::people::duty::Duty;
use crate::time::Period;
use crate::value::digest::Digest;
use crate::value::id::{
    AssignmentId, AttachmentId, EvidenceId, MilestoneId, PersonId, PlanId, TargetId, TaskId, UnitId,
};
use crate::value::text::{Name, Reason};

/// 用途. What a piece of evidence shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Purpose {
    /// 节点. That a milestone is done.
    Milestone(MilestoneId),
    /// 指标. That a figure is true.
    Target(TargetId),
    /// 月报. What a row says.
    Row(Period),
    /// 办结. That the whole is done.
    Closing,
}

impl Purpose {
    /// The purpose as clients see it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Milestone(_) => "MILESTONE",
            Self::Target(_) => "TARGET",
            Self::Row(_) => "ROW",
            Self::Closing => "CLOSING",
        }
    }
}

/// 材料. A stored file or a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Exhibit {
    /// A file that is kept here.
    File {
        /// Where it is kept.
        attachment: AttachmentId,
        /// Its name when it was handed in.
        file_name: String,
        /// The digest of its bytes.
        digest: Digest,
    },
    /// A page elsewhere.
    Link {
        /// Its address.
        url: String,
    },
}

impl Exhibit {
    /// The file that is kept here; none for a link.
    pub fn file(&self) -> Option<AttachmentId> {
        match self {
            Self::File { attachment, .. } => Some(*attachment),
            Self::Link { .. } => None,
        }
    }
}

/// What was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The plan concerned.
    pub plan: PlanId,
    /// The task concerned.
    pub task: TaskId,
    /// The heading the task stands under.
    pub section: String,
    /// Who leads the task.
    pub lead: UnitId,
    /// The assignment it belongs to.
    pub assignment: AssignmentId,
    /// Who handed it in.
    pub unit: UnitId,
    /// How that unit answers for the task.
    pub duty: Duty,
    /// What it shows.
    pub purpose: Purpose,
    /// Its title.
    pub title: Name,
    /// The file or link.
    pub exhibit: Exhibit,
    /// The person.
    pub by: Option<PersonId>,
    /// When.
    pub on: NaiveDate,
}

/// 核验结论.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// 待核验.
    Pending,
    /// 已核验.
    Verified {
        /// By whom.
        by: Option<PersonId>,
        /// For which unit.
        unit: Option<UnitId>,
        /// When.
        on: NaiveDate,
    },
    /// 不予认可.
    Refused {
        /// Why.
        reason: Reason,
        /// By whom.
        by: Option<PersonId>,
        /// For which unit.
        unit: Option<UnitId>,
        /// When.
        on: NaiveDate,
    },
}

/// A piece of evidence in its states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Evidence {
    /// Nothing has happened yet.
    #[default]
    Absent,
    /// Handed in, with what was found about it.
    Submitted(Box<Content>, Verdict),
}

impl Evidence {
    /// The state as clients see it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Absent => "ABSENT",
            Self::Submitted(_, Verdict::Pending) => "PENDING",
            Self::Submitted(_, Verdict::Verified { .. }) => "VERIFIED",
            Self::Submitted(_, Verdict::Refused { .. }) => "REFUSED",
        }
    }

    /// What was handed in and what was found.
    pub fn content(&self) -> Option<(&Content, &Verdict)> {
        match self {
            Self::Absent => None,
            Self::Submitted(content, verdict) => Some((content, verdict)),
        }
    }

    /// What it adds to the reports: handed in, verified or refused.
    pub fn obligation(&self, id: EvidenceId) -> Option<Obligation> {
        let (content, verdict) = self.content()?;
        Some(Obligation {
            kind: Kind::Evidence,
            subject: id.to_string(),
            opened_on: content.on,
            due_on: None,
            carried_over: false,
            end: match verdict {
                Verdict::Pending => None,
                Verdict::Verified { on, .. } => Some(End::Met(*on)),
                Verdict::Refused { on, .. } => Some(End::Failed(*on)),
            },
        })
    }
}

/// Applies one event.
pub fn evolve(evidence: Evidence, event: &Event) -> Evidence {
    match (evidence, event) {
        (_, Event::EvidenceSubmitted { content }) => {
            Evidence::Submitted(content.clone(), Verdict::Pending)
        }
        (Evidence::Submitted(content, _), Event::EvidenceVerified { by, unit, on }) => {
            Evidence::Submitted(content, Verdict::Verified { by: *by, unit: *unit, on: *on })
        }
        (Evidence::Submitted(content, _), Event::EvidenceRefused { reason, by, unit, on }) => {
            let reason = reason.clone();
            let verdict = Verdict::Refused { reason, by: *by, unit: *unit, on: *on };
            Evidence::Submitted(content, verdict)
        }
        (Evidence::Absent, Event::EvidenceVerified { .. } | Event::EvidenceRefused { .. }) => {
            Evidence::Absent
        }
    }
}
