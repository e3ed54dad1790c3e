//! The one write path: load, permit, decide, project, append, follow up; one transaction.
//!
//! A request brings many commands. They are decided round by round: first those that were asked
//! for, then what follows from them, each round loaded in a bounded number of statements. All
//! events are appended in one statement, the last before the commit.

mod digest;

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use duban_domain::available::{Available, available};
use duban_domain::command::{Command, Event, State, StreamId, ask, decide};
use duban_domain::consequence::{consequences, merged};
use duban_domain::facts::Facts;
use duban_domain::people::actor::Actor;
use duban_domain::policy::{Denied, Permit};
use duban_domain::task::command::Command as TaskCommand;
use duban_domain::task::dispatch::ids_needed;
use duban_domain::task::event::Event as TaskEvent;
use duban_domain::time::{business_date, start_of_day};
use duban_domain::value::id::{AttachmentId, PlanId};
use duban_store::idempotency::{self, KeyedRequest, Outcome as Kept};
use duban_store::journal::{NewEvent, append, codec};
use duban_store::projection::{Change, project};
use duban_store::read::journal;
use duban_store::{StoreError, Tx, attachment};

use crate::Engine;
use crate::error::{EngineError, No, Noes};
use crate::gather::fill::fill;
use crate::gather::{Ask, Lists, load};
use crate::queries::visibility;
use crate::request::{Addressed, Outcome, Request};
use crate::world::{Hold, World};

/// The most commands of one request.
pub const COMMANDS_MAX: usize = 5_000;

/// How long the key of a request is kept: a repeat after that is a new request.
const KEYS_KEPT: TimeDelta = TimeDelta::days(30);

/// How many noes to one request are told.
const NOES_MAX: usize = 100;

/// The most rounds of consequences; more would be a loop.
const ROUNDS_MAX: usize = 8;

/// What a request asks for: commands that are known, or those that are found by what stands in its
/// transaction, and not before its key was looked at.
pub(crate) trait Choice: Send + Sync {
    /// The commands.
    fn commands<'a>(
        &'a self,
        tx: &'a Tx,
    ) -> impl Future<Output = Result<Cow<'a, [Addressed]>, EngineError>> + Send;

    /// What is asked, and of what, as the audit names it: of this stream, if one of the commands
    /// goes to it. Nothing where nothing is asked.
    fn asked(&self, of: Option<StreamId>) -> Option<(&'static str, Option<StreamId>)>;
}

impl Choice for Vec<Addressed> {
    async fn commands<'a>(&'a self, _: &'a Tx) -> Result<Cow<'a, [Addressed]>, EngineError> {
        Ok(Cow::Borrowed(self))
    }

    fn asked(&self, of: Option<StreamId>) -> Option<(&'static str, Option<StreamId>)> {
        let to = |stream| self.iter().find(|addressed| addressed.command.stream() == stream);
        let command = &of.and_then(to).or(self.first())?.command;
        Some((command.action(), of.or(Some(command.stream()))))
    }
}

impl Engine {
    /// Does what the commands ask, all or nothing.
    ///
    /// # Errors
    /// One command that is refused refuses them all; nothing is kept then. Of those that are asked
    /// for together, every no is told.
    pub async fn execute(
        &self,
        request: &Request,
        commands: Vec<Addressed>,
    ) -> Result<Outcome, EngineError> {
        self.execute_choice(request, commands).await
    }

    /// The same with commands that are found in the transaction.
    pub(crate) async fn execute_choice(
        &self,
        request: &Request,
        choice: impl Choice,
    ) -> Result<Outcome, EngineError> {
        let (request, choice) = (Arc::new(request.clone()), Arc::new(choice));
        let outcome = self
            .store()
            .write(|tx| {
                let (engine, request) = (self.clone(), Arc::clone(&request));
                let choice = Arc::clone(&choice);
                async move { engine.execute_in(&tx, &request, choice.as_ref()).await }
            })
            .await;
        self.tally.count(&outcome);
        match &outcome {
            Ok(_) => self.journal_has_moved(),
            // The transaction is undone; what it was refused for is noted beside it.
            Err(error) => self.note_refusal(&request.actor, choice.as_ref(), error),
        }
        outcome
    }

