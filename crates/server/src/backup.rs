//! `duban backup` and `duban restore`: everything in one file, and back.

use std::path::Path;

use anyhow::{Context, Result};
use duban_engine::backup::{self, Restored};
use duban_engine::files::Files;

use crate::cli::Restore;
use crate::config::Settings;
use crate::failure::Hinted;
use crate::house::{self, House};
use crate::say::say;
use crate::seal::Sealer;
use crate::seal::head::head_or_file;

/// What no archive holds.
const EXCLUDED: &str = "not in it: signing-key.pem, checkpoint-key.pem, phone-key (or what the settings \
                        name in their place), duban.toml, checkpoint-head; keep these apart from it";

/// Writes everything into a file while others serve.
///
/// # Errors
/// When the file exists or cannot be written, or something that belongs to it cannot be read.
pub async fn make(house: &House, path: &Path) -> Result<()> {
    if path.exists() {
        let message = format!("`{}` exists already", path.display());
        return Err(Hinted::new(message, "name a new file").into());
    }
    let sealer = Sealer::open(&house.settings)?;
    let made = house.engine.backup(&house.files(), path, &sealer.public()).await;
    let made = made.context("making the backup")?;
    let rows: u64 = made.tables.iter().map(|part| part.size).sum();
    say(format_args!("{rows} rows of {} tables, {} files", made.tables.len(), made.files.len()));
    for key in &made.swept {
        say(format_args!("swept meanwhile, nothing refers to it: {key}"));
    }
    if let Some(head) = &made.head {
        say(format_args!("head {head}"));
    }
    say(format_args!("public key {}", made.public_key));
    say(EXCLUDED);
    Ok(())
}

/// Puts everything back into an empty place, and proves it there.
///
/// # Errors
/// When the place is not empty, the archive is damaged or newer, or its journal does not prove
/// itself; nothing is left then.
pub async fn restore(settings: &Settings, asked: &Restore) -> Result<()> {
    let anchor = asked.anchor.as_deref().map(head_or_file).transpose()?;
    let key = Sealer::known(settings)?;
    let named = key.is_none();
    let store = house::connect(settings).await?;
    let files = Files::new(settings.data.dir.join("files"), settings.files.bytes);
    let restored = backup::restore(&store, &files, &asked.file, (key, anchor)).await;
    store.close().await?;
    let Restored { manifest, verification } = restored.map_err(|error| {
        let hint = "restore an undamaged archive into a data directory and a database that are \
                    empty; nothing of it was kept";
        let because = format!("{error:#}");
        anyhow::Error::from(Hinted::new(format!("restoring the backup: {because}"), hint))
    })?;
    let rows: u64 = manifest.tables.iter().map(|part| part.size).sum();
    say(format_args!(
        "{rows} rows of {} tables, {} files; {} events and {} checkpoints prove themselves",
        manifest.tables.len(),
        manifest.files.len(),
        verification.events,
        verification.checkpoints
    ));
    if let Some(head) = verification.head {
        say(format_args!("head {head}"));
    }
    if named {
        say(format_args!(
            "the seals were checked with the key that the archive names: {}; compare it with yours, \
             and put checkpoint-key.pem, signing-key.pem and phone-key back before you serve",
            manifest.public_key
        ));
    }
    Ok(())
}
