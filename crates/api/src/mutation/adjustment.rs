//! What moves a county's score beside its data: bonus, deduction, veto.

use async_graphql::{Context, Enum, InputObject, Object, Result};
use duban_domain::assessment::command::Command;
use duban_domain::assessment::state::Adjustment;
use duban_domain::measure::score::data::{Bonus, Deduction, Veto};
use duban_domain::value::code::Code;
use duban_domain::value::decimal::Points;
use duban_domain::value::id::AssessmentId;
use duban_domain::value::text::{DocNo, Title};
use duban_engine::usecase::Seen;

use super::assessment::code;
use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::types::assessment::Assessment;
use crate::types::payload::payloads;
use crate::types::refusal::AssessmentError;
use crate::types::scalar::Figure;
use crate::types::text::Text;

/// Mutations of adjustments.
#[derive(Default)]
pub struct AdjustmentMutation;

/// What an adjustment does. 加减分类别。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum AdjustmentKind {
    /// It adds points. 加分。
    Bonus,
    /// It takes points. 扣分。
    Deduction,
    /// It bars the upper grades and the reward. 一票否决。
    Veto,
    /// How many red orders the county had, which matters in a tie. 红色督办单数,用于同分排名。
    RedOrders,
}

/// What `enterAdjustment` takes. 登记加减分、否决或红色督办单数的输入。
#[derive(Debug, InputObject)]
pub struct EnterAdjustmentInput {
    /// Which. 年度考核。
    assessment_id: Id<AssessmentId>,
    /// The county, as the scheme names it. 县区代码。
    county: String,
    /// What it does. 类别。
    kind: AdjustmentKind,
    /// The rule of the scheme that it rests on; not with `RED_ORDERS`. 方案中的事项代码。
    rule: Option<String>,
    /// What for; not with `RED_ORDERS`. 事项。
    matter: Option<Text<Title>>,
    /// How many points, at most four decimals; with `BONUS` and `DEDUCTION`. 分值,至多四位小数。
    points: Option<Figure>,
    /// The document; not with `RED_ORDERS`. 依据文件。
    basis: Option<Text<DocNo>>,
    /// How many; with `RED_ORDERS`. 红色督办单数。
    red_orders: Option<u32>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

payloads! {
    /// What came of `enterAdjustment`. 登记加减分的结果。
    EnterAdjustmentPayload or AssessmentError {
        /// The assessment as it is now; null when it was refused. 年度考核;不予办理时为 null。
        assessment: Option<Assessment>
    }
}

#[Object]
impl AdjustmentMutation {
    /// Enters a bonus, a deduction, a veto or the number of red orders of a county.
    /// 登记县区的加分、扣分、一票否决或红色督办单数。
    #[graphql(guard = "RoleClass::Business")]
    async fn enter_adjustment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: EnterAdjustmentInput,
    ) -> Result<Option<EnterAdjustmentPayload>> {
        let call = ctx.call("enterAdjustment", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.assessment_id.0, version: input.expected_version };
        let county = ctx.told(code(&input.county))?;
        let adjustment = ctx.told(input.adjustment())?;
        let command = Command::Adjust { county, adjustment };
        let result = call.engine().assess(&call.request, seen, command).await;
        call.answer(result).await
    }
}

impl EnterAdjustmentInput {
    fn adjustment(&self) -> Result<Adjustment, Problem> {
        Ok(match self.kind {
            AdjustmentKind::Bonus => Adjustment::Bonus(Bonus {
                rule: self.rule()?,
                matter: self.matter()?,
                points: self.points()?,
                basis: self.basis()?,
            }),
            AdjustmentKind::Deduction => Adjustment::Deduction(Deduction {
                rule: self.rule()?,
                matter: self.matter()?,
                points: self.points()?,
                basis: self.basis()?,
            }),
            AdjustmentKind::Veto => Adjustment::Veto(Veto {
                rule: self.rule()?,
                matter: self.matter()?,
                basis: self.basis()?,
            }),
            AdjustmentKind::RedOrders => {
                Adjustment::RedOrders(self.red_orders.ok_or_else(|| missing("redOrders"))?)
            }
        })
    }

    fn rule(&self) -> Result<Code, Problem> {
        code(self.rule.as_deref().ok_or_else(|| missing("rule"))?)
    }

    fn matter(&self) -> Result<String, Problem> {
        let matter = self.matter.as_ref().ok_or_else(|| missing("matter"))?;
        Ok(matter.0.to_string())
    }

    fn basis(&self) -> Result<String, Problem> {
        let basis = self.basis.as_ref().ok_or_else(|| missing("basis"))?;
        Ok(basis.0.to_string())
    }

    fn points(&self) -> Result<Points, Problem> {
        points("points", self.points.ok_or_else(|| missing("points"))?)
    }
}

/// Points of a score, as clients write a decimal.
pub(crate) fn points(field: &str, figure: Figure) -> Result<Points, Problem> {
    figure.0.to_string().parse().map_err(|_| {
        Problem::bad_input(
            format!("{field} 至多四位小数。"),
            format!("`{field}` has at most four decimals."),
        )
    })
}

fn missing(field: &str) -> Problem {
    Problem::bad_input(
        format!("该类加减分须填写 {field}。"),
        format!("Give `{field}` with an adjustment of this kind."),
    )
}
