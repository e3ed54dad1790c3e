//! 量化指标. What a task is measured by.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::people::duty::Duty;
use crate::plan::state::Span;
use crate::value::decimal::Figure;
use crate::value::id::{TargetId, UnitId};
use crate::value::text::Body;

/// 比较方式. How a figure is held against the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Comparator {
    /// 不低于. At least the value.
    AtLeast,
    /// 高于. More than the value, which itself does not count.
    MoreThan,
    /// 不高于. At most the value.
    AtMost,
    /// 低于. Less than the value, which itself does not count.
    LessThan,
    /// 等于. Exactly the value.
    Equal,
    /// 区间. Between the value and the upper value, both included.
    Between,
    /// 定性. No figure: done or not done.
    Qualitative,
}

impl Comparator {
    /// Every comparator.
    pub const ALL: [Self; 7] = [
        Self::AtLeast,
        Self::MoreThan,
        Self::AtMost,
        Self::LessThan,
        Self::Equal,
        Self::Between,
        Self::Qualitative,
    ];

    /// The comparator as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtLeast => "AT_LEAST",
            Self::MoreThan => "MORE_THAN",
            Self::AtMost => "AT_MOST",
            Self::LessThan => "LESS_THAN",
            Self::Equal => "EQUAL",
            Self::Between => "BETWEEN",
            Self::Qualitative => "QUALITATIVE",
        }
    }

    /// Reads the form of [`Comparator::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|comparator| comparator.as_str() == text)
    }
}

/// 承担层级. Who has to reach the target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Bearer {
    /// 市级. The city as a whole; its lead bureau answers.
    Lead,
    /// 县级. Every county for itself.
    Counties,
    /// 部分县. Only these, each for itself.
    Units {
        /// Which of those that carry the task out.
        units: Vec<UnitId>,
    },
}

impl Bearer {
    /// The level, whoever is named.
    pub fn level(&self) -> BearerLevel {
        match self {
            Self::Lead => BearerLevel::Lead,
            Self::Counties => BearerLevel::Counties,
            Self::Units { .. } => BearerLevel::Units,
        }
    }

    /// The units that are named one by one.
    pub fn units(&self) -> &[UnitId] {
        match self {
            Self::Lead | Self::Counties => &[],
            Self::Units { units } => units,
        }
    }

    /// Whether the holder of such a duty has to reach the target.
    pub fn binds(&self, unit: UnitId, duty: Duty) -> bool {
        match duty {
            Duty::Lead | Duty::CoLead => *self == Self::Lead,
            Duty::Implement => *self == Self::Counties || self.units().contains(&unit),
            Duty::Support | Duty::Part => false,
        }
    }
}

/// 承担层级. The level at which a target is borne.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BearerLevel {
    /// 市级.
    Lead,
    /// 县级.
    Counties,
    /// 部分县.
    Units,
}

impl BearerLevel {
    /// The level as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "LEAD",
            Self::Counties => "COUNTIES",
            Self::Units => "UNITS",
        }
    }
}

/// 指标类型. What reaching a target means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TargetKind {
    /// 达到. The figure is reached once.
    Reach,
    /// 保持. The figure is held (稳定在…以上).
    Keep,
    /// 区间. The figure stays between two values.
    Range,
    /// 数量. So many things are done.
    Count,
    /// 定性. Done or not done.
    Qualitative,
    /// 定额. Judged on the set of those who took it on.
    Quota,
}

impl TargetKind {
    /// The kind as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reach => "REACH",
            Self::Keep => "KEEP",
            Self::Range => "RANGE",
            Self::Count => "COUNT",
            Self::Qualitative => "QUALITATIVE",
            Self::Quota => "QUOTA",
        }
    }
}

/// 频次. How often a target comes round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Frequency {
    /// 每年.
    Yearly,
    /// 每半年.
    HalfYearly,
    /// 每季度.
    Quarterly,
    /// 每月.
    Monthly,
    /// 每周.
    Weekly,
}

impl Frequency {
    /// The frequency as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yearly => "YEARLY",
            Self::HalfYearly => "HALF_YEARLY",
            Self::Quarterly => "QUARTERLY",
            Self::Monthly => "MONTHLY",
            Self::Weekly => "WEEKLY",
        }
    }
}

/// 基期. Where a figure stood before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// The figure.
    pub value: Figure,
    /// The date it speaks of, where it is known.
    pub on: Option<NaiveDate>,
}

/// 量化指标. One measurable or dated commitment of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its identity; kept when it is corrected.
    pub id: TargetId,
    /// 指标名称. What is measured.
    pub indicator: Body,
    /// How a figure is held against it.
    pub comparator: Comparator,
    /// 目标值; none for qualitative targets.
    pub value: Option<Figure>,
    /// 区间上限; only with `BETWEEN`.
    pub value_max: Option<Figure>,
    /// 单位 of the figures.
    pub unit: Option<String>,
    /// 时限; the task's own date counts where there is none.
    pub due_on: Option<NaiveDate>,
    /// 范围, as the document words it.
    pub scope: Option<String>,
    /// Who has to reach it.
    pub bearer: Bearer,
    /// 指标类型; as the comparator says where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TargetKind>,
    /// 频次. How often it comes round; once where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Frequency>,
    /// 基期. Where the figure stood before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// 时限承前. Whether the date was carried on from an earlier sentence.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub due_carried: bool,
    /// 原文. The words it was read from.
    pub text: Option<Body>,
    /// Where those words stand.
    pub span: Option<Span>,
}

