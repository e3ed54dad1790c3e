//! What can be done with a year's assessment: its scheme, and the steps from collecting to scores.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::assessment::command::Command;
use duban_domain::assessment::state::Terms;
use duban_domain::value::code::Code;
use duban_domain::value::id::{AssessmentId, PlanId, UnitId};
use duban_engine::usecase::Seen;
use duban_engine::usecase::assessments::SchemeDraft;

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::types::assessment::Assessment;
use crate::types::payload::payloads;
use crate::types::refusal::AssessmentError;
use crate::types::scalar::Date;

/// Mutations of assessments.
#[derive(Default)]
pub struct AssessmentMutation;

/// The most units that one scheme names: every county, source and checker.
const UNITS_MOST: usize = 500;

/// The most characters of a code of a scheme.
const CODE_MOST: usize = 64;

/// The unit behind a code of the scheme. 方案代码对应的单位。
#[derive(Debug, InputObject)]
pub struct SchemeUnitInput {
    /// How the scheme names it: as county, source or checker, at most 64 characters.
    /// 方案中的代码:考核对象、数据来源或审核单位,至多 64 字。
    code: String,
    /// The unit on file. 单位。
    unit_id: Id<UnitId>,
}

/// How long each step takes. 各环节期限。
#[derive(Debug, InputObject)]
pub struct AssessmentTermsInput {
    /// The publicity of the scores, five working days at the least. 公示期(工作日),至少 5。
    #[graphql(default = 5)]
    publicity_workdays: u16,
    /// That of what an upheld objection changed. 更正公示期(工作日)。
    #[graphql(default = 3)]
    republication_workdays: u16,
    /// By when an objection is decided. 异议裁定期限(工作日)。
    #[graphql(default = 10)]
    objection_workdays: u16,
    /// By when the lowest rectify. 整改期限(月)。
    #[graphql(default = 1)]
    rectification_months: u16,
}

/// What `draftAssessment` takes. There is one assessment for each plan and year.
/// 拟定考核方案的输入;每个方案每年一次考核。
#[derive(Debug, InputObject)]
pub struct DraftAssessmentInput {
    /// The plan whose targets are assessed. 行动方案。
    plan_id: Id<PlanId>,
    /// The scheme as TOML, in the form that `duban assess` reads, at most 256 KiB; classes are
    /// written as `[[class]]` with the codes of `units` as members.
    /// 方案(TOML,与 duban assess 相同),至多 256 KiB;分类以 [[class]] 列出,成员用 units 中的代码。
    scheme: String,
    /// The units behind its codes, at most 500. 代码对应的单位,至多 500 个。
    units: Vec<SchemeUnitInput>,
    /// By when it gives fair notice; 30 June of the year where there is none.
    /// 印发期限;不填为当年 6 月 30 日。
    publish_by: Option<Date>,
    /// The limits; those of the rules where there are none. 期限;不填用默认值。
    terms: Option<AssessmentTermsInput>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `reviseScheme` takes. 修订考核方案的输入。
#[derive(Debug, InputObject)]
pub struct ReviseSchemeInput {
    /// Which. 年度考核。
    assessment_id: Id<AssessmentId>,
    /// The whole scheme, of the same year, as in `draftAssessment`. 方案全文(同一年度)。
    scheme: String,
    /// The units behind its codes, at most 500. 代码对应的单位,至多 500 个。
    units: Vec<SchemeUnitInput>,
    /// By when it gives fair notice; 30 June of the year where there is none.
    /// 印发期限;不填为当年 6 月 30 日。
    publish_by: Option<Date>,
    /// The limits; those of the rules where there are none. 期限;不填用默认值。
    terms: Option<AssessmentTermsInput>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// Declares the inputs of steps that need nothing but the assessment.
macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, InputObject)]
        pub struct $name {
            /// Which. 年度考核。
            assessment_id: Id<AssessmentId>,
            /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
            expected_version: Option<i64>,
            /// A key of the client's choice: the same key with the same input happens once; none where it
            /// does not matter. 客户端幂等键;可不填。
            client_mutation_id: Option<String>,
        }

        impl $name {
            pub(super) fn seen(&self) -> Seen<AssessmentId> {
                Seen { id: self.assessment_id.0, version: self.expected_version }
            }
        }
    )*};
}
pub(super) use steps;

steps! {
    /// What `publishScheme` takes. 印发考核方案的输入。
    PublishSchemeInput;
    /// What `beginCollecting` takes. 开始采集的输入。
    BeginCollectingInput;
    /// What `freezeData` takes. 冻结数据的输入。
    FreezeDataInput;
    /// What `scoreAssessment` takes. 计分的输入。
    ScoreAssessmentInput;
}

