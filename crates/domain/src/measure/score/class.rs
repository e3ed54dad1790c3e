//! 分类计分. Scores one class: the unit of recomputation, because first and last, ranks and quotas
//! are those of a class.

use std::collections::BTreeMap;

use super::check::adjustment_faults;
use super::data::{CountyData, Datum, Item};
use super::fault::{DatumFault, Fault};
use super::field::Fields;
use super::formula::{Measure, points, rounded};
use super::grade::{Grade, GradeReason, Standing, place};
use super::result::{ClassScores, CountyScore, IndicatorScore, Outcome};
use super::scheme::{AdjustmentCaps, ClassTerms, Grading, Indicator, Ranking, Scheme};
use super::weight::{DimensionWeight, factors};
use crate::value::code::Code;
use crate::value::decimal::{Figure, Points};
use crate::value::exact::{Exact, Overflow};

/// A scheme as one class sees it.
pub(super) struct Compiled<'a> {
    /// The indicators that count, in the order of codes.
    pub entries: Vec<Entry<'a>>,
    /// The dimensions, in the order of codes, with their weights in the class.
    pub dimensions: Vec<(&'a Code, i64)>,
}

/// An indicator as one class sees it.
pub(super) struct Entry<'a> {
    /// The indicator.
    pub indicator: &'a Indicator,
    /// What it weighs.
    pub terms: &'a ClassTerms,
    /// The place of its dimension.
    pub dimension: usize,
    /// First and last of the class.
    pub fields: Fields,
}

impl<'a> Compiled<'a> {
    /// Prepares a scheme for a class whose counties come in the order of their codes.
    pub fn of(scheme: &'a Scheme, class: &Code, counties: &[&CountyData]) -> Self {
        let mut dimensions: Vec<(&Code, i64)> =
            scheme.dimensions.iter().map(|code| (code, 0)).collect();
        dimensions.sort();
        let mut entries = Vec::new();
        for indicator in &scheme.indicators {
            let dimension =
                dimensions.binary_search_by(|(code, _)| (*code).cmp(&indicator.dimension));
            let (Some(terms), Ok(dimension)) = (indicator.classes.get(class), dimension) else {
                continue;
            };
            if let Some((_, weight)) = dimensions.get_mut(dimension) {
                *weight += terms.weight.0;
            }
            let fields = Fields::of(&indicator.method, &indicator.code, counties);
            entries.push(Entry { indicator, terms, dimension, fields });
        }
        entries.sort_by(|left, right| left.indicator.code.cmp(&right.indicator.code));
        Self { entries, dimensions }
    }

    /// Gives the dimensions with what of them applies to a county.
    pub fn dimension_weights(&self, county: &CountyData) -> Vec<DimensionWeight> {
        let mut weights: Vec<DimensionWeight> = self
            .dimensions
            .iter()
            .map(|(_, weight)| DimensionWeight { nominal: *weight, applicable: *weight })
            .collect();
        for (code, item) in &county.items {
            if item.datum != Datum::NotApplicable {
                continue;
            }
            let found = self.entries.binary_search_by(|entry| entry.indicator.code.cmp(code));
            let Some(entry) = found.ok().and_then(|found| self.entries.get(found)) else {
                continue;
            };
            if let Some(weight) = weights.get_mut(entry.dimension) {
                weight.applicable -= entry.terms.weight.0;
            }
        }
        weights
    }

    /// Gives the factors on the weights of a county, dimension by dimension.
    pub fn factors(&self, county: &CountyData) -> Result<Vec<Exact>, Fault> {
        factors(&self.dimension_weights(county))
            .ok_or_else(|| Fault::NothingApplicable(county.county.clone()))
    }
}

impl Entry<'_> {
    /// Gives the target that counts: the county's, the class's or the indicator's.
    pub fn target(&self, item: &Item) -> Option<Figure> {
        item.target.or(self.terms.target).or(self.indicator.target)
    }

    /// Gives the exact points of an item that was reported and applies.
    pub fn points(&self, item: &Item, factor: Exact) -> Result<Exact, DatumFault> {
        let measure = Measure {
            weight: self.terms.weight,
            target: self.target(item),
            baseline: item.baseline,
            field: None,
        };
        let nominal = points(&self.indicator.method, item, measure, &self.fields)?;
        Ok(nominal.times(factor)?)
    }

    fn outcome(&self, item: &Item, factor: Exact) -> Result<Outcome, DatumFault> {
        match item.datum {
            Datum::NotApplicable => Ok(Outcome::NotApplicable),
            Datum::NotReported => Ok(Outcome::NotReported),
            Datum::Value(_)
            | Datum::LevelAndIncrease { .. }
            | Datum::Votes(_)
            | Datum::Record(_) => Ok(Outcome::Scored(rounded(self.points(item, factor)?)?)),
        }
    }
}

