//! 工作日历. Working days, make-up days and provisional years.
//!
//! No day is built in: the notices of the State Council, the statutory days of years without one
//! and local closures are data that the caller hands over. Where nothing is said, Monday to
//! Friday are worked. Counting never includes the day it starts from (rule 3).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// 休息日或工作日. What a paper says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayKind {
    /// 放假. Not worked.
    Off,
    /// 上班（调休）. Worked, though it may be a Saturday or a Sunday.
    Workday,
}

/// 依据文件. Where an entry comes from; a later one of this list outranks the earlier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Paper {
    /// 法定节假日. A statutory day of a year whose notice is not out yet.
    Statutory,
    /// 国务院放假通知. The notice for a year; it may rule days of the December before it.
    Notice {
        /// The year the notice is for, not always the year of the day.
        paper_year: i32,
    },
    /// 地方临时安排. A local closure such as heavy snow, with its document number (rule 6).
    Local {
        /// The number of the document that ordered it.
        doc_no: String,
    },
}

/// 日历条目. What is said of one day, by which paper, under which name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The day.
    pub date: NaiveDate,
    /// Whether it is worked.
    pub kind: DayKind,
    /// The name of the holiday, as the paper writes it.
    pub name: String,
    /// Where this comes from.
    pub paper: Paper,
}

/// 工作日历. Which days are worked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, CalendarDay>,
    noticed_years: BTreeSet<i32>,
}

impl Calendar {
    /// Makes a calendar of the entries; where two speak of a day, the higher paper counts, and of
    /// equal papers the later notice. The order of the entries does not matter for different
    /// papers.
    pub fn new(entries: impl IntoIterator<Item = CalendarDay>) -> Self {
        let mut calendar = Self::default();
        for entry in entries {
            calendar.insert(entry);
        }
        calendar
    }

    fn insert(&mut self, entry: CalendarDay) {
        if let Paper::Notice { paper_year } = entry.paper {
            self.noticed_years.insert(paper_year);
        }
        let outranked = self.days.get(&entry.date).is_some_and(|known| known.paper > entry.paper);
        if !outranked {
            self.days.insert(entry.date, entry);
        }
    }

    /// Gives what a paper says of a day; `None` where Monday to Friday decide.
    pub fn entry(&self, date: NaiveDate) -> Option<&CalendarDay> {
        self.days.get(&date)
    }

    /// 是否工作日. Says whether a day is worked.
    pub fn is_workday(&self, date: NaiveDate) -> bool {
        match self.days.get(&date) {
            Some(entry) => entry.kind == DayKind::Workday,
            None => is_weekday(date),
        }
    }

    /// 是否暂定. Says whether a year has no notice yet, so that its deadlines may still move when
    /// the notice is loaded.
    pub fn is_provisional(&self, year: i32) -> bool {
        !self.noticed_years.contains(&year)
    }

    /// 加工作日. Gives the `count`-th working day after a date, the date itself not counted;
    /// zero gives the date itself, worked or not.
    pub fn add_workdays(&self, from: NaiveDate, count: u32) -> NaiveDate {
        self.walk(from, count, NaiveDate::succ_opt)
    }

    /// 减工作日. Gives the `count`-th working day before a date, the date itself not counted
    /// (T-10 wd).
    pub fn subtract_workdays(&self, from: NaiveDate, count: u32) -> NaiveDate {
        self.walk(from, count, NaiveDate::pred_opt)
    }

    /// 顺延. Gives the date if it is worked, else the first working day after it
    /// (the day after the holiday).
    pub fn roll_forward(&self, date: NaiveDate) -> NaiveDate {
        if self.is_workday(date) { date } else { self.add_workdays(date, 1) }
    }

    /// 提前. Gives the date if it is worked, else the last working day before it
    /// (report days may roll back).
    pub fn roll_back(&self, date: NaiveDate) -> NaiveDate {
        if self.is_workday(date) { date } else { self.subtract_workdays(date, 1) }
    }

