//! 权重再分配. Where the weight of what does not apply goes.
//!
//! Inside a dimension pro rata to the indicators that apply; that of a dimension of which nothing
//! applies pro rata to the other dimensions. What is left always adds up to 100.

use super::class::Compiled;
use super::data::{CountyData, Datum};
use super::fault::Fault;
use super::scheme::Scheme;
use crate::value::code::Code;
use crate::value::decimal::Points;
use crate::value::exact::{Exact, Overflow};

/// The weight of a dimension in a class, and how much of it applies to a county.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DimensionWeight {
    /// The weight of all its indicators, in ten-thousandths.
    pub nominal: i64,
    /// The weight of those that apply.
    pub applicable: i64,
}

/// Gives for each dimension the factor on the weights of its indicators; zero where none applies,
/// and `None` when nothing applies at all.
pub(super) fn factors(dimensions: &[DimensionWeight]) -> Option<Vec<Exact>> {
    let alive: i64 = dimensions
        .iter()
        .filter(|dimension| dimension.applicable > 0)
        .map(|dimension| dimension.nominal)
        .sum();
    if alive == 0 {
        return None;
    }
    let whole = i128::from(Points::HUNDRED.0);
    let factor = |dimension: &DimensionWeight| {
        if dimension.applicable == 0 {
            return Exact::ZERO;
        }
        if dimension.applicable == dimension.nominal && alive == Points::HUNDRED.0 {
            return Exact::ONE;
        }
        let denominator = i128::from(dimension.applicable) * i128::from(alive);
        Exact::new(i128::from(dimension.nominal) * whole, denominator).unwrap_or(Exact::ZERO)
    };
    Some(dimensions.iter().map(factor).collect())
}

/// 实际权重. Gives the weights that count for a county, in the order of codes: those of its class
/// with what does not apply given to the others. They add up to 100.
pub fn effective_weights(
    scheme: &Scheme,
    county: &CountyData,
) -> Result<Vec<(Code, Exact)>, Fault> {
    let compiled = Compiled::of(scheme, &county.class, &[]);
    let factors = compiled.factors(county)?;
    let overflow = |source: Overflow| Fault::Overflow { county: county.county.clone(), source };
    let mut weights = Vec::with_capacity(compiled.entries.len());
    for entry in &compiled.entries {
        let datum = county.items.get(&entry.indicator.code).map(|item| &item.datum);
        let weight = match (datum, factors.get(entry.dimension)) {
            (Some(Datum::NotApplicable), _) | (_, None) => Exact::ZERO,
            (_, Some(factor)) => entry.terms.weight.exact().times(*factor).map_err(overflow)?,
        };
        weights.push((entry.indicator.code.clone(), weight));
    }
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dimension(nominal: i32, applicable: i32) -> DimensionWeight {
        DimensionWeight {
            nominal: Points::whole(nominal).0,
            applicable: Points::whole(applicable).0,
        }
    }

    #[test]
    fn a_dimension_of_which_nothing_applies_gives_to_the_others() {
        let factors = factors(&[dimension(40, 40), dimension(60, 30), dimension(0, 0)]).unwrap();
        assert_eq!(factors, [Exact::ONE, Exact::whole(2), Exact::ZERO]);
        let factors = super::factors(&[dimension(40, 0), dimension(60, 60)]).unwrap();
        assert_eq!(factors, [Exact::ZERO, Exact::ratio(10, 6)]);
        assert!(super::factors(&[dimension(40, 0), dimension(60, 0)]).is_none());
    }
}
