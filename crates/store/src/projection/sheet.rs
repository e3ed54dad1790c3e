//! Sheets and their rows.

use duban_domain::sheet::state::Line;
use duban_domain::sheet::{Sheet, SheetKey};
use duban_domain::value::id::AssignmentId;

use super::assignment::person;
use super::image::{Image, Row};
use crate::error::StoreError;
use crate::rows::Target;

const SHEET: Target = Target {
    table: "sheet",
    columns: &["plan_id", "unit_id", "period_on", "due_on", "version", "known_from"],
    key: &["plan_id", "unit_id", "period_on"],
};

const ROW: Target = Target {
    table: "sheet_row",
    columns: &[
        "plan_id",
        "unit_id",
        "period_on",
        "assignment_id",
        "entry",
        "drafted_by",
        "signed_by",
        "signed_on",
        "digest",
        "known_from",
    ],
    key: &["plan_id", "unit_id", "period_on", "assignment_id"],
};

/// Those that keep a history by days.
pub(super) const TABLES: &[&Target] = &[&SHEET, &ROW];

pub(super) fn image(key: SheetKey, sheet: &Sheet, version: i64) -> Result<Image, StoreError> {
    let Sheet::Open { due_on, lines } = sheet else { return Ok(Image::default()) };
    let row = vec![
        key.plan.0.into(),
        key.unit.0.into(),
        key.period.first_day().into(),
        (*due_on).into(),
        version.into(),
    ];
    let lines: Result<Vec<Row>, StoreError> =
        lines.iter().map(|(id, line)| line_row(key, *id, line)).collect();
    Ok(Image::default().with(&SHEET, vec![row]).with(&ROW, lines?))
}

fn line_row(key: SheetKey, assignment: AssignmentId, line: &Line) -> Result<Row, StoreError> {
    let entry = line
        .entry
        .as_ref()
        .map(serde_json::to_string)
        .transpose()
        .map_err(|error| StoreError::misuse(format!("a row cannot be written: {error}")))?;
    let signed = line.signed.as_ref();
    Ok(vec![
        key.plan.0.into(),
        key.unit.0.into(),
        key.period.first_day().into(),
        assignment.0.into(),
        entry.into(),
        person(line.drafted_by),
        person(signed.and_then(|signed| signed.by)),
        signed.map(|signed| signed.on).into(),
        signed.and_then(|signed| signed.digest).map(|digest| digest.to_string()).into(),
    ])
}
