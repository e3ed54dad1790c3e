//! What can be done with plans.

use std::io::Read;

use async_graphql::{Context, InputObject, Object, Result, Upload, UploadValue};
use duban_domain::value::id::{FindingId, PlanId, UnitId};
use duban_domain::value::text::{Name, Reason};
use duban_engine::documents::import::NewDocument;
use duban_engine::usecase::Seen;
use duban_engine::usecase::plans::Meant;

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::id::{Id, plain};
use crate::types::payload::payloads;
use crate::types::plan::Plan;
use crate::types::refusal::PlanError;
use crate::types::scalar::Date;
use crate::types::text::Text;

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

/// What `importPlan` takes. 导入方案的输入。
#[derive(InputObject)]
pub struct ImportPlanInput {
    /// The document, by the multipart request specification: text, HTML, DOCX or XLSX; nothing
    /// classified may be uploaded. 文件:文本、HTML、DOCX 或 XLSX;严禁上传涉密材料。
    file: Upload,
    /// The government whose plan it is; that of the office where there is none.
    /// 所属政府;不填为本办公室所属政府。
    jurisdiction_id: Option<Id<UnitId>>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `settleFindings` takes. 处理存疑的输入。
#[derive(Debug, InputObject)]
pub struct SettleFindingsInput {
    /// Of which plan. 方案。
    plan_id: Id<PlanId>,
    /// Which findings, all settled alike. 存疑,一并处理。
    finding_ids: Vec<Id<FindingId>>,
    /// What was decided; they are opened again where there is none. 处理结果;不填则重新列为未处理。
    decision: Option<Text<Reason>>,
    /// The version of the plan that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `identifyUnit` takes. 指明单位的输入。
#[derive(Debug, InputObject)]
pub struct IdentifyUnitInput {
    /// Of which draft. 方案草稿。
    plan_id: Id<PlanId>,
    /// The name as the document writes it. 原文写法。
    name: Text<Name>,
    /// The unit that is meant; a new one is registered first. 所指单位;新单位须先登记。
    unit_id: Id<UnitId>,
    /// Whether later documents that write this name mean the same unit. 是否将该写法补充为该单位的别名。
    #[graphql(default = true)]
    learn_alias: bool,
    /// The version of the plan that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `discardPlan` takes. 作废草稿的输入。
#[derive(Debug, InputObject)]
pub struct DiscardPlanInput {
    /// Which draft. 方案草稿。
    plan_id: Id<PlanId>,
    /// Why. 理由。
    reason: Text<Reason>,
    /// The version of the plan that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

payloads! {
    /// What came of `identifyUnit`. 指明单位的结果。
    IdentifyUnitPayload or PlanError {
        /// The plan as it is now; null when it was refused. 方案;不予办理时为 null。
        plan: Option<Plan>
    }
    /// What came of `discardPlan`. 作废草稿的结果。
    DiscardPlanPayload or PlanError {
        /// The plan as it is now; null when it was refused. 方案;不予办理时为 null。
        plan: Option<Plan>
    }
    /// What came of `settleFindings`. 处理存疑的结果。
    SettleFindingsPayload or PlanError {
        /// The plan as it is now; null when it was refused. 方案;不予办理时为 null。
        plan: Option<Plan>
    }
    /// What came of `importPlan`. 导入方案的结果。
    ImportPlanPayload or PlanError {
        /// The draft; null when it was refused. 方案草稿;不予办理时为 null。
        plan: Option<Plan>
    }
    /// What came of `issuePlan`. 印发方案的结果。
    IssuePlanPayload or PlanError {
        /// The plan as it is now; null when it was refused. 方案;不予办理时为 null。
        plan: Option<Plan>
    }
}

#[Object]
impl PlanMutation {
    /// Reads a published plan and drafts it: tasks, responsible units, targets and dates, each with
    /// the place of its words; what was only inferred waits to be confirmed.
    /// 导入已印发的方案并形成草稿:任务、责任单位、指标和时限均标明原文位置,推定内容待确认。
    #[graphql(guard = "RoleClass::Business")]
    async fn import_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: ImportPlanInput,
    ) -> Result<Option<ImportPlanPayload>> {
        let mut call = ctx.call("importPlan", &input, input.client_mutation_id.as_deref())?;
        let jurisdiction = input.jurisdiction_id.map(|id| id.0);
        let document = document(ctx, input.file, jurisdiction).await?;
        call.cover(&document.bytes);
        let result = call.engine().import_plan(&call.request, ctx.files()?, document).await;
        call.answer(result).await
    }

    /// Settles findings of a plan with what was decided, in bulk, or opens them again; what was asked
    /// stays on record. 处理存疑:批量记明处理结果,或重新列为未处理;存疑本身留存。
    #[graphql(guard = "RoleClass::Business")]
    async fn settle_findings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: SettleFindingsInput,
    ) -> Result<Option<SettleFindingsPayload>> {
        let call = ctx.call("settleFindings", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.plan_id.0, version: input.expected_version };
        let findings = plain(&input.finding_ids);
        let decision = input.decision.map(|text| text.0);
        let result = call.engine().settle_findings(&call.request, seen, findings, decision).await;
        call.answer(result).await
    }

    /// Says which unit on file the document means by a name that nobody knew: every task of the draft
    /// that names it gets the unit, in the part in which it is named, and the findings that asked are
    /// settled. 指明原文中未识别的单位:草稿中写有该名称的任务按原文责任类别补上该单位,相应存疑同时处理。
    #[graphql(guard = "RoleClass::Business")]
    async fn identify_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: IdentifyUnitInput,
    ) -> Result<Option<IdentifyUnitPayload>> {
        let call = ctx.call("identifyUnit", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.plan_id.0, version: input.expected_version };
        let meant = Meant { name: input.name.0, unit: input.unit_id.0, learn: input.learn_alias };
        let result = call.engine().identify_unit(&call.request, seen, meant).await;
        call.answer(result).await
    }

    /// Takes back a draft that was imported by mistake: it and its tasks leave the lists, and stay in
    /// the journal. 作废误导入的草稿:方案及其任务不再列出,日志留存。
    #[graphql(guard = "RoleClass::Business")]
    async fn discard_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: DiscardPlanInput,
    ) -> Result<Option<DiscardPlanPayload>> {
        let call = ctx.call("discardPlan", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.plan_id.0, version: input.expected_version };
        let result = call.engine().discard_plan(&call.request, seen, input.reason.0).await;
        call.answer(result).await
    }

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

/// Reads an upload; its size was limited when it came in.
async fn document(
    ctx: &Context<'_>,
    file: Upload,
    jurisdiction: Option<UnitId>,
) -> Result<NewDocument> {
    let UploadValue { filename: name, content_type: media_type, mut content, .. } =
        ctx.received(file)?;
    let read = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).map(|_| bytes)
    });
    let bytes = match read.await {
        Ok(read) => ctx.told(read.map_err(|error| {
            Problem::internal(&format!("an upload could not be read: {error}"))
        }))?,
        Err(error) => return ctx.told(Err(Problem::internal(&error))),
    };
    Ok(NewDocument { name, media_type, bytes, jurisdiction })
}
