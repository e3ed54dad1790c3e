//! Enums of the domain, mirrored for clients.

use async_graphql::Enum;
use duban_domain::people::duty::Duty as DomainDuty;
use duban_engine::view;

/// How far a plan is. 方案状态。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "view::PlanState")]
pub enum PlanState {
    /// The office corrects it. 草稿。
    Draft,
    /// Binding, nothing dispatched yet. 已印发。
    Issued,
    /// Tasks are being carried out. 施行中。
    Effective,
    /// Imported by mistake and taken back; on no list unless asked for. 已作废;不列出,除非指明。
    Discarded,
}

/// How far a task is until it is dispatched. 任务交办状态。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "view::TaskState")]
pub enum TaskFiling {
    /// The office corrects it. 拟立项。
    Draft,
    /// Its plan is issued. 已立项。
    Filed,
    /// Its units answer for it. 已交办。
    Dispatched,
    /// It is part of no plan any more; on no list unless asked for. 已作废;不列出,除非指明。
    Discarded,
}

/// How far a task is; once dispatched, the state of its lead's assignment. 任务状态;交办后以牵头事项为准。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum TaskState {
    /// The office corrects it. 拟立项。
    Draft,
    /// Its plan is issued. 已立项。
    Filed,
    /// The lead has not signed for it yet. 已交办,待牵头签收。
    Dispatched,
    /// The lead has signed for it. 已签收。
    Signed,
    /// It is being carried out. 办理中。
    InProgress,
    /// The lead has asked for closing. 办结审核中。
    CloseReview,
    /// It is closed. 已办结。
    Completed,
    /// It does not apply. 不适用。
    NotApplicable,
    /// It is part of no plan any more. 已作废。
    Discarded,
}

impl TaskState {
    /// The state of a task, from its own and that of its lead's assignment.
    pub fn of(task: &view::TaskRow) -> Self {
        match (task.state, task.lead_state) {
            (view::TaskState::Draft, _) => Self::Draft,
            (view::TaskState::Filed, _) => Self::Filed,
            (view::TaskState::Discarded, _) => Self::Discarded,
            (view::TaskState::Dispatched, lead) => match lead {
                None | Some(view::AssignmentState::Dispatched) => Self::Dispatched,
                Some(view::AssignmentState::Signed) => Self::Signed,
                Some(view::AssignmentState::InProgress) => Self::InProgress,
                Some(view::AssignmentState::CloseReview) => Self::CloseReview,
                Some(view::AssignmentState::Completed) => Self::Completed,
                Some(view::AssignmentState::NotApplicable) => Self::NotApplicable,
            },
        }
    }
}

/// How far an assignment is. 责任事项状态。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "view::AssignmentState")]
pub enum AssignmentState {
    /// Nobody of its unit has signed for it. 待签收。
    Dispatched,
    /// Signed for. 已签收。
    Signed,
    /// Being carried out. 办理中。
    InProgress,
    /// Closing was asked for. 办结审核中。
    CloseReview,
    /// Closed. 已办结。
    Completed,
    /// The county does not have what the task is about. 不适用。
    NotApplicable,
}

/// How far the row of a month is. 月报行环节。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "view::RowStage")]
pub enum RowStage {
    /// It is to be reported. 待报。
    Due,
    /// Signed and submitted. 已报。
    Submitted,
    /// The lead agrees. 牵头已核。
    LeadChecked,
    /// Accepted: what it claims counts. 已审。
    Accepted,
    /// Returned with a reason. 退回。
    Returned,
}

/// What was found about a piece of evidence. 佐证状态。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "view::EvidenceState")]
pub enum EvidenceState {
    /// Nobody has judged it yet. 待核验。
    Pending,
    /// Another unit verified it. 已核验。
    Verified,
    /// Another unit refused it. 不予认可。
    Refused,
}

/// How a unit answers for a task. 责任类别。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainDuty")]
pub enum Duty {
    /// Leads, compiles, checks counties, closes last. 牵头。
    Lead,
    /// Answers as the lead does, without compiling and closing. 共同牵头。
    CoLead,
    /// Carries the task out on its territory. 落实。
    Implement,
    /// Supports the lead and ends with it. 配合。
    Support,
    /// A part handed down inside the house of a holder. 分解。
    Part,
}

/// Which way a list is sorted. 排序方向。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "view::Direction")]
pub enum Direction {
    /// Smallest first. 升序。
    Ascending,
    /// Largest first. 降序。
    Descending,
}
