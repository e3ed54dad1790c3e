//! Every lawful no of an assignment.

use chrono::NaiveDate;

use crate::rejection::rejections;
use crate::time::Period;
use crate::value::id::{MilestoneId, TargetId};

rejections! {
    /// The state or the duty does not allow the action.
    WrongState "WRONG_STATE" { action: &'static str, state: &'static str, duty: &'static str }
        => "责任事项({duty})处于 {state} 状态,不能执行 {action}。", "The assignment ({duty}) is {state}; `{action}` is not possible from there.";
           "请查看 availableActions。", "See `availableActions`.";
    /// Shares that do not make a whole.
    MilestoneWeights "MILESTONE_WEIGHTS" { sum: u64 } on "milestones"
        => "节点权重合计为 {sum},应为 100。", "The shares of the milestones sum to {sum}, not to 100.";
           "请调整权重使合计为 100。", "Adjust the shares so that they sum to 100.";
    /// A milestone without a share, or too many of them.
    MilestoneCount "MILESTONE_COUNT" { count: usize, limit: usize } on "milestones"
        => "共 {count} 个节点,应为 1 至 {limit} 个。", "{count} milestones were given; 1 to {limit} are accepted.";
           "请合并或拆分节点。", "Merge or split milestones.";
    /// The same milestone twice.
    MilestoneTwice "MILESTONE_TWICE" { milestone: MilestoneId } on "milestones"
        => "节点 {milestone} 被列出两次。", "Milestone {milestone} is listed twice.";
           "每个节点只列一次。", "List every milestone once.";
    /// A milestone after the end.
    MilestoneAfterDue "MILESTONE_AFTER_DUE" { due_on: NaiveDate, latest: NaiveDate } on "milestones"
        => "节点时限 {due_on} 晚于责任事项时限 {latest}。", "A milestone is due on {due_on}, after the assignment itself, {latest}.";
           "节点不得晚于责任事项的时限。", "Place it on or before the due date of the assignment.";
    /// A milestone that was done may not be taken away or changed.
    MilestoneDone "MILESTONE_DONE" { milestone: MilestoneId } on "milestones"
        => "节点 {milestone} 已完成,不能删除或改期。", "Milestone {milestone} is done; it cannot be dropped or moved.";
           "请原样保留已完成的节点。", "Keep milestones that are done as they are.";
    /// The balance speaks of a target that is not this assignment's.
    BalanceTargetUnknown "BALANCE_TARGET_UNKNOWN" { target: TargetId } on "targetId"
        => "责任事项没有指标 {target}。", "The assignment does not bear the target {target}.";
           "请使用责任事项的 targets 中的编号。", "Use an id from the assignment's `targets`.";
    /// Nothing ran before the plan came into force.
    BalanceAfterStart "BALANCE_AFTER_START" { on: NaiveDate, in_force_from: NaiveDate } on "on"
        => "期初日期 {on} 不早于施行日 {in_force_from}。", "The balance is of {on}, not before the plan came into force, {in_force_from}.";
           "期初数应为施行日以前的情况。", "An opening balance says what stood before that day.";
    /// A balance that was never registered.
    BalanceUnknown "BALANCE_UNKNOWN" { subject: String } on "targetId"
        => "没有登记过 {subject} 的期初数(- 为整体),不能更正。", "No opening balance of {subject} was registered (`-` is the whole), so none can be amended.";
           "请先登记期初数,或使用 balances 中的指标。", "Register it first, or name a target of the assignment's `balances`.";
    /// No row of that period.
    RowUnknown "ROW_UNKNOWN" { period: Period } on "period"
        => "{period} 没有月报行。", "There is no row for {period}.";
           "请核对期次。", "Check the period.";
    /// The row is not where the action needs it.
    RowNotWaiting "ROW_NOT_WAITING" { period: Period, stage: &'static str } on "period"
        => "{period} 的月报行处于 {stage} 环节,不在审核中。", "The row of {period} is {stage}; it does not wait for review.";
           "只能审核已报送的行。", "Only submitted rows can be reviewed.";
    /// No row waits for this review at all.
    NoRowWaiting "NO_ROW_WAITING"
        => "没有待审核的月报行。", "No row waits for review.";
           "请等待承办单位报送。", "Wait until the holder submits.";
    /// The office looks at a county's row after its lead.
    LeadCheckMissing "LEAD_CHECK_MISSING" { period: Period } on "period"
        => "{period} 的月报行尚未经牵头单位核对。", "The lead has not checked the row of {period} yet.";
           "请先由牵头单位核对。", "Let the lead check it first.";
    /// The signer of a row would judge it.
    ReviewerIsSubmitter "REVIEWER_IS_SUBMITTER" { period: Period } on "period"
        => "{period} 的月报行由本人签报,不能由本人审核。", "You signed the row of {period} yourself; another person must review it.";
           "请由另一人审核。", "Let another person review it.";
    /// Counties are still at work.
    ImplementersOpen "IMPLEMENTERS_OPEN" { count: usize }
        => "还有 {count} 个落实单位未办结。", "{count} implementing units have not closed.";
           "所有落实事项办结或不适用后,牵头事项方可办结。", "The lead closes when every implementation is closed or not applicable.";
    /// A support has not signed for and still has time to.
    SupportsUnsigned "SUPPORTS_UNSIGNED" { count: usize, until: NaiveDate }
        => "{count} 个配合单位尚未签收,{until} 以前仍在期限内。", "{count} supports have not signed for; they have until {until}.";
           "请等待签收或期限届满。", "Wait until they sign or their time is over.";
    /// Targets that the outcome says are met are not.
    TargetsOpen "TARGETS_OPEN" { count: usize } on "outcome"
        => "还有 {count} 项指标未达到,不能以 MET 办结。", "{count} targets are not met, so the outcome cannot be `MET`.";
           "请先报送达标数据,或选择 PARTLY_MET、NOT_MET。", "Report figures that meet them, or choose `PARTLY_MET` or `NOT_MET`.";
    /// Milestones that the outcome says are done are not.
    MilestonesOpen "MILESTONES_OPEN" { count: usize } on "outcome"
        => "还有 {count} 个节点未完成,不能以 MET 办结。", "{count} milestones are not done, so the outcome cannot be `MET`.";
           "请先报送节点完成情况,或选择 PARTLY_MET、NOT_MET。", "Report them done, or choose `PARTLY_MET` or `NOT_MET`.";
    /// Closing as done needs evidence.
    EvidenceMissing "EVIDENCE_MISSING" { outcome: &'static str } on "outcome"
        => "以 {outcome} 办结须提交办结佐证。", "Closing as `{outcome}` needs evidence for the closing.";
           "请先提交办结佐证。", "Submit evidence for the closing first.";
    /// Evidence for the closing was not verified by another unit.
    EvidenceUnverified "EVIDENCE_UNVERIFIED" { outcome: &'static str }
        => "以 {outcome} 办结的佐证尚未经其他单位核验。", "The evidence for closing as `{outcome}` was not verified by another unit.";
           "请先核验办结佐证。", "Verify the evidence for the closing first.";
    /// Ending a requirement needs the document that does so.
    BasisMissing "BASIS_MISSING" on "basis"
        => "以 NO_LONGER_REQUIRED 办结须注明依据文件。", "Closing as `NO_LONGER_REQUIRED` needs the document that says so.";
           "请填写依据文件文号。", "Give the number of the document.";
    /// A row is still being reviewed.
    RowsWaiting "ROWS_WAITING" { count: usize }
        => "还有 {count} 行月报在审核中。", "{count} rows still wait for review.";
           "请先审核这些行。", "Review them first.";
    /// The one who asked for closing would close.
    RequesterIsCloser "REQUESTER_IS_CLOSER"
        => "办结申请由本人提出,不能由本人办结。", "You asked for closing yourself; another person must decide.";
           "请由另一人办结。", "Let another person decide.";
    /// Nothing was accepted yet that could be amended.
    NothingToAmend "NOTHING_TO_AMEND"
        => "尚无审定的节点或指标数据,无可更正。", "Nothing was accepted yet, so there is nothing to amend.";
           "未审定的月报行请退回重报。", "Return a row that still waits instead.";
    /// A fact that was never accepted.
    FactNotAccepted "FACT_NOT_ACCEPTED" { subject: String }
        => "{subject} 没有审定的完成情况或数据,不能更正。", "Nothing was accepted of {subject}, so it cannot be amended.";
           "请使用责任事项中已完成的节点或已有数据的指标的编号。", "Use the id of a milestone that is done, or of a target that has a figure.";
    /// What has not happened yet is no fact.
    FactInFuture "FACT_IN_FUTURE" { on: NaiveDate, today: NaiveDate } on "on"
        => "更正日期 {on} 尚未到来,今日为 {today}。", "The fact is dated {on}, which has not come yet; today is {today}.";
           "请填写今日或更早的日期。", "Give today or an earlier day.";
}
