//! 审计流. The audit streams of one day as the journal knows them: how far each of them had come,
//! and whether it was removed after its time.
//!
//! What was audited is not in the journal: it may be removed when the law no longer asks for it,
//! and the journal only grows. Of every stream the journal keeps heads, so that entries that were
//! changed, cut off or removed too early show, whoever wrote their hashes anew.

pub mod act;
pub mod rejection;

use std::collections::BTreeMap;
use std::fmt;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::policy::Who;
use crate::value::digest::Digest;

use rejection::Rejection;

/// 最短留存. Network logs are kept for at least six months (网络安全法 art. 21); six months are never
/// more than 184 days. No setting undercuts this.
pub const FLOOR_DAYS: u32 = 184;

/// Only the system seals and removes audit streams: there is no act of a person that does.
pub const MAINTAIN: &[Who] = &[Who::System];

/// 节点. The name of a node, and of the streams it writes: letters, digits, `.`, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Node(String);

impl Node {
    /// The most characters of a name.
    pub const MAX: usize = 64;

    /// Reads a name; none if it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let fits = (1..=Self::MAX).contains(&text.len()) && text.chars().all(fit);
        fits.then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Node {
    /// The name of the only node.
    fn default() -> Self {
        Self("main".to_owned())
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A command to the audit streams of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 封存. Keeps how far the stream of a node has come.
    Seal {
        /// Whose stream of this day.
        node: Node,
        /// How many entries it has.
        entries: i64,
        /// The hash of the last one.
        head: Digest,
    },
    /// 到期清除. Removes the stream of a node after its time.
    Remove {
        /// Whose stream of this day.
        node: Node,
    },
}

/// An event of the audit streams of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The stream of a node had come so far.
    AuditSealed {
        /// Whose stream.
        node: Node,
        /// How many entries it had.
        entries: i64,
        /// The hash of the last one.
        head: Digest,
    },
    /// The stream of a node was removed after its time.
    AuditRemoved {
        /// Whose stream.
        node: Node,
        /// How many entries it had.
        entries: i64,
    },
}

/// How far a stream had come when it was sealed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// How many entries it had.
    pub entries: i64,
    /// The hash of the last one.
    pub head: Digest,
    /// Whether it was removed since.
    pub removed: bool,
}

/// The audit streams of one day, by node.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditDay {
    /// The streams that were sealed.
    pub sealed: BTreeMap<Node, Sealed>,
}

/// Decides a command on the audit streams of a day.
///
/// # Errors
/// A [`Rejection`] when the command is not lawful.
pub fn decide(
    day: NaiveDate,
    streams: &AuditDay,
    command: &Command,
    facts: &Facts,
) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::Seal { node, entries, head } => {
            let (node, entries, head) = (node.clone(), *entries, *head);
            match streams.sealed.get(&node) {
                // Two nodes may both have seen that it is time.
                Some(last) if (last.entries, last.head) == (entries, head) => Ok(Vec::new()),
                Some(last) if last.removed || last.entries >= entries => {
                    let sealed = last.entries;
                    Err(Rejection::SealedOtherwise { node, day, entries, sealed })
                }
                Some(_) | None => Ok(vec![Event::AuditSealed { node, entries, head }]),
            }
        }
        Command::Remove { node } => {
            let node = node.clone();
            let today = facts.today();
            let Some(sealed) = streams.sealed.get(&node) else {
                return Err(Rejection::NotSealed { node, day });
            };
            if !is_past_floor(day, today) {
                return Err(Rejection::WithinFloor { day, today, floor: FLOOR_DAYS });
            }
            if sealed.removed {
                return Ok(Vec::new());
            }
            Ok(vec![Event::AuditRemoved { node, entries: sealed.entries }])
        }
    }
}

/// Whether the law lets what was audited on a day go on another one.
pub fn is_past_floor(day: NaiveDate, today: NaiveDate) -> bool {
    day.checked_add_days(Days::new(FLOOR_DAYS.into())).is_some_and(|until| until < today)
}

/// Applies one event.
pub fn evolve(mut day: AuditDay, event: &Event) -> AuditDay {
    match event {
        Event::AuditSealed { node, entries, head } => {
            let sealed = Sealed { entries: *entries, head: *head, removed: false };
            day.sealed.insert(node.clone(), sealed);
        }
        Event::AuditRemoved { node, .. } => {
            if let Some(sealed) = day.sealed.get_mut(node) {
                sealed.removed = true;
            }
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::people::actor::Actor;

    const OWN: &str = "2026-01-05";
    const HEAD: Digest = Digest([7; 32]);

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn main() -> Node {
        Node::default()
    }

    fn given(streams: &AuditDay, today: &str, command: &Command) -> Result<Vec<Event>, Rejection> {
        let noon = format!("{today}T04:00:00Z").parse().unwrap();
        decide(day(OWN), streams, command, &Facts::new(Actor::System, noon, Arc::default()))
    }

    fn sealed() -> AuditDay {
        let event = Event::AuditSealed { node: main(), entries: 3, head: HEAD };
        evolve(AuditDay::default(), &event)
    }

    #[test]
    fn a_stream_is_sealed_as_it_grows_and_never_shorter() {
        let seal = |entries, head| Command::Seal { node: main(), entries, head };
        let first = given(&AuditDay::default(), OWN, &seal(3, HEAD)).unwrap();
        assert_eq!(first, [Event::AuditSealed { node: main(), entries: 3, head: HEAD }]);
        assert_eq!(given(&sealed(), OWN, &seal(3, HEAD)), Ok(vec![]), "twice is once");
        let more = Digest([8; 32]);
        let grown = given(&sealed(), OWN, &seal(5, more)).unwrap();
        assert_eq!(grown, [Event::AuditSealed { node: main(), entries: 5, head: more }]);
        for (entries, head) in [(2, HEAD), (3, more)] {
            let no = Rejection::SealedOtherwise { node: main(), day: day(OWN), entries, sealed: 3 };
            assert_eq!(given(&sealed(), OWN, &seal(entries, head)), Err(no));
        }
    }

    #[test]
    fn nothing_is_removed_within_six_months() {
        let remove = Command::Remove { node: main() };
        let (last, first) = ("2026-07-08", "2026-07-09");
        let within = Rejection::WithinFloor { day: day(OWN), today: day(last), floor: FLOOR_DAYS };
        assert_eq!(given(&sealed(), last, &remove), Err(within));
        let gone = given(&sealed(), first, &remove).unwrap();
        assert_eq!(gone, [Event::AuditRemoved { node: main(), entries: 3 }]);
        let after = gone.iter().fold(sealed(), evolve);
        assert_eq!(given(&after, first, &remove), Ok(vec![]));
        let again = Command::Seal { node: main(), entries: 4, head: HEAD };
        assert!(given(&after, first, &again).is_err(), "what is gone does not grow");
        let unknown = given(&AuditDay::default(), first, &remove);
        assert_eq!(unknown, Err(Rejection::NotSealed { node: main(), day: day(OWN) }));
    }

    #[test]
    fn a_node_has_a_plain_name() {
        for name in ["main", "duban-1.city_a"] {
            assert_eq!(Node::parse(name).unwrap().as_str(), name);
        }
        for name in ["", "a b", "节点", "a/b", &"x".repeat(65)] {
            assert_eq!(Node::parse(name), None);
        }
    }
}
