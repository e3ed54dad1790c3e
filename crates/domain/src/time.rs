//! 时间. Instants, dates and periods; nothing here knows "now".
//!
//! Dates are those of Asia/Shanghai, a fixed +08:00 without summer time, and a day ends at 24:00,
//! which is the exclusive next midnight.
//! Operations saturate at the ends of the calendar that `chrono` can express.

pub mod calendar;
pub mod deadline;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Asia/Shanghai is eight hours ahead of UTC the whole year.
const SHANGHAI_OFFSET: TimeDelta = TimeDelta::hours(8);

/// 业务日期. Gives the date that an instant falls on in Asia/Shanghai.
pub fn business_date(at: DateTime<Utc>) -> NaiveDate {
    at.naive_utc().checked_add_signed(SHANGHAI_OFFSET).map_or(NaiveDate::MAX, |local| local.date())
}

/// 零时. Gives the first instant of a date in Asia/Shanghai.
pub fn start_of_day(date: NaiveDate) -> DateTime<Utc> {
    instant(date, NaiveTime::MIN)
}

/// 二十四时. Gives the end of a date in Asia/Shanghai: the next midnight, itself no longer part
/// of the date (a period ends at 24:00).
pub fn end_of_day(date: NaiveDate) -> DateTime<Utc> {
    date.checked_add_days(Days::new(1)).map_or(DateTime::<Utc>::MAX_UTC, start_of_day)
}

/// Gives the instant at which clocks in Asia/Shanghai show this date and time.
pub(crate) fn instant(date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    date.and_time(time)
        .checked_sub_signed(SHANGHAI_OFFSET)
        .map_or(DateTime::<Utc>::MIN_UTC, |utc| utc.and_utc())
}

/// 期. A calendar month, the period of a sheet; written `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    /// The first day of the month: valid by construction, and it orders as the month does.
    first_day: NaiveDate,
}

/// Why a period could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PeriodError {
    /// The text is not a year of four digits, a hyphen and a month of two.
    #[error("period `{0}` is not written as YYYY-MM")]
    Malformed(String),
    /// There is no such month.
    #[error("there is no month {month} in the year {year}")]
    NoSuchMonth {
        /// The year asked for.
        year: i32,
        /// The month asked for.
        month: u32,
    },
}

impl Period {
    /// Makes the period of a year and a month; years are those of four digits.
    pub fn new(year: i32, month: u32) -> Result<Self, PeriodError> {
        NaiveDate::from_ymd_opt(year, month, 1)
            .filter(|_| (0..=9999).contains(&year))
            .map(|first_day| Self { first_day })
            .ok_or(PeriodError::NoSuchMonth { year, month })
    }

    /// Gives the period that a date lies in.
    pub fn of(date: NaiveDate) -> Self {
        // Every month has a first day; the fallback cannot be reached.
        Self { first_day: date.with_day(1).unwrap_or(date) }
    }

    /// 年. The year.
    pub fn year(self) -> i32 {
        self.first_day.year()
    }

    /// 月. The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.first_day.month()
    }

    /// 月初. The first day of the month.
    pub fn first_day(self) -> NaiveDate {
        self.first_day
    }

    /// 月末. The last day of the month.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day.pred_opt().unwrap_or(NaiveDate::MAX)
    }

    /// 下期. The month after this one.
    pub fn next(self) -> Self {
        self.shifted(self.first_day.checked_add_months(Months::new(1)))
    }

    /// 上期. The month before this one.
    pub fn previous(self) -> Self {
        self.shifted(self.first_day.checked_sub_months(Months::new(1)))
    }

    /// Says whether a date lies in the month.
    pub fn contains(self, date: NaiveDate) -> bool {
        Self::of(date) == self
    }

    /// Gives a day of the month by its number, or the last day of a month that is too short.
    pub fn day(self, number: u32) -> NaiveDate {
        self.first_day.with_day(number.max(1)).unwrap_or_else(|| self.last_day())
    }

    fn shifted(self, first_day: Option<NaiveDate>) -> Self {
        Self { first_day: first_day.unwrap_or(self.first_day) }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || PeriodError::Malformed(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(malformed)?;
        let digits = |part: &str, length| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return Err(malformed());
        }
        let year = year.parse().map_err(|_| malformed())?;
        let month = month.parse().map_err(|_| malformed())?;
        Self::new(year, month)
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn instant_of(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_business_date_changes_at_sixteen_hours_utc() {
        let before = business_date(instant_of("2026-11-23T15:59:59.999Z"));
        let after = business_date(instant_of("2026-11-23T16:00:00Z"));
        assert_eq!((before, after), (date("2026-11-23"), date("2026-11-24")));
    }

    #[test]
    fn a_day_ends_at_the_midnight_that_begins_the_next() {
        let day = date("2026-02-28");
        assert_eq!(end_of_day(day), instant_of("2026-02-28T16:00:00Z"));
        assert_eq!(end_of_day(day), start_of_day(date("2026-03-01")));
        assert_eq!(business_date(start_of_day(day)), day);
        assert_eq!(business_date(end_of_day(day)), date("2026-03-01"));
    }

    #[test]
    fn the_ends_of_time_saturate() {
        assert_eq!(business_date(DateTime::<Utc>::MAX_UTC), NaiveDate::MAX);
        assert_eq!(end_of_day(NaiveDate::MAX), DateTime::<Utc>::MAX_UTC);
        assert_eq!(start_of_day(NaiveDate::MIN), DateTime::<Utc>::MIN_UTC);
    }

    #[test]
    fn a_period_reads_and_writes_as_year_and_month() {
        let november: Period = "2026-11".parse().unwrap();
        assert_eq!(november, Period::new(2026, 11).unwrap());
        assert_eq!(november.to_string(), "2026-11");
        assert_eq!(serde_json::to_string(&november).unwrap(), "\"2026-11\"");
        assert_eq!(serde_json::from_str::<Period>("\"2026-11\"").unwrap(), november);
        for text in ["2026-13", "2026-00", "2026-1", "26-11", "2026/11", "2026-+1", "二〇二六-11"]
        {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_period_knows_its_days_and_neighbours() {
        let february: Period = "2024-02".parse().unwrap();
        assert_eq!(february.first_day(), date("2024-02-01"));
        assert_eq!(february.last_day(), date("2024-02-29"));
        assert_eq!(february.day(28), date("2024-02-28"));
        assert_eq!(february.day(31), date("2024-02-29"));
        assert!(february.contains(date("2024-02-29")) && !february.contains(date("2024-03-01")));
        let january = Period::new(2026, 1).unwrap();
        assert_eq!(january.previous().to_string(), "2025-12");
        assert_eq!(january.previous().next(), january);
        assert_eq!(Period::new(9999, 12).unwrap().last_day(), date("9999-12-31"));
    }
}
