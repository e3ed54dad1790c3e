//! Units as they are on file: the register is open to whoever signed in.

use chrono::NaiveDate;
use duban_domain::people::organisation::Liaison;
use duban_domain::people::unit::{Supervision, UnitKind};
use duban_domain::value::id::{PersonId, UnitId};
use duban_domain::value::phone::Sealed;

use super::cell::{self, Cells, FromCells};
use super::{AsOf, COUNTY_KINDS, Visibility, words};
use crate::error::StoreError;
use crate::page::{Key, KeyValue, Page, Slice, SortColumn};
use crate::statement::Sql;
use crate::transaction::Tx;

/// 单位. A unit as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    /// Its identity.
    pub id: UnitId,
    /// 全称.
    pub name: String,
    /// 简称.
    pub short_name: String,
    /// 代码.
    pub code: Option<String>,
    /// What it is.
    pub kind: UnitKind,
    /// Whether it is directed or coordinated with.
    pub supervision: Supervision,
    /// The unit above it.
    pub parent: Option<UnitId>,
    /// 备注.
    pub note: Option<String>,
    /// 联络员. Whom others call.
    pub liaison: Option<Liaison>,
    /// The version of its stream.
    pub version: i64,
    /// The past day it is seen on; none where it is the present.
    pub as_of: Option<AsOf>,
}

impl UnitRow {
    /// Its place in [`list`].
    pub fn key(&self) -> Key {
        vec![KeyValue::Text(self.name.clone()), KeyValue::Id(self.id.0)]
    }
}

/// A name by which documents know a unit: full, short, or an alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRow {
    /// The unit.
    pub unit: UnitId,
    /// The name.
    pub name: String,
    /// What the unit is.
    pub kind: UnitKind,
}

/// 县域类型. A class of a unit, with the days on which it has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassRow {
    /// The unit.
    pub unit: UnitId,
    /// The scheme of classes.
    pub scheme: String,
    /// The class within it.
    pub class: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The first day on which it no longer counts.
    pub valid_to: NaiveDate,
}

/// A unit and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindRow {
    /// The unit.
    pub unit: UnitId,
    /// What it is.
    pub kind: UnitKind,
}

/// Which units are wanted; what is not said is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitFilter {
    /// Of one of these kinds.
    pub kinds: Vec<UnitKind>,
    /// Whether they carry tasks out on their own territory.
    pub county: Option<bool>,
    /// Below this unit.
    pub parent: Option<UnitId>,
    /// With a name that begins so.
    pub text: Option<String>,
}

const COLUMNS: &str = "o.unit_id, o.name, o.short_name, o.code, o.kind, o.supervision, \
    o.parent_id, o.note, o.liaison_id, o.liaison_phone, o.version";

/// The units with these ids, in no particular order; unknown ones are absent.
pub async fn by_ids(
    tx: &Tx,
    visibility: Visibility,
    ids: &[UnitId],
) -> Result<Vec<UnitRow>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM organisation o WHERE o.unit_id IN ");
    of_units(tx, visibility, Sql::new(select), ids, "").await
}

/// What these units are, in no particular order; unknown ones are absent.
pub async fn kinds(
    tx: &Tx,
    visibility: Visibility,
    ids: &[UnitId],
) -> Result<Vec<KindRow>, StoreError> {
    let select = "SELECT o.unit_id, o.kind FROM organisation o WHERE o.unit_id IN ";
    of_units(tx, visibility, Sql::new(select), ids, "").await
}

/// The names of these units, one unit after the other.
pub async fn names(
    tx: &Tx,
    visibility: Visibility,
    units: &[UnitId],
) -> Result<Vec<NameRow>, StoreError> {
    let select = "SELECT n.unit_id, n.name, o.kind FROM organisation_name n
        JOIN organisation o ON o.unit_id = n.unit_id WHERE n.unit_id IN ";
    of_units(tx, visibility, Sql::new(select), units, " ORDER BY n.unit_id, n.name").await
}

/// The classes that these units have on the day, one unit after the other.
pub async fn classes(
    tx: &Tx,
    visibility: Visibility,
    units: &[UnitId],
    as_of: AsOf,
) -> Result<Vec<ClassRow>, StoreError> {
    let select = Sql::with(
        "SELECT c.unit_id, c.scheme, c.class, c.valid_from, c.valid_to FROM organisation_class c
         WHERE c.valid_from <= ? AND c.valid_to > ? AND c.unit_id IN ",
        [as_of.on.into(), as_of.on.into()],
    );
    of_units(tx, visibility, select, units, " ORDER BY c.unit_id, c.scheme, c.class").await
}

/// The classes of one scheme that any unit has on the day.
pub async fn scheme(
    tx: &Tx,
    visibility: Visibility,
    scheme: &str,
    as_of: AsOf,
) -> Result<Vec<ClassRow>, StoreError> {
    visibility.unit();
    let sql = Sql::with(
        "SELECT c.unit_id, c.scheme, c.class, c.valid_from, c.valid_to FROM organisation_class c
         WHERE c.scheme = ? AND c.valid_from <= ? AND c.valid_to > ? ORDER BY c.unit_id, c.class",
        [scheme.into(), as_of.on.into(), as_of.on.into()],
    );
    cell::rows(tx, &sql).await
}

