//! What can be done while scores are publicised: objecting, deciding, scoring again.

use async_graphql::{Context, Enum, InputObject, Object, Result};
use duban_domain::assessment::command;
use duban_domain::assessment::command::Command;
use duban_domain::value::id::{AssessmentId, EvidenceId};
use duban_domain::value::text::Reason;
use duban_engine::usecase::Seen;

use super::assessment::steps;
use super::datum::{DatumInput, place};
use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::types::assessment::Assessment;
use crate::types::payload::payloads;
use crate::types::refusal::AssessmentError;
use crate::types::text::Text;

/// Mutations of objections.
#[derive(Default)]
pub struct ObjectionMutation;

/// What becomes of an objection. 异议裁定。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "command::Ruling")]
pub enum ObjectionRuling {
    /// The datum becomes what was claimed, and the whole class is scored again.
    /// 成立:数据按主张更正,全类重新计分。
    Upheld,
    /// Nothing changes. 不成立。
    Dismissed,
}

/// What `objectToDatum` takes. 对一项数据提出异议的输入。
#[derive(Debug, InputObject)]
pub struct ObjectToDatumInput {
    /// Which. 年度考核。
    assessment_id: Id<AssessmentId>,
    /// The county, as the scheme names it. 县区代码。
    county: String,
    /// The indicator, as the scheme names it. 指标代码。
    indicator: String,
    /// What the datum should be. 应为的数据。
    claim: DatumInput,
    /// What shows it: evidence of the county under the same plan. 佐证(本县区在同一方案下提交)。
    evidence_id: Id<EvidenceId>,
    /// Why. 理由。
    reason: Text<Reason>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `decideObjection` takes. 裁定异议的输入。
#[derive(Debug, InputObject)]
pub struct DecideObjectionInput {
    /// Which. 年度考核。
    assessment_id: Id<AssessmentId>,
    /// The number of the objection, counted from 1. 异议编号,从 1 起。
    number: u32,
    /// How. 裁定。
    ruling: ObjectionRuling,
    /// Why. 理由。
    reason: Text<Reason>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

steps! {
    /// What `rescoreAssessment` takes. 重新计分的输入。
    RescoreAssessmentInput;
    /// What `closeObjections` takes. 结束异议期的输入。
    CloseObjectionsInput;
}

payloads! {
    /// What came of `objectToDatum`. 提出异议的结果。
    ObjectToDatumPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `decideObjection`. 裁定异议的结果。
    DecideObjectionPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `rescoreAssessment`. 重新计分的结果。
    RescoreAssessmentPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `closeObjections`. 结束异议期的结果。
    CloseObjectionsPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
}

#[Object]
impl ObjectionMutation {
    /// Objects to one datum of the own county while the scores are publicised.
    /// 公示期内对本县区的一项数据提出异议。
    #[graphql(guard = "RoleClass::Business")]
    async fn object_to_datum(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: ObjectToDatumInput,
    ) -> Result<Option<ObjectToDatumPayload>> {
        let call = ctx.call("objectToDatum", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assessment_id.0, version: input.expected_version };
        let place = ctx.told(place(&input.county, &input.indicator))?;
        let claim = ctx.told(input.claim.item())?;
        let (evidence, reason) = (input.evidence_id.0, input.reason.0);
        let command = Command::Object { place, claim, evidence, reason };
        let result = call.engine().assess(&call.request, seen, command).await;
        call.answer(result).await
    }

    /// Decides an objection; who scored or handled the datum may not.
    /// 裁定异议;参与计分或经办该数据的人员不得裁定。
    #[graphql(guard = "RoleClass::Business")]
    async fn decide_objection(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: DecideObjectionInput,
    ) -> Result<Option<DecideObjectionPayload>> {
        let call = ctx.call("decideObjection", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assessment_id.0, version: input.expected_version };
        let (number, ruling) = (input.number, input.ruling.into());
        let command = Command::DecideObjection { number, ruling, reason: input.reason.0 };
        let result = call.engine().assess(&call.request, seen, command).await;
        call.answer(result).await
    }

    /// Scores the whole class of every upheld objection again. 异议成立的,所在分类全部重新计分。
    #[graphql(guard = "RoleClass::Business")]
    async fn rescore_assessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: RescoreAssessmentInput,
    ) -> Result<Option<RescoreAssessmentPayload>> {
        let call = ctx.call("rescoreAssessment", &input, input.client_mutation_id.as_deref())?;
        let result = call.engine().assess(&call.request, input.seen(), Command::Rescore).await;
        call.answer(result).await
    }

    /// Ends the time for objections, the day after the publicity. 公示届满次日起结束异议期。
    #[graphql(guard = "RoleClass::Business")]
    async fn close_objections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: CloseObjectionsInput,
    ) -> Result<Option<CloseObjectionsPayload>> {
        let call = ctx.call("closeObjections", &input, input.client_mutation_id.as_deref())?;
        let command = Command::CloseObjections;
        let result = call.engine().assess(&call.request, input.seen(), command).await;
        call.answer(result).await
    }
}
