//! What was answered on a day is what is answered about that day for ever after: every report and
//! list, for several pairs of eyes, written down at the end of each day of a year of random work.

use std::env;

use chrono::{NaiveDate, TimeDelta};
use duban_domain::assignment::command::Command as AssignmentCommand;
use duban_domain::assignment::record::{BalanceStanding, Fact};
use duban_domain::command::{Command, State, StreamId};
use duban_domain::obligation::{Bucket, Listing};
use duban_domain::people::actor::Actor;
use duban_domain::people::organisation::{Command as UnitCommand, Dated};
use duban_domain::people::unit::ClassTag;
use duban_domain::sheet::SheetKey;
use duban_domain::task::command::Command as TaskCommand;
use duban_domain::time::Period;
use duban_domain::value::decimal::Figure;
use duban_domain::value::id::{AssignmentId, PlanId, TaskId, UnitId};
use duban_domain::value::text::{DocNo, Name, Reason, Title};
use duban_engine::queries::Reader;
use duban_engine::reports::GroupBy;
use duban_engine::view::{
    AsOf, AssignmentFilter, AssignmentOrder, AssignmentSort, Direction, EvidenceFilter,
    ObligationQuery, Page, PlanFilter, SheetFilter, TaskFilter, TaskOrder, TaskSort, UnitFilter,
};
use duban_store::journal::{codec, load_streams};
use duban_store::{Durability, Location, Settings, Sql, Store};

use super::naive::Book;
use super::report::figures;
use super::town::{Town, day, noon};
use super::year::{Dice, Year};

/// How many days are written down, and how many commands are given: the full year where
/// `DUBAN_SNAPSHOTS=full`, a part of it otherwise.
fn measure() -> (usize, usize) {
    match env::var("DUBAN_SNAPSHOTS").as_deref() {
        Ok("full") => (200, 10_000),
        _ => (30, 900),
    }
}

#[tokio::test]
async fn what_was_answered_on_a_day_is_answered_about_it_ever_after_on_sqlite() {
    Past::live(Town::build().await).await;
}