    /// Forgets the keys of requests that were made long ago, and tells how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_keys(&self) -> Result<u64, EngineError> {
        let before = self.clock().now() - KEYS_KEPT;
        let forget = |tx: Tx| async move { idempotency::forget(&tx, before).await };
        Ok(self.store().write(forget).await?)
    }

    /// The same within a transaction that does more, such as claiming timers.
    pub(crate) async fn execute_in(
        &self,
        tx: &Tx,
        request: &Request,
        choice: &impl Choice,
    ) -> Result<Outcome, EngineError> {
        let now = self.clock().now();
        let actor = request.actor.to_string();
        let key = request.key.as_ref().map(|key| (&key.name, self.blinded(key.input_digest)));
        let keyed = key.as_ref().map(|(key, input_digest)| KeyedRequest {
            actor: &actor,
            key,
            input_digest,
        });
        if let Some(keyed) = keyed {
            match idempotency::begin(tx, keyed, now).await? {
                Kept::New => {}
                Kept::Repeat(text) => return repeated(&text),
                Kept::Conflict => {
                    let because = "the key `clientMutationId` was used for another input";
                    return Err(EngineError::Conflict { because: because.to_owned() });
                }
            }
        }
        let commands = choice.commands(tx).await?;
        if commands.len() > COMMANDS_MAX {
            let because = format!("{} commands, at most {COMMANDS_MAX} at once", commands.len());
            return Err(EngineError::invalid("input", because));
        }
        let mut run = Run::new(self, request, now);
        run.all(tx, &commands).await?;
        let outcome = run.outcome(&commands);
        run.write(tx).await?;
        if let Some(keyed) = keyed {
            let text = outcome.to_text().map_err(|error| EngineError::Internal(error.into()))?;
            idempotency::finish(tx, keyed, text).await?;
        }
        Ok(outcome)
    }

    /// What is kept of an input beside its key: there are few enough telephone numbers to try out
    /// which of them was in it.
    fn blinded(&self, digest: [u8; 32]) -> [u8; 32] {
        self.vault.as_ref().map_or(digest, |vault| vault.blind(digest))
    }

    /// The actions on each of the things, open or not, for an actor: a bounded number of
    /// statements for a whole page.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn available(
        &self,
        actor: &Actor,
        streams: &[StreamId],
    ) -> Result<Vec<(StreamId, Vec<Available>)>, EngineError> {
        let streams: Arc<[StreamId]> = streams.into();
        self.store()
            .read(|tx| {
                let (engine, actor, streams) = (self.clone(), *actor, Arc::clone(&streams));
                async move { engine.available_in(&tx, actor, &streams).await }
            })
            .await
    }

    async fn available_in(
        &self,
        tx: &Tx,
        actor: Actor,
        streams: &[StreamId],
    ) -> Result<Vec<(StreamId, Vec<Available>)>, EngineError> {
        let mut world = World::new(Hold::Snapshot);
        let asks: Vec<Ask<'_>> = streams.iter().map(|stream| Ask::Offer(*stream)).collect();
        let lists = load(tx, &mut world, &asks, &self.office).await?;
        let now = self.clock().now();
        let offer = |ask: &Ask<'_>| {
            let mut facts = fill(blank(&world, actor, now), &world, &lists, *ask);
            // Only on what is shown is anything offered.
            facts.shown = true;
            let stream = ask.stream();
            (stream, available(stream, &world.state(stream), &facts))
        };
        Ok(asks.iter().map(offer).collect())
    }
}

/// One request on its way through the rounds.
struct Run<'a> {
    engine: &'a Engine,
    request: &'a Request,
    now: DateTime<Utc>,
    world: World,
    changes: Vec<Change>,
    events: Vec<NewEvent>,
}

/// Who gives a command, and what it follows from.
#[derive(Clone)]
struct Cause {
    actor: Actor,
    caused_by: Option<String>,
}

impl<'a> Run<'a> {
    fn new(engine: &'a Engine, request: &'a Request, now: DateTime<Utc>) -> Self {
        let world = World::new(Hold::Locked);
        Self { engine, request, now, world, changes: Vec::new(), events: Vec::new() }
    }

