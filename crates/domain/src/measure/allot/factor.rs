//! 因素法. Shares from weighted factors, as whole numbers over one common denominator.

use num_bigint::BigUint;

use super::candidate::Candidate;
use super::fund::{DifficultyUse, Factor, FactorSource, Mode};
use super::refusal::Refusal;
use super::result::FactorPart;
use crate::value::code::Code;
use crate::value::decimal::{Figure, Points};
use crate::value::exact::Exact;
use crate::value::share::Share;

/// One factor with the values of all candidates, in whole numbers of one scale.
pub(super) struct Column {
    /// Its code.
    factor: Code,
    /// Its weight.
    weight: Exact,
    /// How many parts of one a value counts.
    scale: u128,
    /// The values, in the order of the candidates.
    values: Vec<BigUint>,
}

/// The factors of mode F.
pub(super) fn by_factors(
    factors: &[Factor],
    eligible: &[&Candidate],
) -> Result<Vec<Column>, Refusal> {
    factors.iter().map(|factor| column(factor, eligible)).collect()
}

/// The two columns of mode B: task times difficulty, and the same times the score. The mean score
/// by which the coefficient divides is the same for all and falls out.
pub(super) fn by_base_and_performance(
    base: Exact,
    quantity: &Code,
    eligible: &[&Candidate],
) -> Result<Vec<Column>, Refusal> {
    let task = Factor {
        code: quantity.clone(),
        weight: base,
        source: FactorSource::Given,
        difficulty: DifficultyUse::Applied,
    };
    let base_column = column(&task, eligible)?;
    let weight = Exact::ONE.minus(base).unwrap_or(Exact::ZERO);
    let performance = Column {
        factor: Code::from("绩效"),
        weight,
        scale: base_column.scale * one(Points::ONE),
        values: base_column
            .values
            .iter()
            .zip(eligible)
            .map(|(value, candidate)| value * magnitude(candidate.total.0))
            .collect(),
    };
    Ok(vec![base_column, performance])
}

/// Gives the coefficients of performance of mode B, for the reader: total by mean total.
pub(super) fn performances(mode: &Mode, eligible: &[&Candidate]) -> Vec<Option<Share>> {
    let sum: BigUint = eligible.iter().map(|one| magnitude(one.total.0)).sum();
    let coefficient = |candidate: &&Candidate| match mode {
        Mode::Fixed { .. } | Mode::Factors(_) => None,
        Mode::BasePerformance { .. } => {
            Share::new(magnitude(candidate.total.0) * eligible.len(), sum.clone())
        }
    };
    eligible.iter().map(coefficient).collect()
}

fn column(factor: &Factor, eligible: &[&Candidate]) -> Result<Column, Refusal> {
    let scale = match factor.source {
        FactorSource::Score => one(Points::ONE),
        FactorSource::Given => one(Figure::ONE),
    };
    let scale = match factor.difficulty {
        DifficultyUse::Applied => scale * one(Figure::ONE),
        DifficultyUse::NotApplied => scale,
    };
    let values = eligible.iter().map(|candidate| {
        let value = match factor.source {
            FactorSource::Score => candidate.total.0,
            FactorSource::Given => {
                candidate
                    .factors
                    .get(&factor.code)
                    .ok_or_else(|| Refusal::FactorMissing {
                        county: candidate.county.clone(),
                        factor: factor.code.clone(),
                    })?
                    .0
            }
        };
        Ok(match factor.difficulty {
            DifficultyUse::Applied => magnitude(value) * magnitude(candidate.difficulty.0),
            DifficultyUse::NotApplied => magnitude(value),
        })
    });
    let values = values.collect::<Result<_, _>>()?;
    Ok(Column { factor: factor.code.clone(), weight: factor.weight, scale, values })
}

/// Gives the shares as numerators over one denominator, and how each came about.
pub(super) fn shares(columns: &[Column], counties: usize) -> Result<Shares, Refusal> {
    let mut sums = Vec::with_capacity(columns.len());
    for column in columns {
        let sum: BigUint = column.values.iter().sum();
        if sum == BigUint::ZERO && column.weight > Exact::ZERO {
            return Err(Refusal::FactorSumZero { factor: column.factor.clone(), counties });
        }
        // A factor without weight may be nothing; it must not make the denominator nothing.
        sums.push(if sum == BigUint::ZERO { BigUint::from(1_u8) } else { sum });
    }
    let divisors: Vec<BigUint> = columns
        .iter()
        .zip(&sums)
        .map(|(column, sum)| sum * whole(column.weight.denominator()))
        .collect();
    let denominator: BigUint = divisors.iter().product();
    let multipliers: Vec<BigUint> = columns
        .iter()
        .zip(&divisors)
        .map(|(column, divisor)| &denominator / divisor * whole(column.weight.numerator()))
        .collect();
    let mut numerators = vec![BigUint::ZERO; counties];
    let mut parts = vec![Vec::with_capacity(columns.len()); counties];
    for ((column, sum), multiplier) in columns.iter().zip(&sums).zip(&multipliers) {
        let rows = numerators.iter_mut().zip(&mut parts).zip(&column.values);
        for ((numerator, parts), value) in rows {
            *numerator += multiplier * value;
            parts.push(column.part(value, sum));
        }
    }
    Ok(Shares { numerators, denominator, parts })
}

/// Shares over one denominator.
pub(super) struct Shares {
    /// The numerators, in the order of the candidates.
    pub numerators: Vec<BigUint>,
    /// The denominator.
    pub denominator: BigUint,
    /// How each came about.
    pub parts: Vec<Vec<FactorPart>>,
}

impl Column {
    fn part(&self, value: &BigUint, sum: &BigUint) -> FactorPart {
        let scaled = |number: &BigUint| {
            Share::new(number.clone(), self.scale.into()).unwrap_or_else(|| Share::whole(0))
        };
        FactorPart {
            factor: self.factor.clone(),
            weight: self.weight,
            value: scaled(value),
            sum: scaled(sum),
        }
    }
}

/// The values were checked not to be below zero.
fn magnitude(value: i64) -> BigUint {
    value.unsigned_abs().into()
}

fn one(parts: i64) -> u128 {
    parts.unsigned_abs().into()
}

/// The weights were checked not to be below zero.
fn whole(number: i128) -> BigUint {
    BigUint::from(number.unsigned_abs())
}
