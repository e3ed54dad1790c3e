//! Puts the parts together: settings to database, engine, sessions and keys.

mod node;

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use duban_api::auth::Auth;
use duban_api::auth::token::{self, Tokens};
use duban_engine::Engine;
use duban_engine::audit::Pace;
use duban_engine::clock::{Clock, SystemClock, SystemIds};
use duban_engine::files::Files;
use duban_engine::session::address::AddressLimit;
use duban_engine::session::factor;
use duban_engine::session::password::Cost;
use duban_engine::session::{Limits, Sessions};
use duban_engine::vault::Vault;
use duban_store::journal::algorithm::Algorithm;
use duban_store::journal::read;
use duban_store::{Location, Settings as StoreSettings, Store};

use crate::config::{SecondFactor, Settings};
use crate::failure::Hinted;
use crate::key::{key_file, read_or_make};

/// What every command works with. Cloning it is cheap.
#[derive(Clone)]
pub struct House {
    /// The settings.
    pub settings: Arc<Settings>,
    /// The engine.
    pub engine: Engine,
    /// Accounts and sessions.
    pub sessions: Sessions,
    /// The engine by whose clock people sign in: another one only while the demo tells its story.
    door: Engine,
}

/// By which clocks an installation lives.
#[derive(Clone)]
pub struct Clocks {
    /// When things happen.
    pub journal: Arc<dyn Clock>,
    /// When people sign in and how long that lasts.
    pub door: Arc<dyn Clock>,
}

/// How far the clocks of two nodes may differ before one of them refuses to start.
const SKEW: TimeDelta = TimeDelta::minutes(1);

impl House {
    /// Opens the database and brings its schema up to date. The clock is the machine's, moved as
    /// the settings say.
    ///
    /// # Errors
    /// When the database cannot be opened, or holds events that this clock has not reached.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let days = settings.clock.offset_days;
        let offset = TimeDelta::try_days(days).ok_or_else(|| {
            let message = format!("the setting `clock.offset_days` is {days}");
            Hinted::new(message, "set it to the days to move the clock by, such as 30 or -30")
        })?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock { offset });
        let clocks = Clocks { journal: Arc::clone(&clock), door: clock };
        let house = Self::open_by(settings, clocks).await?;
        house.refuse_to_run_behind(days).await?;
        Ok(house)
    }

    /// The same by other clocks.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub async fn open_by(settings: &Settings, clocks: Clocks) -> Result<Self> {
        node::refuse_short_retention(settings)?;
        let node = node::name(settings)?;
        let store = connect(settings).await?;
        store.migrate().await.context("bringing the schema up to date")?;
        let vault = vault(settings)?;
        let door = Engine::new(store.clone(), clocks.door, Arc::new(SystemIds)).named(node);
        let door = door.with_vault(vault.clone());
        let engine = Engine::new(store, clocks.journal, Arc::new(SystemIds));
        let engine = engine.with_vault(vault).auditing_with(&door);
        if settings.session.second_factor == SecondFactor::Off {
            tracing::warn!("second factors are off: passwords alone open every account");
        }
        let sessions = Sessions::new(door.clone(), limits(settings)?)?;
        Ok(Self { settings: Arc::new(settings.clone()), engine, sessions, door })
    }

    /// When the newest event was recorded; nothing in an empty journal.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn newest_event(&self) -> Result<Option<DateTime<Utc>>> {
        let newest = self.engine.store().read(|tx| async move { read::newest(&tx).await }).await;
        newest.context("looking for the newest event")
    }

    /// What happens next must not be recorded before what happened already.
    async fn refuse_to_run_behind(&self, days: i64) -> Result<()> {
        let now = self.engine.clock().now();
        let Some(newest) = self.newest_event().await?.filter(|newest| *newest > now + SKEW) else {
            return Ok(());
        };
        let needed = (newest - now).num_days().saturating_add(1).saturating_add(days);
        let message = format!(
            "the clock reads {}, behind the newest recorded event of {}",
            now.format("%Y-%m-%d %H:%M:%S UTC"),
            newest.format("%Y-%m-%d %H:%M:%S UTC"),
        );
        let hint = format!(
            "set DUBAN__CLOCK__OFFSET_DAYS={needed} or more, correct the machine's time, or name \
             another data directory"
        );
        Err(Hinted::new(message, hint).into())
    }

    /// Knows who asks; makes the signing key on first start.
    ///
    /// # Errors
    /// When the key cannot be read or made.
    pub fn auth(&self) -> Result<Auth> {
        let settings = &self.settings.token;
        let tokens = Tokens::new(
            &self.token_key()?,
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
        Ok(Auth::new(self.door.clone(), self.sessions.clone(), tokens))
    }

    /// The key that signs access tokens, made on first start.
    ///
    /// # Errors
    /// When it cannot be read or made.
    pub fn token_key(&self) -> Result<String> {
        let key = &self.settings.token.key;
        if !key.is_empty() {
            return Ok(key.clone());
        }
        let file = key_file(&self.settings, &self.settings.token.key_file, "signing-key.pem");
        read_or_make(&file, || Ok(token::generate_key()?))
    }

    /// Where uploaded files are kept.
    pub fn files(&self) -> Files {
        Files::new(self.settings.data.dir.join("files"), self.settings.files.bytes)
    }

    /// Writes what is left to audit, and ends the connections after what is open has ended.
    ///
    /// # Errors
    /// When the database does not let go.
    pub async fn close(&self) -> Result<()> {
        if let Err(error) = self.engine.write_audit(Pace::All).await {
            tracing::error!(error = ?error, "what was audited last could not be written");
        }
        Ok(self.engine.store().close().await?)
    }
}