/// Every name of every unit: what a reader of plans needs to recognise units.
pub async fn all_names(tx: &Tx, visibility: Visibility) -> Result<Vec<NameRow>, StoreError> {
    visibility.unit();
    let sql = Sql::new(
        "SELECT n.unit_id, n.name, o.kind FROM organisation_name n
         JOIN organisation o ON o.unit_id = n.unit_id ORDER BY n.name, n.unit_id",
    );
    cell::rows(tx, &sql).await
}

/// The units known by exactly this name; documents may mean either where there are several.
pub async fn by_name(
    tx: &Tx,
    visibility: Visibility,
    name: &str,
) -> Result<Vec<UnitRow>, StoreError> {
    visibility.unit();
    let text = format!(
        "SELECT {COLUMNS} FROM organisation_name n JOIN organisation o ON o.unit_id = n.unit_id
         WHERE n.name = ? ORDER BY o.unit_id"
    );
    cell::rows(tx, &Sql::with(text, [name.into()])).await
}

/// 县区. The units of a government that carry tasks out on their own territory.
pub async fn counties(
    tx: &Tx,
    visibility: Visibility,
    jurisdiction: UnitId,
) -> Result<Vec<KindRow>, StoreError> {
    visibility.unit();
    let text = format!(
        "SELECT o.unit_id, o.kind FROM organisation o
         WHERE o.parent_id = ? AND o.kind IN {COUNTY_KINDS} ORDER BY o.unit_id"
    );
    cell::rows(tx, &Sql::with(text, [jurisdiction.0.into()])).await
}

/// A page of units by name, compared by bytes.
pub async fn list(
    tx: &Tx,
    visibility: Visibility,
    filter: &UnitFilter,
    page: &Page,
) -> Result<Slice<UnitRow>, StoreError> {
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM organisation o WHERE 1 = 1"));
    restrict(&mut sql, visibility, filter);
    let sort = [SortColumn::ascending("o.name"), SortColumn::ascending("o.unit_id")];
    cell::page(tx, sql, &sort, page).await
}

/// How many units [`list`] has.
pub async fn count(
    tx: &Tx,
    visibility: Visibility,
    filter: &UnitFilter,
) -> Result<u64, StoreError> {
    let mut sql = Sql::new("SELECT count(*) FROM organisation o WHERE 1 = 1");
    restrict(&mut sql, visibility, filter);
    cell::count(tx, &sql).await
}

fn restrict(sql: &mut Sql, visibility: Visibility, filter: &UnitFilter) {
    visibility.unit();
    if !filter.kinds.is_empty() {
        sql.push(" AND o.kind IN ");
        sql.push_list(filter.kinds.iter().map(|kind| kind.as_str().into()));
    }
    match filter.county {
        Some(true) => sql.push(&format!(" AND o.kind IN {COUNTY_KINDS}")),
        Some(false) => sql.push(&format!(" AND o.kind NOT IN {COUNTY_KINDS}")),
        None => sql,
    };
    if let Some(parent) = filter.parent {
        sql.push_with(" AND o.parent_id = ?", [parent.0.into()]);
    }
    if let Some(text) = &filter.text {
        sql.push(" AND EXISTS (SELECT 1 FROM organisation_name n WHERE n.unit_id = o.unit_id");
        words::begins(sql, &["n.name"], text);
        sql.push(")");
    }
}

/// Completes a select that ends in `IN`.
async fn of_units<R: FromCells>(
    tx: &Tx,
    visibility: Visibility,
    mut select: Sql,
    units: &[UnitId],
    ending: &str,
) -> Result<Vec<R>, StoreError> {
    visibility.unit();
    if units.is_empty() {
        return Ok(Vec::new());
    }
    select.push_list(units.iter().map(|id| id.0.into()));
    select.push(ending);
    cell::rows(tx, &select).await
}

impl FromCells for UnitRow {
    const TABLE: &'static str = "organisation";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.id()?,
            name: cells.get()?,
            short_name: cells.get()?,
            code: cells.get()?,
            kind: cells.code()?,
            supervision: cells.code()?,
            parent: cells.optional_id()?,
            note: cells.get()?,
            liaison: liaison(cells)?,
            version: cells.get()?,
            as_of: cells.as_of(),
        })
    }
}

fn liaison(cells: &mut Cells<'_>) -> Result<Option<Liaison>, StoreError> {
    let person: Option<PersonId> = cells.optional_id()?;
    let phone: Option<String> = cells.get()?;
    Ok(person.map(|person| Liaison { person, phone: phone.map(Sealed) }))
}

impl FromCells for NameRow {
    const TABLE: &'static str = "organisation_name";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self { unit: cells.id()?, name: cells.get()?, kind: cells.code()? })
    }
}

impl FromCells for ClassRow {
    const TABLE: &'static str = "organisation_class";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            unit: cells.id()?,
            scheme: cells.get()?,
            class: cells.get()?,
            valid_from: cells.get()?,
            valid_to: cells.get()?,
        })
    }
}

impl FromCells for KindRow {
    const TABLE: &'static str = "organisation";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self { unit: cells.id()?, kind: cells.code()? })
    }
}
