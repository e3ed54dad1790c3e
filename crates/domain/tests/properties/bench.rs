//! A whole plan in memory: the engine's rounds without a database, with every fact at hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use duban_domain::assignment::Assignment;
use duban_domain::command::{Command, Event, Rejection, State, StreamId, ask, decide};
use duban_domain::consequence::{consequences, merged};
use duban_domain::facts::Facts;
use duban_domain::people::actor::{Actor, Grade, Post, Role, Scope};
use duban_domain::people::duty::Duty;
use duban_domain::people::unit::UnitKind;
use duban_domain::plan::event::Event as PlanEvent;
use duban_domain::plan::state::{Document, Source};
use duban_domain::policy::Denied;
use duban_domain::rules::{Office, Rules};
use duban_domain::sheet::SheetKey;
use duban_domain::task::command::Command as TaskCommand;
use duban_domain::task::event::Event as TaskEvent;
use duban_domain::task::state::{Clause, Duties, Implementers};
use duban_domain::task::target::{Bearer, Comparator, Target};
use duban_domain::value::decimal::Figure;
use duban_domain::value::digest::Digest;
use duban_domain::value::id::{
    AssignmentId, AttachmentId, PersonId, PlanId, PostId, TargetId, TaskId, UnitId,
};
use duban_domain::value::text::{Body, Title};
use uuid::Uuid;

/// Why a command was not done.
#[derive(Debug)]
pub(crate) enum No {
    Denied(Denied),
    Rejected(Rejection),
}

/// Everything there is.
pub(crate) struct Bench {
    pub(crate) states: BTreeMap<StreamId, State>,
    pub(crate) journal: Vec<(StreamId, Event)>,
    pub(crate) now: DateTime<Utc>,
    pub(crate) people: Vec<Actor>,
    office: Arc<Office>,
    ids: u128,
}

