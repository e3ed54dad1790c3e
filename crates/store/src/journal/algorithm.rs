//! The two digests of the journal, and how what is digested is written.
//!
//! Which of them is used is chosen when the database is made and stands in every row, so that a
//! reader needs to know nothing else.

use sha2::{Digest, Sha256};
use sm3::Sm3;

use super::chain::Hash;

/// 摘要算法. With what the journal is hashed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// SHA-256, FIPS 180-4.
    #[default]
    Sha256,
    /// 国密 SM3, GB/T 32905.
    Sm3,
}

impl Algorithm {
    /// The name, as stored with each event.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sm3 => "sm3",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Sha256, Self::Sm3].into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

/// Items on their way into a digest, each behind its length: see
/// [`chain`](super::chain) for the rule.
pub(crate) struct Items(Running);

enum Running {
    Sha256(Sha256),
    Sm3(Sm3),
}

impl Items {
    /// Begins with the name of what is hashed, so that no two kinds of things hash alike.
    pub(crate) fn new(algorithm: Algorithm, what: &str) -> Self {
        let mut items = Self::bare(algorithm);
        items.text(what);
        items
    }

    /// Begins with nothing.
    pub(crate) fn bare(algorithm: Algorithm) -> Self {
        Self(match algorithm {
            Algorithm::Sha256 => Running::Sha256(Sha256::new()),
            Algorithm::Sm3 => Running::Sm3(Sm3::new()),
        })
    }

    /// Adds bytes without their length.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Running::Sha256(digest) => digest.update(bytes),
            Running::Sm3(digest) => digest.update(bytes),
        }
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.raw(&(bytes.len() as u64).to_be_bytes());
        self.raw(bytes);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(crate) fn number(&mut self, number: i64) {
        self.bytes(&number.to_be_bytes());
    }

    pub(crate) fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.raw(&u64::MAX.to_be_bytes()),
        }
    }

    pub(crate) fn hash(self) -> Hash {
        match self.0 {
            Running::Sha256(digest) => digest.finalize().into(),
            Running::Sm3(digest) => digest.finalize().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use duban_domain::value::hex;

    use super::*;

    fn of(algorithm: Algorithm, text: &str) -> String {
        let mut items = Items::bare(algorithm);
        items.raw(text.as_bytes());
        hex::encode(&items.hash())
    }

    #[test]
    fn each_name_stands_for_its_standard() {
        // GB/T 32905-2016, appendix A.1, and FIPS 180-4: the digest of "abc".
        let sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(of(Algorithm::Sm3, "abc"), sm3);
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of(Algorithm::Sha256, "abc"), sha256);
        assert_eq!(Algorithm::parse("sm3"), Some(Algorithm::Sm3));
        assert_eq!(Algorithm::parse("SM3"), None);
    }
}
