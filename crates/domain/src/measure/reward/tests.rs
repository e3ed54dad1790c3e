//! A pot from the published result to the performance report, with the worked numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::command::Command;
use super::event::Event;
use super::rejection::Rejection;
use super::state::{CountyTerms, Performance, Pool, Transfer, TransferKind};
use super::table::TABLE;
use super::{Reward, decide, evolve, split};
use crate::assessment::event::Event as AssessmentEvent;
use crate::assessment::state::{Place, Plan, Provenance, Terms};
use crate::assessment::{Assessment, evolve as tell};
use crate::facts::Facts;
use crate::measure::allot::candidate::CandidateKind;
use crate::measure::allot::fund::{
    DebtLevel, DebtMode, DebtRule, DifficultyUse, Eligibility, Factor, FactorSource, Fund,
    FundKind, Mode, Zones,
};
use crate::measure::score::data::{Datum, Item};
use crate::measure::score::grade::Grade;
use crate::measure::score::method::{Completion, Method};
use crate::measure::score::scheme::{
    AdjustmentCaps, Class, ClassTerms, Grading, Indicator, Ranking, Scheme,
};
use crate::people::actor::{Actor, Grade as Rank, Post, Role, Scope};
use crate::policy::{Sphere, Standing, permit};
use crate::rules::{Office, Rules};
use crate::value::code::Code;
use crate::value::decimal::{Figure, Points};
use crate::value::digest::Digest;
use crate::value::exact::Exact;
use crate::value::id::{AssessmentId, PersonId, PlanId, PostId, UnitId};
use crate::value::money::{Fen, MoneyUnit};
use crate::value::text::{DocNo, Paragraph, Reason, Title};

const PLAN: PlanId = PlanId(Uuid::from_u128(1));
const CITY: UnitId = UnitId(Uuid::from_u128(2));

/// 襄垣, 壶关, 长子, 武乡: total, task quantity, improvement, difficulty, debt.
const ROWS: [(&str, &str, &str, &str, &str, DebtLevel); 4] = [
    ("140423", "87.30", "100", "3", "0.90", DebtLevel::Yellow),
    ("140427", "88.12", "110", "5", "1.15", DebtLevel::Orange),
    ("140428", "93.05", "120", "6", "1.00", DebtLevel::Green),
    ("140429", "74.00", "90", "9", "1.00", DebtLevel::Green),
];

fn figure(text: &str) -> Figure {
    text.parse().unwrap()
}

fn scheme() -> Scheme {
    let terms = ClassTerms { weight: Points::whole(100), target: None };
    let indicator = Indicator {
        code: "all".into(),
        dimension: "A".into(),
        source: "county".into(),
        checker: "housing".into(),
        method: Method::Completion(Completion::Rise { cap: Exact::ONE }),
        target: Some(figure("100")),
        classes: BTreeMap::from([("II".into(), terms)]),
    };
    Scheme {
        classes: vec![Class { code: "II".into(), ranking: Ranking::Ranked }],
        dimensions: vec!["A".into()],
        indicators: vec![indicator],
        adjustments: Vec::new(),
        caps: AdjustmentCaps { bonus: Points::whole(5), deduction: Points::whole(10) },
        grading: Grading {
            excellent: Points::whole(90),
            good: Points::whole(80),
            fair: Points::whole(60),
            quota: None,
        },
    }
}

/// The year of these totals, its result published or only approved.
fn year(published: impl Into<Option<AssessmentEvent>>) -> Assessment {
    let plan = Plan {
        plan: PLAN,
        title: Title::parse("年度考核").unwrap(),
        year: 2025,
        publish_by: day("2025-06-30"),
        scheme: scheme(),
        counties: ROWS.iter().map(|(code, ..)| (Code::from(*code), Code::from("II"))).collect(),
        names: BTreeMap::new(),
        units: BTreeMap::new(),
        terms: Terms {
            publicity_workdays: 5,
            republication_workdays: 3,
            objection_workdays: 10,
            rectification_months: 1,
        },
    };
    let mut events = vec![AssessmentEvent::AssessmentDrafted { plan: Box::new(plan), by: None }];
    for (county, total, ..) in ROWS {
        let place = Place { county: county.into(), indicator: "all".into() };
        let item = Item::of(Datum::Value(figure(total)));
        let provenance = Provenance::Verified { stream: "sheet:1".to_owned(), version: 1 };
        events.push(AssessmentEvent::ItemSubmitted { place, item, provenance, by: None });
    }
    events.push(AssessmentEvent::ResultApproved { on: day("2026-02-01"), by: None });
    events.extend(published.into());
    events.iter().fold(Assessment::Absent, tell)
}

