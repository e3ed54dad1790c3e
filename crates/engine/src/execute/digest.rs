//! 内容摘要. The digests that a decision keeps, made of what stands in the transaction.

use duban_domain::assessment::command::Command as AssessmentCommand;
use duban_domain::command::{Command, State};
use duban_domain::facts::Facts;
use duban_domain::measure::score::result::Scored;
use duban_domain::sheet::command::Command as SheetCommand;
use duban_domain::sheet::decide::submission;
use duban_domain::value::digest::Digest;
use sha2::{Digest as _, Sha256};

use crate::error::EngineError;

/// What a command signs, freezes or computes; none where it does no such thing. What cannot be
/// submitted or scored is refused by the decision itself.
pub(crate) fn of(
    state: &State,
    command: &Command,
    facts: &Facts,
) -> Result<Option<Digest>, EngineError> {
    let text = match (state, command) {
        (State::Sheet(sheet), Command::Sheet(key, SheetCommand::Submit { assignments })) => {
            submission(key, sheet, assignments, facts).ok().map(|rows| serde_json::to_string(&rows))
        }
        (State::Assessment(assessment), Command::Assessment(_, command)) => {
            let Some(cycle) = assessment.cycle() else { return Ok(None) };
            match command {
                AssessmentCommand::PublishScheme => Some(serde_json::to_string(&cycle.plan)),
                AssessmentCommand::Freeze => Some(serde_json::to_string(&cycle.data())),
                AssessmentCommand::Score => cycle.scores().ok().map(|all| of_scores(&all)),
                AssessmentCommand::Rescore => {
                    cycle.scores_to_come().ok().map(|all| of_scores(&all))
                }
                _ => None,
            }
        }
        (_, _) => None,
    };
    let text = text.transpose().map_err(|error| EngineError::Internal(error.into()))?;
    Ok(text.map(|text| Digest(Sha256::digest(text).into())))
}

fn of_scores(scores: &Scored) -> serde_json::Result<String> {
    serde_json::to_string(&scores.counties().collect::<Vec<_>>())
}
