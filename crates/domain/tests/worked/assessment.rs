//! 考核算例. One class of counties, scored, ranked and graded.

use duban_domain::measure::allot::candidate::{Candidate, Obstacle};
use duban_domain::measure::allot::fund::{Eligibility, Zones};
use duban_domain::measure::score::data::{Bonus, DataSet, Datum, Deduction, Item, Veto};
use duban_domain::measure::score::fault::{DatumFault, Fault, ParameterFault};
use duban_domain::measure::score::grade::{Grade, GradeReason, quota_places};
use duban_domain::measure::score::method::{Band, Bands, Method};
use duban_domain::measure::score::scheme::{Effect, Ranking, Scheme};
use duban_domain::measure::score::what_if::Change;
use duban_domain::measure::score::{score, what_if};
use duban_domain::value::decimal::Points;

use super::scheme::{county, exact, indicator, rise, scheme, value, with_target};

/// A/B/C/D/E, bonus, deduction of the example, in the order of codes.
const CLASS_II: [(&str, [&str; 5], &str, &str); 4] = [
    ("140423", ["35.10", "21.50", "8.5", "13.5", "8.7"], "1.0", "1.0"),
    ("140428", ["36.40", "22.75", "9.0", "14.0", "8.9"], "2.0", "0.0"),
    ("140429", ["30.20", "19.40", "8.0", "11.0", "8.4"], "0.0", "3.0"),
    ("140431", ["33.95", "22.10", "8.8", "12.0", "8.6"], "0.5", "2.0"),
];

/// One indicator for each dimension, whose figure is its points.
fn class_ii() -> (Scheme, DataSet) {
    let dimensions = [("A", 40), ("B", 25), ("C", 10), ("D", 15), ("E", 10)];
    let indicators = dimensions
        .iter()
        .map(|(code, weight)| {
            with_target(indicator(code, code, *weight, rise()), &weight.to_string())
        })
        .collect();
    let counties = CLASS_II.iter().map(|(code, points, bonus, deduction)| {
        let items = dimensions.iter().zip(points).map(|((code, _), text)| (*code, value(text)));
        let mut county = county(code, items.collect());
        county.bonuses.push(Bonus {
            rule: "commended".into(),
            matter: "表扬".to_owned(),
            points: bonus.parse().unwrap(),
            basis: "文件".to_owned(),
        });
        county.deductions.push(Deduction {
            rule: "criticised".into(),
            matter: "红单".to_owned(),
            points: deduction.parse().unwrap(),
            basis: "督办单".to_owned(),
        });
        county
    });
    let data = DataSet { counties: counties.collect() };
    (scheme(&["A", "B", "C", "D", "E"], indicators), data)
}

#[test]
fn class_ii_is_scored_ranked_and_graded() {
    let (scheme, data) = class_ii();
    let scored = score(&scheme, &data).unwrap();
    let table: Vec<_> = scored
        .counties()
        .map(|county| {
            (county.county.as_str(), county.total.two_places(), county.rank, county.grade)
        })
        .collect();
    assert_eq!(
        table,
        [
            ("140423", "87.30".to_owned(), Some(2), Grade::Good),
            ("140428", "93.05".to_owned(), Some(1), Grade::Excellent),
            ("140429", "74.00".to_owned(), Some(4), Grade::Fair),
            ("140431", "83.95".to_owned(), Some(3), Grade::Good),
        ]
    );
}

#[test]
fn the_quota_is_half_up_and_at_least_one() {
    let places = [4, 12, 14, 2].map(|counties| quota_places(counties, exact("0.3")));
    assert_eq!(places, [1, 4, 4, 1]);
}

#[test]
fn beyond_the_quota_a_county_of_the_line_is_good() {
    let (scheme, mut data) = class_ii();
    data.counties[0].items.insert("A".into(), value("40"));
    let scored = score(&scheme, &data).unwrap();
    let second = scored.county(&"140423".into()).unwrap();
    assert_eq!((second.total.two_places(), second.rank), ("92.20".to_owned(), Some(2)));
    assert_eq!(second.grade, Grade::Good);
    assert_eq!(second.grade_because, GradeReason::QuotaFull { places: 1 });
}

