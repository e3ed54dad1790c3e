//! The states of a task.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::event::{Event, Opening};
use super::reading::{Recognition, UnitReading};
use super::regroup::Branch;
use super::target::Target;
use crate::people::duty::Duty;
use crate::plan::state::Span;
use crate::value::id::{PlanId, UnitId};
use crate::value::text::{Body, Name, Title};

/// 任务条款. Where a task comes from and what it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Its plan.
    pub plan: PlanId,
    /// 序号, from 1.
    pub no: u32,
    /// The path of its heading, such as `四/(一)/2`.
    pub section: String,
    /// 标题.
    pub title: Title,
    /// 正文.
    pub body: Body,
    /// Where the words stand; none for tasks added by hand.
    pub span: Option<Span>,
    /// Further places, where the words stand in several; in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// 责任单位原文. The units as written.
    pub raw_units: Option<String>,
    /// 等有关单位. Whether units may be added without amending the plan.
    pub open_ended: bool,
    /// 完成时限.
    pub due_on: NaiveDate,
    /// Whether the date is only inferred from the plan's horizon.
    pub due_inferred: bool,
    /// 单位识别. The units as the document writes them, and which ones they were taken for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitReading>,
}

/// 责任分工. Who answers for a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duties {
    /// The lead; none where the document names nobody that is known.
    pub lead: Option<UnitId>,
    /// Whether the lead is only inferred from being listed first.
    pub lead_inferred: bool,
    /// 共同牵头. Those who answer equally beside the lead, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub co_leads: Vec<UnitId>,
    /// The supports, in order.
    pub supports: Vec<UnitId>,
    /// Who carries the task out.
    pub implementers: Implementers,
}

/// 落实地区. Who carries a task out on the ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Implementers {
    /// Nobody below the city.
    None,
    /// 各县(区). Every county, district and zone of the jurisdiction.
    EveryCounty,
    /// Only these.
    Units {
        /// Which.
        units: Vec<UnitId>,
    },
}

/// What is known of a task in every state but the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Where it comes from and what it asks for.
    pub clause: Clause,
    /// Who answers for it.
    pub duties: Duties,
    /// Its measures.
    pub targets: Vec<Target>,
    /// Whether the lead is stated or was confirmed.
    pub lead_confirmed: bool,
    /// Whether the due date is stated or was confirmed.
    pub due_confirmed: bool,
    /// 分管市领导. The leader in charge, by name.
    pub leader: Option<Name>,
}

impl Content {
    /// Keeps what is left when parts were taken out.
    fn split(&mut self, clause: &Clause, branches: &[Branch]) {
        let moved = |id| branches.iter().flat_map(|b| &b.targets).any(|target| target.id == id);
        self.targets.retain(|target| !moved(target.id));
        self.clause = clause.clone();
    }

    /// Gives a unit that nobody knew its part; one that has a part already keeps it, but for a lead
    /// that was missing.
    fn place(&mut self, name: &Name, unit: UnitId) {
        for read in &mut self.clause.units {
            if read.unit.is_some() || read.words != name.as_str() {
                continue;
            }
            (read.unit, read.by, read.certainty) = (Some(unit), Some(Recognition::Office), 100);
            let duties = &mut self.duties;
            let known = duties.lead == Some(unit)
                || duties.co_leads.contains(&unit)
                || duties.supports.contains(&unit);
            match (read.duty, &mut duties.implementers) {
                (Duty::Lead, _) if duties.lead.is_none() => {
                    duties.co_leads.retain(|other| *other != unit);
                    duties.supports.retain(|other| *other != unit);
                    duties.lead = Some(unit);
                    self.lead_confirmed = !duties.lead_inferred;
                }
                (Duty::Lead | Duty::CoLead, _) if !known => duties.co_leads.push(unit),
                (Duty::Support, _) if !known => duties.supports.push(unit),
                (Duty::Implement, Implementers::Units { units }) if !units.contains(&unit) => {
                    units.push(unit);
                }
                (Duty::Implement, none @ Implementers::None) => {
                    *none = Implementers::Units { units: vec![unit] };
                }
                (
                    Duty::Lead | Duty::CoLead | Duty::Support | Duty::Implement | Duty::Part,
                    Implementers::None | Implementers::EveryCounty | Implementers::Units { .. },
                ) => {}
            }
        }
    }
}

/// A task in its states; each carries what is known in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Task {
    /// Nothing has happened yet.
    #[default]
    Absent,
    /// 拟立项. The office corrects it.
    Draft(Box<Content>),
    /// 已立项. Its plan is issued.
    Filed(Box<Content>),
    /// 已交办. Its units answer for it; the state of the lead's assignment is the task's.
    Dispatched(Box<Content>, Vec<Opening>),
    /// 已作废. It is part of no plan any more.
    Discarded(Box<Content>),
}

