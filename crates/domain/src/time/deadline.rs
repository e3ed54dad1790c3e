//! 期限. Due dates and instants, roll rules, remaining working time.
//!
//! The start day is not counted. Calendar-day and month periods whose last day is not worked end
//! on the first working day after it; working-day periods end on a working day by themselves.

use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::{Period, business_date, end_of_day, instant};

/// 期限长度. How long a limit runs, as the rule words it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Term {
    /// N小时. Running hours, for urgent sign-for (特急 4 h).
    Hours(u32),
    /// N日. Calendar days; the last day rolls forward.
    Days(u32),
    /// N个工作日. Working days.
    Workdays(u32),
    /// N个月. Months, to the same day number or the month's end; the last day rolls forward.
    Months(u32),
}

/// 遇休息日的处理. What happens to a report day that is not worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Roll {
    /// 顺延. To the next working day.
    Forward,
    /// 提前. To the working day before.
    Back,
}

/// 报送月. The month in which a period's report falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReportMonth {
    /// 当月. In the month reported on.
    Same,
    /// 次月. In the month after it.
    Following,
}

/// 报送日. When the report of a period falls due (day 28, rolled forward).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportDay {
    /// The month it falls in.
    pub month: ReportMonth,
    /// The day number; a shorter month ends on its last day.
    pub day: u32,
    /// What happens on a day off.
    pub roll: Roll,
}

/// 截止时刻. When a due date is over (24:00, or the close of business).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cutoff {
    /// 24:00. The midnight that ends the day.
    Midnight,
    /// 下班时间. The close of business, in Asia/Shanghai.
    CloseOfBusiness(NaiveTime),
}

/// 剩余工作时间. How a date stands to a due date, in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remaining {
    /// 剩余. Working days that are left after today, the due date included; zero on the due date,
    /// and before it when only days off remain.
    Left(u32),
    /// 逾期. Working days that have passed since the due date; zero while no working day has.
    Late(u32),
}

/// 到期日. Gives the due date of a term that starts on a date. Hours are not
/// a matter of dates and end on the start day; [`due_at`] counts them.
pub fn due_on(calendar: &Calendar, start: NaiveDate, term: Term) -> NaiveDate {
    match term {
        Term::Hours(_) => start,
        Term::Days(count) => {
            let last = start.checked_add_days(Days::new(count.into()));
            calendar.roll_forward(last.unwrap_or(NaiveDate::MAX))
        }
        Term::Workdays(count) => calendar.add_workdays(start, count),
        Term::Months(count) => {
            let last = start.checked_add_months(Months::new(count));
            calendar.roll_forward(last.unwrap_or(NaiveDate::MAX))
        }
    }
}

/// 到期时刻. Gives the instant from which a term that starts at an instant is missed: it is met
/// strictly before it.
pub fn due_at(
    calendar: &Calendar,
    started_at: DateTime<Utc>,
    term: Term,
    cutoff: Cutoff,
) -> DateTime<Utc> {
    match term {
        Term::Hours(count) => started_at
            .checked_add_signed(TimeDelta::hours(count.into()))
            .unwrap_or(DateTime::<Utc>::MAX_UTC),
        Term::Days(_) | Term::Workdays(_) | Term::Months(_) => {
            cutoff_at(due_on(calendar, business_date(started_at), term), cutoff)
        }
    }
}

/// 截止. Gives the instant from which a due date is over.
pub fn cutoff_at(due_on: NaiveDate, cutoff: Cutoff) -> DateTime<Utc> {
    match cutoff {
        Cutoff::Midnight => end_of_day(due_on),
        Cutoff::CloseOfBusiness(time) => instant(due_on, time),
    }
}

/// 月报到期日. Gives the date on which the report of a period is due.
pub fn report_due_on(calendar: &Calendar, period: Period, rule: ReportDay) -> NaiveDate {
    let month = match rule.month {
        ReportMonth::Same => period,
        ReportMonth::Following => period.next(),
    };
    let day = month.day(rule.day);
    match rule.roll {
        Roll::Forward => calendar.roll_forward(day),
        Roll::Back => calendar.roll_back(day),
    }
}

/// 月度冻结日. Gives the date on which a period's lights freeze: the working day after the check
/// of its reports closes (the light of a closed month is frozen).
pub fn freezes_on(calendar: &Calendar, report_due_on: NaiveDate, check_workdays: u32) -> NaiveDate {
    calendar.add_workdays(report_due_on, check_workdays.saturating_add(1))
}

