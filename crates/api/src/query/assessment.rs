//! Assessments, their data and scores.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::value::id::{AssessmentId, PlanId, UnitId};
use duban_engine::queries::assessments::ScoreRow;
use duban_engine::view::{
    AssessmentFilter as Wanted, AssessmentRow, ItemFilter as WantedItems, ItemRow,
};

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::loader::one;
use crate::page::{Connection, Found, Window, wants_total};
use crate::types::assessment::{
    Assessment, AssessmentItem, AssessmentState, CountyScore, ItemStanding,
};
use crate::types::scalar::Date;

/// Queries about assessments.
#[derive(Default)]
pub struct AssessmentQuery;

/// Which assessments are wanted; what is not said is not asked. 年度考核筛选条件。
#[derive(Debug, Default, InputObject)]
pub struct AssessmentFilter {
    /// Of this plan. 行动方案。
    plan_id: Option<Id<PlanId>>,
    /// In one of these states. 阶段。
    states: Option<Vec<AssessmentState>>,
}

/// Which data are wanted; what is not said is not asked. 数据项筛选条件。
#[derive(Debug, Default, InputObject)]
pub struct AssessmentItemFilter {
    /// Of this county. 县区。
    county_id: Option<Id<UnitId>>,
    /// That stand so. 状态。
    standings: Option<Vec<ItemStanding>>,
}

impl From<AssessmentFilter> for Wanted {
    fn from(filter: AssessmentFilter) -> Self {
        Self {
            plan: filter.plan_id.map(|id| id.0),
            states: filter.states.unwrap_or_default().into_iter().map(Into::into).collect(),
        }
    }
}

impl From<AssessmentItemFilter> for WantedItems {
    fn from(filter: AssessmentItemFilter) -> Self {
        let standings = filter.standings.unwrap_or_default();
        Self {
            county: filter.county_id.map(|id| id.0),
            standings: standings.into_iter().map(Into::into).collect(),
        }
    }
}

const ASSESSMENTS: &str = "assessments";
const ITEMS: &str = "assessmentItems";
const SCORES: &str = "assessmentScores";

#[Object]
impl AssessmentQuery {
    /// The assessments, the newest year first. 年度考核,新的年度在前。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn assessments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones. 筛选条件。")] filter: Option<AssessmentFilter>,
        #[graphql(
            desc = "As it stood at the end of this day, today at the latest; now unless said. 截至日期,不晚于今日;不填为当前。"
        )]
        as_of: Option<Date>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Assessment>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(ASSESSMENTS))?, ctx.reader_at(as_of)?);
        let filter = filter.unwrap_or_default().into();
        let slice = ctx.told(reader.assessments(&filter, &page).await)?;
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.assessment_count(&filter).await)?),
            false => None,
        };
        Ok(Found { slice, total }.connect(ASSESSMENTS, AssessmentRow::key, Assessment))
    }

    /// One assessment; null where there is none, or none that the viewer may see.
    /// 单次年度考核;不存在或不可见为 null。
    #[graphql(guard = "RoleClass::Business")]
    async fn assessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its identity. 标识。")] id: Id<AssessmentId>,
        #[graphql(
            desc = "As it stood at the end of this day, today at the latest; now unless said. 截至日期,不晚于今日;不填为当前。"
        )]
        as_of: Option<Date>,
    ) -> Result<Option<Assessment>> {
        let as_of = ctx.day(as_of, None)?;
        Ok(one(ctx, as_of, id.0).await?.map(Assessment))
    }

    /// The data of an assessment, county by county: a unit sees its own and what it supplies or
    /// checks, and all of it once the result is published. 考核数据;单位在通报前只见本单位和所提供、审核的数据。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn assessment_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which assessment. 年度考核。")] assessment_id: Id<AssessmentId>,
        #[graphql(desc = "Which ones. 筛选条件。")] filter: Option<AssessmentItemFilter>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<AssessmentItem>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(ITEMS))?, ctx.reader()?);
        let (id, filter) = (assessment_id.0, filter.unwrap_or_default().into());
        let slice = ctx.told(reader.assessment_items(id, &filter, &page).await)?;
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.assessment_item_count(id, &filter).await)?),
            false => None,
        };
        Ok(Found { slice, total }.connect(ITEMS, ItemRow::key, AssessmentItem))
    }

    /// The scores of an assessment, computed from the journal: a county sees its own until the
    /// result is published, then all. 得分(由日志重算);县区在通报前只见本县区。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn assessment_scores(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which assessment. 年度考核。")] assessment_id: Id<AssessmentId>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<CountyScore>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(SCORES))?, ctx.reader()?);
        let rows = ctx.told(reader.assessment_scores(assessment_id.0).await)?;
        let found = Found::cut(rows, &page, ScoreRow::key);
        Ok(found.connect(SCORES, ScoreRow::key, CountyScore))
    }
}
