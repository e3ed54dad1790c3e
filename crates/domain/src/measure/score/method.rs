//! 计分方法. The nine ways from a figure to points, and the organisation record.

use serde::{Deserialize, Serialize};

use super::record::RecordFormula;
use crate::value::decimal::{Figure, Points};
use crate::value::exact::Exact;

/// 方向. Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Direction {
    /// 正向. More is better.
    Up,
    /// 逆向. Less is better.
    Down,
}

/// 计分方法. How a datum becomes points of the weight W.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// M1 目标完成度法. The degree to which the target is reached.
    Completion(Completion),
    /// M2 达标法. All points when the target is met, else none.
    Threshold(Comparator),
    /// M3 阶梯扣分/加分. Points off for each step short, on for each step beyond.
    Steps(Steps),
    /// M4 区间分档法. Points by the band the figure lies in.
    Bands(Bands),
    /// M5 第一名满分比例法. The best of the class gets W, the others in proportion.
    BestFull(Direction),
    /// M6 功效系数法. From 60 % of W for the last of the class to all of it for the first.
    Efficacy {
        /// Which way is better.
        direction: Direction,
        /// How points grow between the last and the first.
        curve: Curve,
    },
    /// M7 存量+增量. A level and an increase, each by its own method.
    LevelAndIncrease {
        /// 存量占比. The share of the level, 0.6 by default.
        level_share: Exact,
        /// How the level is scored.
        level: Part,
        /// How the increase is scored.
        increase: Part,
    },
    /// M8 评议/满意度. The mean vote, without the highest and the lowest of five or more.
    Votes {
        /// 满分. The vote that gives all points.
        full: Figure,
    },
    /// M9 双侧区间. All points inside a range, fewer with the distance from it.
    Range {
        /// 下限. The lower end, inside.
        low: Figure,
        /// 上限. The upper end, inside.
        high: Figure,
        /// 容差. The distance at which no points are left.
        tolerance: Figure,
    },
    /// 组织推进. Dimension D from the engine's own record.
    Record(RecordFormula),
}

/// M1 目标完成度法. The shapes of the degree of completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// 正向. W·min(x/T, cap).
    Rise {
        /// 封顶. The most that counts, 1.0 by default.
        cap: Exact,
    },
    /// 有基期. W·clamp((x-B)/(T-B), 0, cap). A baseline that is already past the target asks for
    /// the target to be held: W while it is, else nothing.
    FromBaseline {
        /// Which way is better.
        direction: Direction,
        /// 封顶. The most that counts, 1.0 by default.
        cap: Exact,
    },
    /// 逆向. W·min(T/x, 1).
    Fall,
    /// 逆向区间. W·clamp((U-x)/(U-T), 0, 1).
    FallWithin {
        /// U. The figure from which on nothing is given.
        zero_at: Figure,
    },
}

/// 比较符. How a figure meets a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Comparator {
    /// 不低于. ≥
    AtLeast,
    /// 高于. >
    Above,
    /// 不高于. ≤
    AtMost,
    /// 低于. <
    Below,
}

/// M3 阶梯扣分/加分. "每少1%扣1分，每增1%加1分，最高加2分".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// Which way is better.
    pub direction: Direction,
    /// 每档. The size of a step; a started step short counts whole, a step beyond only when full.
    pub step: Figure,
    /// 每档扣分. Points off for each step short.
    pub deduct: Points,
    /// 每档加分. Points on for each step beyond.
    pub bonus: Points,
    /// 最高加分. The most that steps beyond add.
    pub bonus_limit: Points,
}

/// M4 区间分档法. Half-open bands that leave no gap: each runs from its start to the next one's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// Points below the first band.
    pub below: Points,
    /// The bands, in rising order.
    pub bands: Vec<Band>,
}

/// 档. One band of M4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The lowest figure inside.
    pub from: Figure,
    /// Its points.
    pub points: Points,
}

/// 功效曲线. How points of M6 grow from the last to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Curve {
    /// 线性. 60 + 40·t.
    Linear,
    /// 指数. 60·exp(0.510826·t).
    Exponential,
}

/// 存量或增量. One part of M7: a method that scores a single figure without a baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The method.
    pub method: Box<Method>,
    /// The target of this part; the level falls back to the indicator's.
    pub target: Option<Figure>,
}

impl Method {
    /// Gives the number of the method in the specification.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Completion(_) => "M1",
            Self::Threshold(_) => "M2",
            Self::Steps(_) => "M3",
            Self::Bands(_) => "M4",
            Self::BestFull(_) => "M5",
            Self::Efficacy { .. } => "M6",
            Self::LevelAndIncrease { .. } => "M7",
            Self::Votes { .. } => "M8",
            Self::Range { .. } => "M9",
            Self::Record(_) => "D",
        }
    }

    /// Says whether a county's points depend on the figures of its class.
    pub fn is_relative(&self) -> bool {
        match self {
            Self::BestFull(_) | Self::Efficacy { .. } => true,
            Self::LevelAndIncrease { level, increase, .. } => {
                level.method.is_relative() || increase.method.is_relative()
            }
            Self::Completion(_)
            | Self::Threshold(_)
            | Self::Steps(_)
            | Self::Bands(_)
            | Self::Votes { .. }
            | Self::Range { .. }
            | Self::Record(_) => false,
        }
    }

    /// Says whether the method scores one figure without a baseline, as the parts of M7 must.
    pub fn takes_one_figure(&self) -> bool {
        match self {
            Self::Completion(shape) => !matches!(shape, Completion::FromBaseline { .. }),
            Self::Threshold(_)
            | Self::Steps(_)
            | Self::Bands(_)
            | Self::BestFull(_)
            | Self::Efficacy { .. }
            | Self::Range { .. } => true,
            Self::LevelAndIncrease { .. } | Self::Votes { .. } | Self::Record(_) => false,
        }
    }
}
