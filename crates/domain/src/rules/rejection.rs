//! Every lawful no of the rules.

use chrono::NaiveDate;

use crate::rejection::rejections;

rejections! {
    /// The day of the month cannot be in every month.
    DueDayOutOfRange "DUE_DAY_OUT_OF_RANGE" { due_day: u32 } on "reportDueDay"
        => "月报截止日为 {due_day} 日,不在 1 至 28 之间。", "The report day {due_day} is not between 1 and 28.";
           "请选择每个月都有的日期。", "Choose a day that every month has.";
    /// The rules would change the past.
    EffectiveInPast "EFFECTIVE_IN_PAST" { effective_from: NaiveDate, today: NaiveDate } on "effectiveFrom"
        => "规则拟自 {effective_from} 起施行,早于今日 {today}。", "The rules would count from {effective_from}, before today, {today}.";
           "请从今日或以后起施行。", "Let them count from today or later.";
    /// A day of the notice lies too far from its year.
    DayOutsideYear "DAY_OUTSIDE_YEAR" { year: i32, date: NaiveDate }
        => "{date} 不属于 {year} 年放假通知的范围。", "{date} does not belong to the notice of {year}.";
           "请核对通知年份。", "Check the year of the notice.";
}
