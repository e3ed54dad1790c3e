//! Why a score is what it is, and what it would be, as clients see it.

use async_graphql::{Context, Object, Result, SimpleObject};
use duban_domain::assessment::state::Plan;
use duban_domain::measure::score::result::Outcome;
use duban_domain::measure::score::what_if::{Difference, Position};
use duban_domain::value::id::UnitId;
use duban_engine::queries::assessments::question::{ExplanationRow, Exported, WhatIfRow};

use super::{AssessmentGrade, DatumKind, IndicatorOutcome, datum_value};
use crate::types::organisation::{Organisation, optional_unit};

/// Why a county has these points for an indicator: datum, target, weight, arithmetic. 得分说明。
#[derive(Debug, Clone)]
pub struct ScoreExplanation(pub ExplanationRow);

/// Why a county has these points for an indicator: datum, target, weight, arithmetic. 得分说明。
#[Object]
impl ScoreExplanation {
    /// The county, as the scheme names it. 县区代码。
    async fn county(&self) -> String {
        self.0.explanation.county.to_string()
    }

    /// Its class. 所属分类。
    async fn class(&self) -> String {
        self.0.explanation.class.to_string()
    }

    /// The indicator, as the scheme names it. 指标代码。
    async fn indicator(&self) -> String {
        self.0.explanation.indicator.to_string()
    }

    /// What the indicator is called. 指标名称。
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its dimension. 维度代码。
    async fn dimension(&self) -> String {
        self.0.explanation.dimension.to_string()
    }

    /// The number of the method, M1 to M9, or D for the record. 计分方法编号(M1—M9、D)。
    async fn method(&self) -> &str {
        self.0.explanation.method
    }

    /// What the datum is. 数据类别。
    async fn kind(&self) -> DatumKind {
        DatumKind::of(&self.0.explanation.item.datum)
    }

    /// The figure, or the level; null for other kinds. 数值或存量;其他类别为 null。
    async fn value(&self) -> Option<String> {
        datum_value(&self.0.explanation.item.datum)
    }

    /// Where the county started; null where it is not measured. 基期值;没有时为 null。
    async fn baseline(&self) -> Option<String> {
        self.0.explanation.item.baseline.map(|figure| figure.to_string())
    }

    /// The target that counted; null where the method has none. 实际采用的目标值;方法不用目标时为 null。
    async fn target(&self) -> Option<String> {
        self.0.explanation.target.map(|figure| figure.to_string())
    }

    /// The weight in the scheme, four places. 方案权重。
    async fn nominal_weight(&self) -> String {
        self.0.explanation.weight.nominal.to_string()
    }

    /// The weight that counted, exact, as a fraction; more than that of the scheme where others do
    /// not apply. 实际权重(精确分数);有不适用指标时重新分配。
    async fn effective_weight(&self) -> String {
        self.0.explanation.weight.effective.to_string()
    }

    /// The indicators of the class that do not apply to the county. 不适用的指标代码。
    async fn not_applicable(&self) -> Vec<String> {
        let dropped = self.0.explanation.weight.dropped.iter();
        dropped.map(|(code, _)| code.to_string()).collect()
    }

    /// The lowest figure of the class; null where the method does not look at the others.
    /// 同类最低值;方法不比较同类时为 null。
    async fn lowest(&self) -> Option<String> {
        self.0.explanation.field.as_ref().map(|field| field.lowest.to_string())
    }

    /// The highest figure of the class; null where the method does not look at the others.
    /// 同类最高值;方法不比较同类时为 null。
    async fn highest(&self) -> Option<String> {
        self.0.explanation.field.as_ref().map(|field| field.highest.to_string())
    }

    /// The points before rounding, exact, as a fraction; null where nothing was scored.
    /// 未舍入得分(精确分数);未计分时为 null。
    async fn exact(&self) -> Option<String> {
        self.0.explanation.exact.map(|exact| exact.to_string())
    }

    /// What it came to. 得分情况。
    async fn outcome(&self) -> IndicatorOutcome {
        IndicatorOutcome::of(self.0.explanation.outcome)
    }

