//! A year in small steps: a class of four counties as its data come in.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::command::{Command, Ruling};
use super::rejection::Rejection;
use super::state::{Adjustment, Place, Plan, Provenance, Rectification, Terms};
use super::table::{Action, TABLE};
use super::{Assessment, decide, evolve};
use crate::evidence::state::{Content, Evidence, Exhibit, Purpose, Verdict};
use crate::facts::Facts;
use crate::measure::score::data::{Bonus, Datum, Deduction, Item};
use crate::measure::score::grade::Grade as Result4;
use crate::measure::score::method::{Completion, Method};
use crate::measure::score::scheme::{
    AdjustmentCaps, AdjustmentRule, Class, ClassTerms, Effect, Grading, Indicator, Ranking, Scheme,
};
use crate::people::actor::{Actor, Grade, Post, Role, Scope};
use crate::people::duty::Duty;
use crate::people::unit::UnitKind;
use crate::policy::{Sphere, Standing, permit};
use crate::rules::{Office, Rules};
use crate::value::code::Code;
use crate::value::decimal::Points;
use crate::value::digest::Digest;
use crate::value::exact::Exact;
use crate::value::id::{AssignmentId, EvidenceId, PersonId, PlanId, PostId, TaskId, UnitId};
use crate::value::text::{Name, Reason, Title};

const PLAN: PlanId = PlanId(Uuid::from_u128(1));
const CITY: UnitId = UnitId(Uuid::from_u128(2));
const HOUSING: UnitId = UnitId(Uuid::from_u128(3));
const STATISTICS: UnitId = UnitId(Uuid::from_u128(4));

/// 襄垣, 长子, 武乡, 沁源: points by dimension, bonus, deduction.
const ROWS: [(&str, [&str; 5], &str, &str); 4] = [
    ("140423", ["35.10", "21.50", "8.5", "13.5", "8.7"], "1.0", "1.0"),
    ("140428", ["36.40", "22.75", "9.0", "14.0", "8.9"], "2.0", "0"),
    ("140429", ["30.20", "19.40", "8.0", "11.0", "8.4"], "0", "3.0"),
    ("140431", ["33.95", "22.10", "8.8", "12.0", "8.6"], "0.5", "2.0"),
];
const DIMENSIONS: [(&str, i32); 5] = [("A", 40), ("B", 25), ("C", 10), ("D", 15), ("E", 10)];

fn county_unit(county: &str) -> UnitId {
    UnitId(Uuid::from_u128(county.parse().unwrap()))
}

fn actor(number: u128, unit: UnitId, role: Role, grade: Grade) -> Actor {
    let scope = if role.is_holder() { Scope::Unit } else { Scope::Jurisdiction(CITY) };
    let post = Post { id: PostId(Uuid::from_u128(number)), unit, role, grade, scope };
    Actor::Person { person: PersonId(Uuid::from_u128(number)), post }
}

fn clerk() -> Actor {
    actor(11, STATISTICS, Role::Assessor, Grade::Handler)
}

fn panel() -> Actor {
    actor(12, STATISTICS, Role::Assessor, Grade::Director)
}

fn judge() -> Actor {
    actor(13, STATISTICS, Role::Assessor, Grade::Director)
}

fn checker() -> Actor {
    actor(14, HOUSING, Role::Bureau, Grade::Signer)
}

fn county(code: &str) -> Actor {
    actor(code.parse().unwrap(), county_unit(code), Role::County, Grade::Signer)
}

fn scheme() -> Scheme {
    let indicators = DIMENSIONS.map(|(code, weight)| Indicator {
        code: code.into(),
        dimension: code.into(),
        source: "county".into(),
        checker: "housing".into(),
        method: Method::Completion(Completion::Rise { cap: Exact::ONE }),
        target: Some(weight.to_string().parse().unwrap()),
        classes: BTreeMap::from([(
            Code::from("II"),
            ClassTerms { weight: Points::whole(weight), target: None },
        )]),
    });
    let rule = |code: &str, effect| AdjustmentRule {
        code: code.into(),
        effect,
        basis: "考核办法".to_owned(),
    };
    Scheme {
        classes: vec![Class { code: "II".into(), ranking: Ranking::Ranked }],
        dimensions: DIMENSIONS.map(|(code, _)| code.into()).to_vec(),
        indicators: indicators.to_vec(),
        adjustments: vec![
            rule("praise", Effect::Bonus(Points::whole(2))),
            rule("order", Effect::Deduction(Points::whole(3))),
        ],
        caps: AdjustmentCaps { bonus: Points::whole(5), deduction: Points::whole(10) },
        grading: Grading {
            excellent: Points::whole(90),
            good: Points::whole(80),
            fair: Points::whole(60),
            quota: Exact::new(3, 10),
        },
    }
}

