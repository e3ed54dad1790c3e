//! A year of random work in the town: whatever officials do, sooner or later somebody does it.

use chrono::{NaiveDate, TimeDelta};
use duban_domain::assignment::command::Command as AssignmentCommand;
use duban_domain::assignment::record::{Balance, BalanceStanding, Milestone, Outcome, Record};
use duban_domain::assignment::row::{Claims, FigureReported, MilestoneDone};
use duban_domain::command::{Command, Event, State, StreamId};
use duban_domain::evidence::command::Command as EvidenceCommand;
use duban_domain::evidence::state::{Exhibit, Purpose};
use duban_domain::people::actor::{Actor, Grade, Role};
use duban_domain::people::organisation;
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::policy::Who;
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::command::Command as SheetCommand;
use duban_domain::sheet::state::{Entry, Report};
use duban_domain::task::command::{Command as TaskCommand, Confirmed};
use duban_domain::time::{Period, business_date};
use duban_domain::value::decimal::Figure;
use duban_domain::value::id::{AssignmentId, EvidenceId, MilestoneId, PlanId, TargetId, UnitId};
use duban_domain::value::text::{DocNo, Name, Paragraph, Reason};
use duban_engine::error::EngineError;
use duban_store::journal::{RecordedEvent, codec, load_streams};

use super::town::{Town, day, noon};

/// Numbers without pattern, the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    pub(crate) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }
}

/// A year in the town: who works, on what.
pub(crate) struct Year {
    pub(crate) town: Town,
    pub(crate) plan: PlanId,
    pub(crate) people: Vec<Actor>,
    pub(crate) assignments: Vec<(AssignmentId, UnitId)>,
    evidence: Vec<EvidenceId>,
    dice: Dice,
    pub(crate) done: u32,
}

impl Year {
    pub(crate) async fn begin(town: Town, tasks: usize) -> Self {
        let (housing, planning, finance) = (town.bureaus[0], town.bureaus[1], town.bureaus[2]);
        let (east, west) = (town.counties[0], town.counties[1]);
        let mut people = Vec::new();
        for (unit, role, grade) in [
            (finance, Role::Office, Grade::Handler),
            (finance, Role::Office, Grade::Director),
            (housing, Role::Bureau, Grade::Handler),
            (housing, Role::Bureau, Grade::Signer),
            (planning, Role::Bureau, Grade::Signer),
            (east, Role::County, Grade::Handler),
            (east, Role::County, Grade::Signer),
            (west, Role::County, Grade::Handler),
            (west, Role::County, Grade::Signer),
            (finance, Role::SystemAdmin, Grade::Handler),
        ] {
            people.push(town.person(unit, role, grade).await);
        }
        let (plan, tasks) = town.draft_of(people[0], tasks).await;
        let confirmed = Confirmed::LeadAndDue;
        let confirm = tasks.iter().map(|id| Command::Task(*id, TaskCommand::Confirm { confirmed }));
        town.run(people[1], confirm.collect()).await.unwrap();
        let in_force_from = day("2026-01-01");
        let issue = Command::Plan(plan, PlanCommand::Issue { in_force_from });
        town.run(people[1], vec![issue]).await.unwrap();
        let dispatch = tasks.iter().map(|id| Command::Task(*id, TaskCommand::Dispatch)).collect();
        let outcome = town.run(people[0], dispatch).await.unwrap();
        let mut year = Self {
            town,
            plan,
            people,
            assignments: Vec::new(),
            evidence: Vec::new(),
            dice: Dice(20_260_105),
            done: 0,
        };
        for stream in Town::assignments(&outcome) {
            if let StreamId::Assignment(id) = stream {
                year.assignments.push((id, year.record(id).await.charge.unit));
            }
        }
        year
    }

    /// Lets a year pass, a few days and commands at a time.
    pub(crate) async fn pass(&mut self) {
        let mut today = day("2026-01-05");
        while today < day("2026-10-15") {
            today += TimeDelta::days(i64::try_from(self.dice.roll(3)).unwrap());
            self.town.clock.set(noon(&today.to_string()));
            self.town.engine.sweep().await.unwrap();
            for _ in 0..8 {
                if let Some(command) = self.command().await {
                    self.try_all(command).await;
                }
            }
            if self.dice.roll(4) == 0 {
                self.review().await;
            }
        }
    }

