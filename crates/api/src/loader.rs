//! Loaders of one request: what hangs on many things is read for all of them at once.
//!
//! They hold the reader of the post that asks, so a row can never reach another actor; a key says
//! on which day it is asked about, so that what hangs on a thing of a past day is of that day; and they
//! keep nothing beyond a batch, so a later mutation of the same request never reads old rows.

mod step;

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Result as Answer};
use chrono::{DateTime, Utc};
use duban_domain::available::Available;
use duban_domain::command::StreamId;
use duban_domain::sheet::SheetKey;
use duban_domain::value::id::{
    AssessmentId, AssignmentId, EvidenceId, MilestoneId, PersonId, PlanId, TargetId, TaskId, UnitId,
};
use duban_engine::Engine;
use duban_engine::error::EngineError;
use duban_engine::queries::Reader;
use duban_engine::view::{
    About, AsOf, AssessmentRow, AssignmentRow, AssignmentTargetRow, BalanceRow, BearerRow,
    ClassRow, CorrectionRow, CountyCountRow, EvidenceRow, FindingRow, HistoryRow, LineRow,
    MilestoneRow, NameRow, NamedUnitRow, PartyRow, PeriodRow, PersonRow, PlanCountRow, PlanRow,
    PostRow, ReadingRow, SectionRow, SpanRow, SupportRow, TargetRow, TaskRow, UnitRow,
};

use crate::context::Ask;
use crate::error::Problem;
use crate::types::action::AvailableAction;
use duban_domain::value::language::Language;

pub use step::InStep;

/// The most keys of one batch: more than any page can ask for.
const BATCH: usize = 30_000;

/// The most assignments of one task, and the most months of one assignment, that are read at once.
const PARTS: u32 = 1_000;

/// The loaders of one request.
pub type Loaders = DataLoader<Batch>;

/// 批量读取. What the loaders read with.
pub struct Batch {
    engine: Engine,
    reader: Reader,
    language: Language,
}

impl Batch {
    /// What reads with these eyes.
    pub fn new(engine: Engine, reader: Reader, language: Language) -> Self {
        Self { engine, reader, language }
    }

    /// The loaders.
    pub fn loaders(self) -> Loaders {
        DataLoader::new(self, step::load).delay(Duration::ZERO).max_batch_size(BATCH)
    }
}

/// Why a batch could not be read: all who wait for it are told.
#[derive(Debug, Clone)]
pub struct Fault(Arc<EngineError>);

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Self {
        Self(Arc::new(error))
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        fault.0.as_ref().into()
    }
}

/// 截至某日的键. What is asked for, and the past day on which; the present where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct At<K> {
    as_of: Option<AsOf>,
    key: K,
}

/// The keys of each day: one statement for each day that one query asks about.
fn by_day<K: Copy>(keys: &[At<K>]) -> Vec<(Option<AsOf>, Vec<K>)> {
    let mut days: Vec<(Option<AsOf>, Vec<K>)> = Vec::new();
    for At { as_of, key } in keys {
        match days.iter_mut().find(|(day, _)| day == as_of) {
            Some((_, keys)) => keys.push(*key),
            None => days.push((*as_of, vec![*key])),
        }
    }
    days
}

/// What is known under a key on a day; nothing where it is hidden or unknown.
pub async fn one<K>(
    ctx: &Context<'_>,
    as_of: Option<AsOf>,
    key: K,
) -> Answer<Option<<Batch as Loader<At<K>>>::Value>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Batch: Loader<At<K>, Error = Fault>,
{
    ctx.told(ctx.loaders()?.load_one(At { as_of, key }).await)
}

/// What is known under each of several keys on a day.
pub async fn many<K>(
    ctx: &Context<'_>,
    as_of: Option<AsOf>,
    keys: &[K],
) -> Answer<HashMap<K, <Batch as Loader<At<K>>>::Value>>
where
    K: Send + Sync + Hash + Eq + Copy + 'static,
    Batch: Loader<At<K>, Error = Fault>,
{
    let keys = keys.iter().map(|key| At { as_of, key: *key });
    let found = ctx.told(ctx.loaders()?.load_many(keys).await)?;
    Ok(found.into_iter().map(|(at, value)| (at.key, value)).collect())
}