fn plan() -> Plan {
    let counties = ROWS.map(|(code, ..)| (Code::from(code), Code::from("II")));
    let units = ROWS.map(|(code, ..)| (Code::from(code), county_unit(code)));
    Plan {
        plan: PLAN,
        title: Title::parse("2025 年度考核").unwrap(),
        year: 2025,
        publish_by: "2025-06-30".parse().unwrap(),
        scheme: scheme(),
        counties: counties.into(),
        names: BTreeMap::new(),
        units: units.into_iter().chain([("housing".into(), HOUSING)]).collect(),
        terms: Terms {
            publicity_workdays: 5,
            republication_workdays: 3,
            objection_workdays: 10,
            rectification_months: 1,
        },
    }
}

fn place(county: &str, indicator: &str) -> Place {
    Place { county: county.into(), indicator: indicator.into() }
}

fn value(text: &str) -> Item {
    Item::of(Datum::Value(text.parse().unwrap()))
}

fn reason() -> Reason {
    Reason::parse("据实").unwrap()
}

fn handed_in() -> Provenance {
    Provenance::HandedIn { evidence: None, note: None }
}

fn evidence() -> EvidenceId {
    EvidenceId(Uuid::from_u128(99))
}

/// What a unit handed in under the plan.
fn shown(unit: UnitId) -> Evidence {
    let content = Content {
        plan: PLAN,
        task: TaskId(Uuid::nil()),
        section: "一".to_owned(),
        lead: HOUSING,
        assignment: AssignmentId(Uuid::nil()),
        unit,
        duty: Duty::Implement,
        purpose: Purpose::Closing,
        title: Name::parse("照片").unwrap(),
        exhibit: Exhibit::Link { url: "https://example.cn/1".to_owned() },
        by: None,
        on: "2025-12-01".parse().unwrap(),
    };
    Evidence::Submitted(Box::new(content), Verdict::Pending)
}

/// A year and its clock.
struct Year {
    state: Assessment,
    now: DateTime<Utc>,
}

impl Year {
    fn ask(&self, actor: Actor, command: &Command) -> Result<Vec<super::event::Event>, Rejection> {
        let office = Arc::new(Office::with(Rules::default(), Vec::new()));
        let mut facts = Facts::new(actor, self.now, office);
        facts.digest = Some(Digest([7; 32]));
        facts.units = plan().units.into_values().map(|unit| (unit, UnitKind::County)).collect();
        facts.evidence = actor.post().map(|post| Arc::new(shown(post.unit))).into_iter().collect();
        decide(&self.state, command, &facts)
    }

    /// Gives a command that must be lawful and open to the actor.
    #[track_caller]
    fn give(&mut self, actor: Actor, command: Command) {
        let holder = actor.post().filter(|post| post.role.is_holder()).map(|post| post.unit);
        let standing = Standing { sphere: Sphere::Plan(PLAN, CITY), holder, ..Standing::default() };
        let action = command.action();
        permit(&actor, action.as_str(), action.who(), &standing).unwrap();
        for event in self.ask(actor, &command).unwrap() {
            self.state = evolve(std::mem::take(&mut self.state), &event);
        }
        let row = TABLE.iter().find(|row| row.action == action).unwrap();
        assert_eq!(self.state.name(), row.to);
    }

    fn collecting() -> Self {
        let now = "2025-03-03T02:00:00Z".parse().unwrap();
        let mut year = Self { state: Assessment::Absent, now };
        year.give(clerk(), Command::Draft { plan: Box::new(plan()) });
        year.give(panel(), Command::PublishScheme);
        year.give(clerk(), Command::Collect);
        year
    }

    fn submit(&mut self) {
        for (code, points, bonus, deduction) in ROWS {
            for ((dimension, _), text) in DIMENSIONS.iter().zip(points) {
                let place = place(code, dimension);
                let (item, provenance) = (value(text), handed_in());
                let submit = Command::Submit { place: place.clone(), item, provenance };
                self.give(county(code), submit);
                self.give(checker(), Command::Check { place });
            }
            let bonus = Adjustment::Bonus(Bonus {
                rule: "praise".into(),
                matter: "表扬".to_owned(),
                points: bonus.parse().unwrap(),
                basis: "通报".to_owned(),
            });
            let deduction = Adjustment::Deduction(Deduction {
                rule: "order".into(),
                matter: "督办".to_owned(),
                points: deduction.parse().unwrap(),
                basis: "督办单".to_owned(),
            });
            for adjustment in [bonus, deduction] {
                self.give(clerk(), Command::Adjust { county: code.into(), adjustment });
            }
        }
    }

