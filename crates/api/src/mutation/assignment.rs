//! What holders and the office do with assignments.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::assignment::record::Balance as DomainBalance;
use duban_domain::value::id::{AssignmentId, MilestoneId, TargetId};
use duban_domain::value::text::{DocNo, Name, Paragraph, Reason};
use duban_engine::usecase::Seen;
use duban_engine::usecase::assignments::{ClosingStatement, MilestoneDraft};

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::{Id, plain};
use crate::types::assignment::Assignment;
use crate::types::names::{BalanceStanding, Outcome};
use crate::types::payload::payloads;
use crate::types::refusal::AssignmentError;
use crate::types::scalar::{Date, Figure};
use crate::types::text::Text;

/// Mutations of assignments.
#[derive(Default)]
pub struct AssignmentMutation;

/// What `signForAssignments` takes. 签收的输入。
#[derive(Debug, InputObject)]
pub struct SignForAssignmentsInput {
    /// Which assignments. 责任事项。
    assignment_ids: Vec<Id<AssignmentId>>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `planMilestones` takes. 制定节点的输入。
#[derive(Debug, InputObject)]
pub struct PlanMilestonesInput {
    /// Of which assignment. 责任事项。
    assignment_id: Id<AssignmentId>,
    /// All of them; weights sum to 100. 全部节点,权重合计 100。
    milestones: Vec<MilestoneInput>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// A milestone to be planned. 节点。
#[derive(Debug, InputObject)]
pub struct MilestoneInput {
    /// The one that is kept; a new one where there is none. 保留的节点标识;不填为新增。
    id: Option<Id<MilestoneId>>,
    /// What is done by then. 内容。
    name: Text<Name>,
    /// By when. 时限。
    due_on: Date,
    /// Its share of the whole, in percent. 权重(百分比)。
    weight: u32,
}

impl MilestoneInput {
    fn draft(&self) -> MilestoneDraft {
        MilestoneDraft {
            id: self.id.map(|id| id.0),
            name: self.name.0.clone(),
            due_on: self.due_on.0,
            weight: self.weight,
        }
    }
}

/// What `recordBalances` takes. 期初登记的输入。
#[derive(Debug, InputObject)]
pub struct RecordBalancesInput {
    /// The balances. 各项期初。
    balances: Vec<BalanceInput>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// How far a duty was when its plan was adopted. 期初。
#[derive(Debug, InputObject)]
pub struct BalanceInput {
    /// Of which assignment. 责任事项。
    assignment_id: Id<AssignmentId>,
    /// The target it speaks of; the whole where there is none. 指标;不填针对整体。
    target_id: Option<Id<TargetId>>,
    /// How far it was. 期初状态。
    standing: BalanceStanding,
    /// The figure reached, where there is one. 期初数据。
    value: Option<Figure>,
    /// As of which day. 截至日期。
    on: Date,
    /// The document that says so. 依据文件。
    document: Text<DocNo>,
}

impl BalanceInput {
    fn balance(&self) -> (AssignmentId, DomainBalance) {
        let balance = DomainBalance {
            target: self.target_id.map(|id| id.0),
            standing: self.standing.into(),
            value: self.value.map(|figure| figure.0),
            on: self.on.0,
            document: self.document.0.clone(),
        };
        (self.assignment_id.0, balance)
    }
}

/// What `requestClosing` takes. 申请办结的输入。
#[derive(Debug, InputObject)]
pub struct RequestClosingInput {
    /// Which assignment. 责任事项。
    assignment_id: Id<AssignmentId>,
    /// How it ended. 办结结果。
    outcome: Outcome,
    /// In the holder's words. 办结说明。
    statement: Text<Paragraph>,
    /// The document that ends the requirement; needed for `NO_LONGER_REQUIRED`. 依据文件;不再要求时必填。
    basis: Option<Text<DocNo>>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `sendBackClosing` takes. 退回补办的输入。
#[derive(Debug, InputObject)]
pub struct SendBackClosingInput {
    /// Which assignment. 责任事项。
    assignment_id: Id<AssignmentId>,
    /// Why. 理由。
    reason: Text<Reason>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `closeAssignments` takes. 办结的输入。
#[derive(Debug, InputObject)]
pub struct CloseAssignmentsInput {
    /// Which assignments. 责任事项。
    assignment_ids: Vec<Id<AssignmentId>>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `declareNotApplicable` takes. 认定不适用的输入。
#[derive(Debug, InputObject)]
pub struct DeclareNotApplicableInput {
    /// Which assignment. 责任事项。
    assignment_id: Id<AssignmentId>,
    /// Why. 理由。
    reason: Text<Reason>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

payloads! {
    /// What came of `signForAssignments`. 签收的结果。
    SignForAssignmentsPayload or AssignmentError {
        /// The assignments as they are now; none when it was refused. 责任事项;不予办理时为空。
        assignments: Vec<Assignment>
    }
    /// What came of `planMilestones`. 制定节点的结果。
    PlanMilestonesPayload or AssignmentError {
        /// The assignment as it is now; null when it was refused. 责任事项;不予办理时为 null。
        assignment: Option<Assignment>
    }
    /// What came of `recordBalances`. 期初登记的结果。
    RecordBalancesPayload or AssignmentError {
        /// The assignments as they are now; none when it was refused. 责任事项;不予办理时为空。
        assignments: Vec<Assignment>
    }
    /// What came of `requestClosing`. 申请办结的结果。
    RequestClosingPayload or AssignmentError {
        /// The assignment as it is now; null when it was refused. 责任事项;不予办理时为 null。
        assignment: Option<Assignment>
    }
    /// What came of `sendBackClosing`. 退回补办的结果。
    SendBackClosingPayload or AssignmentError {
        /// The assignment as it is now; null when it was refused. 责任事项;不予办理时为 null。
        assignment: Option<Assignment>
    }
    /// What came of `closeAssignments`. 办结的结果。
    CloseAssignmentsPayload or AssignmentError {
        /// The assignments as they are now; none when it was refused. 责任事项;不予办理时为空。
        assignments: Vec<Assignment>
    }
    /// What came of `declareNotApplicable`. 认定不适用的结果。
    DeclareNotApplicablePayload or AssignmentError {
        /// The assignment as it is now; null when it was refused. 责任事项;不予办理时为 null。
        assignment: Option<Assignment>
    }
}

#[Object]
impl AssignmentMutation {
    /// Signs for assignments of the own unit. 签收本单位责任事项。
    #[graphql(guard = "RoleClass::Business")]
    async fn sign_for_assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: SignForAssignmentsInput,
    ) -> Result<Option<SignForAssignmentsPayload>> {
        let call = ctx.call("signForAssignments", &input, input.client_mutation_id.as_deref())?;
        let ids = plain(&input.assignment_ids);
        let result = call.engine().sign_for(&call.request, ids).await;
        call.answer(result).await
    }

