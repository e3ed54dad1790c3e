//! 奖补算例. Pools split to the fen (R1 to R6).

use std::collections::BTreeMap;

use duban_domain::measure::allot::allot;
use duban_domain::measure::allot::candidate::{Candidate, Obstacle};
use duban_domain::measure::allot::compare::{AmountDifference, compare};
use duban_domain::measure::allot::fund::{
    DebtLevel, DebtMode, DebtRule, DifficultyUse, Eligibility, Factor, FactorSource, Fund,
    FundKind, Mode, Shortfall, SliceSize, TopSlice, Zones,
};
use duban_domain::measure::allot::refusal::Refusal;
use duban_domain::measure::allot::result::{Allotment, Allotted, Hold};
use duban_domain::measure::score::grade::Grade;
use duban_domain::value::code::Code;
use duban_domain::value::money::{Fen, MoneyUnit};
use duban_domain::value::share::Share;

use super::scheme::{exact, figure};

const WAN: i64 = 1_000_000;

/// 长子.
const ZHANGZI: &str = "140428";
/// 襄垣.
const XIANGYUAN: &str = "140423";
/// 壶关.
const HUGUAN: &str = "140427";
/// 武乡.
const WUXIANG: &str = "140429";

fn factor(code: &str, weight: &str, difficulty: DifficultyUse) -> Factor {
    let source = if code == "score" { FactorSource::Score } else { FactorSource::Given };
    Factor { code: code.into(), weight: exact(weight), source, difficulty }
}

fn factors() -> Mode {
    Mode::Factors(vec![
        factor("score", "0.5", DifficultyUse::NotApplied),
        factor("task", "0.3", DifficultyUse::Applied),
        factor("improvement", "0.2", DifficultyUse::NotApplied),
    ])
}

fn debt(mode: DebtMode) -> Option<DebtRule> {
    Some(DebtRule {
        green: figure("1"),
        yellow: figure("0.95"),
        orange: figure("0.80"),
        red: figure("0"),
        mode,
        basis: Some("方案第五部分".to_owned()),
    })
}

fn fund(pool: i64, mode: Mode) -> Fund {
    Fund {
        pool: Fen(pool * WAN),
        unit: MoneyUnit::Wan,
        kind: FundKind::Reward,
        mode,
        eligibility: Eligibility { min_grade: Grade::Good, zones: Zones::Excluded },
        debt: None,
        max_share: None,
        top_slice: None,
    }
}

fn candidate(county: &str, total: &str, grade: Grade) -> Candidate {
    Candidate::new(county.into(), total.parse().unwrap(), grade)
}

/// Four counties: task, improvement, difficulty, debt level.
fn candidates() -> Vec<Candidate> {
    let rows = [
        (ZHANGZI, "93.05", Grade::Excellent, ["120", "6", "1.00"], DebtLevel::Green),
        (XIANGYUAN, "87.30", Grade::Good, ["100", "3", "0.90"], DebtLevel::Yellow),
        (WUXIANG, "74.00", Grade::Fair, ["90", "2", "1.20"], DebtLevel::Green),
        (HUGUAN, "88.12", Grade::Good, ["110", "5", "1.15"], DebtLevel::Orange),
    ];
    rows.into_iter()
        .map(|(county, total, grade, [task, improvement, difficulty], debt)| Candidate {
            factors: BTreeMap::from([
                (Code::from("task"), figure(task)),
                (Code::from("improvement"), figure(improvement)),
            ]),
            difficulty: figure(difficulty),
            debt: Some(debt),
            ..candidate(county, total, grade)
        })
        .collect()
}

fn of<'a>(allotted: &'a Allotted, county: &str) -> &'a Allotment {
    allotted.county(&county.into()).unwrap()
}

/// Amounts of 长子, 襄垣 and 壶关, in fen.
fn three(allotted: &Allotted) -> [i64; 3] {
    [ZHANGZI, XIANGYUAN, HUGUAN].map(|county| of(allotted, county).amount.0)
}