    /// Somebody does it, if anybody may.
    async fn try_all(&mut self, command: Command) {
        let first = self.dice.roll(self.people.len());
        for turn in 0..self.people.len() {
            let actor = self.people[(first + turn) % self.people.len()];
            // Most of a year is spent on asking those who have no such post at all.
            if !self.has_post(actor, &command) {
                continue;
            }
            match self.town.run(actor, vec![command.clone()]).await {
                Ok(_) => {
                    self.done += 1;
                    break;
                }
                // What does not turn on who asks is refused to everybody.
                Err(EngineError::Rejected(noes))
                    if !noes.first.rejection.refusal().code().contains("_IS_") =>
                {
                    break;
                }
                Err(_) => {}
            }
        }
    }

    /// Whether somebody has a post of a kind that may do this, if only to one's own unit's part.
    fn has_post(&self, actor: Actor, command: &Command) -> bool {
        let Actor::Person { post, .. } = actor else { return false };
        let (whos, holder) = match command {
            Command::Assignment(id, command) => {
                let holder = self.assignments.iter().find(|(known, _)| known == id);
                (command.action().who(), holder.map(|(_, unit)| *unit))
            }
            Command::Sheet(key, command) => (command.action().who(), Some(key.unit)),
            Command::Evidence(_, command) => (command.action().who(), None),
            _ => return true,
        };
        let holds = post.role.is_holder() && holder.is_none_or(|unit| unit == post.unit);
        whos.iter().any(|who| match who {
            Who::HolderHandler | Who::HolderSigner => holds,
            Who::LeadHandler => post.role.is_holder(),
            Who::OfficeHandler | Who::OfficeDirector => post.role == Role::Office,
            // Nobody else is in the town.
            _ => false,
        })
    }

    /// Somebody goes through what waits of one assignment, so that some of it is accepted in time
    /// for the next.
    async fn review(&mut self) {
        let (id, _) = self.dice.of(&self.assignments);
        let rows = self.record(id).await.rows;
        for period in rows.into_keys() {
            for command in
                [AssignmentCommand::CheckRow { period }, AssignmentCommand::AcceptRow { period }]
            {
                self.try_all(Command::Assignment(id, command)).await;
            }
        }
    }

    pub(crate) async fn command(&mut self) -> Option<Command> {
        let (id, unit) = self.dice.of(&self.assignments);
        let today = business_date(self.town.engine.clock().now());
        // Now and then somebody remembers an earlier month.
        let back = self.dice.of(&[0, 0, 0, 1, 1, 2, 3]);
        let period = Period::of(today - TimeDelta::days(back * 28));
        let key = SheetKey { plan: self.plan, unit, period };
        let own = |command| Some(Command::Assignment(id, command));
        let reason = Reason::parse("材料不全").unwrap();
        match self.dice.roll(20) {
            0 | 1 => own(AssignmentCommand::SignFor),
            2 => self.milestones(today).map(|command| Command::Assignment(id, command)),
            3 | 4 => {
                let entry = self.entry(id, today).await;
                Some(Command::Sheet(key, SheetCommand::Draft { rows: vec![(id, entry)] }))
            }
            5 | 6 => Some(Command::Sheet(key, SheetCommand::Submit { assignments: Vec::new() })),
            7 | 17 => own(AssignmentCommand::CheckRow { period }),
            8 | 18 => own(AssignmentCommand::AcceptRow { period }),
            9 | 16 => own(AssignmentCommand::ReturnRow { period, reason }),
            10 => {
                let new = EvidenceId(self.town.engine.ids().fresh());
                self.evidence.push(new);
                Some(Command::Evidence(new, submit(id)))
            }
            11 => self.verdict(reason),
            12 => own(closing(self.dice.of(&[
                Outcome::Met,
                Outcome::PartlyMet,
                Outcome::PartlyMet,
                Outcome::NotMet,
                Outcome::NoLongerRequired,
            ]))),
            13 => own(AssignmentCommand::Close),
            19 if self.dice.roll(3) > 0 => Some(self.reclassified()),
            19 => own(AssignmentCommand::SendBack { reason }),
            14 => self.balance(id).await.map(|command| Command::Assignment(id, command)),
            15 if self.dice.roll(60) == 0 => {
                own(AssignmentCommand::DeclareNotApplicable { reason })
            }
            15 => None,
            _ => None,
        }
    }

    fn milestones(&mut self, today: NaiveDate) -> Option<AssignmentCommand> {
        let due_on = today + TimeDelta::days(i64::try_from(self.dice.roll(60)).unwrap());
        let milestones = vec![Milestone {
            id: MilestoneId(self.town.engine.ids().fresh()),
            name: Name::parse("开工").unwrap(),
            due_on,
            weight: 100,
        }];
        Some(AssignmentCommand::PlanMilestones { milestones })
    }

