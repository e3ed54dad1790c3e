//! Seals over the journal: who signs them, how often, and where their head is kept outside.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use duban_store::journal::checkpoint::{self, Fill, Head};
use duban_store::journal::seal::{Keyring, PublicKey, SealKey};
use duban_store::journal::verification;
use duban_store::journal::verify::{Verification, verify};
use tokio::time::Instant;

use crate::config::Settings;
use crate::failure::Hinted;
use crate::house::{House, read_or_make_key};

/// How often it is looked whether a whole span waits for its seal.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long an event waits for a seal at the most.
const SEAL_WITHIN: Duration = Duration::from_secs(60);

/// 封印人. Signs checkpoints and keeps their head beside the database.
#[derive(Debug)]
pub struct Sealer {
    key: SealKey,
    head: PathBuf,
}

impl Sealer {
    /// Reads the key; makes it on first start.
    ///
    /// # Errors
    /// When it cannot be read or made, can be read by others, or can be guessed.
    pub fn open(settings: &Settings) -> Result<Self> {
        let path = key_file(settings);
        let key = SealKey::parse(&read_or_make_key(&path)?).map_err(|error| {
            let message = format!("{error}: `{}`", path.display());
            Hinted::new(
                message,
                "set `journal.key_file` to a key made by `openssl genpkey -algorithm ed25519`",
            )
        })?;
        Ok(Self { key, head: settings.data.dir.join("checkpoint-head") })
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

    /// The keys whose seals are believed here.
    fn keyring(&self) -> Keyring {
        Keyring::new([self.key.public()])
    }

    /// What others check these seals with.
    pub fn public(&self) -> String {
        self.key.public().to_string()
    }

    /// The head that was kept beside the database; none before the first seal.
    ///
    /// # Errors
    /// When what is there is no head.
    fn kept(&self) -> Result<Option<Head>> {
        match fs::read_to_string(&self.head) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            text => parse_head(&text.context("reading the kept head")?).map(Some),
        }
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
            self.keep(head)?;
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

    /// Verifies the whole journal against a head, the kept one unless another is named, and keeps
    /// what was found for those who ask.
    ///
    /// # Errors
    /// When the database cannot be read; what does not fit is no error, it is found.
    pub async fn verify(&self, house: &House, anchor: Option<Head>) -> Result<Verification> {
        let anchor = match anchor {
            Some(head) => Some(head),
            None => self.kept()?,
        };
        let engine = &house.engine;
        let started = engine.clock().now();
        let found = verify(engine.store(), &self.keyring(), anchor).await?;
        let times = (started, engine.clock().now());
        verification::keep(engine.store(), engine.ids().fresh(), &found, times).await?;
        Ok(found)
    }

    /// Verifies every so often; never ends.
    pub async fn watch(&self, house: &House, every: Duration) {
        loop {
            tokio::time::sleep(every).await;
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
        }
    }

    /// Puts the head in the place of the last one: whole, or not at all; never an older one, which
    /// a slower node of the cluster may still hold.
    fn keep(&self, head: Head) -> Result<()> {
        if self.kept().is_ok_and(|kept| kept.is_some_and(|kept| kept.no > head.no)) {
            return Ok(());
        }
        let next = self.head.with_extension("next");
        let write = || -> std::io::Result<()> {
            let mut file = fs::File::create(&next)?;
            writeln!(file, "{head}")?;
            file.sync_all()?;
            fs::rename(&next, &self.head)?;
            self.head.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
        };
        write().with_context(|| format!("keeping the head in `{}`", self.head.display()))
    }
}

fn key_file(settings: &Settings) -> PathBuf {
    let named = &settings.journal.key_file;
    if named.is_empty() {
        settings.data.dir.join("checkpoint-key.pem")
    } else {
        PathBuf::from(named)
    }
}

/// A head as it is written, or the file that it was written to.
///
/// # Errors
/// When it is neither.
pub fn head_or_file(text: &str) -> Result<Head> {
    let path = Path::new(text);
    if path.is_file() {
        let written = fs::read_to_string(path);
        return parse_head(&written.with_context(|| format!("reading `{text}`"))?);
    }
    parse_head(text)
}

fn parse_head(text: &str) -> Result<Head> {
    text.parse().map_err(|because: &str| {
        let hint = "use a line of the log, the file `checkpoint-head`, or what `duban verify` said";
        Hinted::new(format!("`{}` is no anchor: {because}", text.trim()), hint).into()
    })
}
