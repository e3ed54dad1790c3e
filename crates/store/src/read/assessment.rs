//! 年度考核. A year's assessment, who has a part in it, and its data.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use duban_domain::assessment::Assessment;
use duban_domain::assessment::state::Provenance;
use duban_domain::command::{State, StreamId};
use duban_domain::measure::score::data::Item;
use duban_domain::value::id::{AssessmentId, PersonId, PlanId, UnitId};

use super::cell::{self, Cells, FromCells};
use super::state::{AssessmentState, ItemStanding};
use super::{AsOf, Visibility};
use crate::error::StoreError;
use crate::journal::{codec, load_streams};
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::statement::Sql;
use crate::transaction::Tx;

/// 年度考核. A year's assessment as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentRow {
    /// Its identity.
    pub id: AssessmentId,
    /// The plan whose targets are assessed.
    pub plan: PlanId,
    /// The year.
    pub year: i32,
    /// What the scheme calls itself.
    pub title: String,
    /// How far it is.
    pub state: AssessmentState,
    /// By when the scheme gives fair notice.
    pub publish_by: NaiveDate,
    /// How many versions of the scheme there were.
    pub scheme_version: u32,
    /// Who drafted the last one.
    pub drafted_by: Option<PersonId>,
    /// The digest of the published scheme.
    pub scheme_digest: Option<String>,
    /// The digest of the frozen data.
    pub data_digest: Option<String>,
    /// The digest of the last scores.
    pub result_digest: Option<String>,
    /// The last day of the publicity.
    pub publicised_until: Option<NaiveDate>,
    /// The version of its stream.
    pub version: i64,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl AssessmentRow {
    /// Its place in [`list`].
    pub fn key(&self) -> Key {
        vec![KeyValue::Int(i64::from(self.year)), KeyValue::Id(self.id.0)]
    }
}

/// 参与单位. A unit that has a part in an assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyRow {
    /// The assessment.
    pub assessment: AssessmentId,
    /// How the scheme names it.
    pub code: String,
    /// The unit.
    pub unit: UnitId,
    /// The class it is assessed in; none where it only supplies or checks.
    pub class: Option<String>,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

/// 数据项. A datum as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRow {
    /// The assessment.
    pub assessment: AssessmentId,
    /// The code of the county.
    pub county: String,
    /// The code of the indicator.
    pub indicator: String,
    /// What the scheme calls the indicator.
    pub name: String,
    /// The county.
    pub county_unit: UnitId,
    /// Who supplies it, where that is a unit on file.
    pub source_unit: Option<UnitId>,
    /// Who checks it.
    pub checker_unit: UnitId,
    /// The datum.
    pub item: Item,
    /// Where it comes from.
    pub provenance: Provenance,
    /// How far it is.
    pub standing: ItemStanding,
    /// Why it was returned.
    pub reason: Option<String>,
    /// Who handed it in.
    pub submitted_by: Option<PersonId>,
    /// Who confirmed it.
    pub checked_by: Option<PersonId>,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl ItemRow {
    /// Its place in [`items`].
    pub fn key(&self) -> Key {
        vec![KeyValue::Text(self.county.clone()), KeyValue::Text(self.indicator.clone())]
    }
}

/// Which assessments are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssessmentFilter {
    /// Of this plan.
    pub plan: Option<PlanId>,
    /// In one of these states; any where there are none.
    pub states: Vec<AssessmentState>,
}

/// Which data of an assessment are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemFilter {
    /// Of this county.
    pub county: Option<UnitId>,
    /// That stand so; any where there are none.
    pub standings: Vec<ItemStanding>,
}

const COLUMNS: &str = "a.assessment_id, a.plan_id, a.year, a.title, a.state, a.publish_by, \
    a.scheme_version, a.drafted_by, a.scheme_digest, a.data_digest, a.result_digest, \
    a.publicised_until, a.version";

const ITEM_COLUMNS: &str = "i.assessment_id, i.county, i.indicator, i.name, i.county_unit_id, \
    i.source_unit_id, i.checker_unit_id, i.item, i.provenance, i.standing, i.reason, \
    i.submitted_by, i.checked_by";

/// The assessments with these ids, in no particular order; unknown and hidden ones are absent.
pub async fn by_ids(
    tx: &Tx,
    visibility: Visibility,
    ids: &[AssessmentId],
) -> Result<Vec<AssessmentRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = format!("SELECT {COLUMNS} FROM assessment a WHERE a.assessment_id IN ");
    let mut sql = Sql::new(select);
    sql.push_list(ids.iter().map(|id| id.0.into()));
    visibility.assessment(&mut sql, "a");
    cell::rows(tx, &sql).await
}

/// A page of assessments, the newest year first.
pub async fn list(
    tx: &Tx,
    visibility: Visibility,
    filter: &AssessmentFilter,
    page: &Page,
) -> Result<Slice<AssessmentRow>, StoreError> {
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM assessment a WHERE 1 = 1"));
    restrict(&mut sql, visibility, filter);
    let sort = [SortColumn::descending("a.year"), SortColumn::descending("a.assessment_id")];
    cell::page(tx, sql, &sort, page).await
}

