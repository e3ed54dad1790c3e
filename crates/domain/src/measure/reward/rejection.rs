//! Every lawful no of a pot.

use chrono::NaiveDate;

use crate::rejection::rejections;

rejections! {
    /// The state does not allow the action.
    WrongState "WRONG_STATE" { action: &'static str, state: &'static str }
        => "资金处于 {state} 状态,不能执行 {action}。", "The fund is {state}; `{action}` is not possible from there.";
           "请查看 availableActions。", "See `availableActions`.";
    /// The assessment that the money rests on is not published.
    ResultUnpublished "RESULT_UNPUBLISHED" { state: &'static str }
        => "考核处于 {state} 状态,通报后方可测算。", "The assessment is {state}; money is split after its result is published.";
           "请先通报考核结果。", "Publish the result first.";
    /// The result of the assessment cannot be computed.
    ResultUnreadable "RESULT_UNREADABLE" { count: usize }
        => "考核结果有 {count} 处问题,不能据以测算。", "The result of the assessment has {count} faults, so that no money rests on it.";
           "请先更正考核结果。", "Have the result corrected first.";
    /// A county is named that was not assessed.
    CountyUnknown "COUNTY_UNKNOWN" { county: String } on "counties"
        => "“{county}”不在考核对象中。", "`{county}` was not assessed.";
           "请使用考核方案中的县区代码。", "Use the codes of the scheme.";
    /// The publicity is shorter than the rules allow.
    PublicityTooShort "PUBLICITY_TOO_SHORT" { workdays: u32 } on "publicityWorkdays"
        => "公示期 {workdays} 个工作日,少于 5 个工作日。", "The publicity of {workdays} working days is shorter than 5.";
           "请设为 5 个工作日以上。", "Set it to five working days or more.";
    /// A rule of the fund cannot be met.
    CannotSplit "CANNOT_SPLIT" { because: String }
        => "资金无法分配:{because}。", "The pool cannot be split: {because}.";
           "请按所列算式更正额度、因素或上限。", "Correct the pool, the factors or the caps as the arithmetic says.";
    /// Somebody would check what he set or calculated himself.
    CheckerIsMaker "CHECKER_IS_MAKER"
        => "下达额度或测算的人员不得复核。", "Who set the pool or calculated may not check.";
           "请由另一名财政人员复核。", "Let a second finance person check.";
    /// The second run came to other amounts.
    RunsDiffer "RUNS_DIFFER" { count: usize, county: String, first: String, second: String } on "amounts"
        => "两次测算有 {count} 个县区不一致,首个为“{county}”:测算 {first} 元,复核 {second} 元。",
           "The two runs differ for {count} counties, the first being `{county}`: {first} yuan calculated, {second} yuan checked.";
           "请核对两次测算的输入;有误的由财政更正额度后重新测算。", "Compare the input of both; where it is wrong, set the pool right and calculate again.";
    /// A digest is needed and the engine gave none.
    DigestMissing "DIGEST_MISSING"
        => "缺少内容摘要,不能办理。", "The digest of the content is missing.";
           "请重试。", "Try again.";
    /// The publicity is not over.
    PublicityRuns "PUBLICITY_RUNS" { until: NaiveDate, today: NaiveDate }
        => "公示至 {until} 届满,今天是 {today}。", "The publicity runs until {until}, and today is {today}.";
           "请于届满次日办理。", "Do it on the day after.";
    /// The money would be issued later than the budget law has it.
    IssuedLate "ISSUED_LATE" { due_on: NaiveDate, today: NaiveDate, days: u32 } on "exception"
        => "预算批准后 {days} 日内应下达,即不晚于 {due_on},今天是 {today}。",
           "It is to be issued within {days} days of the approval of the budget, by {due_on}, and today is {today}.";
           "据实结算等例外情形请注明依据(预算法第五十二条)。", "Cite the exception, such as settlement by actual cost (budget law, article 52).";
    /// A day lies where it cannot.
    DayOutOfOrder "DAY_OUT_OF_ORDER" { on: NaiveDate, from: NaiveDate, today: NaiveDate } on "on"
        => "日期 {on} 应在 {from} 至 {today} 之间。", "The day {on} must lie between {from} and {today}.";
           "请更正日期。", "Correct the day.";
    /// A county that got money has no report, or one that got none has.
    ReportsIncomplete "REPORTS_INCOMPLETE" { county: String } on "reports"
        => "“{county}”的绩效报告缺失或多余。", "The performance report of `{county}` is missing, or there is no such county.";
           "请为每个获得资金的县区各报一份。", "Give one for each county that got money.";
    /// More was spent than was given.
    SpentTooMuch "SPENT_TOO_MUCH" { county: String, spent: String, amount: String } on "reports"
        => "“{county}”支出 {spent} 元,超过分配额 {amount} 元。", "`{county}` spent {spent} yuan, more than the {amount} yuan it got.";
           "请更正支出。", "Correct what was spent.";
}