fn decimals(allotted: &Allotted, what: impl Fn(&Allotment) -> String) -> [String; 3] {
    [ZHANGZI, XIANGYUAN, HUGUAN].map(|county| what(of(allotted, county)))
}

fn equal_fund(unit: MoneyUnit) -> [i64; 3] {
    let mode = Mode::Factors(vec![factor("task", "1", DifficultyUse::NotApplied)]);
    let candidates = ["a", "b", "c"].map(|county| Candidate {
        factors: BTreeMap::from([(Code::from("task"), figure("1"))]),
        ..candidate(county, "90", Grade::Excellent)
    });
    let allotted = allot(&Fund { unit, ..fund(1000, mode) }, &candidates).unwrap();
    assert_eq!(allotted.unallocated, Fen::ZERO);
    ["a", "b", "c"].map(|county| of(&allotted, county).amount.0)
}

#[test]
fn r1_three_equal_shares_of_a_thousand() {
    assert_eq!(equal_fund(MoneyUnit::Fen), [333_333_334, 333_333_333, 333_333_333]);
    assert_eq!(equal_fund(MoneyUnit::Wan), [334 * WAN, 333 * WAN, 333 * WAN]);
}

fn by_grade(shortfall: Shortfall) -> Mode {
    let amounts =
        BTreeMap::from([(Grade::Excellent, Fen(500 * WAN)), (Grade::Good, Fen(300 * WAN))]);
    Mode::Fixed { amounts, shortfall }
}

fn graded() -> Vec<Candidate> {
    vec![
        candidate(ZHANGZI, "90", Grade::Excellent),
        candidate(XIANGYUAN, "85", Grade::Good),
        candidate(HUGUAN, "85", Grade::Good),
        candidate("140406", "90", Grade::Excellent),
        candidate("140431", "85", Grade::Good),
    ]
}

#[test]
fn r2_fixed_amounts_are_scaled_when_the_pool_is_short() {
    let allotted = allot(&fund(1500, by_grade(Shortfall::ProRata)), &graded()).unwrap();
    let row = |county: &str| {
        let allotment = of(&allotted, county);
        let exact = allotment.exact.times(&wan_per_fen()).decimal(4);
        (allotment.amount.0 / WAN, exact)
    };
    assert_eq!(row("140406"), (395, "394.7368".to_owned()));
    assert_eq!(row(ZHANGZI), (394, "394.7368".to_owned()));
    for county in [XIANGYUAN, HUGUAN, "140431"] {
        assert_eq!(row(county), (237, "236.8421".to_owned()));
    }
    assert_eq!(allotted.unallocated, Fen::ZERO);
}

#[test]
fn r2_or_refused_with_the_sum() {
    let refused = allot(&fund(1500, by_grade(Shortfall::Refuse)), &graded());
    let refusal = refused.unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "2 × 5000000.00 + 3 × 3000000.00 = 19000000.00 yuan, \
         more than the pool of 15000000.00 yuan"
    );
}

#[test]
fn fixed_amounts_leave_the_rest_in_the_pool() {
    let allotted = allot(&fund(2000, by_grade(Shortfall::Refuse)), &graded()).unwrap();
    let amounts: Vec<i64> = allotted.allotments.iter().map(|one| one.amount.0 / WAN).collect();
    assert_eq!(amounts, [500, 300, 300, 500, 300]);
    assert_eq!(allotted.unallocated, Fen(100 * WAN));
}

fn wan_per_fen() -> Share {
    Share::new(1_u8.into(), WAN.unsigned_abs().into()).unwrap()
}

fn r3(mode: DebtMode, unit: MoneyUnit) -> Fund {
    Fund { debt: debt(mode), unit, max_share: Some(exact("0.40")), ..fund(2000, factors()) }
}

