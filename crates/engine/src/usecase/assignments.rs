//! 责任事项. What can be done with assignments and the rows of their sheets.

use chrono::NaiveDate;
use duban_domain::assignment::command::Command as AssignmentCommand;
use duban_domain::assignment::record::{Balance, Fact, Milestone, Outcome as Ending};
use duban_domain::command::Command;
use duban_domain::time::Period;
use duban_domain::value::id::{AssignmentId, MilestoneId};
use duban_domain::value::text::{DocNo, Name, Paragraph, Reason};

use super::{Seen, each};
use crate::Engine;
use crate::error::EngineError;
use crate::request::{Addressed, Outcome, Request};

/// 节点. A milestone to be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneDraft {
    /// The one it replaces; a new one where there is none.
    pub id: Option<MilestoneId>,
    /// What is done by then.
    pub name: Name,
    /// By when.
    pub due_on: NaiveDate,
    /// Its share, in whole percent.
    pub weight: u32,
}

/// 月报行. The row of an assignment for a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowOf {
    /// Which assignment.
    pub assignment: AssignmentId,
    /// Which month.
    pub period: Period,
}

/// 申请办结. What the holder says when it asks for closing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingStatement {
    /// How it ended.
    pub outcome: Ending,
    /// In the holder's words.
    pub statement: Paragraph,
    /// The document that ends the requirement.
    pub basis: Option<DocNo>,
}

impl Engine {
    /// 签收. Signs for assignments.
    ///
    /// # Errors
    /// Whatever [`Engine::execute`] says, as for every use case here.
    pub async fn sign_for(
        &self,
        request: &Request,
        assignments: Vec<AssignmentId>,
    ) -> Result<Outcome, EngineError> {
        let sign = |id| Command::Assignment(id, AssignmentCommand::SignFor);
        self.execute(request, each(assignments, sign)).await
    }

    /// 制定节点. Sets or replaces the milestones of an assignment.
    pub async fn plan_milestones(
        &self,
        request: &Request,
        assignment: Seen<AssignmentId>,
        drafts: Vec<MilestoneDraft>,
    ) -> Result<Outcome, EngineError> {
        let milestones = drafts
            .into_iter()
            .map(|draft| Milestone {
                id: draft.id.unwrap_or_else(|| self.ids().fresh().into()),
                name: draft.name,
                due_on: draft.due_on,
                weight: draft.weight,
            })
            .collect();
        self.tell(request, assignment, AssignmentCommand::PlanMilestones { milestones }).await
    }

    /// 期初登记. Says how far assignments were when their plan was adopted.
    pub async fn record_balances(
        &self,
        request: &Request,
        balances: Vec<(AssignmentId, Balance)>,
    ) -> Result<Outcome, EngineError> {
        let record = |(id, balance)| {
            Addressed::from(Command::Assignment(id, AssignmentCommand::RecordBalance { balance }))
        };
        self.execute(request, balances.into_iter().map(record).collect()).await
    }

    /// 牵头核对. Agrees with rows of counties.
    pub async fn check_rows(
        &self,
        request: &Request,
        rows: Vec<RowOf>,
    ) -> Result<Outcome, EngineError> {
        let check = |RowOf { assignment, period }| {
            Command::Assignment(assignment, AssignmentCommand::CheckRow { period })
        };
        self.execute(request, each(rows, check)).await
    }

    /// 审核通过. Accepts rows; what they claim now counts.
    pub async fn accept_rows(
        &self,
        request: &Request,
        rows: Vec<RowOf>,
    ) -> Result<Outcome, EngineError> {
        let accept = |RowOf { assignment, period }| {
            Command::Assignment(assignment, AssignmentCommand::AcceptRow { period })
        };
        self.execute(request, each(rows, accept)).await
    }

    /// 退回一行. Returns one row to its holder.
    pub async fn return_row(
        &self,
        request: &Request,
        assignment: Seen<AssignmentId>,
        period: Period,
        reason: Reason,
    ) -> Result<Outcome, EngineError> {
        self.tell(request, assignment, AssignmentCommand::ReturnRow { period, reason }).await
    }

    /// 申请办结. Asks for closing.
    pub async fn request_closing(
        &self,
        request: &Request,
        assignment: Seen<AssignmentId>,
        closing: ClosingStatement,
    ) -> Result<Outcome, EngineError> {
        let ClosingStatement { outcome, statement, basis } = closing;
        let command = AssignmentCommand::RequestClosing { outcome, statement, basis };
        self.tell(request, assignment, command).await
    }

    /// 退回补办. Sends a request for closing back.
    pub async fn send_back_closing(
        &self,
        request: &Request,
        assignment: Seen<AssignmentId>,
        reason: Reason,
    ) -> Result<Outcome, EngineError> {
        self.tell(request, assignment, AssignmentCommand::SendBack { reason }).await
    }

    /// 办结销号. Closes assignments with the outcomes that were asked for.
    pub async fn close_assignments(
        &self,
        request: &Request,
        assignments: Vec<AssignmentId>,
    ) -> Result<Outcome, EngineError> {
        let close = |id| Command::Assignment(id, AssignmentCommand::Close);
        self.execute(request, each(assignments, close)).await
    }

    /// 不适用. Says that a county does not have what the task is about.
    pub async fn declare_not_applicable(
        &self,
        request: &Request,
        assignment: Seen<AssignmentId>,
        reason: Reason,
    ) -> Result<Outcome, EngineError> {
        self.tell(request, assignment, AssignmentCommand::DeclareNotApplicable { reason }).await
    }

    /// 更正. Says that an accepted fact was otherwise.
    pub async fn amend_fact(
        &self,
        request: &Request,
        assignment: Seen<AssignmentId>,
        fact: Fact,
        reason: Reason,
    ) -> Result<Outcome, EngineError> {
        self.tell(request, assignment, AssignmentCommand::AmendFact { fact, reason }).await
    }

    async fn tell(
        &self,
        request: &Request,
        assignment: Seen<AssignmentId>,
        command: AssignmentCommand,
    ) -> Result<Outcome, EngineError> {
        let command = assignment.say(|id| Command::Assignment(id, command));
        self.execute(request, vec![command]).await
    }
}
