//! 灯色汇总. The light of a task from its own and those of its assignments.

use serde::{Deserialize, Serialize};

use super::Colour;
use super::index::LightCounts;
use crate::value::exact::Exact;

/// 汇总规则. From which shares of assignments on the task takes their colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollUpRules {
    /// 红灯占比. From this share of red on, red (default 20 %).
    pub red_share: Exact,
    /// 黄灯占比. From this share of red and yellow on, yellow (default 30 %).
    pub yellow_share: Exact,
}

/// 汇总. Gives the worst of the task's own colour and what its assignments make of it.
pub fn roll_up(rules: RollUpRules, own: Colour, assignments: LightCounts) -> Colour {
    let LightCounts { green, blue, yellow, red } = assignments;
    let [green, blue, yellow, red] = [green, blue, yellow, red].map(i128::from);
    let all = green + blue + yellow + red;
    let reaches = |count, share| Exact::new(count, all).is_some_and(|part| part >= share);
    let theirs = if reaches(red, rules.red_share) {
        Colour::Red
    } else if reaches(red + yellow, rules.yellow_share) {
        Colour::Yellow
    } else {
        Colour::Green
    };
    match own {
        Colour::Grey => Colour::Grey,
        Colour::Green | Colour::Blue | Colour::Yellow | Colour::Red => own.max(theirs),
    }
}
