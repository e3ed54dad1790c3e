//! The states of a year's assessment.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::command::Ruling;
use super::event::Event;
use crate::measure::score::data::{Bonus, CountyData, DataSet, Datum, Deduction, Item, Veto};
use crate::measure::score::fault::Fault;
use crate::measure::score::result::Scored;
use crate::measure::score::scheme::Scheme;
use crate::measure::score::score;
use crate::value::code::Code;
use crate::value::digest::Digest;
use crate::value::id::{EvidenceId, PersonId, PlanId, UnitId};
use crate::value::text::{Reason, Title};

/// 考核安排. What is assessed, of whom, by which scheme and within which limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The action plan whose targets are assessed.
    pub plan: PlanId,
    /// What the scheme calls itself.
    pub title: Title,
    /// The year.
    pub year: i32,
    /// 方案印发期限. A scheme published later gives no fair notice.
    pub publish_by: NaiveDate,
    /// The scheme.
    pub scheme: Scheme,
    /// 考核对象. The counties and their classes.
    pub counties: BTreeMap<Code, Code>,
    /// What people call the classes, dimensions, indicators and counties.
    pub names: BTreeMap<Code, String>,
    /// The units on file behind the codes of counties, sources and checkers.
    pub units: BTreeMap<Code, UnitId>,
    /// The limits.
    pub terms: Terms,
}

impl Plan {
    /// What people call the thing of a code, or the code itself.
    pub fn name<'a>(&'a self, code: &'a Code) -> &'a str {
        self.names.get(code).map_or(code.as_str(), String::as_str)
    }
}

/// 期限. How long each step takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// 公示期, at least five working days.
    pub publicity_workdays: u32,
    /// 更正公示期, of what an upheld objection changed.
    pub republication_workdays: u32,
    /// 异议裁定期限.
    pub objection_workdays: u32,
    /// 整改期限.
    pub rectification_months: u32,
}

/// 数据项位置. One indicator of one county.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The county.
    pub county: Code,
    /// The indicator.
    pub indicator: Code,
}

/// 数据来源. Where a datum comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// 已核验数据. Reported on a sheet and verified there; taken over, not asked for again.
    Verified {
        /// The stream it comes from.
        stream: String,
        /// Its version then.
        version: u64,
    },
    /// 专项填报. Handed in for this assessment.
    HandedIn {
        /// What shows it.
        evidence: Option<EvidenceId>,
        /// 说明; for what does not apply or was not reported the reason, which must be there.
        note: Option<Reason>,
    },
}

/// 数据项. A datum on its way to being frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The datum.
    pub item: Item,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Who handed it in.
    pub by: Option<PersonId>,
    /// How far it is.
    pub standing: EntryStanding,
}

/// 数据项状态.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryStanding {
    /// 待审核.
    Waiting,
    /// 已退回.
    Returned(Reason),
    /// 已确认, by whom; by nobody here where it was verified elsewhere.
    Confirmed(Option<PersonId>),
}

/// 加减分或否决. What an assessor enters on a rule of the scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adjustment {
    /// 加分.
    Bonus(Bonus),
    /// 扣分.
    Deduction(Deduction),
    /// 一票否决.
    Veto(Veto),
    /// 红色督办单数, for ties.
    RedOrders(u32),
}

/// 异议. An objection to one datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// The datum.
    pub place: Place,
    /// What it should be.
    pub claim: Item,
    /// What shows it.
    pub evidence: EvidenceId,
    /// Why.
    pub reason: Reason,
    /// Who objected.
    pub by: Option<PersonId>,
    /// By when it is decided.
    pub due_on: NaiveDate,
    /// 裁定; none while it is open.
    pub ruling: Option<Ruling>,
    /// 裁定理由, and who gave it.
    pub ruled: Option<(Reason, Option<PersonId>)>,
}

/// 整改.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rectification {
    /// 待整改.
    Owed(NaiveDate),
    /// 已报整改, by whom.
    HandedIn(EvidenceId, Option<PersonId>),
    /// 已验收.
    Accepted(EvidenceId),
}

/// Everything that is known of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// What is assessed.
    pub plan: Plan,
    /// How many versions of the scheme there were.
    pub version: u32,
    /// Who drafted the last version.
    pub drafted_by: Option<PersonId>,
    /// The digest of the scheme, once published.
    pub scheme_digest: Option<Digest>,
    /// The data.
    pub items: BTreeMap<Place, Entry>,
    /// Bonus, deduction, veto by county.
    pub adjustments: BTreeMap<Code, Vec<Adjustment>>,
    /// The digest of the frozen data.
    pub data_digest: Option<Digest>,
    /// Everybody who scored.
    pub scorers: BTreeSet<PersonId>,
    /// The digest of the last result.
    pub result: Option<Digest>,
    /// 公示截止.
    pub publicised_until: Option<NaiveDate>,
    /// The objections, in the order in which they came.
    pub objections: Vec<Objection>,
    /// How many of them the last scores take into account.
    pub settled: usize,
    /// Who owes a rectification.
    pub rectifications: BTreeMap<Code, Rectification>,
}

