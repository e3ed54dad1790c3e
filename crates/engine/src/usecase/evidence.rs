//! 佐证. What can be done with evidence.

use duban_domain::command::Command;
use duban_domain::evidence::command::Command as EvidenceCommand;
use duban_domain::evidence::state::{Exhibit, Purpose};
use duban_domain::value::id::{AssignmentId, EvidenceId};
use duban_domain::value::text::{Name, Reason};

use super::Seen;
use crate::Engine;
use crate::error::EngineError;
use crate::request::{Outcome, Request};

/// 佐证. What is handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// The assignment it belongs to.
    pub assignment: AssignmentId,
    /// What it shows.
    pub purpose: Purpose,
    /// Its title.
    pub title: Name,
    /// The stored file or the link.
    pub exhibit: Exhibit,
}

impl Engine {
    /// 提交. Hands evidence in.
    ///
    /// # Errors
    /// Whatever [`Engine::execute`] says, as for every use case here.
    pub async fn submit_evidence(
        &self,
        request: &Request,
        evidence: NewEvidence,
    ) -> Result<Outcome, EngineError> {
        let NewEvidence { assignment, purpose, title, exhibit } = evidence;
        let submit = EvidenceCommand::Submit { assignment, purpose, title, exhibit };
        let command = Command::Evidence(self.ids().fresh().into(), submit);
        self.execute(request, vec![command.into()]).await
    }

    /// 核验. Verifies evidence of another unit.
    pub async fn verify_evidence(
        &self,
        request: &Request,
        evidence: Seen<EvidenceId>,
    ) -> Result<Outcome, EngineError> {
        let verify = |id| Command::Evidence(id, EvidenceCommand::Verify);
        self.execute(request, vec![evidence.say(verify)]).await
    }

    /// 不予认可. Refuses evidence of another unit.
    pub async fn refuse_evidence(
        &self,
        request: &Request,
        evidence: Seen<EvidenceId>,
        reason: Reason,
    ) -> Result<Outcome, EngineError> {
        let refuse = |id| Command::Evidence(id, EvidenceCommand::Refuse { reason });
        self.execute(request, vec![evidence.say(refuse)]).await
    }
}
