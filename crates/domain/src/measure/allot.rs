//! 资金分配. Splits a pool among counties, to the fen.
//!
//! The steps: exact shares, debt coefficients, caps by water-filling,
//! whole units, largest remainder. What is given adds up to the pool less what is kept back or
//! unallocated; every refusal carries its arithmetic.

pub mod candidate;
pub mod compare;
pub mod fund;
pub mod refusal;
pub mod result;

mod cap;
mod check;
mod claim;
mod factor;
mod slice;

use std::cmp::Reverse;

use candidate::Candidate;
use cap::{Filled, fill, in_fen};
use claim::{Claims, claims};
use fund::Fund;
use refusal::Refusal;
use result::{Allotment, Allotted, Excluded};

use crate::value::code::Code;
use crate::value::decimal::Points;
use crate::value::money::{Fen, largest_remainder};
use crate::value::share::Share;

/// 分配算法版本. Names this way of computing; stored with every result.
pub const ALGORITHM: &str = "allot-1";

/// What breaks a tie of remainders: the higher total, then the smaller code.
type Tie<'a> = (Reverse<Points>, &'a Code);

fn tie(candidate: &Candidate) -> Tie<'_> {
    (Reverse(candidate.total), &candidate.county)
}

/// 分配. Splits the pool of a fund among the candidates, in any order.
///
/// # Errors
/// The first rule that cannot be met, with its arithmetic; nothing is then given to anyone.
pub fn allot(fund: &Fund, candidates: &[Candidate]) -> Result<Allotted, Refusal> {
    let mut candidates: Vec<&Candidate> = candidates.iter().collect();
    candidates.sort_by(|left, right| left.county.cmp(&right.county));
    check::fund(fund)?;
    check::candidates(&candidates)?;
    let (eligible, excluded) = sift(fund, &candidates);
    if eligible.is_empty() {
        return Err(Refusal::NoOneEligible { candidates: candidates.len() });
    }
    let slices = slice::slices(fund, &eligible)?;
    let sliced = slices.iter().map(|slice| slice.0).sum();
    let claims = claims(fund, Fen(fund.pool.0.saturating_sub(sliced)), &eligible)?;
    let filled = fill(fund, &claims, &eligible);
    let units = round(&filled, &eligible);
    let kept_back = claims.kept_back.clone();
    let allotments = assemble(fund, &eligible, claims, filled);
    let allotments = give(fund, allotments, &slices, &units);
    let given = allotments.iter().map(|allotment| allotment.amount.0).sum();
    Ok(Allotted {
        algorithm: ALGORITHM,
        pool: fund.pool,
        unit: fund.unit,
        allotments,
        excluded,
        kept_back,
        unallocated: Fen(fund.pool.0.saturating_sub(given)),
    })
}

fn sift<'a>(fund: &Fund, candidates: &[&'a Candidate]) -> (Vec<&'a Candidate>, Vec<Excluded>) {
    let mut eligible = Vec::new();
    let mut excluded = Vec::new();
    for candidate in candidates {
        let because = candidate.obstacles(&fund.eligibility);
        if because.is_empty() {
            eligible.push(*candidate);
        } else {
            excluded.push(Excluded { county: candidate.county.clone(), because });
        }
    }
    (eligible, excluded)
}

/// Rounds exact amounts to units by the largest remainder.
fn round(filled: &Filled, eligible: &[&Candidate]) -> Vec<u64> {
    let claims: Vec<(Share, Tie<'_>)> = filled
        .limited
        .iter()
        .zip(eligible)
        .map(|(limited, candidate)| (limited.units.clone(), tie(candidate)))
        .collect();
    largest_remainder(filled.units, &claims)
}

/// Lays out the steps of every county, still without its amount.
fn assemble(
    fund: &Fund,
    eligible: &[&Candidate],
    claims: Claims,
    filled: Filled,
) -> Vec<Allotment> {
    let unit = Share::whole(fund.unit.fen().unsigned_abs());
    let performances = factor::performances(&fund.mode, eligible);
    let rows = eligible.iter().zip(claims.claims).zip(filled.limited).zip(performances);
    rows.map(|(((candidate, claim), limited), performance)| Allotment {
        county: candidate.county.clone(),
        grade: candidate.grade,
        factors: claim.parts,
        performance,
        share: claim.share,
        coefficient: claim.coefficient,
        adjusted: claim.adjusted,
        cap: limited.cap.map(|cap| in_fen(fund, cap)),
        hold: limited.hold,
        exact: limited.units.times(&unit),
        slice: Fen::ZERO,
        amount: Fen::ZERO,
    })
    .collect()
}

fn give(
    fund: &Fund,
    mut allotments: Vec<Allotment>,
    slices: &[Fen],
    units: &[u64],
) -> Vec<Allotment> {
    for ((allotment, slice), units) in allotments.iter_mut().zip(slices).zip(units) {
        allotment.slice = *slice;
        allotment.amount = Fen(slice.0.saturating_add(in_fen(fund, *units).0));
    }
    allotments
}
