//! 计分公式. The formulas of the methods, exact.
//!
//! Points are those of the nominal weight; what redistribution adds is a factor on top.
//! Figures enter as whole millionths: every ratio of two figures is free of their unit.

use super::data::{Datum, Item};
use super::fault::DatumFault;
use super::field::{Field, Fields};
use super::method::{Bands, Comparator, Completion, Curve, Direction, Method, Part, Steps};
use crate::value::decimal::{Figure, Points};
use crate::value::exact::{Exact, Overflow};

/// What a datum is measured against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure<'a> {
    /// The nominal weight.
    pub weight: Points,
    /// The target that counts for the county.
    pub target: Option<Figure>,
    /// Where the county started.
    pub baseline: Option<Figure>,
    /// The first and last of its class.
    pub field: Option<&'a Field>,
}

/// Gives the points of an item that was reported and applies; `weight` is the nominal one.
pub(super) fn points(
    method: &Method,
    item: &Item,
    measure: Measure<'_>,
    fields: &Fields,
) -> Result<Exact, DatumFault> {
    let measure = Measure { field: fields.level.as_ref(), baseline: item.baseline, ..measure };
    match (method, &item.datum) {
        (Method::LevelAndIncrease { level_share, level, increase }, datum) => {
            let Datum::LevelAndIncrease { level: level_figure, increase: increase_figure } = datum
            else {
                return Err(DatumFault::WrongKind { method: method.id() });
            };
            let level_points = part(level, *level_figure, measure)?;
            let of_increase = Measure { field: fields.increase.as_ref(), target: None, ..measure };
            let increase_points = part(increase, *increase_figure, of_increase)?;
            let rest = Exact::ONE.minus(*level_share)?;
            let sum = level_share.times(level_points)?.plus(rest.times(increase_points)?)?;
            Ok(sum)
        }
        (Method::Votes { full }, Datum::Votes(votes)) => {
            Ok(mean_vote(votes, *full).times(measure.weight.exact())?)
        }
        (Method::Record(formula), Datum::Record(record)) => {
            Ok(formula.factor(record)?.times(measure.weight.exact())?)
        }
        (_, Datum::Value(figure)) => one_figure(method, *figure, measure),
        (
            _,
            Datum::LevelAndIncrease { .. }
            | Datum::Votes(_)
            | Datum::Record(_)
            | Datum::NotApplicable
            | Datum::NotReported,
        ) => Err(DatumFault::WrongKind { method: method.id() }),
    }
}

fn part(part: &Part, figure: Figure, measure: Measure<'_>) -> Result<Exact, DatumFault> {
    let target = part.target.or(measure.target);
    one_figure(&part.method, figure, Measure { target, ..measure })
}

fn one_figure(method: &Method, figure: Figure, measure: Measure<'_>) -> Result<Exact, DatumFault> {
    let weight = measure.weight.exact();
    let target = || measure.target.ok_or(DatumFault::TargetMissing);
    let rate = match method {
        Method::Completion(shape) => completion(*shape, figure, target()?, measure.baseline)?,
        Method::Threshold(comparator) => {
            if is_met(*comparator, figure, target()?) {
                Exact::ONE
            } else {
                Exact::ZERO
            }
        }
        Method::Steps(steps) => return stepped(steps, figure, target()?, weight),
        Method::Bands(bands) => return Ok(banded(bands, figure).exact()),
        Method::BestFull(direction) => best_full(*direction, figure, measure.field),
        Method::Efficacy { direction, curve } => {
            efficacy(*direction, *curve, figure, measure.field)
        }
        Method::Range { low, high, tolerance } => {
            let distance = distance_outside(figure, *low, *high);
            clamped(millionths(*tolerance) - distance, millionths(*tolerance), Exact::ONE)
        }
        Method::LevelAndIncrease { .. } | Method::Votes { .. } | Method::Record(_) => {
            return Err(DatumFault::WrongKind { method: method.id() });
        }
    };
    Ok(rate.times(weight)?)
}

fn millionths(figure: Figure) -> i128 {
    figure.0.into()
}

/// Counts figures so that more is better.
fn oriented(direction: Direction, figure: Figure) -> i128 {
    match direction {
        Direction::Up => millionths(figure),
        Direction::Down => -millionths(figure),
    }
}

/// Gives a ratio between nothing and a cap; division by zero gives the whole.
fn clamped(numerator: i128, denominator: i128, cap: Exact) -> Exact {
    Exact::new(numerator, denominator).map_or(Exact::ONE, |rate| rate.max(Exact::ZERO).min(cap))
}

fn completion(
    shape: Completion,
    figure: Figure,
    target: Figure,
    baseline: Option<Figure>,
) -> Result<Exact, DatumFault> {
    let (x, t) = (millionths(figure), millionths(target));
    match shape {
        Completion::Rise { .. } | Completion::Fall if t < 0 => {
            Err(DatumFault::TargetBelowZero(target))
        }
        Completion::Rise { cap } => Ok(clamped(x, t, cap)),
        Completion::Fall if x <= t => Ok(Exact::ONE),
        Completion::Fall => Ok(clamped(t, x, Exact::ONE)),
        Completion::FallWithin { zero_at } if zero_at < target => {
            Err(DatumFault::BandBelowTarget { zero_at, target })
        }
        Completion::FallWithin { zero_at } => {
            Ok(clamped(millionths(zero_at) - x, millionths(zero_at) - t, Exact::ONE))
        }
        Completion::FromBaseline { direction, cap } => {
            let baseline = baseline.ok_or(DatumFault::BaselineMissing)?;
            let from = oriented(direction, baseline);
            let (x, t) = (oriented(direction, figure), oriented(direction, target));
            if from > t {
                return Ok(if x >= t { Exact::ONE } else { Exact::ZERO });
            }
            Ok(clamped(x - from, t - from, cap))
        }
    }
}