    /// 工作日数. Counts the working days after `after` up to and including `until`; zero when
    /// `until` is not later. In steps of entries, not of days, so that a long range is cheap.
    pub fn workdays_between(&self, after: NaiveDate, until: NaiveDate) -> u32 {
        if until <= after {
            return 0;
        }
        let mut count = weekdays_up_to(until) - weekdays_up_to(after);
        let range = (std::ops::Bound::Excluded(after), std::ops::Bound::Included(until));
        for (date, entry) in self.days.range(range) {
            match (is_weekday(*date), entry.kind) {
                (true, DayKind::Off) => count -= 1,
                (false, DayKind::Workday) => count += 1,
                (true, DayKind::Workday) | (false, DayKind::Off) => {}
            }
        }
        u32::try_from(count).unwrap_or(0)
    }

    fn walk(
        &self,
        from: NaiveDate,
        count: u32,
        step: impl Fn(&NaiveDate) -> Option<NaiveDate>,
    ) -> NaiveDate {
        let mut date = from;
        let mut left = count;
        while left > 0 {
            let Some(following) = step(&date) else {
                return date;
            };
            date = following;
            if self.is_workday(date) {
                left -= 1;
            }
        }
        date
    }
}

fn is_weekday(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Counts Mondays to Fridays from a fixed Monday up to and including a date; negative before it.
fn weekdays_up_to(date: NaiveDate) -> i64 {
    // Day 1 of the common era is a Monday.
    let days = i64::from(date.num_days_from_ce());
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn entry(day: &str, kind: DayKind, paper: Paper) -> CalendarDay {
        CalendarDay { date: date(day), kind, name: "测试".to_owned(), paper }
    }

    #[test]
    fn without_papers_monday_to_friday_are_worked() {
        let calendar = Calendar::default();
        assert!(
            calendar.is_workday(date("2026-11-23")) && !calendar.is_workday(date("2026-11-22"))
        );
        assert!(calendar.is_provisional(2026));
        assert_eq!(calendar.add_workdays(date("2026-11-20"), 1), date("2026-11-23"));
        assert_eq!(calendar.add_workdays(date("2026-11-21"), 0), date("2026-11-21"));
    }

    #[test]
    fn a_notice_rules_the_december_before_it_and_makes_only_its_own_year_final() {
        let notice = Paper::Notice { paper_year: 2007 };
        let calendar = Calendar::new([entry("2006-12-30", DayKind::Workday, notice)]);
        assert!(calendar.is_workday(date("2006-12-30")));
        assert!(calendar.is_provisional(2006) && !calendar.is_provisional(2007));
    }

    #[test]
    fn the_higher_paper_counts_in_either_order() {
        let statutory = entry("2027-10-08", DayKind::Workday, Paper::Statutory);
        let notice = entry("2027-10-08", DayKind::Off, Paper::Notice { paper_year: 2027 });
        let local = entry(
            "2027-10-08",
            DayKind::Workday,
            Paper::Local { doc_no: "长政办〔2027〕1号".into() },
        );
        for order in [[&statutory, &notice], [&notice, &statutory]] {
            assert!(!Calendar::new(order.map(Clone::clone)).is_workday(date("2027-10-08")));
        }
        for order in [[&local, &notice], [&notice, &local]] {
            assert!(Calendar::new(order.map(Clone::clone)).is_workday(date("2027-10-08")));
        }
    }

    #[test]
    fn counting_by_entries_equals_counting_by_days() {
        let notice = Paper::Notice { paper_year: 2026 };
        let calendar = Calendar::new([
            entry("2026-02-14", DayKind::Workday, notice.clone()),
            entry("2026-02-15", DayKind::Off, notice.clone()),
            entry("2026-02-16", DayKind::Off, notice),
        ]);
        for from in date("2026-01-28").iter_days().take(20) {
            let mut counted = 0;
            for until in from.iter_days().take(40).skip(1) {
                counted += u32::from(calendar.is_workday(until));
                assert_eq!(calendar.workdays_between(from, until), counted, "{from} {until}");
                assert_eq!(calendar.workdays_between(until, from), 0);
            }
        }
    }

    #[test]
    fn the_ends_of_the_calendar_saturate() {
        let calendar = Calendar::default();
        assert_eq!(calendar.add_workdays(NaiveDate::MAX, 3), NaiveDate::MAX);
        assert_eq!(calendar.subtract_workdays(NaiveDate::MIN, 3), NaiveDate::MIN);
        assert!(calendar.workdays_between(NaiveDate::MIN, NaiveDate::MAX) > 0);
    }
}
