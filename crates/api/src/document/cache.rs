//! Parsed documents, kept by their text.
//!
//! Two generations stand in for a queue of uses: what is found in the old one moves to the young
//! one, and when the young one is full it becomes the old one. A flood of documents that are asked
//! once therefore displaces at most what was not asked since the last turn.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::parser::types::ExecutableDocument;

/// 文档缓存. Parsed documents whose texts together stay below a bound.
#[derive(Debug)]
pub(super) struct Cache {
    half: usize,
    generations: Mutex<Generations>,
}

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Arc<str>, Arc<ExecutableDocument>>,
    young_bytes: usize,
    old: HashMap<Arc<str>, Arc<ExecutableDocument>>,
}

impl Cache {
    /// Makes an empty cache for texts of so many bytes together.
    pub(super) fn new(bytes: usize) -> Self {
        Self { half: bytes / 2, generations: Mutex::default() }
    }

    /// Finds the parsed form of a text.
    pub(super) fn find(&self, text: &str) -> Option<ExecutableDocument> {
        let found = {
            let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
            match generations.young.get(text) {
                Some(document) => Arc::clone(document),
                None => {
                    let (text, document) = generations.old.remove_entry(text)?;
                    generations.add(self.half, text, Arc::clone(&document));
                    document
                }
            }
        };
        Some(ExecutableDocument::clone(&found))
    }

    /// Keeps the parsed form of a text, unless the text is a large part of the whole cache.
    pub(super) fn keep(&self, text: &str, document: &ExecutableDocument) {
        if text.len() > self.half / 8 {
            return;
        }
        let document = Arc::new(document.clone());
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.add(self.half, Arc::from(text), document);
    }
}

impl Generations {
    fn add(&mut self, half: usize, text: Arc<str>, document: Arc<ExecutableDocument>) {
        if self.young_bytes.saturating_add(text.len()) > half {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        let length = text.len();
        if self.young.insert(text, document).is_none() {
            self.young_bytes = self.young_bytes.saturating_add(length);
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn keep(cache: &Cache, text: &str) {
        cache.keep(text, &parse_query(text).expect("a document"));
    }

    #[test]
    fn what_is_asked_again_stays_and_what_is_not_goes() {
        let cache = Cache::new(400);
        keep(&cache, "{ often }");
        for number in 0..200 {
            keep(&cache, &format!("{{ once{number} }}"));
            assert!(cache.find("{ often }").is_some());
        }
        assert!(cache.find("{ once0 }").is_none());
        assert!(cache.find("{ once199 }").is_some());
        let generations = cache.generations.lock().expect("a lock");
        let bytes = |map: &HashMap<Arc<str>, _>| map.keys().map(|text| text.len()).sum::<usize>();
        assert!(bytes(&generations.young) + bytes(&generations.old) <= 400);
    }

    #[test]
    fn a_giant_is_not_kept() {
        let cache = Cache::new(400);
        keep(&cache, "{ a_field_with_a_name_that_is_far_too_long_for_so_small_a_cache }");
        assert!(
            cache
                .find("{ a_field_with_a_name_that_is_far_too_long_for_so_small_a_cache }")
                .is_none()
        );
    }
}
