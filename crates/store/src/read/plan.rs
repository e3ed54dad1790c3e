//! Plans, their headings, and how much there is in them.

use chrono::NaiveDate;
use duban_domain::people::duty::Duty;
use duban_domain::value::id::{AttachmentId, PlanId, UnitId};

use super::cell::{self, Cells, FromCells};
use super::state::{AssignmentState, PlanState, TaskState};
use super::{AsOf, Visibility};
use crate::error::StoreError;
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::statement::Sql;
use crate::transaction::Tx;

/// 行动方案. A plan as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// Its identity.
    pub id: PlanId,
    /// 标题.
    pub title: String,
    /// 文号.
    pub doc_no: Option<String>,
    /// 索引号.
    pub index_no: Option<String>,
    /// 发文机关, as written.
    pub issuer: Option<String>,
    /// 成文日期.
    pub issued_on: Option<NaiveDate>,
    /// 发布日期.
    pub published_on: Option<NaiveDate>,
    /// 期限.
    pub horizon_end: NaiveDate,
    /// The government whose plan it is.
    pub jurisdiction: UnitId,
    /// 共同落实条款. Whether every task is carried out by every county.
    pub blanket: bool,
    /// How far it is.
    pub state: PlanState,
    /// 施行日. From when duties count, once issued.
    pub in_force_from: Option<NaiveDate>,
    /// The file it was read from.
    pub attachment: AttachmentId,
    /// The name of that file.
    pub file_name: String,
    /// The digest of its bytes, in hexadecimal.
    pub digest: String,
    /// The version of its stream.
    pub version: i64,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl PlanRow {
    /// Its place in [`list`].
    pub fn key(&self) -> Key {
        vec![KeyValue::Id(self.id.0)]
    }
}

/// 章节. A heading of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionRow {
    /// Its plan.
    pub plan: PlanId,
    /// Its place among the headings.
    pub ordinal: u32,
    /// Its path, such as `四/(一)/2`.
    pub number: String,
    /// Its words.
    pub title: String,
    /// Its depth, 1 for the topmost.
    pub level: u32,
}

/// What is counted in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Tasks in a state.
    Tasks(TaskState),
    /// Assignments of a duty in a state.
    Assignments(Duty, AssignmentState),
}

/// How many of something are in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanCountRow {
    /// The plan.
    pub plan: PlanId,
    /// Of what.
    pub counted: Counted,
    /// How many.
    pub count: u64,
}

/// Which plans are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanFilter {
    /// In one of these states; in any but `DISCARDED` where there are none.
    pub states: Vec<PlanState>,
    /// Of this government.
    pub jurisdiction: Option<UnitId>,
}

const COLUMNS: &str = "p.plan_id, p.title, p.doc_no, p.index_no, p.issuer, p.issued_on, \
    p.published_on, p.horizon_end, p.jurisdiction_id, p.blanket, p.state, p.in_force_from, \
    p.attachment_id, p.file_name, p.digest, p.version";

/// The plans with these ids, in no particular order; unknown and hidden ones are absent.
pub async fn by_ids(
    tx: &Tx,
    visibility: Visibility,
    ids: &[PlanId],
) -> Result<Vec<PlanRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM plan p WHERE p.plan_id IN "));
    sql.push_list(ids.iter().map(|id| id.0.into()));
    visibility.plan(&mut sql, "p");
    cell::rows(tx, &sql).await
}

/// A page of plans, the newest first: ids grow with time.
pub async fn list(
    tx: &Tx,
    visibility: Visibility,
    filter: &PlanFilter,
    page: &Page,
) -> Result<Slice<PlanRow>, StoreError> {
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM plan p WHERE 1 = 1"));
    restrict(&mut sql, visibility, filter);
    cell::page(tx, sql, &[SortColumn::descending("p.plan_id")], page).await
}

/// How many plans [`list`] has.
pub async fn count(
    tx: &Tx,
    visibility: Visibility,
    filter: &PlanFilter,
) -> Result<u64, StoreError> {
    let mut sql = Sql::new("SELECT count(*) FROM plan p WHERE 1 = 1");
    restrict(&mut sql, visibility, filter);
    cell::count(tx, &sql).await
}

fn restrict(sql: &mut Sql, visibility: Visibility, filter: &PlanFilter) {
    visibility.plan(sql, "p");
    if filter.states.is_empty() {
        sql.push(" AND p.state <> 'DISCARDED'");
    } else {
        sql.push(" AND p.state IN ");
        sql.push_list(filter.states.iter().map(|state| state.as_str().into()));
    }
    if let Some(unit) = filter.jurisdiction {
        sql.push_with(" AND p.jurisdiction_id = ?", [unit.0.into()]);
    }
}

/// The headings of these plans, plan by plan in order.
pub async fn sections(
    tx: &Tx,
    visibility: Visibility,
    plans: &[PlanId],
) -> Result<Vec<SectionRow>, StoreError> {
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT s.plan_id, s.ordinal, s.number, s.title, s.level
         FROM plan_section s JOIN plan p ON p.plan_id = s.plan_id WHERE s.plan_id IN ",
    );
    sql.push_list(plans.iter().map(|id| id.0.into()));
    visibility.plan(&mut sql, "p");
    sql.push(" ORDER BY s.plan_id, s.ordinal");
    cell::rows(tx, &sql).await
}

/// How many tasks and assignments, state by state, these plans have for the eyes that ask.
pub async fn counts(
    tx: &Tx,
    visibility: Visibility,
    plans: &[PlanId],
) -> Result<Vec<PlanCountRow>, StoreError> {
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT t.plan_id, '' AS duty, t.state, count(*) AS how_many FROM task t
         WHERE t.plan_id IN ",
    );
    sql.push_list(plans.iter().map(|id| id.0.into()));
    visibility.task(&mut sql, "t");
    sql.push(
        " GROUP BY t.plan_id, t.state
         UNION ALL
         SELECT a.plan_id, a.duty, a.state, count(*) FROM assignment a WHERE a.plan_id IN ",
    );
    sql.push_list(plans.iter().map(|id| id.0.into()));
    visibility.assignment(&mut sql, "a");
    sql.push(" GROUP BY a.plan_id, a.duty, a.state ORDER BY 1, 2, 3");
    cell::rows(tx, &sql).await
}

impl FromCells for PlanRow {
    const TABLE: &'static str = "plan";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.id()?,
            title: cells.get()?,
            doc_no: cells.get()?,
            index_no: cells.get()?,
            issuer: cells.get()?,
            issued_on: cells.get()?,
            published_on: cells.get()?,
            horizon_end: cells.get()?,
            jurisdiction: cells.id()?,
            blanket: cells.get()?,
            state: cells.code()?,
            in_force_from: cells.get()?,
            attachment: cells.id()?,
            file_name: cells.get()?,
            digest: cells.get()?,
            version: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}

impl FromCells for SectionRow {
    const TABLE: &'static str = "plan_section";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            plan: cells.id()?,
            ordinal: cells.number()?,
            number: cells.get()?,
            title: cells.get()?,
            level: cells.number()?,
        })
    }
}

impl FromCells for PlanCountRow {
    const TABLE: &'static str = "plan";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let plan = cells.id()?;
        let duty: String = cells.get()?;
        let counted = match Duty::parse(&duty) {
            Some(duty) => Counted::Assignments(duty, cells.code()?),
            None if duty.is_empty() => Counted::Tasks(cells.code()?),
            None => return Err(cells.corrupt(format!("the duty `{duty}` is not known"))),
        };
        Ok(Self { plan, counted, count: cells.count()? })
    }
}
