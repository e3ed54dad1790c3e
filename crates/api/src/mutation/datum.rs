//! What can be done with the data of an assessment.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::assessment::command::Command;
use duban_domain::assessment::state::Place;
use duban_domain::measure::light::index::LightCounts;
use duban_domain::measure::score::data::{Datum, Item};
use duban_domain::measure::score::record::Record;
use duban_domain::value::decimal;
use duban_domain::value::id::AssessmentId;
use duban_domain::value::text::Reason;
use duban_engine::usecase::Seen;

use super::assessment::code;
use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::types::assessment::{Assessment, DatumKind};
use crate::types::payload::payloads;
use crate::types::refusal::AssessmentError;
use crate::types::scalar::Figure;
use crate::types::text::Text;

/// Mutations of the data of assessments.
#[derive(Default)]
pub struct DatumMutation;

/// The most votes on one indicator.
const VOTES_MOST: usize = 1_000;

/// A datum with what it is measured against. 数据及其基期、目标。
#[derive(Debug, InputObject)]
pub struct DatumInput {
    /// What it is. 数据类别。
    kind: DatumKind,
    /// The figure, or the level; with `VALUE` and `LEVEL_AND_INCREASE`. 数值或存量。
    value: Option<Figure>,
    /// The increase; with `LEVEL_AND_INCREASE`. 增量。
    increase: Option<Figure>,
    /// The votes, at most a thousand; with `VOTES`. 评议分,至多一千票。
    votes: Option<Vec<Figure>>,
    /// The record of the year; with `RECORD`. 履职记录。
    record: Option<RecordInput>,
    /// Where the county started; none where it is not measured. 基期值;可不填。
    baseline: Option<Figure>,
    /// The county's own target; that of the scheme where there is none. 县区目标;不填用方案目标。
    target: Option<Figure>,
    /// The quantity that weighs in a tie; the target where there is none. 任务量;不填用目标值。
    quantity: Option<Figure>,
}

/// The record of the organisation side of a year. 履职记录。
#[derive(Debug, InputObject)]
pub struct RecordInput {
    /// Reports that were due. 应报。
    reports_due: u32,
    /// Reports that came in time. 按时报送。
    reports_on_time: u32,
    /// Green lights. 绿灯。
    green: u32,
    /// Blue lights. 蓝灯。
    blue: u32,
    /// Yellow lights. 黄灯。
    yellow: u32,
    /// Red lights. 红灯。
    red: u32,
    /// Assignments whose result was due. 应办结。
    closures_due: u32,
    /// Those of them that were closed. 已办结。
    closed: u32,
}

/// What `submitDatum` takes. 填报考核数据的输入。
#[derive(Debug, InputObject)]
pub struct SubmitDatumInput {
    /// Which. 年度考核。
    assessment_id: Id<AssessmentId>,
    /// The county, as the scheme names it. 县区代码。
    county: String,
    /// The indicator, as the scheme names it. 指标代码。
    indicator: String,
    /// The datum. 数据。
    datum: DatumInput,
    /// What there is to say; where it does not apply or was not reported, why.
    /// 说明;不适用或未报时必填理由。
    note: Option<Text<Reason>>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `checkDatum` takes. 审核考核数据的输入。
#[derive(Debug, InputObject)]
pub struct CheckDatumInput {
    /// Which. 年度考核。
    assessment_id: Id<AssessmentId>,
    /// The county, as the scheme names it. 县区代码。
    county: String,
    /// The indicator, as the scheme names it. 指标代码。
    indicator: String,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `approveNotApplicable` takes. 核定不适用的输入。
#[derive(Debug, InputObject)]
pub struct ApproveNotApplicableInput {
    /// Which. 年度考核。
    assessment_id: Id<AssessmentId>,
    /// The county, as the scheme names it. 县区代码。
    county: String,
    /// The indicator, as the scheme names it. 指标代码。
    indicator: String,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `returnDatum` takes. 退回考核数据的输入。
#[derive(Debug, InputObject)]
pub struct ReturnDatumInput {
    /// Which. 年度考核。
    assessment_id: Id<AssessmentId>,
    /// The county, as the scheme names it. 县区代码。
    county: String,
    /// The indicator, as the scheme names it. 指标代码。
    indicator: String,
    /// Why. 理由。
    reason: Text<Reason>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

payloads! {
    /// What came of `submitDatum`. 填报考核数据的结果。
    SubmitDatumPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `checkDatum`. 审核考核数据的结果。
    CheckDatumPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `approveNotApplicable`. 核定不适用的结果。
    ApproveNotApplicablePayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
    /// What came of `returnDatum`. 退回考核数据的结果。
    ReturnDatumPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
}

#[Object]
impl DatumMutation {
    /// Hands in a datum of a county. 填报县区的一项考核数据。
    #[graphql(guard = "RoleClass::Business")]
    async fn submit_datum(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: SubmitDatumInput,
    ) -> Result<Option<SubmitDatumPayload>> {
        let call = ctx.call("submitDatum", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assessment_id.0, version: input.expected_version };
        let place = ctx.told(place(&input.county, &input.indicator))?;
        let item = ctx.told(input.datum.item())?;
        let note = input.note.map(|note| note.0);
        let result = call.engine().submit_datum(&call.request, seen, (place, item, note)).await;
        call.answer(result).await
    }

