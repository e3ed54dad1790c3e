//! Figures: how many count in a bucket on a day, and for how many days they have.

use std::collections::BTreeMap;

use chrono::Datelike;
use duban_domain::obligation::{Bucket, End, Kind, Obligation, contributions};
use duban_domain::people::duty::Duty;
use duban_domain::value::id::{PlanId, UnitId};
use uuid::Uuid;

use super::{Axis, Group, known, push_choice, push_seen};
use crate::error::StoreError;
use crate::read::cell::{self, Cells, FromCells};
use crate::read::{AsOf, Visibility, organisation};
use crate::statement::Sql;
use crate::transaction::Tx;

/// Which figures are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigureQuery {
    /// Of this plan.
    pub plan: PlanId,
    /// Grouped so.
    pub axis: Axis,
    /// Of these duties, told apart; of all where there is none.
    pub duties: &'static [Duty],
}

/// 数据. A figure of a report; one of zero and no days is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRow {
    /// Of whom.
    pub group: Group,
    /// Owed how.
    pub duty: Duty,
    /// What is owed.
    pub kind: Kind,
    /// What is counted.
    pub bucket: Bucket,
    /// How many count at the end of the day.
    pub count: i64,
    /// 累计天数. On how many days, the day included, each of them has counted, added up: of what
    /// is or was overdue, the days overdue.
    pub days: i64,
}

/// The figures of a plan, group by group.
pub async fn figures(
    tx: &Tx,
    visibility: Visibility,
    query: FigureQuery,
    as_of: AsOf,
) -> Result<Vec<FigureRow>, StoreError> {
    match visibility {
        Visibility::Unit(_) => counted(tx, visibility, query, as_of).await,
        Visibility::System
        | Visibility::Nothing
        | Visibility::Plan(_)
        | Visibility::Jurisdiction(_) => added_up(tx, visibility, query, as_of).await,
    }
}

/// The figures of what counties owe, by their class on the day; a county of several classes counts
/// in each.
pub async fn figures_by_class(
    tx: &Tx,
    visibility: Visibility,
    plan: PlanId,
    scheme: &str,
    as_of: AsOf,
) -> Result<Vec<FigureRow>, StoreError> {
    let query = FigureQuery { plan, axis: Axis::Unit, duties: &[Duty::Implement] };
    let by_unit = figures(tx, visibility, query, as_of).await?;
    let mut classes: BTreeMap<UnitId, Vec<String>> = BTreeMap::new();
    for row in organisation::scheme(&known(tx, as_of), visibility, scheme, as_of).await? {
        classes.entry(row.unit).or_default().push(row.class);
    }
    let mut sums = Sums::default();
    for row in by_unit {
        let Group::Unit(unit) = row.group else { continue };
        let known = classes.get(&unit).map(Vec::as_slice).unwrap_or_default();
        let known = known.iter().cloned().map(Some);
        let none = known.len() == 0;
        for class in known.chain(none.then_some(None)) {
            let group = Group::Class { scheme: scheme.to_owned(), class };
            sums.add((group, row.duty, row.kind, row.bucket), row.count, row.days);
        }
    }
    Ok(sums.into_rows())
}

async fn added_up(
    tx: &Tx,
    visibility: Visibility,
    query: FigureQuery,
    as_of: AsOf,
) -> Result<Vec<FigureRow>, StoreError> {
    let day = i64::from(as_of.on.num_days_from_ce());
    let mut sql = Sql::with(
        "SELECT d.axis, d.who, d.duty, d.kind, d.bucket, CAST(sum(d.amount) AS BIGINT),
         CAST(sum(d.amount * (? - d.day + 1)) AS BIGINT) FROM obligation_delta d
         WHERE d.plan_id = ? AND d.axis = ? AND d.day <= ? AND d.known_day <= ?",
        [
            day.into(),
            query.plan.0.into(),
            query.axis.as_str().into(),
            day.into(),
            i64::from(as_of.known_on.num_days_from_ce()).into(),
        ],
    );
    push_choice(&mut sql, "d", query.duties, None);
    visibility.of_plan(&mut sql, "d");
    sql.push_with(
        " GROUP BY d.axis, d.who, d.duty, d.kind, d.bucket
         HAVING sum(d.amount) <> 0 OR sum(d.amount * (? - d.day + 1)) <> 0
         ORDER BY d.who, d.duty, d.kind, d.bucket",
        [day.into()],
    );
    let mut sums = Sums::default();
    for row in cell::rows::<FigureRow>(tx, &sql).await? {
        sums.add((row.group, row.duty, row.kind, row.bucket), row.count, row.days);
    }
    Ok(sums.into_rows())
}

