//! The states of a pot.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::event::Event;
use crate::measure::allot::candidate::CandidateKind;
use crate::measure::allot::fund::{DebtLevel, Fund};
use crate::value::code::Code;
use crate::value::decimal::Figure;
use crate::value::digest::Digest;
use crate::value::id::{AssessmentId, PersonId, PlanId};
use crate::value::money::Fen;
use crate::value::text::{DocNo, Paragraph, Title};

/// 资金额度. What is split, by which rules, among the counties of which assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// The action plan.
    pub plan: PlanId,
    /// The assessment whose result it rests on.
    pub assessment: AssessmentId,
    /// What it is called.
    pub title: Title,
    /// 额度文号. The document that provides the money.
    pub document: DocNo,
    /// The pot and its rules.
    pub fund: Fund,
    /// 县区情况. What finance says of each county; those that are not named have nothing said.
    pub counties: BTreeMap<Code, CountyTerms>,
    /// 公示期, at least five working days.
    pub publicity_workdays: u32,
}

/// 县区情况. What finance says of a county beside its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyTerms {
    /// County or zone.
    pub kind: CandidateKind,
    /// 实施方案已印发.
    pub plan_adopted: bool,
    /// 报送义务已履行.
    pub reports_met: bool,
    /// 申请额. What it applied for, which caps what it gets.
    pub applied: Option<Fen>,
    /// 债务风险等级. Never published.
    pub debt: Option<DebtLevel>,
    /// 财政困难系数.
    pub difficulty: Option<Figure>,
    /// 因素值.
    pub factors: BTreeMap<Code, Figure>,
}

/// 转移支付类型. What the budget law (art. 52) asks: days after the budget was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// General within 30 days, special within 60.
    pub kind: TransferKind,
    /// When the budget was approved.
    pub budget_approved_on: NaiveDate,
}

/// 转移支付类型.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TransferKind {
    /// 一般性转移支付.
    General,
    /// 专项转移支付.
    Special,
}

impl TransferKind {
    /// Within how many days of the approval it is issued.
    pub fn days(self) -> u32 {
        match self {
            Self::General => 30,
            Self::Special => 60,
        }
    }
}

/// 绩效. What became of the money of a county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performance {
    /// 已支出. How much was spent.
    pub spent: Fen,
    /// 绩效说明. What it did.
    pub statement: Paragraph,
}

/// 测算结果. What was calculated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calculation {
    /// 算法版本.
    pub algorithm: String,
    /// The digest of all that it rests on.
    pub inputs: Digest,
    /// Who gets how much.
    pub amounts: BTreeMap<Code, Fen>,
    /// 未分配.
    pub unallocated: Fen,
    /// Who calculated.
    pub by: Option<PersonId>,
}

/// Everything that is known of a pot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pot {
    /// The pool.
    pub pool: Pool,
    /// Who set it last.
    pub set_by: Option<PersonId>,
    /// What was calculated; none until then, and none again after the pool was set right.
    pub calculation: Option<Calculation>,
    /// Who came to the same.
    pub checked_by: Option<PersonId>,
    /// 公示截止.
    pub publicised_until: Option<NaiveDate>,
    /// 应公开日. By when it is disclosed.
    pub disclose_by: Option<NaiveDate>,
    /// When it was issued.
    pub issued_on: Option<NaiveDate>,
    /// What became of the money.
    pub performance: BTreeMap<Code, Performance>,
}

/// 阶段.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// 额度已下.
    PoolSet,
    /// 已测算.
    Calculated,
    /// 财政已复核.
    FinanceChecked,
    /// 已审定.
    Approved,
    /// 公示中.
    Publicised,
    /// 已下达.
    Issued,
    /// 已拨付.
    Paid,
    /// 已评价.
    PerformanceReviewed,
}

impl Stage {
    /// The stage as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PoolSet => "POOL_SET",
            Self::Calculated => "CALCULATED",
            Self::FinanceChecked => "FINANCE_CHECKED",
            Self::Approved => "APPROVED",
            Self::Publicised => "PUBLICISED",
            Self::Issued => "ISSUED",
            Self::Paid => "PAID",
            Self::PerformanceReviewed => "PERFORMANCE_REVIEWED",
        }
    }
}

/// A pot in its states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reward {
    /// Nothing has happened yet.
    #[default]
    Absent,
    /// Begun.
    Running(Box<Pot>, Stage),
}

impl Reward {
    /// The state as clients see it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Absent => "ABSENT",
            Self::Running(_, stage) => stage.as_str(),
        }
    }

    /// What is known of the pot.
    pub fn pot(&self) -> Option<&Pot> {
        match self {
            Self::Absent => None,
            Self::Running(pot, _) => Some(pot),
        }
    }
}

/// Applies one event.
pub fn evolve(reward: Reward, event: &Event) -> Reward {
    if let Event::PoolSet { pool, by } = event {
        // What was calculated from another pool is worth nothing.
        let pot = Pot {
            pool: (**pool).clone(),
            set_by: *by,
            calculation: None,
            checked_by: None,
            publicised_until: None,
            disclose_by: None,
            issued_on: None,
            performance: BTreeMap::new(),
        };
        return Reward::Running(Box::new(pot), Stage::PoolSet);
    }
    let Reward::Running(mut pot, stage) = reward else {
        return reward;
    };
    let stage = apply(&mut pot, stage, event);
    Reward::Running(pot, stage)
}

fn apply(pot: &mut Pot, stage: Stage, event: &Event) -> Stage {
    match event {
        // `evolve` has answered that.
        Event::PoolSet { .. } => stage,
        Event::RewardCalculated { algorithm, inputs, amounts, unallocated, by } => {
            pot.calculation = Some(Calculation {
                algorithm: algorithm.clone(),
                inputs: *inputs,
                amounts: amounts.clone(),
                unallocated: *unallocated,
                by: *by,
            });
            Stage::Calculated
        }
        Event::RewardChecked { by } => {
            pot.checked_by = *by;
            Stage::FinanceChecked
        }
        Event::RewardApproved { .. } => Stage::Approved,
        Event::RewardPublicised { until, disclose_by, .. } => {
            pot.publicised_until = Some(*until);
            pot.disclose_by = Some(*disclose_by);
            Stage::Publicised
        }
        Event::RewardIssued { on, .. } => {
            pot.issued_on = Some(*on);
            Stage::Issued
        }
        Event::RewardPaid { .. } => Stage::Paid,
        Event::PerformanceReviewed { reports, .. } => {
            pot.performance.clone_from(reports);
            Stage::PerformanceReviewed
        }
    }
}
