//! Properties of scoring.

use duban_domain::measure::light::index::{IndexWeights, LightCounts};
use duban_domain::measure::score::data::{DataSet, Datum};
use duban_domain::measure::score::method::{Completion, Direction, Method, Part};
use duban_domain::measure::score::record::{Record, RecordFormula};
use duban_domain::measure::score::result::{Outcome, Scored};
use duban_domain::measure::score::scheme::Scheme;
use duban_domain::measure::score::what_if::Change;
use duban_domain::measure::score::{effective_weights, explain, score, what_if};
use duban_domain::value::decimal::{Figure, Points};
use duban_domain::value::exact::Exact;
use proptest::prelude::*;

use super::generate::{config, data, figure, fitted, method, scheme, year};

/// The scheme with one indicator scored by another method.
fn with_method() -> impl Strategy<Value = (Scheme, Direction)> {
    (scheme(), method()).prop_map(|(mut scheme, (method, direction))| {
        let weights = scheme.indicators[0].classes.values().map(|terms| terms.weight);
        scheme.indicators[0].method = fitted(method, weights.min().unwrap());
        (scheme, direction)
    })
}

fn points(scored: &Scored, county: usize, indicator: &str) -> Points {
    let county = scored.counties().find(|one| one.county.as_str() == code(county)).unwrap();
    county.indicator(&indicator.into()).unwrap().points()
}

fn code(county: usize) -> String {
    format!("1404{county:02}")
}

/// M7, M8 or D.
fn compound(kind: usize, relative: bool) -> Method {
    let part = |target| Part {
        method: Box::new(if relative {
            Method::BestFull(Direction::Up)
        } else {
            Method::Completion(Completion::Rise { cap: Exact::ONE })
        }),
        target: Some(Figure(target)),
    };
    match kind {
        0 => Method::LevelAndIncrease {
            level_share: Exact::new(3, 5).unwrap(),
            level: part(15_000_000),
            increase: part(10_000_000),
        },
        1 => Method::Votes { full: Figure(20_000_000) },
        _ => Method::Record(RecordFormula {
            on_time: Exact::new(1, 5).unwrap(),
            light_index: Exact::new(1, 2).unwrap(),
            closure: Exact::new(3, 10).unwrap(),
            index: IndexWeights { green: 100, blue: 100, yellow: 60, red: 0 },
        }),
    }
}