#[test]
fn r3_shares_by_factors_among_all_four_and_among_the_eligible() {
    let everyone = Eligibility { min_grade: Grade::Poor, zones: Zones::Excluded };
    let fund_of_all = Fund { eligibility: everyone, ..fund(2000, factors()) };
    let allotted = allot(&fund_of_all, &candidates()).unwrap();
    let share = |allotment: &Allotment| allotment.share.decimal(6);
    assert_eq!(decimals(&allotted, share), ["0.291841", "0.225699", "0.276530"]);
    assert_eq!(share(of(&allotted, WUXIANG)), "0.205930");
    let allotted = allot(&fund(2000, factors()), &candidates()).unwrap();
    assert_eq!(decimals(&allotted, share), ["0.365995", "0.285683", "0.348322"]);
    assert_eq!(allotted.excluded.len(), 1);
    assert_eq!(allotted.excluded[0].county, WUXIANG.into());
    assert_eq!(allotted.excluded[0].because, [Obstacle::Grade(Grade::Fair)]);
}

#[test]
fn r3_debt_lowers_shares_and_the_others_get_the_rest() {
    let allotted = allot(&r3(DebtMode::Renormalise, MoneyUnit::Wan), &candidates()).unwrap();
    let adjusted = decimals(&allotted, |allotment| allotment.adjusted.decimal(6));
    assert_eq!(adjusted, ["0.399535", "0.296270", "0.304195"]);
    let exact = decimals(&allotted, |one| one.exact.times(&wan_per_fen()).decimal(4));
    assert_eq!(exact, ["799.0704", "592.5404", "608.3892"]);
    assert_eq!(three(&allotted), [799 * WAN, 593 * WAN, 608 * WAN]);
    assert_eq!(allotted.unallocated, Fen::ZERO);
}

#[test]
fn r3_to_the_fen() {
    let allotted = allot(&r3(DebtMode::Renormalise, MoneyUnit::Fen), &candidates()).unwrap();
    assert_eq!(three(&allotted), [799_070_394, 592_540_425, 608_389_181]);
    assert_eq!(three(&allotted).iter().sum::<i64>(), 2_000_000_000);
    let exact = decimals(&allotted, |allotment| allotment.exact.decimal(5));
    assert_eq!(exact, ["799070393.85892", "592540424.63080", "608389181.51028"]);
}

#[test]
fn r3_or_the_freed_money_is_kept_back() {
    let allotted = allot(&r3(DebtMode::KeepBack, MoneyUnit::Fen), &candidates()).unwrap();
    let adjusted = decimals(&allotted, |allotment| allotment.adjusted.decimal(6));
    assert_eq!(adjusted, ["0.365995", "0.271399", "0.278658"]);
    let exact = decimals(&allotted, |one| one.exact.times(&wan_per_fen()).decimal(4));
    assert_eq!(exact, ["731.9895", "542.7975", "557.3158"]);
    assert_eq!(allotted.kept_back.times(&wan_per_fen()).decimal(4), "167.8972");
    // The adjusted shares add up to 0.916051.
    let pool = Share::new(1_u8.into(), 2_000_000_000_u64.into());
    assert_eq!(allotted.kept_back.times(&pool.unwrap()).decimal(6), "0.083949");
    let given: i64 = three(&allotted).iter().sum();
    assert_eq!(allotted.unallocated, Fen(2_000_000_000 - given));
}

#[test]
fn r4_a_cap_gives_the_rest_to_the_others() {
    let mut candidates = candidates();
    for (candidate, applied) in candidates.iter_mut().zip([600, 900, 900, 900]) {
        candidate.applied = Some(Fen(applied * WAN));
    }
    let uncapped = Fund { max_share: None, ..r3(DebtMode::Renormalise, MoneyUnit::Wan) };
    let allotted = allot(&uncapped, &candidates).unwrap();
    let exact = decimals(&allotted, |one| one.exact.times(&wan_per_fen()).decimal(4));
    assert_eq!(exact, ["600.0000", "690.7620", "709.2380"]);
    assert_eq!(three(&allotted), [600 * WAN, 691 * WAN, 709 * WAN]);
    let first = of(&allotted, ZHANGZI);
    assert_eq!((first.hold, first.cap), (Hold::Capped, Some(Fen(600 * WAN))));
}