/// 分类计分. Scores, ranks and grades the counties of a class.
pub(super) fn score_class(
    scheme: &Scheme,
    class: &Code,
    mut counties: Vec<&CountyData>,
) -> Result<ClassScores, Vec<Fault>> {
    counties.sort_by(|left, right| left.county.cmp(&right.county));
    let Some(terms) = scheme.class(class) else {
        let unknown = |county: &&CountyData| Fault::UnknownClass {
            by: county.county.clone(),
            class: class.clone(),
        };
        return Err(counties.iter().map(unknown).collect());
    };
    let compiled = Compiled::of(scheme, class, &counties);
    let mut faults = Vec::new();
    let mut standings = Vec::with_capacity(counties.len());
    for county in counties {
        match score_county(scheme, &compiled, county) {
            Ok(score) => standings.push(Standing { score, vetoes: &county.vetoes }),
            Err(more) => faults.extend(more),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let quota = match terms.ranking {
        Ranking::Ranked => scheme.grading.quota,
        Ranking::LineOnly => None,
    };
    place(&mut standings, terms.ranking, &Grading { quota, ..scheme.grading });
    let counties = standings.into_iter().map(|standing| standing.score).collect();
    Ok(ClassScores { class: class.clone(), counties })
}

fn score_county(
    scheme: &Scheme,
    compiled: &Compiled<'_>,
    county: &CountyData,
) -> Result<CountyScore, Vec<Fault>> {
    let mut faults = adjustment_faults(scheme, county);
    let factors = compiled.factors(county).map_err(|fault| vec![fault])?;
    let mut indicators = Vec::with_capacity(compiled.entries.len());
    let mut dimensions: Vec<(Code, Points)> =
        compiled.dimensions.iter().map(|(code, _)| ((*code).clone(), Points::ZERO)).collect();
    let mut load: i128 = 0;
    for entry in &compiled.entries {
        let item = county.items.get(&entry.indicator.code);
        let factor = factors.get(entry.dimension).copied().unwrap_or(Exact::ZERO);
        let outcome = item.ok_or(DatumFault::Missing).and_then(|item| entry.outcome(item, factor));
        match outcome {
            Ok(outcome) => {
                if let Some((_, sum)) = dimensions.get_mut(entry.dimension) {
                    *sum = Points(sum.0.saturating_add(outcome.points().0));
                }
                load = load.saturating_add(item.map_or(0, |item| task_load(entry, item)));
                indicators
                    .push(IndicatorScore { indicator: entry.indicator.code.clone(), outcome });
            }
            Err(because) => faults.push(Fault::Datum {
                county: county.county.clone(),
                indicator: entry.indicator.code.clone(),
                because,
            }),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let overflow =
        |source: Overflow| vec![Fault::Overflow { county: county.county.clone(), source }];
    let bonus = bonus(county, scheme.caps).map_err(overflow)?;
    let deduction = deduction(county, scheme.caps).map_err(overflow)?;
    let total = total(&dimensions, bonus, deduction).map_err(overflow)?;
    Ok(CountyScore {
        county: county.county.clone(),
        indicators,
        dimensions,
        bonus,
        deduction,
        total,
        task_load: Exact::ratio(load, i128::from(Points::ONE) * i128::from(Figure::ONE)),
        red_orders: county.red_orders,
        rank: None,
        grade: Grade::Poor,
        grade_because: GradeReason::BelowLines,
    })
}

/// Gives weight times quantity of what applies (the heavier task goes first).
fn task_load(entry: &Entry<'_>, item: &Item) -> i128 {
    let quantity = item.quantity.or_else(|| entry.target(item));
    match (&item.datum, quantity) {
        (Datum::NotApplicable, _) | (_, None) => 0,
        (_, Some(quantity)) => i128::from(entry.terms.weight.0) * i128::from(quantity.0),
    }
}

/// Adds bonuses up to the cap; of one matter the highest counts.
fn bonus(county: &CountyData, caps: AdjustmentCaps) -> Result<Points, Overflow> {
    let mut highest = BTreeMap::new();
    for bonus in &county.bonuses {
        let points = highest.entry(bonus.matter.as_str()).or_insert(Points::ZERO);
        *points = (*points).max(bonus.points);
    }
    Ok(sum(highest.into_values())?.min(caps.bonus))
}

fn deduction(county: &CountyData, caps: AdjustmentCaps) -> Result<Points, Overflow> {
    let points = county.deductions.iter().map(|deduction| deduction.points);
    Ok(sum(points)?.min(caps.deduction))
}

fn total(
    dimensions: &[(Code, Points)],
    bonus: Points,
    deduction: Points,
) -> Result<Points, Overflow> {
    let dimensions = dimensions.iter().map(|(_, points)| *points);
    sum(dimensions.chain([bonus, Points(-deduction.0)]))
}

fn sum(points: impl IntoIterator<Item = Points>) -> Result<Points, Overflow> {
    let sum = points.into_iter().try_fold(0_i64, |sum, points| sum.checked_add(points.0));
    sum.map(Points).ok_or(Overflow)
}
