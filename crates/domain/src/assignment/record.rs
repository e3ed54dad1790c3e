//! What an assignment knows of itself, whatever its state.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::row::Row;
use crate::obligation::{End, Kind, Obligation};
use crate::people::duty::Duty;
use crate::time::Period;
use crate::value::decimal::Figure;
use crate::value::id::{MilestoneId, PersonId, PlanId, TargetId, TaskId, UnitId};
use crate::value::text::{DocNo, Name, Paragraph, Reason};

/// 责任. What was handed over, unchanged from dispatch to end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Its plan.
    pub plan: PlanId,
    /// The government whose plan it is.
    pub jurisdiction: UnitId,
    /// Its task.
    pub task: TaskId,
    /// The heading its task stands under, such as `四/(一)/2`.
    pub section: String,
    /// Who leads the task.
    pub lead: UnitId,
    /// Who holds it.
    pub unit: UnitId,
    /// How the unit answers.
    pub duty: Duty,
    /// Until when it is to be signed for.
    pub sign_due_on: NaiveDate,
    /// Until when the whole is due.
    pub due_on: NaiveDate,
    /// From when duties count; what was due earlier is carried over.
    pub in_force_from: NaiveDate,
    /// The targets it has to reach, each with its date.
    pub targets: Vec<Owed>,
}

/// A target that the holder has to reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Which.
    pub target: TargetId,
    /// Until when.
    pub due_on: NaiveDate,
}

/// 节点. A step towards the end, with its share of the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// Its identity; kept when the plan of milestones is replaced.
    pub id: MilestoneId,
    /// What is done by then.
    pub name: Name,
    /// By when.
    pub due_on: NaiveDate,
    /// Its share, in whole percent; the shares of an assignment sum to 100.
    pub weight: u32,
}

/// 期初. How far a duty of a running plan was when it was adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// The target it speaks of; the assignment as a whole where there is none.
    pub target: Option<TargetId>,
    /// How far it was.
    pub standing: BalanceStanding,
    /// The figure reached, where there is one.
    pub value: Option<Figure>,
    /// As of which day.
    pub on: NaiveDate,
    /// 依据. The document that says so.
    pub document: DocNo,
}

/// 期初状态.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BalanceStanding {
    /// 已完成.
    Done,
    /// 进行中.
    Running,
    /// 未启动.
    NotStarted,
}

impl BalanceStanding {
    /// Every standing.
    pub const ALL: [Self; 3] = [Self::Done, Self::Running, Self::NotStarted];

    /// The standing as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "DONE",
            Self::Running => "RUNNING",
            Self::NotStarted => "NOT_STARTED",
        }
    }

    /// Reads the form of [`BalanceStanding::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == text)
    }
}

/// 办结结果. How an assignment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// 完成.
    Met,
    /// 部分完成.
    PartlyMet,
    /// 未完成. Stays in every report.
    NotMet,
    /// 不再要求. Needs a document that says so.
    NoLongerRequired,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::Met, Self::PartlyMet, Self::NotMet, Self::NoLongerRequired];

    /// Reads the form of [`Outcome::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }

    /// The outcome as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "MET",
            Self::PartlyMet => "PARTLY_MET",
            Self::NotMet => "NOT_MET",
            Self::NoLongerRequired => "NO_LONGER_REQUIRED",
        }
    }
}

/// 办结申请. What the holder says when it asks for closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingRequest {
    /// How it ended.
    pub outcome: Outcome,
    /// In the holder's words.
    pub statement: Paragraph,
    /// The document that ends the requirement, for `NO_LONGER_REQUIRED`.
    pub basis: Option<DocNo>,
    /// Who signed the request.
    pub by: Option<PersonId>,
    /// When; the day of completion if accepted unchanged.
    pub on: NaiveDate,
}

/// 退回补办. A request that was sent back: what it said stays beside the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentBack {
    /// What the holder had said.
    pub request: ClosingRequest,
    /// Why it was not enough.
    pub reason: Reason,
    /// Who sent it back.
    pub by: Option<PersonId>,
    /// The earliest day on which the holder can be reproached for it again.
    pub grace_until: NaiveDate,
}

/// 指标数据. The last accepted figure of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// The figure; none for a qualitative target.
    pub value: Option<Figure>,
    /// The date it speaks of.
    pub on: NaiveDate,
}

/// 更正事实. What was really so, of what was accepted before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// 指标数据. The figure of a target.
    Figure {
        /// Of which target.
        target: TargetId,
        /// The right figure; none where a qualitative target is said to be met.
        value: Option<Figure>,
        /// The date it speaks of.
        on: NaiveDate,
    },
    /// 节点实际完成日. The day on which a milestone was really done.
    Milestone {
        /// Which.
        milestone: MilestoneId,
        /// The right day.
        on: NaiveDate,
    },
    /// 期初. What really stood before the plan came into force.
    Balance {
        /// In place of the last one of the same target, or of the assignment as a whole.
        balance: Balance,
    },
}

impl Fact {
    /// The day it speaks of.
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::Figure { on, .. } | Self::Milestone { on, .. } => *on,
            Self::Balance { balance } => balance.on,
        }
    }
}

