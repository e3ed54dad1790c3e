//! 规则. What can be done with the rules of the office.

use chrono::NaiveDate;
use duban_domain::command::{Command, StreamId};
use duban_domain::rules::command::Command as RulesCommand;
use duban_domain::rules::state::Rules;

use super::Seen;
use crate::Engine;
use crate::error::EngineError;
use crate::request::{Outcome, Request};

impl Engine {
    /// 发布规则. Puts a version of the rules into force from a date.
    ///
    /// # Errors
    /// Whatever [`Engine::execute`] says.
    pub async fn publish_rules(
        &self,
        request: &Request,
        seen: Seen<StreamId>,
        (effective_from, rules): (NaiveDate, Rules),
    ) -> Result<Outcome, EngineError> {
        let publish = |_| Command::Rules(RulesCommand::Publish { effective_from, rules });
        self.execute(request, vec![seen.say(publish)]).await
    }
}
