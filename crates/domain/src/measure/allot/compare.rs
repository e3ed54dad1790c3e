//! 两次分配的比较. Whether two finance people got the same, and what a change would move.

use std::collections::BTreeSet;

use super::result::Allotted;
use crate::value::code::Code;
use crate::value::money::Fen;

/// 金额差异. A county whose amounts differ; one that gets nothing has zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountDifference {
    /// The county.
    pub county: Code,
    /// The first amount.
    pub before: Fen,
    /// The second amount.
    pub after: Fen,
}

/// 比较. Lists the counties whose amounts differ, in the order of codes; the second run of the
/// second finance person must leave this empty.
pub fn compare(before: &Allotted, after: &Allotted) -> Vec<AmountDifference> {
    let codes: BTreeSet<&Code> = before
        .allotments
        .iter()
        .chain(&after.allotments)
        .map(|allotment| &allotment.county)
        .collect();
    let amount = |allotted: &Allotted, county| {
        allotted.county(county).map_or(Fen::ZERO, |allotment| allotment.amount)
    };
    codes
        .into_iter()
        .map(|county| AmountDifference {
            county: county.clone(),
            before: amount(before, county),
            after: amount(after, county),
        })
        .filter(|difference| difference.before != difference.after)
        .collect()
}
