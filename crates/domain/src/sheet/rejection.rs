//! Every lawful no of a sheet.

use chrono::NaiveDate;

use crate::rejection::rejections;
use crate::value::id::{AssignmentId, MilestoneId, TargetId};

rejections! {
    /// The sheet does not exist or does not allow the action.
    WrongState "WRONG_STATE" { action: &'static str, state: &'static str }
        => "月报表处于 {state} 状态,不能执行 {action}。", "The sheet is {state}; `{action}` is not possible from there.";
           "签收以后,系统每月自动建表。", "Sheets are opened each month for what was signed for.";
    /// The sheet has no such row.
    RowUnknown "ROW_UNKNOWN" { assignment: AssignmentId } on "rows"
        => "本期月报没有责任事项 {assignment} 的行。", "This sheet has no row for assignment {assignment}.";
           "请使用月报表 rows 中的责任事项。", "Use the assignments in the sheet's `rows`.";
    /// A row named twice in one command.
    RowTwice "ROW_TWICE" { assignment: AssignmentId } on "rows"
        => "责任事项 {assignment} 被列出两次。", "Assignment {assignment} is listed twice.";
           "每行只列一次。", "List every row once.";
    /// The row was submitted or accepted.
    RowNotOpen "ROW_NOT_OPEN" { assignment: AssignmentId, stage: &'static str } on "rows"
        => "责任事项 {assignment} 的行处于 {stage} 环节,不能再填报。", "The row of assignment {assignment} is {stage}; it cannot be written now.";
           "已报送的行须先撤回,或等待退回。", "Withdraw it first, or wait until it is returned.";
    /// Nothing is left to submit.
    NothingOpen "NOTHING_OPEN"
        => "没有可报送的行。", "There is no row to submit.";
           "所有行均已报送。", "Every row was submitted already.";
    /// "No change" is not enough where something is due.
    RowRequired "ROW_REQUIRED" { assignment: AssignmentId, due: String } on "rows"
        => "责任事项 {assignment} 本期有到期事项({due}),不能填“无变化”。", "Assignment {assignment} has something due in this period ({due}); \"no change\" is not enough.";
           "请填写进展情况。", "Report its progress.";
    /// Drafter and signer are one person.
    DrafterIsSigner "DRAFTER_IS_SIGNER" { assignment: AssignmentId } on "rows"
        => "责任事项 {assignment} 的行由本人填写,不能由本人审签。", "You wrote the row of assignment {assignment} yourself; another person must sign it.";
           "请由另一人审签。", "Let another person sign it.";
    /// A milestone of another assignment, or one that is done.
    MilestoneUnknown "MILESTONE_UNKNOWN" { milestone: MilestoneId } on "milestones"
        => "节点 {milestone} 不在未完成节点之列。", "{milestone} is not an open milestone of the assignment.";
           "请使用责任事项的 milestones 中未完成的节点。", "Use an open one of the assignment's `milestones`.";
    /// A figure for a target that the assignment does not bear.
    TargetUnknown "TARGET_UNKNOWN" { target: TargetId } on "figures"
        => "指标 {target} 不由该责任事项承担。", "The assignment does not bear the target {target}.";
           "请使用责任事项的 targets 中的指标。", "Use one of the assignment's `targets`.";
    /// Something is said to have happened in the future.
    DateInFuture "DATE_IN_FUTURE" { on: NaiveDate, today: NaiveDate } on "rows"
        => "所报日期 {on} 晚于今日 {today}。", "The date {on} lies after today, {today}.";
           "请填报已发生的情况。", "Report what has happened.";
    /// Somebody looked at the row already.
    ReviewStarted "REVIEW_STARTED" { assignment: AssignmentId, stage: &'static str } on "rows"
        => "责任事项 {assignment} 的行处于 {stage} 环节,不能撤回。", "The row of assignment {assignment} is {stage}; it cannot be withdrawn.";
           "只能撤回已报送而未审核的行。", "Only submitted rows that nobody reviewed can be withdrawn.";
    /// There is no last period to copy.
    NoLastSheet "NO_LAST_SHEET"
        => "上期没有可沿用的内容。", "There is nothing of the last period to copy.";
           "请直接填报。", "Write the rows instead.";
}
