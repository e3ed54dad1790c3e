//! Every lawful no of a task.

use chrono::NaiveDate;

use crate::rejection::rejections;
use crate::value::id::{TargetId, TaskId, UnitId};

rejections! {
    /// The state does not allow the action.
    WrongState "WRONG_STATE" { action: &'static str, state: &'static str }
        => "任务处于 {state} 状态,不能执行 {action}。", "The task is {state}; `{action}` is not possible from there.";
           "请查看 availableActions。", "See `availableActions`.";
    /// The plan is no longer a draft, or does not exist.
    PlanNotDraft "PLAN_NOT_DRAFT" { state: &'static str }
        => "行动方案处于 {state} 状态,不再是草稿。", "The plan is {state}, no longer a draft.";
           "已印发的方案须以修订文件变更。", "An issued plan is changed by an amending document.";
    /// The document names no lead that is known.
    LeadMissing "LEAD_MISSING" { no: u32 } on "leadId"
        => "第 {no} 项任务没有牵头单位。", "Task {no} has no lead.";
           "请先指定牵头单位。", "Name its lead first.";
    /// One unit cannot lead and support the same task.
    LeadAlsoSupports "LEAD_ALSO_SUPPORTS" { unit: UnitId } on "supportIds"
        => "单位 {unit} 既是牵头单位又是配合单位。", "Unit {unit} is named as lead and as support.";
           "请从配合单位中去掉牵头单位。", "Leave the lead out of the supports.";
    /// A unit is named twice.
    UnitTwice "UNIT_TWICE" { unit: UnitId }
        => "单位 {unit} 被列出两次。", "Unit {unit} is listed twice.";
           "每个单位只列一次。", "List every unit once.";
    /// One unit cannot carry a task out twice, or is not on file.
    ImplementerUnfit "IMPLEMENTER_UNFIT" { unit: UnitId } on "implementerIds"
        => "单位 {unit} 不在名录中,或在落实单位中被列出两次。", "Unit {unit} is not on file, or is listed twice among those who carry the task out.";
           "请登记该单位,每个单位只列一次。", "Register the unit and list every unit once.";
    /// A target that only some counties bear names counties.
    BearerUnfit "BEARER_UNFIT" { target: TargetId } on "bearerUnitIds"
        => "指标 {target} 的承担单位须为名录中的县区,至少一个且不重复。", "Target {target} must be borne by counties on file: at least one, each once.";
           "请填写承担该指标的县区。", "Name the counties that have to reach it.";
    /// A county that bears a target does not carry the task out.
    BearerNotImplementer "BEARER_NOT_IMPLEMENTER" { target: TargetId, unit: UnitId }
        => "县区 {unit} 承担指标 {target},但不在该任务的落实地区之内。", "County {unit} bears target {target} but does not carry the task out.";
           "须先使指标的承担县区与任务的落实地区一致。", "The counties of the target must be among those that carry the task out.";
    /// A unit that is not on file.
    UnitUnknown "UNIT_UNKNOWN" { unit: UnitId } on "leadId"
        => "单位 {unit} 不在单位名录中。", "Unit {unit} is not on file.";
           "请先登记该单位。", "Register the unit first.";
    /// Counties carry tasks out, they do not lead them.
    LeadIsCounty "LEAD_IS_COUNTY" { unit: UnitId } on "leadId"
        => "单位 {unit} 是县区,不能作为市级牵头单位。", "Unit {unit} is a county; it cannot lead a task of the city.";
           "请指定市直单位牵头。", "Name a bureau of the city as lead.";
    /// The due date lies after the plan's horizon or before its document.
    DueOutsidePlan "DUE_OUTSIDE_PLAN" { due_on: NaiveDate, from: NaiveDate, to: NaiveDate } on "dueOn"
        => "完成时限 {due_on} 不在 {from} 至 {to} 之间。", "The due date {due_on} is not between {from} and {to}.";
           "请选择方案期限以内的日期。", "Choose a date within the plan.";
    /// Value, upper value and comparator do not fit.
    TargetInconsistent "TARGET_INCONSISTENT" { comparator: &'static str }
        => "比较方式 {comparator} 与目标值不相符。", "The values do not fit the comparator {comparator}.";
           "区间须有上下限,定性指标不带数值。", "A range needs both ends; a qualitative target has no value.";
    /// No such target.
    TargetUnknown "TARGET_UNKNOWN" { target: TargetId } on "targetId"
        => "任务没有指标 {target}。", "The task has no target {target}.";
           "请使用任务的 targets 中的编号。", "Use an id from the task's `targets`.";
    /// Too many targets on one task.
    TooManyTargets "TOO_MANY_TARGETS" { limit: usize }
        => "一项任务至多 {limit} 个指标。", "A task holds at most {limit} targets.";
           "请拆分任务。", "Split the task.";
    /// A run lies outside of the task's words, is empty, or overlaps another.
    RangeUnfit "RANGE_UNFIT" { start: u32, end: u32, length: usize } on "sentences"
        => "区段 {start} 至 {end} 不在正文(共 {length} 字)之内,或为空,或与其他区段重叠。", "The run from {start} to {end} is empty, overlaps another one, or lies outside of the {length} characters of the text.";
           "请按正文字符位置填写互不重叠的区段。", "Give runs of the text, by its characters, that do not overlap.";
    /// A part takes no words with it.
    PartEmpty "PART_EMPTY" { no: usize } on "sentences"
        => "第 {no} 个拆分部分没有文字。", "Part {no} takes no words with it.";
           "请为每个部分至少指定一个区段。", "Give every part at least one run of the text.";
    /// Every word would be taken out.
    NothingLeft "NOTHING_LEFT" on "sentences"
        => "拆分后原任务没有剩余文字。", "Nothing would be left of the task.";
           "请为原任务保留至少一句。", "Leave the task at least one sentence.";
    /// Only other tasks of the same draft can be taken in.
    NotMergeable "NOT_MERGEABLE" { task: TaskId } on "otherIds"
        => "任务 {task} 不是同一方案草稿中的另一项任务,或被列出两次。", "Task {task} is not another task of the same draft, or is listed twice.";
           "请填写同一草稿中的其他任务,每项一次。", "Name other tasks of the same draft, each once.";
    /// The draft has no other task.
    NothingToMerge "NOTHING_TO_MERGE"
        => "草稿中没有其他任务可以并入。", "The draft has no other task that could be taken in.";
           "无需办理。", "Nothing needs to be done.";
    /// The words of several tasks do not fit one.
    MergedTooLong "MERGED_TOO_LONG" { length: usize, limit: usize } on "otherIds"
        => "合并后的正文有 {length} 字,至多 {limit} 字。", "The text would have {length} characters, at most {limit} are kept.";
           "请少合并几项。", "Merge fewer tasks.";
    /// Nothing is there to confirm.
    NothingToConfirm "NOTHING_TO_CONFIRM" { no: u32 }
        => "第 {no} 项任务的牵头单位和时限均已确认。", "Lead and due date of task {no} are confirmed already.";
           "无需再次确认。", "There is nothing left to confirm.";
}