/// 阶段.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// 拟定中.
    Planned,
    /// 方案已印发.
    SchemePublished,
    /// 采集中.
    Collecting,
    /// 数据已冻结.
    DataFrozen,
    /// 已计分.
    Scored,
    /// 已评审.
    PanelReviewed,
    /// 公示中.
    Publicised,
    /// 异议期满.
    ObjectionsClosed,
    /// 已审定.
    Approved,
    /// 已通报.
    Published,
}

/// A year's assessment in its states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Assessment {
    /// Nothing has happened yet.
    #[default]
    Absent,
    /// Begun.
    Running(Box<Cycle>, Stage),
}

impl Assessment {
    /// The state as clients see it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Absent => "ABSENT",
            Self::Running(_, stage) => stage.as_str(),
        }
    }

    /// What is known of the year.
    pub fn cycle(&self) -> Option<&Cycle> {
        match self {
            Self::Absent => None,
            Self::Running(cycle, _) => Some(cycle),
        }
    }
}

impl Assessment {
    /// 参与单位. The unit, where it has a part in an assessment whose scheme was published: as a
    /// county, or as who supplies or checks data. A draft is the assessors' own paper.
    pub fn party(&self, unit: UnitId) -> Option<UnitId> {
        match self {
            Self::Absent | Self::Running(_, Stage::Planned) => None,
            Self::Running(cycle, _) => {
                cycle.plan.units.values().any(|known| *known == unit).then_some(unit)
            }
        }
    }
}

impl Stage {
    /// The stage as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "PLANNED",
            Self::SchemePublished => "SCHEME_PUBLISHED",
            Self::Collecting => "COLLECTING",
            Self::DataFrozen => "DATA_FROZEN",
            Self::Scored => "SCORED",
            Self::PanelReviewed => "PANEL_REVIEWED",
            Self::Publicised => "PUBLICISED",
            Self::ObjectionsClosed => "OBJECTIONS_CLOSED",
            Self::Approved => "APPROVED",
            Self::Published => "PUBLISHED",
        }
    }
}

impl Cycle {
    fn new(plan: Plan, by: Option<PersonId>) -> Self {
        Self {
            plan,
            version: 1,
            drafted_by: by,
            scheme_digest: None,
            items: BTreeMap::new(),
            adjustments: BTreeMap::new(),
            data_digest: None,
            scorers: BTreeSet::new(),
            result: None,
            publicised_until: None,
            objections: Vec::new(),
            settled: 0,
            rectifications: BTreeMap::new(),
        }
    }

    /// 考核数据. The data that the last scores rest on: what was confirmed, as those objections have
    /// it that were upheld before they were made.
    pub fn data(&self) -> DataSet {
        self.data_with(self.objections.iter().take(self.settled))
    }

    /// 更正后数据. The data as every upheld objection has it, for the scores to come.
    pub fn data_to_come(&self) -> DataSet {
        self.data_with(self.objections.iter())
    }

    fn data_with<'a>(&self, objections: impl Iterator<Item = &'a Objection>) -> DataSet {
        let mut counties: BTreeMap<Code, CountyData> = BTreeMap::new();
        for (county, class) in &self.plan.counties {
            let data = CountyData::new(county.clone(), class.clone());
            counties.insert(county.clone(), data);
        }
        for (place, entry) in &self.items {
            if let (Some(data), EntryStanding::Confirmed(_)) =
                (counties.get_mut(&place.county), &entry.standing)
            {
                data.items.insert(place.indicator.clone(), entry.item.clone());
            }
        }
        for (county, adjustments) in &self.adjustments {
            let Some(data) = counties.get_mut(county) else {
                continue;
            };
            for adjustment in adjustments {
                adjustment.enter(data);
            }
        }
        for objection in objections {
            if let (Some(Ruling::Upheld), Some(data)) =
                (objection.ruling, counties.get_mut(&objection.place.county))
            {
                let indicator = objection.place.indicator.clone();
                data.items.insert(indicator, objection.claim.clone());
            }
        }
        DataSet { counties: counties.into_values().collect() }
    }

    /// 得分. The scores as they were last made, recomputed.
    ///
    /// # Errors
    /// The faults of the data.
    pub fn scores(&self) -> Result<Scored, Vec<Fault>> {
        score(&self.plan.scheme, &self.data())
    }

    /// 更正后得分. The scores that every upheld objection leads to.
    ///
    /// # Errors
    /// The faults of the data.
    pub fn scores_to_come(&self) -> Result<Scored, Vec<Fault>> {
        score(&self.plan.scheme, &self.data_to_come())
    }

    /// The places of the scheme that have no confirmed datum.
    pub fn unconfirmed(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for (county, class) in &self.plan.counties {
            let counted = self.plan.scheme.indicators.iter();
            for indicator in counted.filter(|one| one.classes.contains_key(class)) {
                let place = Place { county: county.clone(), indicator: indicator.code.clone() };
                let entry = self.items.get(&place);
                if !entry.is_some_and(|one| matches!(one.standing, EntryStanding::Confirmed(_))) {
                    places.push(place);
                }
            }
        }
        places
    }
}

