//! `duban report`: the figures of a plan, for people or as JSON.

use std::collections::BTreeMap;

use anyhow::Result;
use duban_domain::obligation::{Bucket, Kind};
use duban_domain::people::actor::Actor;
use duban_domain::time::business_date;
use duban_domain::value::id::{PlanId, UnitId};
use duban_engine::queries::Reader;
use duban_engine::reports::{GroupBy, ReportRow};
use duban_engine::view::{AsOf, Group};
use serde_json::{Map, Value, json};

use crate::cli::{Format, Grouping, Report};
use crate::failure::Hinted;
use crate::house::House;
use crate::say::say;

/// The scheme that classes of counties are taken from.
const SCHEME: &str = "DUBAN_4";

/// The columns: their name, and what they count.
const COLUMNS: [(&str, Kind, Bucket); 13] = [
    ("duties", Kind::SignFor, Bucket::Total),
    ("signedLate", Kind::SignFor, Bucket::Late),
    ("unsigned", Kind::SignFor, Bucket::Overdue),
    ("rowsDue", Kind::Row, Bucket::Due),
    ("rowsLate", Kind::Row, Bucket::Late),
    ("rowsMissed", Kind::Row, Bucket::Overdue),
    ("milestonesDue", Kind::Milestone, Bucket::Due),
    ("milestonesMet", Kind::Milestone, Bucket::Met),
    ("targets", Kind::Target, Bucket::Total),
    ("targetsMet", Kind::Target, Bucket::Met),
    ("targetsOverdue", Kind::Target, Bucket::Overdue),
    ("evidence", Kind::Evidence, Bucket::Total),
    ("verified", Kind::Evidence, Bucket::Met),
];

/// Prints a report.
///
/// # Errors
/// When the plan is unknown or the database fails.
pub async fn run(house: &House, asked: &Report) -> Result<()> {
    let Report::Accountability { plan, as_of, by, format } = asked;
    let reader = house.engine.reader(&Actor::System);
    let plan = PlanId(*plan);
    if reader.plans_by_ids(&[plan]).await?.is_empty() {
        let hint = "`duban import` prints the id of the plan it drafts";
        return Err(Hinted::new(format!("there is no plan {plan}"), hint).into());
    }
    let day = as_of.unwrap_or(business_date(house.engine.clock().now()));
    let rows = reader.accountability(plan, group(*by), SCHEME, AsOf::day(day)).await?;
    let labels = labels(&reader, &rows).await?;
    let label = |row: &ReportRow| match &row.group {
        Group::Unit(id) | Group::Lead(id) => labels.get(id).cloned().unwrap_or_default(),
        Group::Section(path) => path.clone(),
        Group::Class { scheme, class } => {
            format!("{scheme}:{}", class.as_deref().unwrap_or("-"))
        }
    };
    match format {
        Format::Json => {
            let rows: Vec<Value> = rows.iter().map(|row| object(&label(row), row)).collect();
            let report = json!({ "planId": format!("plan:{plan}"), "asOf": day, "rows": rows });
            say(serde_json::to_string_pretty(&report)?);
        }
        Format::Table => {
            say(format_args!("plan:{plan} at the end of {day}"));
            rows.iter().for_each(|row| line(&label(row), row));
        }
    }
    Ok(())
}

fn group(by: Grouping) -> GroupBy {
    match by {
        Grouping::Lead => GroupBy::Lead,
        Grouping::Support => GroupBy::Support,
        Grouping::County => GroupBy::County,
        Grouping::Section => GroupBy::Section,
        Grouping::Class => GroupBy::Class,
    }
}

async fn labels(reader: &Reader, rows: &[ReportRow]) -> Result<BTreeMap<UnitId, String>> {
    let id = |row: &ReportRow| match &row.group {
        Group::Unit(id) | Group::Lead(id) => Some(*id),
        Group::Section(_) | Group::Class { .. } => None,
    };
    let ids: Vec<UnitId> = rows.iter().filter_map(id).collect();
    let units = reader.units_by_ids(&ids).await?;
    Ok(units.into_iter().map(|unit| (unit.id, unit.short_name)).collect())
}

fn object(label: &str, row: &ReportRow) -> Value {
    let mut object = Map::new();
    object.insert("label".into(), label.into());
    for (name, kind, bucket) in COLUMNS {
        object.insert(name.into(), row.count(kind, bucket).into());
    }
    object.insert("completionBasisPoints".into(), row.completion_rate().into());
    Value::Object(object)
}

/// One line a group: a label in Chinese has no width that a column could rely on.
fn line(label: &str, row: &ReportRow) {
    let figures: Vec<String> = COLUMNS
        .iter()
        .map(|(name, kind, bucket)| format!("{name} {}", row.count(*kind, *bucket)))
        .collect();
    let rate = row
        .completion_rate()
        .map_or_else(|| "-".to_owned(), |points| format!("{}.{:02}%", points / 100, points % 100));
    say(format_args!("{label}: {}, completed {rate}", figures.join(", ")));
}
