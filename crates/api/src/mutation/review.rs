//! The review of rows: check, accept, return; and the amendment of what was accepted.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::assignment::record::{Balance, Fact};
use duban_domain::value::id::{AssignmentId, MilestoneId, TargetId};
use duban_domain::value::text::{DocNo, Reason};
use duban_engine::usecase::Seen;
use duban_engine::usecase::assignments::RowOf;

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::types::assignment::Assignment;
use crate::types::names::BalanceStanding;
use crate::types::payload::payloads;
use crate::types::refusal::AssignmentError;
use crate::types::scalar::{Date, Figure, Month};
use crate::types::text::Text;

/// Mutations of rows under review.
#[derive(Default)]
pub struct ReviewMutation;

/// The row of an assignment for a month. 一期月报行。
#[derive(Debug, InputObject)]
pub struct RowInput {
    /// Of which assignment. 责任事项。
    assignment_id: Id<AssignmentId>,
    /// Of which month. 期次。
    period: Month,
}

impl RowInput {
    fn row(&self) -> RowOf {
        RowOf { assignment: self.assignment_id.0, period: self.period.0 }
    }
}

/// What `checkRows` takes. 牵头核对的输入。
#[derive(Debug, InputObject)]
pub struct CheckRowsInput {
    /// Which rows. 月报行。
    rows: Vec<RowInput>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `acceptRows` takes. 审核通过的输入。
#[derive(Debug, InputObject)]
pub struct AcceptRowsInput {
    /// Which rows. 月报行。
    rows: Vec<RowInput>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `returnRow` takes. 退回一行的输入。
#[derive(Debug, InputObject)]
pub struct ReturnRowInput {
    /// Of which assignment. 责任事项。
    assignment_id: Id<AssignmentId>,
    /// Of which month. 期次。
    period: Month,
    /// Why. 理由。
    reason: Text<Reason>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// How far a duty really was when its plan was adopted. 更正后的期初情况。
#[derive(Debug, InputObject)]
pub struct RightBalanceInput {
    /// How far it was. 期初状态。
    standing: BalanceStanding,
    /// The document that says so. 依据文件。
    document: Text<DocNo>,
}

/// What `amendFact` takes: a target with its figure, a milestone, or an opening balance.
/// 更正的输入:指标及其数据、节点,或期初。
#[derive(Debug, InputObject)]
pub struct AmendFactInput {
    /// Of which assignment. 责任事项。
    assignment_id: Id<AssignmentId>,
    /// The target whose accepted figure, or whose opening balance, was otherwise; none where a
    /// milestone, or the balance of the whole, is meant. 指标;更正节点或整体期初时不填。
    target_id: Option<Id<TargetId>>,
    /// The right figure; none for a qualitative target, a milestone, and a balance without a figure.
    /// 正确的数据;定性指标、节点和无数据的期初不填。
    value: Option<Figure>,
    /// The milestone that was really done on another day; none where a target is meant. 节点;更正指标时不填。
    milestone_id: Option<Id<MilestoneId>>,
    /// The right opening balance, in place of the last one of the same target or of the whole; none
    /// where a figure or milestone is meant. 期初;更正指标数据或节点时不填。
    balance: Option<RightBalanceInput>,
    /// The date of the figure or balance, or the day on which the milestone was really done.
    /// 数据日期、期初截至日期或实际完成日。
    on: Date,
    /// Why. 理由。
    reason: Text<Reason>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

impl AmendFactInput {
    fn fact(&self) -> Result<Fact, Problem> {
        let (on, value) = (self.on.0, self.value.map(|figure| figure.0));
        if let (Some(right), None) = (&self.balance, &self.milestone_id) {
            let target = self.target_id.as_ref().map(|target| target.0);
            let (standing, document) = (right.standing.into(), right.document.0.clone());
            return Ok(Fact::Balance {
                balance: Balance { target, standing, value, on, document },
            });
        }
        match (&self.target_id, &self.milestone_id, value) {
            (Some(target), None, value) => Ok(Fact::Figure { target: target.0, value, on }),
            (None, Some(milestone), None) => Ok(Fact::Milestone { milestone: milestone.0, on }),
            _ => Err(Problem::bad_input(
                "请给出 targetId(及 value)、milestoneId、balance 之一;节点没有 value,也没有 balance。",
                "Give `targetId` with its `value`, or `balance`, or `milestoneId`, which has neither.",
            )),
        }
    }
}

payloads! {
    /// What came of `checkRows`. 牵头核对的结果。
    CheckRowsPayload or AssignmentError {
        /// The assignments as they are now; none when it was refused. 责任事项;不予办理时为空。
        assignments: Vec<Assignment>
    }
    /// What came of `acceptRows`. 审核通过的结果。
    AcceptRowsPayload or AssignmentError {
        /// The assignments as they are now; none when it was refused. 责任事项;不予办理时为空。
        assignments: Vec<Assignment>
    }
    /// What came of `amendFact`. 更正的结果。
    AmendFactPayload or AssignmentError {
        /// The assignment as it is now; null when it was refused. 责任事项;不予办理时为 null。
        assignment: Option<Assignment>
    }
    /// What came of `returnRow`. 退回一行的结果。
    ReturnRowPayload or AssignmentError {
        /// The assignment as it is now; null when it was refused. 责任事项;不予办理时为 null。
        assignment: Option<Assignment>
    }
}

#[Object]
impl ReviewMutation {
    /// Agrees, as the lead of the task, with rows that counties submitted. 牵头单位核对县区月报行。
    #[graphql(guard = "RoleClass::Business")]
    async fn check_rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: CheckRowsInput,
    ) -> Result<Option<CheckRowsPayload>> {
        let call = ctx.call("checkRows", &input, input.client_mutation_id.as_deref())?;
        let rows = input.rows.iter().map(RowInput::row).collect();
        let result = call.engine().check_rows(&call.request, rows).await;
        call.answer(result).await
    }

