//! What can be asked of the present: rows that are the image of each stream's state.
//!
//! A row is written by one stream only. [`project`] compares the image of the state before with
//! the one after and writes the difference, so live rows and rebuilt ones cannot disagree about
//! what an event means: both are what `evolve` says. A row that a later day replaces is kept with
//! the days at whose end it stood, so that a past day can be read as it was. Two tables know more
//! of time and are written from the same changes: posts and obligations.

mod assessment;
mod assignment;
mod correction;
mod evidence;
mod image;
mod obligation;
mod organisation;
mod person;
mod plan;
pub mod rebuild;
mod sheet;
mod task;
pub mod timer;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use duban_domain::command::{Event, State, StreamId};
use duban_domain::time::business_date;

use crate::error::StoreError;
use crate::rows::Target;
use crate::transaction::Tx;
use image::Image;

/// One event, with the state of its stream before and after it.
#[derive(Clone, Debug)]
pub struct Change {
    /// Whose.
    pub stream: StreamId,
    /// The place of the event in its stream.
    pub version: i64,
    /// What happened.
    pub event: Event,
    /// The state before.
    pub before: State,
    /// The state after.
    pub after: State,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// Writes what the changes of one transaction do to the rows; a bounded number of statements,
/// however many changes there are.
///
/// # Errors
/// When the database refuses a row: nothing of the transaction is kept.
pub async fn project(tx: &Tx, changes: &[Change]) -> Result<(), StoreError> {
    let day = |change: &Change| business_date(change.recorded_at);
    for changes in changes.chunk_by(|one, next| day(one) == day(next)) {
        if let Some(today) = changes.first().map(day) {
            project_day(tx, changes, today).await?;
        }
    }
    Ok(())
}

/// A transaction is of one day; a journal that is replayed is of many, and each of them ended.
async fn project_day(tx: &Tx, changes: &[Change], today: NaiveDate) -> Result<(), StoreError> {
    let mut difference = image::Difference::default();
    for (stream, span) in spans(changes) {
        let before = image_of(stream, span.before, span.before_version)?;
        let after = image_of(stream, span.after, span.after_version)?;
        difference.add(before, after);
    }
    difference.write(tx, today).await?;
    person::project_posts(tx, changes).await?;
    obligation::project(tx, changes).await?;
    correction::project(tx, changes).await?;
    timer::project(tx, changes).await
}

/// The tables that keep a history by days.
pub(crate) fn dated() -> impl Iterator<Item = &'static Target> {
    let organisation = organisation::TABLES.iter().chain(person::TABLES);
    let plan = plan::TABLES.iter().chain(task::TABLES);
    let work = assignment::TABLES.iter().chain(sheet::TABLES).chain(evidence::TABLES);
    organisation.chain(plan).chain(work).chain(assessment::TABLES).copied()
}

struct Span<'a> {
    before: &'a State,
    before_version: i64,
    after: &'a State,
    after_version: i64,
}

/// The first state before and the last state after, stream by stream.
fn spans(changes: &[Change]) -> BTreeMap<StreamId, Span<'_>> {
    let mut spans: BTreeMap<StreamId, Span<'_>> = BTreeMap::new();
    for change in changes {
        let span = spans.entry(change.stream).or_insert(Span {
            before: &change.before,
            before_version: change.version - 1,
            after: &change.after,
            after_version: change.version,
        });
        span.after = &change.after;
        span.after_version = change.version;
    }
    spans
}

/// The rows that a state is shown as.
fn image_of(stream: StreamId, state: &State, version: i64) -> Result<Image, StoreError> {
    Ok(match (stream, state) {
        (StreamId::Rules, State::Rules(_)) | (StreamId::Audit(_), State::Audit(_)) => {
            Image::default()
        }
        (StreamId::Unit(id), State::Unit(state)) => organisation::image(id, state, version),
        (StreamId::Person(id), State::Person(state)) => person::image(id, state, version),
        (StreamId::Plan(id), State::Plan(state)) => plan::image(id, state, version),
        (StreamId::Task(id), State::Task(state)) => task::image(id, state, version),
        (StreamId::Assignment(id), State::Assignment(state)) => {
            assignment::image(id, state, version)
        }
        (StreamId::Sheet(key), State::Sheet(state)) => sheet::image(key, state, version)?,
        (StreamId::Evidence(id), State::Evidence(state)) => evidence::image(id, state, version),
        (StreamId::Assessment(id), State::Assessment(state)) => {
            assessment::image(id, state, version)?
        }
        (stream, _) => {
            return Err(StoreError::misuse(format!("a state that is not that of `{stream}`")));
        }
    })
}
