//! Where in the files a fault of the domain stands, and what would mend it.

use std::collections::BTreeMap;

use duban_domain::measure::allot::refusal::Refusal;
use duban_domain::measure::score::fault::{DatumFault, Fault};
use duban_domain::value::code::Code;

use super::complaint::Complaint;

/// The lines on which things are said.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    /// The scheme file.
    pub scheme: String,
    /// The data file.
    pub data: String,
    /// Classes, or the preset they come from.
    pub classes: BTreeMap<Code, usize>,
    /// Indicators.
    pub indicators: BTreeMap<Code, usize>,
    /// Adjustment rules.
    pub rules: BTreeMap<Code, usize>,
    /// The grades.
    pub grades: usize,
    /// The fund.
    pub fund: usize,
    /// The first row of each county.
    pub counties: BTreeMap<Code, usize>,
    /// The row of each item.
    pub items: BTreeMap<(Code, Code), usize>,
}

impl Places {
    /// Nothing is known but the file.
    pub fn new(scheme: &str) -> Self {
        Self { scheme: scheme.to_owned(), grades: 1, fund: 1, ..Self::default() }
    }

    /// Turns a fault into a complaint.
    pub fn of_fault(&self, fault: &Fault) -> Complaint {
        let of_class = |class: &Code| self.in_scheme(self.classes.get(class), class);
        let of_indicator = |code: &Code| self.in_scheme(self.indicators.get(code), code);
        let of_rule = |code: &Code| self.in_scheme(self.rules.get(code), code);
        let (place, remedy) = match fault {
            Fault::Duplicate { kind: "indicator", code } => {
                (of_indicator(code), "give each its own code")
            }
            Fault::Duplicate { kind: "adjustment", code } => {
                (of_rule(code), "give each its own code")
            }
            Fault::Duplicate { code, .. } => (of_class(code), "give each its own code"),
            Fault::UnknownDimension { indicator, .. } => {
                (of_indicator(indicator), "add the `[[dimension]]`, or name another")
            }
            Fault::UnknownClass { by, .. } => {
                (of_indicator(by), "add the class, or take its weight out")
            }
            Fault::WeightsNotHundred { class, .. } => {
                (of_class(class), "change the weights of its indicators until they add up to 100")
            }
            Fault::WeightNotPositive { indicator, .. } => {
                (of_indicator(indicator), "give it a weight, or leave the class out")
            }
            Fault::Parameter { indicator, .. } => (of_indicator(indicator), "change the method"),
            Fault::CheckerIsSource { indicator, .. } | Fault::WithoutSource(indicator) => {
                (of_indicator(indicator), "name a `source` and another unit as `checker`")
            }
            Fault::RuleWithoutBasis(rule) => (of_rule(rule), "cite the document as `basis`"),
            Fault::RuleNotPositive { rule, .. } => (of_rule(rule), "give it `points` above 0"),
            Fault::Grading(_) => (
                (&self.scheme, self.grades, "grades".to_owned()),
                "change the lines, the quota or the caps",
            ),
            Fault::Datum { county, indicator, because } => {
                (self.of_item(county, indicator), datum_remedy(because))
            }
            Fault::UnknownRule { county, rule, .. } | Fault::AboveRule { county, rule, .. } => (
                self.of_item(county, rule),
                "use a rule of the scheme and no more points than it gives one matter",
            ),
            Fault::NothingApplicable(county) => {
                (self.of_county(county), "let at least one indicator apply")
            }
            Fault::UnknownIndicator { by: county, .. }
            | Fault::NotCounted { county, .. }
            | Fault::UnknownCounty(county)
            | Fault::VetoWithoutBasis(county)
            | Fault::NegativeAdjustment { county, .. }
            | Fault::Overflow { county, .. } => {
                (self.of_county(county), "correct the rows of this county")
            }
        };
        complaint(place, fault.to_string(), remedy)
    }

    /// Turns a refusal into a complaint.
    pub fn of_refusal(&self, refusal: &Refusal) -> Complaint {
        let fund = (&self.scheme, self.fund, "fund".to_owned());
        let (place, remedy) = match refusal {
            Refusal::PoolBelowUnit { .. } => (fund, "take a smaller `unit`, or a larger `pool`"),
            Refusal::WeightsNotOne { .. } => (fund, "let the weights of `factors` add up to 1"),
            Refusal::NotAShare { .. } => (fund, "write a fraction such as \"0.40\""),
            Refusal::NoOneEligible { .. } => (fund, "lower `min_grade`, or give nothing this year"),
            Refusal::FactorMissing { county, factor } => {
                (self.of_item(county, factor), "add a row with the value of the factor")
            }
            Refusal::FactorSumZero { .. } => (fund, "take the factor out, or give it values"),
            Refusal::NoAmount { .. } => (fund, "add the grade to `amounts`, or raise `min_grade`"),
            Refusal::PoolShort { .. } => {
                (fund, "raise the pool, lower the amounts, or write `shortfall = \"PRO_RATA\"`")
            }
            Refusal::DebtWithoutBasis => (fund, "cite the document as `debt.basis`"),
            Refusal::DebtLevelMissing(county) => {
                (self.of_item(county, &"debt".into()), "add a row `debt` with the level")
            }
            Refusal::NothingToShare { .. } => (fund, "change the debt coefficients"),
            Refusal::SliceAbovePool { .. } => (fund, "take a smaller slice"),
            Refusal::NoPilot => (fund, "name the pilots, or take the slice out"),
            Refusal::PilotNotEligible(_) => (fund, "name pilots that are eligible"),
            Refusal::Duplicate(county) | Refusal::BelowZero { county, .. } => {
                (self.of_county(county), "correct the rows of this county")
            }
        };
        complaint(place, refusal.to_string(), remedy)
    }

    fn in_scheme(&self, line: Option<&usize>, key: &Code) -> (&String, usize, String) {
        (&self.scheme, line.copied().unwrap_or(1), key.to_string())
    }

    fn of_county(&self, county: &Code) -> (&String, usize, String) {
        (&self.data, self.counties.get(county).copied().unwrap_or(1), county.to_string())
    }

    fn of_item(&self, county: &Code, item: &Code) -> (&String, usize, String) {
        match self.items.get(&(county.clone(), item.clone())) {
            Some(line) => (&self.data, *line, item.to_string()),
            None => self.of_county(county),
        }
    }
}

fn complaint(place: (&String, usize, String), problem: String, remedy: &str) -> Complaint {
    let (file, line, key) = place;
    Complaint {
        file: file.clone(),
        line,
        key,
        value: String::new(),
        problem,
        remedy: remedy.to_owned(),
    }
}

fn datum_remedy(fault: &DatumFault) -> &'static str {
    match fault {
        DatumFault::Missing => "add a row; leave the value blank if it was not reported",
        DatumFault::WrongKind { .. } => "write the value in the form of the method",
        DatumFault::TargetMissing => "add a target here or in the scheme",
        DatumFault::BaselineMissing => "add the baseline",
        DatumFault::TargetBelowZero(_) | DatumFault::BandBelowTarget { .. } => {
            "correct the target, or take another method"
        }
        DatumFault::Overflow(_) => "check the size of the figures",
    }
}
