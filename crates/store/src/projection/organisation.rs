//! Units, the names they are known by, and their classes over time.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use duban_domain::command::{State, StreamId};
use duban_domain::people::organisation::{Organisation, Profile};
use duban_domain::people::unit::ClassTag;
use duban_domain::time::business_date;
use duban_domain::value::id::UnitId;
use sea_orm::Value;

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

/// Those that keep a history by days.
pub(super) const TABLES: &[&Target] = &[&ORGANISATION, &NAME, &CLASS];

/// The first and the last day that both databases can store.
pub(crate) fn always() -> (NaiveDate, NaiveDate) {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    (day(1, 1, 1), day(9999, 12, 31))
}

pub(super) fn image(id: UnitId, unit: &Organisation, version: i64) -> Image {
    let Some(profile) = &unit.profile else { return Image::default() };
    let row = vec![
        id.0.into(),
        profile.name.as_str().into(),
        profile.short_name.as_str().into(),
        profile.code.clone().into(),
        profile.kind.as_str().into(),
        profile.supervision.as_str().into(),
        profile.parent.map(|parent| parent.0).into(),
        profile.note.clone().into(),
        unit.liaison.as_ref().map(|liaison| liaison.person.0).into(),
        unit.liaison.as_ref().and_then(|liaison| Some(liaison.phone.as_ref()?.0.clone())).into(),
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
    let mut closed: BTreeMap<(NaiveDate, NaiveDate), Vec<(UnitId, ClassTag)>> = BTreeMap::new();
    for change in changes {
        let (StreamId::Unit(id), State::Unit(before), State::Unit(after)) =
            (change.stream, &change.before, &change.after)
        else {
            continue;
        };
        let today = business_date(change.recorded_at);
        let on = today;
        let from = if before.profile.is_some() { on } else { dawn };
        let (old, new) = (classes(before.profile.as_deref()), classes(after.profile.as_deref()));
        opened.extend(new.iter().filter(|tag| !old.contains(tag)).map(|tag| {
            let (scheme, class) = (tag.scheme.clone(), tag.class.clone());
            let days = [from, dusk, today].map(Value::from);
            [id.0.into(), scheme.into(), class.into()].into_iter().chain(days).collect()
        }));
        let gone = old.iter().filter(|tag| !new.contains(tag)).map(|tag| (id, tag.clone()));
        closed.entry((on, today)).or_default().extend(gone);
    }
    for ((on, today), tags) in closed.into_iter().filter(|(_, tags)| !tags.is_empty()) {
        close(tx, tags, on, today).await?;
    }
    if opened.is_empty() {
        return Ok(());
    }
    tx.upsert_many(&CLASS, opened).await.map(|_| ())
}

/// Ends classes from the day `on`, as is known since `today`; none ends before it began.
async fn close(
    tx: &Tx,
    tags: Vec<(UnitId, ClassTag)>,
    on: NaiveDate,
    today: NaiveDate,
) -> Result<(), StoreError> {
    let (_, dusk) = always();
    let columns = CLASS.columns.join(", ");
    let keep = Sql::with(
        format!(
            "INSERT INTO organisation_class_history ({columns}, known_to)
             SELECT {columns}, ? FROM organisation_class WHERE known_from < ? AND valid_to = ? AND
             (unit_id, scheme, class) IN (VALUES "
        ),
        [today.into(), today.into(), dusk.into()],
    );
    let end = Sql::with(
        "UPDATE organisation_class SET known_from = ?,
         valid_to = CASE WHEN valid_from > ? THEN valid_from ELSE ? END WHERE valid_to = ? AND
         (unit_id, scheme, class) IN (VALUES ",
        [today.into(), on.into(), on.into(), dusk.into()],
    );
    for mut sql in [keep, end] {
        for (place, (id, tag)) in tags.iter().enumerate() {
            sql.push(if place == 0 { "" } else { ", " });
            sql.push_list([id.0.into(), tag.scheme.clone().into(), tag.class.clone().into()]);
        }
        tx.execute(sql.push(")")).await?;
    }
    Ok(())
}

fn classes(profile: Option<&Profile>) -> &[ClassTag] {
    profile.map_or(&[], |profile| &profile.classes)
}
