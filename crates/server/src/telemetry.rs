//! The log: JSON for machines, text for people, to standard error.

use std::io::IsTerminal;

use anyhow::{Result, anyhow};
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};
use crate::failure::Hinted;

/// Starts logging; once per process.
///
/// # Errors
/// When the filter cannot be read.
pub fn start(log: &Log) -> Result<()> {
    let filter = EnvFilter::try_new(&log.filter).map_err(|error| {
        let hint = "write it as `info` or `info,duban_engine=debug`";
        Hinted::new(format!("the setting `log.filter` cannot be read: {error}"), hint)
    })?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match log.format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Text => builder.with_target(false).try_init(),
    };
    started.map_err(|error| anyhow!("starting the log: {error}"))
}
