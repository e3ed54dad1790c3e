//! 得分说明. Takes one score apart: datum, target, weight and its way, class, arithmetic.

use super::arithmetic::sentence;
use super::class::{Compiled, Entry};
use super::data::{CountyData, DataSet, Datum, Item};
use super::fault::{DatumFault, Fault};
use super::field::Field;
use super::formula::rounded;
use super::result::Outcome;
use super::scheme::Scheme;
use crate::value::code::Code;
use crate::value::decimal::{Figure, Points};
use crate::value::exact::{Exact, Overflow};

/// 得分说明. Everything that one indicator score rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The county.
    pub county: Code,
    /// Its class.
    pub class: Code,
    /// The indicator.
    pub indicator: Code,
    /// Its dimension.
    pub dimension: Code,
    /// 计分方法. The number of the method, M1 to M9, or D.
    pub method: &'static str,
    /// 数据项. The datum and what came with it.
    pub item: Item,
    /// 目标值. The target that counted: the county's, the class's or the indicator's.
    pub target: Option<Figure>,
    /// 权重. How the weight came about.
    pub weight: WeightPath,
    /// 同类极值. First and last of the class, where the method looks at them.
    pub field: Option<Field>,
    /// 同类增量极值. The same of the increase, for M7.
    pub increase_field: Option<Field>,
    /// 精确分. The exact points before rounding; `None` where nothing was scored.
    pub exact: Option<Exact>,
    /// 得分. What it came to.
    pub outcome: Outcome,
    /// 算式. The formula with its values.
    pub arithmetic: String,
}

/// 权重由来. How an indicator's weight for a county came about where some do not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightPath {
    /// The weight in the scheme.
    pub nominal: Points,
    /// The weight of its dimension.
    pub dimension: Points,
    /// How much of the dimension applies to the county.
    pub applicable: Points,
    /// The weight of all dimensions of which something applies.
    pub alive: Points,
    /// Which indicators of the class do not apply, with their weights.
    pub dropped: Vec<(Code, Points)>,
    /// The weight that counted.
    pub effective: Exact,
}

/// 说明. Explains the score of one indicator of one county, down to the datum.
///
/// # Errors
/// The fault that keeps this datum from being scored, or what is asked for not being there.
pub fn explain(
    scheme: &Scheme,
    data: &DataSet,
    county: &Code,
    indicator: &Code,
) -> Result<Explanation, Fault> {
    let county = data.county(county).ok_or_else(|| Fault::UnknownCounty(county.clone()))?;
    let mut class: Vec<&CountyData> =
        data.counties.iter().filter(|other| other.class == county.class).collect();
    class.sort_by(|left, right| left.county.cmp(&right.county));
    let compiled = Compiled::of(scheme, &county.class, &class);
    let not_counted =
        || Fault::NotCounted { county: county.county.clone(), indicator: indicator.clone() };
    let entry = compiled
        .entries
        .iter()
        .find(|entry| entry.indicator.code == *indicator)
        .ok_or_else(not_counted)?;
    let fault = |because| Fault::Datum {
        county: county.county.clone(),
        indicator: indicator.clone(),
        because,
    };
    let item = county.items.get(indicator).ok_or_else(|| fault(DatumFault::Missing))?;
    let factor = compiled.factors(county)?.get(entry.dimension).copied().unwrap_or(Exact::ZERO);
    let exact = exact_points(entry, item, factor).map_err(fault)?;
    let outcome = outcome(item, exact).map_err(|overflow| fault(overflow.into()))?;
    let weight = weight_path(&compiled, entry, county, factor)
        .map_err(|source| Fault::Overflow { county: county.county.clone(), source })?;
    Ok(Explanation {
        county: county.county.clone(),
        class: county.class.clone(),
        indicator: indicator.clone(),
        dimension: entry.indicator.dimension.clone(),
        method: entry.indicator.method.id(),
        item: item.clone(),
        target: entry.target(item),
        arithmetic: sentence(entry, item, factor, outcome),
        weight,
        field: entry.fields.level.clone(),
        increase_field: entry.fields.increase.clone(),
        exact,
        outcome,
    })
}

fn exact_points(
    entry: &Entry<'_>,
    item: &Item,
    factor: Exact,
) -> Result<Option<Exact>, DatumFault> {
    match item.datum {
        Datum::NotApplicable | Datum::NotReported => Ok(None),
        Datum::Value(_) | Datum::LevelAndIncrease { .. } | Datum::Votes(_) | Datum::Record(_) => {
            entry.points(item, factor).map(Some)
        }
    }
}

fn outcome(item: &Item, exact: Option<Exact>) -> Result<Outcome, Overflow> {
    match (&item.datum, exact) {
        (Datum::NotApplicable, _) => Ok(Outcome::NotApplicable),
        (_, None) => Ok(Outcome::NotReported),
        (_, Some(exact)) => rounded(exact).map(Outcome::Scored),
    }
}

fn weight_path(
    compiled: &Compiled<'_>,
    entry: &Entry<'_>,
    county: &CountyData,
    factor: Exact,
) -> Result<WeightPath, Overflow> {
    let weights = compiled.dimension_weights(county);
    let own = weights.get(entry.dimension).copied().unwrap_or_default();
    let alive = weights.iter().filter(|weight| weight.applicable > 0);
    let applies =
        |code: &Code| county.items.get(code).is_none_or(|item| item.datum != Datum::NotApplicable);
    let effective = if applies(&entry.indicator.code) {
        entry.terms.weight.exact().times(factor)?.reduced()
    } else {
        Exact::ZERO
    };
    Ok(WeightPath {
        nominal: entry.terms.weight,
        dimension: Points(own.nominal),
        applicable: Points(own.applicable),
        alive: Points(alive.map(|weight| weight.nominal).sum()),
        dropped: compiled
            .entries
            .iter()
            .filter(|other| !applies(&other.indicator.code))
            .map(|other| (other.indicator.code.clone(), other.terms.weight))
            .collect(),
        effective,
    })
}
