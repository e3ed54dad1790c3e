//! Settings: defaults, then a file, then the environment, then the command line.
//!
//! Every key and its type come from `config.default.toml`; a key that is not there is refused, so
//! that a misspelt setting is not silently without effect.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;
use toml::{Table, Value};

use crate::failure::Hinted;

/// The defaults, explained line by line.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

/// Before each variable of the environment that is a setting.
const PREFIX: &str = "DUBAN__";

/// Settings that are never shown.
const SECRET: [&str; 2] = ["token.key", "database.url"];

/// Where a value comes from; later ones win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The embedded defaults.
    Default,
    /// A file.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
    /// An argument.
    Argument(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => f.write_str(name),
            Self::Argument(name) => f.write_str(name),
        }
    }
}

/// What is asked for on the command line.
#[derive(Debug, Clone, Default)]
pub struct Arguments {
    /// `--config`.
    pub file: Option<PathBuf>,
    /// `--data`.
    pub data: Option<PathBuf>,
    /// `--listen`.
    pub listen: Option<String>,
}

/// The settings that count, by dotted key, and where each comes from.
#[derive(Debug, Clone)]
pub struct Config {
    values: BTreeMap<String, (Value, Origin)>,
    /// The same, typed.
    pub settings: Settings,
}

/// Every setting.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Files.
    pub data: Data,
    /// Uploaded files.
    pub files: Files,
    /// The database.
    pub database: Database,
    /// The listener.
    pub server: Server,
    /// Sign-in.
    pub session: Session,
    /// Access tokens.
    pub token: Token,
    /// The journal and its seals.
    pub journal: Journal,
    /// What is audited.
    pub audit: Audit,
    /// Timers.
    pub sweep: Sweep,
    /// The clock.
    pub clock: Clock,
    /// The log.
    pub log: Log,
    /// Figures.
    pub metrics: Metrics,
}

/// `[data]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// The data directory.
    pub dir: PathBuf,
    /// How long an uploaded file may lie unused.
    pub orphan_hours: u32,
    /// The file of the key that encrypts telephone numbers; empty for the one in the data directory.
    pub phone_key_file: String,
}

/// `[files]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// The most bytes of one.
    pub bytes: u64,
    /// How many may come in one request.
    pub per_request: usize,
    /// How many requests with files one person may have under way on a node.
    pub at_once: u32,
    /// How many files one person may hand in within an hour.
    pub per_hour: u32,
    /// How long a request with files may take to arrive.
    pub arrival_ms: u64,
}

/// `[database]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// The URL; empty for SQLite in the data directory.
    pub url: String,
    /// Connections that may write.
    pub writers: u32,
    /// Connections that only read.
    pub readers: u32,
    /// How long to wait.
    pub patience_ms: u64,
}

// The URL carries a password.
impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("writers", &self.writers).finish_non_exhaustive()
    }
}

/// `[server]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port.
    pub listen: String,
    /// Foreign origins, separated by spaces.
    pub origins: String,
    /// Networks of proxies, separated by spaces.
    pub proxies: String,
    /// Who may ask for the schema.
    pub introspection: Introspection,
    /// Grace at shutdown.
    pub shutdown_ms: u64,
    /// Open connections.
    pub connections: usize,
    /// Open connections of one address.
    pub connections_per_address: usize,
    /// Time for the head of a request.
    pub head_ms: u64,
    /// Size of the head of a request.
    pub head_bytes: usize,
    /// Time in which a peer must take something.
    pub stall_ms: u64,
}

/// Who may ask for the schema itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Introspection {
    /// Anyone.
    Everyone,
    /// Those who have signed in.
    SignedIn,
    /// Nobody.
    Nobody,
}

/// `[session]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Idle time.
    pub idle_minutes: u32,
    /// Idle time of administrators.
    pub idle_minutes_admin: u32,
    /// Whole time.
    pub absolute_hours: u32,
    /// Failures that lock.
    pub failures: i32,
    /// Length of the lock.
    pub lock_minutes: u32,
    /// Failures that close the door to a network.
    pub address_failures: i32,
    /// The window in which they are counted.
    pub address_minutes: u32,
    /// Whether a second factor is asked for.
    pub second_factor: SecondFactor,
}

/// Whether a second factor is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// Of who has one, and who must have one gets nowhere without.
    Required,
    /// Of nobody.
    Off,
}

