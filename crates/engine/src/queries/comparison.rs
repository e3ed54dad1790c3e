//! 方案比对. Two plans held against each other, as far as the eyes that ask see both.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use duban_domain::plan::comparison::{Aspect, Item, Measure, Pair, compare};
use duban_domain::value::id::{PlanId, TaskId, UnitId};

use super::Reader;
use crate::error::EngineError;
use crate::execute::COMMANDS_MAX;
use crate::view::{Direction, Key, KeyValue, Page, TaskFilter, TaskOrder, TaskRow, TaskSort};

/// 任务变动. A task of either plan, or one of each that are taken for the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskChange {
    /// Its place in the comparison.
    pub place: u32,
    /// The task of the left plan; none where it is new.
    pub left: Option<TaskRow>,
    /// The task of the right plan; none where it is gone.
    pub right: Option<TaskRow>,
    /// How sure it is that both are the same, 0 to 100.
    pub certainty: u32,
    /// In what they differ.
    pub changed: Vec<Aspect>,
}

impl TaskChange {
    /// Its place, as a key.
    pub fn key(&self) -> Key {
        vec![KeyValue::Int(self.place.into())]
    }
}

impl Reader {
    /// Compares two plans; none where one of them is unknown or hidden.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_comparison(
        &self,
        left: PlanId,
        right: PlanId,
    ) -> Result<Option<Vec<TaskChange>>, EngineError> {
        let wanted = BTreeSet::from([left, right]);
        let ids: Vec<PlanId> = wanted.iter().copied().collect();
        if self.plans_by_ids(&ids).await?.len() < wanted.len() {
            return Ok(None);
        }
        let (left, right) = (self.tasks_of(left).await?, self.tasks_of(right).await?);
        let ids: Vec<TaskId> = left.iter().chain(&right).map(|row| row.id).collect();
        let parts = self.parts_of(&ids).await?;
        let compared = move || {
            let items = |rows: &[TaskRow]| -> Vec<Item> {
                rows.iter().map(|row| parts.item(row)).collect()
            };
            let pairs = compare(&items(&left), &items(&right));
            let change = |(place, pair): (u32, Pair)| TaskChange {
                place,
                left: pair.left.and_then(|at| left.get(at)).cloned(),
                right: pair.right.and_then(|at| right.get(at)).cloned(),
                certainty: pair.certainty,
                changed: pair.changed,
            };
            (0..).zip(pairs).map(change).collect()
        };
        let compared = tokio::task::spawn_blocking(compared).await;
        Ok(Some(compared.context("a thread that compares plans").map_err(EngineError::Internal)?))
    }

    async fn tasks_of(&self, plan: PlanId) -> Result<Vec<TaskRow>, EngineError> {
        let filter = TaskFilter { plan: Some(plan), ..TaskFilter::default() };
        let order = TaskOrder { by: TaskSort::No, direction: Direction::Ascending };
        let everything = Page::first(u32::try_from(COMMANDS_MAX).unwrap_or(u32::MAX));
        Ok(self.tasks(&filter, order, &everything).await?.rows)
    }

    async fn parts_of(&self, ids: &[TaskId]) -> Result<Parts, EngineError> {
        let mut parts = Parts::default();
        for row in self.supports(ids).await? {
            parts.units.entry(row.task).or_default().insert(row.unit);
        }
        for row in self.named_units(ids).await? {
            parts.units.entry(row.task).or_default().insert(row.unit);
        }
        for row in self.targets(ids).await? {
            parts.targets.entry(row.task).or_default().push(Measure {
                indicator: row.indicator,
                comparator: row.comparator,
                value: row.value,
                value_max: row.value_max,
                unit: row.unit,
                due_on: row.due_on,
            });
        }
        Ok(parts)
    }
}

/// What hangs on the tasks that are compared.
#[derive(Default)]
struct Parts {
    units: BTreeMap<TaskId, BTreeSet<UnitId>>,
    targets: BTreeMap<TaskId, Vec<Measure>>,
}

impl Parts {
    fn item(&self, row: &TaskRow) -> Item {
        Item {
            title: row.title.clone(),
            // Who answers is compared by itself.
            body: match row.raw_units.as_deref() {
                Some(units) if !units.is_empty() => row.body.replace(units, ""),
                Some(_) | None => row.body.clone(),
            },
            lead: row.lead,
            others: self.units.get(&row.id).cloned().unwrap_or_default(),
            targets: self.targets.get(&row.id).cloned().unwrap_or_default(),
            due_on: row.due_on,
        }
    }
}
