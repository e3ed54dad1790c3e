//! `duban verify`: proves the journal, or names what does not fit.

use anyhow::Result;
use duban_store::journal::verify::Verification;

use crate::cli::Verify;
use crate::failure::Hinted;
use crate::house::House;
use crate::say::say;
use crate::seal::{Sealer, head_or_file};

/// How many findings are printed.
const SHOWN: usize = 20;

/// Verifies the whole journal, and keeps what was found.
///
/// # Errors
/// When something does not fit, or the database cannot be read.
pub async fn run(house: &House, asked: &Verify) -> Result<()> {
    let sealer = Sealer::open(&house.settings)?;
    let anchor = asked.anchor.as_deref().map(head_or_file).transpose()?;
    report(&sealer.verify(house, anchor).await?, &sealer)
}

fn report(found: &Verification, sealer: &Sealer) -> Result<()> {
    let Verification { events, checkpoints, newer, .. } = found;
    say(format_args!(
        "{events} events, {checkpoints} checkpoints, {newer} events newer than these"
    ));
    if let Some(head) = found.head {
        say(format_args!("head {head}"));
    }
    say(format_args!("public key {}", sealer.public()));
    if found.is_sound() {
        say("everything that was sealed is as it was, and what is newer fits together");
        return Ok(());
    }
    for finding in found.findings.iter().take(SHOWN) {
        say(format_args!("found: {finding}"));
    }
    let first = found.findings.first().map(ToString::to_string).unwrap_or_default();
    let message = format!("the journal does not prove itself in {} places: {first}", found.found);
    let hint = "stop the server, keep this copy, and compare it with the last backup that verifies";
    Err(Hinted::new(message, hint).into())
}
