//! Guards and events of evidence.

use super::command::Command;
use super::event::Event;
use super::rejection::Rejection;
use super::state::{Content, Evidence, Exhibit, Purpose};
use super::table::Action;
use crate::assignment::record::Record;
use crate::facts::Facts;
use crate::people::actor::Post;

/// Decides a command on a piece of evidence.
///
/// # Errors
/// A [`Rejection`] when the command is not lawful.
pub fn decide(
    evidence: &Evidence,
    command: &Command,
    facts: &Facts,
) -> Result<Vec<Event>, Rejection> {
    guard(evidence, command.action(), facts)?;
    let by = facts.actor.person();
    let unit = facts.actor.post().map(|post: &Post| post.unit);
    let on = facts.today();
    let event = match command {
        Command::Submit { .. } => Event::EvidenceSubmitted { content: submit(command, facts)? },
        Command::Verify => Event::EvidenceVerified { by, unit, on },
        Command::Refuse { reason } => {
            Event::EvidenceRefused { reason: reason.clone(), by, unit, on }
        }
    };
    Ok(vec![event])
}

impl Command {
    /// The row of the table that the command belongs to.
    pub fn action(&self) -> Action {
        match self {
            Self::Submit { .. } => Action::Submit,
            Self::Verify => Action::Verify,
            Self::Refuse { .. } => Action::Refuse,
        }
    }
}

/// What stands against an action whatever is typed: the part that `availableActions` shows.
///
/// # Errors
/// The [`Rejection`] that the action would meet.
pub fn guard(evidence: &Evidence, action: Action, facts: &Facts) -> Result<(), Rejection> {
    let state = evidence.name();
    if !action.starts_from(state) {
        return Err(Rejection::WrongState { action: action.as_str(), state });
    }
    let submitter = evidence.content().and_then(|(content, _)| content.by);
    if action.judges() && submitter.is_some() && submitter == facts.actor.person() {
        return Err(Rejection::VerifierIsSubmitter);
    }
    Ok(())
}

fn submit(command: &Command, facts: &Facts) -> Result<Box<Content>, Rejection> {
    let Command::Submit { assignment, purpose, title, exhibit } = command else {
        return Err(Rejection::WrongState { action: "SUBMIT", state: "ABSENT" });
    };
    let holder = facts.assignments.get(assignment);
    let state = holder.map_or("ABSENT", |known| known.name());
    let record = holder
        .filter(|known| known.reports())
        .and_then(|known| known.record())
        .ok_or(Rejection::AssignmentNotOpen { state })?;
    if !knows(record, *purpose) {
        return Err(Rejection::PurposeUnknown { purpose: purpose.as_str() });
    }
    check_exhibit(exhibit, facts)?;
    Ok(Box::new(Content {
        plan: record.charge.plan,
        task: record.charge.task,
        section: record.charge.section.clone(),
        lead: record.charge.lead,
        assignment: *assignment,
        unit: record.charge.unit,
        duty: record.charge.duty,
        purpose: *purpose,
        title: title.clone(),
        exhibit: exhibit.clone(),
        by: facts.actor.person(),
        on: facts.today(),
    }))
}

fn check_exhibit(exhibit: &Exhibit, facts: &Facts) -> Result<(), Rejection> {
    match exhibit {
        Exhibit::Link { url } if url.starts_with("https://") || url.starts_with("http://") => {
            Ok(())
        }
        Exhibit::Link { url } => {
            Err(Rejection::LinkUnusable { url: url.chars().take(80).collect() })
        }
        Exhibit::File { attachment, digest, .. } if facts.may_use(*attachment, digest) => Ok(()),
        Exhibit::File { attachment, .. } => Err(Rejection::FileUnusable { file: *attachment }),
    }
}

fn knows(record: &Record, purpose: Purpose) -> bool {
    match purpose {
        Purpose::Closing => true,
        Purpose::Milestone(id) => record.milestones.iter().any(|known| known.id == id),
        Purpose::Target(id) => record.charge.targets.iter().any(|owed| owed.target == id),
        Purpose::Row(period) => record.rows.contains_key(&period),
    }
}