impl Target {
    /// 指标类型. The kind that is stated, else the one that the comparator tells.
    pub fn kind(&self) -> TargetKind {
        self.kind.unwrap_or(match self.comparator {
            Comparator::Between => TargetKind::Range,
            Comparator::Qualitative => TargetKind::Qualitative,
            Comparator::AtLeast
            | Comparator::MoreThan
            | Comparator::AtMost
            | Comparator::LessThan
            | Comparator::Equal => TargetKind::Reach,
        })
    }

    /// Whether values, comparator, kind and baseline fit together.
    pub fn is_consistent(&self) -> bool {
        let range = self.comparator == Comparator::Between;
        let words = self.comparator == Comparator::Qualitative;
        let kind_fits = match self.kind() {
            TargetKind::Range => range,
            TargetKind::Qualitative => words,
            TargetKind::Reach | TargetKind::Keep | TargetKind::Count | TargetKind::Quota => !words,
        };
        kind_fits && !(words && self.baseline.is_some()) && self.values_fit()
    }

    fn values_fit(&self) -> bool {
        match (self.comparator, self.value, self.value_max) {
            (Comparator::Qualitative, None, None) => true,
            (Comparator::Between, Some(low), Some(high)) => low <= high,
            (
                Comparator::AtLeast
                | Comparator::MoreThan
                | Comparator::AtMost
                | Comparator::LessThan
                | Comparator::Equal,
                Some(_),
                None,
            ) => true,
            (
                Comparator::Qualitative
                | Comparator::Between
                | Comparator::AtLeast
                | Comparator::MoreThan
                | Comparator::AtMost
                | Comparator::LessThan
                | Comparator::Equal,
                _,
                _,
            ) => false,
        }
    }

    /// 达标. Whether a figure meets the target; a qualitative target is met by a claim alone.
    pub fn is_met_by(&self, figure: Option<Figure>) -> bool {
        match (self.comparator, self.value, figure) {
            (Comparator::Qualitative, _, _) => true,
            (Comparator::AtLeast, Some(target), Some(figure)) => figure >= target,
            (Comparator::MoreThan, Some(target), Some(figure)) => figure > target,
            (Comparator::AtMost, Some(target), Some(figure)) => figure <= target,
            (Comparator::LessThan, Some(target), Some(figure)) => figure < target,
            (Comparator::Equal, Some(target), Some(figure)) => figure == target,
            (Comparator::Between, Some(low), Some(figure)) => {
                low <= figure && self.value_max.is_some_and(|high| figure <= high)
            }
            (
                Comparator::AtLeast
                | Comparator::MoreThan
                | Comparator::AtMost
                | Comparator::LessThan
                | Comparator::Equal
                | Comparator::Between,
                _,
                _,
            ) => false,
        }
    }
}

#[cfg(test)]
impl Target {
    /// One that the counties bear and that says nothing but this, for tests to say more.
    pub(crate) fn bare(id: TargetId, indicator: &str) -> Self {
        Self {
            id,
            indicator: Body::parse(indicator).unwrap(),
            comparator: Comparator::Qualitative,
            value: None,
            value_max: None,
            unit: None,
            due_on: None,
            scope: None,
            bearer: Bearer::Counties,
            kind: None,
            frequency: None,
            baseline: None,
            due_carried: false,
            text: None,
            span: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn target(comparator: Comparator, value: Option<Figure>) -> Target {
        let bare = Target::bare(TargetId(Uuid::from_u128(1)), "入河排污口整治率");
        Target { comparator, value, ..bare }
    }

    #[test]
    fn a_strict_target_is_not_met_by_its_own_value() {
        let (value, below, above) = (Figure(5_000_000), Figure(4_999_999), Figure(5_000_001));
        let less = target(Comparator::LessThan, Some(value));
        assert!(less.is_met_by(Some(below)) && !less.is_met_by(Some(value)));
        let more = target(Comparator::MoreThan, Some(value));
        assert!(more.is_met_by(Some(above)) && !more.is_met_by(Some(value)));
    }

    #[test]
    fn only_the_named_counties_bear_a_target() {
        let (named, other) = (UnitId(Uuid::from_u128(2)), UnitId(Uuid::from_u128(3)));
        let bearer = Bearer::Units { units: vec![named] };
        assert!(bearer.binds(named, Duty::Implement));
        assert!(!bearer.binds(other, Duty::Implement) && !bearer.binds(named, Duty::Lead));
    }

    #[test]
    fn the_kind_fits_the_comparator() {
        let mut kept = target(Comparator::AtLeast, Some(Figure(1)));
        kept.kind = Some(TargetKind::Keep);
        assert!(kept.is_consistent());
        kept.kind = Some(TargetKind::Qualitative);
        assert!(!kept.is_consistent());
        let words = target(Comparator::Qualitative, None);
        assert_eq!((words.kind(), words.is_consistent()), (TargetKind::Qualitative, true));
        let baseline = Some(Baseline { value: Figure(1), on: None });
        assert!(!Target { baseline, ..words }.is_consistent());
    }
}