/// `[token]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Life of an access token.
    pub access_minutes: u32,
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// The key's file; empty for the one in the data directory.
    pub key_file: String,
    /// The key itself; empty where it is in a file.
    pub key: String,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// `[journal]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journal {
    /// With what a new journal is hashed; empty for SHA-256.
    pub algorithm: String,
    /// The file of the key that seals it; empty for the one in the data directory.
    pub key_file: String,
    /// Public keys of the past whose seals are believed, separated by spaces.
    pub past_keys: String,
    /// How often a serving node verifies the whole journal.
    pub verify_hours: u32,
}

/// `[audit]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// The name of this node; empty for that of the machine.
    pub node: String,
    /// For how many days what was audited is kept.
    pub retention_days: u32,
}

/// `[sweep]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sweep {
    /// Time between two looks.
    pub every_ms: u64,
}

/// `[clock]`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Days by which the machine's clock is moved.
    pub offset_days: i64,
}

/// `[log]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// How lines are written.
    pub format: LogFormat,
    /// What is logged.
    pub filter: String,
}

/// `[metrics]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// Address and port; empty for none.
    pub listen: String,
}

/// How lines of the log are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Config {
    /// Puts defaults, file, environment and arguments together.
    ///
    /// # Errors
    /// When the file cannot be read, a key is unknown, or a value has the wrong type.
    pub fn load(
        arguments: &Arguments,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self> {
        let defaults: Table = DEFAULTS.parse().context("reading the embedded defaults")?;
        let mut values = BTreeMap::new();
        flatten("", &defaults, &mut |key, value| {
            values.insert(key, (value.clone(), Origin::Default));
        });
        let mut layers = Layers { values };
        let environment: Vec<(String, String)> =
            environment.filter(|(name, _)| name.starts_with(PREFIX)).collect();
        let named = environment.iter().find(|(name, _)| name == "DUBAN__DATA__DIR");
        let data = arguments.data.clone().or(named.map(|(_, dir)| PathBuf::from(dir)));
        layers.file(arguments.file.as_deref(), data.as_deref())?;
        for (name, text) in &environment {
            layers.variable(name, text)?;
        }
        if let Some(data) = &arguments.data {
            layers.set("data.dir", data.display().to_string().into(), Origin::Argument("--data"));
        }
        if let Some(listen) = &arguments.listen {
            layers.set("server.listen", listen.clone().into(), Origin::Argument("--listen"));
        }
        let settings = layers.settings()?;
        Ok(Self { values: layers.values, settings })
    }

    /// Every effective value and its origin, secrets masked.
    pub fn lines(&self) -> Vec<String> {
        let shown = |key: &str, value: &Value| match value {
            Value::String(text) if !text.is_empty() && SECRET.contains(&key) => "***".to_owned(),
            other => other.to_string(),
        };
        let line = |(key, (value, origin)): (&String, &(Value, Origin))| {
            format!("{key} = {}  # {origin}", shown(key, value))
        };
        self.values.iter().map(line).collect()
    }
}

struct Layers {
    values: BTreeMap<String, (Value, Origin)>,
}

impl Layers {
    fn set(&mut self, key: &str, value: Value, origin: Origin) {
        self.values.insert(key.to_owned(), (value, origin));
    }

