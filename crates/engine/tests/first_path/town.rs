//! A small town: a government, three bureaus, two counties, nine people, one plan of two tasks.

use std::io::Cursor;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use duban_domain::command::{Command, StreamId};
use duban_domain::people::actor::{Actor, Grade, Post, Role, Scope};
use duban_domain::people::organisation::{self, Profile};
use duban_domain::people::person;
use duban_domain::people::unit::{ClassTag, Supervision, UnitKind};
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::plan::state::{Document, Section, Source};
use duban_domain::task::command::Command as TaskCommand;
use duban_domain::task::state::{Clause, Duties, Implementers};
use duban_domain::task::target::{Bearer, Comparator, Target};
use duban_domain::value::decimal::Figure;
use duban_domain::value::id::{PersonId, PlanId, PostId, TargetId, TaskId, UnitId};
use duban_domain::value::text::{Body, Name, Title};
use duban_engine::Engine;
use duban_engine::clock::{CountingIds, FixedClock};
use duban_engine::error::EngineError;
use duban_engine::files::kind::Purpose;
use duban_engine::files::{Files, NewFile};
use duban_engine::request::{Outcome, Request};
use duban_store::{Location, Settings, Store};

/// The engine, its clock, and who there is.
pub(crate) struct Town {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) city: UnitId,
    pub(crate) bureaus: Vec<UnitId>,
    pub(crate) counties: Vec<UnitId>,
    folder: Option<tempfile::TempDir>,
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Noon in Asia/Shanghai.
pub(crate) fn noon(text: &str) -> DateTime<Utc> {
    format!("{text}T04:00:00Z").parse().unwrap()
}

