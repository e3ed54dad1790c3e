//! The keys that seal checkpoints: Ed25519, kept outside of the database, known by a short id.

use std::collections::BTreeMap;
use std::fmt;

use duban_domain::value::digest::Digest;
use duban_domain::value::seed::is_guessable;
use ed25519_dalek::pkcs8::DecodePrivateKey;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use super::algorithm::{Algorithm, Items};

/// Why a key was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not a private key.
    #[error("the checkpoint key is not an Ed25519 key in PKCS #8 PEM")]
    Unreadable,
    /// Everybody knows it, or can guess it.
    #[error("the checkpoint key can be guessed")]
    Guessable,
    /// Not a public key.
    #[error("a public key is 64 hexadecimal digits")]
    NotPublic,
}

/// 印钥. The private key of this installation.
#[derive(Clone)]
pub struct SealKey {
    key: SigningKey,
    public: PublicKey,
}

// Keys have no business in a log.
impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl SealKey {
    /// Reads a key in PKCS #8 PEM.
    ///
    /// # Errors
    /// When it cannot be read, or is one that others can know.
    pub fn parse(pem: &str) -> Result<Self, KeyError> {
        let key = SigningKey::from_pkcs8_pem(pem).map_err(|_| KeyError::Unreadable)?;
        Self::from_seed(key.to_bytes())
    }

    /// A key from its 32 bytes.
    ///
    /// # Errors
    /// When others can know them.
    pub fn from_seed(seed: [u8; 32]) -> Result<Self, KeyError> {
        if is_guessable(&seed) {
            return Err(KeyError::Guessable);
        }
        let key = SigningKey::from_bytes(&seed);
        let public = PublicKey(key.verifying_key());
        Ok(Self { key, public })
    }

    /// What others need to check its seals.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

/// 验钥. What a seal is checked with; shown as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads 64 hexadecimal digits.
    ///
    /// # Errors
    /// When they are no public key.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let bytes: Digest = text.trim().parse().map_err(|_| KeyError::NotPublic)?;
        let key = VerifyingKey::from_bytes(&bytes.0).map_err(|_| KeyError::NotPublic)?;
        Ok(Self(key))
    }

    /// By what checkpoints name it: the first 16 digits of the SHA-256 of its bytes.
    pub fn id(&self) -> String {
        let mut items = Items::bare(Algorithm::Sha256);
        items.raw(self.0.as_bytes());
        Digest(items.hash()).to_string().chars().take(16).collect()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Digest(self.0.to_bytes()).fmt(f)
    }
}

/// The keys whose seals are believed, by id: today's and those of the past.
#[derive(Clone, Debug, Default)]
pub struct Keyring(BTreeMap<String, PublicKey>);

impl Keyring {
    /// These keys.
    pub fn new(keys: impl IntoIterator<Item = PublicKey>) -> Self {
        Self(keys.into_iter().map(|key| (key.id(), key)).collect())
    }

    /// Whether the key of this id is known and made this signature.
    pub(crate) fn check(
        &self,
        key_id: &str,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), String> {
        let Some(key) = self.0.get(key_id) else {
            return Err(format!("it is signed with the key {key_id}, which is not known"));
        };
        let signature = Signature::from_slice(signature)
            .map_err(|_| "its signature is not 64 bytes".to_owned())?;
        key.0
            .verify_strict(message, &signature)
            .map_err(|_| format!("its signature is not that of the key {key_id}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_believed_only_under_a_known_key() {
        let seed = |salt: u8| std::array::from_fn(|place| (place as u8).wrapping_mul(37) ^ salt);
        let [own, other] = [3, 98].map(|salt| SealKey::from_seed(seed(salt)).unwrap());
        let keys = Keyring::new([own.public()]);
        let (id, seal) = (own.public().id(), own.sign(b"so it was"));
        assert_eq!(keys.check(&id, b"so it was", &seal), Ok(()));
        assert!(keys.check(&id, b"so it is", &seal).is_err());
        assert!(keys.check(&id, b"so it was", &other.sign(b"so it was")).is_err());
        assert!(keys.check(&other.public().id(), b"so it was", &seal).is_err());
        assert_eq!(PublicKey::parse(&own.public().to_string()), Ok(own.public()));
    }

    #[test]
    fn a_key_that_can_be_guessed_is_refused() {
        assert_eq!(SealKey::from_seed([7; 32]).unwrap_err(), KeyError::Guessable);
        assert_eq!(SealKey::parse("no key").unwrap_err(), KeyError::Unreadable);
    }
}
