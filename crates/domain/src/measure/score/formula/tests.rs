//! The formulas where the worked examples do not reach: ends, caps, zero divisors.

use super::super::method::Band;
use super::*;
use crate::value::code::Code;

fn figure(text: &str) -> Figure {
    text.parse().unwrap()
}

fn field(lowest: &str, highest: &str) -> Field {
    Field {
        lowest: figure(lowest),
        lowest_by: Code::from("low"),
        highest: figure(highest),
        highest_by: Code::from("high"),
    }
}

fn scored(method: &Method, x: &str, target: Option<&str>, field: Option<&Field>) -> String {
    let measure =
        Measure { weight: Points::whole(10), target: target.map(figure), baseline: None, field };
    let points = one_figure(method, figure(x), measure).unwrap();
    rounded(points).unwrap().to_string()
}

#[test]
fn division_by_zero_gives_the_whole_weight() {
    let rise = Method::Completion(Completion::Rise { cap: Exact::ONE });
    assert_eq!(scored(&rise, "0", Some("0"), None), "10.0000");
    let within = Method::Completion(Completion::FallWithin { zero_at: figure("8") });
    assert_eq!(scored(&within, "9", Some("8"), None), "10.0000");
    let flat = field("3", "3");
    for curve in [Curve::Linear, Curve::Exponential] {
        let efficacy = Method::Efficacy { direction: Direction::Up, curve };
        assert_eq!(scored(&efficacy, "3", None, Some(&flat)), "10.0000");
    }
    let best = Method::BestFull(Direction::Up);
    assert_eq!(scored(&best, "0", None, Some(&field("0", "0"))), "10.0000");
}

#[test]
fn the_cap_decides_what_over_fulfilment_gives() {
    let rise = |cap: &str| Method::Completion(Completion::Rise { cap: cap.parse().unwrap() });
    assert_eq!(scored(&rise("1.0"), "12", Some("10"), None), "10.0000");
    assert_eq!(scored(&rise("1.1"), "12", Some("10"), None), "11.0000");
    assert_eq!(scored(&rise("1.0"), "-1", Some("10"), None), "0.0000");
}

#[test]
fn a_baseline_past_the_target_asks_to_hold_it() {
    let method = Method::Completion(Completion::FromBaseline {
        direction: Direction::Down,
        cap: Exact::ONE,
    });
    let points = |x: &str, baseline: &str| {
        let item = Item { baseline: Some(figure(baseline)), ..Item::of(Datum::Value(figure(x))) };
        let measure = Measure {
            weight: Points::whole(10),
            target: Some(figure("8")),
            baseline: None,
            field: None,
        };
        rounded(points(&method, &item, measure, &Fields::default()).unwrap()).unwrap()
    };
    assert_eq!(points("9", "10"), Points::whole(5));
    assert_eq!((points("8", "7"), points("8.1", "7")), (Points::whole(10), Points::ZERO));
    assert_eq!(points("9", "8"), Points::whole(10));
}

#[test]
fn steps_beyond_the_target_add_up_to_a_limit() {
    let steps = Method::Steps(Steps {
        direction: Direction::Up,
        step: figure("1"),
        deduct: Points::whole(1),
        bonus: Points::whole(1),
        bonus_limit: Points::whole(2),
    });
    let points = |x| scored(&steps, x, Some("90"), None);
    assert_eq!((points("90.9"), points("91.5")), ("10.0000".into(), "11.0000".into()));
    assert_eq!((points("99"), points("70")), ("12.0000".into(), "0.0000".into()));
    assert_eq!((points("89"), points("88.999999")), ("9.0000".into(), "8.0000".into()));
}

#[test]
fn bands_include_their_start_and_not_their_end() {
    let band = |from: &str, points| Band { from: figure(from), points: Points::whole(points) };
    let bands =
        Method::Bands(Bands { below: Points::ZERO, bands: vec![band("60", 6), band("80", 8)] });
    let points = |x| scored(&bands, x, None, None);
    assert_eq!(points("59.999999"), "0.0000");
    assert_eq!(
        (points("60"), points("80"), points("100")),
        ("6.0000".into(), "8.0000".into(), "8.0000".into())
    );
}

#[test]
fn the_exponential_curve_runs_from_sixty_to_a_hundred() {
    let method = Method::Efficacy { direction: Direction::Up, curve: Curve::Exponential };
    let field = field("0", "100");
    let points = |x| scored(&method, x, None, Some(&field));
    assert_eq!((points("0"), points("100")), ("6.0000".into(), "10.0000".into()));
    // 60·exp(0.255413)/100·10 = 7.74597…
    assert_eq!(points("50"), "7.7460");
}

#[test]
fn relative_methods_turn_over_for_less_is_better() {
    let field = field("2", "8");
    let best = Method::BestFull(Direction::Down);
    assert_eq!(scored(&best, "8", None, Some(&field)), "2.5000");
    assert_eq!(scored(&best, "2", None, Some(&field)), "10.0000");
    let efficacy = Method::Efficacy { direction: Direction::Down, curve: Curve::Linear };
    assert_eq!(scored(&efficacy, "8", None, Some(&field)), "6.0000");
    assert_eq!(scored(&efficacy, "2", None, Some(&field)), "10.0000");
}

#[test]
fn five_votes_lose_their_ends_and_four_do_not() {
    let votes = |votes: &[&str]| {
        let votes: Vec<Figure> = votes.iter().map(|vote| figure(vote)).collect();
        mean_vote(&votes, figure("100")).decimal(4).unwrap()
    };
    assert_eq!(votes(&["100", "90", "80", "70", "0"]), "0.8000");
    assert_eq!(votes(&["100", "90", "80", "70"]), "0.8500");
    assert_eq!(votes(&[]), "0.0000");
}

#[test]
fn a_level_and_its_increase_are_scored_each_by_its_own_method() {
    let part = |target| Part {
        method: Box::new(Method::Completion(Completion::Rise { cap: Exact::ONE })),
        target,
    };
    let method = Method::LevelAndIncrease {
        level_share: "0.6".parse().unwrap(),
        level: part(None),
        increase: part(Some(figure("1.5"))),
    };
    let measure = Measure {
        weight: Points::whole(5),
        target: Some(figure("8.5")),
        baseline: None,
        field: None,
    };
    let item = |datum| points(&method, &Item::of(datum), measure, &Fields::default());
    let both = Datum::LevelAndIncrease { level: figure("7.9"), increase: figure("0.9") };
    // 5 × (0.6 × 7.9 ÷ 8.5 + 0.4 × 0.9 ÷ 1.5)
    assert_eq!(rounded(item(both).unwrap()).unwrap().to_string(), "3.9882");
    let fault = DatumFault::WrongKind { method: "M7" };
    assert_eq!(item(Datum::Value(figure("7.9"))), Err(fault));
}

#[test]
fn a_strict_target_is_not_met_on_its_line() {
    let points = |comparator| scored(&Method::Threshold(comparator), "8", Some("8"), None);
    assert_eq!(points(Comparator::Below), "0.0000");
    assert_eq!(points(Comparator::AtMost), "10.0000");
}
