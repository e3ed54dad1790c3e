//! What can be done with plans.

use std::io::Read;

use async_graphql::{Context, InputObject, Object, Result, Upload, UploadValue};
use duban_domain::value::id::{PlanId, UnitId};
use duban_engine::documents::import::NewDocument;
use duban_engine::usecase::Seen;

use crate::context::Ask;
use crate::error::Problem;
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

payloads! {
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
