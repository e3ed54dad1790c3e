//! What an actor can do with Duban: the one way in for GraphQL, the command line, timers and seeds.
//! A use case turns into commands, commands go through [`Engine::execute`], reads go out scoped.
//!
//! **This crate never** speaks SQL, HTTP or GraphQL, and reads no clock and makes no id but through
//! [`clock`].
//!
//! Start with [`execute`], then [`gather`] and [`usecase`].

pub mod clock;
pub mod error;
pub mod execute;
pub mod gather;
pub mod request;

use std::sync::Arc;

use duban_store::Store;

use crate::clock::{Clock, IdSource};

/// The engine and its parts. Cloning it is cheap.
#[derive(Clone)]
pub struct Engine {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

impl Engine {
    /// Puts the parts together.
    pub fn new(store: Store, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Self {
        Self { store, clock, ids }
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
