//! 量化指标. What a task is measured by.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::plan::state::Span;
use crate::value::decimal::Figure;
use crate::value::id::TargetId;
use crate::value::text::Body;

/// 比较方式. How a figure is held against the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Comparator {
    /// 不低于. At least the value.
    AtLeast,
    /// 不高于. At most the value.
    AtMost,
    /// 等于. Exactly the value.
    Equal,
    /// 区间. Between the value and the upper value, both included.
    Between,
    /// 定性. No figure: done or not done.
    Qualitative,
}

impl Comparator {
    /// Every comparator.
    pub const ALL: [Self; 5] =
        [Self::AtLeast, Self::AtMost, Self::Equal, Self::Between, Self::Qualitative];

    /// The comparator as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtLeast => "AT_LEAST",
            Self::AtMost => "AT_MOST",
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Bearer {
    /// 市级. The city as a whole; its lead bureau answers.
    Lead,
    /// 县级. Every county for itself.
    Counties,
}

impl Bearer {
    /// The bearer as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "LEAD",
            Self::Counties => "COUNTIES",
        }
    }

    /// Reads the form of [`Bearer::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Lead, Self::Counties].into_iter().find(|bearer| bearer.as_str() == text)
    }
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
    /// 原文. The words it was read from.
    pub text: Option<Body>,
    /// Where those words stand.
    pub span: Option<Span>,
}

impl Target {
    /// Whether value, upper value and comparator fit together.
    pub fn is_consistent(&self) -> bool {
        match (self.comparator, self.value, self.value_max) {
            (Comparator::Qualitative, None, None) => true,
            (Comparator::Between, Some(low), Some(high)) => low <= high,
            (Comparator::AtLeast | Comparator::AtMost | Comparator::Equal, Some(_), None) => true,
            (
                Comparator::Qualitative
                | Comparator::Between
                | Comparator::AtLeast
                | Comparator::AtMost
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
            (Comparator::AtMost, Some(target), Some(figure)) => figure <= target,
            (Comparator::Equal, Some(target), Some(figure)) => figure == target,
            (Comparator::Between, Some(low), Some(figure)) => {
                low <= figure && self.value_max.is_some_and(|high| figure <= high)
            }
            (
                Comparator::AtLeast | Comparator::AtMost | Comparator::Equal | Comparator::Between,
                _,
                _,
            ) => false,
        }
    }
}
