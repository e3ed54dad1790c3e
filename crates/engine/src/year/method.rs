//! The scoring method of an indicator.

use duban_domain::measure::light::index::IndexWeights;
use duban_domain::measure::score::method::{
    Band, Bands, Comparator, Completion, Curve, Direction, Method, Part, Steps,
};
use duban_domain::measure::score::record::RecordFormula;
use duban_domain::value::decimal::Points;
use duban_domain::value::exact::Exact;

use super::complaint::Complaints;
use super::tree::{Node, Table};

#[derive(Clone, Copy)]
enum Kind {
    Completion,
    Threshold,
    Steps,
    Bands,
    BestFull,
    Efficacy,
    LevelAndIncrease,
    Votes,
    Range,
    Record,
}

const KINDS: &[(&str, Kind)] = &[
    ("COMPLETION", Kind::Completion),
    ("THRESHOLD", Kind::Threshold),
    ("STEPS", Kind::Steps),
    ("BANDS", Kind::Bands),
    ("BEST_FULL", Kind::BestFull),
    ("EFFICACY", Kind::Efficacy),
    ("LEVEL_AND_INCREASE", Kind::LevelAndIncrease),
    ("VOTES", Kind::Votes),
    ("RANGE", Kind::Range),
    ("RECORD", Kind::Record),
];

const DIRECTIONS: &[(&str, Direction)] = &[("UP", Direction::Up), ("DOWN", Direction::Down)];

/// Reads a method with its parameters.
pub(super) fn read(node: &Node<'_>, complaints: &mut Complaints) -> Option<Method> {
    let table = node.open_table(complaints)?;
    let kind = table.need("kind", complaints)?.choice(KINDS, complaints)?;
    table.only(keys(kind), complaints);
    match kind {
        Kind::Completion => completion(&table, complaints).map(Method::Completion),
        Kind::Threshold => {
            let words = [
                ("AT_LEAST", Comparator::AtLeast),
                ("ABOVE", Comparator::Above),
                ("AT_MOST", Comparator::AtMost),
                ("BELOW", Comparator::Below),
            ];
            let comparator = table.need("comparator", complaints)?;
            comparator.choice(&words, complaints).map(Method::Threshold)
        }
        Kind::Steps => steps(&table, complaints).map(Method::Steps),
        Kind::Bands => bands(&table, complaints).map(Method::Bands),
        Kind::BestFull => Some(Method::BestFull(direction(&table, complaints))),
        Kind::Efficacy => {
            let curves = [("LINEAR", Curve::Linear), ("EXPONENTIAL", Curve::Exponential)];
            let curve = table.choice_or("curve", (&curves, Curve::Linear), complaints);
            Some(Method::Efficacy { direction: direction(&table, complaints), curve })
        }
        Kind::LevelAndIncrease => {
            // The level counts 0.6 and the increase the rest.
            let default = Exact::new(3, 5).unwrap_or(Exact::ONE);
            let level_share = table.number_or("level_share", default, complaints);
            let level = part(&table, "level", complaints);
            let increase = part(&table, "increase", complaints);
            Some(Method::LevelAndIncrease { level_share, level: level?, increase: increase? })
        }
        Kind::Votes => table.number("full", complaints).map(|full| Method::Votes { full }),
        Kind::Range => {
            let low = table.number("low", complaints);
            let high = table.number("high", complaints);
            let tolerance = table.number("tolerance", complaints);
            Some(Method::Range { low: low?, high: high?, tolerance: tolerance? })
        }
        Kind::Record => record(&table, complaints).map(Method::Record),
    }
}

fn keys(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Completion => &["kind", "direction", "cap", "from_baseline", "zero_at"],
        Kind::Threshold => &["kind", "comparator"],
        Kind::Steps => &["kind", "direction", "step", "deduct", "bonus", "bonus_limit"],
        Kind::Bands => &["kind", "below", "bands"],
        Kind::BestFull => &["kind", "direction"],
        Kind::Efficacy => &["kind", "direction", "curve"],
        Kind::LevelAndIncrease => &["kind", "level_share", "level", "increase"],
        Kind::Votes => &["kind", "full"],
        Kind::Range => &["kind", "low", "high", "tolerance"],
        Kind::Record => &["kind", "on_time", "light_index", "closure", "index"],
    }
}

