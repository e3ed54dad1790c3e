//! Differences: what changed between two days, and what was learnt about one afterwards.

use async_graphql::{Context, Object, Result};
use duban_domain::value::id::PlanId;
use duban_engine::view::{Between, Changed, CorrectionRow};

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::page::{Connection, Found, Window, wants_total};
use crate::types::past::{Change, Correction};
use crate::types::scalar::Date;

/// Queries across days.
#[derive(Default)]
pub struct PastQuery;

const CHANGES: &str = "changes";
const CORRECTIONS: &str = "corrections";

#[Object]
impl PastQuery {
    /// The tasks and assignments of a plan, and the units that hold or lead some of it, that are
    /// otherwise at the end of one day than at the end of another, as the viewer sees them on the
    /// later day. 两个日期之间的变动(任务、责任事项与责任单位)。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this plan. 方案。")] plan_id: Id<PlanId>,
        #[graphql(desc = "The earlier day. 前一日期。")] from: Date,
        #[graphql(desc = "The later day, today at the latest. 后一日期,不晚于今日。")] to: Date,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Change>> {
        let window = Window { first, after, last, before };
        let page = ctx.told(window.page(CHANGES))?;
        let reader = ctx.reader_at(Some(to))?;
        if from.0 >= to.0 {
            return ctx.told(Err(Problem::bad_input(
                format!("from {} 应早于 to {}。", from.0, to.0),
                format!("`from` {} must lie before `to` {}.", from.0, to.0),
            )));
        }
        let between = Between { plan: plan_id.0, from: from.0, to: to.0 };
        let slice = ctx.told(reader.changes(between, &page).await)?;
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.change_count(between).await)?),
            false => None,
        };
        let node = |thing| Change { thing, between };
        Ok(Found { slice, total }.connect(CHANGES, Changed::key, node))
    }

    /// What was learnt about a day of a plan when it was over, and about the units that hold or lead
    /// some of it, in the order in which it was recorded: who, why, by which document, what was and
    /// what is. 某日情况的事后更正:何人、为何、原情况与更正后情况。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn corrections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this plan. 方案。")] plan_id: Id<PlanId>,
        #[graphql(desc = "About this day. 所涉日期。")] as_of: Date,
        #[graphql(
            desc = "As known at the end of this day; today where there is none. 所知截至,默认今日。"
        )]
        known_at: Option<Date>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Correction>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(CORRECTIONS))?, ctx.reader()?);
        let known_at = known_at.unwrap_or_else(|| reader.today().into());
        let day = ctx.day(Some(as_of), Some(known_at))?.unwrap_or_else(|| reader.day());
        let slice = ctx.told(reader.corrections(plan_id.0, day, &page).await)?;
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.correction_count(plan_id.0, day).await)?),
            false => None,
        };
        Ok(Found { slice, total }.connect(CORRECTIONS, CorrectionRow::key, Correction::from))
    }
}
