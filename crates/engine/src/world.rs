//! The streams that one transaction has loaded, each at its newest state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use duban_domain::command::{State, StreamId};
use duban_domain::rules::Office;
use duban_store::journal::{Heads, codec, load_streams, lock_heads};
use duban_store::{StoreError, Tx};

/// The rules and the calendar as last read, by the version of their stream.
#[derive(Debug, Default)]
pub(crate) struct OfficeCache(Mutex<Option<(i64, Arc<Office>)>>);

impl OfficeCache {
    fn get(&self, version: i64) -> Option<Arc<Office>> {
        let cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cached.as_ref().filter(|(at, _)| *at == version).map(|(_, office)| Arc::clone(office))
    }

    fn put(&self, version: i64, office: Arc<Office>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, office));
    }
}

/// How streams are taken into the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// The heads of written streams are locked, and those of facts against writers.
    Locked,
    /// A snapshot is enough: nothing will be written.
    Snapshot,
}

/// What is loaded.
#[derive(Debug)]
pub(crate) struct World {
    hold: Hold,
    states: BTreeMap<StreamId, State>,
    versions: BTreeMap<StreamId, i64>,
    /// The locked heads, for the append.
    pub(crate) heads: Heads,
}

impl World {
    /// Nothing yet.
    pub(crate) fn new(hold: Hold) -> Self {
        Self { hold, states: BTreeMap::new(), versions: BTreeMap::new(), heads: Heads::default() }
    }

    /// The state of a stream; nothing has happened in one that is not loaded.
    pub(crate) fn state(&self, stream: StreamId) -> State {
        self.states.get(&stream).cloned().unwrap_or_else(|| State::absent(stream))
    }

    /// Whether the stream is loaded.
    pub(crate) fn knows(&self, stream: StreamId) -> bool {
        self.states.contains_key(&stream)
    }

    /// The version of a loaded stream.
    pub(crate) fn version(&self, stream: StreamId) -> i64 {
        self.versions.get(&stream).copied().unwrap_or(0)
    }

    /// Moves a stream one event on.
    pub(crate) fn advance(&mut self, stream: StreamId, state: State) {
        *self.versions.entry(stream).or_default() += 1;
        self.states.insert(stream, state);
    }

    /// Takes in the streams that are to be written and those whose facts are used.
    pub(crate) async fn load(
        &mut self,
        tx: &Tx,
        write: &BTreeSet<StreamId>,
        read: &BTreeSet<StreamId>,
        cache: &OfficeCache,
    ) -> Result<(), StoreError> {
        if self.hold == Hold::Locked {
            self.lock(tx, write, read).await?;
        }
        let mut missing: Vec<StreamId> =
            write.union(read).filter(|stream| !self.knows(**stream)).copied().collect();
        self.take_office(cache, &mut missing);
        if missing.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = missing.iter().map(StreamId::to_string).collect();
        let mut loaded = load_streams(tx, &names).await?;
        for (stream, name) in missing.into_iter().zip(names) {
            let events = loaded.remove(&name).unwrap_or_default();
            let version = events.last().map_or(0, |event| event.version);
            let state = codec::fold(stream, &events)?;
            if let State::Rules(office) = &state {
                cache.put(version, Arc::clone(office));
            }
            self.versions.insert(stream, version);
            self.states.insert(stream, state);
        }
        Ok(())
    }

    async fn lock(
        &mut self,
        tx: &Tx,
        write: &BTreeSet<StreamId>,
        read: &BTreeSet<StreamId>,
    ) -> Result<(), StoreError> {
        let needed = |stream: &&StreamId| !self.heads.may_write(&stream.to_string());
        let write: Vec<String> = write.iter().filter(needed).map(StreamId::to_string).collect();
        let read: Vec<String> = read
            .iter()
            .filter(|stream| !self.knows(**stream))
            .map(StreamId::to_string)
            .filter(|name| !write.contains(name))
            .collect();
        if write.is_empty() && read.is_empty() {
            return Ok(());
        }
        let heads = lock_heads(tx, &write, &read).await?;
        self.heads.merge(heads);
        Ok(())
    }

    /// The rules are long and change seldom: they are read again only when their head has moved.
    fn take_office(&mut self, cache: &OfficeCache, missing: &mut Vec<StreamId>) {
        let Some(place) = missing.iter().position(|stream| *stream == StreamId::Rules) else {
            return;
        };
        let version = self.heads.version(&StreamId::Rules.to_string());
        if let Some(office) = cache.get(version).filter(|_| self.hold == Hold::Locked) {
            missing.swap_remove(place);
            self.versions.insert(StreamId::Rules, version);
            self.states.insert(StreamId::Rules, State::Rules(office));
        }
    }
}
