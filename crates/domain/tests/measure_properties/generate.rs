//! Random schemes, data, funds and candidates.

use std::collections::BTreeMap;

use duban_domain::measure::allot::candidate::Candidate;
use duban_domain::measure::allot::fund::{
    DebtLevel, DebtMode, DebtRule, DifficultyUse, Eligibility, Factor, FactorSource, Fund,
    FundKind, Mode, Shortfall, Zones,
};
use duban_domain::measure::score::data::{CountyData, DataSet, Datum, Item};
use duban_domain::measure::score::grade::Grade;
use duban_domain::measure::score::method::{
    Band, Bands, Comparator, Completion, Curve, Direction, Method, Steps,
};
use duban_domain::measure::score::scheme::{
    AdjustmentCaps, Class, ClassTerms, Grading, Indicator, Ranking, Scheme,
};
use duban_domain::value::code::Code;
use duban_domain::value::decimal::{Figure, Points};
use duban_domain::value::exact::Exact;
use duban_domain::value::money::{Fen, MoneyUnit};
use proptest::prelude::*;

/// Failures are printed with their input and not written into the tree.
pub fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// A figure between 0 and 20, in hundredths.
pub fn figure() -> impl Strategy<Value = Figure> {
    (0_i64..2_000).prop_map(|hundredths| Figure(hundredths * 10_000))
}

fn direction() -> impl Strategy<Value = Direction> {
    prop_oneof![Just(Direction::Up), Just(Direction::Down)]
}

/// A method that takes one figure, with the way in which more of it is better.
pub fn method() -> impl Strategy<Value = (Method, Direction)> {
    let up = |method| (method, Direction::Up);
    let down = |method| (method, Direction::Down);
    let cap = || (80_i128..130).prop_map(|percent| Exact::new(percent, 100).unwrap());
    let steps = (direction(), 1_i64..300, 0_i64..3, 0_i64..3, 0_i64..5).prop_map(
        |(direction, step, deduct, bonus, limit)| {
            let steps = Steps {
                direction,
                step: Figure(step * 10_000),
                deduct: Points(deduct * Points::ONE),
                bonus: Points(bonus * Points::ONE),
                bonus_limit: Points(limit * Points::ONE),
            };
            (Method::Steps(steps), direction)
        },
    );
    let curve = prop_oneof![Just(Curve::Linear), Just(Curve::Exponential)];
    prop_oneof![
        cap().prop_map(move |cap| up(Method::Completion(Completion::Rise { cap }))),
        Just(down(Method::Completion(Completion::Fall))),
        (2_000_i64..3_000).prop_map(move |hundredths| {
            let zero_at = Figure(hundredths * 10_000);
            down(Method::Completion(Completion::FallWithin { zero_at }))
        }),
        (direction(), cap()).prop_map(|(direction, cap)| {
            (Method::Completion(Completion::FromBaseline { direction, cap }), direction)
        }),
        Just(up(Method::Threshold(Comparator::AtLeast))),
        Just(down(Method::Threshold(Comparator::Below))),
        steps,
        Just(up(Method::Bands(Bands {
            below: Points::ZERO,
            bands: vec![
                Band { from: Figure(4_000_000), points: Points(20_000) },
                Band { from: Figure(12_000_000), points: Points(50_000) },
            ],
        }))),
        direction().prop_map(|direction| (Method::BestFull(direction), direction)),
        (direction(), curve)
            .prop_map(|(direction, curve)| (Method::Efficacy { direction, curve }, direction)),
    ]
}

/// Bands may not give more than the weight.
pub fn fitted(method: Method, weight: Points) -> Method {
    match method {
        Method::Bands(Bands { below, mut bands }) => {
            for band in &mut bands {
                band.points = band.points.min(weight);
            }
            Method::Bands(Bands { below, bands })
        }
        method => method,
    }
}

