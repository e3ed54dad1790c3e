//! `duban demo`: a city in the middle of its work, from one command.
//!
//! The story is told day by day while the server already answers. What happens is recorded by a
//! clock that is set on through the quarter; people sign in by a clock that stands at its end from
//! the first second, so that a sign-in outlasts the telling. Both agree once everything is told.

mod acts;
mod people;
mod plan;
mod show;
mod stage;
mod story;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::TimeDelta;
use duban_domain::time::start_of_day;
use duban_engine::clock::{Clock, ForwardClock};
use duban_engine::session::account::NewAccount;
use duban_store::post;

use crate::config::{SecondFactor, Settings};
use crate::failure::Hinted;
use crate::house::{Clocks, House};
use crate::seed::people::put_on_file;
use crate::seed::reference;
use crate::serve::{self, Ready};
use people::{Cast, Passwords};
use plan::Plan;
use show::Progress;
use stage::Stage;
use story::Story;

/// How many accounts are opened at once.
const ACCOUNTS_AT_ONCE: usize = 4;

/// What is played: the plan, the people and the story.
struct Script {
    plan: Plan,
    cast: Cast,
    story: Story,
}

impl Script {
    fn read() -> Result<Self> {
        Ok(Self { plan: Plan::read()?, cast: Cast::read()?, story: Story::read()? })
    }
}

/// Serves the demo until told to stop; goes on where an earlier start was stopped.
///
/// # Errors
/// When the data directory holds something else, or a part fails.
pub async fn run(settings: &Settings) -> Result<()> {
    let mut settings = settings.clone();
    // The demo lives in its data directory, whatever database is used otherwise.
    settings.database.url.clear();
    // Visitors have no authenticator.
    settings.session.second_factor = SecondFactor::Off;
    let script = Script::read()?;
    let acts = acts::tell(&script).context("telling the story")?;
    let listener = serve::listen(&settings.server.listen).await?;
    let address = listener.local_addr().context("reading the address")?;

    let begins_at = start_of_day(script.story.begins_on) + TimeDelta::hours(8);
    let clock = Arc::new(ForwardClock::reading(begins_at));
    let door = Arc::new(ForwardClock::reading(script.story.ends_at.to_utc()));
    let clocks = Clocks { journal: clock.clone(), door: door.clone() };
    let house = House::open_by(&settings, clocks).await?;
    if let Some(newest) = house.newest_event().await? {
        clock.advance_to(newest);
        door.advance_to(newest);
    }

    let ready = Ready::check(&house)?;
    let mut passwords = passwords(&house).await?;
    let mut roster = script.cast.roster();
    passwords.fill(&mut roster)?;
    reference::load(&house).await?;
    let (mut accounts, _) = put_on_file(&house, &roster).await?;
    // The first ones can sign in from the start.
    let rest = accounts.split_off(accounts.len().min(ACCOUNTS_AT_ONCE));
    house.sessions.create_accounts(accounts).await.context("opening the first accounts")?;
    show::opened(address, &roster, &passwords, &script.plan.id().to_string());

    let mut stage = Stage::new(house.clone(), clock.clone(), script);
    let opening = house.clone();
    let told = async move {
        let progress = Progress::begin();
        let (played, ()) =
            tokio::try_join!(stage.play(&acts, &progress), open_accounts(&opening, rest))?;
        clock.advance_to(door.now());
        progress.end(played);
        Ok(())
    };
    serve::until_stopped(house, ready, listener, told).await
}

/// The passwords of the data directory; refuses one that somebody else lives in.
async fn passwords(house: &House) -> Result<Passwords> {
    let folder: PathBuf = house.settings.data.dir.join("demo");
    if let Some(known) = Passwords::open(folder.clone())? {
        return Ok(known);
    }
    let anyone = house.engine.store().read(|tx| async move { post::anyone(&tx).await }).await?;
    if anyone {
        let dir = house.settings.data.dir.display();
        let message = format!("the data directory `{dir}` holds people that are not the demo's");
        let hint = "name an empty one by --data DIR, or serve this one by `duban serve`";
        return Err(Hinted::new(message, hint).into());
    }
    Ok(Passwords::none(folder))
}

/// Opens the other accounts meanwhile: hashing so many passwords takes as long as the story.
async fn open_accounts(house: &House, accounts: Vec<NewAccount>) -> Result<()> {
    for some in accounts.chunks(ACCOUNTS_AT_ONCE) {
        house.sessions.create_accounts(some.to_vec()).await.context("opening accounts")?;
    }
    Ok(())
}