fn is_met(comparator: Comparator, figure: Figure, target: Figure) -> bool {
    match comparator {
        Comparator::AtLeast => figure >= target,
        Comparator::Above => figure > target,
        Comparator::AtMost => figure <= target,
        Comparator::Below => figure < target,
    }
}

fn stepped(
    steps: &Steps,
    figure: Figure,
    target: Figure,
    weight: Exact,
) -> Result<Exact, DatumFault> {
    let lead = oriented(steps.direction, figure) - oriented(steps.direction, target);
    let step = millionths(steps.step).max(1);
    if lead < 0 {
        // A started step counts whole.
        let short = (-lead - 1) / step + 1;
        let taken = steps.deduct.exact().times(Exact::whole(short))?;
        return Ok(weight.minus(taken)?.max(Exact::ZERO));
    }
    let added = steps.bonus.exact().times(Exact::whole(lead / step))?;
    Ok(weight.plus(added.min(steps.bonus_limit.exact()))?)
}

fn banded(bands: &Bands, figure: Figure) -> Points {
    let entered = bands.bands.iter().take_while(|band| band.from <= figure);
    entered.last().map_or(bands.below, |band| band.points)
}

fn best_full(direction: Direction, figure: Figure, field: Option<&Field>) -> Exact {
    let x = millionths(figure);
    match (direction, field) {
        (_, None) => Exact::ONE,
        (Direction::Up, Some(field)) => match millionths(field.highest) {
            // No one stands above zero: a proportion says nothing, and all get the whole.
            best if best <= 0 => Exact::ONE,
            best => clamped(x, best, Exact::ONE),
        },
        (Direction::Down, Some(field)) => {
            if x <= millionths(field.lowest) || x <= 0 {
                return Exact::ONE;
            }
            clamped(millionths(field.lowest), x, Exact::ONE)
        }
    }
}

fn efficacy(direction: Direction, curve: Curve, figure: Figure, field: Option<&Field>) -> Exact {
    let Some(field) = field else {
        return Exact::ONE;
    };
    let (from, x) = match direction {
        Direction::Up => (field.lowest, oriented(direction, figure)),
        Direction::Down => (field.highest, oriented(direction, figure)),
    };
    let span = millionths(field.highest) - millionths(field.lowest);
    let gained = (x - oriented(direction, from)).clamp(0, span);
    match curve {
        Curve::Linear => clamped(60 * span + 40 * gained, 100 * span, Exact::ONE),
        Curve::Exponential if span == 0 => Exact::ONE,
        Curve::Exponential => clamped(60 * grown(gained, span), 100 * FIXED, Exact::ONE),
    }
}

/// One, in the fixed point that the exponential curve is computed in.
const FIXED: i128 = 1_000_000_000_000_000_000;

/// Gives exp(0.510826·gained/span) in fixed point. The series of 25 terms is off by less than
/// 1e-15, far below the fourth place that scores are rounded to, and the same on every machine.
fn grown(gained: i128, span: i128) -> i128 {
    let exponent = gained * FIXED / span.max(1) * 510_826 / 1_000_000;
    let mut sum = FIXED;
    let mut term = FIXED;
    for number in 1..=25 {
        term = term * exponent / FIXED / number;
        sum += term;
    }
    sum
}

/// Gives how far a figure lies outside a range.
fn distance_outside(figure: Figure, low: Figure, high: Figure) -> i128 {
    let below = millionths(low) - millionths(figure);
    let above = millionths(figure) - millionths(high);
    below.max(above).max(0)
}

/// Gives the part of the full vote that the mean reaches; five votes or more lose the highest and
/// the lowest, no vote at all counts as not reported.
fn mean_vote(votes: &[Figure], full: Figure) -> Exact {
    let sum: i128 = votes.iter().copied().map(millionths).sum();
    let count = votes.len();
    let ends = votes.iter().min().zip(votes.iter().max());
    let (sum, count) = match ends {
        None => return Exact::ZERO,
        Some((lowest, highest)) if count >= 5 => {
            (sum - millionths(*lowest) - millionths(*highest), count - 2)
        }
        Some(_) => (sum, count),
    };
    let count = i128::try_from(count).unwrap_or(i128::MAX);
    clamped(sum, count.saturating_mul(millionths(full)), Exact::ONE)
}

/// 四舍五入. Rounds exact points half up to four places.
pub(super) fn rounded(points: Exact) -> Result<Points, Overflow> {
    let whole = points.times(Exact::whole(Points::ONE.into()))?.rounded();
    i64::try_from(whole).map(Points).map_err(|_| Overflow)
}

#[cfg(test)]
mod tests;
