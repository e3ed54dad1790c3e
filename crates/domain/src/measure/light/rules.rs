//! 亮灯规则. The thresholds of lights; all of them are the office's to set.

use serde::{Deserialize, Serialize};

use super::Colour;
use super::gap::Gap;
use crate::value::exact::Exact;

/// 亮灯规则. What makes which colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LightRules {
    /// 滞后口径. How a gap becomes a colour.
    pub gap: GapRule,
    /// 线性进度. Whether targets without milestones are expected to rise evenly.
    pub linear: Linear,
    /// 逾期红灯. From this many working days late on, red (default 6).
    pub overdue_red_workdays: u32,
    /// 持续黄灯. After this many yellow month-ends in a row, red (default 2).
    pub yellow_months_to_red: u32,
    /// 到期提醒. From this many working days before a deadline on, blue (default 10).
    pub blue_before_workdays: u32,
}

/// 滞后口径. How planned and actual progress become a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapRule {
    /// PP 百分点. Planned less actual in percentage points (银川 2025: 10 and 30).
    Points {
        /// From this gap on, yellow.
        yellow: Exact,
        /// Above this gap, red.
        red: Exact,
    },
    /// RATIO 比例. The gap by the planned (三亚 2022: any is yellow, above one half red).
    Ratio {
        /// Above this part, red.
        red: Exact,
    },
    /// STEP 分档. Actual by planned (新晃: below 80 % a watch, below 60 % a yellow card).
    Steps {
        /// Below this part, blue.
        watch: Exact,
        /// Below this part, yellow.
        yellow: Exact,
    },
}

/// 线性进度. Whether progress is expected to rise evenly where there are no milestones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Linear {
    /// 否. No: without milestones there is no gap.
    Off,
    /// 是. Yes: by calendar days from start to due.
    On,
}

impl GapRule {
    /// Gives the colour of a gap.
    pub fn colour(self, gap: &Gap) -> Colour {
        if !gap.is_behind() {
            return Colour::Green;
        }
        let part_of_planned = |part: Exact| part.times(gap.planned).unwrap_or(gap.planned);
        match self {
            Self::Points { red, .. } if gap.points() > red => Colour::Red,
            Self::Points { yellow, .. } if gap.points() >= yellow => Colour::Yellow,
            Self::Points { .. } => Colour::Green,
            Self::Ratio { red } if gap.points() > part_of_planned(red) => Colour::Red,
            Self::Ratio { .. } => Colour::Yellow,
            Self::Steps { yellow, .. } if gap.actual < part_of_planned(yellow) => Colour::Yellow,
            Self::Steps { watch, .. } if gap.actual < part_of_planned(watch) => Colour::Blue,
            Self::Steps { .. } => Colour::Green,
        }
    }
}