    fn publicised() -> Self {
        let mut year = Self::collecting();
        year.submit();
        year.now = "2026-01-12T02:00:00Z".parse().unwrap();
        year.give(panel(), Command::Freeze);
        year.give(clerk(), Command::Score);
        year.give(panel(), Command::Review);
        year.give(actor(15, CITY, Role::Leader, Grade::GroupLeader), Command::Publicise);
        year
    }

    fn object(&mut self) {
        let object = Command::Object {
            place: place("140431", "A"),
            claim: value("37.45"),
            evidence: evidence(),
            reason: reason(),
        };
        self.give(county("140431"), object);
    }

    fn totals(&self) -> Vec<(String, String, Option<u32>, Result4)> {
        let scores = self.state.cycle().unwrap().scores().unwrap();
        let row = |one: &crate::measure::score::result::CountyScore| {
            (one.county.to_string(), one.total.two_places(), one.rank, one.grade)
        };
        scores.counties().map(row).collect()
    }
}

fn decided(ruling: Ruling) -> Command {
    Command::DecideObjection { number: 1, ruling, reason: reason() }
}

#[test]
fn a_year_runs_to_the_worked_result_and_its_rectification() {
    let mut year = Year::publicised();
    let row = |code: &str, total: &str, rank, grade| {
        (code.to_owned(), total.to_owned(), Some(rank), grade)
    };
    assert_eq!(
        year.totals(),
        [
            row("140423", "87.30", 2, Result4::Good),
            row("140428", "93.05", 1, Result4::Excellent),
            row("140429", "74.00", 4, Result4::Fair),
            row("140431", "83.95", 3, Result4::Good),
        ]
    );
    let until = "2026-01-19".parse().unwrap();
    assert_eq!(year.state.cycle().unwrap().publicised_until, Some(until));
    let today = "2026-01-12".parse().unwrap();
    assert_eq!(
        year.ask(clerk(), &Command::CloseObjections),
        Err(Rejection::PublicityRuns { until, today })
    );
    year.now = "2026-01-20T02:00:00Z".parse().unwrap();
    year.give(clerk(), Command::CloseObjections);
    year.give(actor(16, CITY, Role::Leader, Grade::HeadOfGovernment), Command::Approve);
    year.give(clerk(), Command::Publish);
    let owed = year.state.cycle().unwrap().rectifications.clone();
    let due = "2026-02-20".parse().unwrap();
    assert_eq!(owed, BTreeMap::from([("140429".into(), Rectification::Owed(due))]));
    let accept = Command::AcceptRectification { county: "140429".into() };
    let nothing = Rejection::NoRectification { county: "140429".to_owned() };
    assert_eq!(year.ask(panel(), &accept), Err(nothing));
    let rectify = Command::Rectify { county: "140429".into(), evidence: evidence() };
    year.give(county("140429"), rectify);
    year.give(panel(), accept);
}

#[test]
fn an_upheld_objection_rescores_the_class_and_nothing_else_leads_back() {
    let mut year = Year::publicised();
    assert_eq!(year.ask(clerk(), &Command::Rescore), Err(Rejection::NothingUpheld));
    year.object();
    assert_eq!(year.ask(clerk(), &Command::Rescore), Err(Rejection::ObjectionsOpen { count: 1 }));
    let before = year.totals();
    year.give(judge(), decided(Ruling::Upheld));
    // Until the class is scored again, the scores are those that were made.
    assert_eq!(year.totals(), before);
    year.now = "2026-01-26T02:00:00Z".parse().unwrap();
    assert_eq!(
        year.ask(clerk(), &Command::CloseObjections),
        Err(Rejection::RescoreDue { count: 1 })
    );
    year.give(clerk(), Command::Rescore);
    assert_eq!(year.totals()[3].1, "87.45");
    assert_eq!((year.totals()[3].2, year.totals()[0].2), (Some(2), Some(3)));
    year.give(panel(), Command::Review);
    year.give(actor(15, CITY, Role::Leader, Grade::GroupLeader), Command::Publicise);
    // What changed is publicised for three working days.
    let until = year.state.cycle().unwrap().publicised_until;
    assert_eq!(until, Some("2026-01-29".parse().unwrap()));
    assert_eq!(year.ask(clerk(), &Command::Rescore), Err(Rejection::NothingUpheld));
}

