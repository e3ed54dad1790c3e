//! 审计. Who signed in, who was refused, what was taken out, and who looked at what is another's.
//!
//! Noting costs no statement: an act is put down in memory and written soon after, in a transaction
//! of its own, so that what is undone of a refused command does not undo its entry. What a crash can
//! lose is what [`Engine::write_audit`] had not written yet, and of a flood the count of the last
//! minute. The streams are sealed into the journal and removed after their time by
//! [`Engine::seal_audit`] and [`Engine::clear_audit`].

mod keep;
mod ledger;
mod origin;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use duban_domain::audit::Node;
use duban_domain::audit::act::{Act, Kind, Reading};
use duban_domain::people::actor::{Actor, Role};
use duban_domain::time::business_date;
use duban_domain::value::id::{PersonId, PostId, UnitId};
use duban_store::journal::audit::{self, NewEntry};

use crate::Engine;
use crate::audit::ledger::Ledger;
use crate::clock::Clock;
use crate::error::EngineError;
use crate::execute::Choice;

pub use crate::audit::ledger::Pace;
pub use crate::audit::origin::Origin;

/// 当事人. Who an entry is about: nobody where nobody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Party {
    /// The person.
    pub person: Option<PersonId>,
    /// The post acted for.
    pub post: Option<PostId>,
    /// What that post is there for.
    pub role: Option<Role>,
}

impl Party {
    /// A person who acts for no post, as at sign-in.
    pub fn person(person: PersonId) -> Self {
        Self { person: Some(person), ..Self::default() }
    }

    /// Whoever gives a command.
    pub fn acting(actor: &Actor) -> Self {
        let post = actor.post();
        Self {
            person: actor.person(),
            post: post.map(|post| post.id),
            role: post.map(|post| post.role),
        }
    }
}

/// 审计台. Where acts are put down before they are written. Cloning it is cheap.
#[derive(Clone)]
pub(crate) struct AuditDesk {
    node: Node,
    clock: Arc<dyn Clock>,
    ledger: Arc<Mutex<Ledger>>,
    /// One writes at a time, so that what is put down first is written first.
    writing: Arc<tokio::sync::Mutex<()>>,
}

impl AuditDesk {
    pub(crate) fn new(node: Node, clock: Arc<dyn Clock>) -> Self {
        Self { node, clock, ledger: Arc::default(), writing: Arc::default() }
    }

    pub(crate) fn named(self, node: Node) -> Self {
        Self { node, ..self }
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        // Whoever panicked over the book left numbers in it, and numbers can be added to.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// 记审计. Puts an act down; it is written soon.
    pub fn note(&self, party: Party, origin: &Origin, act: &Act) {
        let now = self.audit.clock.now();
        self.audit.ledger().note(now, party, origin, act);
    }

    /// The same, from where the work at hand came from.
    pub(crate) fn note_here(&self, party: Party, act: &Act) {
        self.note(party, &Origin::here(), act);
    }

    /// Puts down that somebody read something, where such a look is audited: once a day for each
    /// person and kind of thing.
    pub(crate) fn note_reading(&self, actor: Option<&Actor>, reading: Reading) {
        let Some(actor) = actor else { return };
        if actor.post().is_some_and(|post| reading.is_audited(post.role)) {
            self.note_here(Party::acting(actor), &Act::Read(reading));
        }
    }

    /// The same of what belongs to other units than the reader's own.
    pub(crate) fn note_readings(
        &self,
        actor: Option<&Actor>,
        of: fn(UnitId) -> Reading,
        units: impl Iterator<Item = UnitId>,
    ) {
        let Some(post) = actor.and_then(Actor::post) else { return };
        let others = units.filter(|unit| of(*unit).is_audited(post.role) && *unit != post.unit);
        for unit in others.collect::<BTreeSet<_>>() {
            self.note_reading(actor, of(unit));
        }
    }

    /// Puts down that commands were refused, each no for itself; a fault of this side is none.
    pub(crate) fn note_refusal(&self, actor: &Actor, choice: &impl Choice, error: &EngineError) {
        for (code, about) in error.refusals() {
            if let Some((action, object)) = choice.asked(about) {
                let act = Act::Refused { action: action.into(), code, object };
                self.note_here(Party::acting(actor), &act);
            }
        }
    }

    /// 写审计. Writes what was put down and is due, and tells how many entries that were. What
    /// cannot be written is kept for the next time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write_audit(&self, pace: Pace) -> Result<usize, EngineError> {
        let _turn = self.audit.writing.lock().await;
        let now = self.audit.clock.now();
        let mut taken = Taken { entries: self.audit.ledger().take(now, pace), desk: &self.audit };
        if taken.entries.is_empty() {
            return Ok(0);
        }
        let (node, new) = (&self.audit.node, &taken.entries);
        let day = business_date(now);
        let written = self.store().write(move |tx| async move {
            let people = new.iter().filter(|entry| entry.kind == Kind::Read);
            let people: BTreeSet<_> = people.filter_map(|entry| entry.person).collect();
            let known = audit::looks(&tx, day, &people).await?;
            // Another node, or this one before it started anew, may have noted it today.
            let new: Vec<NewEntry> =
                new.iter().filter(|entry| !is_known(entry, &known)).cloned().collect();
            let count = new.len();
            audit::append(&tx, (node, day), now, new).await?;
            Ok::<_, EngineError>(count)
        });
        let count = written.await?;
        taken.entries.clear();
        Ok(count)
    }
}

/// What is on its way to the database; what does not arrive goes back into the book, also where the
/// work is broken off.
struct Taken<'a> {
    entries: Vec<NewEntry>,
    desk: &'a AuditDesk,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if !self.entries.is_empty() {
            self.desk.ledger().put_back(std::mem::take(&mut self.entries));
        }
    }
}

fn is_known(entry: &NewEntry, known: &BTreeSet<audit::Look>) -> bool {
    let (Kind::Read, Some(person), Some(subject)) = (entry.kind, entry.person, &entry.subject)
    else {
        return false;
    };
    known.contains(&(person, subject.clone(), entry.object.clone()))
}
