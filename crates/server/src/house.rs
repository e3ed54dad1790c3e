//! Puts the parts together: settings to database, engine, sessions and keys.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::TimeDelta;
use duban_api::auth::Auth;
use duban_api::auth::token::{self, Tokens};
use duban_engine::Engine;
use duban_engine::clock::{Clock, SystemClock, SystemIds};
use duban_engine::files::{self, Files};
use duban_engine::session::password::Cost;
use duban_engine::session::{Limits, Sessions};
use duban_store::{Location, Settings as StoreSettings, Store};

use crate::config::Settings;
use crate::failure::Hinted;

/// What every command works with. Cloning it is cheap.
#[derive(Clone)]
pub struct House {
    /// The settings.
    pub settings: Arc<Settings>,
    /// The engine.
    pub engine: Engine,
    /// Accounts and sessions.
    pub sessions: Sessions,
}

impl House {
    /// Opens the database with the machine's clock and brings its schema up to date.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub async fn open(settings: &Settings) -> Result<Self> {
        Self::open_at(settings, Arc::new(SystemClock::default())).await
    }

    /// The same with another clock.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub async fn open_at(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self> {
        let database = &settings.database;
        let location = if database.url.is_empty() {
            Location::Sqlite(settings.data.dir.join("duban.sqlite"))
        } else {
            Location::parse(&database.url)?
        };
        let mut how = StoreSettings::new(location);
        how.writers = database.writers;
        how.readers = database.readers;
        how.patience = Duration::from_millis(database.patience_ms);
        let store = Store::connect(&how).await.context("opening the database")?;
        store.migrate().await.context("bringing the schema up to date")?;
        let engine = Engine::new(store, clock, Arc::new(SystemIds));
        let sessions = Sessions::new(engine.clone(), limits(settings))?;
        Ok(Self { settings: Arc::new(settings.clone()), engine, sessions })
    }

    /// Knows who asks; makes the signing key on first start.
    ///
    /// # Errors
    /// When the key cannot be read or made.
    pub fn auth(&self) -> Result<Auth> {
        let settings = &self.settings.token;
        let key = if settings.key.is_empty() {
            read_or_make_key(&self.key_file())?
        } else {
            settings.key.clone()
        };
        let tokens = Tokens::new(
            &key,
            token::Settings {
                issuer: settings.issuer.clone(),
                audience: settings.audience.clone(),
                lifetime: TimeDelta::minutes(settings.access_minutes.into()),
            },
        )
        .map_err(|error| {
            Hinted::new(
                error.to_string(),
                "set `token.key_file` to a key made by `openssl genpkey -algorithm ed25519`",
            )
        })?;
        Ok(Auth::new(self.engine.clone(), self.sessions.clone(), tokens))
    }

    /// Where uploaded files are kept.
    pub fn files(&self) -> Files {
        Files::new(self.settings.data.dir.join("files"), files::LIMIT)
    }

    /// Ends the connections after what is open has ended.
    ///
    /// # Errors
    /// When the database does not let go.
    pub async fn close(&self) -> Result<()> {
        Ok(self.engine.store().close().await?)
    }

    fn key_file(&self) -> PathBuf {
        let named = &self.settings.token.key_file;
        if named.is_empty() {
            self.settings.data.dir.join("signing-key.pem")
        } else {
            PathBuf::from(named)
        }
    }
}

fn limits(settings: &Settings) -> Limits {
    let session = &settings.session;
    Limits {
        idle: TimeDelta::minutes(session.idle_minutes.into()),
        absolute: TimeDelta::hours(session.absolute_hours.into()),
        failures: session.failures,
        lock: TimeDelta::minutes(session.lock_minutes.into()),
        cost: Cost::Recommended,
    }
}

fn read_or_make_key(path: &Path) -> Result<String> {
    if !path.exists() {
        make_key(path).with_context(|| format!("making the signing key `{}`", path.display()))?;
    }
    refuse_open_key(path)?;
    std::fs::read_to_string(path)
        .with_context(|| format!("reading the signing key `{}`", path.display()))
}

#[cfg(unix)]
fn make_key(path: &Path) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;

    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(token::generate_key()?.as_bytes())?;
    Ok(file.sync_all()?)
}

#[cfg(not(unix))]
fn make_key(path: &Path) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(path, token::generate_key()?)?)
}

/// Whoever can read the key can sign in as anyone.
#[cfg(unix)]
fn refuse_open_key(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let metadata = std::fs::metadata(path)
        .with_context(|| format!("reading the signing key `{}`", path.display()))?;
    if metadata.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    let message = format!("the signing key `{}` can be read by others", path.display());
    Err(Hinted::new(message, format!("run `chmod 600 {}`", path.display())).into())
}

#[cfg(not(unix))]
fn refuse_open_key(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_refused_when_others_can_read_it() {
        let folder = std::env::temp_dir().join(format!("duban-key-{}", std::process::id()));
        let path = folder.join("signing-key.pem");
        let first = read_or_make_key(&path).unwrap();
        assert_eq!(read_or_make_key(&path).unwrap(), first);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let refused = read_or_make_key(&path).unwrap_err();
        assert!(crate::failure::lines(&refused)[1].contains("chmod 600"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
