//! 考核数据. The frozen data of a year, collected once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::record::Record;
use crate::value::code::Code;
use crate::value::decimal::{Figure, Points};

/// 考核数据集. What was frozen for every county; the order does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSet {
    /// The counties.
    pub counties: Vec<CountyData>,
}

/// 县区数据. What was frozen for one county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountyData {
    /// 县区代码. Its division code, or its own code for a zone.
    pub county: Code,
    /// 所属分类. The class it is compared within.
    pub class: Code,
    /// 数据项. Its datum for each indicator; every indicator of its class has one.
    pub items: BTreeMap<Code, Item>,
    /// 加分项. What adds points.
    pub bonuses: Vec<Bonus>,
    /// 扣分项. What takes points.
    pub deductions: Vec<Deduction>,
    /// 一票否决. What keeps it from the upper grades.
    pub vetoes: Vec<Veto>,
    /// 红色督办单数. Red orders of the year; fewer win a tie.
    pub red_orders: u32,
}

/// 数据项. One datum with what it is measured against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The datum.
    pub datum: Datum,
    /// 基期值. Where the county started.
    pub baseline: Option<Figure>,
    /// 县区目标. The county's own target, from the decomposition of a city target; it outranks
    /// those of the scheme.
    pub target: Option<Figure>,
    /// 任务量. The quantity that weighs in a tie; the target where it is `None`.
    pub quantity: Option<Figure>,
}

/// 数据. What is known of an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    /// 数值. A figure.
    Value(Figure),
    /// 存量与增量. A level and its increase, for M7.
    LevelAndIncrease {
        /// The level.
        level: Figure,
        /// The increase.
        increase: Figure,
    },
    /// 评议票. Votes, for M8.
    Votes(Vec<Figure>),
    /// 履职记录. The organisation record, for dimension D.
    Record(Record),
    /// 不适用. Approved as not applicable: its weight goes to the others.
    NotApplicable,
    /// 未报. Asked for and not reported: no points.
    NotReported,
}

/// 加分. A commendation; of one matter only the highest counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bonus {
    /// 事项类别. The rule of the scheme that it rests on.
    pub rule: Code,
    /// 事项. The matter commended.
    pub matter: String,
    /// The points.
    pub points: Points,
    /// 依据. The document.
    pub basis: String,
}

/// 扣分. An order, a criticism, a late datum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deduction {
    /// 事项类别. The rule of the scheme that it rests on.
    pub rule: Code,
    /// 事项. What for.
    pub matter: String,
    /// The points, above zero.
    pub points: Points,
    /// 依据. The document.
    pub basis: String,
}

/// 一票否决. A veto; without a basis of a higher level there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Veto {
    /// 事项类别. The rule of the scheme that it rests on.
    pub rule: Code,
    /// 事项. What for.
    pub matter: String,
    /// 依据. The document; mandatory.
    pub basis: String,
}

impl Item {
    /// Makes an item of a datum alone.
    pub fn of(datum: Datum) -> Self {
        Self { datum, baseline: None, target: None, quantity: None }
    }
}

impl CountyData {
    /// Makes a county without data.
    pub fn new(county: Code, class: Code) -> Self {
        Self {
            county,
            class,
            items: BTreeMap::new(),
            bonuses: Vec::new(),
            deductions: Vec::new(),
            vetoes: Vec::new(),
            red_orders: 0,
        }
    }
}

impl DataSet {
    /// Gives the data of a county.
    pub fn county(&self, code: &Code) -> Option<&CountyData> {
        self.counties.iter().find(|county| county.county == *code)
    }
}
