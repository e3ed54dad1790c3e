//! A year's assessment: the cycle, who has a part in it, and the data.

use duban_domain::assessment::Assessment;
use duban_domain::assessment::state::{Cycle, Entry, EntryStanding, Place};
use duban_domain::value::id::{AssessmentId, PersonId};

use super::image::{Image, Row};
use crate::error::StoreError;
use crate::rows::Target;

const CYCLE: Target = Target {
    table: "assessment",
    columns: &[
        "assessment_id",
        "plan_id",
        "year",
        "title",
        "state",
        "publish_by",
        "scheme_version",
        "drafted_by",
        "scheme_digest",
        "data_digest",
        "result_digest",
        "publicised_until",
        "version",
        "known_from",
    ],
    key: &["assessment_id"],
};

const PARTY: Target = Target {
    table: "assessment_unit",
    columns: &["assessment_id", "code", "plan_id", "unit_id", "class", "known_from"],
    key: &["assessment_id", "code"],
};

const ITEM: Target = Target {
    table: "assessment_item",
    columns: &[
        "assessment_id",
        "county",
        "indicator",
        "plan_id",
        "name",
        "county_unit_id",
        "source_unit_id",
        "checker_unit_id",
        "item",
        "provenance",
        "standing",
        "reason",
        "submitted_by",
        "checked_by",
        "known_from",
    ],
    key: &["assessment_id", "county", "indicator"],
};

/// Those that keep a history by days.
pub(super) const TABLES: &[&Target] = &[&CYCLE, &PARTY, &ITEM];

pub(super) fn image(
    id: AssessmentId,
    assessment: &Assessment,
    version: i64,
) -> Result<Image, StoreError> {
    let Some(cycle) = assessment.cycle() else { return Ok(Image::default()) };
    let plan = &cycle.plan;
    let row = vec![
        id.0.into(),
        plan.plan.0.into(),
        plan.year.into(),
        plan.title.as_str().into(),
        assessment.name().into(),
        plan.publish_by.into(),
        cycle.version.cast_signed().into(),
        person(cycle.drafted_by),
        cycle.scheme_digest.map(|digest| digest.to_string()).into(),
        cycle.data_digest.map(|digest| digest.to_string()).into(),
        cycle.result.map(|digest| digest.to_string()).into(),
        cycle.publicised_until.into(),
        version.into(),
    ];
    let parties = plan.units.iter().map(|(code, unit)| {
        let class = plan.counties.get(code).map(|class| class.as_str().to_owned());
        vec![id.0.into(), code.as_str().into(), plan.plan.0.into(), unit.0.into(), class.into()]
    });
    let items = cycle.items.iter().filter_map(|(place, entry)| item(id, cycle, place, entry));
    let items = items.collect::<Result<Vec<Row>, StoreError>>()?;
    let image = Image::default().with(&CYCLE, vec![row]).with(&PARTY, parties.collect());
    Ok(image.with(&ITEM, items))
}

/// A datum; its county and indicator are of the scheme, or it would not have been taken.
fn item(
    id: AssessmentId,
    cycle: &Cycle,
    place: &Place,
    entry: &Entry,
) -> Option<Result<Row, StoreError>> {
    let plan = &cycle.plan;
    let indicator = plan.scheme.indicator(&place.indicator)?;
    let (county, checker) = (plan.units.get(&place.county)?, plan.units.get(&indicator.checker)?);
    let source = plan.units.get(&indicator.source);
    let name = plan.name(&place.indicator);
    let (standing, reason, checked_by) = match &entry.standing {
        EntryStanding::Waiting => ("WAITING", None, None),
        EntryStanding::Returned(reason) => ("RETURNED", Some(reason.to_string()), None),
        EntryStanding::Confirmed(by) => ("CONFIRMED", None, *by),
    };
    let json = |text: serde_json::Result<String>| {
        text.map_err(|error| StoreError::misuse(format!("a datum cannot be written: {error}")))
    };
    let kept = json(serde_json::to_string(&entry.item))
        .and_then(|item| Ok((item, json(serde_json::to_string(&entry.provenance))?)));
    Some(kept.map(|(item, provenance)| {
        vec![
            id.0.into(),
            place.county.as_str().into(),
            place.indicator.as_str().into(),
            plan.plan.0.into(),
            name.into(),
            county.0.into(),
            source.map(|unit| unit.0).into(),
            checker.0.into(),
            item.into(),
            provenance.into(),
            standing.into(),
            reason.into(),
            person(entry.by),
            person(checked_by),
        ]
    }))
}

fn person(by: Option<PersonId>) -> sea_orm::Value {
    super::assignment::person(by)
}
