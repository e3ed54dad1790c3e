//! The course of an assessment, and questions to its scores.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::measure::score::what_if::Change;
use duban_domain::value::id::AssessmentId;
use duban_engine::queries::assessments::course::{CountyRow, ObjectionRow};
use duban_engine::queries::assessments::question::Supposed;

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::mutation::adjustment::points;
use crate::mutation::assessment::code;
use crate::mutation::datum::DatumInput;
use crate::page::{Connection, Found, Window};
use crate::types::assessment::course::{AssessmentCounty, AssessmentObjection, AssessmentScheme};
use crate::types::assessment::question::{AssessmentExport, AssessmentWhatIf, ScoreExplanation};
use crate::types::scalar::Figure;

/// Queries about the course of assessments and their scores.
#[derive(Default)]
pub struct ScoreQuery;

const COUNTIES: &str = "assessmentCounties";
const OBJECTIONS: &str = "assessmentObjections";

/// The most things that one question takes to be otherwise.
const CHANGES_MOST: usize = 100;

/// What is taken to be otherwise; several things make one question. 假设。
#[derive(Debug, Default, InputObject)]
pub struct AssessmentChangesInput {
    /// Other weights; those of a class must still add up to 100. 改权重;每类权重之和仍须为 100。
    #[graphql(default)]
    weights: Vec<WeightChangeInput>,
    /// Other data. 改数据。
    #[graphql(default)]
    data: Vec<DatumChangeInput>,
    /// Objections that are taken to be upheld, by their numbers. 假设成立的异议编号。
    #[graphql(default)]
    objections: Vec<u32>,
}

/// Another weight of an indicator in a class. 改权重。
#[derive(Debug, InputObject)]
pub struct WeightChangeInput {
    /// The class. 分类代码。
    class: String,
    /// The indicator. 指标代码。
    indicator: String,
    /// Its weight, at most four decimals; zero takes it out. 权重,至多四位小数;0 表示不计入。
    weight: Figure,
}

/// Another datum of a county. 改数据。
#[derive(Debug, InputObject)]
pub struct DatumChangeInput {
    /// The county, as the scheme names it. 县区代码。
    county: String,
    /// The indicator, as the scheme names it. 指标代码。
    indicator: String,
    /// The datum. 数据。
    datum: DatumInput,
}

impl AssessmentChangesInput {
    fn supposed(self) -> Result<Supposed, Problem> {
        let count = self.weights.len() + self.data.len() + self.objections.len();
        if count > CHANGES_MOST {
            return Err(Problem::bad_input(
                format!("假设 {count} 项,至多 {CHANGES_MOST} 项。"),
                format!("{count} changes at once, at most {CHANGES_MOST}."),
            ));
        }
        let weights = self.weights.into_iter().map(|change| {
            Ok(Change::Weight {
                class: code(&change.class)?,
                indicator: code(&change.indicator)?,
                weight: points("weight", change.weight)?,
            })
        });
        let data = self.data.into_iter().map(|change| {
            Ok(Change::Item {
                county: code(&change.county)?,
                indicator: code(&change.indicator)?,
                item: change.datum.item()?,
            })
        });
        let changes = weights.chain(data).collect::<Result<_, Problem>>()?;
        Ok(Supposed { changes, objections: self.objections })
    }
}

#[Object]
impl ScoreQuery {
    /// The scheme of an assessment; null where there is none that the viewer may see.
    /// 考核方案;不存在或不可见为 null。
    #[graphql(guard = "RoleClass::Business")]
    async fn assessment_scheme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which assessment. 年度考核。")] assessment_id: Id<AssessmentId>,
    ) -> Result<Option<AssessmentScheme>> {
        let found = ctx.reader()?.assessment_scheme(assessment_id.0).await;
        Ok(ctx.told(found)?.map(AssessmentScheme))
    }

    /// What was entered for each county beside its data, and what it owes: a county sees its own
    /// until the result is published, then all. 各县区的加减分和整改;县区在通报前只见本县区。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn assessment_counties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which assessment. 年度考核。")] assessment_id: Id<AssessmentId>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<AssessmentCounty>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(COUNTIES))?, ctx.reader()?);
        let rows = ctx.told(reader.assessment_counties(assessment_id.0).await)?;
        let found = Found::cut(rows, &page, CountyRow::key);
        Ok(found.connect(COUNTIES, CountyRow::key, AssessmentCounty))
    }

    /// The objections of an assessment, in the order in which they came: a county sees its own until
    /// the result is published, then all. 异议,按先后;县区在通报前只见本县区。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn assessment_objections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which assessment. 年度考核。")] assessment_id: Id<AssessmentId>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<AssessmentObjection>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(OBJECTIONS))?, ctx.reader()?);
        let rows = ctx.told(reader.assessment_objections(assessment_id.0).await)?;
        let found = Found::cut(rows, &page, ObjectionRow::key);
        Ok(found.connect(OBJECTIONS, ObjectionRow::key, AssessmentObjection))
    }

    /// Why a county has these points for an indicator, down to the datum; null where its score is
    /// not shown. 得分说明,直到数据;得分不可见为 null。
    #[graphql(guard = "RoleClass::Business")]
    async fn score_explanation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which assessment. 年度考核。")] assessment_id: Id<AssessmentId>,
        #[graphql(desc = "The county, as the scheme names it. 县区代码。")] county: String,
        #[graphql(desc = "The indicator, as the scheme names it. 指标代码。")] indicator: String,
    ) -> Result<Option<ScoreExplanation>> {
        let place = (ctx.told(code(&county))?, ctx.told(code(&indicator))?);
        let reader = ctx.reader()?;
        let found = reader.explain_score(assessment_id.0, (&place.0, &place.1)).await;
        Ok(ctx.told(found)?.map(ScoreExplanation))
    }

    /// The scores as they would be with other weights, other data or objections upheld, as a
    /// difference; only the classes concerned are scored again. Null for units until the result is
    /// published. 假设改变权重、数据或异议成立后的差异;只重算有关分类。单位在通报前为 null。
    #[graphql(guard = "RoleClass::Business")]
    async fn assessment_what_if(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which assessment. 年度考核。")] assessment_id: Id<AssessmentId>,
        #[graphql(desc = "What is taken to be otherwise. 假设。")] changes: AssessmentChangesInput,
    ) -> Result<Option<AssessmentWhatIf>> {
        let supposed = ctx.told(changes.supposed())?;
        let found = ctx.reader()?.suppose(assessment_id.0, supposed).await;
        Ok(ctx.told(found)?.map(AssessmentWhatIf::from))
    }

    /// The scheme and the data as two files that `duban assess` reads; null for units until the
    /// result is published, and before the data are frozen. 导出方案和数据,供 duban assess 重算;
    /// 单位在通报前、冻结前为 null。
    #[graphql(guard = "RoleClass::Business")]
    async fn assessment_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which assessment. 年度考核。")] assessment_id: Id<AssessmentId>,
    ) -> Result<Option<AssessmentExport>> {
        let found = ctx.reader()?.export_assessment(assessment_id.0).await;
        Ok(ctx.told(found)?.map(AssessmentExport::from))
    }
}
