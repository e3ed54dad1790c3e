//! People and the posts they hold and held.

use duban_domain::command::{Event, StreamId};
use duban_domain::people::actor::{Post, Scope};
use duban_domain::people::person::{Event as PersonEvent, Person};
use duban_domain::value::id::PersonId;
use sea_orm::Value;

use super::Change;
use super::image::{Image, Row};
use crate::error::StoreError;
use crate::rows::{Target, instant};
use crate::transaction::Tx;

const PERSON: Target = Target {
    table: "person",
    columns: &["person_id", "name", "version", "known_from"],
    key: &["person_id"],
};

const POST: Target = Target {
    table: "post",
    columns: &[
        "post_id",
        "person_id",
        "unit_id",
        "role",
        "grade",
        "scope_plan_id",
        "scope_jurisdiction_id",
        "held_from",
        "held_to",
    ],
    key: &["post_id"],
};

const ENDED: Target = Target { table: "post", columns: &["post_id", "held_to"], key: &["post_id"] };

/// Those that keep a history by days.
pub(super) const TABLES: &[&Target] = &[&PERSON];

pub(super) fn image(id: PersonId, person: &Person, version: i64) -> Image {
    match person {
        Person::Absent => Image::default(),
        Person::Known { name, .. } => {
            let row = vec![id.0.into(), name.as_str().into(), version.into()];
            Image::default().with(&PERSON, vec![row])
        }
    }
}

/// Posts stay on file when they are revoked: a past day must still find who answered.
pub(super) async fn project_posts(tx: &Tx, changes: &[Change]) -> Result<(), StoreError> {
    let mut granted: Vec<Row> = Vec::new();
    let mut revoked: Vec<Row> = Vec::new();
    for change in changes {
        let (StreamId::Person(person), Event::Person(event)) = (change.stream, &change.event)
        else {
            continue;
        };
        let at = instant(change.recorded_at);
        match event {
            PersonEvent::PersonRegistered { .. } => {}
            PersonEvent::PostGranted { post } => granted.push(post_row(person, post, at)),
            PersonEvent::PostRevoked { post } => revoked.push(vec![post.0.into(), at]),
        }
    }
    if !granted.is_empty() {
        tx.insert_many(&POST, granted).await?;
    }
    if !revoked.is_empty() {
        tx.update_many(&ENDED, revoked).await?;
    }
    Ok(())
}

fn post_row(person: PersonId, post: &Post, held_from: Value) -> Row {
    let (plan, jurisdiction) = match post.scope {
        Scope::Unit => (None, None),
        Scope::Plan(plan) => (Some(plan.0), None),
        Scope::Jurisdiction(unit) => (None, Some(unit.0)),
    };
    vec![
        post.id.0.into(),
        person.0.into(),
        post.unit.0.into(),
        post.role.as_str().into(),
        post.grade.as_str().into(),
        Value::from(plan),
        Value::from(jurisdiction),
        held_from,
        Value::from(None::<chrono::DateTime<chrono::Utc>>),
    ]
}
