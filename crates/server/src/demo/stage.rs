//! Plays the acts of the story: sets the clock on, lets timers fire, and has everybody act through
//! the engine under the own name.
//!
//! Every act is one request, and its name goes into the journal with what it did. So a stage that
//! was torn down in the middle goes on with the first act that the journal does not know.

mod deeds;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use duban_domain::people::actor::Actor;
use duban_domain::time::{business_date, start_of_day};
use duban_domain::value::id::{AssignmentId, PersonId};
use duban_engine::clock::{Clock, ForwardClock};
use duban_engine::error::EngineError;
use duban_engine::request::Request;
use duban_engine::view::{AssignmentFilter, AssignmentOrder, AssignmentSort, Direction, Page};
use duban_store::journal::read;

use super::Script;
use super::acts::{Act, Held, PREFIX};
use super::show::Progress;
use crate::failure;
use crate::house::House;
use crate::seed::id_of;
use crate::seed::reference::unit_of;

/// More assignments than the plan has.
const ASSIGNMENTS: u32 = 5_000;

/// What became of the acts.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Played {
    /// How many were played now.
    pub now: usize,
    /// How many had been played before.
    pub before: usize,
    /// How many were refused, because a visitor had meddled.
    pub refused: usize,
}

/// Where the story is played.
pub struct Stage {
    house: House,
    clock: Arc<ForwardClock>,
    script: Script,
    actors: BTreeMap<String, Actor>,
    held: BTreeMap<Held, AssignmentId>,
    swept: NaiveDate,
}

impl Stage {
    /// A stage before the first act.
    pub fn new(house: House, clock: Arc<ForwardClock>, script: Script) -> Self {
        let swept = business_date(clock.now());
        let (actors, held) = (BTreeMap::new(), BTreeMap::new());
        Self { house, clock, script, actors, held, swept }
    }

    /// Plays what was not played yet, and lets the days pass until the end.
    ///
    /// # Errors
    /// When the database fails, or the story names what there is not.
    pub async fn play(&mut self, acts: &[Act], progress: &Progress) -> Result<Played> {
        let store = self.house.engine.store();
        let known: BTreeSet<String> =
            store.read(|tx| async move { read::requests(&tx, PREFIX).await }).await?;
        let mut played = Played::default();
        for (number, act) in acts.iter().enumerate() {
            let request = act.request();
            if known.contains(&request) {
                played.before += 1;
                continue;
            }
            self.pass_until(act.at).await?;
            progress.show(number, acts.len(), business_date(act.at));
            let done = self.perform(act).await;
            match done.map_err(|error| (lawful(&error), error)) {
                Ok(()) => played.now += 1,
                Err((true, error)) => {
                    played.refused += 1;
                    let [why, _] = failure::lines(&error);
                    tracing::warn!(request.id = request, why, "an act of the story was refused");
                }
                Err((false, error)) => return Err(error).with_context(|| format!("`{request}`")),
            }
        }
        self.pass_until(self.script.story.ends_at.to_utc()).await?;
        Ok(played)
    }

    /// Lets the days pass, and with each what is due on it.
    async fn pass_until(&mut self, at: DateTime<Utc>) -> Result<()> {
        let last = business_date(at);
        while let Some(next) = self.swept.succ_opt().filter(|next| *next <= last) {
            self.clock.advance_to(start_of_day(next));
            self.house.engine.sweep().await.context("firing timers")?;
            self.swept = next;
        }
        self.clock.advance_to(at);
        Ok(())
    }

    /// The one who acts, in the only post.
    async fn actor(&mut self, username: &str) -> Result<Actor> {
        if let Some(actor) = self.actors.get(username) {
            return Ok(*actor);
        }
        let person = PersonId(id_of("person", username));
        let actor = self.house.sessions.actor_for(person, None).await;
        let actor = actor.with_context(|| format!("finding the post of `{username}`"))?;
        self.actors.insert(username.to_owned(), actor);
        Ok(actor)
    }

    async fn request(&mut self, act: &Act) -> Result<Request> {
        let request_id = Some(act.request());
        Ok(Request { request_id, ..Request::of(self.actor(&act.who).await?) })
    }

    /// The assignment that a unit holds of a task.
    async fn assignment(&mut self, held: &Held) -> Result<AssignmentId> {
        if self.held.is_empty() {
            self.held = self.assignments().await?;
        }
        let found = self.held.get(held).copied();
        found.with_context(|| format!("`{}` holds nothing of task {}", held.1, held.0))
    }

    async fn assignments(&self) -> Result<BTreeMap<Held, AssignmentId>> {
        let cast = &self.script.cast;
        let pairs = cast.counties.iter().chain(&cast.bureaus);
        let codes: BTreeMap<_, _> =
            pairs.map(|pair| (unit_of(&pair.unit), pair.unit.clone())).collect();
        let filter =
            AssignmentFilter { plan: Some(self.script.plan.id()), ..AssignmentFilter::default() };
        let order = AssignmentOrder { by: AssignmentSort::TaskNo, direction: Direction::Ascending };
        let reader = self.house.engine.reader(&Actor::System);
        let rows = reader.assignments(&filter, order, &Page::first(ASSIGNMENTS)).await?.rows;
        let held = rows
            .iter()
            .filter_map(|row| Some(((row.task_no, codes.get(&row.unit)?.clone()), row.id)));
        Ok(held.collect())
    }
}

/// Whether it is a lawful no, which a visitor may have brought about.
fn lawful(error: &anyhow::Error) -> bool {
    match error.downcast_ref::<EngineError>() {
        Some(
            EngineError::Rejected { .. }
            | EngineError::Denied { .. }
            | EngineError::NotFound { .. }
            | EngineError::Conflict { .. },
        ) => true,
        Some(
            EngineError::Invalid { .. }
            | EngineError::Unfit(_)
            | EngineError::Lost { .. }
            | EngineError::Unavailable(_)
            | EngineError::Internal(_),
        )
        | None => false,
    }
}
