//! What hangs on tasks, for many of them at once.

use chrono::NaiveDate;
use duban_domain::people::duty::Duty;
use duban_domain::plan::state::Span;
use duban_domain::task::reading::Recognition;
use duban_domain::task::target::{BearerLevel, Comparator, Frequency, TargetKind};
use duban_domain::value::decimal::Figure;
use duban_domain::value::id::{TargetId, TaskId, UnitId};
use uuid::Uuid;

use crate::error::StoreError;
use crate::read::cell::{Cells, FromCells};
use crate::read::state::AssignmentState;
use crate::read::{AsOf, Visibility, cell};
use crate::statement::Sql;
use crate::transaction::Tx;

/// 配合单位. A unit that supports a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SupportRow {
    /// The task.
    pub task: TaskId,
    /// The unit.
    pub unit: UnitId,
    /// Its place among the supports.
    pub ordinal: u32,
}

/// 共同牵头、落实单位. A unit that a task names beside its lead and supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedUnitRow {
    /// The task.
    pub task: TaskId,
    /// How the unit answers.
    pub duty: Duty,
    /// The unit.
    pub unit: UnitId,
}

/// 承担县区. A county that a target names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BearerRow {
    /// The target.
    pub target: TargetId,
    /// The county.
    pub unit: UnitId,
}

/// 量化指标. What a task is measured by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRow {
    /// Its identity.
    pub id: TargetId,
    /// The task.
    pub task: TaskId,
    /// Its place among the targets.
    pub ordinal: u32,
    /// 指标名称.
    pub indicator: String,
    /// How a figure is held against it.
    pub comparator: Comparator,
    /// 目标值; none for qualitative targets.
    pub value: Option<Figure>,
    /// 区间上限.
    pub value_max: Option<Figure>,
    /// 单位 of the figures.
    pub unit: Option<String>,
    /// 时限; the task's own date counts where there is none.
    pub due_on: Option<NaiveDate>,
    /// 范围, as the document words it.
    pub scope: Option<String>,
    /// Who has to reach it.
    pub bearer: BearerLevel,
    /// 指标类型; none for a target written before kinds were kept.
    pub kind: Option<TargetKind>,
    /// 频次; none where it comes once.
    pub frequency: Option<Frequency>,
    /// 基期值.
    pub baseline: Option<Figure>,
    /// The date of the baseline.
    pub baseline_on: Option<NaiveDate>,
    /// 原文. The words it was read from.
    pub words: Option<String>,
    /// Where those words stand.
    pub span: Option<Span>,
    /// 时限承前. Whether the date was carried on from an earlier sentence.
    pub due_carried: bool,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

/// 原文位置. A further place of a task in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanRow {
    /// The task.
    pub task: TaskId,
    /// The place.
    pub span: Span,
}

/// 单位识别. A unit as the document writes it, and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingRow {
    /// The task.
    pub task: TaskId,
    /// The unit as written.
    pub words: String,
    /// Where the words stand.
    pub span: Option<Span>,
    /// Its part in the task.
    pub duty: Duty,
    /// Which unit it was taken for; none as long as nobody knows.
    pub unit: Option<UnitId>,
    /// How it was recognised.
    pub by: Option<Recognition>,
    /// How sure that is, 0 to 100.
    pub certainty: u32,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

/// How many counties have their part of a task in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountyCountRow {
    /// The task.
    pub task: TaskId,
    /// The state.
    pub state: AssignmentState,
    /// How many.
    pub count: u64,
}

/// The supports of these tasks, task by task in order.
pub async fn supports(
    tx: &Tx,
    visibility: Visibility,
    tasks: &[TaskId],
) -> Result<Vec<SupportRow>, StoreError> {
    let select = "SELECT s.task_id, s.unit_id, s.ordinal FROM task_support s
         JOIN task t ON t.task_id = s.task_id WHERE s.task_id IN ";
    of(tx, visibility, select, tasks.iter().map(|id| id.0), " ORDER BY s.task_id, s.ordinal").await
}

/// The units that these tasks name beside lead and supports: by task, by duty, in order.
pub async fn named_units(
    tx: &Tx,
    visibility: Visibility,
    tasks: &[TaskId],
) -> Result<Vec<NamedUnitRow>, StoreError> {
    let select = "SELECT n.task_id, n.duty, n.unit_id FROM task_unit n
         JOIN task t ON t.task_id = n.task_id WHERE n.task_id IN ";
    of(
        tx,
        visibility,
        select,
        tasks.iter().map(|id| id.0),
        " ORDER BY n.task_id, n.duty, n.ordinal",
    )
    .await
}

/// The units as the document writes them, task by task in order.
pub async fn readings(
    tx: &Tx,
    visibility: Visibility,
    tasks: &[TaskId],
) -> Result<Vec<ReadingRow>, StoreError> {
    let select =
        "SELECT r.task_id, r.words, r.span_start, r.span_end, r.duty, r.unit_id, r.recognised,
         r.certainty FROM task_reading r JOIN task t ON t.task_id = r.task_id WHERE r.task_id IN ";
    of(tx, visibility, select, tasks.iter().map(|id| id.0), " ORDER BY r.task_id, r.ordinal").await
}