    async fn all(&mut self, tx: &Tx, commands: &[Addressed]) -> Result<(), EngineError> {
        let asked: Vec<Command> =
            commands.iter().map(|addressed| addressed.command.clone()).collect();
        let cause = Cause { actor: self.request.actor, caused_by: None };
        let mut lists = self.load(tx, &asked).await?;
        for addressed in commands {
            let Some(version) = addressed.expected_version else { continue };
            // The version of a hidden thing is nobody's business: whoever may not act is told so.
            let mut facts = self.facts(&addressed.command, cause.actor, &lists)?;
            self.permit(tx, &addressed.command, &mut facts).await?;
            self.world.heads.expect(&addressed.command.stream().to_string(), version)?;
        }
        let mut round: Vec<(Command, Cause)> =
            asked.into_iter().map(|command| (command, cause.clone())).collect();
        for _ in 0..ROUNDS_MAX {
            let mut next = Vec::new();
            let mut noes = Vec::new();
            for (command, cause) in &round {
                match self.decide(tx, command, cause, &lists).await {
                    Ok(Ok(commands)) => next.extend(commands),
                    Ok(Err(no)) => noes.push(no),
                    // It may be for want of what was refused before.
                    Err(_) if !noes.is_empty() => break,
                    Err(error) => return Err(error),
                }
                if noes.len() == NOES_MAX {
                    break;
                }
            }
            if let Some(refused) = refused(noes) {
                return Err(refused);
            }
            if next.is_empty() {
                return Ok(());
            }
            round = merged(next);
            let commands: Vec<Command> = round.iter().map(|(command, _)| command.clone()).collect();
            lists = self.load(tx, &commands).await?;
        }
        let error = anyhow::anyhow!("consequences did not end after {ROUNDS_MAX} rounds");
        Err(EngineError::Internal(error))
    }

    async fn load(&mut self, tx: &Tx, commands: &[Command]) -> Result<Lists, EngineError> {
        let asks: Vec<Ask<'_>> = commands.iter().map(Ask::Command).collect();
        Ok(load(tx, &mut self.world, &asks, &self.engine.office).await?)
    }

    /// Permits and decides one command, and tells what follows from it, or its lawful no.
    async fn decide(
        &mut self,
        tx: &Tx,
        command: &Command,
        cause: &Cause,
        lists: &Lists,
    ) -> Result<Result<Vec<(Command, Cause)>, No>, EngineError> {
        let stream = command.stream();
        let state = self.world.state(stream);
        let mut facts = self.facts(command, cause.actor, lists)?;
        let permit = self.permit(tx, command, &mut facts).await?;
        let events = match decide(&state, command, &facts) {
            Ok(events) => events,
            Err(rejection) => {
                let about = (self.world.version(stream) > 0).then_some(stream);
                return Ok(Err(No { about, rejection }));
            }
        };
        let mut follow_ups = Vec::new();
        for event in events {
            let name = self.record(stream, event, (permit, cause))?;
            let Some(change) = self.changes.last() else { continue };
            let commands = consequences(stream, &change.after, &change.event);
            let cause = Cause { actor: Actor::System, caused_by: Some(name) };
            follow_ups.extend(commands.into_iter().map(|command| (command, cause.clone())));
        }
        Ok(Ok(follow_ups))
    }

    /// Asks the policy. Before it answers that there is no such thing, reads are asked whether they
    /// show it all the same: one question at most, for a no ends the request.
    async fn permit(
        &self,
        tx: &Tx,
        command: &Command,
        facts: &mut Facts,
    ) -> Result<Permit, EngineError> {
        let stream = command.stream();
        let state = self.world.state(stream);
        let mut answer = ask(&state, command, facts);
        if answer == Err(Denied::Hidden) {
            let events = journal::count(tx, visibility(&facts.actor), stream).await?;
            facts.shown = events > 0;
            answer = ask(&state, command, facts);
        }
        answer.map_err(|denied| EngineError::denied(denied, stream))
    }

