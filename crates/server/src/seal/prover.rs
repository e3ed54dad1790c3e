//! Proving the journal with public keys and the head that was kept.

use std::time::Duration;

use anyhow::Result;
use duban_store::journal::checkpoint::Head;
use duban_store::journal::receipt::{Proven, Receipt};
use duban_store::journal::seal::{Keyring, PublicKey};
use duban_store::journal::verification;
use duban_store::journal::verify::{Verification, verify};

use super::head::KeptHead;
use super::{key_file, parse_key};
use crate::config::Settings;
use crate::failure::Hinted;
use crate::house::House;
use crate::key;

/// 验真人. Checks what the sealers of the past and of today have signed; makes no key.
#[derive(Debug)]
pub struct Prover {
    keys: Vec<PublicKey>,
    head: KeptHead,
}

impl Prover {
    /// Believes the key of this installation, those of its past that the settings name, and those
    /// that are named besides.
    ///
    /// # Errors
    /// When one of them cannot be read, or there is none.
    pub fn open(settings: &Settings, named: &[String]) -> Result<Self> {
        let path = key_file(settings);
        let mut keys = Vec::new();
        if path.exists() {
            keys.push(parse_key(&key::read(&path)?, &path)?.public());
        }
        for text in settings.journal.past_keys.split_whitespace() {
            keys.push(public(text, "`journal.past_keys`")?);
        }
        for text in named {
            keys.push(public(text, "--public-key")?);
        }
        if keys.is_empty() {
            let message = format!("there is no key to check seals with: no `{}`", path.display());
            let hint = "name the data directory by --data DIR, the key by `journal.key_file`, or a \
                        public key by --public-key; the first `duban serve` makes the key";
            return Err(Hinted::new(message, hint).into());
        }
        Ok(Self { keys, head: KeptHead::beside(settings) })
    }

    /// Whose seals are believed.
    pub fn keys(&self) -> &[PublicKey] {
        &self.keys
    }

    /// Verifies the whole journal against a head, the kept one unless another is named, and keeps
    /// what was found for those who ask.
    ///
    /// # Errors
    /// When the database cannot be read; what does not fit is no error, it is found.
    pub async fn verify(&self, house: &House, anchor: Option<Head>) -> Result<Verification> {
        let anchor = match anchor {
            Some(head) => Some(head),
            None => self.head.read()?,
        };
        let engine = &house.engine;
        let started = engine.clock().now();
        let found = verify(engine.store(), &self.keyring(), anchor).await?;
        let times = (started, engine.clock().now());
        verification::keep(engine.store(), engine.ids().fresh(), &found, times).await?;
        Ok(found)
    }

    /// Checks a receipt, without any database.
    ///
    /// # Errors
    /// In words, what of it does not fit.
    pub fn check(&self, receipt: &Receipt) -> Result<Proven, String> {
        receipt.check(&self.keyring())
    }

    /// Verifies at once, and then every so often; never ends.
    pub async fn watch(&self, house: &House, every: Duration) {
        loop {
            match self.verify(house, None).await {
                Ok(found) if found.is_sound() => {
                    tracing::info!(events = found.events, "the journal proved itself");
                }
                Ok(found) => {
                    let first = found.findings.first().map(ToString::to_string);
                    tracing::error!(findings = found.found, first, "the journal does not fit");
                }
                Err(error) => tracing::error!(error = ?error, "the journal could not be verified"),
            }
            tokio::time::sleep(every).await;
        }
    }

    fn keyring(&self) -> Keyring {
        Keyring::new(self.keys.iter().copied())
    }
}

fn public(text: &str, named_by: &str) -> Result<PublicKey> {
    PublicKey::parse(text).map_err(|error| {
        let message = format!("{named_by}: `{text}` is no public key: {error}");
        Hinted::new(message, "use the line `public key` that `duban verify` prints").into()
    })
}
