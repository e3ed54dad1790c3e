//! Sentences that a copy has twice, one right behind the other.

use super::{Edit, lines};
use crate::draft::RepairKind;

/// Shortest sentence whose repetition is an error: a short one may be said twice on purpose.
const SHORTEST: usize = 8;

/// The second of two sentences that are the same to the character.
pub(super) fn sentences(plain: &[char]) -> Vec<Edit> {
    let mut found = Vec::new();
    for (from, to) in lines(plain) {
        let line = plain.get(from..to).unwrap_or_default();
        let mut start = from;
        let mut before: &[char] = &[];
        for sentence in line.split_inclusive(|&c| c == '。') {
            let end = start + sentence.len();
            if sentence.len() >= SHORTEST && sentence.ends_with(&['。']) && sentence == before {
                found.push(Edit::delete(start, end, RepairKind::RepeatedSentence));
            }
            before = sentence;
            start = end;
        }
    }
    found
}
