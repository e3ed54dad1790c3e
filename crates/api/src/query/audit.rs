//! The audit streams.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::time::{end_of_day, start_of_day};
use duban_domain::value::id::PersonId;
use duban_engine::view::{self, audit_key};

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::page::{Connection, Found, Window, wants_total};
use crate::types::audit::{AuditEntry, AuditKind, AuditOutcome};
use crate::types::scalar::Date;

/// Queries about what was audited.
#[derive(Default)]
pub struct AuditQuery;

/// Which entries are wanted; what is not said is not asked. 审计记录筛选条件。
#[derive(Debug, Default, InputObject)]
pub struct AuditFilter {
    /// Written on this day or later. 起始日期。
    from: Option<Date>,
    /// Written on this day or earlier. 截止日期。
    to: Option<Date>,
    /// Of this kind. 类别。
    kind: Option<AuditKind>,
    /// With this outcome. 结果。
    outcome: Option<AuditOutcome>,
    /// About this person. 人员。
    person_id: Option<Id<PersonId>>,
}

impl From<AuditFilter> for view::AuditFilter {
    fn from(filter: AuditFilter) -> Self {
        Self {
            from: filter.from.map(|day| start_of_day(day.0)),
            to: filter.to.map(|day| end_of_day(day.0)),
            kind: filter.kind.map(Into::into),
            outcome: filter.outcome.map(Into::into),
            person: filter.person_id.map(|id| id.0),
        }
    }
}

const ENTRIES: &str = "auditEntries";

#[Object]
impl AuditQuery {
    /// What was audited, the oldest first: sign-ins, refusals, exports, and reads of what belongs
    /// to others; all of it for the audit administrator, what audit administrators did for the
    /// security administrator. What happened last is there after a second or two.
    /// 审计记录,按时间先后:登录、拒绝、导出、查阅他单位内容;审计管理员可见全部,安全管理员可见审计管理员的行为。
    /// 最近一两秒内的行为稍后可见。
    #[graphql(guard = "RoleClass::LogKeeper")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn audit_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones. 筛选条件。")] filter: Option<AuditFilter>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<AuditEntry>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(ENTRIES))?, ctx.reader()?);
        let filter = filter.unwrap_or_default().into();
        let slice = ctx.told(reader.audit_entries(&filter, &page).await)?;
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.audit_entry_count(&filter).await)?),
            false => None,
        };
        Ok(Found { slice, total }.connect(ENTRIES, audit_key, AuditEntry::from))
    }
}