payloads! {
    /// What came of `draftAssessment`. 拟定考核方案的结果。
    DraftAssessmentPayload or AssessmentError {
        /// The assessment; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `reviseScheme`. 修订考核方案的结果。
    ReviseSchemePayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `publishScheme`. 印发考核方案的结果。
    PublishSchemePayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `beginCollecting`. 开始采集的结果。
    BeginCollectingPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `freezeData`. 冻结数据的结果。
    FreezeDataPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `scoreAssessment`. 计分的结果。
    ScoreAssessmentPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
}

#[Object]
impl AssessmentMutation {
    /// Drafts the assessment of a plan for the year that the scheme names. 拟定年度考核方案。
    #[graphql(guard = "RoleClass::Business")]
    async fn draft_assessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: DraftAssessmentInput,
    ) -> Result<Option<DraftAssessmentPayload>> {
        let call = ctx.call("draftAssessment", &input, input.client_mutation_id.as_deref())?;
        let draft = draft(input.scheme, input.units, input.publish_by, input.terms);
        let draft = ctx.told(draft)?;
        let result = call.engine().draft_assessment(&call.request, input.plan_id.0, draft).await;
        call.answer(result).await
    }

    /// Puts a new version of the scheme in the place of the draft. 以新版本替换拟定中的方案。
    #[graphql(guard = "RoleClass::Business")]
    async fn revise_scheme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: ReviseSchemeInput,
    ) -> Result<Option<ReviseSchemePayload>> {
        let call = ctx.call("reviseScheme", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assessment_id.0, version: input.expected_version };
        let draft = draft(input.scheme, input.units, input.publish_by, input.terms);
        let draft = ctx.told(draft)?;
        let result = call.engine().revise_scheme(&call.request, seen, draft).await;
        call.answer(result).await
    }

    /// Makes the scheme binding; another person than the drafter does. 印发方案;不得由拟稿人办理。
    #[graphql(guard = "RoleClass::Business")]
    async fn publish_scheme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: PublishSchemeInput,
    ) -> Result<Option<PublishSchemePayload>> {
        let call = ctx.call("publishScheme", &input, input.client_mutation_id.as_deref())?;
        let command = Command::PublishScheme;
        let result = call.engine().assess(&call.request, input.seen(), command).await;
        call.answer(result).await
    }

    /// Opens the assessment for data. 开始采集数据。
    #[graphql(guard = "RoleClass::Business")]
    async fn begin_collecting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: BeginCollectingInput,
    ) -> Result<Option<BeginCollectingPayload>> {
        let call = ctx.call("beginCollecting", &input, input.client_mutation_id.as_deref())?;
        let result = call.engine().assess(&call.request, input.seen(), Command::Collect).await;
        call.answer(result).await
    }

    /// Freezes the data, every one of them confirmed, with a digest. 冻结全部已确认的数据并留存摘要。
    #[graphql(guard = "RoleClass::Business")]
    async fn freeze_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: FreezeDataInput,
    ) -> Result<Option<FreezeDataPayload>> {
        let call = ctx.call("freezeData", &input, input.client_mutation_id.as_deref())?;
        let result = call.engine().assess(&call.request, input.seen(), Command::Freeze).await;
        call.answer(result).await
    }

    /// Scores what was frozen; the same data give the same digest. 按冻结数据计分;同样的数据得到同样的摘要。
    #[graphql(guard = "RoleClass::Business")]
    async fn score_assessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: ScoreAssessmentInput,
    ) -> Result<Option<ScoreAssessmentPayload>> {
        let call = ctx.call("scoreAssessment", &input, input.client_mutation_id.as_deref())?;
        let result = call.engine().assess(&call.request, input.seen(), Command::Score).await;
        call.answer(result).await
    }
}

fn draft(
    scheme: String,
    units: Vec<SchemeUnitInput>,
    publish_by: Option<Date>,
    terms: Option<AssessmentTermsInput>,
) -> Result<SchemeDraft, Problem> {
    let count = units.len();
    if count > UNITS_MOST {
        return Err(Problem::bad_input(
            format!("units 有 {count} 项,至多 {UNITS_MOST} 项。"),
            format!("`units` has {count} entries, at most {UNITS_MOST}."),
        ));
    }
    let terms = terms.unwrap_or(AssessmentTermsInput {
        publicity_workdays: 5,
        republication_workdays: 3,
        objection_workdays: 10,
        rectification_months: 1,
    });
    let mut known = std::collections::BTreeMap::new();
    for SchemeUnitInput { code, unit_id } in units {
        let code = self::code(&code)?;
        let again = code.clone();
        if known.insert(code, unit_id.0).is_some() {
            return Err(Problem::bad_input(
                format!("units 中“{again}”出现两次,每个代码只列一次。"),
                format!("`{again}` stands twice in `units`. Name each code once."),
            ));
        }
    }
    Ok(SchemeDraft {
        scheme,
        units: known,
        publish_by: publish_by.map(|on| on.0),
        terms: Terms {
            publicity_workdays: terms.publicity_workdays.into(),
            republication_workdays: terms.republication_workdays.into(),
            objection_workdays: terms.objection_workdays.into(),
            rectification_months: terms.rectification_months.into(),
        },
    })
}

/// A code of a scheme, as clients write it.
pub(crate) fn code(text: &str) -> Result<Code, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > CODE_MOST || text.contains(char::is_control) {
        return Err(Problem::bad_input(
            format!("代码应为 1 至 {CODE_MOST} 字。"),
            format!("A code has 1 to {CODE_MOST} characters."),
        ));
    }
    Ok(Code::from(text))
}
