//! People and their posts: who signed, who answers, who may be asked.

use chrono::{DateTime, Utc};
use duban_domain::people::actor::{Grade, Role, Scope};
use duban_domain::value::id::{PersonId, PlanId, PostId, UnitId};

use super::cell::{self, Cells, FromCells};
use super::{AsOf, Visibility, words};
use crate::error::StoreError;
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::rows::instant;
use crate::statement::Sql;
use crate::transaction::Tx;

/// 人员. A person as on file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// The identity.
    pub id: PersonId,
    /// The name people know.
    pub name: String,
    /// The version of the person's stream.
    pub version: i64,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl PersonRow {
    /// Its place in [`list`].
    pub fn key(&self) -> Key {
        vec![KeyValue::Text(self.name.clone()), KeyValue::Id(self.id.0)]
    }
}

/// 岗位. A post and who holds or held it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostRow {
    /// Its identity.
    pub id: PostId,
    /// Who holds it.
    pub person: PersonId,
    /// The name of that person.
    pub person_name: String,
    /// The unit it sits in.
    pub unit: UnitId,
    /// What it is there for.
    pub role: Role,
    /// How far it may go.
    pub grade: Grade,
    /// Where it counts.
    pub scope: Scope,
    /// Since when it is held.
    pub held_from: DateTime<Utc>,
    /// Until when it was held; none while it is.
    pub held_to: Option<DateTime<Utc>>,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl PostRow {
    /// Its place in [`posts`].
    pub fn key(&self) -> Key {
        vec![KeyValue::Id(self.id.0)]
    }
}

/// Which posts are wanted; what is not said is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostFilter {
    /// In this unit.
    pub unit: Option<UnitId>,
    /// With one of these roles.
    pub roles: Vec<Role>,
    /// Only those held now.
    pub held_only: bool,
}

/// The people with these ids, in no particular order; unknown and hidden ones are absent.
pub async fn by_ids(
    tx: &Tx,
    visibility: Visibility,
    ids: &[PersonId],
) -> Result<Vec<PersonRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql =
        Sql::new("SELECT p.person_id, p.name, p.version FROM person p WHERE p.person_id IN ");
    sql.push_list(ids.iter().map(|id| id.0.into()));
    visibility.person(&mut sql, "p");
    cell::rows(tx, &sql).await
}

/// A page of people by name, compared by bytes; only those whose name begins so, if asked.
pub async fn list(
    tx: &Tx,
    visibility: Visibility,
    text: Option<&str>,
    page: &Page,
) -> Result<Slice<PersonRow>, StoreError> {
    let mut sql = Sql::new("SELECT p.person_id, p.name, p.version FROM person p WHERE 1 = 1");
    visibility.person(&mut sql, "p");
    if let Some(text) = text {
        words::begins(&mut sql, &["p.name"], text);
    }
    let sort = [SortColumn::ascending("p.name"), SortColumn::ascending("p.person_id")];
    cell::page(tx, sql, &sort, page).await
}

const POST: &str = "SELECT p.post_id, p.person_id, h.name, p.unit_id, p.role, p.grade, \
    p.scope_plan_id, p.scope_jurisdiction_id, p.held_from, p.held_to \
    FROM post p JOIN person h ON h.person_id = p.person_id WHERE";

/// The posts that these people hold now, one person after the other.
pub async fn posts_of(
    tx: &Tx,
    visibility: Visibility,
    people: &[PersonId],
) -> Result<Vec<PostRow>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!("{POST} p.held_to IS NULL AND p.person_id IN "));
    sql.push_list(people.iter().map(|id| id.0.into()));
    visibility.post(&mut sql, "p");
    sql.push(" ORDER BY p.person_id, p.held_from, p.post_id");
    cell::rows(tx, &sql).await
}

/// The posts with these ids, held now or once; unknown and hidden ones are absent.
pub async fn posts_by_ids(
    tx: &Tx,
    visibility: Visibility,
    ids: &[PostId],
) -> Result<Vec<PostRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!("{POST} p.post_id IN "));
    sql.push_list(ids.iter().map(|id| id.0.into()));
    visibility.post(&mut sql, "p");
    cell::rows(tx, &sql).await
}

/// 责任岗位. The post that answers for each of these units at the end of the day: its signer, or
/// its handler where it has no signer; the longest in office of several. Units without one are
/// absent.
pub async fn responsible(
    tx: &Tx,
    visibility: Visibility,
    units: &[UnitId],
    as_of: AsOf,
) -> Result<Vec<PostRow>, StoreError> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let until = instant(as_of.end());
    let mut sql = Sql::with(
        format!(
            "{POST} p.post_id IN (SELECT ranked.post_id FROM (SELECT q.post_id, row_number() OVER
             (PARTITION BY q.unit_id ORDER BY CASE q.grade WHEN 'SIGNER' THEN 1 ELSE 2 END,
             q.held_from, q.post_id) AS place FROM post q
             WHERE q.role IN ('BUREAU', 'COUNTY') AND q.held_from < ?
             AND (q.held_to IS NULL OR q.held_to >= ?) AND q.unit_id IN "
        ),
        [until.clone(), until],
    );
    sql.push_list(units.iter().map(|id| id.0.into()));
    sql.push(") ranked WHERE ranked.place = 1)");
    visibility.post(&mut sql, "p");
    sql.push(" ORDER BY p.unit_id");
    cell::rows(tx, &sql).await
}

/// A page of posts, the oldest first: what the administrators look through.
pub async fn posts(
    tx: &Tx,
    visibility: Visibility,
    filter: &PostFilter,
    page: &Page,
) -> Result<Slice<PostRow>, StoreError> {
    let mut sql = Sql::new(format!("{POST} 1 = 1"));
    visibility.post(&mut sql, "p");
    if let Some(unit) = filter.unit {
        sql.push_with(" AND p.unit_id = ?", [unit.0.into()]);
    }
    if !filter.roles.is_empty() {
        sql.push(" AND p.role IN ");
        sql.push_list(filter.roles.iter().map(|role| role.as_str().into()));
    }
    if filter.held_only {
        sql.push(" AND p.held_to IS NULL");
    }
    cell::page(tx, sql, &[SortColumn::ascending("p.post_id")], page).await
}

impl FromCells for PersonRow {
    const TABLE: &'static str = "person";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.id()?,
            name: cells.get()?,
            version: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}

impl FromCells for PostRow {
    const TABLE: &'static str = "post";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.id()?,
            person: cells.id()?,
            person_name: cells.get()?,
            unit: cells.id()?,
            role: cells.code()?,
            grade: cells.code()?,
            scope: scope(cells)?,
            held_from: cells.get()?,
            held_to: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}

fn scope(cells: &mut Cells<'_>) -> Result<Scope, StoreError> {
    match (cells.optional_id::<PlanId>()?, cells.optional_id::<UnitId>()?) {
        (None, None) => Ok(Scope::Unit),
        (Some(plan), None) => Ok(Scope::Plan(plan)),
        (None, Some(unit)) => Ok(Scope::Jurisdiction(unit)),
        (Some(_), Some(_)) => Err(cells.corrupt("two scopes")),
    }
}
