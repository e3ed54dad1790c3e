//! The journal, replayed into the scratch database in the order of positions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use duban_domain::command::{State, StreamId};
use sea_orm::DbBackend;

use crate::Store;
use crate::entity::journal::Model;
use crate::error::StoreError;
use crate::journal::read::COLUMNS;
use crate::journal::{RecordedEvent, codec, load_streams, order};
use crate::projection::{Change, project};
use crate::statement::Sql;
use crate::transaction::Tx;

/// How many events are read at a time.
const PAGE: u32 = 1_000;

/// How many states are kept in memory; those that are let go are folded again when needed.
const STATES: usize = 20_000;

/// How far the journal was replayed.
pub(super) struct Replay {
    scratch: Store,
    states: BTreeMap<StreamId, (i64, State)>,
    /// Everything up to here was replayed.
    position: i64,
    /// Events that were replayed before they had a position.
    ahead: BTreeSet<i64>,
    /// Events that had no position when it was last looked.
    pending: BTreeMap<i64, RecordedEvent>,
    /// Read, but more of the same transaction may come.
    held: Vec<RecordedEvent>,
    /// How many events were replayed.
    pub(super) events: i64,
}

impl Replay {
    pub(super) fn new(scratch: Store) -> Self {
        let (states, ahead, pending, held) = Default::default();
        Self { scratch, states, position: 0, ahead, pending, held, events: 0 }
    }

    /// Replays a page, and tells whether there may be more.
    pub(super) async fn page(&mut self, tx: &Tx) -> Result<bool, StoreError> {
        let placed = order::after(tx, self.position, PAGE).await?;
        let Some(last) = placed.last().map(|placed| placed.position) else { return Ok(false) };
        let mut events = std::mem::take(&mut self.held);
        for placed in placed {
            self.pending.remove(&placed.event.seq);
            if !self.ahead.remove(&placed.event.seq) {
                events.push(placed.event);
            }
        }
        self.position = last;
        // The last transaction may go on in the next page.
        let open = events.last().map(origin);
        let whole = events.iter().rposition(|event| Some(origin(event)) != open);
        self.held = events.split_off(whole.map_or(0, |place| place + 1));
        self.replay(tx, events).await?;
        Ok(true)
    }

    /// Replays everything that the transaction sees, whether it has its position or not.
    pub(super) async fn rest(&mut self, tx: &Tx) -> Result<(), StoreError> {
        // Looked up first: what is given its position meanwhile is met among the pages.
        let unplaced = unplaced(tx).await?;
        self.pending = unplaced.into_iter().map(|event| (event.seq, event)).collect();
        self.pending.retain(|seq, _| !self.ahead.contains(seq));
        while self.page(tx).await? {}
        let mut events = std::mem::take(&mut self.held);
        let pending = std::mem::take(&mut self.pending);
        self.ahead.extend(pending.keys());
        events.extend(pending.into_values());
        self.replay(tx, events).await
    }

    async fn replay(&mut self, tx: &Tx, events: Vec<RecordedEvent>) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        self.load_missing(tx, &events).await?;
        self.events += i64::try_from(events.len()).unwrap_or(0);
        let mut groups: Vec<Vec<Change>> = Vec::new();
        let mut last = None;
        for event in &events {
            let change = self.advance(event)?;
            match groups.last_mut() {
                Some(group) if last == Some(origin(event)) => group.push(change),
                _ => groups.push(vec![change]),
            }
            last = Some(origin(event));
        }
        if self.states.len() > STATES {
            self.states.clear();
        }
        write(self.scratch.clone(), groups).await
    }

    /// Folds the streams whose state was let go, up to the first of these events.
    async fn load_missing(&mut self, tx: &Tx, events: &[RecordedEvent]) -> Result<(), StoreError> {
        let mut missing: BTreeMap<String, (StreamId, i64)> = BTreeMap::new();
        for event in events.iter().filter(|event| event.version > 1) {
            let stream = stream_of(event)?;
            if !self.states.contains_key(&stream) {
                missing.entry(event.stream.clone()).or_insert((stream, event.version));
            }
        }
        // Those that begin here have no past.
        for event in events.iter().filter(|event| event.version == 1) {
            missing.remove(&event.stream);
        }
        let names: Vec<String> = missing.keys().cloned().collect();
        for names in names.chunks(usize::try_from(PAGE).unwrap_or(1)) {
            for (name, past) in load_streams(tx, names).await? {
                let Some((stream, first)) = missing.get(&name) else { continue };
                let past: Vec<RecordedEvent> =
                    past.into_iter().filter(|event| event.version < *first).collect();
                let state = codec::fold(*stream, &past)?;
                self.states.insert(*stream, (first - 1, state));
            }
        }
        Ok(())
    }

    fn advance(&mut self, event: &RecordedEvent) -> Result<Change, StoreError> {
        let stream = stream_of(event)?;
        let (version, before) =
            self.states.remove(&stream).unwrap_or_else(|| (0, State::absent(stream)));
        if version + 1 != event.version {
            let because = format!("it follows version {version}: run `duban verify`");
            let name = format!("{}@{}", event.stream, event.version);
            return Err(StoreError::corrupt("journal", name, because));
        }
        let decoded = codec::decode(stream, event)?;
        let after = before.clone().evolve(&decoded);
        self.states.insert(stream, (event.version, after.clone()));
        Ok(Change {
            stream,
            version: event.version,
            event: decoded,
            before,
            after,
            recorded_at: event.recorded_at,
        })
    }
}

/// What the events of one transaction have in common: they are projected together.
fn origin(event: &RecordedEvent) -> (chrono::DateTime<chrono::Utc>, Option<String>) {
    (event.recorded_at, event.request_id.clone())
}

fn stream_of(event: &RecordedEvent) -> Result<StreamId, StoreError> {
    event.stream.parse().map_err(|_| {
        let name = format!("{}@{}", event.stream, event.version);
        StoreError::corrupt("journal", name, "its stream has no such name")
    })
}

async fn unplaced(tx: &Tx) -> Result<Vec<RecordedEvent>, StoreError> {
    if tx.backend() == DbBackend::Sqlite {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT {COLUMNS} FROM journal j JOIN journal_pending p ON p.seq = j.seq ORDER BY j.seq"
    );
    let rows = tx.query_as::<Model>(&Sql::new(text)).await?;
    rows.into_iter().map(RecordedEvent::try_from).collect()
}

/// In a task of its own, for the caller may be writing to the live database.
async fn write(scratch: Store, groups: Vec<Vec<Change>>) -> Result<(), StoreError> {
    let groups = Arc::new(groups);
    let written = tokio::spawn(async move {
        let write = |tx: Tx| {
            let groups = Arc::clone(&groups);
            async move {
                for group in groups.iter() {
                    project(&tx, group).await?;
                }
                Ok::<(), StoreError>(())
            }
        };
        scratch.write(write).await
    });
    written.await.map_err(|error| StoreError::misuse(format!("the replay ended early: {error}")))?
}
