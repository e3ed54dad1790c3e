//! Questions to the scores: why so, what if, and everything that is needed to compute them anew.

use duban_domain::assessment::state::{Cycle, Plan, Stage};
use duban_domain::audit::act::{Export, Reading};
use duban_domain::command::StreamId;
use duban_domain::measure::score::explain::Explanation;
use duban_domain::measure::score::result::Scored;
use duban_domain::measure::score::what_if::{Change, WhatIf};
use duban_domain::measure::score::{explain, what_if};
use duban_domain::value::code::Code;
use duban_domain::value::id::{AssessmentId, UnitId};

use super::super::Reader;
use super::Scores;
use crate::error::EngineError;
use crate::year::write;

/// 得分说明. Why a county has these points for an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplanationRow {
    /// The explanation.
    pub explanation: Explanation,
    /// What the scheme calls the indicator.
    pub name: String,
}

/// 假设. What is taken to be otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Supposed {
    /// Other weights and data.
    pub changes: Vec<Change>,
    /// Objections that are taken to be upheld, by their numbers.
    pub objections: Vec<u32>,
}

/// 假设结果. What would be otherwise then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIfRow {
    /// The scores and differences.
    pub found: WhatIf,
    /// The units behind the counties, and what things are called.
    pub plan: Plan,
}

/// 考核导出. The two files that `duban assess` reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The scheme.
    pub scheme: String,
    /// The data.
    pub data: String,
}

impl Reader {
    /// 说明. Why a county has these points for an indicator; none where its score is not shown.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn explain_score(
        &self,
        id: AssessmentId,
        (county, indicator): (&Code, &Code),
    ) -> Result<Option<ExplanationRow>, EngineError> {
        let Some((cycle, unit)) = self.scored_county(id, county).await? else { return Ok(None) };
        let Ok(explanation) = explain(&cycle.plan.scheme, &cycle.data(), county, indicator) else {
            // There is no such indicator: what was scored has no other fault.
            return Ok(None);
        };
        let name = cycle.plan.name(indicator).to_owned();
        self.seen(vec![unit], Reading::Assessments, |unit| *unit);
        Ok(Some(ExplanationRow { explanation, name }))
    }

    /// 假设. The scores as they would be; for those who see all of them, or what one cannot see could
    /// be found out by trying.
    ///
    /// # Errors
    /// When what is supposed cannot be scored.
    pub async fn suppose(
        &self,
        id: AssessmentId,
        supposed: Supposed,
    ) -> Result<Option<WhatIfRow>, EngineError> {
        let Some((cycle, stage)) = self.cycle(id).await? else { return Ok(None) };
        if stage < Stage::Scored || !self.visibility.shows_all(stage) {
            return Ok(None);
        }
        let mut changes = supposed.changes;
        for number in supposed.objections {
            let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
            let Some(objection) = at.and_then(|at| cycle.objections.get(at)) else {
                let because = format!("there is no objection number {number}");
                return Err(EngineError::invalid("objections", because));
            };
            let place = objection.place.clone();
            changes.push(Change::Item {
                county: place.county,
                indicator: place.indicator,
                item: objection.claim.clone(),
            });
        }
        let base = scores(id, &cycle)?;
        let found =
            what_if(&cycle.plan.scheme, &cycle.data(), &base, &changes).map_err(|faults| {
                let told = faults.iter().take(3).map(ToString::to_string).collect::<Vec<_>>();
                EngineError::invalid("changes", told.join("; "))
            })?;
        let units: Vec<UnitId> = found
            .differences
            .iter()
            .filter_map(|one| cycle.plan.units.get(&one.county).copied())
            .collect();
        self.seen(units, Reading::Assessments, |unit| *unit);
        Ok(Some(WhatIfRow { found, plan: cycle.plan }))
    }

    /// 导出. Everything that computing the scores anew needs, in the two forms that `duban assess`
    /// reads; for those who see all of it.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn export_assessment(
        &self,
        id: AssessmentId,
    ) -> Result<Option<Exported>, EngineError> {
        let Some((cycle, stage)) = self.cycle(id).await? else { return Ok(None) };
        if stage < Stage::DataFrozen || !self.visibility.shows_all(stage) {
            return Ok(None);
        }
        self.exported(Export::File(StreamId::Assessment(id)));
        Ok(Some(Exported { scheme: write::scheme(&cycle.plan), data: write::data(&cycle) }))
    }

    /// The year of a county whose score is shown.
    async fn scored_county(
        &self,
        id: AssessmentId,
        county: &Code,
    ) -> Result<Option<(Cycle, UnitId)>, EngineError> {
        let Some((cycle, stage)) = self.cycle(id).await? else { return Ok(None) };
        let Some(unit) = cycle.plan.units.get(county).copied() else { return Ok(None) };
        let shown = stage >= Stage::Scored
            && cycle.plan.counties.contains_key(county)
            && self.visibility.shows_score(stage, unit);
        Ok(shown.then_some((cycle, unit)))
    }
}

/// The scores of a year that was scored.
pub(super) fn scores(id: AssessmentId, cycle: &Cycle) -> Result<Scored, EngineError> {
    let faulty = |faults: Vec<_>| anyhow::anyhow!("{id} was scored and has {faults:?}");
    cycle.scores().map_err(faulty).map_err(EngineError::Internal)
}
