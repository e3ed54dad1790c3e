//! 计分算例. Each method from figure to points (S1 to S7).

use duban_domain::measure::light::index::{IndexWeights, LightCounts, light_index};
use duban_domain::measure::score::data::{DataSet, Datum, Item};
use duban_domain::measure::score::fault::{Fault, ParameterFault};
use duban_domain::measure::score::method::{
    Comparator, Completion, Curve, Direction, Method, Steps,
};
use duban_domain::measure::score::record::{Record, RecordFormula};
use duban_domain::measure::score::{effective_weights, explain, score};
use duban_domain::value::decimal::Points;
use duban_domain::value::exact::Exact;

use super::scheme::{
    county, data_of_one, exact, figure, indicator, rise, scheme, scheme_of_one, value, with_target,
};

/// Scores one indicator of one county.
fn scored(weight: i32, method: Method, target: Option<&str>, item: Item) -> String {
    let scheme = scheme_of_one(weight, method, target);
    let data = data_of_one(vec![("140428", item)]);
    let scored = score(&scheme, &data).unwrap();
    let county = scored.county(&"140428".into()).unwrap();
    county.indicator(&"looked-at".into()).unwrap().points().to_string()
}

/// Scores one indicator of the four counties of S5 and S6: 长子, 襄垣, 沁源, 武乡.
fn scored_within_class(method: Method) -> Vec<String> {
    let codes = ["140428", "140423", "140431", "140429"];
    let items = codes.into_iter().zip(["16.2", "14.1", "13.0", "11.9"].map(value)).collect();
    let scored = score(&scheme_of_one(4, method, None), &data_of_one(items)).unwrap();
    let points = |code: &str| {
        let county = scored.county(&code.into()).unwrap();
        county.indicator(&"looked-at".into()).unwrap().points().to_string()
    };
    codes.map(points).to_vec()
}

#[test]
fn s1_road_density_by_completion() {
    assert_eq!(scored(5, rise(), Some("8.5"), value("7.9")), "4.6471");
}

#[test]
fn s1b_road_density_from_its_baseline() {
    let method =
        Method::Completion(Completion::FromBaseline { direction: Direction::Up, cap: Exact::ONE });
    let item = Item { baseline: Some(figure("7.0")), ..value("7.9") };
    assert_eq!(scored(5, method, Some("8.5"), item), "3.0000");
}

#[test]
fn s2_pipe_leakage_downwards() {
    let fall = Method::Completion(Completion::Fall);
    assert_eq!(scored(4, fall, Some("8"), value("8.6")), "3.7209");
    let within = Method::Completion(Completion::FallWithin { zero_at: figure("10") });
    assert_eq!(scored(4, within, Some("8"), value("8.6")), "2.8000");
}

#[test]
fn s3_parking_inside_a_range() {
    let range = Method::Range { low: figure("1.1"), high: figure("1.3"), tolerance: figure("0.2") };
    assert_eq!(scored(3, range, None, value("1.05")), "2.2500");
}

#[test]
fn s4_clean_heating_by_steps() {
    let steps = Method::Steps(Steps {
        direction: Direction::Up,
        step: figure("1"),
        deduct: Points::whole(1),
        bonus: Points::ZERO,
        bonus_limit: Points::ZERO,
    });
    assert_eq!(scored(5, steps, Some("90"), value("87.4")), "2.0000");
}

#[test]
fn s5_park_area_by_efficacy() {
    let method = Method::Efficacy { direction: Direction::Up, curve: Curve::Linear };
    assert_eq!(scored_within_class(method), ["4.0000", "3.2186", "2.8093", "2.4000"]);
}

#[test]
fn s6_park_area_against_the_best() {
    let method = Method::BestFull(Direction::Up);
    assert_eq!(scored_within_class(method), ["4.0000", "3.4815", "3.2099", "2.9383"]);
}

