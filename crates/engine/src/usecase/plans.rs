//! 行动方案. What can be done with a plan.

use chrono::NaiveDate;
use duban_domain::command::Command;
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::value::id::{FindingId, PlanId, UnitId};
use duban_domain::value::text::{Name, Reason};

use super::Seen;
use crate::Engine;
use crate::error::EngineError;
use crate::request::{Outcome, Request};

/// 所指单位. Which unit a document means by a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// The name as the document writes it.
    pub name: Name,
    /// The unit that is meant.
    pub unit: UnitId,
    /// Whether the unit is known by this name from now on.
    pub learn: bool,
}

impl Engine {
    /// 处理存疑. Settles findings with a decision; none opens them again.
    ///
    /// # Errors
    /// When no finding is named, or whatever [`Engine::execute`] says.
    pub async fn settle_findings(
        &self,
        request: &Request,
        plan: Seen<PlanId>,
        findings: Vec<FindingId>,
        decision: Option<Reason>,
    ) -> Result<Outcome, EngineError> {
        if findings.is_empty() {
            return Err(EngineError::invalid("findingIds", "no finding is named"));
        }
        let settle = |id| Command::Plan(id, PlanCommand::Settle { findings, decision });
        self.execute(request, vec![plan.say(settle)]).await
    }

    /// 指明单位. Says which unit on file the document means by a name that nobody knew.
    ///
    /// # Errors
    /// Whatever [`Engine::execute`] says.
    pub async fn identify_unit(
        &self,
        request: &Request,
        plan: Seen<PlanId>,
        meant: Meant,
    ) -> Result<Outcome, EngineError> {
        let Meant { name, unit, learn } = meant;
        let identify = |id| Command::Plan(id, PlanCommand::IdentifyUnit { name, unit, learn });
        self.execute(request, vec![plan.say(identify)]).await
    }

    /// 作废草稿. Takes back a draft that was imported by mistake.
    ///
    /// # Errors
    /// Whatever [`Engine::execute`] says.
    pub async fn discard_plan(
        &self,
        request: &Request,
        plan: Seen<PlanId>,
        because: Reason,
    ) -> Result<Outcome, EngineError> {
        let discard = |id| Command::Plan(id, PlanCommand::Discard { because });
        self.execute(request, vec![plan.say(discard)]).await
    }

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