impl Task {
    /// The state as clients see it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Absent => "ABSENT",
            Self::Draft(_) => "DRAFT",
            Self::Filed(_) => "FILED",
            Self::Dispatched(..) => "DISPATCHED",
            Self::Discarded(_) => "DISCARDED",
        }
    }

    /// What is known of it.
    pub fn content(&self) -> Option<&Content> {
        match self {
            Self::Absent => None,
            Self::Draft(content)
            | Self::Filed(content)
            | Self::Dispatched(content, _)
            | Self::Discarded(content) => Some(content),
        }
    }

    /// Its plan.
    pub fn plan(&self) -> Option<PlanId> {
        self.content().map(|content| content.clause.plan)
    }

    /// Its number.
    pub fn no(&self) -> Option<u32> {
        self.content().map(|content| content.clause.no)
    }

    /// Whether everybody whom the document names is known.
    pub fn units_are_known(&self) -> bool {
        let units = self.content().map_or(&[][..], |content| &content.clause.units);
        units.iter().all(|read| read.unit.is_some())
    }

    /// The units of this name that nobody knows yet.
    pub fn unknown_units<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a UnitReading> {
        let units = self.content().map_or(&[][..], |content| &content.clause.units);
        units.iter().filter(move |read| read.unit.is_none() && read.words == name)
    }

    /// Its lead.
    pub fn lead(&self) -> Option<UnitId> {
        self.content().and_then(|content| content.duties.lead)
    }

    /// Whether the lead is named and not only inferred.
    pub fn lead_confirmed(&self) -> bool {
        self.content().is_some_and(|content| content.lead_confirmed)
    }

    /// Whether the due date is stated or acknowledged.
    pub fn due_confirmed(&self) -> bool {
        self.content().is_some_and(|content| content.due_confirmed)
    }

    /// What the dispatch opened.
    pub fn openings(&self) -> &[Opening] {
        match self {
            Self::Absent | Self::Draft(_) | Self::Filed(_) | Self::Discarded(_) => &[],
            Self::Dispatched(_, openings) => openings,
        }
    }

    fn change(self, change: impl FnOnce(&mut Content)) -> Self {
        let with = |mut content: Box<Content>| {
            change(&mut content);
            content
        };
        match self {
            Self::Absent => Self::Absent,
            Self::Draft(content) => Self::Draft(with(content)),
            Self::Filed(content) => Self::Filed(with(content)),
            Self::Dispatched(content, openings) => Self::Dispatched(with(content), openings),
            Self::Discarded(content) => Self::Discarded(with(content)),
        }
    }
}

/// Applies one event.
pub fn evolve(task: Task, event: &Event) -> Task {
    match event {
        Event::TaskDrafted { clause, duties, targets } => Task::Draft(Box::new(Content {
            lead_confirmed: duties.lead.is_some() && !duties.lead_inferred,
            due_confirmed: !clause.due_inferred,
            leader: None,
            clause: (**clause).clone(),
            duties: duties.clone(),
            targets: targets.clone(),
        })),
        Event::TaskSplit { clause, branches } => {
            task.change(|content| content.split(clause, branches))
        }
        Event::TasksMerged { clause, duties, targets, due_confirmed, .. } => {
            task.change(|content| {
                content.clause = (**clause).clone();
                content.duties = duties.clone();
                content.targets.clone_from(targets);
                content.due_confirmed = *due_confirmed;
            })
        }
        Event::TaskMerged { .. } => match task.change(|content| content.targets.clear()) {
            Task::Draft(content) => Task::Discarded(content),
            task @ (Task::Absent | Task::Filed(_) | Task::Dispatched(..) | Task::Discarded(_)) => {
                task
            }
        },
        Event::TitleCorrected { title } => {
            task.change(|content| content.clause.title = title.clone())
        }
        Event::DutiesCorrected { lead, co_leads, supports } => task.change(|content| {
            content.duties.lead = Some(*lead);
            content.duties.co_leads.clone_from(co_leads);
            content.duties.lead_inferred = false;
            content.duties.supports.clone_from(supports);
            content.lead_confirmed = true;
        }),
        Event::ImplementersCorrected { implementers } => {
            task.change(|content| content.duties.implementers = implementers.clone())
        }
        Event::DueCorrected { due_on } => task.change(|content| {
            content.clause.due_on = *due_on;
            content.clause.due_inferred = false;
            content.due_confirmed = true;
        }),
        Event::TargetSet { target } => task.change(|content| {
            match content.targets.iter_mut().find(|known| known.id == target.id) {
                Some(known) => *known = (**target).clone(),
                None => content.targets.push((**target).clone()),
            }
        }),
        Event::TargetRemoved { target } => {
            task.change(|content| content.targets.retain(|known| known.id != *target))
        }
        Event::LeadConfirmed { .. } => task.change(|content| content.lead_confirmed = true),
        Event::DueConfirmed { .. } => task.change(|content| content.due_confirmed = true),
        Event::LeaderNamed { leader } => task.change(|content| content.leader.clone_from(leader)),
        Event::UnitPlaced { name, unit } => task.change(|content| content.place(name, *unit)),
        Event::TaskDiscarded {} => match task {
            Task::Draft(content) => Task::Discarded(content),
            Task::Absent | Task::Filed(_) | Task::Dispatched(..) | Task::Discarded(_) => task,
        },
        Event::TaskFiled {} => match task {
            Task::Draft(content) => Task::Filed(content),
            Task::Absent | Task::Filed(_) | Task::Dispatched(..) | Task::Discarded(_) => task,
        },
        Event::TaskDispatched { openings } => match task {
            Task::Filed(content) => Task::Dispatched(content, openings.clone()),
            Task::Absent | Task::Draft(_) | Task::Dispatched(..) | Task::Discarded(_) => task,
        },
    }
}