fn direction(table: &Table<'_>, complaints: &mut Complaints) -> Direction {
    table.choice_or("direction", (DIRECTIONS, Direction::Up), complaints)
}

fn completion(table: &Table<'_>, complaints: &mut Complaints) -> Option<Completion> {
    let direction = direction(table, complaints);
    let from_baseline = table.get("from_baseline").and_then(|node| node.yes(complaints));
    let cap: Exact = table.number_or("cap", Exact::ONE, complaints);
    let shape = match (direction, from_baseline, table.get("zero_at")) {
        (_, Some(true), None) => Completion::FromBaseline { direction, cap },
        (Direction::Up, _, None) => Completion::Rise { cap },
        (Direction::Down, _, None) => Completion::Fall,
        (Direction::Down, None | Some(false), Some(node)) => {
            Completion::FallWithin { zero_at: node.number(complaints)? }
        }
        (_, _, Some(node)) => {
            let remedy = "use it with `direction = \"DOWN\"` and without a baseline";
            node.complain("`zero_at` ends a band of a downward indicator", remedy, complaints);
            return None;
        }
    };
    let capped = matches!(shape, Completion::Rise { .. } | Completion::FromBaseline { .. });
    if let Some(node) = table.get("cap").filter(|_| !capped) {
        let remedy = "take `cap` out: a downward indicator gives at most its weight";
        node.complain("the cap would not count here", remedy, complaints);
    }
    Some(shape)
}

fn steps(table: &Table<'_>, complaints: &mut Complaints) -> Option<Steps> {
    let step = table.number("step", complaints);
    let deduct = table.number("deduct", complaints);
    Some(Steps {
        direction: direction(table, complaints),
        bonus: table.number_or("bonus", Points::ZERO, complaints),
        bonus_limit: table.number_or("bonus_limit", Points::ZERO, complaints),
        step: step?,
        deduct: deduct?,
    })
}

fn bands(table: &Table<'_>, complaints: &mut Complaints) -> Option<Bands> {
    let below = table.number_or("below", Points::ZERO, complaints);
    let mut bands = Vec::new();
    for node in table.need("bands", complaints)?.list(complaints) {
        let band = node.table(&["from", "points"], complaints)?;
        let (from, points) = (band.number("from", complaints), band.number("points", complaints));
        bands.push(Band { from: from?, points: points? });
    }
    Some(Bands { below, bands })
}

fn part(table: &Table<'_>, key: &str, complaints: &mut Complaints) -> Option<Part> {
    let part = table.need(key, complaints)?.table(&["method", "target"], complaints)?;
    let target = part.get("target").and_then(|node| node.number(complaints));
    let method = read(&part.need("method", complaints)?, complaints)?;
    Some(Part { method: Box::new(method), target })
}

fn record(table: &Table<'_>, complaints: &mut Complaints) -> Option<RecordFormula> {
    let on_time = table.number_or("on_time", Exact::ZERO, complaints);
    let light_index = table.number("light_index", complaints);
    let closure = table.number("closure", complaints);
    // Green and blue 100, yellow 60, red nothing.
    let mut index = IndexWeights { green: 100, blue: 100, yellow: 60, red: 0 };
    let colours = ["green", "blue", "yellow", "red"];
    if let Some(given) = table.get("index").and_then(|node| node.table(&colours, complaints)) {
        index = IndexWeights {
            green: given.number_or("green", index.green, complaints),
            blue: given.number_or("blue", index.blue, complaints),
            yellow: given.number_or("yellow", index.yellow, complaints),
            red: given.number_or("red", index.red, complaints),
        };
    }
    Some(RecordFormula { on_time, light_index: light_index?, closure: closure?, index })
}
