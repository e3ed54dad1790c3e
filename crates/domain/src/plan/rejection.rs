//! Every lawful no of a plan.

use chrono::NaiveDate;

use crate::rejection::rejections;
use crate::value::id::{AttachmentId, FindingId, UnitId};

rejections! {
    /// The state does not allow the action.
    WrongState "WRONG_STATE" { action: &'static str, state: &'static str }
        => "行动方案处于 {state} 状态,不能执行 {action}。", "The plan is {state}; `{action}` is not possible from there.";
           "请查看 availableActions。", "See `availableActions`.";
    /// A plan without tasks binds nobody.
    NoTasks "NO_TASKS"
        => "行动方案没有任何任务,不能印发。", "The plan has no task, so it cannot be issued.";
           "请先补充任务。", "Add a task first.";
    /// No such finding of the plan.
    FindingUnknown "FINDING_UNKNOWN" { finding: FindingId } on "findingIds"
        => "方案没有存疑 {finding}。", "The plan has no finding {finding}.";
           "请使用方案 findings 中的编号。", "Use ids from the plan's `findings`.";
    /// No task of the draft names such a unit, or it is known already.
    UnitNotNamed "UNIT_NOT_NAMED" { name: String } on "name"
        => "草稿中没有尚未识别的单位“{name}”。", "The draft names no unknown unit `{name}`.";
           "请使用任务 unitReadings 中尚未识别的原文写法。", "Use the words of one of the tasks' `unitReadings` that has no unit.";
    /// Nothing is asked about the plan.
    NoFindings "NO_FINDINGS"
        => "该方案没有存疑,无需处理。", "Nothing is asked about the plan, so there is nothing to settle.";
           "无需办理。", "Nothing needs to be done.";
    /// Every unit that the draft names is known.
    NoUnknownUnits "NO_UNKNOWN_UNITS"
        => "草稿中的单位均已识别。", "Every unit that the draft names is known.";
           "无需办理。", "Nothing needs to be done.";
    /// A unit that is not on file.
    UnitUnknown "UNIT_UNKNOWN" { unit: UnitId } on "unitId"
        => "单位 {unit} 不在单位名录中。", "Unit {unit} is not on file.";
           "请先登记该单位。", "Register the unit first.";
    /// Counties carry tasks out, they do not lead them.
    LeadIsCounty "LEAD_IS_COUNTY" { unit: UnitId } on "unitId"
        => "单位 {unit} 是县区,不能作为市级牵头单位。", "Unit {unit} is a county; it cannot lead a task of the city.";
           "请指明市直单位,或直接更正该任务的责任单位。", "Name a bureau of the city, or correct the units of the task.";
    /// Leads that were only inferred.
    LeadsUnconfirmed "LEADS_UNCONFIRMED" { count: usize, numbers: String }
        => "有 {count} 项任务的牵头单位尚未确认(序号 {numbers})。", "The lead of {count} tasks is not confirmed (numbers {numbers}).";
           "请逐项或批量确认牵头单位。", "Confirm the leads, singly or in bulk.";
    /// Due dates that were only inferred.
    DueDatesUnconfirmed "DUE_DATES_UNCONFIRMED" { count: usize, numbers: String }
        => "有 {count} 项任务的完成时限为推定,尚未确认(序号 {numbers})。", "The due date of {count} tasks is inferred and not confirmed (numbers {numbers}).";
           "请逐项或批量确认完成时限。", "Confirm the due dates, singly or in bulk.";
    /// The drafter would approve his own draft.
    MakerIsChecker "MAKER_IS_CHECKER"
        => "起草人不能印发自己起草的方案。", "The person who drafted the plan cannot issue it.";
           "请由另一位主任印发。", "Let another director issue it.";
    /// Duties would count before the document existed.
    InForceBeforeIssue "IN_FORCE_BEFORE_ISSUE" { in_force_from: NaiveDate, issued_on: NaiveDate } on "inForceFrom"
        => "施行日 {in_force_from} 早于成文日期 {issued_on}。", "The plan would be in force from {in_force_from}, before its document of {issued_on}.";
           "请选择成文日期或以后的日期。", "Choose the date of the document or a later one.";
    /// The horizon lies before the document.
    HorizonPassed "HORIZON_PASSED" { horizon_end: NaiveDate, in_force_from: NaiveDate } on "inForceFrom"
        => "方案期限 {horizon_end} 早于施行日 {in_force_from}。", "The plan ends on {horizon_end}, before it would be in force, {in_force_from}.";
           "请核对施行日或方案期限。", "Check the date in force or the horizon.";
    /// The file was not uploaded by who refers to it, is another one than said, or is used already.
    FileUnusable "FILE_UNUSABLE" { file: AttachmentId } on "file"
        => "文件 {file} 不是本人上传的、尚未使用的文件。", "The file {file} is not one that you uploaded and that nothing refers to yet.";
           "请重新上传该文件。", "Upload the file again.";
    /// The document is no text, or names no responsibility.
    DocumentUnreadable "DOCUMENT_UNREADABLE" { because: String } on "file"
        => "该文件不能作为行动方案读取:{because}", "The file cannot be read as a plan: {because}";
           "请上传含有任务和责任单位的文本、HTML、DOCX 或 XLSX 文件。", "Upload a text, HTML, DOCX or XLSX file that names tasks and the units responsible for them.";
    /// Units of the document that are not on file; none is guessed.
    UnitsUnknown "UNITS_UNKNOWN" { count: usize, names: String }
        => "文件中有 {count} 个单位未登记:{names}。", "{count} units of the document are not on file: {names}.";
           "请登记这些单位或指明所指的已有单位,也可就该项存疑作出处理。", "Register them or say which unit is meant, or settle the finding with a decision.";
    /// No task of the document has a responsible unit.
    NothingToDo "NOTHING_TO_DO" on "file"
        => "文件中没有任何带责任单位的任务。", "No task of the document has a responsible unit.";
           "请核对是否为行动方案正文。", "Check that this is the text of the plan itself.";
    /// A text of the document does not fit its field.
    TextUnfit "TEXT_UNFIT" { what: String, because: String } on "file"
        => "文件内容({what})不符合要求:{because}", "A text of the document ({what}) does not fit: {because}";
           "请更正原文后重新导入。", "Correct the document and import it again.";
}