#[test]
fn a_dismissed_objection_changes_nothing() {
    let mut year = Year::publicised();
    let before = year.totals();
    year.object();
    year.give(judge(), decided(Ruling::Dismissed));
    assert_eq!(year.totals(), before);
    let again = Rejection::NoSuchObjection { number: 1 };
    assert_eq!(year.ask(judge(), &decided(Ruling::Upheld)), Err(again));
}

#[test]
fn who_scored_or_handled_the_datum_decides_no_objection() {
    let mut year = Year::publicised();
    year.object();
    for involved in [clerk(), checker(), county("140431"), Actor::System] {
        let refused = year.ask(involved, &decided(Ruling::Upheld));
        assert_eq!(refused, Err(Rejection::DeciderIsInvolved));
    }
}

#[test]
fn an_objection_is_the_countys_own_and_in_time_and_says_something_else() {
    let mut year = Year::publicised();
    let object = |claim: &str| Command::Object {
        place: place("140431", "A"),
        claim: value(claim),
        evidence: evidence(),
        reason: reason(),
    };
    let foreign = Rejection::NotOwnCounty { county: "140431".to_owned() };
    assert_eq!(year.ask(county("140428"), &object("37")), Err(foreign));
    let refused = year.ask(county("140431"), &object("33.95"));
    assert_eq!(refused, Err(Rejection::ClaimChangesNothing));
    year.now = "2026-01-20T02:00:00Z".parse().unwrap();
    let (until, today) = ("2026-01-19".parse().unwrap(), "2026-01-20".parse().unwrap());
    let over = Rejection::PublicityOver { until, today };
    assert_eq!(year.ask(county("140431"), &object("37")), Err(over));
}

#[test]
fn an_objection_and_a_rectification_show_evidence_of_the_county() {
    let year = Year::publicised();
    let object = Command::Object {
        place: place("140431", "A"),
        claim: value("37"),
        evidence: evidence(),
        reason: reason(),
    };
    let office = Arc::new(Office::with(Rules::default(), Vec::new()));
    let mut facts = Facts::new(county("140431"), year.now, office);
    let (evidence, county) = (evidence().to_string(), "140431".to_owned());
    let unknown = Rejection::EvidenceUnknown { evidence, county };
    for elsewhere in [vec![], vec![Evidence::Absent], vec![shown(county_unit("140428"))]] {
        facts.evidence = elsewhere.into_iter().map(Arc::new).collect();
        assert_eq!(decide(&year.state, &object, &facts), Err(unknown.clone()));
    }
    facts.evidence = vec![Arc::new(shown(county_unit("140431")))];
    assert!(decide(&year.state, &object, &facts).is_ok());
}

#[test]
fn a_faulty_scheme_is_not_published_and_no_one_publishes_his_own() {
    let now = "2025-07-01T02:00:00Z".parse().unwrap();
    let mut year = Year { state: Assessment::Absent, now };
    let mut faulty = plan();
    faulty.scheme.indicators[0].classes.get_mut(&"II".into()).unwrap().weight = Points::whole(41);
    year.give(panel(), Command::Draft { plan: Box::new(faulty) });
    assert_eq!(year.ask(panel(), &Command::PublishScheme), Err(Rejection::MakerIsChecker));
    let first = "the weights of class `II` add up to 101.0000, not to 100".to_owned();
    let refused = year.ask(judge(), &Command::PublishScheme);
    assert_eq!(refused, Err(Rejection::SchemeFaulty { count: 1, first }));
    year.give(clerk(), Command::Revise { plan: Box::new(plan()) });
    let events = year.ask(judge(), &Command::PublishScheme).unwrap();
    // After the deadline of the year: a warning in the record, no refusal.
    assert!(matches!(events[0], super::event::Event::SchemePublished { late: true, .. }));
}

#[test]
fn nothing_is_asked_twice_and_no_one_checks_his_own() {
    let mut year = Year::collecting();
    let at = place("140428", "A");
    let verified = Provenance::Verified { stream: "sheet:1".to_owned(), version: 3 };
    let submit =
        |provenance| Command::Submit { place: at.clone(), item: value("36.4"), provenance };
    year.give(Actor::System, submit(verified));
    let twice =
        Rejection::AlreadyConfirmed { county: "140428".to_owned(), indicator: "A".to_owned() };
    assert_eq!(year.ask(county("140428"), &submit(handed_in())), Err(twice));
    year.give(checker(), Command::Return { place: at.clone(), reason: reason() });
    let other = Rejection::NotTheSource { source: "county".to_owned() };
    assert_eq!(year.ask(county("140431"), &submit(handed_in())), Err(other));
    year.give(county("140428"), submit(handed_in()));
    let check = Command::Check { place: at };
    let stranger = actor(17, STATISTICS, Role::Bureau, Grade::Signer);
    let refused = year.ask(stranger, &check);
    assert_eq!(refused, Err(Rejection::NotTheChecker { checker: "housing".to_owned() }));
    year.give(checker(), check);
}