    /// Sets or replaces the milestones of an assignment. 制定或调整节点。
    #[graphql(guard = "RoleClass::Business")]
    async fn plan_milestones(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: PlanMilestonesInput,
    ) -> Result<Option<PlanMilestonesPayload>> {
        let call = ctx.call("planMilestones", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assignment_id.0, version: input.expected_version };
        let drafts = input.milestones.iter().map(MilestoneInput::draft).collect();
        let result = call.engine().plan_milestones(&call.request, seen, drafts).await;
        call.answer(result).await
    }

    /// Says how far assignments were when their plan was adopted. 登记期初情况。
    #[graphql(guard = "RoleClass::Business")]
    async fn record_balances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: RecordBalancesInput,
    ) -> Result<Option<RecordBalancesPayload>> {
        let call = ctx.call("recordBalances", &input, input.client_mutation_id.as_deref())?;
        let balances = input.balances.iter().map(BalanceInput::balance).collect();
        let result = call.engine().record_balances(&call.request, balances).await;
        call.answer(result).await
    }

    /// Asks for closing, with the outcome. 申请办结并说明结果。
    #[graphql(guard = "RoleClass::Business")]
    async fn request_closing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: RequestClosingInput,
    ) -> Result<Option<RequestClosingPayload>> {
        let call = ctx.call("requestClosing", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assignment_id.0, version: input.expected_version };
        let closing = ClosingStatement {
            outcome: input.outcome.into(),
            statement: input.statement.0,
            basis: input.basis.map(|basis| basis.0),
        };
        let result = call.engine().request_closing(&call.request, seen, closing).await;
        call.answer(result).await
    }

    /// Sends a request for closing back, with a reason. 退回补办并说明理由。
    #[graphql(guard = "RoleClass::Business")]
    async fn send_back_closing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: SendBackClosingInput,
    ) -> Result<Option<SendBackClosingPayload>> {
        let call = ctx.call("sendBackClosing", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assignment_id.0, version: input.expected_version };
        let result = call.engine().send_back_closing(&call.request, seen, input.reason.0).await;
        call.answer(result).await
    }

    /// Closes assignments with the outcomes that were asked for. 办结销号。
    #[graphql(guard = "RoleClass::Business")]
    async fn close_assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: CloseAssignmentsInput,
    ) -> Result<Option<CloseAssignmentsPayload>> {
        let call = ctx.call("closeAssignments", &input, input.client_mutation_id.as_deref())?;
        let ids = plain(&input.assignment_ids);
        let result = call.engine().close_assignments(&call.request, ids).await;
        call.answer(result).await
    }

    /// Says that a county does not have what the task is about. 认定该县区不适用。
    #[graphql(guard = "RoleClass::Business")]
    async fn declare_not_applicable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: DeclareNotApplicableInput,
    ) -> Result<Option<DeclareNotApplicablePayload>> {
        let call = ctx.call("declareNotApplicable", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assignment_id.0, version: input.expected_version };
        let reason = input.reason.0;
        let result = call.engine().declare_not_applicable(&call.request, seen, reason).await;
        call.answer(result).await
    }
}
