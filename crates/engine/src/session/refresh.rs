//! Refresh tokens: 256 random bits, of which only the digest is kept.

use std::fmt;

use anyhow::anyhow;
use sha2::{Digest, Sha256};

use crate::error::EngineError;

/// A refresh token, on its way to the one it was made for.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(String);

impl RefreshToken {
    pub(super) fn random() -> Result<Self, EngineError> {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits)
            .map_err(|error| EngineError::Internal(anyhow!("making a refresh token: {error}")))?;
        Ok(Self(base64url(&bits)))
    }

    /// The token itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

// A token has no business in a log.
impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken(***)")
    }
}

/// What is kept of a token.
pub(super) fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// RFC 4648 section 5, without padding.
fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let letter = |bits: u32| LETTERS.get((bits & 63) as usize).copied().map_or('A', char::from);
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0, |bits, byte| (bits << 8) | u32::from(*byte));
        let bits = bits << (8 * (3 - group.len()));
        text.extend((0..=group.len()).map(|place| letter(bits >> (18 - 6 * place))));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_is_that_of_urls() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foobar", "Zm9vYmFy"),
            (&[0xfb, 0xff, 0xfe], "-__-"),
        ] {
            assert_eq!(base64url(bytes), text);
        }
    }

    #[test]
    fn tokens_have_256_bits_and_differ() {
        let (one, other) = (RefreshToken::random().unwrap(), RefreshToken::random().unwrap());
        assert_eq!(one.reveal().len(), 43);
        assert_ne!(one, other);
        assert_eq!(format!("{one:?}"), "RefreshToken(***)");
    }
}
