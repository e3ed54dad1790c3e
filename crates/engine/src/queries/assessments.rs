//! Reads of assessments: the cycle, its data, and the scores, which are computed from the journal.

pub mod course;
pub mod question;

use duban_domain::assessment::Assessment;
use duban_domain::assessment::state::{Cycle, Plan, Stage};
use duban_domain::audit::act::Reading;
use duban_domain::measure::score::grade::Grade;
use duban_domain::measure::score::result::{CountyScore, Outcome};
use duban_domain::value::decimal::Points;
use duban_domain::value::id::{AssessmentId, UnitId};
use duban_store::read::assessment;

use super::{Reader, ask};
use crate::error::EngineError;
use crate::view::{
    AsOf, AssessmentFilter, AssessmentRow, ItemFilter, ItemRow, Key, KeyValue, Page, PartyRow,
    Slice, Visibility,
};

/// 县区得分. The score of one county, in the words of its scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreRow {
    /// The county, as the scheme names it.
    pub county: String,
    /// The unit.
    pub unit: UnitId,
    /// The class it is compared within.
    pub class: String,
    /// Its points by indicator, in the order of their codes.
    pub indicators: Vec<IndicatorRow>,
    /// What is added, after the cap.
    pub bonus: Points,
    /// What is taken, after the cap.
    pub deduction: Points,
    /// The total.
    pub total: Points,
    /// The place in its class; none in a class without ranks.
    pub rank: Option<u32>,
    /// The grade.
    pub grade: Grade,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

/// 指标得分. What one indicator came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorRow {
    /// The indicator, as the scheme names it.
    pub indicator: String,
    /// What it is called.
    pub name: String,
    /// What it came to.
    pub outcome: Outcome,
}

impl ScoreRow {
    /// Its place among the scores of its assessment.
    pub fn key(&self) -> Key {
        vec![KeyValue::Text(self.county.clone())]
    }
}

impl Reader {
    /// A page of assessments, the newest year first.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn assessments(
        &self,
        filter: &AssessmentFilter,
        page: &Page,
    ) -> Result<Slice<AssessmentRow>, EngineError> {
        ask!(self, |tx, eyes| assessment::list(tx, eyes, filter, page))
    }

    /// How many assessments there are on all pages.
    pub async fn assessment_count(&self, filter: &AssessmentFilter) -> Result<u64, EngineError> {
        ask!(self, |tx, eyes| assessment::count(tx, eyes, filter))
    }

    /// The assessments with these ids; unknown and hidden ones are absent.
    pub async fn assessments_by_ids(
        &self,
        ids: &[AssessmentId],
    ) -> Result<Vec<AssessmentRow>, EngineError> {
        ask!(self, |tx, eyes| assessment::by_ids(tx, eyes, ids))
    }

    /// Who has a part in these assessments, in the order of their codes.
    pub async fn assessment_parties(
        &self,
        ids: &[AssessmentId],
    ) -> Result<Vec<PartyRow>, EngineError> {
        ask!(self, |tx, eyes| assessment::parties(tx, eyes, ids))
    }

    /// A page of the data of an assessment, county by county.
    pub async fn assessment_items(
        &self,
        id: AssessmentId,
        filter: &ItemFilter,
        page: &Page,
    ) -> Result<Slice<ItemRow>, EngineError> {
        let of = (id, filter);
        let found = ask!(self, |tx, eyes| assessment::items(tx, eyes, of, page))?;
        Ok(self.seen_page(found, Reading::Assessments, |row| row.county_unit))
    }

    /// How many data there are on all pages.
    pub async fn assessment_item_count(
        &self,
        id: AssessmentId,
        filter: &ItemFilter,
    ) -> Result<u64, EngineError> {
        let of = (id, filter);
        ask!(self, |tx, eyes| assessment::item_count(tx, eyes, of))
    }

    /// 得分. The scores that the reader may see, in the order of the counties: a county sees its own
    /// until the result is published, then all; a bureau none until then. There are none before
    /// the data were scored.
    pub async fn assessment_scores(&self, id: AssessmentId) -> Result<Vec<ScoreRow>, EngineError> {
        let Some((cycle, stage)) = self.cycle(id).await? else { return Ok(Vec::new()) };
        if stage < Stage::Scored {
            return Ok(Vec::new());
        }
        let scored = question::scores(id, &cycle)?;
        let mut rows = Vec::new();
        for score in scored.counties() {
            let (Some(unit), Some(class)) =
                (cycle.plan.units.get(&score.county), cycle.plan.counties.get(&score.county))
            else {
                continue;
            };
            if self.visibility.shows_score(stage, *unit) {
                rows.push(self.score_row(score, (*unit, class.to_string()), &cycle.plan));
            }
        }
        rows.sort_by(|one, other| one.county.cmp(&other.county));
        Ok(self.seen(rows, Reading::Assessments, |row| row.unit))
    }

    /// All that the journal tells of a year that the reader may see.
    async fn cycle(&self, id: AssessmentId) -> Result<Option<(Cycle, Stage)>, EngineError> {
        let ids = &[id];
        let mut states = ask!(self, |tx, eyes| assessment::states(tx, eyes, ids))?;
        Ok(match states.remove(&id) {
            Some(Assessment::Running(cycle, stage)) => Some((*cycle, stage)),
            Some(Assessment::Absent) | None => None,
        })
    }

    fn score_row(
        &self,
        score: &CountyScore,
        (unit, class): (UnitId, String),
        plan: &Plan,
    ) -> ScoreRow {
        let indicators = score.indicators.iter().map(|one| IndicatorRow {
            indicator: one.indicator.to_string(),
            name: plan.name(&one.indicator).to_owned(),
            outcome: one.outcome,
        });
        ScoreRow {
            county: score.county.to_string(),
            unit,
            class,
            indicators: indicators.collect(),
            bonus: score.bonus,
            deduction: score.deduction,
            total: score.total,
            rank: score.rank,
            grade: score.grade,
            as_of: self.as_of,
        }
    }
}

/// Whose scores are shown.
trait Scores {
    fn shows_all(self, stage: Stage) -> bool;
    fn shows_score(self, stage: Stage, county: UnitId) -> bool;
}

impl Scores for Visibility {
    /// Those that are seen at all are shown to whoever looks over the plan; to units once they are
    /// published.
    fn shows_all(self, stage: Stage) -> bool {
        match self {
            Self::System | Self::Plan(_) | Self::Jurisdiction(_) => true,
            Self::Unit(_) => stage == Stage::Published,
            Self::Nothing => false,
        }
    }

    /// To units their own before that.
    fn shows_score(self, stage: Stage, county: UnitId) -> bool {
        self.shows_all(stage) || matches!(self, Self::Unit(unit) if unit == county)
    }
}
