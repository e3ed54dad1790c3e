//! 算式. The formula of a score with its values, as one line that a clerk can check by hand.

use super::class::Entry;
use super::data::{Datum, Item};
use super::field::Field;
use super::method::{Bands, Comparator, Completion, Curve, Direction, Method, Part, Steps};
use super::record::{Record, RecordFormula};
use super::result::Outcome;
use crate::value::decimal::{Figure, Points};
use crate::value::exact::Exact;

/// Writes how a score came about, such as `5 × min(7.9 ÷ 8.5, 1) = 4.6471`.
pub(super) fn sentence(entry: &Entry<'_>, item: &Item, factor: Exact, outcome: Outcome) -> String {
    let points = match outcome {
        Outcome::NotApplicable => return "不适用: the weight goes to the others".to_owned(),
        Outcome::NotReported => return "未报: not reported, 0.0000".to_owned(),
        Outcome::Scored(points) => points,
    };
    let weight = plain(entry.terms.weight);
    let target = entry.target(item);
    let fields = (entry.fields.level.as_ref(), entry.fields.increase.as_ref());
    let formula = match (&entry.indicator.method, &item.datum) {
        (method, Datum::Value(x)) => one_figure(
            method,
            *x,
            &Against { weight, target, baseline: item.baseline, field: fields.0 },
        ),
        (
            Method::LevelAndIncrease { level_share, level, increase },
            Datum::LevelAndIncrease { level: x, increase: gain },
        ) => {
            let of = |part: &Part, x: Figure, target: Option<Figure>, field| {
                let target = part.target.or(target);
                let against = Against { weight: weight.clone(), target, baseline: None, field };
                one_figure(&part.method, x, &against)
            };
            let (stock, growth) =
                (of(level, *x, target, fields.0), of(increase, *gain, None, fields.1));
            format!("{level_share} × ({stock}) + (1 - {level_share}) × ({growth})")
        }
        (Method::Votes { full }, Datum::Votes(votes)) => voted(&weight, votes, *full),
        (Method::Record(formula), Datum::Record(record)) => recorded(&weight, formula, record),
        _ => String::new(),
    };
    if factor == Exact::ONE {
        format!("{formula} = {points}")
    } else {
        format!("({formula}) × {factor} = {points}")
    }
}

/// What a figure is measured against, as text needs it.
struct Against<'a> {
    weight: String,
    target: Option<Figure>,
    baseline: Option<Figure>,
    field: Option<&'a Field>,
}

fn one_figure(method: &Method, x: Figure, against: &Against<'_>) -> String {
    let weight = &against.weight;
    let target = text(against.target);
    match method {
        Method::Completion(shape) => completion(*shape, x, &target, against),
        Method::Threshold(comparator) => {
            format!("{weight} if {x} {} {target}, else 0", symbol(*comparator))
        }
        Method::Steps(steps) => stepped(steps, x, &target, weight),
        Method::Bands(bands) => banded(bands, x),
        Method::BestFull(direction) => match (direction, against.field) {
            (Direction::Up, Some(field)) => format!("{weight} × {x} ÷ {}", field.highest),
            (Direction::Down, Some(field)) => format!("{weight} × {} ÷ {x}", field.lowest),
            (Direction::Up | Direction::Down, None) => weight.clone(),
        },
        Method::Efficacy { direction, curve } => match against.field {
            Some(field) => efficacy(*direction, *curve, x, field, weight),
            None => weight.clone(),
        },
        Method::Range { low, high, tolerance } => {
            format!("{weight} × max(0, 1 - distance of {x} from {low}..{high} ÷ {tolerance})")
        }
        Method::LevelAndIncrease { .. } | Method::Votes { .. } | Method::Record(_) => String::new(),
    }
}

fn completion(shape: Completion, x: Figure, target: &str, against: &Against<'_>) -> String {
    let weight = &against.weight;
    match shape {
        Completion::Rise { cap } => format!("{weight} × min({x} ÷ {target}, {cap})"),
        Completion::Fall => format!("{weight} × min({target} ÷ {x}, 1)"),
        Completion::FallWithin { zero_at } => {
            format!("{weight} × clamp(({zero_at} - {x}) ÷ ({zero_at} - {target}), 0, 1)")
        }
        Completion::FromBaseline { cap, .. } => {
            let base = text(against.baseline);
            format!("{weight} × clamp(({x} - {base}) ÷ ({target} - {base}), 0, {cap})")
        }
    }
}

fn stepped(steps: &Steps, x: Figure, target: &str, weight: &str) -> String {
    let (step, deduct) = (steps.step, plain(steps.deduct));
    let (bonus, limit) = (plain(steps.bonus), plain(steps.bonus_limit));
    let short = match steps.direction {
        Direction::Up => format!("{target} - {x}"),
        Direction::Down => format!("{x} - {target}"),
    };
    format!(
        "max(0, {weight} - {deduct} × ceil(({short}) ÷ {step})), \
         beyond the target + {bonus} for each {step} up to {limit}"
    )
}

fn banded(bands: &Bands, x: Figure) -> String {
    match bands.bands.iter().take_while(|band| band.from <= x).last() {
        Some(band) => format!("{x} lies in the band from {}: {}", band.from, plain(band.points)),
        None => format!("{x} lies below all bands: {}", plain(bands.below)),
    }
}

fn efficacy(direction: Direction, curve: Curve, x: Figure, field: &Field, weight: &str) -> String {
    let (lowest, highest) = (field.lowest, field.highest);
    let gained = match direction {
        Direction::Up => format!("({x} - {lowest}) ÷ ({highest} - {lowest})"),
        Direction::Down => format!("({highest} - {x}) ÷ ({highest} - {lowest})"),
    };
    match curve {
        Curve::Linear => format!("{weight} × (60 + 40 × {gained}) ÷ 100"),
        Curve::Exponential => format!("{weight} × 60 × exp(0.510826 × {gained}) ÷ 100"),
    }
}

fn voted(weight: &str, votes: &[Figure], full: Figure) -> String {
    let ends = if votes.len() >= 5 { " without the highest and the lowest" } else { "" };
    format!("{weight} × mean of {} votes{ends} ÷ {full}", votes.len())
}

fn recorded(weight: &str, formula: &RecordFormula, record: &Record) -> String {
    let index =
        formula.terms(record).map(|[_, index, _]| index.rate.to_string()).unwrap_or_default();
    format!(
        "{weight} × ({} × {} ÷ {} + {} × {index} + {} × {} ÷ {})",
        formula.on_time,
        record.reports_on_time,
        record.reports_due,
        formula.light_index,
        formula.closure,
        record.closed,
        record.closures_due,
    )
}

fn symbol(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::AtLeast => "≥",
        Comparator::Above => ">",
        Comparator::AtMost => "≤",
        Comparator::Below => "<",
    }
}

fn text(figure: Option<Figure>) -> String {
    figure.map(|figure| figure.to_string()).unwrap_or_default()
}

/// Writes points without their closing zeros.
fn plain(points: Points) -> String {
    let text = points.to_string();
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
