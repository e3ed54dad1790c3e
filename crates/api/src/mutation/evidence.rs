//! What can be done with evidence.

use async_graphql::{Context, InputObject, Object, Result, Upload};
use duban_domain::evidence::state::{Exhibit, Purpose};
use duban_domain::value::id::{AssignmentId, EvidenceId, MilestoneId, TargetId};
use duban_domain::value::text::{Name, Reason};
use duban_engine::files::NewFile;
use duban_engine::files::kind;
use duban_engine::usecase::Seen;
use duban_engine::usecase::evidence::NewEvidence;

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::types::evidence::{Evidence, EvidencePurpose};
use crate::types::payload::payloads;
use crate::types::refusal::EvidenceError;
use crate::types::scalar::Month;
use crate::types::text::Text;

/// Mutations of evidence.
#[derive(Default)]
pub struct EvidenceMutation;

/// What `submitEvidence` takes: a `file` or a `url`. 提交佐证的输入:文件或链接择一。
#[derive(InputObject)]
pub struct SubmitEvidenceInput {
    /// The assignment it belongs to. 责任事项。
    assignment_id: Id<AssignmentId>,
    /// What it shows. 用途。
    purpose: EvidencePurpose,
    /// The milestone it shows; with `MILESTONE`. 节点;用途为 MILESTONE 时必填。
    milestone_id: Option<Id<MilestoneId>>,
    /// The target it shows; with `TARGET`. 指标;用途为 TARGET 时必填。
    target_id: Option<Id<TargetId>>,
    /// The month whose row it shows; with `ROW`. 期次;用途为 ROW 时必填。
    period: Option<Month>,
    /// Its title. 标题。
    title: Text<Name>,
    /// The file, by the multipart request specification; nothing classified may be uploaded.
    /// 文件;严禁上传涉密材料。
    file: Option<Upload>,
    /// The address of a page elsewhere. 网址。
    url: Option<String>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

impl SubmitEvidenceInput {
    fn purpose(&self) -> Result<Purpose, Problem> {
        let missing = || {
            Problem::bad_input(
                "请填写与用途相符的 milestoneId、targetId 或 period。",
                "Give the `milestoneId`, `targetId` or `period` that the purpose asks for.",
            )
        };
        match self.purpose {
            EvidencePurpose::Milestone => self.milestone_id.map(|id| Purpose::Milestone(id.0)),
            EvidencePurpose::Target => self.target_id.map(|id| Purpose::Target(id.0)),
            EvidencePurpose::Row => self.period.map(|month| Purpose::Row(month.0)),
            EvidencePurpose::Closing => Some(Purpose::Closing),
        }
        .ok_or_else(missing)
    }
}

/// What `verifyEvidence` takes. 核验佐证的输入。
#[derive(Debug, InputObject)]
pub struct VerifyEvidenceInput {
    /// Which. 佐证。
    evidence_id: Id<EvidenceId>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `refuseEvidence` takes. 不予认可佐证的输入。
#[derive(Debug, InputObject)]
pub struct RefuseEvidenceInput {
    /// Which. 佐证。
    evidence_id: Id<EvidenceId>,
    /// Why. 理由。
    reason: Text<Reason>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

payloads! {
    /// What came of `submitEvidence`. 提交佐证的结果。
    SubmitEvidencePayload or EvidenceError {
        /// The evidence; null when it was refused. 佐证;不予办理时为 null。
        evidence: Option<Evidence>
    }
    /// What came of `verifyEvidence`. 核验佐证的结果。
    VerifyEvidencePayload or EvidenceError {
        /// The evidence as it is now; null when it was refused. 佐证;不予办理时为 null。
        evidence: Option<Evidence>
    }
    /// What came of `refuseEvidence`. 不予认可佐证的结果。
    RefuseEvidencePayload or EvidenceError {
        /// The evidence as it is now; null when it was refused. 佐证;不予办理时为 null。
        evidence: Option<Evidence>
    }
}

#[Object]
impl EvidenceMutation {
    /// Hands in a file or link that shows what was done. 提交佐证材料。
    #[graphql(guard = "RoleClass::Business")]
    async fn submit_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: SubmitEvidenceInput,
    ) -> Result<Option<SubmitEvidencePayload>> {
        let mut call = ctx.call("submitEvidence", &input, input.client_mutation_id.as_deref())?;
        let purpose = ctx.told(input.purpose())?;
        let exhibit = exhibit(ctx, input.file, input.url).await?;
        if let Exhibit::File { digest, .. } = &exhibit {
            call.cover(&digest.0);
        }
        let (assignment, title) = (input.assignment_id.0, input.title.0);
        let evidence = NewEvidence { assignment, purpose, title, exhibit };
        let result = call.engine().submit_evidence(&call.request, evidence).await;
        call.answer(result).await
    }

    /// Verifies evidence of another unit. 核验其他单位的佐证。
    #[graphql(guard = "RoleClass::Business")]
    async fn verify_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: VerifyEvidenceInput,
    ) -> Result<Option<VerifyEvidencePayload>> {
        let call = ctx.call("verifyEvidence", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.evidence_id.0, version: input.expected_version };
        let result = call.engine().verify_evidence(&call.request, seen).await;
        call.answer(result).await
    }

    /// Refuses evidence of another unit, with a reason. 不予认可其他单位的佐证并说明理由。
    #[graphql(guard = "RoleClass::Business")]
    async fn refuse_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: RefuseEvidenceInput,
    ) -> Result<Option<RefuseEvidencePayload>> {
        let call = ctx.call("refuseEvidence", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.evidence_id.0, version: input.expected_version };
        let result = call.engine().refuse_evidence(&call.request, seen, input.reason.0).await;
        call.answer(result).await
    }
}

async fn exhibit(ctx: &Context<'_>, file: Option<Upload>, url: Option<String>) -> Result<Exhibit> {
    let upload = match (file, url) {
        (Some(upload), None) => upload,
        (None, Some(url)) => return Ok(Exhibit::Link { url }),
        (None, None) | (Some(_), Some(_)) => {
            return ctx.told(Err(Problem::bad_input(
                "请在 file 和 url 中恰好填写一个。",
                "Give exactly one of `file` and `url`.",
            )));
        }
    };
    let value = ctx.received(upload)?;
    let owner = ctx.signed_in()?;
    let (name, media_type) = (value.filename, value.content_type);
    let file = NewFile { owner, name, media_type, purpose: kind::Purpose::Evidence };
    let stored = ctx.engine()?.store_file(ctx.files()?, file, value.content).await;
    let stored = ctx.told(stored)?;
    Ok(Exhibit::File { attachment: stored.id, file_name: stored.name, digest: stored.digest })
}