#[tokio::test]
async fn what_was_answered_on_a_day_is_answered_about_it_ever_after_on_postgres() {
    let Ok(url) = env::var("TEST_DATABASE_URL") else {
        let required = env::var("REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
        assert!(!required, "REQUIRE_POSTGRES=1, but TEST_DATABASE_URL is not set");
        return eprintln!("skipped: TEST_DATABASE_URL is not set");
    };
    let schema = format!("duban_engine_past_{}", std::process::id());
    let admin = connect(&url, None).await;
    tell(&admin, format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await;
    tell(&admin, format!("CREATE SCHEMA {schema}")).await;
    let store = connect(&url, Some(schema.clone())).await;
    store.migrate().await.unwrap();
    Past::live(Town::build_in(store, None).await).await;
    tell(&admin, format!("DROP SCHEMA {schema} CASCADE")).await;
}

async fn connect(url: &str, schema: Option<String>) -> Store {
    let mut settings = Settings::new(Location::Postgres { url: url.to_owned(), schema });
    settings.durability = Durability::Unchecked;
    Store::connect(&settings).await.unwrap()
}

async fn tell(store: &Store, text: String) {
    let sql = &Sql::new(text);
    let told = store.write(|tx| {
        let sql = sql.clone();
        async move { tx.execute(&sql).await }
    });
    told.await.unwrap();
}

/// A year whose days are written down.
struct Past {
    year: Year,
    /// A plan that stays a draft, and its tasks.
    draft: (PlanId, Vec<TaskId>),
    dice: Dice,
    given: usize,
}

impl Past {
    async fn live(town: Town) {
        let (days, commands) = measure();
        let year = Year::begin(town, 12).await;
        let draft = year.town.draft_of(year.people[0], 4).await;
        let mut past = Self { year, draft, dice: Dice(11), given: 0 };
        let mut written = Vec::new();
        let mut today = day("2026-01-05");
        for passed in 1..=days {
            // Now and then nobody looks at the timers for a few days.
            today += TimeDelta::days(if passed % 17 == 0 { 5 } else { 1 });
            past.spend(today, commands / days).await;
            let eyes = past.eyes();
            let mut said = Vec::new();
            for reader in &eyes {
                said.push(past.answers(reader, AsOf::day(today)).await);
            }
            written.push((today, said));
        }
        assert_eq!(past.given, commands / days * days);
        assert!(past.year.done > 100, "only {} commands came through", past.year.done);
        past.year.town.clock.set(noon(&(today + TimeDelta::days(40)).to_string()));
        past.year.town.engine.sweep().await.unwrap();
        let mut changed = 0;
        for (on, said) in &written {
            let as_of = AsOf::day(*on);
            for (reader, said) in past.eyes().iter().zip(said) {
                let answers = past.answers(&reader.at(Some(as_of)), as_of).await;
                compare(*on, said, &answers);
                changed += usize::from(past.answers(reader, as_of).await != answers);
            }
        }
        assert!(changed > written.len(), "{changed} answers are otherwise today");
        past.both_are_told(written.iter().map(|(on, _)| *on)).await;
        past.year.town.end();
    }

    /// One day: what is due, and some commands.
    async fn spend(&mut self, today: NaiveDate, commands: usize) {
        self.year.town.clock.set(noon(&today.to_string()));
        self.year.town.engine.sweep().await.unwrap();
        for _ in 0..commands {
            self.given += 1;
            let (command, tries) = match self.dice.roll(40) {
                0 => (self.unit(today).await, vec![Actor::System]),
                1 => (self.title(), vec![self.year.people[0]]),
                2 | 3 => (self.amendment(today).await, vec![self.year.people[0]]),
                _ => {
                    let people = (0..5).map(|_| self.dice.of(&self.year.people)).collect();
                    (self.work().await, people)
                }
            };
            let Some(command) = command else { continue };
            for actor in tries {
                if self.year.town.run(actor, vec![command.clone()]).await.is_ok() {
                    self.year.done += 1;
                    break;
                }
            }
        }
    }

    /// Something from the year; the end of an assignment seldom, so that there is work to the end.
    async fn work(&mut self) -> Option<Command> {
        let command = self.year.command().await?;
        let ends = |command: &Command| {
            let Command::Assignment(_, command) = command else { return false };
            matches!(command, AssignmentCommand::RequestClosing { .. } | AssignmentCommand::Close)
        };
        Some(command).filter(|command| !ends(command) || self.dice.roll(20) == 0)
    }

    /// A unit gets another name or class, as often as not from a day that is over.
    async fn unit(&mut self, today: NaiveDate) -> Option<Command> {
        let units: Vec<UnitId> =
            self.year.town.counties.iter().chain(&self.year.town.bureaus).copied().collect();
        let id = self.dice.of(&units);
        let Some(State::Unit(unit)) = self.state(StreamId::Unit(id)).await else { return None };
        let mut profile = unit.profile.clone()?;
        match self.dice.roll(2) {
            0 => profile.short_name = Name::parse(&format!("单位{}", self.dice.roll(900))).unwrap(),
            _ => {
                let class = ["I", "II", "III", "IV"][self.dice.roll(4)].to_owned();
                profile.classes = vec![ClassTag { scheme: "DUBAN_4".into(), class }];
            }
        }
        let dated = (self.dice.roll(2) == 0).then(|| Dated {
            on: today - TimeDelta::days(i64::try_from(self.dice.roll(40)).unwrap()),
            reason: Some(Reason::parse("批复晚到").unwrap()),
            basis: Some(DocNo::parse("某函〔2026〕3号").unwrap()),
        });
        Some(Command::Unit(id, UnitCommand::Amend { profile, dated }))
    }

    /// The office amends what it accepted: another figure, another day.
    async fn amendment(&mut self, today: NaiveDate) -> Option<Command> {
        let id = self.dice.of(&self.year.assignments).0;
        let stream = StreamId::Assignment(id);
        let Some(State::Assignment(known)) = self.state(stream).await else { return None };
        let record = known.record()?;
        let on = today - TimeDelta::days(i64::try_from(self.dice.roll(30)).unwrap());
        let value = Some(Figure(i64::try_from(self.dice.roll(20)).unwrap() * 1_000_000));
        let figure = record.figures.keys().next();
        let balance = record.balances.last().filter(|_| self.dice.roll(2) == 0).cloned();
        let fact = match (figure, record.milestones.first()) {
            _ if balance.is_some() => {
                let mut balance = balance?;
                balance.standing = self.dice.of(&BalanceStanding::ALL);
                balance.on -= TimeDelta::days(i64::try_from(self.dice.roll(9)).unwrap());
                Fact::Balance { balance }
            }
            (Some(target), _) => Fact::Figure { target: *target, value, on },
            (None, Some(milestone)) => Fact::Milestone { milestone: milestone.id, on },
            (None, None) => return None,
        };
        let reason = Reason::parse("统计口径有误").unwrap();
        Some(Command::Assignment(id, AssignmentCommand::AmendFact { fact, reason }))
    }

    /// The office mends the title of a draft.
    fn title(&mut self) -> Option<Command> {
        let task = self.dice.of(&self.draft.1);
        let title = Title::parse(&format!("第{}稿", self.dice.roll(900))).unwrap();
        Some(Command::Task(task, TaskCommand::CorrectTitle { title }))
    }

    async fn state(&self, stream: StreamId) -> Option<State> {
        let names = [stream.to_string()];
        let names = &names;
        let store = self.year.town.engine.store();
        let found = store.read(move |tx| async move { load_streams(&tx, names).await });
        codec::fold(stream, &found.await.unwrap()[&names[0]]).ok()
    }

    /// The office, a lead, a support and a county.
    fn eyes(&self) -> Vec<Reader> {
        [1, 2, 4, 6].map(|place| self.year.town.engine.reader(&self.year.people[place])).to_vec()
    }

    /// Every report and list, in words. The day an answer speaks of is left out of it.
    async fn answers(&self, reader: &Reader, as_of: AsOf) -> Vec<String> {
        let mut said = Vec::new();
        self.reports(reader, as_of, &mut said).await;
        self.ledger(reader, &mut said).await;
        self.work_of(reader, as_of, &mut said).await;
        self.register(reader, &mut said).await;
        let marked = format!("as_of: {:?}", Some(as_of));
        said.iter().map(|text| text.replace(&marked, "as_of: None")).collect()
    }

    async fn reports(&self, reader: &Reader, as_of: AsOf, said: &mut Vec<String>) {
        let plan = self.year.plan;
        for by in GroupBy::ALL {
            let rows = reader.accountability(plan, by, "DUBAN_4", as_of).await.unwrap();
            said.extend(rows.iter().map(|row| format!("{by:?}: {row:?}")));
        }
        for bucket in [Bucket::Total, Bucket::Overdue] {
            let listing = Listing::Counted(bucket);
            let query =
                ObligationQuery { plan, group: None, duties: Vec::new(), kind: None, listing };
            let list = reader.obligations(&query, as_of, &Page::first(100)).await.unwrap();
            said.extend(list.rows.iter().map(|row| format!("{bucket:?}: {row:?}")));
            let count = reader.obligation_count(&query, as_of).await.unwrap();
            said.push(format!("{bucket:?}: {count}"));
        }
    }

    async fn ledger(&self, reader: &Reader, said: &mut Vec<String>) {
        let filter = TaskFilter::default();
        let mut ids = Vec::new();
        for by in [TaskSort::No, TaskSort::Title] {
            let order = TaskOrder { by, direction: Direction::Ascending };
            let page = reader.tasks(&filter, order, &Page::first(5)).await.unwrap();
            let next = page.rows.last().map(|row| Page::first(100).after(order.key(row)));
            said.push(format!("{page:?}"));
            ids.extend(page.rows.iter().map(|row| row.id));
            if let Some(next) = next {
                said.push(format!("{:?}", reader.tasks(&filter, order, &next).await.unwrap()));
            }
        }
        said.push(format!("{:?}", reader.task_count(&filter).await.unwrap()));
        said.push(format!("{:?}", reader.county_counts(&ids).await.unwrap()));
        said.push(format!("{:?}", reader.supports(&ids).await.unwrap()));
        let targets = reader.targets(&ids).await.unwrap();
        said.push(format!("{targets:?}"));
        let plans = [self.year.plan, self.draft.0];
        said.push(format!("{:?}", reader.plan_totals(&plans).await.unwrap()));
        said.push(format!("{:?}", reader.sections(&plans).await.unwrap()));
        let plans = reader.plans(&PlanFilter::default(), &Page::first(10)).await.unwrap();
        said.push(format!("{plans:?}"));
    }

    async fn work_of(&self, reader: &Reader, as_of: AsOf, said: &mut Vec<String>) {
        let overdue = AssignmentFilter { overdue_on: Some(as_of.on), ..Default::default() };
        let unit = AssignmentSort::Unit;
        let by_unit = AssignmentOrder { by: unit, direction: Direction::Descending };
        let all = AssignmentFilter::default();
        for (filter, order) in [(&all, AssignmentOrder::NEXT), (&overdue, by_unit)] {
            let list = reader.assignments(filter, order, &Page::first(100)).await.unwrap();
            said.extend(list.rows.iter().map(|row| format!("{row:?}")));
            said.push(format!("{}", reader.assignment_count(filter).await.unwrap()));
        }
        let ids: Vec<AssignmentId> = self.year.assignments.iter().map(|known| known.0).collect();
        said.push(format!("{:?}", reader.milestones(&ids).await.unwrap()));
        said.push(format!("{:?}", reader.assignment_targets(&ids).await.unwrap()));
        said.push(format!("{:?}", reader.period_rows(&ids, 100).await.unwrap()));
        said.push(format!("{:?}", reader.latest_rows(&ids).await.unwrap()));
        said.push(format!("{:?}", reader.balances(&ids).await.unwrap()));
        said.push(format!("{:?}", reader.latest_lines(&ids).await.unwrap()));
        let evidence = reader.evidence(&EvidenceFilter::default(), &Page::first(100)).await;
        said.push(format!("{:?}", evidence.unwrap()));
        for unit in &self.year.town.bureaus {
            let waiting = reader.rows_to_check(*unit, &Page::first(100)).await.unwrap();
            said.push(format!("{waiting:?}"));
        }
        let sheets = reader.sheets(SheetFilter::default(), &Page::first(100)).await.unwrap();
        let keys: Vec<SheetKey> = sheets.rows.iter().map(|row| row.key).collect();
        said.push(format!("{sheets:?}"));
        said.push(format!("{:?}", reader.sheet_lines(&keys).await.unwrap()));
        let period = Period::of(as_of.on);
        let month = SheetFilter { period: Some(period), ..Default::default() };
        said.push(format!("{:?}", reader.sheet_count(month).await.unwrap()));
    }

    async fn register(&self, reader: &Reader, said: &mut Vec<String>) {
        let list = reader.units(&UnitFilter::default(), &Page::first(100)).await.unwrap();
        let ids: Vec<UnitId> = list.rows.iter().map(|row| row.id).collect();
        said.push(format!("{list:?}"));
        said.push(format!("{:?}", reader.unit_names(&ids).await.unwrap()));
        said.push(format!("{:?}", reader.unit_classes(&ids).await.unwrap()));
        said.push(format!("{:?}", reader.responsible_posts(&ids).await.unwrap()));
    }

    /// What was said of a day stays, and what is known of it now is told beside it.
    async fn both_are_told(&self, days: impl Iterator<Item = NaiveDate>) {
        let (year, known_on) = (&self.year, day("2099-12-31"));
        let journal = year.journal().await;
        let reader = year.town.engine.reader(&year.people[1]);
        let mut corrected = 0;
        for on in days.step_by(3) {
            for by in [GroupBy::County, GroupBy::Section, GroupBy::Class] {
                let mut told = Vec::new();
                for as_of in [AsOf::day(on), AsOf::known(on, known_on)] {
                    let rows = reader.accountability(year.plan, by, "DUBAN_4", as_of).await;
                    let naive = Book::read(&journal, as_of.known_on).figures(by, on);
                    told.push(figures(&rows.unwrap()));
                    assert_eq!(told.last(), Some(&naive), "{by:?} as of {as_of:?}");
                }
                corrected += usize::from(told[0] != told[1]);
            }
        }
        assert!(corrected > 0, "nothing was learnt about a past day");
    }
}

fn compare(on: NaiveDate, said: &[String], answers: &[String]) {
    for (one, other) in said.iter().zip(answers) {
        assert_eq!(one, other, "what was said on {on}");
    }
    assert_eq!(said.len(), answers.len(), "what was said on {on}");
}
