//! What a reader may see: the plain rows, filters and pages of the store, for those who must not
//! know the store itself. The one file of the workspace that re-exports.

pub use duban_store::{
    page::{Direction, Key, KeyValue, Page, Slice, Take},
    read::{
        AsOf, Visibility,
        assignment::{
            AssignmentFilter, AssignmentOrder, AssignmentRow, AssignmentSort, AssignmentTargetRow,
            BalanceRow, MilestoneRow, PeriodRow,
        },
        plan::{Counted, PlanCountRow, PlanFilter, PlanRow, SectionRow},
        state::{AssignmentState, EvidenceState, PlanState, RowStage, TaskState},
        task::{CountyCountRow, SupportRow, TargetRow, TaskFilter, TaskOrder, TaskRow, TaskSort},
    },
};
