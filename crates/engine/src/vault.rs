//! 保密柜. What the database keeps and must not be able to read: telephone numbers, encrypted with a
//! key that lies outside of it (GB/T 22239-2019, 8.1.4.8; SM4 in GCM, GB/T 32907-2016).

use std::fmt;
use std::sync::Arc;

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use anyhow::anyhow;
use duban_domain::value::hex;
use duban_domain::value::phone::Sealed;
use duban_domain::value::seed::is_guessable;
use sha2::{Digest, Sha256};
use sm4::Sm4;
use thiserror::Error;

use crate::error::EngineError;

/// How many bytes make a nonce.
const NONCE: usize = 12;

/// Why a key was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum VaultError {
    /// Not a key.
    #[error("the phone key is not 64 hexadecimal digits")]
    Unreadable,
    /// Everybody knows it, or can guess it.
    #[error("the phone key can be guessed")]
    Guessable,
}

/// 保密柜. Encrypts and decrypts; cloning it is cheap.
#[derive(Clone)]
pub struct Vault {
    cipher: Arc<AesGcm<Sm4, U12>>,
    blinder: [u8; 32],
    /// By what encrypted text names its key.
    key_id: Arc<str>,
}

// Keys have no business in a log.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

impl Vault {
    /// Reads a secret of 64 hexadecimal digits.
    ///
    /// # Errors
    /// When it cannot be read, or is one that others can know.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let secret = hex::decode(text.trim()).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let secret = secret.ok_or(VaultError::Unreadable)?;
        if is_guessable(&secret) {
            return Err(VaultError::Guessable);
        }
        // SM4 takes 128 bits; all that is needed is drawn from the secret, each apart from the others.
        let drawn = |purpose: &str| -> [u8; 32] {
            Sha256::new().chain_update(purpose).chain_update(secret).finalize().into()
        };
        let [key, _] = halves(drawn("duban phone key"));
        let [name, _] = halves(drawn("duban phone key name"));
        let key_id = hex::encode(name.get(..4).unwrap_or_default()).into();
        let blinder = drawn("duban blinded digest");
        Ok(Self { cipher: Arc::new(AesGcm::new(&key.into())), blinder, key_id })
    }

    /// A secret for a new installation.
    ///
    /// # Errors
    /// When the machine gives no randomness.
    pub fn generate_secret() -> Result<String, EngineError> {
        let mut secret = [0; 32];
        random(&mut secret)?;
        Ok(hex::encode(&secret))
    }

    /// Another digest in the place of one: the same for the same, but whoever does not hold the key
    /// cannot try out whose it is.
    pub fn blind(&self, digest: [u8; 32]) -> [u8; 32] {
        Sha256::new().chain_update(self.blinder).chain_update(digest).finalize().into()
    }

    /// Encrypts a text for the place named by `about`: copied to another place, it cannot be read.
    ///
    /// # Errors
    /// When the machine gives no randomness.
    pub fn seal(&self, text: &str, about: &str) -> Result<Sealed, EngineError> {
        let mut nonce = [0; NONCE];
        random(&mut nonce)?;
        let payload = Payload { msg: text.as_bytes(), aad: about.as_bytes() };
        let sealed = self
            .cipher
            .encrypt(&nonce.into(), payload)
            .map_err(|_| EngineError::Internal(anyhow!("encrypting {} bytes", text.len())))?;
        let (nonce, sealed) = (hex::encode(&nonce), hex::encode(&sealed));
        Ok(Sealed(format!("{}.{nonce}.{sealed}", self.key_id)))
    }

    /// Decrypts what was encrypted for this place; none where that was done with another key, for
    /// another place, or not at all.
    pub fn open(&self, sealed: &Sealed, about: &str) -> Option<String> {
        let rest = sealed.0.strip_prefix(&*self.key_id)?.strip_prefix('.')?;
        let (nonce, sealed) = rest.split_once('.')?;
        let nonce: [u8; NONCE] = hex::decode(nonce)?.try_into().ok()?;
        let sealed = hex::decode(sealed)?;
        let payload = Payload { msg: &sealed, aad: about.as_bytes() };
        String::from_utf8(self.cipher.decrypt(&nonce.into(), payload).ok()?).ok()
    }
}

fn halves(bytes: [u8; 32]) -> [[u8; 16]; 2] {
    let half =
        |from: usize| std::array::from_fn(|place| bytes.get(from + place).copied().unwrap_or(0));
    [half(0), half(16)]
}

fn random(bytes: &mut [u8]) -> Result<(), EngineError> {
    getrandom::fill(bytes).map_err(|error| EngineError::Internal(anyhow!("drawing bits: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_read_with_the_same_key_at_the_same_place_only() {
        let (own, other) = (vault(), vault());
        let sealed = own.seal("13800001234", "unit:1").unwrap();
        assert_eq!(own.open(&sealed, "unit:1").as_deref(), Some("13800001234"));
        assert_eq!(own.open(&sealed, "unit:2"), None);
        assert_eq!(other.open(&sealed, "unit:1"), None);
        assert!(!sealed.0.contains("13800001234"));
        assert_ne!(own.seal("13800001234", "unit:1").unwrap(), sealed, "a nonce is used once");
        let mut changed = sealed.0.clone();
        let last = changed.pop().unwrap();
        changed.push(if last == '0' { '1' } else { '0' });
        assert_eq!(own.open(&Sealed(changed), "unit:1"), None);
        for broken in ["", ".", "a.b.c", &sealed.0[..20]] {
            assert_eq!(own.open(&Sealed(broken.to_owned()), "unit:1"), None, "{broken}");
        }
    }

    #[test]
    fn a_blinded_digest_is_the_same_under_the_same_key_only() {
        let (own, other) = (vault(), vault());
        assert_eq!(own.blind([7; 32]), own.blind([7; 32]));
        assert_ne!(own.blind([7; 32]), own.blind([8; 32]));
        assert_ne!(own.blind([7; 32]), other.blind([7; 32]));
    }

    /// The example of RFC 8998, appendix A.1: SM4-GCM.
    #[test]
    fn the_cipher_is_that_of_the_standard() {
        let key: [u8; 16] =
            hex::decode("0123456789abcdeffedcba9876543210").unwrap().try_into().unwrap();
        let nonce: [u8; NONCE] =
            hex::decode("00001234567800000000abcd").unwrap().try_into().unwrap();
        let text = hex::decode(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\
             eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        )
        .unwrap();
        let aad = hex::decode("feedfacedeadbeeffeedfacedeadbeefabaddad2").unwrap();
        let cipher: AesGcm<Sm4, U12> = AesGcm::new(&key.into());
        let sealed = cipher.encrypt(&nonce.into(), Payload { msg: &text, aad: &aad }).unwrap();
        assert_eq!(
            hex::encode(&sealed),
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
             d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d\
             83de3541e4c2b58177e065a9bf7b62ec"
        );
    }

    #[test]
    fn a_key_that_others_can_know_is_refused() {
        assert_eq!(Vault::parse("00").unwrap_err(), VaultError::Unreadable);
        assert_eq!(Vault::parse(&"00".repeat(32)).unwrap_err(), VaultError::Guessable);
    }

    fn vault() -> Vault {
        Vault::parse(&Vault::generate_secret().unwrap()).unwrap()
    }
}