    /// Confirms a datum, for the unit that checks its indicator. 审核单位确认数据。
    #[graphql(guard = "RoleClass::Business")]
    async fn check_datum(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: CheckDatumInput,
    ) -> Result<Option<CheckDatumPayload>> {
        let call = ctx.call("checkDatum", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assessment_id.0, version: input.expected_version };
        let place = ctx.told(place(&input.county, &input.indicator))?;
        let result = call.engine().assess(&call.request, seen, Command::Check { place }).await;
        call.answer(result).await
    }

    /// Approves that an indicator does not apply to a county; its weight goes to the others.
    /// 核定指标不适用于该县区,权重分给其他指标。
    #[graphql(guard = "RoleClass::Business")]
    async fn approve_not_applicable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: ApproveNotApplicableInput,
    ) -> Result<Option<ApproveNotApplicablePayload>> {
        let call = ctx.call("approveNotApplicable", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assessment_id.0, version: input.expected_version };
        let place = ctx.told(place(&input.county, &input.indicator))?;
        let command = Command::ApproveNotApplicable { place };
        let result = call.engine().assess(&call.request, seen, command).await;
        call.answer(result).await
    }

    /// Sends a datum back, also one that was confirmed. 退回数据并说明理由,已确认的也可退回。
    #[graphql(guard = "RoleClass::Business")]
    async fn return_datum(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: ReturnDatumInput,
    ) -> Result<Option<ReturnDatumPayload>> {
        let call = ctx.call("returnDatum", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assessment_id.0, version: input.expected_version };
        let place = ctx.told(place(&input.county, &input.indicator))?;
        let command = Command::Return { place, reason: input.reason.0 };
        let result = call.engine().assess(&call.request, seen, command).await;
        call.answer(result).await
    }
}

pub(super) fn place(county: &str, indicator: &str) -> Result<Place, Problem> {
    Ok(Place { county: code(county)?, indicator: code(indicator)? })
}

impl DatumInput {
    pub(crate) fn item(&self) -> Result<Item, Problem> {
        let missing = |field: &str| {
            Problem::bad_input(
                format!("该类数据须填写 {field}。"),
                format!("Give `{field}` with a datum of this kind."),
            )
        };
        let need = |value: Option<Figure>, field| value.map(plain).ok_or_else(|| missing(field));
        let datum = match self.kind {
            DatumKind::Value => Datum::Value(need(self.value, "value")?),
            DatumKind::LevelAndIncrease => Datum::LevelAndIncrease {
                level: need(self.value, "value")?,
                increase: need(self.increase, "increase")?,
            },
            DatumKind::Votes => {
                let votes = self.votes.as_ref().filter(|votes| votes.len() <= VOTES_MOST);
                let votes = votes.ok_or_else(|| missing("votes"))?;
                Datum::Votes(votes.iter().copied().map(plain).collect())
            }
            DatumKind::Record => {
                Datum::Record(self.record.as_ref().ok_or_else(|| missing("record"))?.record())
            }
            DatumKind::NotApplicable => Datum::NotApplicable,
            DatumKind::NotReported => Datum::NotReported,
        };
        let [baseline, target, quantity] =
            [self.baseline, self.target, self.quantity].map(|figure| figure.map(plain));
        Ok(Item { datum, baseline, target, quantity })
    }
}

fn plain(figure: Figure) -> decimal::Figure {
    figure.0
}

impl RecordInput {
    fn record(&self) -> Record {
        Record {
            reports_due: self.reports_due,
            reports_on_time: self.reports_on_time,
            lights: LightCounts {
                green: self.green,
                blue: self.blue,
                yellow: self.yellow,
                red: self.red,
            },
            closures_due: self.closures_due,
            closed: self.closed,
        }
    }
}
