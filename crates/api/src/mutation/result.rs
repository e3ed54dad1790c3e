//! What can be done with the result of an assessment: reviewing, publicising, approving,
//! publishing, and the rectification that the lowest owe.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::assessment::command::Command;
use duban_domain::value::id::{AssessmentId, EvidenceId};
use duban_engine::usecase::Seen;

use super::assessment::{code, steps};
use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::types::assessment::Assessment;
use crate::types::payload::payloads;
use crate::types::refusal::AssessmentError;

/// Mutations of results.
#[derive(Default)]
pub struct ResultMutation;

/// What `submitRectification` takes. 报送整改的输入。
#[derive(Debug, InputObject)]
pub struct SubmitRectificationInput {
    /// Which. 年度考核。
    assessment_id: Id<AssessmentId>,
    /// The county, as the scheme names it. 县区代码。
    county: String,
    /// What shows it: evidence of the county under the same plan. 佐证(本县区在同一方案下提交)。
    evidence_id: Id<EvidenceId>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `acceptRectification` takes. 整改验收的输入。
#[derive(Debug, InputObject)]
pub struct AcceptRectificationInput {
    /// Which. 年度考核。
    assessment_id: Id<AssessmentId>,
    /// The county, as the scheme names it. 县区代码。
    county: String,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

steps! {
    /// What `reviewScores` takes. 评审得分的输入。
    ReviewScoresInput;
    /// What `publiciseScores` takes. 公示得分的输入。
    PubliciseScoresInput;
    /// What `approveResult` takes. 审定结果的输入。
    ApproveResultInput;
    /// What `publishResult` takes. 通报结果的输入。
    PublishResultInput;
}

payloads! {
    /// What came of `reviewScores`. 评审得分的结果。
    ReviewScoresPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `publiciseScores`. 公示得分的结果。
    PubliciseScoresPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `approveResult`. 审定结果的结果。
    ApproveResultPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `publishResult`. 通报结果的结果。
    PublishResultPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `submitRectification`. 报送整改的结果。
    SubmitRectificationPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `acceptRectification`. 整改验收的结果。
    AcceptRectificationPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
}

#[Object]
impl ResultMutation {
    /// Confirms the scores for the panel; another person than the scorer does. 评审组确认得分;不得由计分人办理。
    #[graphql(guard = "RoleClass::Business")]
    async fn review_scores(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: ReviewScoresInput,
    ) -> Result<Option<ReviewScoresPayload>> {
        let call = ctx.call("reviewScores", &input, input.client_mutation_id.as_deref())?;
        let result = call.engine().assess(&call.request, input.seen(), Command::Review).await;
        call.answer(result).await
    }

    /// Publicises the totals: for the first time as the scheme says, after an upheld objection for
    /// what changed. 公示总分;异议成立后公示变动部分。
    #[graphql(guard = "RoleClass::Business")]
    async fn publicise_scores(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: PubliciseScoresInput,
    ) -> Result<Option<PubliciseScoresPayload>> {
        let call = ctx.call("publiciseScores", &input, input.client_mutation_id.as_deref())?;
        let result = call.engine().assess(&call.request, input.seen(), Command::Publicise).await;
        call.answer(result).await
    }

    /// Approves the result for the government. 市政府审定结果。
    #[graphql(guard = "RoleClass::Business")]
    async fn approve_result(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: ApproveResultInput,
    ) -> Result<Option<ApproveResultPayload>> {
        let call = ctx.call("approveResult", &input, input.client_mutation_id.as_deref())?;
        let result = call.engine().assess(&call.request, input.seen(), Command::Approve).await;
        call.answer(result).await
    }

    /// Publishes the result to everybody who has a part in it; the two lower grades owe a
    /// rectification from then on. 通报结果;一般、较差等次自此负有整改义务。
    #[graphql(guard = "RoleClass::Business")]
    async fn publish_result(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: PublishResultInput,
    ) -> Result<Option<PublishResultPayload>> {
        let call = ctx.call("publishResult", &input, input.client_mutation_id.as_deref())?;
        let result = call.engine().assess(&call.request, input.seen(), Command::Publish).await;
        call.answer(result).await
    }

    /// Hands in the rectification of the own county. 报送本县区整改。
    #[graphql(guard = "RoleClass::Business")]
    async fn submit_rectification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: SubmitRectificationInput,
    ) -> Result<Option<SubmitRectificationPayload>> {
        let call = ctx.call("submitRectification", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assessment_id.0, version: input.expected_version };
        let county = ctx.told(code(&input.county))?;
        let command = Command::Rectify { county, evidence: input.evidence_id.0 };
        let result = call.engine().assess(&call.request, seen, command).await;
        call.answer(result).await
    }

    /// Accepts the rectification of a county. 验收县区整改。
    #[graphql(guard = "RoleClass::Business")]
    async fn accept_rectification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: AcceptRectificationInput,
    ) -> Result<Option<AcceptRectificationPayload>> {
        let call = ctx.call("acceptRectification", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assessment_id.0, version: input.expected_version };
        let county = ctx.told(code(&input.county))?;
        let command = Command::AcceptRectification { county };
        let result = call.engine().assess(&call.request, seen, command).await;
        call.answer(result).await
    }
}
