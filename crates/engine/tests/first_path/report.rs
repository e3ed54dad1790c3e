//! Reports of past days against a naive fold of the journal, over a year of random work.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use duban_domain::assignment::command::Command as AssignmentCommand;
use duban_domain::assignment::record::{Milestone, Outcome, Record};
use duban_domain::assignment::row::{Claims, FigureReported, MilestoneDone};
use duban_domain::command::{Command, Event, State, StreamId};
use duban_domain::evidence::command::Command as EvidenceCommand;
use duban_domain::evidence::state::{Exhibit, Purpose};
use duban_domain::obligation::{Bucket, Kind, Listing, Obligation};
use duban_domain::people::actor::{Actor, Grade, Role};
use duban_domain::people::duty::Duty;
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::command::Command as SheetCommand;
use duban_domain::sheet::state::{Entry, Report};
use duban_domain::task::command::{Command as TaskCommand, Confirmed};
use duban_domain::time::{Period, business_date, end_of_day};
use duban_domain::value::decimal::Figure;
use duban_domain::value::id::{AssignmentId, EvidenceId, MilestoneId, PlanId, TargetId, UnitId};
use duban_domain::value::text::{DocNo, Name, Paragraph, Reason};
use duban_engine::reports::{GroupBy, ReportRow};
use duban_engine::view::{ObligationQuery, Page};
use duban_store::journal::{RecordedEvent, codec, load_streams};
use duban_store::read::report::{Axis, FigureQuery, FigureRow, Group, figures};
use duban_store::read::{AsOf, Visibility};

use super::town::{Town, day, noon};

/// Numbers without pattern, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }
}

/// A year in the town: who works, on what.
struct Year {
    town: Town,
    plan: PlanId,
    people: Vec<Actor>,
    assignments: Vec<(AssignmentId, UnitId)>,
    evidence: Vec<EvidenceId>,
    dice: Dice,
    done: u32,
}

