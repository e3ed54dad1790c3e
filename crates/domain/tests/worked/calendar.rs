//! 日历算例. Working days, terms and report days (C1 to C10).

use chrono::{Datelike, NaiveDate};
use duban_domain::time::Period;
use duban_domain::time::calendar::{Calendar, CalendarDay, DayKind, Paper};
use duban_domain::time::deadline::{
    ReportDay, ReportMonth, Roll, Term, due_on, freezes_on, report_due_on,
};

/// Year, spans of days off, make-up workdays.
type Notice = (i32, &'static [(&'static str, &'static str)], &'static [&'static str]);

/// The notices for 2024, 2025 and 2026.
const NOTICES: [Notice; 3] = [
    (
        2024,
        &[
            ("2024-01-01", "2024-01-01"),
            ("2024-02-10", "2024-02-17"),
            ("2024-04-04", "2024-04-06"),
            ("2024-05-01", "2024-05-05"),
            ("2024-06-10", "2024-06-10"),
            ("2024-09-15", "2024-09-17"),
            ("2024-10-01", "2024-10-07"),
        ],
        &[
            "2024-02-04",
            "2024-02-18",
            "2024-04-07",
            "2024-04-28",
            "2024-05-11",
            "2024-09-14",
            "2024-09-29",
            "2024-10-12",
        ],
    ),
    (
        2025,
        &[
            ("2025-01-01", "2025-01-01"),
            ("2025-01-28", "2025-02-04"),
            ("2025-04-04", "2025-04-06"),
            ("2025-05-01", "2025-05-05"),
            ("2025-05-31", "2025-06-02"),
            ("2025-10-01", "2025-10-08"),
        ],
        &["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"],
    ),
    (
        2026,
        &[
            ("2026-01-01", "2026-01-03"),
            ("2026-02-15", "2026-02-23"),
            ("2026-04-04", "2026-04-06"),
            ("2026-05-01", "2026-05-05"),
            ("2026-06-19", "2026-06-21"),
            ("2026-09-25", "2026-09-27"),
            ("2026-10-01", "2026-10-07"),
        ],
        &["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"],
    ),
];

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The calendar of the three notices.
pub fn calendar() -> Calendar {
    let mut days = Vec::new();
    for (paper_year, spans, workdays) in NOTICES {
        let mut add = |date, kind| {
            let paper = Paper::Notice { paper_year };
            days.push(CalendarDay { date, kind, name: "放假安排".to_owned(), paper });
        };
        for (first, last) in spans {
            let last = date(last);
            date(first).iter_days().take_while(|day| *day <= last).for_each(|day| {
                add(day, DayKind::Off);
            });
        }
        workdays.iter().for_each(|day| add(date(day), DayKind::Workday));
    }
    Calendar::new(days)
}

#[test]
fn c1_sign_for_runs_into_a_make_up_day() {
    let calendar = calendar();
    let due = |count| due_on(&calendar, date("2026-02-13"), Term::Workdays(count));
    assert_eq!((due(1), due(2)), (date("2026-02-14"), date("2026-02-24")));
}

#[test]
fn c2_five_working_days_pass_over_the_national_day() {
    let due = due_on(&calendar(), date("2026-09-30"), Term::Workdays(5));
    assert_eq!(due, date("2026-10-13"));
}

#[test]
fn c3_thirty_days_roll_past_the_spring_festival() {
    let due = due_on(&calendar(), date("2026-01-22"), Term::Days(30));
    assert_eq!(due, date("2026-02-24"));
}

#[test]
fn c4_publicity_counts_the_saturday_that_is_worked() {
    let due = due_on(&calendar(), date("2026-04-30"), Term::Workdays(5));
    assert_eq!(due, date("2026-05-11"));
}

#[test]
fn c5_disclosure_takes_twenty_working_days() {
    let due = due_on(&calendar(), date("2026-03-02"), Term::Workdays(20));
    assert_eq!(due, date("2026-03-30"));
}

#[test]
fn c6_the_report_day_rolls_only_where_it_is_off() {
    let calendar = calendar();
    let due = |month, roll| {
        let rule = ReportDay { month: ReportMonth::Same, day: 28, roll };
        report_due_on(&calendar, Period::new(2026, month).unwrap(), rule)
    };
    assert!(calendar.is_workday(date("2026-02-28")) && !calendar.is_workday(date("2026-03-28")));
    assert_eq!(due(2, Roll::Forward), date("2026-02-28"));
    assert_eq!(due(3, Roll::Forward), date("2026-03-30"));
    assert_eq!(due(3, Roll::Back), date("2026-03-27"));
}

#[test]
fn c7_reminders_and_the_last_extension_day_count_back() {
    let calendar = calendar();
    let before = |count| calendar.subtract_workdays(date("2025-12-31"), count);
    assert_eq!(
        (before(10), before(3), before(5)),
        (date("2025-12-17"), date("2025-12-26"), date("2025-12-24"))
    );
}

#[test]
fn c8_urge_and_bulletin_count_on_from_the_due_date() {
    let calendar = calendar();
    let after = |count| calendar.add_workdays(date("2025-12-31"), count);
    assert_eq!(
        (after(1), after(5), after(10)),
        (date("2026-01-04"), date("2026-01-08"), date("2026-01-15"))
    );
}

#[test]
fn c9_february_2026_has_sixteen_working_days() {
    let calendar = calendar();
    assert_eq!(calendar.workdays_between(date("2026-01-31"), date("2026-02-28")), 16);
}

#[test]
fn c10_a_month_from_the_thirty_first_ends_on_the_month_end() {
    let calendar = calendar();
    let due = due_on(&calendar, date("2026-01-31"), Term::Months(1));
    assert_eq!(due, date("2026-02-28"));
    assert!(calendar.is_workday(due));
}

#[test]
fn the_years_have_251_248_and_248_working_days() {
    let calendar = calendar();
    let count = |year| {
        let last = |year| NaiveDate::from_ymd_opt(year, 12, 31).unwrap();
        calendar.workdays_between(last(year - 1), last(year))
    };
    assert_eq!((count(2024), count(2025), count(2026)), (251, 248, 248));
}

#[test]
fn a_month_freezes_after_five_working_days_of_checking() {
    // Report due 2026-02-28, check closes 2026-03-06, frozen on the next working day.
    assert_eq!(freezes_on(&calendar(), date("2026-02-28"), 5), date("2026-03-09"));
}

/// Reads the shared list of notices where `DUBAN_SHARED` names its folder.
#[test]
fn the_shared_notices_say_the_same() {
    let Ok(shared) = std::env::var("DUBAN_SHARED") else {
        eprintln!("skipped without DUBAN_SHARED: the notices of 2007 to 2026");
        return;
    };
    let path = std::path::Path::new(&shared).join("domain/holidays.json");
    let text = std::fs::read_to_string(path).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let days = file["days"].as_object().unwrap().iter().map(|(day, entry)| CalendarDay {
        date: date(day),
        kind: if entry["off"].as_bool().unwrap() { DayKind::Off } else { DayKind::Workday },
        name: entry["name"].as_str().unwrap().to_owned(),
        paper: Paper::Notice {
            paper_year: i32::try_from(entry["paper_year"].as_i64().unwrap()).unwrap(),
        },
    });
    let shared = Calendar::new(days);
    let own = calendar();
    for day in date("2024-01-01").iter_days().take_while(|day| day.year() < 2027) {
        assert_eq!(shared.is_workday(day), own.is_workday(day), "{day}");
    }
    assert!((2007..2027).all(|year| !shared.is_provisional(year)));
    assert!(shared.is_provisional(2027));
}
