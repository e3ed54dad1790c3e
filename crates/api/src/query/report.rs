//! The accountability report, and the list behind every number.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::value::id::PlanId;
use duban_engine::view::{AsOf, ObligationQuery, ObligationRow};

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::loader::one;
use crate::page::{Connection, Found, Window, wants_total};
use crate::types::names::{ObligationBucket, ObligationKind};
use crate::types::report::{
    AccountabilityReport, AccountabilityRow, Obligation, ReportGroup, group,
};
use crate::types::scalar::Date;

/// Queries about reports.
#[derive(Default)]
pub struct ReportQuery;

/// The scheme of classes that reports are grouped by unless another is named.
const SCHEME: &str = "DUBAN_4";

/// Which figure's list is wanted. 哪个数字的明细。
#[derive(Debug, InputObject)]
pub struct ObligationFilter {
    /// Of this plan. 方案。
    plan_id: Id<PlanId>,
    /// Grouped so, as in the report; with `key`. 分组方式,与 key 同用。
    group_by: Option<ReportGroup>,
    /// Of this group of the report. 分组键。
    key: Option<String>,
    /// Of this kind; of all where there is none. 类别;不填为全部。
    kind: Option<ObligationKind>,
    /// What is counted. 计数项。
    bucket: ObligationBucket,
    /// At the end of this day; today where there is none. 截至日期;不填为今日。
    as_of: Option<Date>,
    /// As known at the end of this day; as was known on the day itself where there is none.
    /// 所知截至;不填为当日所知。
    known_at: Option<Date>,
    /// The scheme of classes; `DUBAN_4` where there is none. 分类体系;不填为 DUBAN_4。
    scheme: Option<String>,
}

impl ObligationFilter {
    fn query(&self) -> Result<ObligationQuery, Problem> {
        let by = self.group_by.map(duban_engine::reports::GroupBy::from);
        let scheme = self.scheme.as_deref().unwrap_or(SCHEME);
        let group = match (by, &self.key) {
            (Some(by), Some(key)) => Some(group(by, key, scheme).ok_or_else(unknown_key)?),
            (None, Some(_)) => return Err(unknown_key()),
            (Some(_) | None, None) => None,
        };
        Ok(ObligationQuery {
            plan: self.plan_id.0,
            group,
            duties: by.map(duban_engine::reports::GroupBy::duties).unwrap_or_default().to_vec(),
            kind: self.kind.map(Into::into),
            listing: self.bucket.into(),
        })
    }
}

fn unknown_key() -> Problem {
    Problem::bad_input(
        "key 应为报告行中的 key,并与 groupBy 同用。",
        "Give a `key` of a row of the report, together with its `groupBy`.",
    )
}

const OBLIGATIONS: &str = "obligations";

#[Object]
impl ReportQuery {
    /// Who owed what by when, and what came of it, at the end of a day; null where the viewer may
    /// not see the plan. 责任落实报告;方案不可见为 null。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a report")]
    async fn accountability_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this plan. 方案。")] plan_id: Id<PlanId>,
        #[graphql(desc = "By whom it is grouped. 分组方式。")] group_by: ReportGroup,
        #[graphql(desc = "At the end of this day; today where there is none. 截至日期,默认今日。")]
        as_of: Option<Date>,
        #[graphql(desc = "The scheme of classes; `DUBAN_4` where there is none. 分类体系。")]
        scheme: Option<String>,
        #[graphql(
            desc = "As known at the end of this day; as was known at the end of `asOf` where \
                          there is none, which never changes. 所知截至;不填为 asOf 当日所知,永不改变。"
        )]
        known_at: Option<Date>,
    ) -> Result<Option<AccountabilityReport>> {
        let (reader, plan) = (ctx.reader()?, plan_id.0);
        let day = ctx.day(as_of, known_at)?.unwrap_or_else(|| reader.day());
        if one(ctx, None, plan).await?.is_none() {
            return Ok(None);
        }
        let scheme = scheme.unwrap_or_else(|| SCHEME.to_owned());
        let rows = ctx.told(reader.accountability(plan, group_by.into(), &scheme, day).await)?;
        let row = |row| AccountabilityRow { plan, as_of: Some(AsOf::day(day.known_on)), row };
        let rows = rows.into_iter().map(row).collect();
        let (as_of, known_at) = (day.on.into(), day.known_on.into());
        Ok(Some(AccountabilityReport { plan_id: plan_id.into(), group_by, as_of, known_at, rows }))
    }

    /// The list behind a number of the report, what is due first coming first. 报告数字的明细,先到期的在前。
    #[graphql(guard = "RoleClass::Business")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn obligations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which number. 哪个数字。")] filter: ObligationFilter,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Obligation>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(OBLIGATIONS))?, ctx.reader()?);
        let query = ctx.told(filter.query())?;
        let day = ctx.day(filter.as_of, filter.known_at)?.unwrap_or_else(|| reader.day());
        let slice = ctx.told(reader.obligations(&query, day, &page).await)?;
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.obligation_count(&query, day).await)?),
            false => None,
        };
        let node = |row| Obligation::of(row, day.on);
        Ok(Found { slice, total }.connect(OBLIGATIONS, ObligationRow::key, node))
    }
}