/// Splits 100 points into `count` weights above zero.
fn weights(count: usize) -> impl Strategy<Value = Vec<Points>> {
    prop::collection::vec(1_i64..1_000, count).prop_map(|parts| {
        let sum: i64 = parts.iter().sum();
        let mut weights: Vec<Points> =
            parts.iter().map(|part| Points(part * Points::HUNDRED.0 / sum)).collect();
        let missing = Points::HUNDRED.0 - weights.iter().map(|weight| weight.0).sum::<i64>();
        weights[0].0 += missing;
        weights
    })
}

/// A scheme of two classes and up to twelve indicators in up to four dimensions.
pub fn scheme() -> impl Strategy<Value = Scheme> {
    (1_usize..12)
        .prop_flat_map(|count| {
            let indicators = prop::collection::vec((0_usize..4, method(), figure()), count);
            (indicators, weights(count), weights(count))
        })
        .prop_map(|(indicators, first, second)| {
            let indicators = indicators.into_iter().zip(first).zip(second).enumerate();
            let indicators = indicators.map(|(at, (((dimension, method, target), one), two))| {
                let terms = |weight| ClassTerms { weight, target: None };
                Indicator {
                    code: format!("i{at:02}").into(),
                    dimension: ["A", "B", "C", "D"][dimension].into(),
                    source: "source".into(),
                    checker: "checker".into(),
                    method: fitted(method.0, one.min(two)),
                    target: Some(target),
                    classes: BTreeMap::from([("I".into(), terms(one)), ("II".into(), terms(two))]),
                }
            });
            Scheme {
                classes: vec![
                    Class { code: "I".into(), ranking: Ranking::Ranked },
                    Class { code: "II".into(), ranking: Ranking::Ranked },
                ],
                dimensions: ["A", "B", "C", "D"].map(Code::from).to_vec(),
                indicators: indicators.collect(),
                adjustments: Vec::new(),
                caps: AdjustmentCaps { bonus: Points::whole(5), deduction: Points::whole(10) },
                grading: Grading {
                    excellent: Points::whole(60),
                    good: Points::whole(40),
                    fair: Points::whole(20),
                    quota: Exact::new(3, 10),
                },
            }
        })
}

/// A value, a missing report, or, one time in four, "not applicable".
fn item() -> impl Strategy<Value = Item> {
    let datum = prop_oneof![
        5 => figure().prop_map(Datum::Value),
        1 => Just(Datum::NotReported),
        2 => Just(Datum::NotApplicable),
    ];
    (datum, figure())
        .prop_map(|(datum, baseline)| Item { baseline: Some(baseline), ..Item::of(datum) })
}

/// Data for a scheme; every county has something that applies.
pub fn data(scheme: &Scheme) -> impl Strategy<Value = DataSet> + use<> {
    let codes: Vec<Code> = scheme.indicators.iter().map(|one| one.code.clone()).collect();
    let items = prop::collection::vec(item(), codes.len());
    let county = (items, prop_oneof![Just("I"), Just("II")], 0_u32..3);
    prop::collection::vec(county, 1..9).prop_map(move |counties| {
        let counties = counties.into_iter().enumerate().map(|(at, (mut items, class, red))| {
            if items.iter().all(|item| item.datum == Datum::NotApplicable) {
                items[0].datum = Datum::NotReported;
            }
            CountyData {
                items: codes.iter().cloned().zip(items).collect(),
                red_orders: red,
                ..CountyData::new(format!("1404{at:02}").into(), class.into())
            }
        });
        DataSet { counties: counties.collect() }
    })
}

/// Scheme and data that belong together.
pub fn year() -> impl Strategy<Value = (Scheme, DataSet)> {
    scheme().prop_flat_map(|scheme| {
        let data = data(&scheme);
        (Just(scheme), data)
    })
}

