//! The course of an assessment beside its rows: the scheme, what was entered for each county, the
//! objections and the rectifications. All of it is told by the journal.

use chrono::NaiveDate;
use duban_domain::assessment::command::Ruling;
use duban_domain::assessment::state::{Adjustment, Cycle, Plan, Rectification};
use duban_domain::audit::act::Reading;
use duban_domain::measure::score::data::Item;
use duban_domain::value::id::{AssessmentId, EvidenceId, PersonId, UnitId};

use super::super::Reader;
use super::Scores;
use crate::error::EngineError;
use crate::view::{AsOf, Key, KeyValue};

/// 异议. An objection, with its number and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionRow {
    /// Its number, counted from 1.
    pub number: u32,
    /// The county, as the scheme names it.
    pub county: String,
    /// The unit.
    pub unit: UnitId,
    /// The indicator, as the scheme names it.
    pub indicator: String,
    /// What it is called.
    pub name: String,
    /// What the datum should be.
    pub claim: Item,
    /// What shows it.
    pub evidence: EvidenceId,
    /// Why.
    pub reason: String,
    /// Who objected.
    pub by: Option<PersonId>,
    /// By when it is decided.
    pub due_on: NaiveDate,
    /// What became of it; none while it is open.
    pub ruling: Option<Ruling>,
    /// Why.
    pub because: Option<String>,
    /// Who decided.
    pub decided_by: Option<PersonId>,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl ObjectionRow {
    /// Its place among the objections of its assessment.
    pub fn key(&self) -> Key {
        vec![KeyValue::Int(i64::from(self.number))]
    }
}

/// 考核对象. What was entered for a county beside its data, and what it owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyRow {
    /// The county, as the scheme names it.
    pub county: String,
    /// What it is called.
    pub name: String,
    /// The unit.
    pub unit: UnitId,
    /// The class it is compared within.
    pub class: String,
    /// Bonus, deduction, veto and red orders, in the order in which they were entered.
    pub adjustments: Vec<Adjustment>,
    /// The rectification; none where it owes none.
    pub rectification: Option<Rectification>,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl CountyRow {
    /// Its place among the counties of its assessment.
    pub fn key(&self) -> Key {
        vec![KeyValue::Text(self.county.clone())]
    }
}

impl Reader {
    /// 考核方案. The scheme with its classes, units and limits; none where the assessment is hidden.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn assessment_scheme(&self, id: AssessmentId) -> Result<Option<Plan>, EngineError> {
        Ok(self.cycle(id).await?.map(|(cycle, _)| cycle.plan))
    }

    /// 异议. The objections that the reader may see, in the order in which they came: a county sees
    /// its own until the result is published, then all.
    pub async fn assessment_objections(
        &self,
        id: AssessmentId,
    ) -> Result<Vec<ObjectionRow>, EngineError> {
        let Some((cycle, stage)) = self.cycle(id).await? else { return Ok(Vec::new()) };
        let numbered = (1_u32..).zip(&cycle.objections);
        let rows = numbered.filter_map(|(number, objection)| {
            let place = &objection.place;
            let unit = *cycle.plan.units.get(&place.county)?;
            let (because, decided_by) = objection.ruled.clone().unzip();
            Some(ObjectionRow {
                number,
                county: place.county.to_string(),
                unit,
                indicator: place.indicator.to_string(),
                name: cycle.plan.name(&place.indicator).to_owned(),
                claim: objection.claim.clone(),
                evidence: objection.evidence,
                reason: objection.reason.to_string(),
                by: objection.by,
                due_on: objection.due_on,
                ruling: objection.ruling,
                because: because.map(|reason| reason.to_string()),
                decided_by: decided_by.flatten(),
                as_of: self.as_of,
            })
        });
        let rows = rows.filter(|row| self.visibility.shows_score(stage, row.unit)).collect();
        Ok(self.seen(rows, Reading::Assessments, |row| row.unit))
    }

    /// 考核对象. What was entered for each county that the reader may see, in the order of codes.
    pub async fn assessment_counties(
        &self,
        id: AssessmentId,
    ) -> Result<Vec<CountyRow>, EngineError> {
        let Some((cycle, stage)) = self.cycle(id).await? else { return Ok(Vec::new()) };
        let shown = |unit: UnitId| self.visibility.shows_score(stage, unit);
        let rows = counties(&cycle, self.as_of).filter(|row| shown(row.unit)).collect();
        Ok(self.seen(rows, Reading::Assessments, |row| row.unit))
    }
}

fn counties(cycle: &Cycle, as_of: Option<AsOf>) -> impl Iterator<Item = CountyRow> {
    cycle.plan.counties.iter().filter_map(move |(county, class)| {
        Some(CountyRow {
            county: county.to_string(),
            name: cycle.plan.name(county).to_owned(),
            unit: *cycle.plan.units.get(county)?,
            class: class.to_string(),
            adjustments: cycle.adjustments.get(county).cloned().unwrap_or_default(),
            rectification: cycle.rectifications.get(county).cloned(),
            as_of,
        })
    })
}