#[test]
fn a_tie_goes_to_the_heavier_task_then_to_fewer_red_orders_then_to_both() {
    let (scheme, mut data) = class_ii();
    data.counties.truncate(2);
    let (first, second) = data.counties.split_at_mut(1);
    first[0].items = second[0].items.clone();
    first[0].bonuses = second[0].bonuses.clone();
    first[0].deductions = second[0].deductions.clone();
    let ranks = |data: &DataSet| {
        let scored = score(&scheme, data).unwrap();
        scored.counties().map(|county| (county.rank.unwrap(), county.grade)).collect::<Vec<_>>()
    };
    assert_eq!(ranks(&data), [(1, Grade::Excellent), (1, Grade::Excellent)]);
    data.counties[0].red_orders = 1;
    assert_eq!(ranks(&data), [(2, Grade::Good), (1, Grade::Excellent)]);
    data.counties[0].items.get_mut(&"A".into()).unwrap().quantity = Some("41".parse().unwrap());
    assert_eq!(ranks(&data), [(1, Grade::Excellent), (2, Grade::Good)]);
}

#[test]
fn a_class_of_two_has_lines_and_no_places() {
    let (mut scheme, mut data) = class_ii();
    scheme.classes[0].ranking = Ranking::LineOnly;
    data.counties.truncate(2);
    data.counties[0].items.insert("A".into(), value("40"));
    let scored = score(&scheme, &data).unwrap();
    let table: Vec<_> = scored.counties().map(|county| (county.rank, county.grade)).collect();
    assert_eq!(table, [(None, Grade::Excellent), (None, Grade::Excellent)]);
}

#[test]
fn a_veto_holds_the_grade_and_takes_no_place() {
    let (scheme, mut data) = class_ii();
    data.counties[0].items.insert("A".into(), value("40"));
    data.counties[1].vetoes.push(Veto {
        rule: "falsified".into(),
        matter: "数据造假".into(),
        basis: "文件".into(),
    });
    let scored = score(&scheme, &data).unwrap();
    let vetoed = scored.county(&"140428".into()).unwrap();
    assert_eq!((vetoed.rank, vetoed.grade), (Some(1), Grade::Fair));
    assert_eq!(scored.county(&"140423".into()).unwrap().grade, Grade::Excellent);
    data.counties[1].vetoes[0].basis.clear();
    assert_eq!(score(&scheme, &data), Err(vec![Fault::VetoWithoutBasis("140428".into())]));
}

#[test]
fn bonus_and_deduction_stop_at_their_caps() {
    let (scheme, mut data) = class_ii();
    let bonus = |matter: &str, points| Bonus {
        rule: "commended".into(),
        matter: matter.into(),
        points: Points::whole(points),
        basis: "文件".into(),
    };
    data.counties[1].bonuses = vec![bonus("园林城市", 2), bonus("园林城市", 1), bonus("节水", 2)];
    let total = |data: &DataSet| {
        let scored = score(&scheme, data).unwrap();
        let county = scored.county(&"140428".into()).unwrap();
        (county.bonus, county.deduction, county.total.two_places())
    };
    // Of one matter the highest counts: 91.05 + 2 + 2.
    assert_eq!(total(&data), (Points::whole(4), Points::ZERO, "95.05".to_owned()));
    data.counties[1].bonuses.push(bonus("海绵城市", 2));
    data.counties[1].deductions[0].points = Points::whole(12);
    assert_eq!(total(&data), (Points::whole(5), Points::whole(10), "86.05".to_owned()));
}

#[test]
fn an_upheld_objection_moves_rank_and_grade_as_named() {
    let (scheme, data) = class_ii();
    let base = score(&scheme, &data).unwrap();
    let change =
        Change::Item { county: "140431".into(), indicator: "A".into(), item: value("37.45") };
    let answer = what_if(&scheme, &data, &base, &[change]).unwrap();
    assert_eq!(answer.recomputed, ["II".into()]);
    let moved: Vec<_> = answer
        .differences
        .iter()
        .map(|difference| {
            let (before, after) = (difference.before, difference.after);
            (
                difference.county.as_str(),
                before.total.two_places(),
                after.total.two_places(),
                before.rank,
                after.rank,
            )
        })
        .collect();
    assert_eq!(
        moved,
        [
            ("140423", "87.30".to_owned(), "87.30".to_owned(), Some(2), Some(3)),
            ("140431", "83.95".to_owned(), "87.45".to_owned(), Some(3), Some(2)),
        ]
    );
    let mut changed = data.clone();
    changed.counties[3].items.insert("A".into(), value("37.45"));
    assert_eq!(answer.after, score(&scheme, &changed).unwrap());
}