fn debt_level() -> impl Strategy<Value = DebtLevel> {
    prop_oneof![
        Just(DebtLevel::Green),
        Just(DebtLevel::Yellow),
        Just(DebtLevel::Orange),
        Just(DebtLevel::Red)
    ]
}

/// The grade of a total, by the default lines.
pub fn grade(total: Points) -> Grade {
    let lines = [(90, Grade::Excellent), (80, Grade::Good), (60, Grade::Fair)];
    lines
        .into_iter()
        .find(|(line, _)| total >= Points::whole(*line))
        .map_or(Grade::Poor, |(_, grade)| grade)
}

/// A county with factors, debt and perhaps an amount applied for.
fn candidate(at: usize) -> impl Strategy<Value = Candidate> {
    let applied = prop::option::of((0_i64..40_000_000).prop_map(Fen));
    (1_i64..1_000_000, 1_i64..500, 1_i64..300, applied, debt_level()).prop_map(
        move |(total, task, difficulty, applied, debt)| Candidate {
            applied,
            debt: Some(debt),
            difficulty: Figure(difficulty * 10_000),
            factors: BTreeMap::from([(Code::from("task"), Figure(task * Figure::ONE))]),
            ..Candidate::new(format!("1404{at:02}").into(), Points(total), grade(Points(total)))
        },
    )
}

/// Up to nine candidates, the first without debt so that something can be split.
pub fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    (1_usize..9).prop_flat_map(|count| (0..count).map(candidate).collect::<Vec<_>>()).prop_map(
        |mut candidates| {
            candidates[0].debt = Some(DebtLevel::Green);
            candidates
        },
    )
}

/// Modes under which more points never mean less money.
pub fn mode() -> impl Strategy<Value = Mode> {
    let factor = |code: &str, weight, source, difficulty| Factor {
        code: code.into(),
        weight: Exact::new(weight, 100).unwrap(),
        source,
        difficulty,
    };
    prop_oneof![
        (0_i128..=100).prop_map(move |weight| {
            Mode::Factors(vec![
                factor("score", weight, FactorSource::Score, DifficultyUse::NotApplied),
                factor("task", 100 - weight, FactorSource::Given, DifficultyUse::Applied),
            ])
        }),
        (0_i128..=100).prop_map(|base| Mode::BasePerformance {
            base: Exact::new(base, 100).unwrap(),
            quantity: "task".into(),
        }),
        (1_i64..30, 1_i64..10).prop_map(|(good, step)| Mode::Fixed {
            amounts: [Grade::Poor, Grade::Fair, Grade::Good, Grade::Excellent]
                .into_iter()
                .zip(0..)
                .map(|(grade, times)| (grade, Fen((good + step * times) * 1_000_000)))
                .collect(),
            shortfall: Shortfall::ProRata,
        }),
    ]
}

/// A fund of up to a hundred 万元 that everyone may get some of.
pub fn fund() -> impl Strategy<Value = Fund> {
    let unit = prop_oneof![Just(MoneyUnit::Fen), Just(MoneyUnit::Yuan), Just(MoneyUnit::Wan)];
    let mode_of_debt = prop_oneof![Just(DebtMode::Renormalise), Just(DebtMode::KeepBack)];
    let max_share = prop::option::of(1_i128..=100);
    (1_000_000_i64..100_000_000, unit, mode(), prop::option::of(mode_of_debt), max_share).prop_map(
        |(pool, unit, mode, debt, max_share)| Fund {
            pool: Fen(pool),
            unit,
            kind: FundKind::Subsidy,
            mode,
            eligibility: Eligibility { min_grade: Grade::Poor, zones: Zones::Included },
            debt: debt.map(|mode| DebtRule {
                green: Figure(1_000_000),
                yellow: Figure(950_000),
                orange: Figure(800_000),
                red: Figure(0),
                mode,
                basis: None,
            }),
            max_share: max_share.and_then(|percent| Exact::new(percent, 100)),
            top_slice: None,
        },
    )
}
