//! Random steps of a year's assessment of two counties, one indicator, and a bureau that checks it.

use std::collections::BTreeMap;

use duban_domain::assessment::command::{Command, Ruling};
use duban_domain::assessment::state::{Place, Plan, Provenance, Terms};
use duban_domain::measure::score::data::{Datum, Item};
use duban_domain::measure::score::method::{Completion, Method};
use duban_domain::measure::score::scheme::{
    AdjustmentCaps, Class, ClassTerms, Grading, Indicator, Ranking, Scheme,
};
use duban_domain::value::code::Code;
use duban_domain::value::decimal::{Figure, Points};
use duban_domain::value::exact::Exact;
use duban_domain::value::id::{AssessmentId, EvidenceId};
use duban_domain::value::text::{Reason, Title};
use uuid::Uuid;

use super::bench::{EAST, LEAD, PLAN, WEST};

pub(crate) const ASSESSMENT: AssessmentId = AssessmentId(Uuid::from_u128(30));

/// A step, by two numbers: three of four are what comes next.
pub(crate) fn command(stage: &str, which: u8, detail: u8) -> Command {
    let county = if which.is_multiple_of(2) { "east" } else { "west" };
    let place = Place { county: county.into(), indicator: "roads".into() };
    let next = match stage {
        "ABSENT" => 0,
        "PLANNED" => 2,
        "SCHEME_PUBLISHED" => 3,
        "COLLECTING" => [4, 7, 10][usize::from(detail / 4 % 3)],
        "DATA_FROZEN" => 11,
        "SCORED" => 12,
        "PANEL_REVIEWED" => 13,
        "PUBLICISED" => [14, 15, 16, 17][usize::from(detail / 4 % 4)],
        "OBJECTIONS_CLOSED" => 18,
        "APPROVED" => 19,
        _ => [20, 21][usize::from(detail / 4 % 2)],
    };
    let step = if detail % 4 == 3 { detail / 4 % 22 } else { next };
    let county = place.county.clone();
    match step {
        0 => Command::Draft { plan: Box::new(plan()) },
        1 => Command::Revise { plan: Box::new(plan()) },
        2 => Command::PublishScheme,
        3 => Command::Collect,
        4..=6 => Command::Submit {
            place,
            item: Item::of(Datum::Value(Figure(i64::from(which) * 1_000_000))),
            provenance: Provenance::HandedIn { evidence: None, note: None },
        },
        7 | 8 => Command::Check { place },
        9 => Command::Return { place, reason: Reason::parse("数字有误。").unwrap() },
        10 => Command::Freeze,
        11 => Command::Score,
        12 => Command::Review,
        13 => Command::Publicise,
        14 => Command::Object {
            place,
            claim: Item::of(Datum::Value(Figure(i64::from(which) * 1_000_000 + 1))),
            evidence: EvidenceId(Uuid::from_u128(31)),
            reason: Reason::parse("漏计。").unwrap(),
        },
        15 => {
            let ruling = if which.is_multiple_of(2) { Ruling::Upheld } else { Ruling::Dismissed };
            let reason = Reason::parse("属实。").unwrap();
            Command::DecideObjection { number: 1 + u32::from(which % 3), ruling, reason }
        }
        16 => Command::Rescore,
        17 => Command::CloseObjections,
        18 => Command::Approve,
        19 => Command::Publish,
        20 => Command::Rectify { county, evidence: EvidenceId(Uuid::from_u128(31)) },
        _ => Command::AcceptRectification { county },
    }
}

fn plan() -> Plan {
    let class = Code::from("II");
    let terms = ClassTerms { weight: Points::whole(100), target: None };
    let indicator = Indicator {
        code: "roads".into(),
        dimension: "A".into(),
        source: "county".into(),
        checker: "housing".into(),
        method: Method::Completion(Completion::Rise { cap: Exact::ONE }),
        target: Some(Figure(100_000_000)),
        classes: BTreeMap::from([(class.clone(), terms)]),
    };
    let scheme = Scheme {
        classes: vec![Class { code: class.clone(), ranking: Ranking::Ranked }],
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
    };
    Plan {
        plan: PLAN,
        title: Title::parse("年度考核").unwrap(),
        year: 2026,
        publish_by: "2026-06-30".parse().unwrap(),
        scheme,
        counties: BTreeMap::from([("east".into(), class.clone()), ("west".into(), class)]),
        names: BTreeMap::new(),
        units: [("east", EAST), ("west", WEST), ("housing", LEAD)]
            .map(|(code, unit)| (Code::from(code), unit))
            .into(),
        terms: Terms {
            publicity_workdays: 5,
            republication_workdays: 3,
            objection_workdays: 10,
            rectification_months: 1,
        },
    }
}
