//! 分配对象. A county as the split sees it, and what keeps it from getting any.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fund::{DebtLevel, Eligibility, Zones};
use crate::measure::score::data::CountyData;
use crate::measure::score::grade::Grade;
use crate::measure::score::result::CountyScore;
use crate::value::code::Code;
use crate::value::decimal::{Figure, Points};
use crate::value::money::Fen;

/// 分配对象. A county with what its amount rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// The county.
    pub county: Code,
    /// 县区类型. County or zone.
    pub kind: CandidateKind,
    /// 考核总分. The total of the published assessment.
    pub total: Points,
    /// 考核等次. Its grade.
    pub grade: Grade,
    /// 前提. What the year required of it, and whether it is met.
    pub standing: Standing,
    /// 申请额. The amount applied for, which caps what it gets (财预〔2017〕35号).
    pub applied: Option<Fen>,
    /// 债务风险等级. Its level, never published.
    pub debt: Option<DebtLevel>,
    /// 财政困难系数. Its difficulty coefficient; 1 means none.
    pub difficulty: Figure,
    /// 因素值. Its figure for each given factor.
    pub factors: BTreeMap<Code, Figure>,
}

/// 县区类型. What a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CandidateKind {
    /// 县(市、区). A county or district.
    County,
    /// 开发区. A zone.
    Zone,
}

/// 前提. What must hold besides the grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// 一票否决. A veto stands against it.
    pub vetoed: bool,
    /// 实施方案已印发. Its own plan is adopted.
    pub plan_adopted: bool,
    /// 报送义务已履行. Its duty to report is met.
    pub reports_met: bool,
}

/// 不予安排的原因. What keeps a county from getting any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// 等次不够. Its grade is below the lowest that gets any.
    Grade(Grade),
    /// 一票否决. A veto stands against it.
    Vetoed,
    /// 开发区不享受. It is a zone.
    Zone,
    /// 无实施方案. Its plan is not adopted.
    PlanNotAdopted,
    /// 未履行报送义务. It did not report.
    ReportsNotMet,
}

impl Candidate {
    /// Makes a county in good standing without factors, debt or difficulty.
    pub fn new(county: Code, total: Points, grade: Grade) -> Self {
        Self {
            county,
            kind: CandidateKind::County,
            total,
            grade,
            standing: Standing { vetoed: false, plan_adopted: true, reports_met: true },
            applied: None,
            debt: None,
            difficulty: Figure(Figure::ONE),
            factors: BTreeMap::new(),
        }
    }

    /// 接入考核结果. Takes over total, grade and veto from the assessment, so that money can rest on
    /// no other score than the one that was given.
    pub fn assessed(self, score: &CountyScore, county: &CountyData) -> Self {
        let standing = Standing { vetoed: !county.vetoes.is_empty(), ..self.standing };
        Self {
            county: score.county.clone(),
            total: score.total,
            grade: score.grade,
            standing,
            ..self
        }
    }

    /// 资格审查. Lists what keeps the county from getting any; empty when it is eligible.
    pub fn obstacles(&self, rule: &Eligibility) -> Vec<Obstacle> {
        let zone = match (self.kind, rule.zones) {
            (CandidateKind::Zone, Zones::Excluded) => Some(Obstacle::Zone),
            (CandidateKind::Zone, Zones::Included) | (CandidateKind::County, _) => None,
        };
        let standing = &self.standing;
        [
            (self.grade > rule.min_grade).then_some(Obstacle::Grade(self.grade)),
            standing.vetoed.then_some(Obstacle::Vetoed),
            zone,
            (!standing.plan_adopted).then_some(Obstacle::PlanNotAdopted),
            (!standing.reports_met).then_some(Obstacle::ReportsNotMet),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
