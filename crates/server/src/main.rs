//! The program `duban`: wires the parts together, and ends with an error and a hint.
//!
//! **This crate never** decides, speaks SQL or draws up a query: it reads settings and files, and
//! asks the engine. Start reading at [`cli`], then [`house`] and [`serve`].

mod assess;
mod backup;
mod cli;
mod config;
mod demo;
mod failure;
mod house;
mod import;
mod intake;
mod key;
mod progress;
mod rebuild;
mod report;
mod say;
mod seal;
mod seed;
mod serve;
mod telemetry;
mod verify;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;

use crate::cli::{Cli, Command};
use crate::config::{Arguments, Config};
use crate::house::House;
use crate::intake::Shown;
use crate::say::say;
use crate::seed::people::{self, Opened, Roster};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            for line in failure::lines(&error) {
                eprintln!("{line}");
            }
            tracing::debug!(?error, "the command failed");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<()> {
    let listen = match &cli.command {
        Command::Demo { listen } | Command::Serve { listen } => listen.clone(),
        _ => None,
    };
    let arguments = Arguments { file: cli.common.config, data: cli.common.data, listen };
    let config = Config::load(&arguments, std::env::vars())?;
    telemetry::start(&config.settings.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the runtime")?;
    let performed = runtime.block_on(perform(cli.command, &config));
    // What did not end in time is left: nothing of it was acknowledged.
    runtime.shutdown_background();
    performed
}

async fn perform(command: Command, config: &Config) -> Result<()> {
    match command {
        Command::Demo { .. } => demo::run(&config.settings).await,
        Command::Config => {
            config.lines().iter().for_each(say);
            Ok(())
        }
        Command::Migrate => House::open(&config.settings).await?.close().await,
        Command::Seed { people } => seed_all(&House::open(&config.settings).await?, people).await,
        Command::Serve { .. } => serve::serve(House::open(&config.settings).await?).await,
        Command::Import(asked) => {
            let house = House::open(&config.settings).await?;
            import::run(&house, &asked).await?;
            house.close().await
        }
        Command::Intake { files, json } => {
            let shown = if json { Shown::Json } else { Shown::Table };
            tokio::task::spawn_blocking(move || intake::run(&files, shown))
                .await
                .context("reading documents")?
        }
        Command::Assess { scheme, data, json } => {
            let shown = if json { Shown::Json } else { Shown::Table };
            tokio::task::spawn_blocking(move || assess::run(&scheme, &data, shown))
                .await
                .context("scoring a year")?
        }
        Command::Backup { file } => {
            let house = House::open(&config.settings).await?;
            backup::make(&house, &file).await?;
            house.close().await
        }
        Command::Restore(asked) => backup::restore(&config.settings, &asked).await,
        Command::Rebuild => {
            let house = House::open(&config.settings).await?;
            rebuild::run(&house).await?;
            house.close().await
        }
        Command::Verify(asked) => verify::run(&config.settings, &asked).await,
        Command::Schema => {
            say(duban_api::schema::sdl().trim_end());
            Ok(())
        }
        Command::Report(asked) => {
            let house = House::open(&config.settings).await?;
            report::run(&house, &asked).await?;
            house.close().await
        }
    }
}

async fn seed_all(house: &House, people: Option<std::path::PathBuf>) -> Result<()> {
    let seeded = seed::run(house).await?;
    print_opened(&seeded.opened);
    if let Some(path) = people {
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("reading `{}`", path.display()))?;
        print_opened(&people::load(house, &Roster::parse(&text)?).await?);
    }
    say(format_args!("seeded: {} commands of reference data", seeded.commands));
    house.close().await
}

/// Passwords that were made up are shown here and never again.
pub(crate) fn print_opened(opened: &[Opened]) {
    if opened.is_empty() {
        return;
    }
    say("accounts opened (these passwords are shown once):");
    for account in opened {
        let password = account.password.as_deref().unwrap_or("(as in the file)");
        let Opened { username, name, posts, .. } = account;
        say(format_args!("  {username:<24} {password:<22} {name} ({posts})"));
    }
}
