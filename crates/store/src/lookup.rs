//! What a decision needs to look up and no stream holds: which tasks a plan has, which evidence an
//! assignment, which units there are. Unscoped, for the engine's facts only; nothing of it is shown.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use duban_domain::people::unit::UnitKind;
use duban_domain::sheet::SheetKey;
use duban_domain::value::id::{AssignmentId, EvidenceId, PlanId, TaskId, UnitId};
use sea_orm::QueryResult;
use uuid::Uuid;

use crate::error::StoreError;
use crate::statement::Sql;
use crate::transaction::Tx;

/// The tasks of each plan, without those that were discarded.
///
/// # Errors
/// When the database cannot be read.
pub async fn tasks_of_plans(
    tx: &Tx,
    plans: &BTreeSet<PlanId>,
) -> Result<BTreeMap<PlanId, Vec<TaskId>>, StoreError> {
    let text = "SELECT plan_id, task_id FROM task WHERE state <> 'DISCARDED' AND plan_id IN ";
    let pairs = pairs(tx, text, plans.iter().map(|plan| plan.0)).await?;
    Ok(grouped(pairs))
}

/// The highest number of a task of each plan; nothing of a plan without tasks.
///
/// # Errors
/// When the database cannot be read, or a number that was written is none.
pub async fn last_numbers(
    tx: &Tx,
    plans: &BTreeSet<PlanId>,
) -> Result<BTreeMap<PlanId, u32>, StoreError> {
    if plans.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut sql = Sql::new("SELECT plan_id, MAX(no) FROM task WHERE plan_id IN ");
    sql.push_list(plans.iter().map(|plan| plan.0.into()));
    let rows = tx.query_rows(sql.push(" GROUP BY plan_id")).await?;
    let pair = |row: &QueryResult| {
        let (plan, no): (Uuid, i32) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let wrong = |_| StoreError::corrupt("task", plan.to_string(), format!("number {no}"));
        Ok((PlanId(plan), u32::try_from(no).map_err(wrong)?))
    };
    rows.iter().map(pair).collect()
}

/// How many tasks of each plan are drafts; nothing of a plan without any.
///
/// # Errors
/// When the database cannot be read, or a count is none.
pub async fn draft_counts(
    tx: &Tx,
    plans: &BTreeSet<PlanId>,
) -> Result<BTreeMap<PlanId, usize>, StoreError> {
    if plans.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut sql =
        Sql::new("SELECT plan_id, COUNT(*) FROM task WHERE state = 'DRAFT' AND plan_id IN ");
    sql.push_list(plans.iter().map(|plan| plan.0.into()));
    let rows = tx.query_rows(sql.push(" GROUP BY plan_id")).await?;
    let pair = |row: &QueryResult| {
        let (plan, count): (Uuid, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let wrong = |_| StoreError::corrupt("task", plan.to_string(), format!("count {count}"));
        Ok((PlanId(plan), usize::try_from(count).map_err(wrong)?))
    };
    rows.iter().map(pair).collect()
}

/// The evidence of each assignment.
///
/// # Errors
/// When the database cannot be read.
pub async fn evidence_of_assignments(
    tx: &Tx,
    assignments: &BTreeSet<AssignmentId>,
) -> Result<BTreeMap<AssignmentId, Vec<EvidenceId>>, StoreError> {
    let text = "SELECT assignment_id, evidence_id FROM evidence WHERE assignment_id IN ";
    let pairs = pairs(tx, text, assignments.iter().map(|id| id.0)).await?;
    Ok(grouped(pairs))
}

/// The units that are named, and those directly below the parents: kind and parent of each.
///
/// # Errors
/// When the database cannot be read, or a kind that was written is unknown.
pub async fn units(
    tx: &Tx,
    named: &BTreeSet<UnitId>,
    parents: &BTreeSet<UnitId>,
) -> Result<BTreeMap<UnitId, (UnitKind, Option<UnitId>)>, StoreError> {
    let mut found = BTreeMap::new();
    for (column, ids) in [("unit_id", named), ("parent_id", parents)] {
        if ids.is_empty() {
            continue;
        }
        let mut sql = Sql::new(format!(
            "SELECT unit_id, kind, parent_id FROM organisation WHERE {column} IN "
        ));
        sql.push_list(ids.iter().map(|id| id.0.into()));
        for row in tx.query_rows(&sql).await? {
            let id: Uuid = row.try_get_by_index(0)?;
            let kind: String = row.try_get_by_index(1)?;
            let parent: Option<Uuid> = row.try_get_by_index(2)?;
            let kind = UnitKind::parse(&kind).ok_or_else(|| {
                StoreError::corrupt("organisation", id.to_string(), format!("kind `{kind}`"))
            })?;
            found.insert(UnitId(id), (kind, parent.map(UnitId)));
        }
    }
    Ok(found)
}

/// The assignments that owe a row on each of the sheets: signed for before its month was over, not
/// over themselves, no supports. A timer that ran late asks nothing of what was signed for since.
///
/// # Errors
/// When the database cannot be read.
pub async fn reporting(
    tx: &Tx,
    sheets: &[SheetKey],
) -> Result<BTreeMap<SheetKey, Vec<AssignmentId>>, StoreError> {
    if sheets.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut sql = Sql::new(
        "SELECT plan_id, unit_id, assignment_id, signed_on FROM assignment
         WHERE duty <> 'SUPPORT' AND state IN ('SIGNED', 'IN_PROGRESS', 'CLOSE_REVIEW')
         AND signed_on IS NOT NULL AND (plan_id, unit_id) IN (VALUES ",
    );
    for (place, key) in sheets.iter().enumerate() {
        sql.push(if place == 0 { "" } else { ", " });
        sql.push_list([key.plan.0.into(), key.unit.0.into()]);
    }
    let mut of_units: BTreeMap<(PlanId, UnitId), Vec<(AssignmentId, NaiveDate)>> = BTreeMap::new();
    for row in tx.query_rows(sql.push(")")).await? {
        let unit = (PlanId(row.try_get_by_index(0)?), UnitId(row.try_get_by_index(1)?));
        let signed = (AssignmentId(row.try_get_by_index(2)?), row.try_get_by_index(3)?);
        of_units.entry(unit).or_default().push(signed);
    }
    let mut found = BTreeMap::new();
    for key in sheets {
        let known = of_units.get(&(key.plan, key.unit)).into_iter().flatten();
        let owing = known.filter(|(_, signed_on)| *signed_on <= key.period.last_day());
        let owing: Vec<AssignmentId> = owing.map(|(id, _)| *id).collect();
        if !owing.is_empty() {
            found.insert(*key, owing);
        }
    }
    Ok(found)
}

async fn pairs(
    tx: &Tx,
    text: &str,
    ids: impl ExactSizeIterator<Item = Uuid>,
) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    if ids.len() == 0 {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(text);
    sql.push_list(ids.map(Into::into));
    let rows = tx.query_rows(&sql).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

fn grouped<K: From<Uuid> + Ord, V: From<Uuid>>(pairs: Vec<(Uuid, Uuid)>) -> BTreeMap<K, Vec<V>> {
    let mut grouped: BTreeMap<K, Vec<V>> = BTreeMap::new();
    for (key, value) in pairs {
        grouped.entry(key.into()).or_default().push(value.into());
    }
    grouped
}