/// What an assignment knows of itself, whatever its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What was handed over.
    pub charge: Charge,
    /// When.
    pub opened_on: NaiveDate,
    /// Who signed for it, and when.
    pub signed: Option<(NaiveDate, Option<PersonId>)>,
    /// The steps towards the end.
    pub milestones: Vec<Milestone>,
    /// Everything owed, in the order in which it was opened.
    pub obligations: Vec<Obligation>,
    /// The rows of the monthly sheets.
    pub rows: BTreeMap<Period, Row>,
    /// The last accepted figure of each target.
    pub figures: BTreeMap<TargetId, Reported>,
    /// What stood when the plan was adopted.
    pub balances: Vec<Balance>,
    /// How often closing was sent back.
    pub send_backs: u32,
    /// The request that was sent back last.
    pub sent_back: Option<SentBack>,
}

impl Record {
    /// The record of an assignment just opened.
    pub fn open(charge: &Charge, opened_on: NaiveDate) -> Self {
        let mut record = Self {
            charge: charge.clone(),
            opened_on,
            signed: None,
            milestones: Vec::new(),
            obligations: Vec::new(),
            rows: BTreeMap::new(),
            figures: BTreeMap::new(),
            balances: Vec::new(),
            send_backs: 0,
            sent_back: None,
        };
        record.owe(Kind::SignFor, String::from("1"), charge.sign_due_on);
        for owed in &charge.targets {
            record.owe(Kind::Target, owed.target.to_string(), owed.due_on);
        }
        if charge.duty.reports() {
            record.owe(Kind::Completion, String::from("1"), charge.due_on);
        }
        record
    }

    /// Opens an obligation; what was due before the plan came into force is carried over.
    pub(crate) fn owe(&mut self, kind: Kind, subject: String, due_on: NaiveDate) {
        self.owe_since(kind, subject, due_on, self.opened_on);
    }

    /// Opens an obligation on a later day than the assignment.
    pub(crate) fn owe_since(
        &mut self,
        kind: Kind,
        subject: String,
        due_on: NaiveDate,
        opened_on: NaiveDate,
    ) {
        self.obligations.push(Obligation {
            kind,
            subject,
            opened_on,
            due_on: Some(due_on),
            carried_over: due_on < self.charge.in_force_from,
            end: None,
        });
    }

    /// Ends the obligation of this kind and subject; nothing is met before it was owed.
    pub(crate) fn end(&mut self, kind: Kind, subject: &str, end: Option<End>) {
        let found = self
            .obligations
            .iter_mut()
            .find(|known| known.kind == kind && known.subject == subject);
        if let Some(obligation) = found {
            obligation.end = end.map(|end| match end {
                End::Met(on) => End::Met(on.max(obligation.opened_on)),
                End::Failed(on) => End::Failed(on.max(obligation.opened_on)),
                End::Void(on) => End::Void(on.max(obligation.opened_on)),
            });
        }
    }

    /// Ends every open obligation of the kinds as no longer owed.
    pub(crate) fn void(&mut self, kinds: &[Kind], on: NaiveDate) {
        for obligation in &mut self.obligations {
            if obligation.end.is_none() && kinds.contains(&obligation.kind) {
                obligation.end = Some(End::Void(on.max(obligation.opened_on)));
            }
        }
    }

    /// The open obligations of a kind.
    pub fn open_of(&self, kind: Kind) -> impl Iterator<Item = &Obligation> {
        self.obligations.iter().filter(move |known| known.kind == kind && known.end.is_none())
    }

    /// 下一时限. The next open date of milestones, targets and the whole; carried over ones last.
    pub fn next_due_on(&self) -> Option<NaiveDate> {
        let dates = |carried_over: bool| {
            self.obligations
                .iter()
                .filter(|known| {
                    matches!(known.kind, Kind::Milestone | Kind::Target | Kind::Completion)
                })
                .filter(|known| known.end.is_none() && known.carried_over == carried_over)
                .filter_map(|known| known.due_on)
                .min()
        };
        dates(false).or_else(|| dates(true))
    }

    /// Whether something falls due in or before the period and is still open.
    pub fn has_something_due(&self, period: Period) -> bool {
        [Kind::Milestone, Kind::Target, Kind::Completion].into_iter().any(|kind| {
            self.open_of(kind).any(|known| {
                !known.carried_over && known.due_on.is_some_and(|due| due <= period.last_day())
            })
        })
    }

    /// 完成率. The share of milestones done, in percent; of obligations where there are none.
    pub fn progress(&self) -> u32 {
        let done = |id: &MilestoneId| {
            let subject = id.to_string();
            self.obligations.iter().any(|known| {
                known.kind == Kind::Milestone
                    && known.subject == subject
                    && matches!(known.end, Some(End::Met(_)))
            })
        };
        self.milestones.iter().filter(|m| done(&m.id)).map(|m| m.weight).sum()
    }

    /// The milestones that are not done.
    pub fn open_milestones(&self) -> impl Iterator<Item = &Milestone> {
        let open: Vec<&str> =
            self.open_of(Kind::Milestone).map(|known| known.subject.as_str()).collect();
        self.milestones.iter().filter(move |m| open.contains(&m.id.to_string().as_str()))
    }
}
