//! What an actor can do with Duban: the one way in for GraphQL, the command line, timers and seeds.
//! A use case turns into commands, commands go through [`Engine::execute`], reads go out scoped.
//!
//! **This crate never** speaks SQL, HTTP or GraphQL, and reads no clock and makes no id but through
//! [`clock`].
//!
//! Start with [`execute`], the one write path; [`usecase`] says what can be asked of it, [`queries`]
//! what can be read.

pub mod clock;
pub mod error;
pub mod files;
pub mod queries;
pub mod reports;
pub mod request;
pub mod session;
pub mod usecase;
pub mod view;

pub mod execute;
mod gather;
mod world;

pub mod documents;
pub mod sweep;
pub mod year;

use std::sync::Arc;

use duban_store::Store;
use tokio::sync::Notify;

use crate::clock::{Clock, IdSource};
use crate::world::OfficeCache;

/// The engine and its parts. Cloning it is cheap.
#[derive(Clone)]
pub struct Engine {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    office: Arc<OfficeCache>,
    journal_moved: Arc<Notify>,
}

impl Engine {
    /// Puts the parts together.
    pub fn new(store: Store, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Self {
        let office = Arc::default();
        let journal_moved = Arc::new(Notify::new());
        Self { store, clock, ids, office, journal_moved }
    }

    /// Waits until something was written here; the sequencer follows it.
    pub async fn journal_moved(&self) {
        self.journal_moved.notified().await;
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The only clock.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// The only source of ids.
    pub fn ids(&self) -> &dyn IdSource {
        self.ids.as_ref()
    }
}