/// The further places of these tasks in the document, task by task in order.
pub async fn spans(
    tx: &Tx,
    visibility: Visibility,
    tasks: &[TaskId],
) -> Result<Vec<SpanRow>, StoreError> {
    let select = "SELECT s.task_id, s.span_start, s.span_end FROM task_span s
         JOIN task t ON t.task_id = s.task_id WHERE s.task_id IN ";
    of(tx, visibility, select, tasks.iter().map(|id| id.0), " ORDER BY s.task_id, s.ordinal").await
}

/// The counties that these targets name, target by target in order.
pub async fn bearers(
    tx: &Tx,
    visibility: Visibility,
    targets: &[TargetId],
) -> Result<Vec<BearerRow>, StoreError> {
    let select = "SELECT b.target_id, b.unit_id FROM target_unit b
         JOIN target g ON g.target_id = b.target_id
         JOIN task t ON t.task_id = g.task_id WHERE b.target_id IN ";
    of(tx, visibility, select, targets.iter().map(|id| id.0), " ORDER BY b.target_id, b.ordinal")
        .await
}

const TARGET: &str = "SELECT g.target_id, g.task_id, g.ordinal, g.indicator, g.comparator, \
    g.value_millionths, g.value_max_millionths, g.unit, g.due_on, g.scope, g.bearer, g.kind, \
    g.frequency, g.baseline_millionths, g.baseline_on, g.words, g.span_start, \
    g.span_end, g.due_carried FROM target g JOIN task t ON t.task_id = g.task_id WHERE ";

/// The targets of these tasks, task by task in order.
pub async fn targets(
    tx: &Tx,
    visibility: Visibility,
    tasks: &[TaskId],
) -> Result<Vec<TargetRow>, StoreError> {
    let select = &format!("{TARGET} g.task_id IN ");
    of(tx, visibility, select, tasks.iter().map(|id| id.0), " ORDER BY g.task_id, g.ordinal").await
}

/// The targets with these ids, in no particular order; unknown and hidden ones are absent.
pub async fn targets_by_ids(
    tx: &Tx,
    visibility: Visibility,
    ids: &[TargetId],
) -> Result<Vec<TargetRow>, StoreError> {
    let select = &format!("{TARGET} g.target_id IN ");
    of(tx, visibility, select, ids.iter().map(|id| id.0), "").await
}

/// What hangs on tasks that are seen, by the ids that the select ends with.
async fn of<R: FromCells>(
    tx: &Tx,
    visibility: Visibility,
    select: &str,
    ids: impl ExactSizeIterator<Item = Uuid>,
    ending: &str,
) -> Result<Vec<R>, StoreError> {
    if ids.len() == 0 {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(select);
    sql.push_list(ids.map(Into::into));
    visibility.task(&mut sql, "t");
    sql.push(ending);
    cell::rows(tx, &sql).await
}

/// How far the counties are with these tasks, as far as the eyes that ask may see.
pub async fn county_counts(
    tx: &Tx,
    visibility: Visibility,
    tasks: &[TaskId],
) -> Result<Vec<CountyCountRow>, StoreError> {
    if tasks.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT a.task_id, a.state, count(*) FROM assignment a
         WHERE a.duty = 'IMPLEMENT' AND a.task_id IN ",
    );
    sql.push_list(tasks.iter().map(|id| id.0.into()));
    visibility.assignment(&mut sql, "a");
    sql.push(" GROUP BY a.task_id, a.state ORDER BY a.task_id, a.state");
    cell::rows(tx, &sql).await
}

impl FromCells for SupportRow {
    const TABLE: &'static str = "task_support";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self { task: cells.id()?, unit: cells.id()?, ordinal: cells.number()? })
    }
}

impl FromCells for NamedUnitRow {
    const TABLE: &'static str = "task_unit";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self { task: cells.id()?, duty: cells.code()?, unit: cells.id()? })
    }
}

impl FromCells for ReadingRow {
    const TABLE: &'static str = "task_reading";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            task: cells.id()?,
            words: cells.get()?,
            span: cells.span()?,
            duty: cells.code()?,
            unit: cells.optional_id()?,
            by: cells.optional_code()?,
            certainty: cells.number()?,
            as_of: cells.as_of(),
        })
    }
}

impl FromCells for SpanRow {
    const TABLE: &'static str = "task_span";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let (task, start, end) = (cells.id()?, cells.number()?, cells.number()?);
        Ok(Self { task, span: Span { start, end } })
    }
}

impl FromCells for BearerRow {
    const TABLE: &'static str = "target_unit";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self { target: cells.id()?, unit: cells.id()? })
    }
}

impl FromCells for TargetRow {
    const TABLE: &'static str = "target";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.id()?,
            task: cells.id()?,
            ordinal: cells.number()?,
            indicator: cells.get()?,
            comparator: cells.code()?,
            value: cells.figure()?,
            value_max: cells.figure()?,
            unit: cells.get()?,
            due_on: cells.get()?,
            scope: cells.get()?,
            bearer: cells.code()?,
            kind: cells.optional_code()?,
            frequency: cells.optional_code()?,
            baseline: cells.figure()?,
            baseline_on: cells.get()?,
            words: cells.get()?,
            span: cells.span()?,
            due_carried: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}

impl FromCells for CountyCountRow {
    const TABLE: &'static str = "assignment";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self { task: cells.id()?, state: cells.code()?, count: cells.count()? })
    }
}
