//! One type for each identity, so that a task can never be taken for a unit.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// 单位. An organisation: a bureau, a county, a zone, the city itself.
    UnitId;
    /// 人员. A person who may hold posts.
    PersonId;
    /// 岗位. A post: unit, role, grade and scope.
    PostId;
    /// 行动方案. A published plan.
    PlanId;
    /// 重点任务. A task of a plan.
    TaskId;
    /// 责任事项. Task x unit x duty.
    AssignmentId;
    /// 量化指标. A target of a task.
    TargetId;
    /// 节点. A milestone of an assignment.
    MilestoneId;
    /// 佐证. A piece of evidence.
    EvidenceId;
    /// 存疑. A finding about a draft.
    FindingId;
    /// 年度考核. One year of one plan, assessed.
    AssessmentId;
    /// 附件. A stored file.
    AttachmentId;
}
