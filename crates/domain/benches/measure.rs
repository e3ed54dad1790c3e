//! A nation's year: 2,843 counties x 200 indicators scored and their money split, on one core.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use duban_domain::measure::allot::allot;
use duban_domain::measure::allot::candidate::Candidate;
use duban_domain::measure::allot::fund::{
    DebtLevel, DebtMode, DebtRule, DifficultyUse, Eligibility, Factor, FactorSource, Fund,
    FundKind, Mode, Zones,
};
use duban_domain::measure::score::data::{CountyData, DataSet, Datum, Item};
use duban_domain::measure::score::grade::Grade;
use duban_domain::measure::score::method::{Completion, Curve, Direction, Method, Steps};
use duban_domain::measure::score::result::{CountyScore, Scored};
use duban_domain::measure::score::scheme::{
    AdjustmentCaps, Class, ClassTerms, Grading, Indicator, Ranking, Scheme,
};
use duban_domain::measure::score::what_if::Change;
use duban_domain::measure::score::{score, what_if};
use duban_domain::value::code::Code;
use duban_domain::value::decimal::{Figure, Points};
use duban_domain::value::exact::Exact;
use duban_domain::value::money::{Fen, MoneyUnit};

const COUNTIES: usize = 2_843;
const INDICATORS: usize = 200;
const CLASSES: [&str; 4] = ["I", "II", "III", "IV"];

const DIMENSIONS: [&str; 5] = ["A", "B", "C", "D", "E"];

/// Takes the codes in turn.
fn in_turn(codes: &[&str], at: usize) -> Code {
    Code::from(codes.get(at % codes.len()).copied().unwrap_or_default())
}

