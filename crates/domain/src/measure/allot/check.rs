//! 分配前检查. What must hold of a fund and its candidates before anything is split.

use super::candidate::Candidate;
use super::fund::{DebtRule, Fund, FundKind, Mode, SliceSize};
use super::refusal::Refusal;
use crate::value::decimal::{Figure, Points};
use crate::value::exact::{Exact, Overflow};
use crate::value::money::Fen;

/// Refuses a fund whose rules cannot be met by any candidates.
pub(super) fn fund(fund: &Fund) -> Result<(), Refusal> {
    let unit = Fen(fund.unit.fen());
    if fund.pool < unit {
        return Err(Refusal::PoolBelowUnit { pool: fund.pool, unit });
    }
    if let Some(max_share) = fund.max_share {
        share("the largest share", max_share)?;
    }
    match &fund.mode {
        Mode::Fixed { .. } => {}
        Mode::Factors(factors) => {
            for factor in factors {
                share("the weight of a factor", factor.weight)?;
            }
            let sum =
                factors.iter().try_fold(Exact::ZERO, |sum, factor| -> Result<Exact, Overflow> {
                    sum.plus(factor.weight)
                });
            match sum {
                Ok(sum) if sum == Exact::ONE => {}
                Ok(sum) => return Err(Refusal::WeightsNotOne { sum: sum.reduced() }),
                Err(Overflow) => return Err(Refusal::WeightsNotOne { sum: Exact::ZERO }),
            }
        }
        Mode::BasePerformance { base, .. } => share("the base", *base)?,
    }
    if let Some(SliceSize::Share(part)) = fund.top_slice.as_ref().map(|slice| slice.size) {
        share("the top slice", part)?;
    }
    fund.debt.as_ref().map_or(Ok(()), |rule| debt(rule, fund.kind))
}

fn debt(rule: &DebtRule, kind: FundKind) -> Result<(), Refusal> {
    for coefficient in [rule.green, rule.yellow, rule.orange, rule.red] {
        share("a debt coefficient", coefficient.exact())?;
    }
    let cited = rule.basis.as_ref().is_some_and(|basis| !basis.trim().is_empty());
    match kind {
        FundKind::Reward if !cited => Err(Refusal::DebtWithoutBasis),
        FundKind::Reward | FundKind::Subsidy => Ok(()),
    }
}

fn share(what: &'static str, value: Exact) -> Result<(), Refusal> {
    if value < Exact::ZERO || value > Exact::ONE {
        return Err(Refusal::NotAShare { what, value });
    }
    Ok(())
}

/// Refuses candidates that stand twice or count below zero; they come in the order of codes.
pub(super) fn candidates(candidates: &[&Candidate]) -> Result<(), Refusal> {
    let neighbours = candidates.iter().zip(candidates.iter().skip(1));
    if let Some((twice, _)) = neighbours.into_iter().find(|(one, next)| one.county == next.county) {
        return Err(Refusal::Duplicate(twice.county.clone()));
    }
    candidates.iter().try_for_each(|candidate| not_below_zero(candidate))
}

fn not_below_zero(candidate: &Candidate) -> Result<(), Refusal> {
    let county = &candidate.county;
    let refuse = |what: &str, value: String| {
        Err(Refusal::BelowZero { county: county.clone(), what: what.to_owned(), value })
    };
    if candidate.total < Points::ZERO {
        return refuse("the total", candidate.total.to_string());
    }
    if let Some(applied) = candidate.applied.filter(|applied| *applied < Fen::ZERO) {
        return refuse("the amount applied for", applied.to_string());
    }
    if candidate.difficulty < Figure(0) {
        return Err(Refusal::figure_below_zero(county, "the difficulty", candidate.difficulty));
    }
    match candidate.factors.iter().find(|(_, value)| **value < Figure(0)) {
        Some((factor, value)) => {
            let what = format!("the factor `{factor}`");
            Err(Refusal::figure_below_zero(county, &what, *value))
        }
        None => Ok(()),
    }
}
