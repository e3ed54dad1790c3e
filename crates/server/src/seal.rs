//! Seals over the journal: who signs them, how often, and where their head is kept outside.

pub mod head;
pub mod prover;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use duban_api::auth::token;
use duban_store::journal::checkpoint::{self, Fill, Head};
use duban_store::journal::seal::{PublicKey, SealKey};
use tokio::time::Instant;

use crate::config::Settings;
use crate::failure::Hinted;
use crate::house::House;
use crate::key;
use crate::seal::head::KeptHead;

/// How often it is looked whether a whole span waits for its seal.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long an event waits for a seal at the most.
const SEAL_WITHIN: Duration = Duration::from_secs(60);

/// 封印人. Signs checkpoints and keeps their head beside the database.
#[derive(Debug)]
pub struct Sealer {
    key: SealKey,
    head: KeptHead,
}

impl Sealer {
    /// Reads the key; makes it on first start.
    ///
    /// # Errors
    /// When it cannot be read or made, can be read by others, or can be guessed.
    pub fn open(settings: &Settings) -> Result<Self> {
        let path = key_file(settings);
        let pem = key::read_or_make(&path, || Ok(token::generate_key()?))?;
        let key = parse_key(&pem, &path)?;
        Ok(Self { key, head: KeptHead::beside(settings) })
    }

    /// The key by which seals are believed here, where there is one already.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn known(settings: &Settings) -> Result<Option<PublicKey>> {
        if !key_file(settings).exists() {
            return Ok(None);
        }
        Ok(Some(Self::open(settings)?.key.public()))
    }

    /// What others check these seals with.
    pub fn public(&self) -> String {
        self.key.public().to_string()
    }

    /// Refuses a key that also signs access tokens: who may do the one need not do the other.
    ///
    /// # Errors
    /// When both keys are one.
    pub fn refuse_shared(&self, token_key: &str) -> Result<()> {
        let shared = SealKey::parse(token_key).is_ok_and(|key| key.public() == self.key.public());
        if !shared {
            return Ok(());
        }
        let hint = "set `journal.key_file` to a key of its own, made by `openssl genpkey \
                    -algorithm ed25519`";
        Err(Hinted::new("one key signs tokens and seals", hint).into())
    }

    /// Seals what waits for it, span by span, and tells how many seals that took.
    ///
    /// # Errors
    /// When the database fails, or the head cannot be kept.
    pub async fn seal(&self, house: &House, fill: Fill) -> Result<usize> {
        let mut made = 0;
        loop {
            let now = house.engine.clock().now();
            let sealed = checkpoint::seal(house.engine.store(), &self.key, now, fill).await?;
            let Some(checkpoint) = sealed else { return Ok(made) };
            let head = checkpoint.head();
            tracing::info!(%head, events = checkpoint.event_count, "the journal was sealed");
            self.keep(house, head).await?;
            made += 1;
        }
    }

    /// Seals a whole span at once, and what is left after a while; never ends.
    pub async fn work(&self, house: &House) {
        let mut last = Instant::now();
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let fill = if last.elapsed() >= SEAL_WITHIN { Fill::Any } else { Fill::Whole };
            match self.seal(house, fill).await {
                Ok(0) if fill == Fill::Whole => {}
                Ok(_) => last = Instant::now(),
                Err(error) => tracing::error!(error = ?error, "the journal could not be sealed"),
            }
        }
    }

    /// Puts the head in the place of the last one, if the database still has that: a head that it
    /// does not have is the witness of what was cut off or put back, and stays.
    async fn keep(&self, house: &House, head: Head) -> Result<()> {
        if let Some(kept) = self.head.read()? {
            if !checkpoint::is_there(house.engine.store(), kept).await? {
                tracing::error!(
                    %kept,
                    %head,
                    "the database does not have the head that was kept: it was cut off, or an older \
                     copy was put back; the kept head is left alone"
                );
                return Ok(());
            }
            // A slower node of the cluster holds an older one.
            if kept.no > head.no {
                return Ok(());
            }
        }
        self.head.put(head)
    }
}

/// Where the key that seals lies.
fn key_file(settings: &Settings) -> PathBuf {
    key::key_file(settings, &settings.journal.key_file, "checkpoint-key.pem")
}

fn parse_key(pem: &str, path: &std::path::Path) -> Result<SealKey> {
    SealKey::parse(pem).map_err(|error| {
        let message = format!("{error}: `{}`", path.display());
        let hint = "set `journal.key_file` to a key made by `openssl genpkey -algorithm ed25519`";
        Hinted::new(message, hint).into()
    })
}
