//! 亮灯指数. The light index of a unit or a county.

use serde::{Deserialize, Serialize};

use crate::value::exact::Exact;

/// 亮灯数. How many assignments show each colour; grey and not applicable ones are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LightCounts {
    /// 绿灯.
    pub green: u32,
    /// 蓝灯.
    pub blue: u32,
    /// 黄灯.
    pub yellow: u32,
    /// 红灯.
    pub red: u32,
}

/// 亮灯赋分. What each colour counts for, out of 100 (100, 100, 60, 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexWeights {
    /// What a green light counts for.
    pub green: u32,
    /// What a blue light counts for.
    pub blue: u32,
    /// What a yellow light counts for.
    pub yellow: u32,
    /// What a red light counts for.
    pub red: u32,
}

/// 亮灯指数. Gives the index, 0 to 100 with the default weights; `None` when there is no light
/// (LI = (100·(G+B) + 60·Y + 0·R) / N).
pub fn light_index(lights: LightCounts, weights: IndexWeights) -> Option<Exact> {
    let colours = [
        (lights.green, weights.green),
        (lights.blue, weights.blue),
        (lights.yellow, weights.yellow),
        (lights.red, weights.red),
    ];
    let sum = colours.iter().map(|(count, weight)| i128::from(*count) * i128::from(*weight)).sum();
    let count = colours.iter().map(|(count, _)| i128::from(*count)).sum();
    Exact::new(sum, count)
}