impl Town {
    pub(crate) async fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("duban.sqlite"));
        let store = Store::connect(&Settings::new(location)).await.unwrap();
        store.migrate().await.unwrap();
        Self::build_in(store, Some(folder)).await
    }

    /// The same in a database that is open.
    pub(crate) async fn build_in(store: Store, folder: Option<tempfile::TempDir>) -> Self {
        let clock = Arc::new(FixedClock::at(noon("2026-01-05")));
        let shared: Arc<FixedClock> = Arc::clone(&clock);
        let engine = Engine::new(store, shared, Arc::new(CountingIds::default()));
        let mut town = Self {
            city: UnitId(engine.ids().fresh()),
            engine,
            clock,
            bureaus: Vec::new(),
            counties: Vec::new(),
            folder,
        };
        town.settle().await;
        town
    }

    async fn settle(&mut self) {
        self.unit(self.city, "某市", UnitKind::Government, None).await;
        for name in ["住建局", "规自局", "财政局"] {
            let id = UnitId(self.engine.ids().fresh());
            self.unit(id, name, UnitKind::GovDept, Some(self.city)).await;
            self.bureaus.push(id);
        }
        for name in ["东县", "西县"] {
            let id = UnitId(self.engine.ids().fresh());
            self.unit(id, name, UnitKind::County, Some(self.city)).await;
            self.counties.push(id);
        }
    }

    async fn unit(&self, id: UnitId, name: &str, kind: UnitKind, parent: Option<UnitId>) {
        let profile = Box::new(profile(name, kind, parent, Some("II")));
        let command = Command::Unit(id, organisation::Command::Register { profile });
        self.run(Actor::System, vec![command]).await.unwrap();
    }

    /// A county as it would be on file in a class.
    pub(crate) fn county(&self, id: UnitId, class: Option<&str>) -> Profile {
        let name = if self.counties.first() == Some(&id) { "东县" } else { "西县" };
        profile(name, UnitKind::County, Some(self.city), class)
    }

    pub(crate) async fn run(
        &self,
        actor: Actor,
        commands: Vec<Command>,
    ) -> Result<Outcome, EngineError> {
        let commands = commands.into_iter().map(Into::into).collect();
        self.engine.execute(&Request::of(actor), commands).await
    }

    /// A new person with one post.
    pub(crate) async fn person(&self, unit: UnitId, role: Role, grade: Grade) -> Actor {
        let person = PersonId(self.engine.ids().fresh());
        let scope = if role.is_holder() || role.is_admin() {
            Scope::Unit
        } else {
            Scope::Jurisdiction(self.city)
        };
        let post = Post { id: PostId(self.engine.ids().fresh()), unit, role, grade, scope };
        let name = Name::parse("某人").unwrap();
        let commands = vec![
            Command::Person(person, person::Command::Register { name }),
            Command::Person(person, person::Command::Grant { post }),
        ];
        self.run(Actor::System, commands).await.unwrap();
        Actor::Person { person, post }
    }

    /// Drafts a plan of two tasks; the first has a target for each county.
    pub(crate) async fn draft(&self, clerk: Actor) -> (PlanId, Vec<TaskId>) {
        self.draft_of(clerk, 2).await
    }

    /// Drafts a plan of some tasks; the first and the third have a target for each county, and the
    /// third was due before the year began.
    pub(crate) async fn draft_of(&self, clerk: Actor, size: usize) -> (PlanId, Vec<TaskId>) {
        let plan = PlanId(self.engine.ids().fresh());
        let folder = tempfile::tempdir().unwrap();
        let (owner, name) = (clerk.person().unwrap(), "plan.txt".to_owned());
        let file = NewFile { owner, name, media_type: None, purpose: Purpose::Plan };
        let kept = self
            .engine
            .store_file(&Files::new(folder.path(), 1 << 10), file, Cursor::new("方案"))
            .await
            .unwrap();
        let document = Document {
            title: Title::parse("某市县城建设行动方案").unwrap(),
            doc_no: None,
            index_no: None,
            issuer: None,
            issued_on: Some(day("2025-12-20")),
            published_on: None,
            horizon_end: day("2027-12-31"),
            jurisdiction: self.city,
            blanket: true,
            sections: vec![Section { number: "一".into(), title: "任务".into(), level: 1 }],
            source: Source { attachment: kept.id, file_name: kept.name, digest: kept.digest },
        };
        let draft = Command::Plan(plan, PlanCommand::Draft { document: Box::new(document) });
        self.run(clerk, vec![draft]).await.unwrap();
        let tasks: Vec<TaskId> = (0..size).map(|_| TaskId(self.engine.ids().fresh())).collect();
        let commands = (1_u32..).zip(&tasks).map(|(no, id)| self.task(plan, no, *id)).collect();
        self.run(clerk, commands).await.unwrap();
        (plan, tasks)
    }

    fn task(&self, plan: PlanId, no: u32, id: TaskId) -> Command {
        let clause = Clause {
            plan,
            no,
            section: "一".into(),
            title: Title::parse("建公园").unwrap(),
            body: Body::parse("每个县建成公园。").unwrap(),
            span: None,
            spans: Vec::new(),
            raw_units: Some("住建局、规自局".into()),
            open_ended: false,
            due_on: day(if no == 3 { "2025-06-30" } else { "2026-06-30" }),
            due_inferred: true,
            units: Vec::new(),
        };
        let duties = Duties {
            lead: self.bureaus.first().copied(),
            lead_inferred: true,
            co_leads: Vec::new(),
            supports: self.bureaus.get(1).copied().into_iter().collect(),
            implementers: Implementers::EveryCounty,
        };
        let target = Target {
            id: TargetId(self.engine.ids().fresh()),
            indicator: Body::parse("人均公园绿地").unwrap(),
            comparator: Comparator::AtLeast,
            value: Some(Figure(13_000_000)),
            value_max: None,
            unit: Some("平方米".into()),
            due_on: Some(day(if no == 3 { "2025-03-31" } else { "2026-03-31" })),
            scope: None,
            bearer: Bearer::Counties,
            kind: None,
            frequency: None,
            baseline: None,
            due_carried: false,
            text: None,
            span: None,
        };
        let targets = if no == 2 { Vec::new() } else { vec![target] };
        Command::Task(id, TaskCommand::Draft { clause: Box::new(clause), duties, targets })
    }

    /// The streams of a kind that an outcome changed.
    pub(crate) fn assignments(outcome: &Outcome) -> Vec<StreamId> {
        let keys = outcome.versions.keys();
        keys.filter(|stream| matches!(stream, StreamId::Assignment(_))).copied().collect()
    }

    pub(crate) fn end(mut self) {
        drop(self.folder.take());
    }
}

fn profile(name: &str, kind: UnitKind, parent: Option<UnitId>, class: Option<&str>) -> Profile {
    let name = Name::parse(name).unwrap();
    let tag = |class: &str| ClassTag { scheme: "DUBAN_4".into(), class: class.into() };
    Profile {
        short_name: name.clone(),
        name,
        code: None,
        kind,
        supervision: Supervision::Direct,
        parent,
        aliases: Vec::new(),
        classes: class.map(tag).into_iter().collect(),
        note: None,
    }
}