/// Numbers that differ and repeat from run to run.
fn spread(seed: usize) -> i64 {
    let mixed = (seed as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    i64::try_from(mixed % 1_000_000).unwrap_or(0) + 1
}

fn method(at: usize) -> Method {
    match at % 5 {
        0 => Method::Completion(Completion::Rise { cap: Exact::ONE }),
        1 => Method::Completion(Completion::FromBaseline {
            direction: Direction::Up,
            cap: Exact::ONE,
        }),
        2 => Method::Efficacy { direction: Direction::Up, curve: Curve::Linear },
        3 => Method::BestFull(Direction::Up),
        _ => Method::Steps(Steps {
            direction: Direction::Up,
            step: Figure(100_000),
            deduct: Points(500),
            bonus: Points::ZERO,
            bonus_limit: Points::ZERO,
        }),
    }
}

fn scheme(indicators: usize) -> Scheme {
    let weight = Points(Points::HUNDRED.0 / indicators as i64);
    let indicators = (0..indicators).map(|at| Indicator {
        code: format!("i{at:03}").into(),
        dimension: in_turn(&DIMENSIONS, at),
        source: "source".into(),
        checker: "checker".into(),
        method: method(at / 5),
        target: Some(Figure(700_000)),
        classes: CLASSES
            .iter()
            .map(|class| (Code::from(*class), ClassTerms { weight, target: None }))
            .collect(),
    });
    Scheme {
        classes: CLASSES
            .iter()
            .map(|class| Class { code: Code::from(*class), ranking: Ranking::Ranked })
            .collect(),
        dimensions: DIMENSIONS.map(Code::from).to_vec(),
        indicators: indicators.collect(),
        adjustments: Vec::new(),
        caps: AdjustmentCaps { bonus: Points::whole(5), deduction: Points::whole(10) },
        grading: Grading {
            excellent: Points::whole(90),
            good: Points::whole(80),
            fair: Points::whole(60),
            quota: Exact::new(3, 10),
        },
    }
}

fn data(scheme: &Scheme, counties: usize) -> DataSet {
    let county = |at: usize| {
        let items = scheme.indicators.iter().enumerate().map(|(column, indicator)| {
            let seed = at * 1_000 + column;
            // One item in ten does not apply, so that weights are given to others.
            let datum = match seed % 10 {
                0 => Datum::NotApplicable,
                _ => Datum::Value(Figure(spread(seed))),
            };
            let item = Item { baseline: Some(Figure(spread(seed + 7) / 4)), ..Item::of(datum) };
            (indicator.code.clone(), item)
        });
        let items: BTreeMap<Code, Item> = items.collect();
        CountyData { items, ..CountyData::new(format!("{at:06}").into(), in_turn(&CLASSES, at)) }
    };
    DataSet { counties: (0..counties).map(county).collect() }
}

fn fund() -> Fund {
    let given = |code: &str, weight| Factor {
        code: code.into(),
        weight: Exact::new(weight, 100).unwrap_or(Exact::ZERO),
        source: FactorSource::Given,
        difficulty: DifficultyUse::Applied,
    };
    let score = Factor {
        source: FactorSource::Score,
        difficulty: DifficultyUse::NotApplied,
        ..given("score", 20)
    };
    Fund {
        pool: Fen(30_000_000_000_000),
        unit: MoneyUnit::Wan,
        kind: FundKind::Subsidy,
        mode: Mode::Factors(vec![
            score,
            given("area", 40),
            given("households", 20),
            given("buildings", 10),
            given("districts", 10),
        ]),
        eligibility: Eligibility { min_grade: Grade::Poor, zones: Zones::Included },
        debt: Some(DebtRule {
            green: Figure(1_000_000),
            yellow: Figure(950_000),
            orange: Figure(800_000),
            red: Figure(0),
            mode: DebtMode::Renormalise,
            basis: None,
        }),
        max_share: Exact::new(40, 100),
        top_slice: None,
    }
}

fn candidates(scored: &Scored) -> Vec<Candidate> {
    let levels = [DebtLevel::Green, DebtLevel::Yellow, DebtLevel::Orange, DebtLevel::Red];
    let factors = ["area", "households", "buildings", "districts"];
    let candidate = |(at, score): (usize, &CountyScore)| {
        let figures = factors.iter().enumerate().map(|(column, code)| {
            (Code::from(*code), Figure(spread(at * 10 + column) * Figure::ONE))
        });
        Candidate {
            applied: Some(Fen(spread(at) * 20_000_000)),
            debt: levels.get(at % 4).copied(),
            difficulty: Figure(900_000 + spread(at) / 4),
            factors: figures.collect(),
            ..Candidate::new(score.county.clone(), score.total, score.grade)
        }
    };
    scored.counties().enumerate().map(candidate).collect()
}

fn nation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("measure");
    group.sample_size(10);
    for (counties, indicators) in
        [(COUNTIES, INDICATORS), (COUNTIES / 2, INDICATORS), (COUNTIES, INDICATORS / 2)]
    {
        let scheme = scheme(indicators);
        let data = data(&scheme, counties);
        group.bench_function(format!("score {counties} x {indicators}"), |bencher| {
            bencher.iter(|| score(black_box(&scheme), black_box(&data)));
        });
    }
    let scheme = scheme(INDICATORS);
    let data = data(&scheme, COUNTIES);
    let Ok(scored) = score(&scheme, &data) else {
        return;
    };
    let change = Change::Item {
        county: "000000".into(),
        indicator: "i011".into(),
        item: Item::of(Datum::Value(Figure(1_000_000))),
    };
    group.bench_function("what_if on one datum", |bencher| {
        bencher.iter(|| what_if(&scheme, &data, &scored, black_box(std::slice::from_ref(&change))));
    });
    let (fund, counties) = (fund(), candidates(&scored));
    group.bench_function(format!("allot {COUNTIES} by five factors"), |bencher| {
        bencher.iter(|| allot(black_box(&fund), black_box(&counties)));
    });
    group.bench_function(format!("score {COUNTIES} x {INDICATORS} and allot"), |bencher| {
        bencher.iter(|| {
            let scored = score(black_box(&scheme), black_box(&data));
            scored.map(|scored| allot(&fund, &candidates(&scored)))
        });
    });
    group.finish();
}

criterion_group!(benches, nation);
criterion_main!(benches);
