//! The states of things by name alone, as rows keep them.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $state:ident = $code:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $code)] $state,)+
        }

        impl $name {
            /// Every state, in the order of a life.
            pub const ALL: &[Self] = &[$(Self::$state,)+];

            /// The state as it is stored.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$state => $code,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}

states! {
    /// 方案状态.
    PlanState {
        /// 草稿.
        Draft = "DRAFT",
        /// 已印发.
        Issued = "ISSUED",
        /// 施行中.
        Effective = "EFFECTIVE",
        /// 已作废.
        Discarded = "DISCARDED",
    }
    /// 任务状态. Once dispatched, the state of the lead's assignment is the task's.
    TaskState {
        /// 拟立项.
        Draft = "DRAFT",
        /// 已立项.
        Filed = "FILED",
        /// 已交办.
        Dispatched = "DISPATCHED",
        /// 已作废.
        Discarded = "DISCARDED",
    }
    /// 责任事项状态.
    AssignmentState {
        /// 待签收.
        Dispatched = "DISPATCHED",
        /// 已签收.
        Signed = "SIGNED",
        /// 办理中.
        InProgress = "IN_PROGRESS",
        /// 办结审核中.
        CloseReview = "CLOSE_REVIEW",
        /// 已办结.
        Completed = "COMPLETED",
        /// 不适用.
        NotApplicable = "NOT_APPLICABLE",
    }
    /// 考核阶段.
    AssessmentState {
        /// 拟定中.
        Planned = "PLANNED",
        /// 方案已印发.
        SchemePublished = "SCHEME_PUBLISHED",
        /// 采集中.
        Collecting = "COLLECTING",
        /// 数据已冻结.
        DataFrozen = "DATA_FROZEN",
        /// 已计分.
        Scored = "SCORED",
        /// 已评审.
        PanelReviewed = "PANEL_REVIEWED",
        /// 公示中.
        Publicised = "PUBLICISED",
        /// 异议期满.
        ObjectionsClosed = "OBJECTIONS_CLOSED",
        /// 已审定.
        Approved = "APPROVED",
        /// 已通报.
        Published = "PUBLISHED",
    }
    /// 数据项状态.
    ItemStanding {
        /// 待审核.
        Waiting = "WAITING",
        /// 已退回.
        Returned = "RETURNED",
        /// 已确认.
        Confirmed = "CONFIRMED",
    }
    /// 月报行环节.
    RowStage {
        /// 待报.
        Due = "DUE",
        /// 已报.
        Submitted = "SUBMITTED",
        /// 牵头已核.
        LeadChecked = "LEAD_CHECKED",
        /// 已审.
        Accepted = "ACCEPTED",
        /// 退回.
        Returned = "RETURNED",
    }
    /// 更正事项.
    Corrected {
        /// 签收.
        SignFor = "SIGN_FOR",
        /// 月报行.
        Row = "ROW",
        /// 节点.
        Milestone = "MILESTONE",
        /// 指标.
        Target = "TARGET",
        /// 办结.
        Completion = "COMPLETION",
        /// 指标数据.
        Figure = "FIGURE",
        /// 期初.
        Balance = "BALANCE",
        /// 单位要素.
        Profile = "PROFILE",
        /// 县域类型.
        Class = "CLASS",
    }
    /// 佐证状态.
    EvidenceState {
        /// 待核验.
        Pending = "PENDING",
        /// 已核验.
        Verified = "VERIFIED",
        /// 不予认可.
        Refused = "REFUSED",
    }
}

#[cfg(test)]
mod tests {
    use duban_domain::assignment::Assignment;

    use super::*;

    #[test]
    fn the_states_of_assignments_are_those_of_the_domain() {
        let names: Vec<&str> = AssignmentState::ALL.iter().map(|state| state.as_str()).collect();
        assert_eq!(names, Assignment::NAMES);
    }
}