/// Opens the database as the settings say, and leaves its schema as it is.
///
/// # Errors
/// When it cannot be opened.
pub async fn connect(settings: &Settings) -> Result<Store> {
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
    how.algorithm = algorithm(settings)?;
    Store::connect(&how).await.context("opening the database")
}

/// The key of what the database must not be able to read; made on first start.
fn vault(settings: &Settings) -> Result<Vault> {
    let path = key_file(settings, &settings.data.phone_key_file, "phone-key");
    let secret = read_or_make(&path, || Ok(Vault::generate_secret()?))?;
    Vault::parse(&secret).map_err(|error| {
        let message = format!("{error}: `{}`", path.display());
        let hint = "set `data.phone_key_file` to a file made by `openssl rand -hex 32`";
        Hinted::new(message, hint).into()
    })
}

/// With what a new journal is hashed; one that exists has chosen already.
fn algorithm(settings: &Settings) -> Result<Option<Algorithm>> {
    let name = settings.journal.algorithm.as_str();
    if name.is_empty() {
        return Ok(None);
    }
    let known = Algorithm::parse(name).ok_or_else(|| {
        let message = format!("`journal.algorithm` is `{name}`, which is no algorithm");
        Hinted::new(message, "it is \"sha256\", \"sm3\", or not set")
    })?;
    Ok(Some(known))
}

fn limits(settings: &Settings) -> Result<Limits> {
    let session = &settings.session;
    let bounds: [(&str, i64, RangeInclusive<i64>); 7] = [
        ("idle_minutes", session.idle_minutes.into(), 5..=60),
        ("idle_minutes_admin", session.idle_minutes_admin.into(), 5..=30),
        ("absolute_hours", session.absolute_hours.into(), 1..=24),
        ("failures", session.failures.into(), 3..=10),
        ("lock_minutes", session.lock_minutes.into(), 10..=1440),
        ("address_failures", session.address_failures.into(), 10..=10_000),
        ("address_minutes", session.address_minutes.into(), 5..=1440),
    ];
    for (name, value, range) in bounds {
        if !range.contains(&value) {
            let message = format!("the setting `session.{name}` is {value}");
            let hint = format!("set it from {} to {}", range.start(), range.end());
            return Err(Hinted::new(message, hint).into());
        }
    }
    Ok(Limits {
        idle: TimeDelta::minutes(session.idle_minutes.into()),
        idle_admin: TimeDelta::minutes(session.idle_minutes_admin.into()),
        absolute: TimeDelta::hours(session.absolute_hours.into()),
        failures: session.failures,
        lock: TimeDelta::minutes(session.lock_minutes.into()),
        address: AddressLimit {
            failures: session.address_failures,
            window: TimeDelta::minutes(session.address_minutes.into()),
        },
        second_factor: match session.second_factor {
            SecondFactor::Required => factor::SecondFactor::Required,
            SecondFactor::Off => factor::SecondFactor::Off,
        },
        cost: Cost::Recommended,
        ..Limits::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Arguments, Config};

    #[test]
    fn settings_of_sessions_that_guard_nothing_are_refused_with_what_would_work() {
        for (name, value) in
            [("FAILURES", "0"), ("IDLE_MINUTES_ADMIN", "600"), ("ADDRESS_FAILURES", "0")]
        {
            let set = [(format!("DUBAN__SESSION__{name}"), value.to_owned())];
            let config = Config::load(&Arguments::default(), set.into_iter()).unwrap();
            let [error, hint] = crate::failure::lines(&limits(&config.settings).unwrap_err());
            assert!(error.contains(&name.to_lowercase()) && error.contains(value), "{error}");
            assert!(hint.contains("set it from"), "{hint}");
        }
        let config = Config::load(&Arguments::default(), std::iter::empty()).unwrap();
        limits(&config.settings).unwrap();
    }

    #[tokio::test]
    async fn a_clock_that_runs_behind_what_happened_is_refused_with_the_days_that_are_missing() {
        let folder = tempfile::tempdir().unwrap();
        let open = async |days: &str| {
            let arguments = Arguments { data: Some(folder.path().into()), ..Arguments::default() };
            let moved = [("DUBAN__CLOCK__OFFSET_DAYS".to_owned(), days.to_owned())];
            let config = Config::load(&arguments, moved.into_iter()).unwrap();
            House::open(&config.settings).await
        };
        let house = open("40").await.unwrap();
        crate::seed::reference::load(&house).await.unwrap();
        house.close().await.unwrap();
        for days in ["0", "39"] {
            let refused = open(days).await.err().unwrap();
            let [error, hint] = crate::failure::lines(&refused);
            assert!(error.contains("behind the newest recorded event"), "{error}");
            assert!(hint.contains("DUBAN__CLOCK__OFFSET_DAYS=40"), "{hint}");
        }
        open("40").await.unwrap().close().await.unwrap();
    }
}
