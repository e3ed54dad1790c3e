//! What may be asked of a task.

use chrono::NaiveDate;

use super::regroup::Branch;
use super::state::{Clause, Duties, Implementers};
use super::target::Target;
use crate::plan::state::Span;
use crate::value::id::{PlanId, TargetId, TaskId, UnitId};
use crate::value::text::{Body, Name, Title};

/// A command to one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 起草. Adds a task to a draft plan.
    Draft {
        /// Where it comes from and what it asks for.
        clause: Box<Clause>,
        /// Who answers for it.
        duties: Duties,
        /// Its measures.
        targets: Vec<Target>,
    },
    /// 新增. Adds a task by hand to a draft plan, with the next number of the plan.
    Add {
        /// What it asks for.
        addition: Box<Addition>,
        /// Who answers for it.
        duties: Duties,
    },
    /// 拆分. Takes parts out of a task of a draft; each becomes a task of its own.
    Split {
        /// Which parts.
        parts: Vec<Part>,
    },
    /// 分出. A part that a split took out (by the system).
    Branch {
        /// The part.
        branch: Box<Branch>,
    },
    /// 合并. Takes other tasks of the same draft into this one.
    Merge {
        /// Which.
        others: Vec<TaskId>,
    },
    /// 并入. Another task took this one in (by the system).
    MergeInto {
        /// Which.
        into: TaskId,
    },
    /// 更正标题.
    CorrectTitle {
        /// The right title.
        title: Title,
    },
    /// 更正责任单位. Names leads and supports; the lead counts as confirmed.
    CorrectDuties {
        /// The lead.
        lead: UnitId,
        /// Those who lead beside it, in order.
        co_leads: Vec<UnitId>,
        /// The supports, in order.
        supports: Vec<UnitId>,
    },
    /// 更正落实地区. Names who carries the task out.
    CorrectImplementers {
        /// Who.
        implementers: Implementers,
    },
    /// 更正时限. Sets the due date, which counts as confirmed.
    CorrectDue {
        /// The right date.
        due_on: NaiveDate,
    },
    /// 增改指标. Adds a target or replaces the one with the same id.
    SetTarget {
        /// The target.
        target: Box<Target>,
    },
    /// 删除指标.
    RemoveTarget {
        /// Which.
        target: TargetId,
    },
    /// 确认. Confirms what was only inferred.
    Confirm {
        /// What is confirmed.
        confirmed: Confirmed,
    },
    /// 分管市领导. Names the leader in charge, or nobody any more; before and after dispatch.
    NameLeader {
        /// Who, by name: leaders need no account.
        leader: Option<Name>,
    },
    /// 落实单位识别. A unit that nobody knew is this one (by the system).
    PlaceUnit {
        /// The unit as the document writes it.
        name: Name,
        /// The unit that is meant.
        unit: UnitId,
    },
    /// 作废. The plan was discarded (by the system).
    Discard,
    /// 立项. The plan was issued (by the system).
    File,
    /// 交办. Opens the assignments of every unit.
    Dispatch,
}

/// 拆分部分. What is taken out of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The identity of the task that it becomes.
    pub task: TaskId,
    /// 标题.
    pub title: Title,
    /// Its sentences: runs of the task's words, in code points.
    pub ranges: Vec<Span>,
    /// The targets that go with it.
    pub targets: Vec<TargetId>,
}

/// 增补. What a task that is added by hand asks for; its number is decided with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// The draft plan it joins.
    pub plan: PlanId,
    /// The path of the heading it stands under.
    pub section: String,
    /// 标题.
    pub title: Title,
    /// 正文.
    pub body: Body,
    /// 完成时限.
    pub due_on: NaiveDate,
}

impl Addition {
    /// The clause that it becomes under a number.
    pub fn clause(&self, no: u32) -> Clause {
        Clause {
            plan: self.plan,
            no,
            section: self.section.clone(),
            title: self.title.clone(),
            body: self.body.clone(),
            span: None,
            spans: Vec::new(),
            raw_units: None,
            open_ended: false,
            due_on: self.due_on,
            due_inferred: false,
            units: Vec::new(),
        }
    }
}

/// What a confirmation covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// 牵头单位.
    Lead,
    /// 完成时限.
    Due,
    /// Both.
    LeadAndDue,
}

impl Confirmed {
    /// Whether the lead is covered.
    pub fn lead(self) -> bool {
        matches!(self, Self::Lead | Self::LeadAndDue)
    }

    /// Whether the due date is covered.
    pub fn due(self) -> bool {
        matches!(self, Self::Due | Self::LeadAndDue)
    }
}
