//! Properties of the split of money.

use duban_domain::measure::allot::allot;
use duban_domain::measure::allot::candidate::Candidate;
use duban_domain::measure::allot::fund::{Fund, SliceSize, TopSlice};
use duban_domain::measure::allot::refusal::Refusal;
use duban_domain::measure::allot::result::{Allotted, Hold};
use duban_domain::value::decimal::Points;
use duban_domain::value::exact::Exact;
use duban_domain::value::money::Fen;
use duban_domain::value::share::Share;
use proptest::prelude::*;

use super::generate::{candidates, config, fund, grade};

/// Splits, unless a factor is nothing for everyone, which is refused by design.
fn split(fund: &Fund, candidates: &[Candidate]) -> Option<Allotted> {
    match allot(fund, candidates) {
        Ok(allotted) => Some(allotted),
        Err(Refusal::NothingToShare { .. } | Refusal::FactorSumZero { .. }) => None,
        Err(refusal) => panic!("{refusal}"),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_given_adds_up_and_no_one_is_above_his_cap(
        fund in fund(), candidates in candidates()
    ) {
        let allotted = split(&fund, &candidates).unwrap();
        let given = Fen::sum(allotted.allotments.iter().map(|one| one.amount)).unwrap();
        prop_assert_eq!(given.plus(allotted.unallocated), Some(fund.pool));
        prop_assert!(allotted.unallocated >= Fen::ZERO);
        for one in &allotted.allotments {
            prop_assert!(one.amount >= Fen::ZERO);
            prop_assert_eq!(one.amount.0 % fund.unit.fen(), 0);
            prop_assert!(one.cap.is_none_or(|cap| one.amount <= cap));
            // Rounding moves an amount by less than a unit.
            let off = one.amount.0.abs_diff(i64::try_from(one.exact.floor()).unwrap());
            prop_assert!(off < u64::try_from(fund.unit.fen()).unwrap() + 1);
        }
    }

    #[test]
    fn money_stays_only_if_all_are_capped(fund in fund(), candidates in candidates()) {
        let allotted = split(&fund, &candidates).unwrap();
        let kept = allotted.kept_back.floor();
        let unit = u64::try_from(fund.unit.fen()).unwrap();
        if u64::try_from(allotted.unallocated.0).unwrap() > kept + unit {
            for one in &allotted.allotments {
                let nothing = one.adjusted == Share::whole(0);
                let capped = one.hold == Hold::Capped || one.cap == Some(one.amount);
                let fixed = one.factors.is_empty();
                prop_assert!(nothing || capped || fixed, "{one:?}");
            }
        }
    }

    /// What defines water-filling: below their caps all have the same for each part of share,
    /// and no one at his cap has more.
    #[test]
    fn below_the_caps_amounts_are_in_proportion(fund in fund(), candidates in candidates()) {
        let allotted = split(&fund, &candidates).unwrap();
        let free: Vec<_> =
            allotted.allotments.iter().filter(|one| one.hold == Hold::Free).collect();
        for one in &allotted.allotments {
            for other in &free {
                let (left, right) = (one.exact.times(&other.adjusted), other.exact.times(&one.adjusted));
                match one.hold {
                    Hold::Free => prop_assert_eq!(left, right),
                    Hold::Capped => prop_assert!(left <= right),
                }
            }
        }
    }

    #[test]
    fn a_better_score_never_gets_less_money(
        fund in fund(), candidates in candidates(), gain in 0_i64..300_000
    ) {
        let mut candidates = candidates;
        let mut better = candidates[0].clone();
        better.county = "140499".into();
        better.total = Points(better.total.0 + gain);
        better.grade = grade(better.total);
        let worse = candidates[0].county.clone();
        candidates.push(better);
        let allotted = split(&fund, &candidates).unwrap();
        let amount = |county| allotted.county(&county).unwrap().amount;
        let (better, worse) = (amount("140499".into()), amount(worse));
        // Equal totals tie, and of two that tie the smaller code may have the odd unit.
        let odd = if gain == 0 { fund.unit.fen() } else { 0 };
        prop_assert!(better.0 + odd >= worse.0, "{better} < {worse}");
    }

    #[test]
    fn the_order_of_candidates_never_matters(
        fund in fund(), candidates in candidates(), turn in 0_usize..9
    ) {
        let mut turned = candidates.clone();
        turned.reverse();
        let length = turned.len();
        turned.rotate_left(turn % length);
        prop_assert_eq!(allot(&fund, &candidates), allot(&fund, &turned));
    }

    #[test]
    fn what_was_split_reads_back_from_its_bytes_and_splits_the_same(
        fund in fund(), candidates in candidates()
    ) {
        let bytes = serde_json::to_vec(&(&fund, &candidates)).unwrap();
        let (read_fund, read): (Fund, Vec<Candidate>) = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(allot(&fund, &candidates), allot(&read_fund, &read));
    }

    #[test]
    fn a_top_slice_comes_out_of_the_same_pool(
        fund in fund(), candidates in candidates(), percent in 0_i128..=100
    ) {
        let part = Exact::new(percent, 100).unwrap();
        let pilots = vec![candidates[0].county.clone()];
        let sliced =
            Fund { top_slice: Some(TopSlice { size: SliceSize::Share(part), pilots }), ..fund };
        let allotted = split(&sliced, &candidates).unwrap();
        let given = Fen::sum(allotted.allotments.iter().map(|one| one.amount)).unwrap();
        prop_assert_eq!(given.plus(allotted.unallocated), Some(sliced.pool));
        let expected = i64::try_from(i128::from(sliced.pool.0) * percent / 100).unwrap();
        let unit = sliced.unit.fen();
        prop_assert_eq!(allotted.county(&candidates[0].county).unwrap().slice.0, expected / unit * unit);
    }
}
