//! What is written is read back as it was.

use std::collections::BTreeMap;

use duban_domain::assessment::event::Event;
use duban_domain::assessment::state::{Adjustment, Place, Plan, Provenance, Terms};
use duban_domain::assessment::{Assessment, evolve};
use duban_domain::value::id::PlanId;
use duban_domain::value::text::{Reason, Title};
use uuid::Uuid;

use super::*;
use crate::year::territory::Territory;
use crate::year::{File, Year, read};

/// One indicator of every method, with everything that is optional somewhere.
const SCHEME: &str = r#"
title = "每种方法\"各\"一项"
year = 2025

[[county]]
code = "1"
name = "甲县"
[[county]]
code = "2"
name = "乙县"

[[class]]
code = "I"
name = "第一类"
members = ["1", "2"]

[[dimension]]
code = "A"
name = "建设"

[grades]
rule = "LINE_AND_QUOTA"
excellent = "90.5"
good = 80
fair = 60
quota = "0.3"

[caps]
bonus = 4
deduction = "9.5"

[[adjustment]]
code = "praise"
name = "表彰"
kind = "BONUS"
points = 2
basis = "办法第三条"
[[adjustment]]
code = "order"
name = "督办"
kind = "DEDUCTION"
points = "0.5"
basis = "办法第四条"
[[adjustment]]
code = "accident"
name = "事故"
kind = "VETO"
basis = "办法第五条"
"#;

const METHODS: [(&str, &str); 14] = [
    (r#"kind = "COMPLETION", cap = "1.2""#, "7.9"),
    (r#"kind = "COMPLETION", direction = "UP", from_baseline = true"#, "7.9"),
    (r#"kind = "COMPLETION", direction = "DOWN""#, "9"),
    (r#"kind = "COMPLETION", direction = "DOWN", zero_at = 10"#, "8.6"),
    (r#"kind = "THRESHOLD", comparator = "BELOW""#, "NA"),
    (r#"kind = "STEPS", step = 1, deduct = 1, bonus = "0.5", bonus_limit = 2"#, ""),
    (
        r#"kind = "BANDS", below = 1, bands = [{ from = 5, points = 3 }, { from = 8, points = 5 }]"#,
        "6",
    ),
    (r#"kind = "BEST_FULL", direction = "DOWN""#, "3"),
    (r#"kind = "EFFICACY", curve = "EXPONENTIAL""#, "4"),
    (
        r#"kind = "LEVEL_AND_INCREASE", level_share = "0.6",
           level = { method = { kind = "BEST_FULL" } },
           increase = { method = { kind = "COMPLETION" }, target = 2 }"#,
        "12.5;0.8",
    ),
    (r#"kind = "VOTES", full = 100"#, "85;90;78.5"),
    (r#"kind = "RANGE", low = "1.1", high = "1.3", tolerance = "0.2""#, "1.05"),
    (
        r#"kind = "RECORD", on_time = "0.4", light_index = "0.4", closure = "0.2""#,
        "46/48;40/0/8/4;18/20",
    ),
    (r#"kind = "EFFICACY", direction = "DOWN""#, "4"),
];

fn year() -> Year {
    let mut scheme = SCHEME.to_owned();
    let mut data = String::from("county,item,value,baseline,target,quantity,matter,basis\n");
    for (at, (method, value)) in METHODS.iter().enumerate() {
        let weight = if at == 0 { 35 } else { 5 };
        let method = method.replace('\n', " ");
        scheme.push_str(&format!(
            "\n[[indicator]]\ncode = \"i{at}\"\nname = \"指标{at}\"\ndimension = \"A\"\n\
             source = \"县区\"\nchecker = \"甲局\"\nweights = {{ I = {weight} }}\ntarget = \"8.5\"\n\
             method = {{ {method} }}\n"
        ));
        for county in ["1", "2"] {
            let basis = if *value == "NA" { "\"没有, 已核定\"" } else { "" };
            data.push_str(&format!("{county},i{at},{value},7,8.25,3,,{basis}\n"));
        }
    }
    data.push_str("1,praise,1.5,,,,\"省, 表彰\",某文\n1,order,,,,,逾期,督办单\n");
    data.push_str("2,accident,,,,,事故,通报\n2,red_orders,3,,,,,\n");
    let files = [("scheme", &scheme), ("data", &data)];
    let [scheme, data] = files.map(|(name, text)| File { name, bytes: text.as_bytes() });
    read(scheme, data, &Territory::default()).unwrap()
}

/// The year as a stream tells it.
fn told(year: &Year) -> Cycle {
    let county = |one: &duban_domain::measure::score::data::CountyData| {
        (one.county.clone(), one.class.clone())
    };
    let plan = Plan {
        plan: PlanId(Uuid::nil()),
        title: Title::parse(&year.title).unwrap(),
        year: year.year,
        publish_by: "2025-06-30".parse().unwrap(),
        scheme: year.scheme.clone(),
        counties: year.data.counties.iter().map(county).collect(),
        names: year.names.clone(),
        units: BTreeMap::new(),
        terms: Terms {
            publicity_workdays: 5,
            republication_workdays: 3,
            objection_workdays: 10,
            rectification_months: 1,
        },
    };
    let mut events = vec![Event::AssessmentDrafted { plan: Box::new(plan), by: None }];
    for data in &year.data.counties {
        for (indicator, item) in &data.items {
            let place = Place { county: data.county.clone(), indicator: indicator.clone() };
            let note = Some(Reason::parse("没有, 已核定").unwrap());
            let provenance = Provenance::HandedIn { evidence: None, note };
            let (item, by) = (item.clone(), None);
            events.push(Event::ItemSubmitted { place: place.clone(), item, provenance, by });
            events.push(Event::ItemChecked { place, by });
        }
        let bonuses = data.bonuses.iter().cloned().map(Adjustment::Bonus);
        let deductions = data.deductions.iter().cloned().map(Adjustment::Deduction);
        let vetoes = data.vetoes.iter().cloned().map(Adjustment::Veto);
        let orders = [Adjustment::RedOrders(data.red_orders)];
        for adjustment in bonuses.chain(deductions).chain(vetoes).chain(orders) {
            let county = data.county.clone();
            events.push(Event::AdjustmentEntered { county, adjustment, by: None });
        }
    }
    let all = events.iter().fold(Assessment::Absent, evolve);
    all.cycle().unwrap().clone()
}

#[test]
fn scheme_and_data_are_read_back_as_they_were_written() {
    let year = year();
    let cycle = told(&year);
    assert_eq!(cycle.data(), year.data);
    let (scheme, data) = (scheme(&cycle.plan), data(&cycle));
    let files = [("scheme", &scheme), ("data", &data)];
    let [scheme, data] = files.map(|(name, text)| File { name, bytes: text.as_bytes() });
    let again = read(scheme, data, &Territory::default()).unwrap();
    assert_eq!((&again.title, again.year), (&year.title, year.year));
    assert_eq!(again.scheme, year.scheme);
    assert_eq!(again.data, year.data);
    assert_eq!(again.names, year.names);
    assert_eq!(again.not_applicable, year.not_applicable);
}
