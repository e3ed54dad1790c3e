//! What can be done with plans.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::value::id::PlanId;
use duban_engine::usecase::Seen;

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::types::payload::payloads;
use crate::types::plan::Plan;
use crate::types::refusal::PlanError;
use crate::types::scalar::Date;

/// Mutations of plans.
#[derive(Default)]
pub struct PlanMutation;

/// What `issuePlan` takes. 印发方案的输入。
#[derive(Debug, InputObject)]
pub struct IssuePlanInput {
    /// Which plan. 方案。
    plan_id: Id<PlanId>,
    /// From when duties count; earlier deadlines read "carried over". 施行日;此前的时限记为结转。
    in_force_from: Date,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

payloads! {
    /// What came of `issuePlan`. 印发方案的结果。
    IssuePlanPayload or PlanError {
        /// The plan as it is now; null when it was refused. 方案;不予办理时为 null。
        plan: Option<Plan>
    }
}

#[Object]
impl PlanMutation {
    /// Makes a draft binding; every lead and due date must be confirmed, by another person than the
    /// one who drafted it. 印发方案:须逐项确认牵头单位与时限,且不得由起草人印发。
    #[graphql(guard = "RoleClass::Business")]
    async fn issue_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: IssuePlanInput,
    ) -> Result<Option<IssuePlanPayload>> {
        let call = ctx.call("issuePlan", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.plan_id.0, version: input.expected_version };
        let result = call.engine().issue_plan(&call.request, seen, input.in_force_from.0).await;
        call.answer(result).await
    }
}