/// 剩余. Says how many working days are left until a due date, or how many it is late.
pub fn remaining(calendar: &Calendar, today: NaiveDate, due_on: NaiveDate) -> Remaining {
    if today <= due_on {
        Remaining::Left(calendar.workdays_between(today, due_on))
    } else {
        Remaining::Late(calendar.workdays_between(due_on, today))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::calendar::{CalendarDay, DayKind, Paper};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The days of the 2026 notice that these rules touch.
    fn calendar() -> Calendar {
        let mut days = vec![("2026-02-14", DayKind::Workday), ("2026-02-28", DayKind::Workday)];
        for off in ["15", "16", "17", "18", "19", "20", "21", "22", "23"] {
            days.push((["2026-02-", off].concat().leak(), DayKind::Off));
        }
        Calendar::new(days.into_iter().map(|(day, kind)| CalendarDay {
            date: date(day),
            kind,
            name: "春节".to_owned(),
            paper: Paper::Notice { paper_year: 2026 },
        }))
    }

    #[test]
    fn calendar_days_roll_to_the_day_after_the_holiday() {
        let due = due_on(&calendar(), date("2026-01-22"), Term::Days(30));
        assert_eq!(due, date("2026-02-24"));
    }

    #[test]
    fn months_end_on_the_same_day_number_or_the_month_end() {
        let calendar = calendar();
        assert_eq!(due_on(&calendar, date("2026-01-31"), Term::Months(1)), date("2026-02-28"));
        assert_eq!(due_on(&calendar, date("2026-01-13"), Term::Months(1)), date("2026-02-13"));
        assert_eq!(due_on(&calendar, date("2026-01-20"), Term::Months(1)), date("2026-02-24"));
    }

    #[test]
    fn working_days_end_at_the_midnight_after_the_last() {
        let started_at = "2026-02-13T01:00:00Z".parse().unwrap();
        let due = due_at(&calendar(), started_at, Term::Workdays(1), Cutoff::Midnight);
        assert_eq!(due, "2026-02-14T16:00:00Z".parse::<DateTime<Utc>>().unwrap());
        let five = NaiveTime::from_hms_opt(17, 30, 0).unwrap();
        let due = due_at(&calendar(), started_at, Term::Workdays(1), Cutoff::CloseOfBusiness(five));
        assert_eq!(due, "2026-02-14T09:30:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn the_start_day_is_that_of_shanghai() {
        let late_evening_utc = "2026-02-12T16:00:00Z".parse().unwrap();
        let due = due_at(&calendar(), late_evening_utc, Term::Workdays(1), Cutoff::Midnight);
        assert_eq!(due, "2026-02-14T16:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn hours_run_on() {
        let started_at = "2026-02-14T15:00:00Z".parse().unwrap();
        let due = due_at(&calendar(), started_at, Term::Hours(4), Cutoff::Midnight);
        assert_eq!(due, "2026-02-14T19:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn a_report_day_rolls_either_way_and_in_either_month() {
        let calendar = calendar();
        let rule = |month, roll| ReportDay { month, day: 28, roll };
        let march = Period::new(2026, 3).unwrap();
        let due = |period, month, roll| report_due_on(&calendar, period, rule(month, roll));
        assert_eq!(due(march, ReportMonth::Same, Roll::Forward), date("2026-03-30"));
        assert_eq!(due(march, ReportMonth::Same, Roll::Back), date("2026-03-27"));
        assert_eq!(due(march.previous(), ReportMonth::Following, Roll::Back), date("2026-03-27"));
        assert_eq!(due(march.previous(), ReportMonth::Same, Roll::Back), date("2026-02-28"));
    }

    #[test]
    fn a_month_freezes_the_working_day_after_its_check_closes() {
        let due = date("2026-03-30");
        assert_eq!(freezes_on(&calendar(), due, 5), date("2026-04-07"));
    }

    #[test]
    fn remaining_time_counts_working_days_on_both_sides() {
        let calendar = calendar();
        let due = date("2026-02-14");
        assert_eq!(remaining(&calendar, date("2026-02-12"), due), Remaining::Left(2));
        assert_eq!(remaining(&calendar, due, due), Remaining::Left(0));
        assert_eq!(remaining(&calendar, date("2026-02-23"), due), Remaining::Late(0));
        assert_eq!(remaining(&calendar, date("2026-02-24"), due), Remaining::Late(1));
    }
}
