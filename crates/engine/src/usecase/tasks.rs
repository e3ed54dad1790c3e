//! 重点任务. What can be done with tasks: correct, confirm, add, dispatch.

use std::borrow::Cow;

use chrono::NaiveDate;
use duban_domain::command::{Command, StreamId};
use duban_domain::plan::state::Span;
use duban_domain::task::command::{Addition, Command as TaskCommand, Confirmed, Part};
use duban_domain::task::state::{Duties, Implementers};
use duban_domain::task::target::Target;
use duban_domain::value::id::{PlanId, TargetId, TaskId, UnitId};
use duban_domain::value::text::{Body, Name, Title};
use duban_store::Tx;
use duban_store::read::task;

use super::{Seen, each};
use crate::Engine;
use crate::error::EngineError;
use crate::execute::{COMMANDS_MAX, Choice};
use crate::queries::visibility;
use crate::request::{Addressed, Outcome, Request};
use crate::view::{
    Direction, Page, TaskFilter, TaskOrder, TaskRow, TaskSort, TaskState, Visibility,
};

/// 选择. Some tasks by name, or those of a plan that wait for what is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Of this plan.
    Plan(PlanId),
    /// These.
    Tasks(Vec<TaskId>),
}

/// 更正. What is corrected on a task; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// The right title.
    pub title: Option<Title>,
    /// The right leads and supports.
    pub duties: Option<Leads>,
    /// Who really carries it out.
    pub implementers: Option<Implementers>,
    /// The right due date.
    pub due_on: Option<NaiveDate>,
}

/// 责任单位. Who leads and supports a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leads {
    /// The lead.
    pub lead: UnitId,
    /// Those who lead beside it, in order.
    pub co_leads: Vec<UnitId>,
    /// The supports, in order.
    pub supports: Vec<UnitId>,
}

/// 新增任务. A task added by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTask {
    /// The draft plan it joins.
    pub plan: PlanId,
    /// The heading it stands under.
    pub section: String,
    /// Its title.
    pub title: Title,
    /// Its words.
    pub body: Body,
    /// Who leads and supports it.
    pub duties: Leads,
    /// Who carries it out.
    pub implementers: Implementers,
    /// Until when.
    pub due_on: NaiveDate,
}

/// The most parts that are taken out of a task at once, and the most tasks that are taken in.
pub const PARTS_MAX: usize = 50;

/// 拆分部分. What is taken out of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPart {
    /// The title of the task that it becomes.
    pub title: Title,
    /// Its sentences: runs of the task's words, in code points.
    pub ranges: Vec<Span>,
    /// The targets that go with it.
    pub targets: Vec<TargetId>,
}

/// 指标. A target to be added, or to replace the one of the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetDraft {
    /// The one it replaces; a new one where there is none.
    pub replaces: Option<TargetId>,
    /// What it says; its id is not looked at.
    pub target: Target,
}

impl Engine {
    /// 更正. Corrects title, duties and due date of a task in a draft plan.
    ///
    /// # Errors
    /// Whatever [`Engine::execute`] says, as for every use case here.
    pub async fn correct_task(
        &self,
        request: &Request,
        task: Seen<TaskId>,
        correction: Correction,
    ) -> Result<Outcome, EngineError> {
        let Correction { title, duties, implementers, due_on } = correction;
        let title = title.map(|title| TaskCommand::CorrectTitle { title });
        let duties = duties.map(|Leads { lead, co_leads, supports }| TaskCommand::CorrectDuties {
            lead,
            co_leads,
            supports,
        });
        let implementers =
            implementers.map(|implementers| TaskCommand::CorrectImplementers { implementers });
        let due_on = due_on.map(|due_on| TaskCommand::CorrectDue { due_on });
        let commands: Vec<Addressed> = [title, duties, implementers, due_on]
            .into_iter()
            .flatten()
            .map(|command| task.say(|id| Command::Task(id, command)))
            .collect();
        if commands.is_empty() {
            return Err(EngineError::invalid("input", "nothing is corrected"));
        }
        self.execute(request, commands).await
    }

    /// 增改指标. Adds a target or replaces one.
    pub async fn set_target(
        &self,
        request: &Request,
        task: Seen<TaskId>,
        draft: TargetDraft,
    ) -> Result<Outcome, EngineError> {
        let id = draft.replaces.unwrap_or_else(|| self.ids().fresh().into());
        let target = Box::new(Target { id, ..draft.target });
        let set = |id| Command::Task(id, TaskCommand::SetTarget { target });
        self.execute(request, vec![task.say(set)]).await
    }

    /// 删除指标.
    pub async fn remove_target(
        &self,
        request: &Request,
        task: Seen<TaskId>,
        target: TargetId,
    ) -> Result<Outcome, EngineError> {
        let remove = |id| Command::Task(id, TaskCommand::RemoveTarget { target });
        self.execute(request, vec![task.say(remove)]).await
    }

    /// 确认. Confirms inferred leads or due dates, singly or in bulk.
    pub async fn confirm_tasks(
        &self,
        request: &Request,
        selection: Selection,
        confirmed: Confirmed,
    ) -> Result<Outcome, EngineError> {
        let waits = |task: &TaskRow| {
            (confirmed.lead() && !task.lead_confirmed) || (confirmed.due() && !task.due_confirmed)
        };
        let command = TaskCommand::Confirm { confirmed };
        self.tell_selected(request, selection, waits, command).await
    }

