//! 方案与数据检查. What must hold before anything is scored.

use std::collections::{BTreeMap, BTreeSet};

use super::data::{CountyData, DataSet};
use super::fault::{Fault, GradingFault, ParameterFault};
use super::method::{Bands, Completion, Method, Part, Steps};
use super::record::RecordFormula;
use super::scheme::{AdjustmentRule, Effect, Indicator, Scheme};
use crate::value::code::Code;
use crate::value::decimal::{Figure, Points};
use crate::value::exact::{Exact, Overflow};

/// Lists what keeps a scheme from being used.
pub(super) fn scheme_faults(scheme: &Scheme) -> Vec<Fault> {
    let mut faults = Vec::new();
    duplicates("class", scheme.classes.iter().map(|class| &class.code), &mut faults);
    duplicates("dimension", scheme.dimensions.iter(), &mut faults);
    duplicates("indicator", scheme.indicators.iter().map(|one| &one.code), &mut faults);
    duplicates("adjustment", scheme.adjustments.iter().map(|rule| &rule.code), &mut faults);
    let mut sums: BTreeMap<&Code, i128> =
        scheme.classes.iter().map(|class| (&class.code, 0)).collect();
    for indicator in &scheme.indicators {
        if !scheme.dimensions.contains(&indicator.dimension) {
            faults.push(Fault::UnknownDimension {
                indicator: indicator.code.clone(),
                dimension: indicator.dimension.clone(),
            });
        }
        weigh(indicator, &mut sums, &mut faults);
        faults.extend(source_fault(indicator));
        if let Err(because) = method_fault(&indicator.method) {
            faults.push(Fault::Parameter { indicator: indicator.code.clone(), because });
        }
    }
    for (class, sum) in sums {
        if sum != i128::from(Points::HUNDRED.0) {
            let sum = Points(i64::try_from(sum).unwrap_or(i64::MAX));
            faults.push(Fault::WeightsNotHundred { class: class.clone(), sum });
        }
    }
    faults.extend(scheme.adjustments.iter().flat_map(rule_faults));
    faults.extend(grading_faults(scheme).into_iter().map(Fault::Grading));
    faults
}

/// Lists what is wrong with the counties as such; their data are checked as they are scored.
pub(super) fn county_faults(scheme: &Scheme, data: &DataSet) -> Vec<Fault> {
    let mut faults = Vec::new();
    duplicates("county", data.counties.iter().map(|county| &county.county), &mut faults);
    let known: BTreeSet<&Code> = scheme.indicators.iter().map(|one| &one.code).collect();
    for county in &data.counties {
        for indicator in county.items.keys().filter(|code| !known.contains(code)) {
            faults.push(Fault::UnknownIndicator {
                by: county.county.clone(),
                indicator: indicator.clone(),
            });
        }
    }
    faults
}

/// Lists what is wrong with bonus, deduction and veto of a county.
pub(crate) fn adjustment_faults(scheme: &Scheme, county: &CountyData) -> Vec<Fault> {
    let mut faults = Vec::new();
    for bonus in &county.bonuses {
        let most = scheme.adjustment(&bonus.rule).and_then(|rule| match rule.effect {
            Effect::Bonus(most) => Some(most),
            Effect::Deduction(_) | Effect::Veto => None,
        });
        let asked = Asked { rule: &bonus.rule, matter: &bonus.matter, points: bonus.points };
        faults.extend(asked.fault(&county.county, "bonus", most));
    }
    for taken in &county.deductions {
        let most = scheme.adjustment(&taken.rule).and_then(|rule| match rule.effect {
            Effect::Deduction(most) => Some(most),
            Effect::Bonus(_) | Effect::Veto => None,
        });
        let asked = Asked { rule: &taken.rule, matter: &taken.matter, points: taken.points };
        faults.extend(asked.fault(&county.county, "deduction", most));
    }
    for veto in &county.vetoes {
        let known = scheme.adjustment(&veto.rule).is_some_and(|rule| rule.effect == Effect::Veto);
        if !known {
            faults.push(Fault::UnknownRule {
                county: county.county.clone(),
                what: "veto",
                rule: veto.rule.clone(),
            });
        }
    }
    if county.vetoes.iter().any(|veto| veto.basis.trim().is_empty()) {
        faults.push(Fault::VetoWithoutBasis(county.county.clone()));
    }
    faults
}