    fn file(&mut self, named: Option<&Path>, data: Option<&Path>) -> Result<()> {
        let beside = data.unwrap_or(Path::new("./duban-data")).join("duban.toml");
        let path = match named {
            Some(path) => path.to_owned(),
            None if beside.is_file() => beside,
            None => return Ok(()),
        };
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("reading the settings in `{}`", path.display()))?;
        let table: Table = text
            .parse()
            .with_context(|| format!("reading the settings in `{}`", path.display()))?;
        let mut found = Vec::new();
        flatten("", &table, &mut |key, value| found.push((key, value.clone())));
        for (key, value) in found {
            self.known(&key, &format!("the setting `{key}` in `{}`", path.display()))?;
            self.set(&key, value, Origin::File(path.clone()));
        }
        Ok(())
    }

    fn variable(&mut self, name: &str, text: &str) -> Result<()> {
        let key = name.trim_start_matches(PREFIX).to_lowercase().replace("__", ".");
        let default = self.known(&key, &format!("the variable `{name}`"))?;
        let value = match default {
            Value::Integer(_) => text
                .parse::<i64>()
                .map(Value::Integer)
                .map_err(|_| anyhow!("the variable `{name}` is `{text}`, not a whole number"))?,
            Value::Boolean(_) => text
                .parse::<bool>()
                .map(Value::Boolean)
                .map_err(|_| anyhow!("the variable `{name}` is `{text}`, not true or false"))?,
            _ => Value::String(text.to_owned()),
        };
        self.set(&key, value, Origin::Environment(name.to_owned()));
        Ok(())
    }

    fn known(&self, key: &str, what: &str) -> Result<Value> {
        let unknown = || {
            let hint = "see crates/server/config.default.toml or `duban config` for every key";
            Hinted::new(format!("{what} is unknown"), hint).into()
        };
        self.values.get(key).map(|(value, _)| value.clone()).ok_or_else(unknown)
    }

    fn settings(&self) -> Result<Settings> {
        let mut table = Table::new();
        for (key, (value, _)) in &self.values {
            let (section, name) = key.split_once('.').unwrap_or(("", key));
            let entry = table.entry(section.to_owned()).or_insert_with(|| Table::new().into());
            if let Some(section) = entry.as_table_mut() {
                section.insert(name.to_owned(), value.clone());
            }
        }
        table.try_into().map_err(|error: toml::de::Error| {
            let hint = "`duban config` needs every value in the type of its default";
            Hinted::new(format!("a setting has an unfit value: {}", error.message()), hint).into()
        })
    }
}

fn flatten(above: &str, table: &Table, found: &mut impl FnMut(String, &Value)) {
    for (name, value) in table {
        let key = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        match value {
            Value::Table(inner) => flatten(&key, inner, found),
            other => found(key, other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(variables: &[(&str, &str)]) -> Result<Config> {
        let arguments = Arguments { data: Some("/nowhere".into()), ..Arguments::default() };
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Config::load(&arguments, variables.iter().map(owned))
    }

    #[test]
    fn the_environment_wins_over_defaults_and_secrets_are_masked() {
        let config = load(&[
            ("DUBAN__DATABASE__URL", "postgres://duban:geheim@db/duban"),
            ("DUBAN__SWEEP__EVERY_MS", "250"),
            ("PATH", "/bin"),
        ])
        .unwrap();
        assert_eq!(config.settings.sweep.every_ms, 250);
        assert_eq!(config.settings.data.dir, PathBuf::from("/nowhere"));
        let text = config.lines().join("\n");
        assert!(text.contains("database.url = ***  # DUBAN__DATABASE__URL"), "{text}");
        assert!(text.contains("data.dir = \"/nowhere\"  # --data"), "{text}");
        assert!(text.contains("sweep.every_ms = 250  # DUBAN__SWEEP__EVERY_MS"), "{text}");
        assert!(!text.contains("geheim"));
    }

    #[test]
    fn unknown_keys_and_wrong_types_are_refused() {
        let unknown = load(&[("DUBAN__DATABSE__URL", "x")]).unwrap_err().to_string();
        assert_eq!(unknown, "the variable `DUBAN__DATABSE__URL` is unknown");
        assert!(load(&[("DUBAN__SWEEP__EVERY_MS", "soon")]).is_err());
        assert!(load(&[("DUBAN__LOG__FORMAT", "xml")]).is_err());
    }

    #[test]
    fn a_key_that_is_not_among_the_defaults_is_refused_in_a_file_too() {
        let folder = std::env::temp_dir().join(format!("duban-config-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("duban.toml"), "[server]\nlistn = \"0.0.0.0:80\"\n").unwrap();
        let arguments = Arguments { data: Some(folder.clone()), ..Arguments::default() };
        let refused = Config::load(&arguments, std::iter::empty()).unwrap_err().to_string();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(refused.starts_with("the setting `server.listn` in"), "{refused}");
    }

    #[test]
    fn every_setting_that_can_hold_a_secret_is_masked() {
        let defaults: Table = DEFAULTS.parse().unwrap();
        let words = ["key", "password", "secret", "token", "url"];
        let mut secret = Vec::new();
        flatten("", &defaults, &mut |key, _| {
            let last = key.rsplit('.').next().unwrap_or_default();
            if words.contains(&last) {
                secret.push(key);
            }
        });
        secret.sort();
        let mut known = SECRET.map(str::to_owned);
        known.sort();
        assert_eq!(secret, known);
    }
}