    /// 分管市领导. Names the leader in charge of these tasks, or nobody any more.
    pub async fn name_leader(
        &self,
        request: &Request,
        tasks: Vec<TaskId>,
        leader: Option<Name>,
    ) -> Result<Outcome, EngineError> {
        let command = TaskCommand::NameLeader { leader };
        self.tell_selected(request, Selection::Tasks(tasks), |_| true, command).await
    }

    /// 新增任务. Adds a task to a draft plan, with the next number.
    pub async fn add_task(&self, request: &Request, task: NewTask) -> Result<Outcome, EngineError> {
        let addition = Box::new(Addition {
            plan: task.plan,
            section: task.section,
            title: task.title,
            body: task.body,
            due_on: task.due_on,
        });
        let duties = Duties {
            lead: Some(task.duties.lead),
            lead_inferred: false,
            co_leads: task.duties.co_leads,
            supports: task.duties.supports,
            implementers: task.implementers,
        };
        let add = TaskCommand::Add { addition, duties };
        let command = Command::Task(self.ids().fresh().into(), add);
        self.execute(request, vec![command.into()]).await
    }

    /// 拆分. Takes parts out of a task of a draft; each becomes a task with the next number.
    ///
    /// # Errors
    /// When no part is named or more than [`PARTS_MAX`] are, or whatever [`Engine::execute`] says.
    pub async fn split_task(
        &self,
        request: &Request,
        task: Seen<TaskId>,
        parts: Vec<TaskPart>,
    ) -> Result<Outcome, EngineError> {
        if parts.is_empty() || parts.len() > PARTS_MAX {
            return Err(EngineError::invalid(
                "parts",
                format!("1 to {PARTS_MAX} parts are taken out at once"),
            ));
        }
        let part = |part: TaskPart| Part {
            task: self.ids().fresh().into(),
            title: part.title,
            ranges: part.ranges,
            targets: part.targets,
        };
        let parts = parts.into_iter().map(part).collect();
        let split = |id| Command::Task(id, TaskCommand::Split { parts });
        self.execute(request, vec![task.say(split)]).await
    }

    /// 合并. Takes other tasks of the same draft into one.
    ///
    /// # Errors
    /// When no other task is named or more than [`PARTS_MAX`] are, or whatever [`Engine::execute`]
    /// says.
    pub async fn merge_tasks(
        &self,
        request: &Request,
        task: Seen<TaskId>,
        others: Vec<TaskId>,
    ) -> Result<Outcome, EngineError> {
        if others.is_empty() || others.len() > PARTS_MAX {
            return Err(EngineError::invalid(
                "otherIds",
                format!("1 to {PARTS_MAX} tasks are taken in at once"),
            ));
        }
        let merge = |id| Command::Task(id, TaskCommand::Merge { others });
        self.execute(request, vec![task.say(merge)]).await
    }

    /// 交办. Opens the assignments of every unit of these tasks.
    pub async fn dispatch_tasks(
        &self,
        request: &Request,
        selection: Selection,
    ) -> Result<Outcome, EngineError> {
        let waits = |task: &TaskRow| task.state == TaskState::Filed;
        self.tell_selected(request, selection, waits, TaskCommand::Dispatch).await
    }

    async fn tell_selected(
        &self,
        request: &Request,
        selection: Selection,
        waits: impl Fn(&TaskRow) -> bool + Send + Sync,
        command: TaskCommand,
    ) -> Result<Outcome, EngineError> {
        let eyes = visibility(&request.actor);
        self.execute_choice(request, Told { selection, waits, command, eyes }).await
    }
}

/// One command to each of the tasks that are meant.
struct Told<W> {
    selection: Selection,
    /// Which of a plan wait for it.
    waits: W,
    command: TaskCommand,
    eyes: Visibility,
}

impl<W: Fn(&TaskRow) -> bool + Send + Sync> Choice for Told<W> {
    async fn commands<'a>(&'a self, tx: &'a Tx) -> Result<Cow<'a, [Addressed]>, EngineError> {
        let tasks = match &self.selection {
            Selection::Tasks(tasks) if tasks.is_empty() => {
                return Err(EngineError::invalid("taskIds", "no task is named"));
            }
            Selection::Tasks(tasks) => tasks.clone(),
            Selection::Plan(plan) => self.waiting(tx, *plan).await?,
        };
        Ok(each(tasks, |id| Command::Task(id, self.command.clone())).into())
    }

    fn asked(&self, of: Option<StreamId>) -> Option<(&'static str, Option<StreamId>)> {
        Some((self.command.action().as_str(), of))
    }
}

impl<W: Fn(&TaskRow) -> bool> Told<W> {
    /// Those of a plan that wait. Where nothing does, all of them are meant: they know better why
    /// they do not.
    async fn waiting(&self, tx: &Tx, plan: PlanId) -> Result<Vec<TaskId>, EngineError> {
        let filter = TaskFilter { plan: Some(plan), ..TaskFilter::default() };
        let order = TaskOrder { by: TaskSort::No, direction: Direction::Ascending };
        let everything = Page::first(u32::try_from(COMMANDS_MAX).unwrap_or(u32::MAX));
        let rows = task::list(&tx.at(None), self.eyes, &filter, order, &everything).await?.rows;
        if rows.is_empty() {
            return Err(EngineError::NotFound { what: format!("plan:{plan}") });
        }
        let some = rows.iter().any(&self.waits);
        let meant = rows.iter().filter(|row| !some || (self.waits)(row));
        Ok(meant.map(|row| row.id).collect())
    }
}
