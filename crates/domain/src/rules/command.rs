//! What may be asked of the rules.

use chrono::NaiveDate;

use super::state::Rules;
use crate::time::calendar::CalendarDay;

/// A command to the stream of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 发布规则. Puts a version of the rules into force from a date.
    Publish {
        /// From when it counts.
        effective_from: NaiveDate,
        /// The rules.
        rules: Rules,
    },
    /// 载入日历. Loads the days of one yearly notice of the State Council.
    LoadYear {
        /// The year of the notice.
        year: i32,
        /// Its holidays and make-up workdays.
        days: Vec<CalendarDay>,
    },
}
