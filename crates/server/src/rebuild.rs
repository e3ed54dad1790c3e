//! `duban rebuild`: the rows made from the journal, made again beside, and put right where they
//! differ.

use std::sync::Mutex;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use duban_store::projection::rebuild::{self, Progress, Surroundings};

use crate::house::House;
use crate::progress::Meter;
use crate::say::say;

/// Rebuilds while others serve, and says what differed.
///
/// # Errors
/// When an event cannot be read, or the database fails: nothing is changed then.
pub async fn run(house: &House) -> Result<()> {
    let watched = Watched { house, meter: Mutex::new(Meter::begin()) };
    let folder = &house.settings.data.dir;
    let rebuilt = rebuild::rebuild(house.engine.store(), folder, &watched).await;
    watched.show_words("");
    let rebuilt = rebuilt.context("rebuilding the projections")?;
    say(format_args!(
        "{} events replayed, {} rows compared, {} differed",
        rebuilt.events, rebuilt.compared, rebuilt.differed
    ));
    for name in &rebuilt.named {
        say(format_args!("put right: {name}"));
    }
    if rebuilt.differed > i64::try_from(rebuilt.named.len()).unwrap_or(i64::MAX) {
        say("put right: and more");
    }
    Ok(())
}

struct Watched<'a> {
    house: &'a House,
    meter: Mutex<Meter>,
}

impl Watched<'_> {
    fn show_words(&self, words: &str) {
        if let Ok(mut meter) = self.meter.lock() {
            meter.show(words);
        }
    }
}

impl Surroundings for Watched<'_> {
    fn now(&self) -> DateTime<Utc> {
        self.house.engine.clock().now()
    }

    fn show(&self, progress: Progress) {
        self.show_words(&match progress {
            Progress::Replayed(events) => format!("{events} events replayed"),
            Progress::Compared(rows) => format!("{rows} rows compared"),
            Progress::Repairing(rows) => format!("putting {rows} rows right"),
        });
    }
}
