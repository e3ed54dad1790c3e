//! 佐证. Evidence and what was found about it.

use chrono::NaiveDate;
use duban_domain::evidence::state::{Exhibit, Purpose};
use duban_domain::value::digest::Digest;
use duban_domain::value::id::{
    AssignmentId, AttachmentId, EvidenceId, MilestoneId, PersonId, PlanId, TargetId, TaskId, UnitId,
};
use uuid::Uuid;

use super::cell::{self, Cells, FromCells};
use super::state::EvidenceState;
use super::{AsOf, Visibility};
use crate::error::StoreError;
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::statement::Sql;
use crate::transaction::Tx;

/// 佐证. A piece of evidence as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    /// Its identity.
    pub id: EvidenceId,
    /// The plan concerned.
    pub plan: PlanId,
    /// The task concerned.
    pub task: TaskId,
    /// The assignment it belongs to.
    pub assignment: AssignmentId,
    /// Who handed it in.
    pub unit: UnitId,
    /// Who leads the task.
    pub lead: UnitId,
    /// What it shows.
    pub purpose: Purpose,
    /// Its title.
    pub title: String,
    /// The file or link.
    pub exhibit: Exhibit,
    /// The person who handed it in.
    pub submitted_by: Option<PersonId>,
    /// When.
    pub submitted_on: NaiveDate,
    /// What was found.
    pub state: EvidenceState,
    /// By whom.
    pub judged_by: Option<PersonId>,
    /// For which unit.
    pub judged_unit: Option<UnitId>,
    /// When.
    pub judged_on: Option<NaiveDate>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// The version of its stream.
    pub version: i64,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl EvidenceRow {
    /// Its place in [`list`].
    pub fn key(&self) -> Key {
        vec![KeyValue::Id(self.id.0)]
    }
}

/// Which evidence is wanted; what is not said is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceFilter {
    /// Of this plan.
    pub plan: Option<PlanId>,
    /// Of this task.
    pub task: Option<TaskId>,
    /// Of this assignment.
    pub assignment: Option<AssignmentId>,
    /// Handed in by this unit.
    pub unit: Option<UnitId>,
    /// In one of these states.
    pub states: Vec<EvidenceState>,
}

const COLUMNS: &str = "e.evidence_id, e.plan_id, e.task_id, e.assignment_id, e.unit_id, \
    e.lead_id, e.purpose, e.purpose_of, e.title, e.attachment_id, e.file_name, e.digest, e.url, \
    e.submitted_by, e.submitted_on, e.state, e.judged_by, e.judged_unit_id, e.judged_on, \
    e.reason, e.version";

/// The evidence with these ids, in no particular order; unknown and hidden ones are absent.
pub async fn by_ids(
    tx: &Tx,
    visibility: Visibility,
    ids: &[EvidenceId],
) -> Result<Vec<EvidenceRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM evidence e WHERE e.evidence_id IN "));
    sql.push_list(ids.iter().map(|id| id.0.into()));
    visibility.held(&mut sql, "e");
    cell::rows(tx, &sql).await
}

/// The newest evidence of these assignments, at most so many of each; one assignment after the
/// other, the newest first.
pub async fn of_assignments(
    tx: &Tx,
    visibility: Visibility,
    assignments: &[AssignmentId],
    limit: u32,
) -> Result<Vec<EvidenceRow>, StoreError> {
    if assignments.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!(
        "SELECT {COLUMNS} FROM evidence e JOIN (SELECT f.evidence_id, row_number() OVER
         (PARTITION BY f.assignment_id ORDER BY f.evidence_id DESC) AS place
         FROM evidence f WHERE f.assignment_id IN "
    ));
    sql.push_list(assignments.iter().map(|id| id.0.into()));
    visibility.held(&mut sql, "f");
    sql.push_with(
        ") placed ON placed.evidence_id = e.evidence_id WHERE placed.place <= ?
         ORDER BY e.assignment_id, e.evidence_id DESC",
        [i64::from(limit).into()],
    );
    cell::rows(tx, &sql).await
}

