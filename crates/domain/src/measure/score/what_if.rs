//! 假设. What a change of weight, datum or adjustment would move, as a difference.
//!
//! Only the classes concerned are scored again; the others are shared with the result that the
//! question is asked of. An upheld objection is such a change (rescore the class).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::class::score_class;
use super::data::{Bonus, CountyData, DataSet, Deduction, Item, Veto};
use super::fault::Fault;
use super::grade::Grade;
use super::result::{ClassScores, CountyScore, Outcome, Scored};
use super::scheme::{ClassTerms, Scheme};
use crate::value::code::Code;
use crate::value::decimal::Points;

/// 变更. One thing that is taken to be otherwise; several make one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// 改权重. Another weight; all weights of the class must still add up to 100. A weight of
    /// zero takes the indicator out of the class.
    Weight {
        /// The class.
        class: Code,
        /// The indicator.
        indicator: Code,
        /// Its weight.
        weight: Points,
    },
    /// 改数据. Another datum, as an upheld objection brings it.
    Item {
        /// The county.
        county: Code,
        /// The indicator.
        indicator: Code,
        /// The datum.
        item: Item,
    },
    /// 改加分. Other bonuses.
    Bonuses {
        /// The county.
        county: Code,
        /// All its bonuses.
        bonuses: Vec<Bonus>,
    },
    /// 改扣分. Other deductions.
    Deductions {
        /// The county.
        county: Code,
        /// All its deductions.
        deductions: Vec<Deduction>,
    },
    /// 改否决. Other vetoes.
    Vetoes {
        /// The county.
        county: Code,
        /// All its vetoes.
        vetoes: Vec<Veto>,
    },
}

/// 假设结果. The scores as they would be, and what is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// The scores as they would be.
    pub after: Scored,
    /// 重算分类. The classes that were scored again.
    pub recomputed: Vec<Code>,
    /// 差异. The counties for which something is different, in the order of classes and codes.
    pub differences: Vec<Difference>,
}

/// 差异. What is different for one county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The county.
    pub county: Code,
    /// Its class.
    pub class: Code,
    /// Where it stands.
    pub before: Position,
    /// Where it would stand.
    pub after: Position,
    /// 指标差异. The indicators that score otherwise, with before and after; `None` where the
    /// indicator does not count.
    pub indicators: Vec<(Code, Option<Outcome>, Option<Outcome>)>,
}

/// 位置. Total, place and grade of a county.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// 总分. The total.
    pub total: Points,
    /// 名次. The place, in a class that has places.
    pub rank: Option<u32>,
    /// 等次. The grade.
    pub grade: Grade,
}

/// 假设. Scores the classes that the changes concern again and compares them with `base`, which
/// must be the result of the same scheme and data.
///
/// # Errors
/// The faults that the changes would bring.
pub fn what_if(
    scheme: &Scheme,
    data: &DataSet,
    base: &Scored,
    changes: &[Change],
) -> Result<WhatIf, Vec<Fault>> {
    let mut changed = Changed::of(scheme, data);
    for change in changes {
        changed.apply(change).map_err(|fault| vec![fault])?;
    }
    let faults = match &changed.scheme {
        Cow::Owned(scheme) => scheme.faults(),
        Cow::Borrowed(_) => Vec::new(),
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut after = base.clone();
    let mut differences = Vec::new();
    for class in &changed.classes {
        let scores = score_class(&changed.scheme, class, changed.counties(class))?;
        if let Some(before) = base.classes.get(class) {
            differences.extend(compare(before, &scores));
        }
        after.classes.insert(class.clone(), Arc::new(scores));
    }
    Ok(WhatIf { after, recomputed: changed.classes.into_iter().collect(), differences })
}

/// Scheme and data with the changes; what is not changed is borrowed.
struct Changed<'a> {
    scheme: Cow<'a, Scheme>,
    data: &'a DataSet,
    replaced: BTreeMap<Code, CountyData>,
    classes: BTreeSet<Code>,
}

