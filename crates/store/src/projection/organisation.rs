//! Units, the names they are known by, and what they were from which day on.
//!
//! `organisation` and `organisation_name` say what is known of a unit now. The other three say what
//! counts from which day to which, as is known now; so a day that is over can be told as it was, and
//! as it is known since.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use duban_domain::people::organisation::{DAWN, Organisation, Profile};
use duban_domain::value::id::UnitId;
use sea_orm::Value;

use super::image::{Image, Row};
use crate::rows::Target;

const ORGANISATION: Target = Target {
    table: "organisation",
    columns: &[
        "unit_id",
        "name",
        "short_name",
        "code",
        "kind",
        "supervision",
        "parent_id",
        "note",
        "liaison_id",
        "liaison_phone",
        "version",
        "known_from",
    ],
    key: &["unit_id"],
};

const NAME: Target = Target {
    table: "organisation_name",
    columns: &["unit_id", "name", "known_from"],
    key: &["unit_id", "name"],
};

const CLASS: Target = Target {
    table: "organisation_class",
    columns: &["unit_id", "scheme", "class", "valid_from", "valid_to", "known_from"],
    key: &["unit_id", "scheme", "class", "valid_from"],
};

const SPAN: Target = Target {
    table: "organisation_span",
    columns: &[
        "unit_id",
        "name",
        "short_name",
        "code",
        "kind",
        "supervision",
        "parent_id",
        "note",
        "valid_from",
        "valid_to",
        "known_from",
    ],
    key: &["unit_id", "valid_from"],
};

const NAME_SPAN: Target = Target {
    table: "organisation_name_span",
    columns: &["unit_id", "name", "valid_from", "valid_to", "known_from"],
    key: &["unit_id", "name", "valid_from"],
};

/// Those that keep a history by days.
pub(super) const TABLES: &[&Target] = &[&ORGANISATION, &NAME, &CLASS, &SPAN, &NAME_SPAN];

/// The first and the last day that both databases can store.
pub(crate) fn always() -> (NaiveDate, NaiveDate) {
    (DAWN, NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default())
}

pub(super) fn image(id: UnitId, unit: &Organisation, version: i64) -> Image {
    let Some(profile) = &unit.profile else { return Image::default() };
    let mut row = facts(id, profile);
    row.extend([
        unit.liaison.as_ref().map(|liaison| liaison.person.0).into(),
        unit.liaison.as_ref().and_then(|liaison| Some(liaison.phone.as_ref()?.0.clone())).into(),
        version.into(),
    ]);
    let named = names(profile).into_iter().map(|name| vec![id.0.into(), name.into()]).collect();
    let tags = |profile: &Profile| {
        let tag = profile.classes.iter().map(|tag| vec![tag.scheme.clone(), tag.class.clone()]);
        tag.collect::<Vec<_>>()
    };
    let called = |profile: &Profile| {
        names(profile).into_iter().map(|name| vec![name.to_owned()]).collect::<Vec<_>>()
    };
    Image::default()
        .with(&ORGANISATION, vec![row])
        .with(&NAME, named)
        .with(&CLASS, spans(id, unit, tags))
        .with(&SPAN, profile_spans(id, unit))
        .with(&NAME_SPAN, spans(id, unit, called))
}

/// What is on file, column by column.
fn facts(id: UnitId, profile: &Profile) -> Row {
    vec![
        id.0.into(),
        profile.name.as_str().into(),
        profile.short_name.as_str().into(),
        profile.code.clone().into(),
        profile.kind.as_str().into(),
        profile.supervision.as_str().into(),
        profile.parent.map(|parent| parent.0).into(),
        profile.note.clone().into(),
    ]
}

/// Every name of the unit, once.
fn names(profile: &Profile) -> Vec<&str> {
    let mut names: Vec<&str> = vec![profile.name.as_str(), profile.short_name.as_str()];
    names.extend(profile.aliases.iter().map(|alias| alias.as_str()));
    names.sort_unstable();
    names.dedup();
    names
}

/// What counts from which day to which, the first day of the next being the end of each.
fn steps(unit: &Organisation) -> impl Iterator<Item = (NaiveDate, NaiveDate, &Profile)> {
    let (_, dusk) = always();
    let ends = unit.timeline.keys().skip(1).copied().chain([dusk]);
    unit.timeline.iter().zip(ends).map(|((from, profile), to)| (*from, to, &**profile))
}

/// The rows of what a unit has several of: one for each stretch of days without a gap.
fn spans(id: UnitId, unit: &Organisation, of: impl Fn(&Profile) -> Vec<Vec<String>>) -> Vec<Row> {
    let mut spans: BTreeMap<Vec<String>, Vec<(NaiveDate, NaiveDate)>> = BTreeMap::new();
    for (from, to, profile) in steps(unit) {
        for what in of(profile) {
            stretch(spans.entry(what).or_default(), from, to);
        }
    }
    let row = |what: &[String], (from, to): (NaiveDate, NaiveDate)| {
        let what = what.iter().cloned().map(Value::from);
        [id.0.into()].into_iter().chain(what).chain([from.into(), to.into()]).collect()
    };
    spans.iter().flat_map(|(what, days)| days.iter().map(move |days| row(what, *days))).collect()
}

fn stretch(days: &mut Vec<(NaiveDate, NaiveDate)>, from: NaiveDate, to: NaiveDate) {
    match days.last_mut() {
        Some((_, end)) if *end >= from => *end = to,
        _ => days.push((from, to)),
    }
}

/// One row for each stretch of days on which all of it was the same.
fn profile_spans(id: UnitId, unit: &Organisation) -> Vec<Row> {
    let mut rows: Vec<(Row, NaiveDate, NaiveDate)> = Vec::new();
    for (from, to, profile) in steps(unit) {
        let row = facts(id, profile);
        match rows.last_mut() {
            Some((last, _, end)) if *last == row => *end = to,
            _ => rows.push((row, from, to)),
        }
    }
    let dated = |(mut row, from, to): (Row, NaiveDate, NaiveDate)| {
        row.extend([from.into(), to.into()]);
        row
    };
    rows.into_iter().map(dated).collect()
}