/// How many assessments [`list`] has.
pub async fn count(
    tx: &Tx,
    visibility: Visibility,
    filter: &AssessmentFilter,
) -> Result<u64, StoreError> {
    let mut sql = Sql::new("SELECT count(*) FROM assessment a WHERE 1 = 1");
    restrict(&mut sql, visibility, filter);
    cell::count(tx, &sql).await
}

fn restrict(sql: &mut Sql, visibility: Visibility, filter: &AssessmentFilter) {
    visibility.assessment(sql, "a");
    if let Some(plan) = filter.plan {
        sql.push_with(" AND a.plan_id = ?", [plan.0.into()]);
    }
    if !filter.states.is_empty() {
        sql.push(" AND a.state IN ");
        sql.push_list(filter.states.iter().map(|state| state.as_str().into()));
    }
}

/// Who has a part in these assessments, in the order of their codes.
pub async fn parties(
    tx: &Tx,
    visibility: Visibility,
    ids: &[AssessmentId],
) -> Result<Vec<PartyRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT p.assessment_id, p.code, p.unit_id, p.class FROM assessment_unit p
         JOIN assessment a ON a.assessment_id = p.assessment_id WHERE p.assessment_id IN ",
    );
    sql.push_list(ids.iter().map(|id| id.0.into()));
    visibility.assessment(&mut sql, "a");
    sql.push(" ORDER BY p.assessment_id, p.code");
    cell::rows(tx, &sql).await
}

/// A page of the data of an assessment, county by county.
pub async fn items(
    tx: &Tx,
    visibility: Visibility,
    (id, filter): (AssessmentId, &ItemFilter),
    page: &Page,
) -> Result<Slice<ItemRow>, StoreError> {
    let mut sql = Sql::new(format!("SELECT {ITEM_COLUMNS}"));
    of_items(&mut sql, visibility, id, filter);
    let sort = [SortColumn::ascending("i.county"), SortColumn::ascending("i.indicator")];
    cell::page(tx, sql, &sort, page).await
}

/// How many data [`items`] has.
pub async fn item_count(
    tx: &Tx,
    visibility: Visibility,
    (id, filter): (AssessmentId, &ItemFilter),
) -> Result<u64, StoreError> {
    let mut sql = Sql::new("SELECT count(*)");
    of_items(&mut sql, visibility, id, filter);
    cell::count(tx, &sql).await
}

fn of_items(sql: &mut Sql, visibility: Visibility, id: AssessmentId, filter: &ItemFilter) {
    sql.push_with(
        " FROM assessment_item i JOIN assessment a ON a.assessment_id = i.assessment_id
         WHERE i.assessment_id = ?",
        [id.0.into()],
    );
    visibility.datum(sql, "a", "i");
    if let Some(unit) = filter.county {
        sql.push_with(" AND i.county_unit_id = ?", [unit.0.into()]);
    }
    if !filter.standings.is_empty() {
        sql.push(" AND i.standing IN ");
        sql.push_list(filter.standings.iter().map(|standing| standing.as_str().into()));
    }
}

/// Everything that the journal tells of these assessments, those that are visible; scores follow
/// from it.
pub async fn states(
    tx: &Tx,
    visibility: Visibility,
    ids: &[AssessmentId],
) -> Result<BTreeMap<AssessmentId, Assessment>, StoreError> {
    let seen = by_ids(tx, visibility, ids).await?;
    let names: Vec<String> =
        seen.iter().map(|row| StreamId::Assessment(row.id).to_string()).collect();
    let events = load_streams(tx, &names).await?;
    let mut states = BTreeMap::new();
    for (row, name) in seen.iter().zip(&names) {
        let stream = StreamId::Assessment(row.id);
        let told = events.get(name).map(Vec::as_slice).unwrap_or_default();
        if let State::Assessment(state) = codec::fold(stream, told)? {
            states.insert(row.id, state.as_ref().clone());
        }
    }
    Ok(states)
}

impl FromCells for AssessmentRow {
    const TABLE: &'static str = "assessment";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.id()?,
            plan: cells.id()?,
            year: cells.get()?,
            title: cells.get()?,
            state: cells.code()?,
            publish_by: cells.get()?,
            scheme_version: cells.number()?,
            drafted_by: cells.optional_id()?,
            scheme_digest: cells.get()?,
            data_digest: cells.get()?,
            result_digest: cells.get()?,
            publicised_until: cells.get()?,
            version: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}

impl FromCells for PartyRow {
    const TABLE: &'static str = "assessment_unit";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            assessment: cells.id()?,
            code: cells.get()?,
            unit: cells.id()?,
            class: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}

impl FromCells for ItemRow {
    const TABLE: &'static str = "assessment_item";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            assessment: cells.id()?,
            county: cells.get()?,
            indicator: cells.get()?,
            name: cells.get()?,
            county_unit: cells.id()?,
            source_unit: cells.optional_id()?,
            checker_unit: cells.id()?,
            item: needed(cells)?,
            provenance: needed(cells)?,
            standing: cells.code()?,
            reason: cells.get()?,
            submitted_by: cells.optional_id()?,
            checked_by: cells.optional_id()?,
            as_of: cells.as_of(),
        })
    }
}

fn needed<T: serde::de::DeserializeOwned>(cells: &mut Cells<'_>) -> Result<T, StoreError> {
    cells.json()?.ok_or_else(|| cells.corrupt("a datum is missing"))
}
