//! Units, the names they are known by, and their classes over time.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use duban_domain::command::{State, StreamId};
use duban_domain::organisation::{Organisation, Profile};
use duban_domain::people::unit::ClassTag;
use duban_domain::time::business_date;
use duban_domain::value::id::UnitId;

use super::Change;
use super::image::{Image, Row};
use crate::error::StoreError;
use crate::rows::Target;
use crate::statement::Sql;
use crate::transaction::Tx;

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
        "version",
    ],
    key: &["unit_id"],
};

const NAME: Target =
    Target { table: "organisation_name", columns: &["unit_id", "name"], key: &["unit_id", "name"] };

const CLASS: Target = Target {
    table: "organisation_class",
    columns: &["unit_id", "scheme", "class", "valid_from", "valid_to"],
    key: &["unit_id", "scheme", "class", "valid_from"],
};

/// The first and the last day that both databases can store.
pub(crate) fn always() -> (NaiveDate, NaiveDate) {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    (day(1, 1, 1), day(9999, 12, 31))
}

pub(super) fn image(id: UnitId, unit: &Organisation, version: i64) -> Image {
    let Some(profile) = &unit.0 else { return Image::default() };
    let row = vec![
        id.0.into(),
        profile.name.as_str().into(),
        profile.short_name.as_str().into(),
        profile.code.clone().into(),
        profile.kind.as_str().into(),
        profile.supervision.as_str().into(),
        profile.parent.map(|parent| parent.0).into(),
        profile.note.clone().into(),
        version.into(),
    ];
    let mut names: Vec<&str> = vec![profile.name.as_str(), profile.short_name.as_str()];
    names.extend(profile.aliases.iter().map(|alias| alias.as_str()));
    names.sort_unstable();
    names.dedup();
    let names = names.into_iter().map(|name| vec![id.0.into(), name.into()]).collect();
    Image::default().with(&ORGANISATION, vec![row]).with(&NAME, names)
}

/// Closes the classes a unit no longer has and opens those it now has. A unit is born with its
/// classes: they count for its past as well.
pub(super) async fn project_classes(tx: &Tx, changes: &[Change]) -> Result<(), StoreError> {
    let (dawn, dusk) = always();
    let mut opened: Vec<Row> = Vec::new();
    let mut closed: BTreeMap<NaiveDate, Vec<(UnitId, ClassTag)>> = BTreeMap::new();
    for change in changes {
        let (StreamId::Unit(id), State::Unit(before), State::Unit(after)) =
            (change.stream, &change.before, &change.after)
        else {
            continue;
        };
        let on = business_date(change.recorded_at);
        let from = if before.0.is_some() { on } else { dawn };
        let (old, new) = (classes(before.0.as_deref()), classes(after.0.as_deref()));
        opened.extend(new.iter().filter(|tag| !old.contains(tag)).map(|tag| {
            let (scheme, class) = (tag.scheme.clone(), tag.class.clone());
            vec![id.0.into(), scheme.into(), class.into(), from.into(), dusk.into()]
        }));
        let gone = old.iter().filter(|tag| !new.contains(tag)).map(|tag| (id, tag.clone()));
        closed.entry(on).or_default().extend(gone);
    }
    for (on, tags) in closed.into_iter().filter(|(_, tags)| !tags.is_empty()) {
        let mut sql = Sql::with(
            "UPDATE organisation_class SET valid_to = ? WHERE valid_to = ? AND
             (unit_id, scheme, class) IN (VALUES ",
            [on.into(), dusk.into()],
        );
        for (place, (id, tag)) in tags.into_iter().enumerate() {
            sql.push(if place == 0 { "" } else { ", " });
            sql.push_list([id.0.into(), tag.scheme.into(), tag.class.into()]);
        }
        tx.execute(sql.push(")")).await?;
    }
    if opened.is_empty() {
        return Ok(());
    }
    tx.upsert_many(&CLASS, opened).await.map(|_| ())
}

fn classes(profile: Option<&Profile>) -> &[ClassTag] {
    profile.map_or(&[], |profile| &profile.classes)
}