/// Obligations that have the same dates add the same deltas, so each such heap is one row.
async fn counted(
    tx: &Tx,
    visibility: Visibility,
    query: FigureQuery,
    as_of: AsOf,
) -> Result<Vec<FigureRow>, StoreError> {
    let columns = format!(
        "{}, o.duty, o.kind, o.opened_on, o.due_on, o.carried_over, o.ended, o.ended_on",
        query.axis.column()
    );
    let mut sql =
        Sql::new(format!("SELECT '{}' AS axis, {columns}, count(*)", query.axis.as_str()));
    push_seen(&mut sql, visibility, query.plan);
    sql.push(" WHERE 1 = 1");
    push_choice(&mut sql, "o", query.duties, None);
    sql.push(&format!(" GROUP BY {columns}"));
    let mut sums = Sums::default();
    for heap in cell::rows::<Heap>(&known(tx, as_of), &sql).await? {
        for delta in contributions(&heap.obligation).iter().filter(|delta| delta.day <= as_of.on) {
            let key = (heap.group.clone(), heap.duty, heap.obligation.kind, delta.bucket);
            let days = (as_of.on - delta.day).num_days() + 1;
            let count = delta.amount * heap.count;
            sums.add(key, count, count * days);
        }
    }
    Ok(sums.into_rows())
}

/// Figures by what they speak of.
#[derive(Default)]
struct Sums(BTreeMap<(Group, Duty, Kind, Bucket), (i64, i64)>);

impl Sums {
    fn add(&mut self, key: (Group, Duty, Kind, Bucket), count: i64, days: i64) {
        let sum = self.0.entry(key).or_default();
        sum.0 += count;
        sum.1 += days;
    }

    fn into_rows(self) -> Vec<FigureRow> {
        self.0
            .into_iter()
            .filter(|(_, sum)| *sum != (0, 0))
            .map(|((group, duty, kind, bucket), (count, days))| FigureRow {
                group,
                duty,
                kind,
                bucket,
                count,
                days,
            })
            .collect()
    }
}

/// Obligations alike in everything but what they are.
struct Heap {
    group: Group,
    duty: Duty,
    obligation: Obligation,
    count: i64,
}

impl FromCells for FigureRow {
    const TABLE: &'static str = "obligation_delta";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let axis: String = cells.get()?;
        let who: String = cells.get()?;
        let unit = || who.parse::<Uuid>().ok().map(UnitId);
        let group = match axis.as_str() {
            "UNIT" => unit().map(Group::Unit),
            "LEAD" => unit().map(Group::Lead),
            "SECTION" => Some(Group::Section(who.clone())),
            _ => None,
        };
        Ok(Self {
            group: group.ok_or_else(|| cells.corrupt(format!("`{who}` is no {axis}")))?,
            duty: cells.code()?,
            kind: cells.code()?,
            bucket: cells.code()?,
            count: cells.get()?,
            days: cells.get()?,
        })
    }
}

impl FromCells for Heap {
    const TABLE: &'static str = "obligation";

    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        let axis: String = cells.get()?;
        let group = match axis.as_str() {
            "UNIT" => Group::Unit(cells.id()?),
            "LEAD" => Group::Lead(cells.id()?),
            _ => Group::Section(cells.get()?),
        };
        let duty = cells.code()?;
        let obligation = Obligation {
            kind: cells.code()?,
            subject: String::new(),
            opened_on: cells.get()?,
            due_on: cells.get()?,
            carried_over: cells.get()?,
            end: end(cells)?,
        };
        Ok(Self { group, duty, obligation, count: cells.get()? })
    }
}

/// How an obligation ended, from two cells.
pub(super) fn end(cells: &mut Cells<'_>) -> Result<Option<End>, StoreError> {
    let ended: Option<String> = cells.get()?;
    match (ended.as_deref(), cells.get()?) {
        (None, None) => Ok(None),
        (Some("MET"), Some(on)) => Ok(Some(End::Met(on))),
        (Some("FAILED"), Some(on)) => Ok(Some(End::Failed(on))),
        (Some("VOID"), Some(on)) => Ok(Some(End::Void(on))),
        (ended, on) => Err(cells.corrupt(format!("ended `{ended:?}` on {on:?}"))),
    }
}