#[test]
fn s7_what_does_not_apply_gives_its_weight_to_its_dimension() {
    let scheme = scheme(
        &["A", "B"],
        vec![
            with_target(indicator("a1", "A", 6, rise()), "1"),
            with_target(indicator("a2", "A", 4, rise()), "1"),
            with_target(indicator("a3", "A", 5, rise()), "1"),
            with_target(indicator("b1", "B", 85, rise()), "1"),
        ],
    );
    let items = vec![
        ("a1", value("1")),
        ("a2", Item::of(Datum::NotApplicable)),
        ("a3", value("1")),
        ("b1", Item::of(Datum::NotReported)),
    ];
    let data = DataSet { counties: vec![county("140428", items)] };
    let county = &data.counties[0];
    let weights: Vec<String> = effective_weights(&scheme, county)
        .unwrap()
        .into_iter()
        .map(|(_, weight)| weight.decimal(4).unwrap())
        .collect();
    assert_eq!(weights, ["8.1818", "0.0000", "6.8182", "85.0000"]);
    let scored = score(&scheme, &data).unwrap();
    assert_eq!(scored.county(&"140428".into()).unwrap().total.to_string(), "15.0000");
}

#[test]
fn dimension_d_comes_from_the_record() {
    let formula = RecordFormula {
        on_time: exact("0.4"),
        light_index: exact("0.4"),
        closure: exact("0.2"),
        index: IndexWeights { green: 100, blue: 100, yellow: 60, red: 0 },
    };
    let record = Record {
        reports_due: 48,
        reports_on_time: 46,
        lights: LightCounts { green: 40, blue: 0, yellow: 8, red: 4 },
        closures_due: 20,
        closed: 18,
    };
    let index = light_index(record.lights, formula.index).unwrap();
    assert_eq!(index.decimal(4).unwrap(), "86.1538");
    assert_eq!(formula.factor(&record).unwrap().decimal(6).unwrap(), "0.907949");
    let item = Item::of(Datum::Record(record));
    assert_eq!(scored(15, Method::Record(formula), None, item), "13.6192");
}

#[test]
fn no_light_counts_for_more_than_the_whole() {
    let formula = RecordFormula {
        on_time: Exact::ZERO,
        light_index: exact("0.7"),
        closure: exact("0.3"),
        index: IndexWeights { green: 101, blue: 100, yellow: 60, red: 0 },
    };
    let scheme = scheme_of_one(15, Method::Record(formula), None);
    let because = ParameterFault::Index(101);
    assert_eq!(scheme.faults(), [Fault::Parameter { indicator: "looked-at".into(), because }]);
}

#[test]
fn a_score_is_explained_down_to_its_datum() {
    let scheme = scheme_of_one(5, rise(), Some("8.5"));
    let data = data_of_one(vec![("140428", value("7.9"))]);
    let explanation = explain(&scheme, &data, &"140428".into(), &"looked-at".into()).unwrap();
    assert_eq!(explanation.arithmetic, "5 × min(7.9 ÷ 8.5, 1) = 4.6471");
    assert_eq!(explanation.exact, Exact::new(395, 85));
    assert_eq!(explanation.item, value("7.9"));
    assert_eq!(explanation.target, Some(figure("8.5")));
    assert_eq!((explanation.method, explanation.weight.effective), ("M1", Exact::whole(5)));
}

#[test]
fn an_explanation_tells_where_the_weight_came_from() {
    let green = |code| with_target(indicator(code, "A", 30, rise()), "13");
    let threshold = indicator("b1", "B", 40, Method::Threshold(Comparator::AtLeast));
    let scheme = scheme(&["A", "B"], vec![green("a1"), green("a2"), with_target(threshold, "1")]);
    let items =
        vec![("a1", value("6.5")), ("a2", Item::of(Datum::NotApplicable)), ("b1", value("1"))];
    let data = DataSet { counties: vec![county("140428", items)] };
    let explanation = explain(&scheme, &data, &"140428".into(), &"a1".into()).unwrap();
    assert_eq!(explanation.arithmetic, "(30 × min(6.5 ÷ 13, 1)) × 2 = 30.0000");
    assert_eq!(explanation.weight.dropped, [("a2".into(), Points::whole(30))]);
    assert_eq!(explanation.weight.effective, Exact::whole(60));
}