    /// The points, four places half up. 得分(四位小数,四舍五入)。
    async fn points(&self) -> String {
        self.0.explanation.outcome.points().to_string()
    }

    /// The formula with its values. 算式。
    async fn arithmetic(&self) -> &str {
        &self.0.explanation.arithmetic
    }
}

/// The scores as they would be. 假设结果。
#[derive(Debug, Clone, SimpleObject)]
pub struct AssessmentWhatIf {
    /// The classes that were scored again for it; no other is touched. 重新计分的分类。
    recomputed: Vec<String>,
    /// The counties for which something is different, in the order of classes and codes.
    /// 有差异的县区。
    differences: Vec<ScoreDifference>,
}

impl From<WhatIfRow> for AssessmentWhatIf {
    fn from(row: WhatIfRow) -> Self {
        let of = |one: &Difference| ScoreDifference::of(one, &row.plan);
        Self {
            recomputed: row.found.recomputed.iter().map(ToString::to_string).collect(),
            differences: row.found.differences.iter().map(of).collect(),
        }
    }
}

/// What would be different for one county. 县区差异。
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct ScoreDifference {
    #[graphql(skip)]
    unit_id: Option<UnitId>,
    /// The county, as the scheme names it. 县区代码。
    county: String,
    /// Its class. 所属分类。
    class: String,
    /// Where it stands. 现状。
    before: ScorePosition,
    /// Where it would stand. 假设后。
    after: ScorePosition,
    /// The indicators that would score otherwise. 得分有变的指标。
    indicators: Vec<IndicatorDifference>,
}

/// What would be different for one county. 县区差异。
#[async_graphql::ComplexObject]
impl ScoreDifference {
    /// The county itself. 县区。
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, None, self.unit_id).await
    }
}

impl ScoreDifference {
    fn of(one: &Difference, plan: &Plan) -> Self {
        let indicators = one.indicators.iter().map(|(code, before, after)| {
            let points = |outcome: &Option<Outcome>| outcome.map(|it| it.points().to_string());
            IndicatorDifference {
                indicator: code.to_string(),
                name: plan.name(code).to_owned(),
                before: points(before),
                after: points(after),
            }
        });
        Self {
            unit_id: plan.units.get(&one.county).copied(),
            county: one.county.to_string(),
            class: one.class.to_string(),
            before: one.before.into(),
            after: one.after.into(),
            indicators: indicators.collect(),
        }
    }
}

/// Total, place and grade. 总分、名次、等次。
#[derive(Debug, Clone, SimpleObject)]
pub struct ScorePosition {
    /// The total, four places half up. 总分(四位小数,四舍五入)。
    total: String,
    /// The place in its class; null in a class without ranks. 名次;不排名的分类为 null。
    rank: Option<u32>,
    /// The grade. 等次。
    grade: AssessmentGrade,
}

impl From<Position> for ScorePosition {
    fn from(position: Position) -> Self {
        let total = position.total.to_string();
        Self { total, rank: position.rank, grade: position.grade.into() }
    }
}

/// An indicator that would score otherwise. 指标差异。
#[derive(Debug, Clone, SimpleObject)]
pub struct IndicatorDifference {
    /// The indicator, as the scheme names it. 指标代码。
    indicator: String,
    /// What the indicator is called. 指标名称。
    name: String,
    /// Its points; null where it does not count. 现得分;不计入时为 null。
    before: Option<String>,
    /// The points it would have; null where it would not count. 假设后得分;不计入时为 null。
    after: Option<String>,
}

/// Everything that computing the scores anew needs, in the forms that `duban assess` reads.
/// 重新计算所需的全部内容,格式与 duban assess 相同。
#[derive(Debug, Clone, SimpleObject)]
pub struct AssessmentExport {
    /// The scheme, TOML. 方案(TOML)。
    scheme: String,
    /// The data that the last scores rest on, CSV. 最近一次计分所依据的数据(CSV)。
    data: String,
}

impl From<Exported> for AssessmentExport {
    fn from(exported: Exported) -> Self {
        Self { scheme: exported.scheme, data: exported.data }
    }
}