fn published() -> AssessmentEvent {
    let (on, due_on) = (day("2026-02-02"), day("2026-03-02"));
    AssessmentEvent::ResultPublished { on, rectify: Vec::new(), due_on, by: None }
}

fn fund() -> Fund {
    let factor = |code: &str, weight: (i128, i128), source, difficulty| Factor {
        code: code.into(),
        weight: Exact::new(weight.0, weight.1).unwrap(),
        source,
        difficulty,
    };
    Fund {
        pool: Fen(2_000_000_000),
        unit: MoneyUnit::Fen,
        kind: FundKind::Subsidy,
        mode: Mode::Factors(vec![
            factor("score", (1, 2), FactorSource::Score, DifficultyUse::NotApplied),
            factor("task", (3, 10), FactorSource::Given, DifficultyUse::Applied),
            factor("improvement", (1, 5), FactorSource::Given, DifficultyUse::NotApplied),
        ]),
        eligibility: Eligibility { min_grade: Grade::Good, zones: Zones::Excluded },
        debt: Some(DebtRule {
            green: figure("1"),
            yellow: figure("0.95"),
            orange: figure("0.80"),
            red: figure("0"),
            mode: DebtMode::Renormalise,
            basis: None,
        }),
        max_share: None,
        top_slice: None,
    }
}

