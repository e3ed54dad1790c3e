//! 测算. From a published assessment and a pool to the amounts.

use super::rejection::Rejection;
use super::state::Pool;
use crate::assessment::state::Cycle;
use crate::measure::allot::allot;
use crate::measure::allot::candidate::Candidate;
use crate::measure::allot::result::Allotted;
use crate::value::decimal::Figure;

/// 分配测算. Splits a pool by the result of the year it rests on; total, grade and veto come from
/// there and from nowhere else.
///
/// # Errors
/// The rule that cannot be met, with its arithmetic.
pub fn split(pool: &Pool, cycle: &Cycle) -> Result<Allotted, Rejection> {
    let unscored = |faults: Vec<_>| Rejection::ResultUnreadable { count: faults.len() };
    let (scores, data) = (cycle.scores().map_err(unscored)?, cycle.data());
    let mut candidates = Vec::new();
    for score in scores.counties() {
        let Some(county) = data.county(&score.county) else { continue };
        let mut candidate = Candidate::new(score.county.clone(), score.total, score.grade);
        if let Some(terms) = pool.counties.get(&score.county) {
            candidate.kind = terms.kind;
            candidate.standing.plan_adopted = terms.plan_adopted;
            candidate.standing.reports_met = terms.reports_met;
            candidate.applied = terms.applied;
            candidate.debt = terms.debt;
            candidate.difficulty = terms.difficulty.unwrap_or(Figure(Figure::ONE));
            candidate.factors.clone_from(&terms.factors);
        }
        candidates.push(candidate.assessed(score, county));
    }
    allot(&pool.fund, &candidates)
        .map_err(|refusal| Rejection::CannotSplit { because: refusal.to_string() })
}