/// The parts known under a key on a day; none where nothing is known.
pub async fn all<K, V>(ctx: &Context<'_>, as_of: Option<AsOf>, key: K) -> Answer<Vec<V>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Batch: Loader<At<K>, Value = Vec<V>, Error = Fault>,
    Vec<V>: Send + Sync + Clone + 'static,
{
    Ok(one(ctx, as_of, key).await?.unwrap_or_default())
}

type Batched<K, V> = Result<HashMap<At<K>, V>, Fault>;

/// Loaders of one thing for each id.
macro_rules! single {
    ($($id:ident => $row:ident by $read:ident;)*) => {$(
        impl Loader<At<$id>> for Batch {
            type Value = $row;
            type Error = Fault;

            async fn load(&self, keys: &[At<$id>]) -> Batched<$id, $row> {
                let mut found = HashMap::new();
                for (as_of, keys) in by_day(keys) {
                    let rows = self.reader.at(as_of).$read(&keys).await?;
                    found.extend(rows.into_iter().map(|row| (At { as_of, key: row.id }, row)));
                }
                Ok(found)
            }
        }
    )*};
}

single! {
    PlanId => PlanRow by plans_by_ids;
    TaskId => TaskRow by tasks_by_ids;
    TargetId => TargetRow by targets_by_ids;
    AssignmentId => AssignmentRow by assignments_by_ids;
    UnitId => UnitRow by units_by_ids;
    PersonId => PersonRow by people_by_ids;
    EvidenceId => EvidenceRow by evidence_by_ids;
    AssessmentId => AssessmentRow by assessments_by_ids;
    MilestoneId => MilestoneRow by milestones_by_ids;
}

/// Loaders of what hangs on a thing, in the order in which it was read.
macro_rules! parts {
    ($($(#[$doc:meta])* $key:ident($id:ident) => $row:ident of $owner:ident by $read:ident($($more:expr)?);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $key(pub $id);

        impl Loader<At<$key>> for Batch {
            type Value = Vec<$row>;
            type Error = Fault;

            async fn load(&self, keys: &[At<$key>]) -> Batched<$key, Vec<$row>> {
                let mut found: HashMap<At<$key>, Vec<$row>> = HashMap::new();
                for (as_of, keys) in by_day(keys) {
                    let ids: Vec<$id> = keys.iter().map(|key| key.0).collect();
                    for row in self.reader.at(as_of).$read(&ids $(, $more)?).await? {
                        let key = $key(row.$owner);
                        found.entry(At { as_of, key }).or_default().push(row);
                    }
                }
                Ok(found)
            }
        }
    )*};
}

parts! {
    /// The headings of a plan.
    SectionsOf(PlanId) => SectionRow of plan by sections();
    /// What was asked about a plan, in reading order.
    FindingsOf(PlanId) => FindingRow of plan by findings();
    /// How many tasks and assignments a plan has, by state.
    TotalsOf(PlanId) => PlanCountRow of plan by plan_totals();
    /// The supports of a task.
    SupportsOf(TaskId) => SupportRow of task by supports();
    /// The units that a task names beside lead and supports.
    NamedUnitsOf(TaskId) => NamedUnitRow of task by named_units();
    /// The units of a task as the document writes them.
    ReadingsOf(TaskId) => ReadingRow of task by readings();
    /// The further places of a task in the document.
    SpansOf(TaskId) => SpanRow of task by spans();
    /// The counties that a target names.
    BearersOf(TargetId) => BearerRow of target by bearers();
    /// The targets of a task.
    TargetsOf(TaskId) => TargetRow of task by targets();
    /// How far the counties are with a task.
    CountiesOf(TaskId) => CountyCountRow of task by county_counts();
    /// The assignments of a task, the lead first.
    AssignmentsOf(TaskId) => AssignmentRow of task by assignments_of_tasks(PARTS);
    /// The milestones of an assignment.
    MilestonesOf(AssignmentId) => MilestoneRow of assignment by milestones();
    /// The targets of an assignment, with the figures reached.
    FiguresOf(AssignmentId) => AssignmentTargetRow of assignment by assignment_targets();
    /// The rows of an assignment, the newest month first.
    RowsOf(AssignmentId) => PeriodRow of assignment by period_rows(PARTS);
    /// The newest row of an assignment.
    LatestRowOf(AssignmentId) => PeriodRow of assignment by latest_rows();
    /// What was learnt about a thing on the day that is looked at.
    CorrectionsOf(About) => CorrectionRow of about by corrections_of(PARTS);
    /// The opening balances of an assignment.
    BalancesOf(AssignmentId) => BalanceRow of assignment by balances();
    /// The newest evidence of an assignment, the newest first.
    EvidenceOf(AssignmentId) => EvidenceRow of assignment by evidence_of(PARTS);
    /// The newest row of an assignment, with its words.
    LatestLineOf(AssignmentId) => LineRow of assignment by latest_lines();
    /// The rows of a sheet, in the order of the tasks.
    LinesOf(SheetKey) => LineRow of sheet by sheet_lines();
    /// Who has a part in an assessment.
    PartiesOf(AssessmentId) => PartyRow of assessment by assessment_parties();
    /// The names by which documents know a unit.
    NamesOf(UnitId) => NameRow of unit by unit_names();
    /// The classes that a unit has today.
    ClassesOf(UnitId) => ClassRow of unit by unit_classes();
    /// The posts that a person holds now.
    PostsOf(PersonId) => PostRow of person by posts_of();
    /// 责任岗位. The post that answers for a unit.
    ResponsibleFor(UnitId) => PostRow of unit by responsible_posts();
}

/// What the viewer may do with a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ActionsOn(pub StreamId);

impl Loader<At<ActionsOn>> for Batch {
    type Value = Vec<AvailableAction>;
    type Error = Fault;

    /// Of a past day the same actions are told, none of them open: what is done is done today.
    async fn load(&self, keys: &[At<ActionsOn>]) -> Batched<ActionsOn, Vec<AvailableAction>> {
        let Some(actor) = self.reader.actor() else { return Ok(HashMap::new()) };
        let mut actions = HashMap::new();
        for (as_of, keys) in by_day(keys) {
            let streams: Vec<StreamId> = keys.iter().map(|key| key.0).collect();
            let past = as_of.map(|as_of| as_of.on).filter(|on| *on < self.reader.today());
            let told = |actions: &[Available]| match past {
                Some(on) => {
                    actions.iter().map(|a| AvailableAction::past(a, on, self.language)).collect()
                }
                None => actions.iter().map(|a| AvailableAction::of(a, self.language)).collect(),
            };
            let found = self.engine.available(actor, &streams).await?;
            let key = |stream| At { as_of, key: ActionsOn(stream) };
            actions.extend(found.iter().map(|(stream, open)| (key(*stream), told(open))));
        }
        Ok(actions)
    }
}

/// 更新时刻. When a thing that was shown last changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChangeOf(pub StreamId);

impl Loader<At<ChangeOf>> for Batch {
    type Value = DateTime<Utc>;
    type Error = Fault;

    async fn load(&self, keys: &[At<ChangeOf>]) -> Batched<ChangeOf, DateTime<Utc>> {
        let mut changes = HashMap::new();
        for (as_of, keys) in by_day(keys) {
            let streams: Vec<StreamId> = keys.iter().map(|key| key.0).collect();
            let found = self.reader.at(as_of).changed_at(&streams).await?;
            let key = |stream| At { as_of, key: ChangeOf(stream) };
            changes.extend(found.into_iter().map(|(stream, at)| (key(stream), at)));
        }
        Ok(changes)
    }
}

/// 历史. The events of a thing that was shown, the oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HistoryOf(pub StreamId);

impl Loader<At<HistoryOf>> for Batch {
    type Value = Vec<HistoryRow>;
    type Error = Fault;

    async fn load(&self, keys: &[At<HistoryOf>]) -> Batched<HistoryOf, Vec<HistoryRow>> {
        let mut histories = HashMap::new();
        for (as_of, keys) in by_day(keys) {
            let streams: Vec<StreamId> = keys.iter().map(|key| key.0).collect();
            let found = self.reader.at(as_of).histories_of_seen(&streams).await?;
            let key = |stream| At { as_of, key: HistoryOf(stream) };
            histories.extend(found.into_iter().map(|(stream, events)| (key(stream), events)));
        }
        Ok(histories)
    }
}
