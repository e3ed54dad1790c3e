//! Two plans held against each other, as clients see it.

use async_graphql::{Enum, Object};
use duban_domain::plan::comparison::Aspect;
use duban_engine::queries::comparison::TaskChange as Compared;

use crate::types::task::Task;

/// What became of a task from one plan to the other. 变动类别。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum TaskChangeKind {
    /// It stands on the right only. 新增。
    Added,
    /// It stands on the left only. 删除。
    Removed,
    /// It stands on both and differs. 有变动。
    Changed,
    /// It stands on both alike. 无变动。
    Unchanged,
}

/// In what two versions of a task differ. 变动内容。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Aspect")]
pub enum TaskAspect {
    /// Its title. 标题。
    Title,
    /// Its words. 正文。
    Text,
    /// Its lead. 牵头单位。
    Lead,
    /// Its other units. 其他单位。
    Units,
    /// Its targets. 指标。
    Targets,
    /// Its due date. 完成时限。
    DueOn,
}

/// A task of either plan, or one of each that are taken for the same. 任务变动。
#[derive(Debug, Clone)]
pub struct TaskChange(pub Compared);

impl TaskChange {
    /// What became of a task.
    pub fn kind_of(compared: &Compared) -> TaskChangeKind {
        match (&compared.left, &compared.right) {
            (None, _) => TaskChangeKind::Added,
            (Some(_), None) => TaskChangeKind::Removed,
            (Some(_), Some(_)) if compared.changed.is_empty() => TaskChangeKind::Unchanged,
            (Some(_), Some(_)) => TaskChangeKind::Changed,
        }
    }
}

/// A task of either plan, or one of each that are taken for the same. 任务变动。
#[Object]
impl TaskChange {
    /// What became of it. 变动类别。
    async fn kind(&self) -> TaskChangeKind {
        Self::kind_of(&self.0)
    }

    /// The task of the left plan; null where it was added. 左侧方案的任务;新增的为 null。
    async fn left(&self) -> Option<Task> {
        self.0.left.clone().map(Task)
    }

    /// The task of the right plan; null where it was removed. 右侧方案的任务;删除的为 null。
    async fn right(&self) -> Option<Task> {
        self.0.right.clone().map(Task)
    }

    /// How sure it is that both are the same, 0 to 100; 100 where there is only one.
    /// 认定为同一任务的把握,0 至 100;仅有一侧时为 100。
    async fn certainty(&self) -> u32 {
        self.0.certainty
    }

    /// In what they differ. 变动内容。
    async fn changed(&self) -> Vec<TaskAspect> {
        self.0.changed.iter().copied().map(TaskAspect::from).collect()
    }
}