#[test]
fn what_does_not_apply_has_a_reason_and_the_directors_approval() {
    let mut year = Year::collecting();
    let at = place("140428", "A");
    let submit = |note| Command::Submit {
        place: at.clone(),
        item: Item::of(Datum::NotApplicable),
        provenance: Provenance::HandedIn { evidence: None, note },
    };
    assert_eq!(year.ask(clerk(), &submit(None)), Err(Rejection::ReasonMissing));
    year.give(clerk(), submit(Some(reason())));
    let other = Rejection::OtherWayOfConfirming { action: "APPROVE_NOT_APPLICABLE" };
    assert_eq!(year.ask(checker(), &Command::Check { place: at.clone() }), Err(other));
    year.give(panel(), Command::ApproveNotApplicable { place: at });
    let refused = year.ask(panel(), &Command::Freeze);
    let first = "140423/A".to_owned();
    assert_eq!(refused, Err(Rejection::ItemsUnconfirmed { count: 19, first }));
}

#[test]
fn the_scorer_does_not_review() {
    let mut year = Year::collecting();
    year.submit();
    year.give(panel(), Command::Freeze);
    year.give(panel(), Command::Score);
    assert_eq!(year.ask(panel(), &Command::Review), Err(Rejection::MakerIsChecker));
    year.give(judge(), Command::Review);
}

#[test]
fn what_the_table_does_not_list_is_refused() {
    let year = Year::collecting();
    for command in [Command::Score, Command::Approve, Command::Publish, Command::Rescore] {
        let refused = year.ask(panel(), &command);
        let action = command.action().as_str();
        assert_eq!(refused, Err(Rejection::WrongState { action, state: "COLLECTING" }));
    }
    assert!(!Action::Draft.starts_from("PUBLISHED"));
}

#[test]
fn a_draft_names_units_on_file_and_stays_within_bounds() {
    let now = "2025-03-03T02:00:00Z".parse().unwrap();
    let year = Year { state: Assessment::Absent, now };
    let draft = |plan: Plan| year.ask(clerk(), &Command::Draft { plan: Box::new(plan) });
    let mut unknown = plan();
    unknown.units.insert("elsewhere".into(), UnitId(Uuid::from_u128(77)));
    assert_eq!(draft(unknown), Err(Rejection::PartyUnknown { code: "elsewhere".to_owned() }));
    let mut large = plan();
    large.counties = (0..201).map(|no| (Code::from(no.to_string()), Code::from("II"))).collect();
    assert_eq!(draft(large), Err(Rejection::TooLarge { counties: 201, indicators: 5 }));
    assert!(draft(plan()).is_ok());
}

#[test]
fn an_offer_tells_what_stands_against_it() {
    let office = Arc::new(Office::with(Rules::default(), Vec::new()));
    let asked = |year: &Year, who: Actor, action| {
        super::offer::guard(&year.state, action, &Facts::new(who, year.now, Arc::clone(&office)))
    };
    let mut year = Year::collecting();
    assert!(asked(&year, county("140431"), Action::Submit).is_ok());
    let code = |no: Result<(), Rejection>| no.unwrap_err().kind().as_str();
    assert_eq!(code(asked(&year, checker(), Action::Submit)), "NOT_THE_SOURCE");
    assert_eq!(code(asked(&year, checker(), Action::Check)), "NOTHING_TO_CHECK");
    assert_eq!(code(asked(&year, panel(), Action::Freeze)), "ITEMS_UNCONFIRMED");
    let (item, provenance, place) = (value("30"), handed_in(), place("140431", "A"));
    year.give(county("140431"), Command::Submit { place: place.clone(), item, provenance });
    assert!(asked(&year, checker(), Action::Check).is_ok());
    assert_eq!(code(asked(&year, county("140431"), Action::Check)), "NOT_THE_CHECKER");
    year.give(checker(), Command::Check { place });
    assert_eq!(code(asked(&year, checker(), Action::Check)), "NOTHING_TO_CHECK");
    assert!(asked(&year, checker(), Action::Return).is_ok());
    assert_eq!(code(asked(&year, checker(), Action::Score)), "WRONG_STATE");
}
