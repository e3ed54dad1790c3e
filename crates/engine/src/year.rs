//! 考核年度文件. A year's assessment from two files: a scheme (TOML) and its data (CSV).
//!
//! [`read`] turns them into the domain's [`Scheme`], [`DataSet`] and [`Fund`], [`assess`] scores and
//! splits. Whatever stands against it is listed at once, each [`Complaint`] with file, line, key,
//! value and what would work. Nothing here touches the database, so that a file checks the server.
//! The forms are described beside the example, in `seeds/assessment/README.md`.

pub mod complaint;
pub mod territory;
pub mod write;

mod data;
mod datum;
mod fund;
mod method;
mod place;
mod scheme;
mod sheet;
mod tree;

use std::collections::BTreeMap;

use duban_domain::measure::allot::allot;
use duban_domain::measure::allot::candidate::Candidate;
use duban_domain::measure::allot::fund::{FactorSource, Fund, Mode};
use duban_domain::measure::allot::refusal::Refusal;
use duban_domain::measure::allot::result::Allotted;
use duban_domain::measure::score::data::DataSet;
use duban_domain::measure::score::result::Scored;
use duban_domain::measure::score::scheme::Scheme;
use duban_domain::measure::score::score;
use duban_domain::value::code::Code;

use complaint::{Complaint, Complaints};
use place::Places;
use territory::Territory;

/// 文件. A file as it was handed in.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, as complaints call it.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// 考核年度. Everything that the two files say.
#[derive(Debug, Clone)]
pub struct Year {
    /// What the scheme calls itself.
    pub title: String,
    /// The year assessed.
    pub year: i32,
    /// The scheme.
    pub scheme: Scheme,
    /// The data.
    pub data: DataSet,
    /// The fund, where the scheme has one.
    pub fund: Option<Fund>,
    /// What the data say of each county for the fund, still without its result.
    pub candidates: Vec<Candidate>,
    /// 不适用的理由. Why an item does not apply to a county, and who approved that.
    pub not_applicable: BTreeMap<(Code, Code), String>,
    /// What people call classes, dimensions, indicators, rules, factors and counties.
    pub names: BTreeMap<Code, String>,
    places: Places,
}

/// 考核结果. Scores, and money where the scheme has a fund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessed {
    /// The scores.
    pub scored: Scored,
    /// The split of the fund.
    pub allotted: Option<Allotted>,
}

impl Year {
    /// What people call the thing of a code, or the code itself.
    pub fn name<'a>(&'a self, code: &'a Code) -> &'a str {
        self.names.get(code).map_or(code.as_str(), String::as_str)
    }
}

/// Reads a scheme and its data.
///
/// # Errors
/// Everything that is wrong with the two files, in their order; data are not looked at under a
/// scheme that cannot be read.
pub fn read(scheme: File<'_>, data: File<'_>, known: &Territory) -> Result<Year, Vec<Complaint>> {
    let mut complaints = Complaints::default();
    let text = duban_intake::decode::plain(scheme.bytes);
    let drawn = scheme::read(scheme.name, &text, known, &mut complaints);
    if let Some(drawn) = &drawn {
        data::clashes(drawn, &mut complaints);
    }
    let Some(drawn) = drawn.filter(|_| complaints.is_empty()) else {
        return Err(complaints.into_sorted());
    };
    let text = duban_intake::decode::plain(data.bytes);
    let year = data::read(data.name, &text, drawn, &mut complaints);
    if complaints.is_empty() { Ok(year) } else { Err(complaints.into_sorted()) }
}

/// 方案. What a scheme says by itself.
#[derive(Debug, Clone)]
pub struct SchemeAlone {
    /// What it calls itself.
    pub title: String,
    /// The year assessed.
    pub year: i32,
    /// The scheme.
    pub scheme: Scheme,
    /// The counties that are assessed, and their classes.
    pub counties: BTreeMap<Code, Code>,
    /// What people call classes, dimensions, indicators, rules and counties.
    pub names: BTreeMap<Code, String>,
}

/// Reads a scheme without data.
///
/// # Errors
/// Everything that is wrong with it.
pub fn scheme_alone(file: File<'_>, known: &Territory) -> Result<SchemeAlone, Vec<Complaint>> {
    let mut complaints = Complaints::default();
    let text = duban_intake::decode::plain(file.bytes);
    let drawn = scheme::read(file.name, &text, known, &mut complaints);
    let Some(drawn) = drawn.filter(|_| complaints.is_empty()) else {
        return Err(complaints.into_sorted());
    };
    let counties = drawn.members.into_iter().map(|(county, class)| (county.code, class));
    Ok(SchemeAlone {
        title: drawn.title,
        year: drawn.year,
        scheme: drawn.scheme,
        counties: counties.collect(),
        names: drawn.names,
    })
}

/// Scores a year and splits its fund.
///
/// # Errors
/// Every fault of scheme and data, or the rule of the fund that cannot be met, with its arithmetic.
pub fn assess(year: &Year) -> Result<Assessed, Vec<Complaint>> {
    let scored = score(&year.scheme, &year.data).map_err(|faults| {
        faults.iter().map(|fault| year.places.of_fault(fault)).collect::<Vec<_>>()
    })?;
    let Some(fund) = &year.fund else {
        return Ok(Assessed { scored, allotted: None });
    };
    let candidates: Vec<Candidate> = year
        .candidates
        .iter()
        .filter_map(|candidate| {
            let score = scored.county(&candidate.county)?;
            let county = year.data.county(&candidate.county)?;
            Some(candidate.clone().assessed(score, county))
        })
        .collect();
    let missing = missing(fund, &candidates);
    if !missing.is_empty() {
        return Err(missing.iter().map(|refusal| year.places.of_refusal(refusal)).collect());
    }
    let allotted =
        allot(fund, &candidates).map_err(|refusal| vec![year.places.of_refusal(&refusal)])?;
    Ok(Assessed { scored, allotted: Some(allotted) })
}

/// Lists all that the eligible lack for the split, where the split itself would stop at the first.
fn missing(fund: &Fund, candidates: &[Candidate]) -> Vec<Refusal> {
    let needed: Vec<&Code> = match &fund.mode {
        Mode::Fixed { .. } => Vec::new(),
        Mode::BasePerformance { quantity, .. } => vec![quantity],
        Mode::Factors(factors) => {
            let given = factors.iter().filter(|factor| factor.source == FactorSource::Given);
            given.map(|factor| &factor.code).collect()
        }
    };
    let mut missing = Vec::new();
    for candidate in candidates.iter().filter(|one| one.obstacles(&fund.eligibility).is_empty()) {
        let county = &candidate.county;
        for factor in needed.iter().filter(|code| !candidate.factors.contains_key(code)) {
            let factor = (*factor).clone();
            missing.push(Refusal::FactorMissing { county: county.clone(), factor });
        }
        if fund.debt.is_some() && candidate.debt.is_none() {
            missing.push(Refusal::DebtLevelMissing(county.clone()));
        }
    }
    missing
}

#[cfg(test)]
mod tests;
