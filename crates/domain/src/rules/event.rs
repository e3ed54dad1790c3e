//! What happened to the rules.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::state::Rules;
use crate::time::calendar::CalendarDay;

/// An event of the stream of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A version of the rules was published.
    RulesPublished {
        /// Counts from 1.
        version: u32,
        /// From when it counts.
        effective_from: NaiveDate,
        /// The rules.
        rules: Rules,
    },
    /// The days of one notice were loaded.
    CalendarYearLoaded {
        /// The year of the notice.
        year: i32,
        /// Its holidays and make-up workdays.
        days: Vec<CalendarDay>,
    },
}
