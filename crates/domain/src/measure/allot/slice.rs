//! 试点切块. What pilots get before all others, outside the caps.

use std::collections::BTreeSet;

use super::candidate::Candidate;
use super::fund::{Fund, SliceSize, TopSlice};
use super::refusal::Refusal;
use super::tie;
use crate::value::code::Code;
use crate::value::money::{Fen, largest_remainder};
use crate::value::share::Share;

/// Gives what each eligible county gets of the slice, in their order.
pub(super) fn slices(fund: &Fund, eligible: &[&Candidate]) -> Result<Vec<Fen>, Refusal> {
    let unit = fund.unit.fen().unsigned_abs();
    let units = match &fund.top_slice {
        None => 0,
        Some(slice) => size(fund, slice)? / unit,
    };
    let Some(slice) = fund.top_slice.as_ref().filter(|_| units > 0) else {
        return Ok(vec![Fen::ZERO; eligible.len()]);
    };
    let pilots: BTreeSet<&Code> = slice.pilots.iter().collect();
    let known: BTreeSet<&Code> = eligible.iter().map(|candidate| &candidate.county).collect();
    if let Some(missing) = pilots.iter().find(|pilot| !known.contains(*pilot)) {
        return Err(Refusal::PilotNotEligible((*missing).clone()));
    }
    let part = Share::new(units.into(), pilots.len().into()).ok_or(Refusal::NoPilot)?;
    let claims: Vec<_> = eligible
        .iter()
        .map(|candidate| {
            let is_pilot = pilots.contains(&candidate.county);
            let claim = if is_pilot { part.clone() } else { Share::whole(0) };
            (claim, tie(candidate))
        })
        .collect();
    let given = largest_remainder(units, &claims).into_iter();
    Ok(given.map(|units| Fen(i64::try_from(units * unit).unwrap_or(i64::MAX))).collect())
}

/// Gives the size in fen.
fn size(fund: &Fund, slice: &TopSlice) -> Result<u64, Refusal> {
    let pool = fund.pool.0.unsigned_abs();
    let size = match slice.size {
        SliceSize::Sum(sum) if sum < Fen::ZERO || sum > fund.pool => {
            return Err(Refusal::SliceAbovePool { slice: sum, pool: fund.pool });
        }
        SliceSize::Sum(sum) => sum.0.unsigned_abs(),
        SliceSize::Share(part) => {
            Share::of(part).map_or(0, |part| part.times(&Share::whole(pool)).floor())
        }
    };
    Ok(size.min(pool))
}
