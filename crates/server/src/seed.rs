//! Seeds to commands: what an installation starts from, given by the system through the engine.

pub mod people;
pub mod reference;
pub mod territory;

use anyhow::{Context, Result};
use duban_domain::command::Command;
use duban_engine::request::Request;
use duban_store::post;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use crate::house::House;
use crate::seed::people::{Opened, Roster};

/// The accounts of an empty installation.
const FIRST_PEOPLE: &str = include_str!("../../../seeds/reference/people.toml");

/// What seeding did.
#[derive(Debug, Default)]
pub struct Seeded {
    /// Commands that were given; those that changed nothing are counted too.
    pub commands: usize,
    /// Accounts that were opened, with their first passwords.
    pub opened: Vec<Opened>,
}

/// Loads units, rules and calendar, and opens the first accounts where nobody is on file.
/// Doing it again changes nothing.
///
/// # Errors
/// When a seed is malformed or refused.
pub async fn run(house: &House) -> Result<Seeded> {
    let mut seeded = Seeded { commands: reference::load(house).await?, opened: Vec::new() };
    let anyone = house.engine.store().read(|tx| async move { post::anyone(&tx).await }).await?;
    if !anyone {
        let roster = Roster::parse(FIRST_PEOPLE).context("reading the first accounts")?;
        seeded.opened = people::load(house, &roster).await?;
    }
    Ok(seeded)
}

/// Gives commands as the system.
pub(crate) async fn give(house: &House, commands: Vec<Command>) -> Result<()> {
    if commands.is_empty() {
        return Ok(());
    }
    let commands = commands.into_iter().map(Into::into).collect();
    house.engine.execute(&Request::system(), commands).await?;
    Ok(())
}

/// The id of what a seed names: the same on every node and at every loading.
pub(crate) fn id_of(kind: &str, name: &str) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(format!("duban:{kind}:{name}").as_bytes()).into();
    let mut bytes = [0; 16];
    for (byte, from) in bytes.iter_mut().zip(digest) {
        *byte = from;
    }
    Builder::from_custom_bytes(bytes).into_uuid()
}