#[test]
fn r5_a_pilot_gets_its_slice_first() {
    let slice = TopSlice { size: SliceSize::Share(exact("0.1")), pilots: vec![ZHANGZI.into()] };
    let sliced = Fund { top_slice: Some(slice), ..r3(DebtMode::Renormalise, MoneyUnit::Wan) };
    let allotted = allot(&sliced, &candidates()).unwrap();
    assert_eq!(three(&allotted), [919 * WAN, 533 * WAN, 548 * WAN]);
    let pilot = of(&allotted, ZHANGZI);
    assert_eq!((pilot.slice, pilot.by_formula()), (Fen(200 * WAN), Fen(719 * WAN)));
}

#[test]
fn r6_a_base_of_four_fifths_and_performance() {
    let mode = Mode::BasePerformance { base: exact("0.8"), quantity: "task".into() };
    let allotted = allot(&fund(2000, mode), &candidates()).unwrap();
    let exact = decimals(&allotted, |one| one.exact.times(&wan_per_fen()).decimal(4));
    assert_eq!(exact, ["718.6197", "532.1037", "749.2766"]);
    let coefficients = decimals(&allotted, |one| one.performance.as_ref().unwrap().decimal(4));
    assert_eq!(coefficients, ["1.0398", "0.9755", "0.9847"]);
    assert_eq!(three(&allotted), [719 * WAN, 532 * WAN, 749 * WAN]);
}

#[test]
fn two_runs_agree_and_a_change_is_named() {
    let rule = r3(DebtMode::Renormalise, MoneyUnit::Wan);
    let first = allot(&rule, &candidates()).unwrap();
    let mut reversed = candidates();
    reversed.reverse();
    assert_eq!(allot(&rule, &reversed), Ok(first.clone()));
    reversed[2].debt = Some(DebtLevel::Green);
    let second = allot(&rule, &reversed).unwrap();
    let differences = compare(&first, &second);
    let moved: Vec<&Code> = differences.iter().map(|difference| &difference.county).collect();
    assert_eq!(moved, [&XIANGYUAN.into(), &HUGUAN.into(), &ZHANGZI.into()]);
    let AmountDifference { before, after, .. } = differences[0];
    assert!(before < after);
}

#[test]
fn rules_that_cannot_be_met_are_refused_with_the_arithmetic() {
    let message =
        |fund: &Fund, candidates: &[Candidate]| allot(fund, candidates).unwrap_err().to_string();
    let mut uneven = fund(2000, factors());
    let Mode::Factors(factors) = &mut uneven.mode else { unreachable!() };
    factors[0].weight = exact("0.6");
    assert_eq!(
        message(&uneven, &candidates()),
        "the weights of the factors add up to 11/10, not to 1"
    );
    let without_basis = Fund {
        debt: debt(DebtMode::Renormalise).map(|rule| DebtRule { basis: None, ..rule }),
        ..r3(DebtMode::Renormalise, MoneyUnit::Wan)
    };
    assert_eq!(allot(&without_basis, &candidates()), Err(Refusal::DebtWithoutBasis));
    let subsidy = Fund { kind: FundKind::Subsidy, ..without_basis };
    assert!(allot(&subsidy, &candidates()).is_ok());
    let mut idle = candidates();
    for candidate in &mut idle {
        candidate.factors.insert("improvement".into(), figure("0"));
    }
    assert_eq!(
        message(&subsidy, &idle),
        "the factor `improvement` is 0 for all 3 counties, so that its part cannot be split"
    );
    let pool = Fund { pool: Fen(WAN - 1), ..subsidy };
    assert_eq!(
        message(&pool, &candidates()),
        "the pool of 9999.99 yuan does not hold one unit of 10000.00 yuan"
    );
}