pub(crate) const PLAN: PlanId = PlanId(Uuid::from_u128(1));
pub(crate) const TASK: TaskId = TaskId(Uuid::from_u128(2));
pub(crate) const CITY: UnitId = UnitId(Uuid::from_u128(10));
pub(crate) const LEAD: UnitId = UnitId(Uuid::from_u128(11));
pub(crate) const SUPPORT: UnitId = UnitId(Uuid::from_u128(12));
pub(crate) const EAST: UnitId = UnitId(Uuid::from_u128(13));
pub(crate) const WEST: UnitId = UnitId(Uuid::from_u128(14));
pub(crate) const FINANCE: UnitId = UnitId(Uuid::from_u128(15));
pub(crate) const TARGET: TargetId = TargetId(Uuid::from_u128(20));

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl Bench {
    /// A plan in force with one task that is about to be dispatched, and people in every post.
    pub(crate) fn new() -> Self {
        let mut bench = Self {
            states: BTreeMap::new(),
            journal: Vec::new(),
            now: "2026-01-05T04:00:00Z".parse().unwrap(),
            people: Vec::new(),
            office: Arc::new(Office::with(Rules::default(), Vec::new())),
            ids: 1_000,
        };
        bench.hire();
        let (in_force_from, by, tasks) = (day("2026-01-01"), None, vec![TASK]);
        let plan = StreamId::Plan(PLAN);
        let document = Box::new(document());
        bench.happen(plan, Event::Plan(PlanEvent::PlanDrafted { document, by }));
        bench.happen(plan, Event::Plan(PlanEvent::PlanIssued { in_force_from, by, tasks }));
        let task = StreamId::Task(TASK);
        bench.happen(task, Event::Task(drafted()));
        bench.happen(task, Event::Task(TaskEvent::TaskFiled {}));
        let clerk = bench.people[0];
        bench.execute(clerk, Command::Task(TASK, TaskCommand::Dispatch)).unwrap();
        bench
    }

    fn hire(&mut self) {
        let posts = [
            (FINANCE, Role::Office, Grade::Handler),
            (FINANCE, Role::Office, Grade::Director),
            // The office is hosted by the lead: this director may not judge its work.
            (LEAD, Role::Office, Grade::Director),
            (LEAD, Role::Bureau, Grade::Handler),
            (LEAD, Role::Bureau, Grade::Signer),
            (SUPPORT, Role::Bureau, Grade::Signer),
            (EAST, Role::County, Grade::Handler),
            (EAST, Role::County, Grade::Signer),
            (WEST, Role::County, Grade::Handler),
            (WEST, Role::County, Grade::Signer),
            (CITY, Role::Leader, Grade::GroupLeader),
            (CITY, Role::Leader, Grade::HeadOfGovernment),
            (CITY, Role::Supervisor, Grade::Director),
            (CITY, Role::AuditAdmin, Grade::Handler),
            (FINANCE, Role::Assessor, Grade::Handler),
            (FINANCE, Role::Assessor, Grade::Director),
            (FINANCE, Role::Assessor, Grade::Director),
        ];
        for (place, (unit, role, grade)) in (100_u128..).zip(posts) {
            let own = role.is_holder() || role.is_admin();
            let scope = if own { Scope::Unit } else { Scope::Jurisdiction(CITY) };
            let id = PostId(Uuid::from_u128(place));
            let post = Post { id, unit, role, grade, scope };
            let person = PersonId(Uuid::from_u128(place + 100));
            self.people.push(Actor::Person { person, post });
        }
    }

    /// An id that nobody has.
    pub(crate) fn fresh(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    /// Lets some days pass.
    pub(crate) fn wait(&mut self, days: i64) {
        self.now += TimeDelta::days(days);
    }

    pub(crate) fn state(&self, stream: StreamId) -> State {
        self.states.get(&stream).cloned().unwrap_or_else(|| State::absent(stream))
    }

    pub(crate) fn assignment(&self, id: AssignmentId) -> Arc<Assignment> {
        match self.state(StreamId::Assignment(id)) {
            State::Assignment(assignment) => assignment,
            other => panic!("{other:?} is no assignment"),
        }
    }

    /// The assignments of a duty.
    pub(crate) fn of_duty(&self, duty: Duty) -> Vec<AssignmentId> {
        let known = self.all_assignments().into_iter();
        known
            .filter(|(_, known)| known.record().is_some_and(|r| r.charge.duty == duty))
            .map(|(id, _)| id)
            .collect()
    }

    pub(crate) fn all_assignments(&self) -> BTreeMap<AssignmentId, Arc<Assignment>> {
        self.states
            .iter()
            .filter_map(|(stream, state)| match (stream, state) {
                (StreamId::Assignment(id), State::Assignment(known)) => {
                    Some((*id, Arc::clone(known)))
                }
                _ => None,
            })
            .collect()
    }

    /// Does a command and all that follows, or nothing.
    pub(crate) fn execute(&mut self, actor: Actor, command: Command) -> Result<(), No> {
        let (states, length) = (self.states.clone(), self.journal.len());
        let mut round = vec![(actor, command)];
        while !round.is_empty() {
            let mut next = Vec::new();
            for (actor, command) in round {
                match self.one(actor, &command) {
                    Ok(follow_ups) => next.extend(follow_ups),
                    Err(no) => {
                        self.states = states;
                        self.journal.truncate(length);
                        return Err(no);
                    }
                }
            }
            let next = next.into_iter().map(|command| (command, Actor::System)).collect();
            round = merged(next).into_iter().map(|(command, actor)| (actor, command)).collect();
        }
        Ok(())
    }

    fn one(&mut self, actor: Actor, command: &Command) -> Result<Vec<Command>, No> {
        let stream = command.stream();
        let state = self.state(stream);
        let facts = self.facts(actor, stream);
        ask(&state, command, &facts).map_err(No::Denied)?;
        let events = decide(&state, command, &facts).map_err(No::Rejected)?;
        let mut follow_ups = Vec::new();
        for event in events {
            self.happen(stream, event.clone());
            follow_ups.extend(consequences(stream, &self.state(stream), &event));
        }
        Ok(follow_ups)
    }

    fn happen(&mut self, stream: StreamId, event: Event) {
        let state = self.state(stream).evolve(&event);
        self.states.insert(stream, state);
        self.journal.push((stream, event));
    }

    /// Every fact there is about a thing.
    pub(crate) fn facts(&mut self, actor: Actor, stream: StreamId) -> Facts {
        let mut facts = Facts::new(actor, self.now, Arc::clone(&self.office));
        facts.fresh = (0..10).map(|_| self.fresh()).collect();
        facts.plan_id = Some(PLAN);
        facts.jurisdiction = Some(CITY);
        if let State::Plan(plan) = self.state(StreamId::Plan(PLAN)) {
            facts.plan = Some(plan);
        }
        if let State::Task(task) = self.state(StreamId::Task(TASK)) {
            facts.task = Some(task);
        }
        facts.assignments = self.all_assignments();
        self.narrow(&mut facts, stream);
        facts.units = BTreeMap::from([(EAST, UnitKind::County), (WEST, UnitKind::County)]);
        if let StreamId::Assessment(_) = stream {
            facts.units.insert(LEAD, UnitKind::GovDept);
            facts.digest = Some(Digest([1; 32]));
        }
        facts
    }

    /// An assignment knows its siblings, a sheet its rows, evidence its assignment.
    fn narrow(&self, facts: &mut Facts, stream: StreamId) {
        match stream {
            StreamId::Assignment(own) => {
                facts.assignments.remove(&own);
                facts.evidence = self
                    .states
                    .values()
                    .filter_map(|state| match state {
                        State::Evidence(e)
                            if e.content().is_some_and(|(c, _)| c.assignment == own) =>
                        {
                            Some(Arc::clone(e))
                        }
                        _ => None,
                    })
                    .collect();
            }
            StreamId::Sheet(key) => {
                let last = SheetKey { period: key.period.previous(), ..key };
                if let Some(State::Sheet(sheet)) = self.states.get(&StreamId::Sheet(last)) {
                    facts.last_sheet = Some(Arc::clone(sheet));
                }
            }
            StreamId::Assessment(_) => {
                let known = self.states.values().filter_map(|state| match state {
                    State::Evidence(known) => Some(Arc::clone(known)),
                    _ => None,
                });
                facts.evidence = known.collect();
            }
            StreamId::Evidence(_) => {
                if let State::Evidence(evidence) = self.state(stream)
                    && let Some((content, _)) = evidence.content()
                {
                    facts.assignments.retain(|id, _| *id == content.assignment);
                }
            }
            _ => {}
        }
    }
}

fn document() -> Document {
    Document {
        title: Title::parse("某市行动方案").unwrap(),
        doc_no: None,
        index_no: None,
        issuer: None,
        issued_on: Some(day("2025-12-20")),
        published_on: None,
        horizon_end: day("2027-12-31"),
        jurisdiction: CITY,
        blanket: true,
        sections: Vec::new(),
        source: Source {
            attachment: AttachmentId(Uuid::from_u128(3)),
            file_name: "plan.txt".into(),
            digest: Digest([0; 32]),
        },
    }
}

fn drafted() -> TaskEvent {
    let clause = Clause {
        plan: PLAN,
        no: 1,
        section: "一".into(),
        title: Title::parse("建公园").unwrap(),
        body: Body::parse("每个县建成公园。").unwrap(),
        span: None,
        spans: Vec::new(),
        raw_units: None,
        open_ended: false,
        due_on: day("2026-03-31"),
        due_inferred: false,
        units: Vec::new(),
    };
    let duties = Duties {
        lead: Some(LEAD),
        lead_inferred: false,
        co_leads: Vec::new(),
        supports: vec![SUPPORT],
        implementers: Implementers::EveryCounty,
    };
    let target = Target {
        id: TARGET,
        indicator: Body::parse("公园面积").unwrap(),
        comparator: Comparator::AtLeast,
        value: Some(Figure(10_000_000)),
        value_max: None,
        unit: Some("公顷".into()),
        due_on: Some(day("2026-02-28")),
        scope: None,
        bearer: Bearer::Counties,
        kind: None,
        frequency: None,
        baseline: None,
        due_carried: false,
        text: None,
        span: None,
    };
    TaskEvent::TaskDrafted { clause: Box::new(clause), duties, targets: vec![target] }
}