impl Adjustment {
    /// Puts it into the data of its county.
    pub fn enter(&self, data: &mut CountyData) {
        match self {
            Self::Bonus(bonus) => data.bonuses.push(bonus.clone()),
            Self::Deduction(taken) => data.deductions.push(taken.clone()),
            Self::Veto(veto) => data.vetoes.push(veto.clone()),
            Self::RedOrders(orders) => data.red_orders = *orders,
        }
    }
}

impl Entry {
    /// Whether it says that the indicator does not apply.
    pub fn is_not_applicable(&self) -> bool {
        self.item.datum == Datum::NotApplicable
    }
}

/// Applies one event.
pub fn evolve(assessment: Assessment, event: &Event) -> Assessment {
    if let Event::AssessmentDrafted { plan, by } = event {
        return Assessment::Running(Box::new(Cycle::new((**plan).clone(), *by)), Stage::Planned);
    }
    let Assessment::Running(mut cycle, stage) = assessment else {
        return assessment;
    };
    let stage = apply(&mut cycle, stage, event);
    Assessment::Running(cycle, stage)
}

fn apply(cycle: &mut Cycle, stage: Stage, event: &Event) -> Stage {
    match event {
        // A year is drafted once; `evolve` has answered that.
        Event::AssessmentDrafted { .. } => stage,
        Event::ScoresReviewed { .. } => Stage::PanelReviewed,
        Event::SchemeRevised { plan, by } => {
            let (of, year) = (cycle.plan.plan, cycle.plan.year);
            cycle.plan = Plan { plan: of, year, ..(**plan).clone() };
            cycle.drafted_by = *by;
            cycle.version += 1;
            stage
        }
        Event::SchemePublished { digest, .. } => {
            cycle.scheme_digest = Some(*digest);
            Stage::SchemePublished
        }
        Event::CollectingBegan { .. } => Stage::Collecting,
        Event::ItemSubmitted { .. }
        | Event::ItemChecked { .. }
        | Event::ItemReturned { .. }
        | Event::NotApplicableApproved { .. }
        | Event::AdjustmentEntered { .. } => {
            super::item::apply(cycle, event);
            stage
        }
        Event::DataFrozen { digest, .. } => {
            cycle.data_digest = Some(*digest);
            Stage::DataFrozen
        }
        Event::Scored { result, by, .. } | Event::Rescored { result, by, .. } => {
            cycle.result = Some(*result);
            cycle.scorers.extend(*by);
            cycle.settled = cycle.objections.len();
            Stage::Scored
        }
        Event::ScoresPublicised { until, .. } => {
            cycle.publicised_until = Some(*until);
            Stage::Publicised
        }
        Event::Objected { .. } | Event::ObjectionDecided { .. } => {
            super::objection::apply(cycle, event);
            stage
        }
        Event::ObjectionsClosed { .. } => Stage::ObjectionsClosed,
        Event::ResultApproved { .. } => Stage::Approved,
        Event::ResultPublished { rectify, due_on, .. } => {
            let owed = |county: &Code| (county.clone(), Rectification::Owed(*due_on));
            cycle.rectifications = rectify.iter().map(owed).collect();
            Stage::Published
        }
        Event::Rectified { county, evidence, by, .. } => {
            let handed_in = Rectification::HandedIn(*evidence, *by);
            cycle.rectifications.insert(county.clone(), handed_in);
            stage
        }
        Event::RectificationAccepted { county, .. } => {
            if let Some(known) = cycle.rectifications.get_mut(county)
                && let Rectification::HandedIn(evidence, _) = known
            {
                *known = Rectification::Accepted(*evidence);
            }
            stage
        }
    }
}
