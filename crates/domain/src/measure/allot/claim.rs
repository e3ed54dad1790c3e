//! 应得额. What each county may claim before caps, and how much there is to claim from.

use std::collections::BTreeMap;

use num_bigint::BigUint;

use super::candidate::Candidate;
use super::factor::{Column, by_base_and_performance, by_factors, shares};
use super::fund::{DebtMode, DebtRule, Fund, Mode, Shortfall};
use super::refusal::Refusal;
use super::result::FactorPart;
use crate::measure::score::grade::Grade;
use crate::value::decimal::Figure;
use crate::value::money::Fen;
use crate::value::share::Share;

/// What the counties may claim of a pool.
pub(super) struct Claims {
    /// How much is split, in fen.
    pub total: Share,
    /// What debt takes and the rule keeps back, in fen.
    pub kept_back: Share,
    /// The claims, in the order of the counties.
    pub claims: Vec<Claim>,
}

/// What one county may claim.
pub(super) struct Claim {
    /// What the split goes by, against the sum of all.
    pub weight: BigUint,
    /// Its share before debt.
    pub share: Share,
    /// Its share after debt.
    pub adjusted: Share,
    /// Its debt coefficient.
    pub coefficient: Option<Figure>,
    /// The most a fixed amount lets it have, in fen.
    pub entitled: Option<Share>,
    /// How the share came about.
    pub parts: Vec<FactorPart>,
}

/// Gives the claims on what a slice has left of the pool.
pub(super) fn claims(fund: &Fund, rest: Fen, eligible: &[&Candidate]) -> Result<Claims, Refusal> {
    let coefficients = coefficients(fund.debt.as_ref(), eligible)?;
    match &fund.mode {
        Mode::Fixed { amounts, shortfall } => {
            let amounts = fixed_amounts(amounts, eligible)?;
            let entitled = Entitled::of(amounts, coefficients)?;
            if *shortfall == Shortfall::Refuse {
                entitled.fits(rest, eligible)?;
            }
            Ok(entitled.claims(rest, fund.debt.as_ref()))
        }
        Mode::Factors(factors) => {
            let columns = by_factors(factors, eligible)?;
            by_columns(&columns, coefficients, Pot { rest, debt: fund.debt.as_ref() })
        }
        Mode::BasePerformance { base, quantity } => {
            let columns = by_base_and_performance(*base, quantity, eligible)?;
            by_columns(&columns, coefficients, Pot { rest, debt: fund.debt.as_ref() })
        }
    }
}

/// What is left to split, and where freed money goes.
struct Pot<'a> {
    rest: Fen,
    debt: Option<&'a DebtRule>,
}

/// Gives the debt coefficient of each county, or none where debt does not count.
fn coefficients(
    rule: Option<&DebtRule>,
    eligible: &[&Candidate],
) -> Result<Vec<Option<Figure>>, Refusal> {
    let Some(rule) = rule else {
        return Ok(vec![None; eligible.len()]);
    };
    eligible
        .iter()
        .map(|candidate| {
            let level = candidate
                .debt
                .ok_or_else(|| Refusal::DebtLevelMissing(candidate.county.clone()))?;
            Ok(Some(rule.coefficient(level)))
        })
        .collect()
}

fn by_columns(
    columns: &[Column],
    coefficients: Vec<Option<Figure>>,
    pot: Pot<'_>,
) -> Result<Claims, Refusal> {
    let counties = coefficients.len();
    let shares = shares(columns, counties)?;
    let weights: Vec<BigUint> = shares
        .numerators
        .iter()
        .zip(&coefficients)
        .map(|(numerator, coefficient)| numerator * parts_of(*coefficient))
        .collect();
    let sum: BigUint = weights.iter().sum();
    if sum == BigUint::ZERO {
        return Err(Refusal::NothingToShare { counties });
    }
    let whole = &shares.denominator * parts_of(None);
    let rest = amount(pot.rest);
    let (total, kept_back, base) = match pot.debt.map(|rule| rule.mode) {
        None | Some(DebtMode::Renormalise) => (fraction(rest, 1_u8.into()), Share::whole(0), sum),
        Some(DebtMode::KeepBack) => {
            let kept = &whole - &sum;
            (fraction(&rest * sum, whole.clone()), fraction(rest * kept, whole.clone()), whole)
        }
    };
    let rows = weights.into_iter().zip(shares.numerators).zip(shares.parts).zip(coefficients);
    let claims = rows.map(|(((weight, numerator), parts), coefficient)| Claim {
        adjusted: fraction(weight.clone(), base.clone()),
        share: fraction(numerator, shares.denominator.clone()),
        weight,
        coefficient,
        entitled: None,
        parts,
    });
    Ok(Claims { total, kept_back, claims: claims.collect() })
}

