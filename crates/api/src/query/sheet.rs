//! Monthly sheets, and rows that wait for somebody.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::sheet::SheetKey;
use duban_domain::value::id::{PlanId, UnitId};
use duban_engine::view::{LineRow, SheetFilter as Wanted, SheetRow};

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::page::{Connection, Found, Window, wants_total};
use crate::types::scalar::{Date, Month};
use crate::types::sheet::{Sheet, SheetLine};

/// Queries about sheets.
#[derive(Default)]
pub struct SheetQuery;

/// Which sheets are wanted; what is not said is not asked. 月报表筛选条件。
#[derive(Debug, Default, InputObject)]
pub struct SheetFilter {
    /// Of this plan. 方案。
    plan_id: Option<Id<PlanId>>,
    /// Of this unit. 单位。
    unit_id: Option<Id<UnitId>>,
    /// Of this month. 期次。
    period: Option<Month>,
}

impl From<SheetFilter> for Wanted {
    fn from(filter: SheetFilter) -> Self {
        Self {
            plan: filter.plan_id.map(|id| id.0),
            unit: filter.unit_id.map(|id| id.0),
            period: filter.period.map(|month| month.0),
        }
    }
}

const SHEETS: &str = "sheets";
const TO_CHECK: &str = "rowsToCheck";
const TO_ACCEPT: &str = "rowsToAccept";

#[Object]
impl SheetQuery {
    /// The sheets that the viewer sees, the newest month first. 月报表,新的期次在前。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn sheets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones. 筛选条件。")] filter: Option<SheetFilter>,
        #[graphql(
            desc = "As it stood at the end of this day, today at the latest; now unless said. 截至日期,不晚于今日;不填为当前。"
        )]
        as_of: Option<Date>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Sheet>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(SHEETS))?, ctx.reader_at(as_of)?);
        let filter = Wanted::from(filter.unwrap_or_default());
        let slice = ctx.told(reader.sheets(filter, &page).await)?;
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.sheet_count(filter).await)?),
            false => None,
        };
        Ok(Found { slice, total }.connect(SHEETS, SheetRow::place, Sheet))
    }

    /// One sheet, by its identity or by plan, unit and month; null where there is none, or none that
    /// the viewer may see. 单张月报表,按标识或按方案、单位、期次;不存在或不可见为 null。
    #[graphql(guard = "RoleClass::Business")]
    async fn sheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its identity: `sheet:PLAN.UNIT.MONTH`. 标识。")] id: Id<SheetKey>,
        #[graphql(
            desc = "As it stood at the end of this day, today at the latest; now unless said. 截至日期,不晚于今日;不填为当前。"
        )]
        as_of: Option<Date>,
    ) -> Result<Option<Sheet>> {
        let found = ctx.told(ctx.reader_at(as_of)?.sheets_by_keys(&[id.0]).await)?;
        Ok(found.into_iter().next().map(Sheet))
    }

    /// Rows of counties, on tasks that the unit of the acting post leads, that nobody has checked
    /// yet; the oldest month first. 待牵头核对的县区月报行。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn rows_to_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<SheetLine>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(TO_CHECK))?, ctx.reader()?);
        let lead = ctx.told(reader.own_unit())?;
        let slice = ctx.told(reader.rows_to_check(lead, &page).await)?;
        Ok(Found { slice, total: None }.connect(TO_CHECK, LineRow::key, SheetLine))
    }

    /// Rows of a plan that nothing but acceptance is missing from, the oldest month first.
    /// 待审定的月报行。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn rows_to_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this plan. 方案。")] plan_id: Id<PlanId>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<SheetLine>> {
        let window = Window { first, after, last, before };
        let page = ctx.told(window.page(TO_ACCEPT))?;
        let slice = ctx.told(ctx.reader()?.rows_to_accept(plan_id.0, &page).await)?;
        Ok(Found { slice, total: None }.connect(TO_ACCEPT, LineRow::key, SheetLine))
    }
}
