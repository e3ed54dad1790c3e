//! The journal.

use async_graphql::{Context, ID, Object, Result};
use duban_domain::command::StreamId;
use duban_domain::people::actor::Role;
use duban_engine::view::{EntryRow, HistoryRow};

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::page::{Connection, Found, Window, wants_total};
use crate::types::journal::{HISTORY, JournalEntry};

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
        return ctx.told(Err(Problem::forbidden(
            "审计日志限审计管理员查看。请指定 stream 查看单个对象的历史。",
            "The log is for the audit administrator. Name a `stream` to see the history of one thing.",
        )));
    }
    let page = ctx.told(window.page(LOG))?;
    let slice = ctx.told(ctx.reader()?.log(&page).await)?;
    Ok(Found { slice, total: None }.connect(LOG, EntryRow::key, JournalEntry::from))
}
