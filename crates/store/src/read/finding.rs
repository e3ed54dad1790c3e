//! 存疑. What was asked about drafts, and what was decided: the office's own papers, which no unit
//! sees.

use chrono::NaiveDate;
use duban_domain::plan::finding::FindingCode;
use duban_domain::plan::state::Span;
use duban_domain::value::id::{FindingId, PersonId, PlanId, TargetId, TaskId, UnitId};

use super::cell::{self, Cells, FromCells};
use super::{AsOf, Visibility};
use crate::error::StoreError;
use crate::page::{Key, KeyValue};
use crate::statement::Sql;
use crate::transaction::Tx;

/// 存疑. A finding with what was decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingRow {
    /// Its identity.
    pub id: FindingId,
    /// Its plan.
    pub plan: PlanId,
    /// Its place among the findings of the plan.
    pub ordinal: u32,
    /// What kind of question.
    pub code: FindingCode,
    /// The task it was found on.
    pub task: Option<TaskId>,
    /// The target it was found on.
    pub target: Option<TargetId>,
    /// The words it is about.
    pub words: String,
    /// Where they stand.
    pub span: Option<Span>,
    /// 待定事项, in Chinese.
    pub ask_zh: String,
    /// What has to be decided, in English.
    pub ask_en: String,
    /// Whether the plan cannot be issued before this is decided.
    pub must_decide: bool,
    /// When it was settled; none while it is open.
    pub settled_on: Option<NaiveDate>,
    /// Who settled it.
    pub settled_by: Option<PersonId>,
    /// What was decided, in words.
    pub decision: Option<String>,
    /// The unit that was meant.
    pub meant: Option<UnitId>,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl FindingRow {
    /// Its place in the plan.
    pub fn key(&self) -> Key {
        vec![KeyValue::Int(self.ordinal.into()), KeyValue::Id(self.id.0)]
    }
}

/// The findings of these plans, plan by plan in reading order.
///
/// # Errors
/// When the database fails.
pub async fn of_plans(
    tx: &Tx,
    visibility: Visibility,
    plans: &[PlanId],
) -> Result<Vec<FindingRow>, StoreError> {
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT f.finding_id, f.plan_id, f.ordinal, f.code, f.task_id, f.target_id, f.words,
         f.span_start, f.span_end, f.ask_zh, f.ask_en, f.must_decide, f.settled_on, f.settled_by,
         f.decision, f.meant_id FROM finding f WHERE f.plan_id IN ",
    );
    sql.push_list(plans.iter().map(|id| id.0.into()));
    visibility.of_plan(&mut sql, "f");
    sql.push(" ORDER BY f.plan_id, f.ordinal");
    cell::rows(tx, &sql).await
}

impl FromCells for FindingRow {
    const TABLE: &'static str = "finding";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.id()?,
            plan: cells.id()?,
            ordinal: cells.number()?,
            code: cells.code()?,
            task: cells.optional_id()?,
            target: cells.optional_id()?,
            words: cells.get()?,
            span: cells.span()?,
            ask_zh: cells.get()?,
            ask_en: cells.get()?,
            must_decide: cells.get()?,
            settled_on: cells.get()?,
            settled_by: cells.optional_id()?,
            decision: cells.get()?,
            meant: cells.optional_id()?,
            as_of: cells.as_of(),
        })
    }
}