fn pool() -> Pool {
    let terms = |(code, _, task, improvement, difficulty, debt): (
        &str,
        &str,
        &str,
        &str,
        &str,
        DebtLevel,
    )| {
        let factors = [("task", task), ("improvement", improvement)];
        let terms = CountyTerms {
            kind: CandidateKind::County,
            plan_adopted: true,
            reports_met: true,
            applied: None,
            debt: Some(debt),
            difficulty: Some(figure(difficulty)),
            factors: factors.map(|(code, value)| (Code::from(code), figure(value))).into(),
        };
        (Code::from(code), terms)
    };
    Pool {
        plan: PLAN,
        assessment: AssessmentId(Uuid::from_u128(3)),
        title: Title::parse("2025 年度补助资金").unwrap(),
        document: DocNo::parse("某财预〔2026〕1号").unwrap(),
        fund: fund(),
        counties: ROWS.map(terms).into(),
        publicity_workdays: 5,
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn actor(number: u128, role: Role, grade: Rank) -> Actor {
    let id = PostId(Uuid::from_u128(number));
    let post = Post { id, unit: CITY, role, grade, scope: Scope::Jurisdiction(CITY) };
    Actor::Person { person: PersonId(Uuid::from_u128(number)), post }
}

fn finance() -> Actor {
    actor(11, Role::Finance, Rank::Handler)
}

fn second() -> Actor {
    actor(12, Role::Finance, Rank::Handler)
}

fn clerk() -> Actor {
    actor(13, Role::Office, Rank::Handler)
}

fn mayor() -> Actor {
    actor(14, Role::Leader, Rank::HeadOfGovernment)
}

/// A pot and its clock.
struct Money {
    state: Reward,
    year: Assessment,
    now: DateTime<Utc>,
}

impl Money {
    fn begin() -> Self {
        let now = "2026-02-03T02:00:00Z".parse().unwrap();
        Self { state: Reward::Absent, year: year(published()), now }
    }

    fn ask(&self, actor: Actor, command: &Command) -> Result<Vec<Event>, Rejection> {
        let office = Arc::new(Office::with(Rules::default(), Vec::new()));
        let mut facts = Facts::new(actor, self.now, office);
        facts.digest = Some(Digest([7; 32]));
        facts.assessment = Some(Arc::new(self.year.clone()));
        decide(&self.state, command, &facts)
    }

    /// Gives a command that must be lawful and open to the actor.
    #[track_caller]
    fn give(&mut self, actor: Actor, command: Command) {
        let standing = Standing { sphere: Sphere::Plan(PLAN, CITY), ..Standing::default() };
        let action = command.action();
        permit(&actor, action.as_str(), action.who(), &standing).unwrap();
        for event in self.ask(actor, &command).unwrap() {
            self.state = evolve(std::mem::take(&mut self.state), &event);
        }
        let row = TABLE.iter().find(|row| row.action == action).unwrap();
        assert_eq!(self.state.name(), row.to);
    }

    fn calculated() -> Self {
        let mut money = Self::begin();
        money.give(finance(), Command::SetPool { pool: Box::new(pool()) });
        money.give(clerk(), Command::Calculate);
        money
    }

    fn publicised() -> Self {
        let mut money = Self::calculated();
        money.give(second(), Command::Check { amounts: worked() });
        let document = DocNo::parse("某政纪〔2026〕2号").unwrap();
        money.give(mayor(), Command::Approve { document });
        money.give(finance(), Command::Publicise);
        money
    }
}

/// 12.5, debt-adjusted, in fen.
fn worked() -> BTreeMap<Code, Fen> {
    [("140428", 799_070_394), ("140423", 592_540_425), ("140427", 608_389_181)]
        .map(|(code, fen)| (Code::from(code), Fen(fen)))
        .into()
}

fn issue(approved_on: &str, exception: Option<&str>) -> Command {
    Command::Issue {
        document: DocNo::parse("某财预〔2026〕9号").unwrap(),
        transfer: Transfer { kind: TransferKind::Special, budget_approved_on: day(approved_on) },
        exception: exception.map(|text| Reason::parse(text).unwrap()),
    }
}

fn reports(spent: i64) -> BTreeMap<Code, Performance> {
    let statement = Paragraph::parse("建成两处公园。").unwrap();
    let report =
        |code: Code| (code, Performance { spent: Fen(spent), statement: statement.clone() });
    worked().into_keys().map(report).collect()
}

#[test]
fn a_pot_goes_from_the_pool_to_the_performance_report() {
    let mut money = Money::publicised();
    let pot = money.state.pot().unwrap();
    assert_eq!(pot.calculation.as_ref().unwrap().amounts, worked());
    assert_eq!(pot.calculation.as_ref().unwrap().unallocated, Fen::ZERO);
    assert_eq!(pot.publicised_until, Some(day("2026-02-10")));
    // Twenty working days for the disclosure.
    assert_eq!(pot.disclose_by, Some(day("2026-03-03")));
    let (until, today) = (day("2026-02-10"), day("2026-02-03"));
    let refused = money.ask(finance(), &issue("2026-01-20", None));
    assert_eq!(refused, Err(Rejection::PublicityRuns { until, today }));
    money.now = "2026-02-11T02:00:00Z".parse().unwrap();
    money.give(finance(), issue("2026-01-20", None));
    let (on, from) = (day("2026-02-10"), day("2026-02-11"));
    let refused = money.ask(finance(), &Command::Pay { on });
    assert_eq!(refused, Err(Rejection::DayOutOfOrder { on, from, today: from }));
    money.give(finance(), Command::Pay { on: from });
    money.now = "2027-01-15T02:00:00Z".parse().unwrap();
    let mut short = reports(500_000_000);
    short.remove(&Code::from("140427"));
    let refused = money.ask(finance(), &Command::ReviewPerformance { reports: short });
    assert_eq!(refused, Err(Rejection::ReportsIncomplete { county: "140427".to_owned() }));
    let refused =
        money.ask(finance(), &Command::ReviewPerformance { reports: reports(600_000_000) });
    let (county, spent) = ("140423".to_owned(), "6000000.00".to_owned());
    let amount = "5925404.25".to_owned();
    assert_eq!(refused, Err(Rejection::SpentTooMuch { county, spent, amount }));
    money.give(finance(), Command::ReviewPerformance { reports: reports(500_000_000) });
}

#[test]
fn the_second_run_agrees_to_the_fen_and_is_somebody_elses() {
    let mut money = Money::calculated();
    let check = |amounts| Command::Check { amounts };
    assert_eq!(money.ask(finance(), &check(worked())), Err(Rejection::CheckerIsMaker));
    let mut other = worked();
    other.insert("140428".into(), Fen(799_070_393));
    other.insert("140423".into(), Fen(592_540_426));
    let refused = money.ask(second(), &check(other));
    let county = "140423".to_owned();
    let (first, second_run) = ("5925404.25".to_owned(), "5925404.26".to_owned());
    let differ = Rejection::RunsDiffer { count: 2, county, first, second: second_run };
    assert_eq!(refused, Err(differ));
    let mut less = worked();
    less.remove(&Code::from("140427"));
    let refused = money.ask(second(), &check(less));
    assert!(matches!(refused, Err(Rejection::RunsDiffer { count: 1, .. })), "{refused:?}");
    // Where the input was wrong, the pool is set right, and what was calculated is worth nothing.
    money.give(second(), Command::SetPool { pool: Box::new(pool()) });
    assert_eq!(money.state.pot().unwrap().calculation, None);
    money.give(clerk(), Command::Calculate);
    assert_eq!(money.ask(second(), &check(worked())), Err(Rejection::CheckerIsMaker));
    money.give(finance(), check(worked()));
}

#[test]
fn nothing_rests_on_a_result_that_is_not_published() {
    let mut money = Money { year: year(None), ..Money::begin() };
    let set = Command::SetPool { pool: Box::new(pool()) };
    let unpublished = Rejection::ResultUnpublished { state: "APPROVED" };
    assert_eq!(money.ask(finance(), &set), Err(unpublished.clone()));
    money.year = year(published());
    money.give(finance(), set);
    money.year = year(None);
    assert_eq!(money.ask(clerk(), &Command::Calculate), Err(unpublished));
}

#[test]
fn a_rule_that_cannot_be_met_is_refused_with_its_arithmetic() {
    let money = Money::begin();
    let refused = |change: &dyn Fn(&mut Pool)| {
        let mut pool = pool();
        change(&mut pool);
        money.ask(finance(), &Command::SetPool { pool: Box::new(pool) }).unwrap_err()
    };
    let because = |change: &dyn Fn(&mut Pool)| {
        let no = refused(change);
        let Rejection::CannotSplit { because } = no else { panic!("{no:?}") };
        because
    };
    let told = because(&|pool| {
        pool.fund.pool = Fen(999_999);
        pool.fund.unit = MoneyUnit::Wan;
    });
    assert_eq!(told, "the pool of 9999.99 yuan does not hold one unit of 10000.00 yuan");
    let told = because(&|pool| {
        if let Some(terms) = pool.counties.get_mut(&Code::from("140428")) {
            terms.factors.clear();
        }
    });
    assert_eq!(told, "county `140428` has no value for the factor `task`");
    let told = because(&|pool| {
        for terms in pool.counties.values_mut() {
            terms.plan_adopted = false;
        }
    });
    assert_eq!(told, "none of 4 counties meets the conditions");
    let unknown = refused(&|pool| {
        let terms = pool.counties[&Code::from("140428")].clone();
        pool.counties.insert("999999".into(), terms);
    });
    assert_eq!(unknown, Rejection::CountyUnknown { county: "999999".to_owned() });
    let short = refused(&|pool| pool.publicity_workdays = 4);
    assert_eq!(short, Rejection::PublicityTooShort { workdays: 4 });
}

#[test]
fn money_that_is_late_by_the_budget_law_cites_why() {
    let mut money = Money::publicised();
    money.now = "2026-02-11T02:00:00Z".parse().unwrap();
    let (due_on, today) = (day("2026-02-10"), day("2026-02-11"));
    let late = Rejection::IssuedLate { due_on, today, days: 60 };
    assert_eq!(money.ask(finance(), &issue("2025-12-12", None)), Err(late));
    money.give(finance(), issue("2025-12-12", Some("据实结算项目。")));
}

#[test]
fn a_cap_holds_what_was_applied_for() {
    let mut pool = pool();
    if let Some(terms) = pool.counties.get_mut(&Code::from("140428")) {
        terms.applied = Some(Fen(600_000_000));
    }
    pool.fund.unit = MoneyUnit::Wan;
    let assessment = year(published());
    let split = split(&pool, assessment.cycle().unwrap()).unwrap();
    let amounts: Vec<i64> =
        split.allotments.iter().map(|one| one.amount.0 / MoneyUnit::Wan.fen()).collect();
    // 襄垣, 壶关, 长子 (12.5): 691, 709, 600.
    assert_eq!(amounts, [691, 709, 600]);
}

#[test]
fn what_the_table_does_not_list_is_refused() {
    let money = Money::calculated();
    let commands = [Command::Calculate, Command::Publicise, Command::Pay { on: day("2026-02-03") }];
    for command in commands {
        let action = command.action().as_str();
        let wrong = Rejection::WrongState { action, state: "CALCULATED" };
        assert_eq!(money.ask(finance(), &command), Err(wrong));
    }
    let absent = Money::begin();
    let wrong = Rejection::WrongState { action: "CALCULATE", state: "ABSENT" };
    assert_eq!(absent.ask(clerk(), &Command::Calculate), Err(wrong));
}
