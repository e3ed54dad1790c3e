//! Hashing of passwords: argon2id on blocking threads, a bounded number at a time.

use std::fmt;
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

/// How many hashes run at once: each takes 19 MiB and a processor.
const AT_ONCE: usize = 2;

/// How many may wait; beyond that the answer is "not now", before memory runs out.
const WAITING: usize = 200;

/// Why there is no hash.
#[derive(Debug, Error)]
pub enum HashError {
    /// Too many wait already.
    #[error("too many sign-ins wait to be checked")]
    Busy,
    /// The algorithm, the system's randomness or the thread failed.
    #[error("hashing a password: {0}")]
    Failed(String),
}

/// What a hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cost {
    /// 19 MiB and two passes, as OWASP recommends.
    #[default]
    Recommended,
    /// As little as the algorithm allows: only for tests, which sign many people in.
    Least,
}

impl Cost {
    fn argon2(self) -> Result<Argon2<'static>, HashError> {
        let params = match self {
            Self::Recommended => Params::default(),
            Self::Least => Params::new(Params::MIN_M_COST, 1, 1, None).map_err(failed)?,
        };
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// A place among those who wait for a hash, free again when it is dropped.
#[derive(Debug)]
pub struct Place {
    _waiting: OwnedSemaphorePermit,
}

/// Makes and checks hashes. Cloning it shares the bound.
#[derive(Clone)]
pub struct Hasher {
    argon2: Argon2<'static>,
    at_once: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// The hash of nothing that anyone knows, checked for names that do not exist.
    stand_in: Arc<str>,
}

impl Hasher {
    /// A hasher of this cost.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn new(cost: Cost) -> Result<Self, HashError> {
        let argon2 = cost.argon2()?;
        let mut unknown = [0; 32];
        getrandom::fill(&mut unknown).map_err(failed)?;
        let stand_in: PasswordHash = argon2.hash_password(&unknown).map_err(failed)?;
        Ok(Self {
            argon2,
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::new(Semaphore::new(WAITING)),
            stand_in: stand_in.to_string().into(),
        })
    }

    /// Hashes a password with a salt of its own.
    ///
    /// # Errors
    /// When too many wait already.
    pub async fn hash(&self, password: &str) -> Result<String, HashError> {
        let password = password.to_owned();
        let argon2 = self.argon2.clone();
        self.run(self.place()?, move || {
            let hash: PasswordHash = argon2.hash_password(password.as_bytes()).map_err(failed)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// A place among those who wait.
    ///
    /// # Errors
    /// When too many wait already.
    pub fn place(&self) -> Result<Place, HashError> {
        let waiting = self.waiting.clone().try_acquire_owned().map_err(|_| HashError::Busy)?;
        Ok(Place { _waiting: waiting })
    }

    /// Whether the password fits the hash; without a hash the same work is done for nothing.
    ///
    /// # Errors
    /// When the stored hash cannot be read.
    pub async fn verify(
        &self,
        place: Place,
        password: &str,
        hash: Option<String>,
    ) -> Result<bool, HashError> {
        let password = password.to_owned();
        let argon2 = self.argon2.clone();
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.stand_in.to_string());
        self.run(place, move || {
            let hash = PasswordHash::new(&hash).map_err(failed)?;
            Ok(argon2.verify_password(password.as_bytes(), &hash).is_ok() && known)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        _place: Place,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let turn = self.at_once.clone().acquire_owned().await.map_err(failed)?;
        let done = spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.map_err(failed)?
    }
}

fn failed(error: impl fmt::Display) -> HashError {
    HashError::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_fits_its_password_only() {
        let hasher = Hasher::new(Cost::Least).unwrap();
        let hash = hasher.hash("Quiet-River-27").await.unwrap();
        let verify = |text, hash| hasher.verify(hasher.place().unwrap(), text, hash);
        assert!(hash.starts_with("$argon2id$v=19$"));
        assert!(verify("Quiet-River-27", Some(hash.clone())).await.unwrap());
        assert!(!verify("quiet-river-27", Some(hash)).await.unwrap());
        assert!(!verify("Quiet-River-27", None).await.unwrap());
    }
}
