//! Fills the facts of many commands at once: what they name is loaded in a bounded number of
//! statements, whether one command is decided or a thousand.

pub(crate) mod fill;

use std::collections::{BTreeMap, BTreeSet};

use duban_domain::assessment::command::Command as AssessmentCommand;
use duban_domain::assignment::command::Command as AssignmentCommand;
use duban_domain::command::{Command, State, StreamId};
use duban_domain::evidence::command::Command as EvidenceCommand;
use duban_domain::facts::Deposit;
use duban_domain::people::duty::Duty;
use duban_domain::people::unit::UnitKind;
use duban_domain::people::{organisation, person};
use duban_domain::plan::Plan;
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::command::Command as SheetCommand;
use duban_domain::task::command::Command as TaskCommand;
use duban_domain::task::state::Implementers;
use duban_domain::value::id::{
    AssessmentId, AssignmentId, AttachmentId, EvidenceId, PersonId, PlanId, TaskId, UnitId,
};
use duban_store::attachment::{self, Attachment};
use duban_store::{StoreError, Tx, lookup};

use crate::world::{OfficeCache, World};

/// What facts are wanted for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ask<'a> {
    /// To decide this command.
    Command(&'a Command),
    /// To offer the actions on this thing.
    Offer(StreamId),
}

impl Ask<'_> {
    pub(crate) fn stream(&self) -> StreamId {
        match self {
            Self::Command(command) => command.stream(),
            Self::Offer(stream) => *stream,
        }
    }

    /// The plan that gets one more task. Its head is held as if it were written: of two who add at
    /// once, the second sees the number of the first.
    fn grows(&self) -> Option<PlanId> {
        match self {
            Self::Command(Command::Task(_, TaskCommand::Add { addition, .. })) => {
                Some(addition.plan)
            }
            Self::Command(_) | Self::Offer(_) => None,
        }
    }
}

/// Lists that no stream holds, read once for all.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    tasks: BTreeMap<PlanId, Vec<TaskId>>,
    last_no: BTreeMap<PlanId, u32>,
    drafts: BTreeMap<PlanId, usize>,
    evidence: BTreeMap<AssignmentId, Vec<EvidenceId>>,
    units: BTreeMap<UnitId, (UnitKind, Option<UnitId>)>,
    deposits: BTreeMap<AttachmentId, Deposit>,
}

/// How many rounds of references there are at most: evidence, its assignment, its task, its plan,
/// and the siblings that only the task names.
const ROUNDS: usize = 5;

/// Loads everything that the asks need.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn load(
    tx: &Tx,
    world: &mut World,
    asks: &[Ask<'_>],
    cache: &OfficeCache,
) -> Result<Lists, StoreError> {
    let growing: BTreeSet<PlanId> = asks.iter().filter_map(Ask::grows).collect();
    let streams = asks.iter().map(Ask::stream);
    let own: BTreeSet<StreamId> =
        streams.chain(growing.iter().copied().map(StreamId::Plan)).collect();
    world.load(tx, &own, &BTreeSet::from([StreamId::Rules]), cache).await?;
    // Of a task that is split only its stream says to which plan it belongs.
    let late = asks.iter().filter_map(|ask| splits(world, *ask));
    let late: BTreeSet<PlanId> = late.collect();
    if !late.is_empty() {
        let plans = late.iter().copied().map(StreamId::Plan).collect();
        world.load(tx, &plans, &BTreeSet::new(), cache).await?;
    }
    let growing = &growing | &late;
    let mut lists = listed(tx, asks).await?;
    lists.last_no = lookup::last_numbers(tx, &growing).await?;
    let merging: BTreeSet<PlanId> = asks.iter().filter_map(|ask| merges(world, *ask)).collect();
    lists.drafts = lookup::draft_counts(tx, &merging).await?;
    for _ in 0..ROUNDS {
        let missing: BTreeSet<StreamId> = asks
            .iter()
            .flat_map(|ask| references(world, &lists, *ask))
            .filter(|stream| !world.knows(*stream))
            .collect();
        if missing.is_empty() {
            break;
        }
        world.load(tx, &BTreeSet::new(), &missing, cache).await?;
    }
    let (mut named, mut parents) = (BTreeSet::new(), BTreeSet::new());
    for ask in asks {
        units_named(world, *ask, &mut named, &mut parents);
    }
    lists.units = lookup::units(tx, &named, &parents).await?;
    lists.deposits = deposits(tx, asks).await?;
    Ok(lists)
}

