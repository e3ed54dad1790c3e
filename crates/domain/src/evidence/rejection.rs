//! Every lawful no of evidence.

use crate::rejection::rejections;
use crate::value::id::AttachmentId;

rejections! {
    /// The state does not allow the action.
    WrongState "WRONG_STATE" { action: &'static str, state: &'static str }
        => "佐证处于 {state} 状态,不能执行 {action}。", "The evidence is {state}; `{action}` is not possible from there.";
           "已有结论的佐证不能更改,请另行提交。", "Evidence that was judged stays as it is; hand in new evidence beside it.";
    /// The assignment does not take evidence now.
    AssignmentNotOpen "ASSIGNMENT_NOT_OPEN" { state: &'static str } on "assignmentId"
        => "责任事项处于 {state} 状态,不接收佐证。", "The assignment is {state}; it takes no evidence.";
           "签收以后、办结以前可以提交。", "Evidence is taken after sign-for and before the end.";
    /// The milestone, target or row it speaks of is not the assignment's.
    PurposeUnknown "PURPOSE_UNKNOWN" { purpose: &'static str } on "purpose"
        => "责任事项没有该佐证所指的 {purpose}。", "The assignment has no {purpose} of that id.";
           "请使用责任事项中的节点、指标或期次。", "Use a milestone, target or period of the assignment.";
    /// A link that is no web address.
    LinkUnusable "LINK_UNUSABLE" { url: String } on "url"
        => "链接“{url}”不是 https 或 http 地址。", "`{url}` is not an http or https address.";
           "请填写完整网址。", "Give a complete address.";
    /// The one who handed it in would judge it.
    VerifierIsSubmitter "VERIFIER_IS_SUBMITTER"
        => "佐证由本人提交,不能由本人核验。", "You handed this evidence in yourself; another person must verify it.";
           "请由另一人核验。", "Let another person verify it.";
    /// The file was not uploaded by who refers to it, is another one than said, or is used already.
    FileUnusable "FILE_UNUSABLE" { file: AttachmentId } on "file"
        => "文件 {file} 不是本人上传的、尚未使用的文件。", "The file {file} is not one that you uploaded and that nothing refers to yet.";
           "请重新上传该文件。", "Upload the file again.";
}
