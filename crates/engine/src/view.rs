//! What a reader may see: the plain rows, filters and pages of the store, for those who must not
//! know the store itself. The one file of the workspace that re-exports.

pub use duban_store::{
    journal::{audit::Entry as AuditEntryRow, verification::VerificationRow},
    page::{Direction, Key, KeyValue, Page, Slice, Take},
    read::{
        AsOf, Visibility,
        assessment::{AssessmentFilter, AssessmentRow, ItemFilter, ItemRow, PartyRow},
        assignment::{
            AssignmentFilter, AssignmentOrder, AssignmentRow, AssignmentSort, AssignmentTargetRow,
            BalanceRow, MilestoneRow, PeriodRow,
        },
        audit::{AuditFilter, Oversight, key as audit_key},
        change::{Between, Changed},
        correction::{About, CorrectionRow},
        evidence::{EvidenceFilter, EvidenceRow},
        finding::FindingRow,
        journal::{EntryRow, Followed, HistoryRow, ReceiptRow},
        organisation::{ClassRow, NameRow, UnitFilter, UnitRow},
        person::{PersonRow, PostFilter, PostRow},
        plan::{Counted, PlanCountRow, PlanFilter, PlanRow, SectionRow},
        report::{Axis, FigureQuery, FigureRow, Group, ObligationQuery, ObligationRow},
        sheet::{LineRow, SheetFilter, SheetRow},
        state::{
            AssessmentState, AssignmentState, Corrected, EvidenceState, ItemStanding, PlanState,
            RowStage, TaskState,
        },
        task::{
            BearerRow, CountyCountRow, NamedUnitRow, ReadingRow, SpanRow, SupportRow, TargetRow,
            TaskFilter, TaskOrder, TaskRow, TaskSort,
        },
    },
};