impl<'a> Changed<'a> {
    fn of(scheme: &'a Scheme, data: &'a DataSet) -> Self {
        Self {
            scheme: Cow::Borrowed(scheme),
            data,
            replaced: BTreeMap::new(),
            classes: BTreeSet::new(),
        }
    }

    fn apply(&mut self, change: &Change) -> Result<(), Fault> {
        match change {
            Change::Weight { class, indicator, weight } => self.weigh(class, indicator, *weight),
            Change::Item { county, indicator, item } => {
                if self.scheme.indicator(indicator).is_none() {
                    return Err(Fault::UnknownIndicator {
                        by: county.clone(),
                        indicator: indicator.clone(),
                    });
                }
                self.county(county)?.items.insert(indicator.clone(), item.clone());
                Ok(())
            }
            Change::Bonuses { county, bonuses } => {
                self.county(county)?.bonuses.clone_from(bonuses);
                Ok(())
            }
            Change::Deductions { county, deductions } => {
                self.county(county)?.deductions.clone_from(deductions);
                Ok(())
            }
            Change::Vetoes { county, vetoes } => {
                self.county(county)?.vetoes.clone_from(vetoes);
                Ok(())
            }
        }
    }

    fn weigh(&mut self, class: &Code, indicator: &Code, weight: Points) -> Result<(), Fault> {
        let unknown =
            || Fault::UnknownIndicator { by: class.clone(), indicator: indicator.clone() };
        let scheme = self.scheme.to_mut();
        let indicator = scheme
            .indicators
            .iter_mut()
            .find(|known| known.code == *indicator)
            .ok_or_else(unknown)?;
        if weight == Points::ZERO {
            indicator.classes.remove(class);
        } else {
            let terms = ClassTerms { weight, target: None };
            indicator.classes.entry(class.clone()).or_insert(terms).weight = weight;
        }
        self.classes.insert(class.clone());
        Ok(())
    }

    fn county(&mut self, code: &Code) -> Result<&mut CountyData, Fault> {
        let known = self.data.county(code).ok_or_else(|| Fault::UnknownCounty(code.clone()))?;
        self.classes.insert(known.class.clone());
        Ok(self.replaced.entry(code.clone()).or_insert_with(|| known.clone()))
    }

    fn counties(&self, class: &Code) -> Vec<&CountyData> {
        let of_class = self.data.counties.iter().filter(|county| county.class == *class);
        of_class.map(|county| self.replaced.get(&county.county).unwrap_or(county)).collect()
    }
}

fn compare(before: &ClassScores, after: &ClassScores) -> Vec<Difference> {
    let mut differences = Vec::new();
    for now in &after.counties {
        let Some(then) = before.county(&now.county) else {
            continue;
        };
        let indicators = indicator_differences(then, now);
        let positions = (Position::of(then), Position::of(now));
        if indicators.is_empty() && positions.0 == positions.1 {
            continue;
        }
        differences.push(Difference {
            county: now.county.clone(),
            class: after.class.clone(),
            before: positions.0,
            after: positions.1,
            indicators,
        });
    }
    differences
}

fn indicator_differences(
    before: &CountyScore,
    after: &CountyScore,
) -> Vec<(Code, Option<Outcome>, Option<Outcome>)> {
    if before.indicators == after.indicators {
        return Vec::new();
    }
    let then = before.indicators.iter().map(|score| &score.indicator);
    let now = after.indicators.iter().map(|score| &score.indicator);
    let codes: BTreeSet<&Code> = then.chain(now).collect();
    codes
        .into_iter()
        .map(|code| (code.clone(), before.indicator(code), after.indicator(code)))
        .filter(|(_, before, after)| before != after)
        .collect()
}

impl Position {
    fn of(score: &CountyScore) -> Self {
        Self { total: score.total, rank: score.rank, grade: score.grade }
    }
}