/// A piece of evidence that shows this file, if one is visible: then the file may be read.
pub async fn by_attachment(
    tx: &Tx,
    visibility: Visibility,
    attachment: AttachmentId,
) -> Result<Option<EvidenceRow>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM evidence e WHERE e.attachment_id = ?");
    let mut sql = Sql::with(text, [attachment.0.into()]);
    visibility.held(&mut sql, "e");
    sql.push(" ORDER BY e.evidence_id LIMIT 1");
    Ok(cell::rows(tx, &sql).await?.into_iter().next())
}

/// A page of evidence, the newest first: ids grow with time.
pub async fn list(
    tx: &Tx,
    visibility: Visibility,
    filter: &EvidenceFilter,
    page: &Page,
) -> Result<Slice<EvidenceRow>, StoreError> {
    let mut sql = Sql::new(format!("SELECT {COLUMNS}"));
    visibility.push_held(&mut sql, "evidence", "e");
    restrict(&mut sql, filter);
    cell::page(tx, sql, &[SortColumn::descending("e.evidence_id")], page).await
}

/// How many pieces of evidence [`list`] has.
pub async fn count(
    tx: &Tx,
    visibility: Visibility,
    filter: &EvidenceFilter,
) -> Result<u64, StoreError> {
    let mut sql = Sql::new("SELECT count(*)");
    visibility.push_held(&mut sql, "evidence", "e");
    restrict(&mut sql, filter);
    cell::count(tx, &sql).await
}

fn restrict(sql: &mut Sql, filter: &EvidenceFilter) {
    let ids = [
        ("e.plan_id", filter.plan.map(|plan| plan.0)),
        ("e.task_id", filter.task.map(|task| task.0)),
        ("e.assignment_id", filter.assignment.map(|assignment| assignment.0)),
        ("e.unit_id", filter.unit.map(|unit| unit.0)),
    ];
    for (column, id) in ids {
        if let Some(id) = id {
            sql.push_with(&format!(" AND {column} = ?"), [id.into()]);
        }
    }
    if !filter.states.is_empty() {
        sql.push(" AND e.state IN ");
        sql.push_list(filter.states.iter().map(|state| state.as_str().into()));
    }
}

impl FromCells for EvidenceRow {
    const TABLE: &'static str = "evidence";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.id()?,
            plan: cells.id()?,
            task: cells.id()?,
            assignment: cells.id()?,
            unit: cells.id()?,
            lead: cells.id()?,
            purpose: purpose(cells)?,
            title: cells.get()?,
            exhibit: exhibit(cells)?,
            submitted_by: cells.optional_id()?,
            submitted_on: cells.get()?,
            state: cells.code()?,
            judged_by: cells.optional_id()?,
            judged_unit: cells.optional_id()?,
            judged_on: cells.get()?,
            reason: cells.get()?,
            version: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}

fn purpose(cells: &mut Cells<'_>) -> Result<Purpose, StoreError> {
    let kind: String = cells.get()?;
    let of: Option<String> = cells.get()?;
    let of = of.as_deref().unwrap_or_default();
    let id = || of.parse::<Uuid>().ok();
    let purpose = match kind.as_str() {
        "MILESTONE" => id().map(MilestoneId).map(Purpose::Milestone),
        "TARGET" => id().map(TargetId).map(Purpose::Target),
        "ROW" => of.parse().ok().map(Purpose::Row),
        "CLOSING" => Some(Purpose::Closing),
        _ => None,
    };
    purpose.ok_or_else(|| cells.corrupt(format!("`{kind}` of `{of}` is no purpose")))
}

fn exhibit(cells: &mut Cells<'_>) -> Result<Exhibit, StoreError> {
    let attachment = cells.optional_id::<AttachmentId>()?;
    let file_name: Option<String> = cells.get()?;
    let digest: Option<Digest> = cells.parsed()?;
    let url: Option<String> = cells.get()?;
    match (attachment, file_name, digest, url) {
        (Some(attachment), Some(file_name), Some(digest), None) => {
            Ok(Exhibit::File { attachment, file_name, digest })
        }
        (None, None, None, Some(url)) => Ok(Exhibit::Link { url }),
        _ => Err(cells.corrupt("neither a file nor a link")),
    }
}
