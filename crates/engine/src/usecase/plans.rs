//! 行动方案. What can be done with a plan.

use chrono::NaiveDate;
use duban_domain::command::Command;
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::value::id::PlanId;

use super::Seen;
use crate::Engine;
use crate::error::EngineError;
use crate::request::{Outcome, Request};

impl Engine {
    /// 印发. Makes a draft binding from a date on.
    ///
    /// # Errors
    /// Whatever [`Engine::execute`] says, as for every use case.
    pub async fn issue_plan(
        &self,
        request: &Request,
        plan: Seen<PlanId>,
        in_force_from: NaiveDate,
    ) -> Result<Outcome, EngineError> {
        let issue = |id| Command::Plan(id, PlanCommand::Issue { in_force_from });
        self.execute(request, vec![plan.say(issue)]).await
    }
}
