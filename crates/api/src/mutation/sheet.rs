//! What units do with their monthly sheets.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::assignment::row::{Claims, FigureReported, MilestoneDone};
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::state::{Entry, Report};
use duban_domain::value::id::{AssignmentId, MilestoneId, TargetId};
use duban_domain::value::text::Paragraph;
use duban_engine::usecase::Seen;

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::{Id, plain};
use crate::types::payload::payloads;
use crate::types::refusal::SheetError;
use crate::types::scalar::{Date, Figure};
use crate::types::sheet::Sheet;
use crate::types::text::Text;

/// Mutations of sheets.
#[derive(Default)]
pub struct SheetMutation;

/// What `draftSheetRows` takes. 填报的输入。
#[derive(Debug, InputObject)]
pub struct DraftSheetRowsInput {
    /// Which sheet. 月报表。
    sheet_id: Id<SheetKey>,
    /// The rows that are written; what was written before is replaced. 所填各行,覆盖原内容。
    rows: Vec<SheetRowInput>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What a row says; without `progress` it says that nothing changed. 一行的内容;不填 progress 即“无变化”。
#[derive(Debug, InputObject)]
pub struct SheetRowInput {
    /// Of which assignment. 责任事项。
    assignment_id: Id<AssignmentId>,
    /// How it went. 进展情况。
    progress: Option<Text<Paragraph>>,
    /// What stands in the way. 存在问题。
    problems: Option<Text<Paragraph>>,
    /// What comes next. 下步措施。
    next_steps: Option<Text<Paragraph>>,
    /// What others must do. 需协调事项。
    coordination: Option<Text<Paragraph>>,
    /// Milestones that are done. 完成的节点。
    #[graphql(default)]
    milestones: Vec<ClaimedMilestoneInput>,
    /// Figures. 指标数据。
    #[graphql(default)]
    figures: Vec<ClaimedFigureInput>,
}

/// A milestone that is done. 完成的节点。
#[derive(Debug, InputObject)]
pub struct ClaimedMilestoneInput {
    /// Which. 节点。
    milestone_id: Id<MilestoneId>,
    /// The day it was really done. 实际完成日。
    on: Date,
}

/// A figure. 指标数据。
#[derive(Debug, InputObject)]
pub struct ClaimedFigureInput {
    /// The target it answers. 指标。
    target_id: Id<TargetId>,
    /// The figure; none where a qualitative target is met. 数据;定性指标不填。
    value: Option<Figure>,
    /// The date it speaks of. 数据日期。
    on: Date,
}

impl SheetRowInput {
    fn row(self) -> (AssignmentId, Entry) {
        let claims = Claims {
            milestones: self
                .milestones
                .iter()
                .map(|done| MilestoneDone { milestone: done.milestone_id.0, on: done.on.0 })
                .collect(),
            figures: self
                .figures
                .iter()
                .map(|figure| FigureReported {
                    target: figure.target_id.0,
                    value: figure.value.map(|value| value.0),
                    on: figure.on.0,
                })
                .collect(),
        };
        let entry = self.progress.map_or(Entry::NoChange, |progress| {
            Entry::Report(Box::new(Report {
                progress: progress.0,
                problems: self.problems.map(|text| text.0),
                next_steps: self.next_steps.map(|text| text.0),
                coordination: self.coordination.map(|text| text.0),
                claims,
            }))
        });
        (self.assignment_id.0, entry)
    }
}

/// What `copyLastSheet` takes. 沿用上期的输入。
#[derive(Debug, InputObject)]
pub struct CopyLastSheetInput {
    /// Which sheet. 月报表。
    sheet_id: Id<SheetKey>,
    /// Of which assignments; all open rows where there are none. 责任事项;不填为全部待报行。
    #[graphql(default)]
    assignment_ids: Vec<Id<AssignmentId>>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `submitSheet` takes. 审签报送的输入。
#[derive(Debug, InputObject)]
pub struct SubmitSheetInput {
    /// Which sheet. 月报表。
    sheet_id: Id<SheetKey>,
    /// Of which assignments; all open rows where there are none. 责任事项;不填为全部待报行。
    #[graphql(default)]
    assignment_ids: Vec<Id<AssignmentId>>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `withdrawSheetRows` takes. 撤回的输入。
#[derive(Debug, InputObject)]
pub struct WithdrawSheetRowsInput {
    /// Which sheet. 月报表。
    sheet_id: Id<SheetKey>,
    /// Of which assignments. 责任事项。
    assignment_ids: Vec<Id<AssignmentId>>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

payloads! {
    /// What came of `draftSheetRows`. 填报的结果。
    DraftSheetRowsPayload or SheetError {
        /// The sheet as it is now; null when it was refused. 月报表;不予办理时为 null。
        sheet: Option<Sheet>
    }
    /// What came of `copyLastSheet`. 沿用上期的结果。
    CopyLastSheetPayload or SheetError {
        /// The sheet as it is now; null when it was refused. 月报表;不予办理时为 null。
        sheet: Option<Sheet>
    }
    /// What came of `submitSheet`. 审签报送的结果。
    SubmitSheetPayload or SheetError {
        /// The sheet as it is now; null when it was refused. 月报表;不予办理时为 null。
        sheet: Option<Sheet>
    }
    /// What came of `withdrawSheetRows`. 撤回的结果。
    WithdrawSheetRowsPayload or SheetError {
        /// The sheet as it is now; null when it was refused. 月报表;不予办理时为 null。
        sheet: Option<Sheet>
    }
}

#[Object]
impl SheetMutation {
    /// Writes rows of the own sheet. 填报本单位月报。
    #[graphql(guard = "RoleClass::Business")]
    async fn draft_sheet_rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: DraftSheetRowsInput,
    ) -> Result<Option<DraftSheetRowsPayload>> {
        let call = ctx.call("draftSheetRows", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.sheet_id.0, version: input.expected_version };
        let rows = input.rows.into_iter().map(SheetRowInput::row).collect();
        let result = call.engine().draft_sheet_rows(&call.request, seen, rows).await;
        call.answer(result).await
    }

    /// Takes the words of the last month over, not its claims. 沿用上期文字,不含申报数据。
    #[graphql(guard = "RoleClass::Business")]
    async fn copy_last_sheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: CopyLastSheetInput,
    ) -> Result<Option<CopyLastSheetPayload>> {
        let call = ctx.call("copyLastSheet", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.sheet_id.0, version: input.expected_version };
        let ids = plain(&input.assignment_ids);
        let result = call.engine().copy_last_sheet(&call.request, seen, ids).await;
        call.answer(result).await
    }

    /// Signs and submits rows; what was not written says "no change". 审签报送;未填写的行视为“无变化”。
    #[graphql(guard = "RoleClass::Business")]
    async fn submit_sheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: SubmitSheetInput,
    ) -> Result<Option<SubmitSheetPayload>> {
        let call = ctx.call("submitSheet", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.sheet_id.0, version: input.expected_version };
        let ids = plain(&input.assignment_ids);
        let result = call.engine().submit_sheet(&call.request, seen, ids).await;
        call.answer(result).await
    }

    /// Takes rows back that nobody has reviewed yet. 撤回尚未审核的行。
    #[graphql(guard = "RoleClass::Business")]
    async fn withdraw_sheet_rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: WithdrawSheetRowsInput,
    ) -> Result<Option<WithdrawSheetRowsPayload>> {
        let call = ctx.call("withdrawSheetRows", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.sheet_id.0, version: input.expected_version };
        let ids = plain(&input.assignment_ids);
        let result = call.engine().withdraw_sheet_rows(&call.request, seen, ids).await;
        call.answer(result).await
    }
}