/// The plan of a task that is split: it gets more tasks.
fn splits(world: &World, ask: Ask<'_>) -> Option<PlanId> {
    match ask {
        Ask::Command(Command::Task(id, TaskCommand::Split { .. })) => plan_of_task(world, *id, ask),
        Ask::Command(_) | Ask::Offer(_) => None,
    }
}

/// The plan of a task that takes others in, or of which it is asked whether it may: asked of every
/// task, so that the number of statements does not depend on which ones are drafts.
fn merges(world: &World, ask: Ask<'_>) -> Option<PlanId> {
    let id = match ask {
        Ask::Command(Command::Task(id, TaskCommand::Merge { .. })) => *id,
        Ask::Offer(StreamId::Task(id)) => id,
        Ask::Command(_) | Ask::Offer(_) => return None,
    };
    let State::Task(task) = world.state(StreamId::Task(id)) else { return None };
    task.plan()
}

async fn listed(tx: &Tx, asks: &[Ask<'_>]) -> Result<Lists, StoreError> {
    let (mut plans, mut closing) = (BTreeSet::new(), BTreeSet::new());
    for ask in asks {
        match ask {
            Ask::Command(Command::Plan(
                id,
                PlanCommand::Issue { .. }
                | PlanCommand::IdentifyUnit { .. }
                | PlanCommand::Discard { .. },
            ))
            | Ask::Offer(StreamId::Plan(id)) => {
                plans.insert(*id);
            }
            Ask::Command(Command::Assignment(
                id,
                AssignmentCommand::RequestClosing { .. } | AssignmentCommand::Close,
            ))
            | Ask::Offer(StreamId::Assignment(id)) => {
                closing.insert(*id);
            }
            Ask::Command(_) | Ask::Offer(_) => {}
        }
    }
    Ok(Lists {
        tasks: lookup::tasks_of_plans(tx, &plans).await?,
        last_no: BTreeMap::new(),
        drafts: BTreeMap::new(),
        evidence: lookup::evidence_of_assignments(tx, &closing).await?,
        units: BTreeMap::new(),
        deposits: BTreeMap::new(),
    })
}

/// The uploaded files that the commands refer to.
async fn deposits(
    tx: &Tx,
    asks: &[Ask<'_>],
) -> Result<BTreeMap<AttachmentId, Deposit>, StoreError> {
    let named = asks.iter().filter_map(|ask| match ask {
        Ask::Command(command) => command.file(),
        Ask::Offer(_) => None,
    });
    let ids: Vec<AttachmentId> = named.collect();
    let kept = attachment::by_ids(tx, &ids).await?;
    let deposit = |kept: Attachment| {
        let (owner, used) = (kept.owner, kept.linked_to.is_some());
        (kept.id, Deposit { owner, digest: kept.digest, used })
    };
    Ok(kept.into_iter().map(deposit).collect())
}

/// The streams that an ask refers to, as far as what is loaded tells.
pub(crate) fn references(world: &World, lists: &Lists, ask: Ask<'_>) -> Vec<StreamId> {
    match ask.stream() {
        StreamId::Unit(_) => colleague_named(ask).map(StreamId::Person).into_iter().collect(),
        StreamId::Rules | StreamId::Person(_) | StreamId::Audit(_) => Vec::new(),
        StreamId::Plan(id) => {
            let tasks = lists.tasks.get(&id).map_or(&[][..], Vec::as_slice);
            tasks.iter().map(|task| StreamId::Task(*task)).collect()
        }
        StreamId::Task(id) => {
            let plan = plan_of_task(world, id, ask).map(StreamId::Plan);
            plan.into_iter().chain(merged(ask).iter().copied().map(StreamId::Task)).collect()
        }
        StreamId::Assignment(id) => assignment_references(world, lists, id, ask),
        StreamId::Sheet(key) => sheet_references(world, key, ask),
        StreamId::Evidence(id) => evidence_references(world, id, ask),
        StreamId::Assessment(id) => {
            let plan = plan_of_assessment(world, id, ask).map(StreamId::Plan);
            plan.into_iter().chain(shown_by(ask).map(StreamId::Evidence)).collect()
        }
    }
}

/// The evidence that a command to an assessment names.
pub(crate) fn shown_by(ask: Ask<'_>) -> Option<EvidenceId> {
    match ask {
        Ask::Command(Command::Assessment(
            _,
            AssessmentCommand::Object { evidence, .. }
            | AssessmentCommand::Rectify { evidence, .. },
        )) => Some(*evidence),
        Ask::Command(_) | Ask::Offer(_) => None,
    }
}

/// The person whom a command names as one of a unit's own.
pub(crate) fn colleague_named(ask: Ask<'_>) -> Option<PersonId> {
    match ask {
        Ask::Command(Command::Unit(_, organisation::Command::NameLiaison { liaison })) => {
            liaison.as_ref().map(|liaison| liaison.person)
        }
        Ask::Command(_) | Ask::Offer(_) => None,
    }
}

/// The tasks that another one takes in.
pub(crate) fn merged(ask: Ask<'_>) -> &[TaskId] {
    match ask {
        Ask::Command(Command::Task(_, TaskCommand::Merge { others })) => others,
        Ask::Command(_) | Ask::Offer(_) => &[],
    }
}

/// The plan of a task, as its stream or its first command says.
pub(crate) fn plan_of_task(world: &World, id: TaskId, ask: Ask<'_>) -> Option<PlanId> {
    match (world.state(StreamId::Task(id)), ask) {
        (_, Ask::Command(Command::Task(_, TaskCommand::Draft { clause, .. }))) => Some(clause.plan),
        (_, Ask::Command(Command::Task(_, TaskCommand::Add { addition, .. }))) => {
            Some(addition.plan)
        }
        (_, Ask::Command(Command::Task(_, TaskCommand::Branch { branch }))) => {
            Some(branch.clause.plan)
        }
        (State::Task(task), _) => task.plan(),
        (_, _) => None,
    }
}

/// The plan of an assessment, as its stream or its first command says.
pub(crate) fn plan_of_assessment(world: &World, id: AssessmentId, ask: Ask<'_>) -> Option<PlanId> {
    match (world.state(StreamId::Assessment(id)), ask) {
        (State::Assessment(known), _) if known.cycle().is_some() => {
            known.cycle().map(|cycle| cycle.plan.plan)
        }
        (_, Ask::Command(Command::Assessment(_, AssessmentCommand::Draft { plan }))) => {
            Some(plan.plan)
        }
        (_, _) => None,
    }
}

/// The task of an assignment, as its stream or its first command says.
pub(crate) fn task_of_assignment(world: &World, id: AssignmentId, ask: Ask<'_>) -> Option<TaskId> {
    match (world.state(StreamId::Assignment(id)), ask) {
        (_, Ask::Command(Command::Assignment(_, AssignmentCommand::Open { task, .. }))) => {
            Some(*task)
        }
        (State::Assignment(assignment), _) => assignment.record().map(|record| record.charge.task),
        (_, _) => None,
    }
}

/// The assignment that evidence belongs to.
pub(crate) fn assignment_of_evidence(
    world: &World,
    id: EvidenceId,
    ask: Ask<'_>,
) -> Option<AssignmentId> {
    match (world.state(StreamId::Evidence(id)), ask) {
        (_, Ask::Command(Command::Evidence(_, EvidenceCommand::Submit { assignment, .. }))) => {
            Some(*assignment)
        }
        (State::Evidence(evidence), _) => evidence.content().map(|(content, _)| content.assignment),
        (_, _) => None,
    }
}

fn with_plan(world: &World, task: TaskId) -> Vec<StreamId> {
    let State::Task(known) = world.state(StreamId::Task(task)) else { return Vec::new() };
    let plan = known.plan().map(StreamId::Plan);
    plan.into_iter().chain([StreamId::Task(task)]).collect()
}

fn assignment_references(
    world: &World,
    lists: &Lists,
    id: AssignmentId,
    ask: Ask<'_>,
) -> Vec<StreamId> {
    let Some(task) = task_of_assignment(world, id, ask) else { return Vec::new() };
    let mut streams = with_plan(world, task);
    if let Some(evidence) = lists.evidence.get(&id) {
        streams.extend(evidence.iter().map(|id| StreamId::Evidence(*id)));
    }
    streams.extend(siblings(world, id, task, ask).into_iter().map(StreamId::Assignment));
    streams
}

/// The other assignments of a lead's task, where closing is at hand.
pub(crate) fn siblings(
    world: &World,
    id: AssignmentId,
    task: TaskId,
    ask: Ask<'_>,
) -> Vec<AssignmentId> {
    let closing = match ask {
        Ask::Offer(_) => true,
        Ask::Command(Command::Assignment(_, command)) => {
            matches!(command, AssignmentCommand::RequestClosing { .. } | AssignmentCommand::Close)
        }
        Ask::Command(_) => false,
    };
    let (State::Assignment(own), State::Task(task)) =
        (world.state(StreamId::Assignment(id)), world.state(StreamId::Task(task)))
    else {
        return Vec::new();
    };
    let leads = own.record().is_some_and(|record| record.charge.duty == Duty::Lead);
    if !(closing && leads) {
        return Vec::new();
    }
    let others = task.openings().iter().map(|opening| opening.assignment);
    others.filter(|other| *other != id).collect()
}

fn sheet_references(world: &World, key: SheetKey, ask: Ask<'_>) -> Vec<StreamId> {
    let mut streams = vec![StreamId::Plan(key.plan)];
    if let Ask::Command(Command::Sheet(_, SheetCommand::OpenRows { .. })) = ask {
        return streams;
    }
    if let State::Sheet(sheet) = world.state(StreamId::Sheet(key)) {
        streams.extend(sheet.assignments().into_iter().map(StreamId::Assignment));
    }
    let copies = matches!(
        ask,
        Ask::Offer(_) | Ask::Command(Command::Sheet(_, SheetCommand::CopyLast { .. }))
    );
    if copies {
        streams.push(StreamId::Sheet(last_sheet(key)));
    }
    streams
}

/// The unit's sheet of the period before.
pub(crate) fn last_sheet(key: SheetKey) -> SheetKey {
    SheetKey { period: key.period.previous(), ..key }
}

fn evidence_references(world: &World, id: EvidenceId, ask: Ask<'_>) -> Vec<StreamId> {
    let Some(assignment) = assignment_of_evidence(world, id, ask) else { return Vec::new() };
    let mut streams = vec![StreamId::Assignment(assignment)];
    if let State::Assignment(known) = world.state(StreamId::Assignment(assignment))
        && let Some(record) = known.record()
    {
        streams.extend(with_plan(world, record.charge.task));
    }
    streams
}

fn implementers(implementers: &Implementers) -> &[UnitId] {
    match implementers {
        Implementers::None | Implementers::EveryCounty => &[],
        Implementers::Units { units } => units,
    }
}

fn units_named(
    world: &World,
    ask: Ask<'_>,
    named: &mut BTreeSet<UnitId>,
    parents: &mut BTreeSet<UnitId>,
) {
    let Ask::Command(command) = ask else { return };
    match command {
        Command::Task(_, TaskCommand::Draft { duties, targets, .. }) => {
            named.extend(duties.lead);
            named.extend(&duties.co_leads);
            named.extend(&duties.supports);
            named.extend(implementers(&duties.implementers));
            named.extend(targets.iter().flat_map(|target| target.bearer.units()));
        }
        Command::Task(_, TaskCommand::Add { duties, .. }) => {
            named.extend(duties.lead);
            named.extend(&duties.co_leads);
            named.extend(&duties.supports);
            named.extend(implementers(&duties.implementers));
        }
        Command::Task(_, TaskCommand::CorrectDuties { lead, co_leads, supports }) => {
            named.insert(*lead);
            named.extend(co_leads);
            named.extend(supports);
        }
        Command::Task(_, TaskCommand::CorrectImplementers { implementers: corrected }) => {
            named.extend(implementers(corrected));
        }
        Command::Plan(_, PlanCommand::IdentifyUnit { unit, .. })
        | Command::Task(_, TaskCommand::PlaceUnit { unit, .. }) => {
            named.insert(*unit);
        }
        Command::Task(_, TaskCommand::SetTarget { target }) => {
            named.extend(target.bearer.units());
        }
        Command::Task(id, TaskCommand::Dispatch) => {
            let plan = plan_of_task(world, *id, ask).map(|id| world.state(StreamId::Plan(id)));
            if let Some(State::Plan(plan)) = plan {
                parents.extend(Plan::jurisdiction(&plan));
            }
        }
        Command::Assessment(
            _,
            AssessmentCommand::Draft { plan } | AssessmentCommand::Revise { plan },
        ) => named.extend(plan.units.values()),
        Command::Person(_, person::Command::Grant { post }) => {
            named.insert(post.unit);
        }
        Command::Unit(
            _,
            organisation::Command::Register { profile }
            | organisation::Command::Amend { profile, .. },
        ) => named.extend(profile.parent),
        Command::Rules(_)
        | Command::Unit(..)
        | Command::Person(..)
        | Command::Plan(..)
        | Command::Task(..)
        | Command::Assignment(..)
        | Command::Sheet(..)
        | Command::Evidence(..)
        | Command::Assessment(..)
        | Command::Audit(..) => {}
    }
}