/// A bonus or deduction of a county.
struct Asked<'a> {
    rule: &'a Code,
    matter: &'a str,
    points: Points,
}

impl Asked<'_> {
    /// Compares it with the most that its rule gives one matter.
    fn fault(&self, county: &Code, what: &'static str, most: Option<Points>) -> Option<Fault> {
        let (county, matter) = (county.clone(), self.matter.to_owned());
        let Some(most) = most else {
            return Some(Fault::UnknownRule { county, what, rule: self.rule.clone() });
        };
        if self.points < Points::ZERO {
            return Some(Fault::NegativeAdjustment { county, matter, points: self.points });
        }
        (self.points > most).then(|| Fault::AboveRule {
            county,
            matter,
            points: self.points,
            rule: self.rule.clone(),
            most,
        })
    }
}

fn source_fault(indicator: &Indicator) -> Option<Fault> {
    let blank = |unit: &Code| unit.as_str().trim().is_empty();
    if blank(&indicator.source) || blank(&indicator.checker) {
        return Some(Fault::WithoutSource(indicator.code.clone()));
    }
    (indicator.source == indicator.checker).then(|| Fault::CheckerIsSource {
        indicator: indicator.code.clone(),
        unit: indicator.source.clone(),
    })
}

fn rule_faults(rule: &AdjustmentRule) -> Vec<Fault> {
    let mut faults = Vec::new();
    if rule.basis.trim().is_empty() {
        faults.push(Fault::RuleWithoutBasis(rule.code.clone()));
    }
    match rule.effect {
        Effect::Bonus(points) | Effect::Deduction(points) if points <= Points::ZERO => {
            faults.push(Fault::RuleNotPositive { rule: rule.code.clone(), points });
        }
        Effect::Bonus(_) | Effect::Deduction(_) | Effect::Veto => {}
    }
    faults
}

fn duplicates<'a>(
    kind: &'static str,
    codes: impl Iterator<Item = &'a Code>,
    faults: &mut Vec<Fault>,
) {
    let mut seen = BTreeSet::new();
    let mut reported = BTreeSet::new();
    for code in codes {
        if !seen.insert(code) && reported.insert(code) {
            faults.push(Fault::Duplicate { kind, code: code.clone() });
        }
    }
}

fn weigh(indicator: &Indicator, sums: &mut BTreeMap<&Code, i128>, faults: &mut Vec<Fault>) {
    for (class, terms) in &indicator.classes {
        match sums.get_mut(class) {
            Some(sum) => *sum += i128::from(terms.weight.0),
            None => faults
                .push(Fault::UnknownClass { by: indicator.code.clone(), class: class.clone() }),
        }
        if let Some(points) = most_of_bands(&indicator.method).filter(|most| *most > terms.weight) {
            let because = ParameterFault::AboveWeight { points, weight: terms.weight };
            faults.push(Fault::Parameter { indicator: indicator.code.clone(), because });
        }
        if terms.weight <= Points::ZERO {
            faults.push(Fault::WeightNotPositive {
                indicator: indicator.code.clone(),
                class: class.clone(),
                weight: terms.weight,
            });
        }
    }
}

fn grading_faults(scheme: &Scheme) -> Vec<GradingFault> {
    let grading = &scheme.grading;
    let mut faults = Vec::new();
    if grading.excellent < grading.good || grading.good < grading.fair {
        faults.push(GradingFault::Lines);
    }
    if grading.quota.is_some_and(|quota| quota < Exact::ZERO || quota > Exact::ONE) {
        faults.push(GradingFault::Quota);
    }
    if scheme.caps.bonus < Points::ZERO || scheme.caps.deduction < Points::ZERO {
        faults.push(GradingFault::Caps);
    }
    faults
}