#[test]
fn other_weights_must_still_make_a_hundred() {
    let (scheme, data) = class_ii();
    let base = score(&scheme, &data).unwrap();
    let weigh = |indicator: &str, weight| Change::Weight {
        class: "II".into(),
        indicator: indicator.into(),
        weight: Points::whole(weight),
    };
    let refused = what_if(&scheme, &data, &base, &[weigh("A", 41)]);
    let sum = Points::whole(101);
    assert_eq!(refused, Err(vec![Fault::WeightsNotHundred { class: "II".into(), sum }]));
    let answer = what_if(&scheme, &data, &base, &[weigh("A", 41), weigh("B", 24)]).unwrap();
    assert_eq!(answer.differences.len(), 4);
}

#[test]
fn what_is_missing_is_named_and_nothing_is_scored() {
    let (scheme, mut data) = class_ii();
    data.counties[0].items.remove(&"C".into());
    data.counties[2].items.insert("D".into(), Item::of(Datum::Votes(Vec::new())));
    let fault = |county: &str, indicator: &str, because| Fault::Datum {
        county: county.into(),
        indicator: indicator.into(),
        because,
    };
    assert_eq!(
        score(&scheme, &data),
        Err(vec![
            fault("140423", "C", DatumFault::Missing),
            fault("140429", "D", DatumFault::WrongKind { method: "M1" }),
        ])
    );
}

#[test]
fn an_adjustment_rests_on_a_rule_of_the_scheme_and_counts_no_more() {
    let (scheme, mut data) = class_ii();
    data.counties[0].bonuses[0].points = "2.0001".parse().unwrap();
    data.counties[1].deductions[0].rule = "commended".into();
    data.counties[2].vetoes.push(Veto {
        rule: "heard of".into(),
        matter: "传闻".into(),
        basis: "文件".into(),
    });
    let unknown = |county: &str, what, rule: &str| Fault::UnknownRule {
        county: county.into(),
        what,
        rule: rule.into(),
    };
    let above = Fault::AboveRule {
        county: "140423".into(),
        matter: "表扬".to_owned(),
        points: "2.0001".parse().unwrap(),
        rule: "commended".into(),
        most: Points::whole(2),
    };
    let expected = vec![
        above,
        unknown("140428", "deduction", "commended"),
        unknown("140429", "veto", "heard of"),
    ];
    assert_eq!(score(&scheme, &data), Err(expected));
}

#[test]
fn a_scheme_names_its_bases_and_lets_no_one_check_his_own_datum() {
    let (mut scheme, _) = class_ii();
    assert!(scheme.faults().is_empty());
    scheme.indicators[0].checker = scheme.indicators[0].source.clone();
    scheme.indicators[1].source = " ".into();
    scheme.adjustments[1].basis.clear();
    scheme.adjustments[0].effect = Effect::Bonus(Points::ZERO);
    let unit = scheme.indicators[0].source.clone();
    assert_eq!(
        scheme.faults(),
        [
            Fault::CheckerIsSource { indicator: "A".into(), unit },
            Fault::WithoutSource("B".into()),
            Fault::RuleNotPositive { rule: "commended".into(), points: Points::ZERO },
            Fault::RuleWithoutBasis("criticised".into()),
        ]
    );
}

#[test]
fn bands_give_no_more_than_the_weight() {
    let (mut scheme, _) = class_ii();
    let band = |from: &str, points: &str| Band {
        from: from.parse().unwrap(),
        points: points.parse().unwrap(),
    };
    let bands = Bands { below: Points::ZERO, bands: vec![band("0", "10"), band("5", "10.5")] };
    scheme.indicators[2].method = Method::Bands(bands);
    let because =
        ParameterFault::AboveWeight { points: "10.5".parse().unwrap(), weight: Points::whole(10) };
    assert_eq!(scheme.faults(), [Fault::Parameter { indicator: "C".into(), because }]);
}

#[test]
fn money_rests_on_the_score_that_was_given() {
    let (scheme, mut data) = class_ii();
    data.counties[1].vetoes.push(Veto {
        rule: "falsified".into(),
        matter: "数据造假".into(),
        basis: "文件".into(),
    });
    let scored = score(&scheme, &data).unwrap();
    let given = Candidate::new("140428".into(), Points::HUNDRED, Grade::Excellent);
    let score = scored.county(&"140428".into()).unwrap();
    let candidate = given.assessed(score, &data.counties[1]);
    assert_eq!((candidate.total.two_places(), candidate.grade), ("93.05".into(), Grade::Fair));
    let rule = Eligibility { min_grade: Grade::Good, zones: Zones::Excluded };
    assert_eq!(candidate.obstacles(&rule), [Obstacle::Grade(Grade::Fair), Obstacle::Vetoed]);
}
