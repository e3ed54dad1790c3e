//! The journal.

use async_graphql::{Context, ID, Object, Result};
use duban_domain::command::StreamId;
use duban_domain::people::actor::{Post, Role};
use duban_engine::view::{EntryRow, HistoryRow};

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::page::{Connection, Found, Window, wants_total};
use crate::types::journal::{HISTORY, JournalEntry, JournalReceipt, JournalVerification};

/// Queries about the journal.
#[derive(Default)]
pub struct JournalQuery;

const LOG: &str = "journal";

#[Object]
impl JournalQuery {
    /// The history of one thing that the viewer sees; without `stream`, the log of everything
    /// without contents, for the audit administrator. 单个对象的历史;不指定 stream 时为审计日志(不含内容,限审计管理员)。
    #[graphql(guard = "RoleClass::Any")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the thing, such as `task:…`. 对象标识。")] stream: Option<ID>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<JournalEntry>> {
        let window = Window { first, after, last, before };
        match stream {
            Some(stream) => history(ctx, &stream, &window).await,
            None => log(ctx, &window).await,
        }
    }

    /// The receipt of one event that the viewer sees: its inclusion proof under a signed checkpoint,
    /// for `duban verify --receipt`. Null before the event is sealed, which takes a minute at most.
    /// 可见事件的回执:在已签名封存点下的包含证明,可用 `duban verify --receipt` 离线核验。尚未封存时为
    /// null(至多一分钟)。
    #[graphql(guard = "RoleClass::Any")]
    async fn journal_receipt(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The event, as `stream@version`, such as `task:…@3`. 事件,格式为 stream@version。"
        )]
        event: ID,
    ) -> Result<Option<JournalReceipt>> {
        let named = event.as_str().rsplit_once('@').and_then(|(stream, version)| {
            let version = version.parse::<i64>().ok().filter(|version| *version > 0)?;
            Some((stream.parse::<StreamId>().ok()?, version))
        });
        let (stream, version) = ctx.told(named.ok_or_else(|| {
            Problem::bad_input(
                "事件标识应为 stream@version,例如日志条目的 stream 和 version。",
                "An event is named `stream@version`, by the two fields of a journal entry.",
            )
        }))?;
        let found = ctx.told(ctx.reader()?.receipt(stream, version).await)?;
        Ok(found.map(JournalReceipt::from))
    }

    /// What the last finished verification of the journal found, for supervisors and the audit
    /// administrator; null before the first. A query never verifies by itself.
    /// 最近一次日志验真的结果,限督查室和审计管理员;尚未验真时为 null。查询本身不触发验真。
    #[graphql(guard = "RoleClass::Any")]
    async fn journal_verification(&self, ctx: &Context<'_>) -> Result<Option<JournalVerification>> {
        let entitled = |post: &Post| matches!(post.role, Role::Supervisor | Role::AuditAdmin);
        if !ctx.post()?.is_some_and(entitled) {
            return Err(ctx.refused(&Problem::forbidden(
                "日志验真结果限督查室和审计管理员查看。",
                "What verification found is for supervisors and the audit administrator.",
            )));
        }
        let found = ctx.told(ctx.reader()?.verification().await)?;
        Ok(found.map(JournalVerification::from))
    }
}

async fn history(
    ctx: &Context<'_>,
    stream: &ID,
    window: &Window,
) -> Result<Connection<JournalEntry>> {
    let (page, reader) = (ctx.told(window.page(HISTORY))?, ctx.reader()?);
    let stream: StreamId = ctx.told(stream.as_str().parse().map_err(|_| {
        Problem::bad_input("该标识没有历史。", "There is no history under this id.")
    }))?;
    let slice = ctx.told(reader.history(stream, &page).await)?;
    let total = match wants_total(ctx) {
        true => Some(ctx.told(reader.history_count(stream).await)?),
        false => None,
    };
    Ok(Found { slice, total }.connect(HISTORY, HistoryRow::key, JournalEntry::from))
}

async fn log(ctx: &Context<'_>, window: &Window) -> Result<Connection<JournalEntry>> {
    if ctx.post()?.is_none_or(|post| post.role != Role::AuditAdmin) {
        return Err(ctx.refused(&Problem::forbidden(
            "审计日志限审计管理员查看。请指定 stream 查看单个对象的历史。",
            "The log is for the audit administrator. Name a `stream` to see the history of one thing.",
        )));
    }
    let page = ctx.told(window.page(LOG))?;
    let slice = ctx.told(ctx.reader()?.log(&page).await)?;
    Ok(Found { slice, total: None }.connect(LOG, EntryRow::key, JournalEntry::from))
}