    fn facts(&self, command: &Command, actor: Actor, lists: &Lists) -> Result<Facts, EngineError> {
        let ask = Ask::Command(command);
        let mut facts = fill(blank(&self.world, actor, self.now), &self.world, lists, ask);
        for (file, deposit) in &mut facts.deposits {
            deposit.used |= self.files().any(|(used, _)| used == *file);
        }
        if let Command::Task(_, TaskCommand::Add { .. } | TaskCommand::Split { .. }) = command
            && let Some(plan) = facts.plan_id
        {
            facts.last_no = facts.last_no.max(self.last_no(plan));
        }
        if let (Command::Task(_, command), Some(task)) = (command, facts.task.clone()) {
            let count = ids_needed(&task, command, &facts);
            facts.fresh = (0..count).map(|_| self.engine.ids().fresh()).collect();
        }
        facts.digest = digest::of(&self.world.state(command.stream()), command, &facts)?;
        Ok(facts)
    }

    /// Moves the stream on and keeps the event for the journal.
    fn record(
        &mut self,
        stream: StreamId,
        event: Event,
        (permit, cause): (Permit, &Cause),
    ) -> Result<String, EngineError> {
        let before = self.world.state(stream);
        let after = before.clone().evolve(&event);
        self.world.advance(stream, after.clone());
        let version = self.world.version(stream);
        let encoded = codec::encode(&event)?;
        self.events.push(NewEvent {
            permit,
            stream: stream.to_string(),
            kind: encoded.kind.into(),
            schema: encoded.schema,
            payload: encoded.payload,
            actor: cause.actor.to_string(),
            post: cause.actor.post().map(|post| post.id.to_string()),
            caused_by: cause.caused_by.clone(),
            request_id: self.request.request_id.clone(),
            recorded_at: self.now,
            effective_at: late(&event, self.now),
        });
        let recorded_at = self.now;
        self.changes.push(Change { stream, version, event, before, after, recorded_at });
        Ok(format!("{stream}@{version}"))
    }

    /// The highest number among the tasks that the events so far bring to a plan.
    fn last_no(&self, plan: PlanId) -> u32 {
        let no = |change: &Change| match &change.event {
            Event::Task(TaskEvent::TaskDrafted { clause, .. }) if clause.plan == plan => {
                Some(clause.no)
            }
            _ => None,
        };
        self.changes.iter().filter_map(no).max().unwrap_or_default()
    }

    /// The files that the events so far refer to, each with the stream that does.
    fn files(&self) -> impl Iterator<Item = (AttachmentId, StreamId)> {
        self.changes.iter().filter_map(|change| Some((change.event.file()?, change.stream)))
    }

    fn outcome(&self, commands: &[Addressed]) -> Outcome {
        Outcome {
            addressed: commands.iter().map(|addressed| addressed.command.stream()).collect(),
            versions: self.changes.iter().map(|change| (change.stream, change.version)).collect(),
        }
    }

    async fn write(mut self, tx: &Tx) -> Result<(), StoreError> {
        if self.changes.is_empty() {
            return Ok(());
        }
        project(tx, &self.changes).await?;
        let files: Vec<_> = self.files().collect();
        attachment::link(tx, &files).await?;
        append(tx, &mut self.world.heads, self.events).await?;
        Ok(())
    }
}

/// Facts that know only who asks, when, and under which rules.
fn blank(world: &World, actor: Actor, now: DateTime<Utc>) -> Facts {
    let office = match world.state(StreamId::Rules) {
        State::Rules(office) => office,
        _ => Arc::default(),
    };
    Facts::new(actor, now, office)
}

fn refused(noes: Vec<No>) -> Option<EngineError> {
    let mut noes = noes.into_iter();
    let first = noes.next()?;
    Some(EngineError::Rejected(Box::new(Noes { first, others: noes.collect() })))
}

fn repeated(text: &str) -> Result<Outcome, EngineError> {
    Outcome::from_text(text).ok_or_else(|| {
        EngineError::Internal(anyhow::anyhow!("the outcome kept with a key cannot be read"))
    })
}

/// From when an event counts that is recorded later than on its day; none where it is in time.
fn late(event: &Event, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    event.effective_on().filter(|day| *day < business_date(now)).map(start_of_day)
}