    /// What stood before, of the whole or of a target.
    async fn balance(&mut self, id: AssignmentId) -> Option<AssignmentCommand> {
        let targets: Vec<TargetId> =
            self.record(id).await.charge.targets.iter().map(|owed| owed.target).collect();
        let target = targets.first().copied().filter(|_| self.dice.roll(2) == 0);
        let balance = Balance {
            target,
            standing: self.dice.of(&BalanceStanding::ALL),
            value: None,
            on: day("2025-12-31") - TimeDelta::days(i64::try_from(self.dice.roll(40)).unwrap()),
            document: DocNo::parse("某函〔2025〕9号").unwrap(),
        };
        (self.dice.roll(2) == 0).then_some(AssignmentCommand::RecordBalance { balance })
    }

    /// A county in another class, or in none.
    fn reclassified(&mut self) -> Command {
        let unit = self.dice.of(&self.town.counties);
        let class = self.dice.of(&[Some("I"), Some("II"), None]);
        let profile = Box::new(self.town.county(unit, class));
        Command::Unit(unit, organisation::Command::Amend { profile, dated: None })
    }

    /// A report that claims what is open, with a figure that may or may not do, and dates that may
    /// lie before the report.
    async fn entry(&mut self, id: AssignmentId, today: NaiveDate) -> Entry {
        let record = self.record(id).await;
        let on = today - TimeDelta::days(i64::try_from(self.dice.roll(20)).unwrap());
        let value = Some(Figure(i64::try_from(self.dice.roll(40)).unwrap() * 1_000_000));
        let open = record.open_milestones().next().map(|milestone| milestone.id);
        let target: Option<TargetId> = record.charge.targets.first().map(|owed| owed.target);
        let claims = Claims {
            milestones: open.map(|milestone| MilestoneDone { milestone, on }).into_iter().collect(),
            figures: target
                .map(|target| FigureReported { target, value, on })
                .into_iter()
                .collect(),
        };
        let progress = Paragraph::parse("已开工。").unwrap();
        let (problems, next_steps, coordination) = (None, None, None);
        let report = Report { progress, problems, next_steps, coordination, claims };
        Entry::Report(Box::new(report))
    }

    async fn record(&self, id: AssignmentId) -> Record {
        let stream = StreamId::Assignment(id);
        let names = [stream.to_string()];
        let names = &names;
        let events = self
            .town
            .engine
            .store()
            .read(move |tx| async move { load_streams(&tx, names).await })
            .await
            .unwrap();
        match codec::fold(stream, &events[&names[0]]).unwrap() {
            State::Assignment(known) => known.record().unwrap().clone(),
            other => panic!("{other:?} is no assignment"),
        }
    }

    fn verdict(&mut self, reason: Reason) -> Option<Command> {
        let id = *self.evidence.get(self.dice.roll(self.evidence.len().max(1)))?;
        let command = match self.dice.roll(3) {
            0 => EvidenceCommand::Refuse { reason },
            _ => EvidenceCommand::Verify,
        };
        Some(Command::Evidence(id, command))
    }

    pub(crate) async fn events(&self) -> Vec<RecordedEvent> {
        let store = self.town.engine.store();
        store.read(|tx| async move { duban_store::journal::read::all(&tx).await }).await.unwrap()
    }

    /// Everything that happened, with the day on which it was recorded.
    pub(crate) async fn journal(&self) -> Vec<(StreamId, Event, NaiveDate)> {
        let decoded = |event: &RecordedEvent| {
            let stream: StreamId = event.stream.parse().unwrap();
            let day = business_date(event.recorded_at);
            (stream, codec::decode(stream, event).unwrap(), day)
        };
        self.events().await.iter().map(decoded).collect()
    }
}

fn submit(assignment: AssignmentId) -> EvidenceCommand {
    EvidenceCommand::Submit {
        assignment,
        purpose: Purpose::Closing,
        title: Name::parse("照片").unwrap(),
        exhibit: Exhibit::Link { url: "https://example.cn/1".into() },
    }
}

fn closing(outcome: Outcome) -> AssignmentCommand {
    AssignmentCommand::RequestClosing {
        outcome,
        statement: Paragraph::parse("已办。").unwrap(),
        basis: Some(DocNo::parse("某函〔2026〕2号").unwrap()),
    }
}
