//! 组织推进与督办落实. Dimension D from the engine's own record.

use serde::{Deserialize, Serialize};

use crate::measure::light::index::{IndexWeights, LightCounts, light_index};
use crate::value::exact::{Exact, Overflow};

/// 履职记录. What the journal says of a county's year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// 应报. Reports that were due.
    pub reports_due: u32,
    /// 按时报送. Reports that came in time.
    pub reports_on_time: u32,
    /// 亮灯数. The lights of its assignments.
    pub lights: LightCounts,
    /// 应办结. Assignments whose result was due that year.
    pub closures_due: u32,
    /// 已办结. Those of them that were closed.
    pub closed: u32,
}

/// 履职公式. Which share of the weight each rate carries; together 1 (lights 0.7 and
/// closure 0.3, because points for punctual paper reward paper).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordFormula {
    /// 按时报送率占比. The share of the on-time rate; zero by default.
    pub on_time: Exact,
    /// 亮灯指数占比. The share of the light index.
    pub light_index: Exact,
    /// 办结率占比. The share of the closure rate.
    pub closure: Exact,
    /// What each colour counts for.
    pub index: IndexWeights,
}

/// One term of the formula with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term {
    /// The share of the weight.
    pub share: Exact,
    /// The rate, 0 to 1; the whole where nothing was due.
    pub rate: Exact,
}

impl RecordFormula {
    /// Gives the three terms in the order of the fields.
    pub(super) fn terms(&self, record: &Record) -> Result<[Term; 3], Overflow> {
        let rate =
            |met: u32, due: u32| Exact::new(met.min(due).into(), due.into()).unwrap_or(Exact::ONE);
        let index = match light_index(record.lights, self.index) {
            Some(index) => index.times(Exact::ratio(1, 100))?,
            None => Exact::ONE,
        };
        Ok([
            Term { share: self.on_time, rate: rate(record.reports_on_time, record.reports_due) },
            Term { share: self.light_index, rate: index },
            Term { share: self.closure, rate: rate(record.closed, record.closures_due) },
        ])
    }

    /// Gives the part of the weight that a record earns.
    pub fn factor(&self, record: &Record) -> Result<Exact, Overflow> {
        self.terms(record)?
            .iter()
            .try_fold(Exact::ZERO, |sum, term| sum.plus(term.share.times(term.rate)?))
    }
}
