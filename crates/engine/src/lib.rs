//! What an actor can do with Duban: the one way in for GraphQL, the command line, timers and seeds.
//! A use case turns into commands, commands go through [`Engine::execute`], reads go out scoped.
//!
//! **This crate never** speaks SQL, HTTP or GraphQL, and reads no clock and makes no id but through
//! [`clock`].
//!
//! Start with [`execute`], the one write path; [`usecase`] says what can be asked of it, [`queries`]
//! what can be read.

pub mod audit;
pub mod backup;
pub mod clock;
pub mod error;
pub mod files;
pub mod queries;
pub mod reports;
pub mod request;
pub mod session;
pub mod usecase;
pub mod vault;
pub mod view;
pub mod vitals;

pub mod execute;
mod gather;
mod world;

pub mod documents;
pub mod sweep;
pub mod year;

use std::sync::Arc;

use duban_domain::audit::Node;
use duban_store::Store;
use duban_store::journal::order;
use tokio::sync::watch;

use crate::audit::AuditDesk;
use crate::clock::{Clock, IdSource};
use crate::error::EngineError;
use crate::vault::Vault;
use crate::vitals::Tally;
use crate::world::OfficeCache;

/// The engine and its parts. Cloning it is cheap.
#[derive(Clone)]
pub struct Engine {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    office: Arc<OfficeCache>,
    journal_moved: Arc<watch::Sender<u64>>,
    vault: Option<Vault>,
    audit: AuditDesk,
    tally: Arc<Tally>,
}

impl Engine {
    /// Puts the parts together.
    pub fn new(store: Store, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Self {
        let office = Arc::default();
        let journal_moved = Arc::default();
        let audit = AuditDesk::new(Node::default(), Arc::clone(&clock));
        let tally = Arc::default();
        Self { store, clock, ids, office, journal_moved, vault: None, audit, tally }
    }

    /// The same under the name of a node: each writes audit streams of its own.
    pub fn named(self, node: Node) -> Self {
        Self { audit: self.audit.named(node), ..self }
    }

    /// The same, putting down what is audited where another engine does, and by its clock.
    pub fn auditing_with(self, other: &Self) -> Self {
        Self { audit: other.audit.clone(), ..self }
    }

    /// The same with a key for what the database must not be able to read. Without one, telephone
    /// numbers are neither taken nor shown.
    pub fn with_vault(self, vault: Vault) -> Self {
        Self { vault: Some(vault), ..self }
    }

    /// Changes whenever events were written or placed by this node. What other nodes do does not
    /// show here: whoever follows the journal also looks by itself every now and then.
    pub fn journal_moved(&self) -> watch::Receiver<u64> {
        self.journal_moved.subscribe()
    }

    /// Gives committed events their final places, and tells how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn place_events(&self) -> Result<u64, EngineError> {
        let placed = order::place(&self.store, self.clock().now()).await?;
        if placed > 0 {
            self.journal_has_moved();
        }
        Ok(placed)
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// When it gives none.
    pub async fn ready(&self) -> Result<(), EngineError> {
        Ok(self.store.ping().await?)
    }

    pub(crate) fn journal_has_moved(&self) {
        self.journal_moved.send_modify(|count| *count = count.wrapping_add(1));
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
