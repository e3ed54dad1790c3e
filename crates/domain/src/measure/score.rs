//! 考核计分. Scores as a pure function of frozen data and a published scheme.
//!
//! [`score`] gives points, ranks and grades; [`explain()`] takes one score apart down to its datum;
//! [`what_if()`] says what a change of weight or datum would move. Arithmetic is exact: an
//! indicator's score is rounded half up to four places once, and totals add the rounded scores.

pub mod data;
pub mod explain;
pub mod fault;
pub mod field;
pub mod grade;
pub mod method;
pub mod record;
pub mod result;
pub mod scheme;
pub mod what_if;

mod arithmetic;
mod check;
mod class;
mod formula;
mod weight;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use check::adjustment_faults;
pub use explain::explain;
pub use weight::effective_weights;
pub use what_if::what_if;

use crate::value::code::Code;
use class::score_class;
use data::{CountyData, DataSet};
use fault::Fault;
use result::Scored;
use scheme::Scheme;

/// 计分算法版本. Names this way of computing; stored with every result, so that a later way never
/// passes for this one.
pub const ALGORITHM: &str = "score-1";

/// 计分. Scores, ranks and grades every county of the data.
///
/// # Errors
/// Every fault of the scheme, or else every fault of the data: one missing datum refuses the whole
/// run, because its class could not be ranked fairly.
pub fn score(scheme: &Scheme, data: &DataSet) -> Result<Scored, Vec<Fault>> {
    let mut faults = scheme.faults();
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut classes: BTreeMap<&Code, Vec<&CountyData>> = BTreeMap::new();
    for county in &data.counties {
        classes.entry(&county.class).or_default().push(county);
    }
    faults.extend(check::county_faults(scheme, data));
    let mut scored = Scored::default();
    for (class, counties) in classes {
        match score_class(scheme, class, counties) {
            Ok(scores) => {
                scored.classes.insert(class.clone(), Arc::new(scores));
            }
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(scored) } else { Err(faults) }
}