impl Year {
    async fn begin() -> Self {
        let town = Town::build().await;
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
        ] {
            people.push(town.person(unit, role, grade).await);
        }
        let (plan, tasks) = town.draft(people[0]).await;
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
        let states = year.states(day("2099-12-31")).await;
        for stream in Town::assignments(&outcome) {
            if let (StreamId::Assignment(id), Some(State::Assignment(known))) =
                (stream, states.get(&stream))
            {
                year.assignments.push((id, known.record().unwrap().charge.unit));
            }
        }
        year
    }

    /// Lets a year pass, a few days and commands at a time.
    async fn pass(&mut self) {
        let mut today = day("2026-01-05");
        while today < day("2026-12-31") {
            today += TimeDelta::days(i64::try_from(self.dice.roll(3)).unwrap());
            self.town.clock.set(noon(&today.to_string()));
            self.town.engine.sweep().await.unwrap();
            for _ in 0..4 {
                let Some(command) = self.command().await else { continue };
                for _ in 0..4 {
                    let actor = self.dice.of(&self.people);
                    if self.town.run(actor, vec![command.clone()]).await.is_ok() {
                        self.done += 1;
                        break;
                    }
                }
            }
        }
    }

    async fn command(&mut self) -> Option<Command> {
        let (id, unit) = self.dice.of(&self.assignments);
        let today = business_date(self.town.engine.clock().now());
        let period = Period::of(today);
        let key = SheetKey { plan: self.plan, unit, period };
        let own = |command| Some(Command::Assignment(id, command));
        let reason = Reason::parse("材料不全").unwrap();
        match self.dice.roll(14) {
            0 | 1 => own(AssignmentCommand::SignFor),
            2 => self.milestones(today).map(|command| Command::Assignment(id, command)),
            3 | 4 => {
                let entry = self.entry(id, today).await;
                Some(Command::Sheet(key, SheetCommand::Draft { rows: vec![(id, entry)] }))
            }
            5 | 6 => Some(Command::Sheet(key, SheetCommand::Submit { assignments: Vec::new() })),
            7 => own(AssignmentCommand::CheckRow { period }),
            8 => own(AssignmentCommand::AcceptRow { period }),
            9 => own(AssignmentCommand::ReturnRow { period, reason }),
            10 => {
                let new = EvidenceId(self.town.engine.ids().fresh());
                self.evidence.push(new);
                Some(Command::Evidence(new, submit(id)))
            }
            11 => self.verdict(reason),
            12 => own(closing(self.dice.of(&Outcome::ALL))),
            _ => own(AssignmentCommand::Close),
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

    /// A report that claims what is open, with a figure that may or may not do, and dates that may
    /// lie before the report.
    async fn entry(&mut self, id: AssignmentId, today: NaiveDate) -> Entry {
        let record = self.record(id).await;
        let on = today - TimeDelta::days(i64::try_from(self.dice.roll(20)).unwrap());
        let value = Some(Figure(i64::try_from(self.dice.roll(20)).unwrap() * 1_000_000));
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

    /// Every state as it was known at the end of a day, by nothing but the events until then.
    async fn states(&self, known_on: NaiveDate) -> BTreeMap<StreamId, State> {
        let mut states = BTreeMap::new();
        for (stream, event) in self.journal(known_on).await {
            let state = states.remove(&stream).unwrap_or_else(|| State::absent(stream));
            states.insert(stream, state.evolve(&event));
        }
        states
    }

    async fn events(&self) -> Vec<RecordedEvent> {
        let store = self.town.engine.store();
        store.read(|tx| async move { duban_store::journal::read::all(&tx).await }).await.unwrap()
    }

    async fn journal(&self, known_on: NaiveDate) -> Vec<(StreamId, Event)> {
        self.events()
            .await
            .iter()
            .filter(|event| event.recorded_at < end_of_day(known_on))
            .map(|event| {
                let stream: StreamId = event.stream.parse().unwrap();
                (stream, codec::decode(stream, event).unwrap())
            })
            .collect()
    }

    /// The figures by counting, one obligation and one day after the other.
    async fn naive(&self, axis: Axis, on: NaiveDate) -> Vec<FigureRow> {
        let mut figures: BTreeMap<_, (i64, i64)> = BTreeMap::new();
        for (stream, state) in self.states(on).await {
            let (owner, owed) = owed(stream, &state, axis);
            for obligation in owed {
                let (group, duty) = owner.clone().unwrap();
                for bucket in Bucket::ALL {
                    let days = days(&obligation, bucket, on);
                    let now = i64::from(obligation.counts_in(bucket, on));
                    let key = (group.clone(), duty, obligation.kind, bucket);
                    let sum = figures.entry(key).or_default();
                    *sum = (sum.0 + now, sum.1 + days);
                }
            }
        }
        figures
            .into_iter()
            .filter(|(_, sum)| *sum != (0, 0))
            .map(|((group, duty, kind, bucket), (count, days))| FigureRow {
                group,
                duty,
                kind,
                bucket,
                count,
                days,
            })
            .collect()
    }

    async fn reported(&self, visibility: Visibility, axis: Axis, on: NaiveDate) -> Vec<FigureRow> {
        let query = FigureQuery { plan: self.plan, axis, duties: &[] };
        let mut rows = self
            .town
            .engine
            .store()
            .read(|tx| async move { figures(&tx, visibility, query, AsOf::day(on)).await })
            .await
            .unwrap();
        rows.sort_by_key(|row| (row.group.clone(), row.duty, row.kind, row.bucket));
        rows
    }
}

fn owed(stream: StreamId, state: &State, axis: Axis) -> (Option<(Group, Duty)>, Vec<Obligation>) {
    let group = |unit, lead, section: &str| match axis {
        Axis::Unit => Group::Unit(unit),
        Axis::Lead => Group::Lead(lead),
        Axis::Section => Group::Section(section.to_owned()),
    };
    match (stream, state) {
        (_, State::Assignment(known)) => {
            let Some(record) = known.record() else { return (None, Vec::new()) };
            let charge = &record.charge;
            let group = group(charge.unit, charge.lead, &charge.section);
            (Some((group, charge.duty)), record.obligations.clone())
        }
        (StreamId::Evidence(id), State::Evidence(known)) => {
            let Some((content, _)) = known.content() else { return (None, Vec::new()) };
            let group = group(content.unit, content.lead, &content.section);
            (Some((group, content.duty)), known.obligation(id).into_iter().collect())
        }
        _ => (None, Vec::new()),
    }
}

fn days(obligation: &Obligation, bucket: Bucket, on: NaiveDate) -> i64 {
    let first = day("2025-11-01");
    let days = first.iter_days().take_while(|day| *day <= on);
    i64::try_from(days.filter(|day| obligation.counts_in(bucket, *day)).count()).unwrap()
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

#[tokio::test]
async fn reports_of_past_days_equal_a_naive_fold_of_the_journal() {
    let mut year = Year::begin().await;
    year.pass().await;
    assert!(year.done > 60, "only {} commands came through", year.done);
    let mut dice = Dice(7);
    let mut counted = 0;
    for _ in 0..50 {
        let on = day("2026-01-05") + TimeDelta::days(i64::try_from(dice.roll(420)).unwrap());
        let axis = dice.of(&[Axis::Unit, Axis::Lead, Axis::Section]);
        let naive = year.naive(axis, on).await;
        counted += naive.len();
        let visibility = Visibility::Jurisdiction(year.town.city);
        assert_eq!(year.reported(visibility, axis, on).await, naive, "{axis:?} as of {on}");
    }
    assert!(counted > 1_000, "{counted} figures are too few to tell");
    one_units_figures_are_the_same(&year).await;
    every_number_opens_its_list(&year).await;
    every_kind_of_event_has_a_golden_sample(&year).await;
    year.town.end();
}

/// What a year writes into the journal is what the golden samples of the store keep readable.
async fn every_kind_of_event_has_a_golden_sample(year: &Year) {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/../store/tests/golden/events");
    for event in year.events().await {
        let path = format!("{golden}/{}.{}.json", event.kind, event.schema);
        let known = std::path::Path::new(&path).exists();
        assert!(known, "write the first payload of `{}` to {path}: {}", event.kind, event.payload);
    }
}

/// Every number of every row lists exactly as many obligations, however the report is grouped.
async fn every_number_opens_its_list(year: &Year) {
    let reader = year.town.engine.reader(&year.people[1]);
    let (mut opened, mut days) = (0, 0);
    for on in ["2026-02-10", "2026-07-01", "2026-12-31"].map(day) {
        for by in GroupBy::ALL {
            let rows = reader.accountability(year.plan, by, "DUBAN_4", AsOf::day(on)).await;
            for row in rows.unwrap() {
                for kind in Kind::ALL {
                    let listings = Bucket::ALL.map(Listing::Counted);
                    for listing in listings.into_iter().chain([Listing::OnTime]) {
                        let number = match listing {
                            Listing::Counted(bucket) => row.count(kind, bucket),
                            Listing::OnTime | Listing::PastDue => row.on_time(kind),
                        };
                        let query = behind(year, by, &row, (kind, listing));
                        let listed = reader.obligation_count(&query, AsOf::day(on)).await.unwrap();
                        assert_eq!(i64::try_from(listed).unwrap(), number, "{query:?} on {on}");
                        opened += number;
                    }
                    let query = behind(year, by, &row, (kind, Listing::PastDue));
                    let page = Page::first(100);
                    let list = reader.obligations(&query, AsOf::day(on), &page).await.unwrap();
                    assert!(!list.has_next);
                    let sum: i64 = list.rows.iter().map(|item| item.days_overdue(on)).sum();
                    assert_eq!(sum, row.days(kind, Bucket::Overdue), "{query:?} on {on}");
                    days += sum;
                }
            }
        }
    }
    assert!(opened > 1_000 && days > 1_000, "{opened} opened, {days} days overdue");
}

fn behind(
    year: &Year,
    by: GroupBy,
    row: &ReportRow,
    (kind, listing): (Kind, Listing),
) -> ObligationQuery {
    ObligationQuery {
        plan: year.plan,
        group: Some(row.group.clone()),
        duties: by.duties().to_vec(),
        kind: Some(kind),
        listing,
    }
}

/// What a county is shown of itself is what the whole report says of it.
async fn one_units_figures_are_the_same(year: &Year) {
    let on = day("2026-09-15");
    let county = year.town.counties[0];
    let own = year.reported(Visibility::Unit(county), Axis::Unit, on).await;
    let all = year.reported(Visibility::Jurisdiction(year.town.city), Axis::Unit, on).await;
    let of_county: Vec<FigureRow> =
        all.into_iter().filter(|row| row.group == Group::Unit(county)).collect();
    assert_eq!(own, of_county);
}