fn fixed_amounts(
    amounts: &BTreeMap<Grade, Fen>,
    eligible: &[&Candidate],
) -> Result<Vec<Fen>, Refusal> {
    eligible
        .iter()
        .map(|candidate| match amounts.get(&candidate.grade) {
            None => {
                Err(Refusal::NoAmount { county: candidate.county.clone(), grade: candidate.grade })
            }
            Some(fixed) if *fixed < Fen::ZERO => Err(Refusal::BelowZero {
                county: candidate.county.clone(),
                what: "the amount of its grade".to_owned(),
                value: fixed.to_string(),
            }),
            Some(fixed) => Ok(*fixed),
        })
        .collect()
}

/// Fixed amounts, lowered by debt.
struct Entitled {
    amounts: Vec<Fen>,
    coefficients: Vec<Option<Figure>>,
    /// Amount times coefficient, in millionths of fen.
    weights: Vec<BigUint>,
    /// The sum of the weights.
    sum: BigUint,
}

impl Entitled {
    fn of(amounts: Vec<Fen>, coefficients: Vec<Option<Figure>>) -> Result<Self, Refusal> {
        let weights: Vec<BigUint> = amounts
            .iter()
            .zip(&coefficients)
            .map(|(fixed, coefficient)| amount(*fixed) * parts_of(*coefficient))
            .collect();
        let sum: BigUint = weights.iter().sum();
        if sum == BigUint::ZERO {
            return Err(Refusal::NothingToShare { counties: amounts.len() });
        }
        Ok(Self { amounts, coefficients, weights, sum })
    }

    /// Refuses amounts that add up to more than the pool, with the sum written out.
    fn fits(&self, rest: Fen, eligible: &[&Candidate]) -> Result<(), Refusal> {
        let millionths = parts_of(None);
        if self.sum <= amount(rest) * &millionths {
            return Ok(());
        }
        let mut terms: BTreeMap<(Grade, Option<Figure>), (u32, Fen)> = BTreeMap::new();
        for ((candidate, fixed), coefficient) in
            eligible.iter().zip(&self.amounts).zip(&self.coefficients)
        {
            let lowered = coefficient.filter(|coefficient| coefficient.0 != Figure::ONE);
            terms.entry((candidate.grade, lowered)).or_insert((0, *fixed)).0 += 1;
        }
        let terms: Vec<String> = terms
            .into_iter()
            .map(|((_, coefficient), (count, fixed))| match coefficient {
                None => format!("{count} × {fixed}"),
                Some(coefficient) => format!("{count} × {fixed} × {coefficient}"),
            })
            .collect();
        let needed = (&self.sum + &millionths - 1_u8) / millionths;
        Err(Refusal::PoolShort {
            arithmetic: terms.join(" + "),
            needed: Fen(i64::try_from(needed).unwrap_or(i64::MAX)),
            pool: rest,
        })
    }

    /// Gives the claims: the amounts themselves where the pool holds them, else pro rata.
    fn claims(self, rest: Fen, debt: Option<&DebtRule>) -> Claims {
        let millionths = parts_of(None);
        let full: BigUint = self.amounts.iter().copied().map(amount).sum();
        let whole = &full * &millionths;
        let rest = amount(rest);
        let (total, kept_back, base) = match debt.map(|rule| rule.mode) {
            None | Some(DebtMode::Renormalise) => {
                let there = (&rest * &millionths).min(self.sum.clone());
                (fraction(there, millionths.clone()), Share::whole(0), self.sum.clone())
            }
            Some(DebtMode::KeepBack) => {
                // Debt comes off what would be given without it, scaled where the pool is short.
                let given = rest.min(full.clone());
                let kept = &whole - &self.sum;
                (
                    fraction(&given * &self.sum, whole.clone()),
                    fraction(given * kept, whole.clone()),
                    whole.clone(),
                )
            }
        };
        let rows = self.weights.into_iter().zip(self.amounts).zip(self.coefficients);
        let claims = rows.map(|((weight, fixed), coefficient)| Claim {
            share: fraction(amount(fixed), full.clone()),
            adjusted: fraction(weight.clone(), base.clone()),
            entitled: Share::new(weight.clone(), millionths.clone()),
            weight,
            coefficient,
            parts: Vec::new(),
        });
        Claims { total, kept_back, claims: claims.collect() }
    }
}

/// Gives a coefficient in millionths; none is the whole.
fn parts_of(coefficient: Option<Figure>) -> BigUint {
    coefficient.map_or(Figure::ONE, |coefficient| coefficient.0).unsigned_abs().into()
}

/// Amounts were checked not to be below zero.
fn amount(fen: Fen) -> BigUint {
    fen.0.unsigned_abs().into()
}

/// Makes a fraction whose denominator is known to be above zero.
fn fraction(numerator: BigUint, denominator: BigUint) -> Share {
    Share::new(numerator, denominator).unwrap_or_else(|| Share::whole(0))
}
