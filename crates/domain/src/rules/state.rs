//! The rules in force and the calendar.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::event::Event;
use crate::time::calendar::{Calendar, CalendarDay};
use crate::time::deadline::{ReportDay, ReportMonth, Roll};

/// 规则. The limits of the office; the defaults are what an office starts with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// When the monthly sheet is due.
    pub report: ReportRules,
    /// Limits counted from an act.
    pub timer: TimerRules,
}

/// 月报规则. When the monthly sheet is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportRules {
    /// The day of the month, 1 to 28.
    pub due_day: u32,
    /// Which way a day off moves it.
    pub roll: Roll,
    /// Working days in which a row is to be checked.
    pub check_wd: u32,
}

/// 时限. Limits in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimerRules {
    /// To sign for an assignment after dispatch.
    pub sign_for_wd: u32,
    /// To decide about a request to close.
    pub close_review_wd: u32,
    /// How long a support unit may stay silent before the lead can close without it.
    pub support_silence_wd: u32,
    /// The least time left to the holder after a send-back.
    pub send_back_grace_wd: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            report: ReportRules { due_day: 28, roll: Roll::Forward, check_wd: 5 },
            timer: TimerRules {
                sign_for_wd: 1,
                close_review_wd: 10,
                support_silence_wd: 5,
                send_back_grace_wd: 2,
            },
        }
    }
}

impl ReportRules {
    /// The rule in the calendar's own form: due in the month that is reported.
    pub fn report_day(&self) -> ReportDay {
        ReportDay { day: self.due_day, month: ReportMonth::Same, roll: self.roll }
    }
}

/// One version of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Version {
    effective_from: NaiveDate,
    rules: Rules,
}

/// The state of the stream of rules: every version, and the calendar of every loaded year.
#[derive(Debug, Clone, Default)]
pub struct Office {
    versions: Vec<Version>,
    years: BTreeMap<i32, Vec<CalendarDay>>,
    calendar: Calendar,
}

impl Office {
    /// An office with one set of rules, for tests and tools without a journal.
    pub fn with(rules: Rules, days: Vec<CalendarDay>) -> Self {
        let calendar = Calendar::new(days.iter().cloned());
        let versions = vec![Version { effective_from: NaiveDate::MIN, rules }];
        Self { versions, years: BTreeMap::from([(0, days)]), calendar }
    }

    /// The rules in force on a date; the defaults before any were published.
    pub fn rules_on(&self, date: NaiveDate) -> Rules {
        self.versions
            .iter()
            .rev()
            .find(|version| version.effective_from <= date)
            .map_or_else(Rules::default, |version| version.rules.clone())
    }

    /// The working calendar.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// How many versions were published.
    pub fn version(&self) -> u32 {
        u32::try_from(self.versions.len()).unwrap_or(u32::MAX)
    }

    /// Whether these days are already those of the year's notice.
    pub fn has_year(&self, year: i32, days: &[CalendarDay]) -> bool {
        self.years.get(&year).is_some_and(|known| known == days)
    }
}

/// Applies one event.
pub fn evolve(mut office: Office, event: &Event) -> Office {
    match event {
        Event::RulesPublished { effective_from, rules, .. } => {
            let version = Version { effective_from: *effective_from, rules: rules.clone() };
            office.versions.push(version);
            office.versions.sort_by_key(|version| version.effective_from);
        }
        Event::CalendarYearLoaded { year, days } => {
            office.years.insert(*year, days.clone());
            office.calendar = Calendar::new(office.years.values().flatten().cloned());
        }
    }
    office
}