/// A datum of five parts, each of which is better the more it is.
fn compound_datum(kind: usize, parts: &[i64]) -> Datum {
    let count = |at: usize| u32::try_from(parts[at] / 100_000).unwrap();
    match kind {
        0 => Datum::LevelAndIncrease { level: Figure(parts[0]), increase: Figure(parts[1]) },
        1 => Datum::Votes(parts.iter().map(|part| Figure(*part)).collect()),
        _ => Datum::Record(Record {
            reports_due: 300,
            reports_on_time: count(0),
            lights: LightCounts { green: count(1), blue: count(2), yellow: 30, red: 40 },
            closures_due: 250,
            closed: count(3),
        }),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn weights_end_at_a_hundred((scheme, data) in year()) {
        for county in &data.counties {
            let weights = effective_weights(&scheme, county).unwrap();
            let sum = weights
                .iter()
                .try_fold(Exact::ZERO, |sum, (_, weight)| sum.plus(weight.reduced()))
                .unwrap();
            prop_assert_eq!(sum, Exact::whole(100));
        }
    }

    #[test]
    fn more_of_a_good_thing_never_lowers_a_score(
        ((scheme, direction), data, more) in with_method().prop_flat_map(|(scheme, direction)| {
            let data = data(&scheme);
            (Just((scheme, direction)), data, figure())
        })
    ) {
        let mut data = data;
        let item = data.counties[0].items.get_mut(&"i00".into()).unwrap();
        let start = Figure(7_000_000);
        item.datum = Datum::Value(start);
        let before = score(&scheme, &data).unwrap();
        let better = match direction {
            Direction::Up => Figure(start.0 + more.0),
            Direction::Down => Figure(start.0 - more.0),
        };
        data.counties[0].items.get_mut(&"i00".into()).unwrap().datum = Datum::Value(better);
        let after = score(&scheme, &data).unwrap();
        prop_assert!(points(&after, 0, "i00") >= points(&before, 0, "i00"));
    }

    /// The same for the methods whose datum is not one figure: M7, M8 and dimension D.
    #[test]
    fn more_in_any_part_of_a_datum_never_lowers_a_score(
        (scheme, data) in year(), kind in 0_usize..3, at in 0_usize..5, more in figure(),
        figures in prop::collection::vec(figure(), 5), relative in any::<bool>(),
    ) {
        let (mut scheme, mut data) = (scheme, data);
        scheme.indicators[0].method = compound(kind, relative);
        let start: Vec<i64> = figures.iter().map(|figure| figure.0).collect();
        for (turn, county) in data.counties.iter_mut().enumerate() {
            let mut parts = start.clone();
            parts.rotate_left(turn % 5);
            county.items.get_mut(&"i00".into()).unwrap().datum = compound_datum(kind, &parts);
        }
        let before = score(&scheme, &data).unwrap();
        let mut better = start;
        better[at] += more.0;
        data.counties[0].items.get_mut(&"i00".into()).unwrap().datum =
            compound_datum(kind, &better);
        let after = score(&scheme, &data).unwrap();
        prop_assert!(points(&after, 0, "i00") >= points(&before, 0, "i00"));
    }

    #[test]
    fn the_order_of_input_never_matters((scheme, data) in year(), turn in 0_usize..9) {
        let mut turned = (scheme.clone(), data.clone());
        turned.0.indicators.reverse();
        turned.0.dimensions.reverse();
        turned.0.classes.reverse();
        let length = turned.1.counties.len();
        turned.1.counties.rotate_left(turn % length);
        prop_assert_eq!(score(&scheme, &data), score(&turned.0, &turned.1));
    }

    #[test]
    fn what_was_scored_reads_back_from_its_bytes_and_scores_the_same((scheme, data) in year()) {
        let bytes = serde_json::to_vec(&(&scheme, &data)).unwrap();
        let (read_scheme, read_data): (Scheme, DataSet) = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(score(&scheme, &data), score(&read_scheme, &read_data));
        prop_assert_eq!(bytes, serde_json::to_vec(&(&read_scheme, &read_data)).unwrap());
    }

    #[test]
    fn ranks_follow_totals_and_grades_follow_ranks((scheme, data) in year()) {
        let scored = score(&scheme, &data).unwrap();
        for class in scored.classes.values() {
            for one in &class.counties {
                let better = class.counties.iter().filter(|other| other.rank < one.rank).count();
                prop_assert_eq!(one.rank.unwrap() as usize, better + 1);
                for other in &class.counties {
                    if one.rank < other.rank {
                        prop_assert!(one.total >= other.total && one.grade <= other.grade);
                    }
                }
            }
        }
    }

    #[test]
    fn totals_add_the_rounded_scores((scheme, data) in year()) {
        let scored = score(&scheme, &data).unwrap();
        for county in scored.counties() {
            let indicators: i64 = county.indicators.iter().map(|one| one.outcome.points().0).sum();
            let dimensions: i64 = county.dimensions.iter().map(|(_, points)| points.0).sum();
            prop_assert_eq!(indicators, dimensions);
            prop_assert_eq!(county.total.0, dimensions + county.bonus.0 - county.deduction.0);
        }
    }

    #[test]
    fn every_score_is_explained_as_it_was_given((scheme, data) in year()) {
        let scored = score(&scheme, &data).unwrap();
        let county = scored.counties().next().unwrap();
        for one in &county.indicators {
            let explanation =
                explain(&scheme, &data, &county.county, &one.indicator).unwrap();
            prop_assert_eq!(explanation.outcome, one.outcome);
            if let Outcome::Scored(points) = one.outcome {
                let end = format!("= {points}");
                prop_assert!(explanation.arithmetic.ends_with(&end));
            }
        }
    }

    #[test]
    fn a_what_if_equals_scoring_anew_and_leaves_other_classes_alone(
        (scheme, data) in year(), figure in figure()
    ) {
        let base = score(&scheme, &data).unwrap();
        let county = &data.counties[0];
        let mut item = county.items[&"i00".into()].clone();
        item.datum = Datum::Value(figure);
        let change = Change::Item {
            county: county.county.clone(),
            indicator: "i00".into(),
            item: item.clone(),
        };
        let answer = what_if(&scheme, &data, &base, &[change]).unwrap();
        let mut changed = data.clone();
        changed.counties[0].items.insert("i00".into(), item);
        prop_assert_eq!(&answer.after, &score(&scheme, &changed).unwrap());
        prop_assert_eq!(&answer.recomputed, &vec![county.class.clone()]);
        for (class, scores) in &base.classes {
            let shared = std::sync::Arc::ptr_eq(scores, &answer.after.classes[class]);
            prop_assert_eq!(shared, *class != county.class);
        }
    }
}
