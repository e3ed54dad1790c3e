//! `duban verify`: proves the journal or a receipt, or names what does not fit.

use std::path::Path;

use anyhow::{Context, Result};
use duban_store::journal::receipt::{Proven, Receipt};
use duban_store::journal::verify::Verification;

use crate::cli::Verify;
use crate::config::Settings;
use crate::failure::Hinted;
use crate::house::House;
use crate::say::say;
use crate::seal::head::head_or_file;
use crate::seal::prover::Prover;

/// How many findings are printed.
const SHOWN: usize = 20;

/// Verifies a receipt, or the whole journal, and keeps what was found there.
///
/// # Errors
/// When something does not fit, there is no key to check with, or the database cannot be read.
pub async fn run(settings: &Settings, asked: &Verify) -> Result<()> {
    let prover = Prover::open(settings, &asked.public_keys)?;
    if let Some(path) = &asked.receipt {
        return receipt(&prover, path);
    }
    let anchor = asked.anchor.as_deref().map(head_or_file).transpose()?;
    let house = House::open(settings).await?;
    let found = prover.verify(&house, anchor).await?;
    house.close().await?;
    report(&found, &prover)
}

fn receipt(prover: &Prover, path: &Path) -> Result<()> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("reading the receipt `{}`", path.display()))?;
    let proven = Receipt::parse(&text).and_then(|receipt| prover.check(&receipt));
    let Proven { event, position, checkpoint, made_at, content } = proven.map_err(|because| {
        let message = format!("the receipt `{}` proves nothing: {because}", path.display());
        Hinted::new(
            message,
            "ask for it again as `journalReceipt`, and check the public key with its owner",
        )
    })?;
    let what = if content { "the event and its content are" } else { "the event's hash is" };
    say(format_args!("{event} in position {position}: {what} under the seal"));
    say(format_args!("checkpoint {checkpoint} of {made_at}"));
    Ok(())
}

fn report(found: &Verification, prover: &Prover) -> Result<()> {
    let Verification { events, checkpoints, newer, audited, .. } = found;
    say(format_args!(
        "{events} events, {checkpoints} checkpoints, {newer} events newer than these"
    ));
    say(format_args!("{audited} audit entries"));
    if let Some(head) = found.head {
        say(format_args!("head {head}"));
    }
    for key in prover.keys() {
        say(format_args!("public key {key}"));
    }
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
