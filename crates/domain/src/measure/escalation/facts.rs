//! 升级事实. What is known of a unit's assignment when the ladder is asked.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::measure::light::Colour;
use crate::time::Period;
use crate::value::code::Code;

/// 升级事实. One assignment of one unit. Where a support unit blocks, the facts are that unit's
/// (clock fairness).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderFacts {
    /// 督查关系. Whether the unit is of this government.
    pub supervision: Supervision,
    /// 指定督查. Whether the office may write orders.
    pub designation: Designation,
    /// 应尽事项. What is owed and still open; time under review does not count and is left out.
    pub owed: Vec<Owed>,
    /// 月末灯色. The colours of closed months.
    pub month_ends: BTreeMap<Period, Colour>,
    /// 连续未报. When the reports were due that were missed in a row, up to the last one.
    pub missed_reports: Vec<NaiveDate>,
    /// 催办. The urges so far.
    pub urges: Vec<Urge>,
    /// 督办单. The orders so far.
    pub orders: Vec<Order>,
    /// 通报. When criticism was published.
    pub criticised_on: Vec<NaiveDate>,
    /// 约谈. When interviews were held.
    pub interviewed_on: Vec<NaiveDate>,
    /// 连续末位. When the rankings were published that had it last, quarter by quarter without a
    /// break, up to the last one.
    pub ranked_last_on: Vec<NaiveDate>,
    /// 弄虚作假、阻挠督查. What was found, and the proposals that answered it.
    pub misconduct: Vec<Misconduct>,
}

/// 督查关系. How the government stands to a unit (政府督查工作条例 art. 2 and 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supervision {
    /// 直接督查. Its own department or a lower government.
    Direct,
    /// 协调函商. Party organs, vertical bodies, enterprises: letters only.
    Coordinate,
}

/// 指定督查. Whether the government has named the office for the matter (政府督查工作条例 art. 6, 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Designation {
    /// 无. It has not.
    None,
    /// 有效. It has, and it is in force.
    InForce,
}

/// 应尽事项. One thing owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Which one.
    pub matter: Code,
    /// What kind.
    pub kind: OwedKind,
    /// Until when.
    pub due_on: NaiveDate,
}

/// 事项类别. What is owed, as far as the ladder cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwedKind {
    /// 签收、月报、一般节点或期限. A sign-for, a report, an ordinary milestone or deadline.
    Ordinary,
    /// 指标节点. A milestone of a target, which turns red sooner.
    TargetMilestone,
}

/// 催办. An urge and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urge {
    /// What it was about.
    pub matter: Code,
    /// When it was sent.
    pub sent_on: NaiveDate,
    /// When it was answered.
    pub answered_on: Option<NaiveDate>,
}

/// 督办单. An order and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Which one.
    pub code: Code,
    /// Blue, yellow or red.
    pub colour: Colour,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// Until when the matter is to be put right.
    pub rectify_on: NaiveDate,
    /// What became of it.
    pub outcome: OrderOutcome,
}

/// 督办单结果. What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderOutcome {
    /// 待落实. Nothing yet.
    Pending,
    /// 已落实. Met and verified.
    Met,
    /// 有正当理由. Not met, with a good reason.
    Excused,
    /// 未通过核查. Verified as not met.
    NotMet,
}

/// 弄虚作假、阻挠督查. A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misconduct {
    /// Which finding.
    pub finding: Code,
    /// When a proposal answered it.
    pub proposed_on: Option<NaiveDate>,
}

impl LadderFacts {
    /// Makes the facts of a unit of this government of which nothing is known yet.
    pub fn new(supervision: Supervision, designation: Designation) -> Self {
        Self {
            supervision,
            designation,
            owed: Vec::new(),
            month_ends: BTreeMap::new(),
            missed_reports: Vec::new(),
            urges: Vec::new(),
            orders: Vec::new(),
            criticised_on: Vec::new(),
            interviewed_on: Vec::new(),
            ranked_last_on: Vec::new(),
            misconduct: Vec::new(),
        }
    }
}

impl Order {
    /// Says whether it still runs on a date.
    pub fn is_running(&self, on: NaiveDate) -> bool {
        self.outcome == OrderOutcome::Pending && on <= self.rectify_on
    }

    /// Says whether it was not met in time and without a good reason.
    pub fn is_unmet(&self, on: NaiveDate) -> bool {
        match self.outcome {
            OrderOutcome::Pending => self.rectify_on < on,
            OrderOutcome::NotMet => true,
            OrderOutcome::Met | OrderOutcome::Excused => false,
        }
    }
}