    /// Accepts rows; what they claim counts from now on. 审核通过月报行,所报内容计入。
    #[graphql(guard = "RoleClass::Business")]
    async fn accept_rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: AcceptRowsInput,
    ) -> Result<Option<AcceptRowsPayload>> {
        let call = ctx.call("acceptRows", &input, input.client_mutation_id.as_deref())?;
        let rows = input.rows.iter().map(RowInput::row).collect();
        let result = call.engine().accept_rows(&call.request, rows).await;
        call.answer(result).await
    }

    /// Returns one row to its holder, with a reason; the other rows stay. 退回一行并说明理由,其余各行不受影响。
    #[graphql(guard = "RoleClass::Business")]
    async fn return_row(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: ReturnRowInput,
    ) -> Result<Option<ReturnRowPayload>> {
        let call = ctx.call("returnRow", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assignment_id.0, version: input.expected_version };
        let (period, reason) = (input.period.0, input.reason.0);
        let result = call.engine().return_row(&call.request, seen, period, reason).await;
        call.answer(result).await
    }

    /// Says that an accepted figure, an opening balance, or the day on which a milestone was really
    /// done, was otherwise.
    /// What was said before stays on record and in every report of a past day; the amendment shows
    /// beside it. 更正已审定的数据、期初或节点实际完成日;原记录与既往报告不变,更正并列显示。
    #[graphql(guard = "RoleClass::Business")]
    async fn amend_fact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: AmendFactInput,
    ) -> Result<Option<AmendFactPayload>> {
        let call = ctx.call("amendFact", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assignment_id.0, version: input.expected_version };
        let (fact, reason) = (ctx.told(input.fact())?, input.reason.0);
        let result = call.engine().amend_fact(&call.request, seen, fact, reason).await;
        call.answer(result).await
    }
}