fn method_fault(method: &Method) -> Result<(), ParameterFault> {
    match method {
        Method::Completion(Completion::Rise { cap } | Completion::FromBaseline { cap, .. }) => {
            (*cap > Exact::ZERO).then_some(()).ok_or(ParameterFault::Cap)
        }
        Method::Steps(steps) => steps_fault(steps),
        Method::Bands(bands) => bands_fault(bands),
        Method::LevelAndIncrease { level_share, level, increase } => {
            let share = *level_share >= Exact::ZERO && *level_share <= Exact::ONE;
            share.then_some(()).ok_or(ParameterFault::Shares)?;
            part_fault(level)?;
            part_fault(increase)
        }
        Method::Votes { full } => (full.0 > 0).then_some(()).ok_or(ParameterFault::FullVote(*full)),
        Method::Range { low, high, tolerance } => {
            (low <= high && tolerance.0 > 0).then_some(()).ok_or(ParameterFault::Range)
        }
        Method::Record(formula) => {
            shares_add_up(formula).then_some(()).ok_or(ParameterFault::Shares)?;
            let index = &formula.index;
            let most = index.green.max(index.blue).max(index.yellow).max(index.red);
            (most <= 100).then_some(()).ok_or(ParameterFault::Index(most))
        }
        Method::Completion(Completion::Fall | Completion::FallWithin { .. })
        | Method::Threshold(_)
        | Method::BestFull(_)
        | Method::Efficacy { .. } => Ok(()),
    }
}

fn steps_fault(steps: &Steps) -> Result<(), ParameterFault> {
    (steps.step > Figure(0)).then_some(()).ok_or(ParameterFault::Step(steps.step))?;
    [steps.deduct, steps.bonus, steps.bonus_limit].into_iter().try_for_each(not_below_zero)
}

fn bands_fault(bands: &Bands) -> Result<(), ParameterFault> {
    let rises = bands.bands.windows(2).all(|pair| match pair {
        [lower, higher] => lower.from < higher.from,
        _ => true,
    });
    (!bands.bands.is_empty() && rises).then_some(()).ok_or(ParameterFault::Bands)?;
    std::iter::once(bands.below)
        .chain(bands.bands.iter().map(|band| band.points))
        .try_for_each(not_below_zero)
}

/// The most that the bands of a method give: points that are not counted from the weight.
fn most_of_bands(method: &Method) -> Option<Points> {
    match method {
        Method::Bands(bands) => {
            let points = bands.bands.iter().map(|band| band.points);
            points.chain([bands.below]).max()
        }
        Method::LevelAndIncrease { level, increase, .. } => {
            most_of_bands(&level.method).max(most_of_bands(&increase.method))
        }
        Method::Completion(_)
        | Method::Threshold(_)
        | Method::Steps(_)
        | Method::BestFull(_)
        | Method::Efficacy { .. }
        | Method::Votes { .. }
        | Method::Range { .. }
        | Method::Record(_) => None,
    }
}

fn not_below_zero(points: Points) -> Result<(), ParameterFault> {
    (points >= Points::ZERO).then_some(()).ok_or(ParameterFault::Points(points))
}

fn part_fault(part: &Part) -> Result<(), ParameterFault> {
    let single = part.method.takes_one_figure();
    single.then_some(()).ok_or(ParameterFault::Part(part.method.id()))?;
    method_fault(&part.method)
}

fn shares_add_up(formula: &RecordFormula) -> bool {
    let shares = [formula.on_time, formula.light_index, formula.closure];
    let sum = shares
        .iter()
        .try_fold(Exact::ZERO, |sum, share| -> Result<Exact, Overflow> { sum.plus(*share) });
    shares.iter().all(|share| *share >= Exact::ZERO) && sum == Ok(Exact::ONE)
}
