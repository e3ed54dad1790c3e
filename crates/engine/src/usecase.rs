//! What an actor can do: one method for each mutation. Each turns what was asked into commands and
//! hands them to [`Engine::execute`](crate::Engine::execute); whether they are lawful is decided there, for every caller
//! alike.

pub mod assessments;
pub mod assignments;
pub mod evidence;
pub mod organisation;
pub mod plans;
pub mod rules;
pub mod sheets;
pub mod tasks;

use duban_domain::command::Command;
use sha2::{Digest, Sha256};

use crate::request::{Addressed, Key};

/// A thing, and the version of it that the asker has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<T> {
    /// Which thing.
    pub id: T,
    /// The version seen; not checked where there is none.
    pub version: Option<i64>,
}

impl<T> Seen<T> {
    /// A thing of which no version is insisted on.
    pub fn any(id: T) -> Self {
        Self { id, version: None }
    }

    fn say(self, command: impl FnOnce(T) -> Command) -> Addressed {
        Addressed { command: command(self.id), expected_version: self.version }
    }
}

impl Key {
    /// The key that a client chose, for a mutation and its input as text.
    pub fn new(name: impl Into<String>, mutation: &str, input: &str) -> Self {
        let mut digest = Sha256::new();
        digest.update(mutation.as_bytes());
        digest.update([0]);
        digest.update(input.as_bytes());
        Self { name: name.into(), input_digest: digest.finalize().into() }
    }

    /// Makes the digest cover what the text of the input does not show, such as a file.
    pub fn cover(&mut self, content: &[u8]) {
        let mut digest = Sha256::new();
        digest.update(self.input_digest);
        digest.update(content);
        self.input_digest = digest.finalize().into();
    }
}

/// Addresses one command to each of many things.
fn each<T>(ids: Vec<T>, command: impl Fn(T) -> Command) -> Vec<Addressed> {
    ids.into_iter().map(|id| Addressed::from(command(id))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_a_key_covers_mutation_and_input() {
        let key = |mutation, input| Key::new("k1", mutation, input).input_digest;
        assert_eq!(key("signFor", "{}"), key("signFor", "{}"));
        assert_ne!(key("signFor", "{}"), key("close", "{}"));
        assert_ne!(key("signFor", "{}"), key("signFor", "{a}"));
        let mut covering = Key::new("k1", "signFor", "{}");
        covering.cover(b"a file");
        assert_ne!(covering.input_digest, key("signFor", "{}"));
    }
}
