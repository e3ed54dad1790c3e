//! 封顶. Caps by water-filling: who would get more than his cap gets the cap, and the rest is
//! split again among the others, until no one is above.

use num_bigint::BigUint;

use super::candidate::Candidate;
use super::claim::{Claim, Claims};
use super::fund::Fund;
use super::result::Hold;
use crate::value::money::Fen;
use crate::value::share::Share;

/// Exact amounts under their caps.
pub(super) struct Filled {
    /// The amounts, in the order of the counties.
    pub limited: Vec<Limited>,
    /// How many whole units they add up to.
    pub units: u64,
}

/// An exact amount under its cap.
pub(super) struct Limited {
    /// The amount, in units.
    pub units: Share,
    /// The cap, in whole units.
    pub cap: Option<u64>,
    /// Whether the cap holds it.
    pub hold: Hold,
}

/// What is still to be split, and among which weights.
struct Left {
    numerator: BigUint,
    denominator: BigUint,
    weights: BigUint,
}

/// Splits what there is under the caps. Counties are taken by cap for each weight: once one of
/// them stays below its cap, so do all after it.
pub(super) fn fill(fund: &Fund, claims: &Claims, eligible: &[&Candidate]) -> Filled {
    let unit = BigUint::from(fund.unit.fen().unsigned_abs());
    let caps: Vec<Option<u64>> = claims
        .claims
        .iter()
        .zip(eligible)
        .map(|(claim, candidate)| cap(fund, claim, candidate))
        .collect();
    let mut left = Left {
        numerator: claims.total.numerator().clone(),
        denominator: claims.total.denominator() * &unit,
        weights: claims.claims.iter().map(|claim| &claim.weight).sum(),
    };
    let mut holds = vec![Hold::Free; claims.claims.len()];
    let mut order: Vec<(u64, &BigUint, &mut Hold)> = caps
        .iter()
        .zip(&claims.claims)
        .zip(&mut holds)
        .filter(|((_, claim), _)| claim.weight != BigUint::ZERO)
        .filter_map(|((cap, claim), hold)| cap.map(|cap| (cap, &claim.weight, hold)))
        .collect();
    order.sort_by(|left, right| (right.1 * left.0).cmp(&(left.1 * right.0)));
    let mut whole = 0_u64;
    for (cap, weight, hold) in order {
        if &left.numerator * weight <= &left.denominator * &left.weights * cap {
            break;
        }
        *hold = Hold::Capped;
        whole = whole.saturating_add(cap);
        left.numerator -= &left.denominator * cap;
        left.weights -= weight;
    }
    if left.weights != BigUint::ZERO {
        let rest = u64::try_from(&left.numerator / &left.denominator).unwrap_or(u64::MAX);
        whole = whole.saturating_add(rest);
    }
    let rows = claims.claims.iter().zip(caps).zip(holds);
    let limited = rows.map(|((claim, cap), hold)| limited(claim, cap, hold, &left)).collect();
    Filled { limited, units: whole }
}

fn limited(claim: &Claim, cap: Option<u64>, hold: Hold, left: &Left) -> Limited {
    let units = match (hold, cap) {
        (Hold::Capped, Some(cap)) => Share::whole(cap),
        (Hold::Capped | Hold::Free, _) => {
            Share::new(&left.numerator * &claim.weight, &left.denominator * &left.weights)
                .unwrap_or_else(|| Share::whole(0))
        }
    };
    Limited { units, cap, hold }
}

/// Gives the lowest of the caps, down to the unit: the amount applied for, the largest part of
/// the pool, the fixed amount.
fn cap(fund: &Fund, claim: &Claim, candidate: &Candidate) -> Option<u64> {
    let unit = fund.unit.fen().unsigned_abs();
    let part = fund
        .max_share
        .and_then(Share::of)
        .map(|part| part.times(&Share::whole(fund.pool.0.unsigned_abs())).floor() / unit);
    let applied = candidate.applied.map(|applied| applied.0.unsigned_abs() / unit);
    let entitled = claim.entitled.as_ref().map(|entitled| entitled.floor() / unit);
    [part, applied, entitled].into_iter().flatten().min()
}

/// Gives whole units as money.
pub(super) fn in_fen(fund: &Fund, units: u64) -> Fen {
    let fen = units.saturating_mul(fund.unit.fen().unsigned_abs());
    Fen(i64::try_from(fen).unwrap_or(i64::MAX))
}
