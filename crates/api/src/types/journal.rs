//! The journal as clients see it.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use duban_domain::command::StreamId;
use duban_engine::view::{EntryRow, HistoryRow};
use uuid::Uuid;

use crate::context::Ask;
use crate::loader::{HistoryOf, all};
use crate::page::{Connection, Found, Window};
use crate::types::organisation::{Person, optional_person};
use crate::types::scalar::Instant;

/// An event of the journal: what happened, who did it and when; never changed, chained by hashes.
/// 日志条目:何时何人做了何事;不可更改,以哈希相连。
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct JournalEntry {
    /// The stream it belongs to, such as `task:…`. 事件流。
    pub stream: String,
    /// Its place in the stream, from 1. 流内序号。
    pub version: i64,
    /// Its place among all events; null in the history of one thing. 全局序号;单个对象的历史中为 null。
    pub position: Option<i64>,
    /// The name of the event. 事件名称。
    pub kind: String,
    /// Its content as recorded, in JSON; null in the log, which never shows contents, and where it
    /// speaks of more than the viewer may see.
    /// 记录内容(JSON);审计日志不含内容,内容超出可见范围时也不显示,均为 null。
    pub payload: Option<String>,
    /// Who did it: `system` or `person:…`. 操作人。
    pub actor: String,
    /// The post for which it was done; null for the system. 以何岗位;系统为 null。
    pub post: Option<String>,
    /// The event it follows from, as `stream@version`; null where it was asked for, and where the
    /// viewer may not see that. 引发它的事件;直接操作或不可见时为 null。
    pub caused_by: Option<String>,
    /// The request it came with; null for timers and seeds. 请求编号;定时与初始数据为 null。
    pub request_id: Option<String>,
    /// When it was recorded. 记录时刻。
    pub recorded_at: Instant,
    /// From when it counts; null where that does not differ. 生效时刻;与记录时刻相同时为 null。
    pub effective_at: Option<Instant>,
    /// The algorithm of its hash. 哈希算法。
    pub algorithm: String,
    /// Its hash, which covers the hash before it. 哈希值。
    pub hash: String,
}

#[ComplexObject]
impl JournalEntry {
    /// The person who did it; null for the system, and where the viewer may not see people.
    /// 操作人员;系统操作或不可见时为 null。
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        let id = self.actor.strip_prefix("person:").and_then(|id| id.parse::<Uuid>().ok());
        optional_person(ctx, id.map(Into::into)).await
    }
}

impl From<HistoryRow> for JournalEntry {
    fn from(event: HistoryRow) -> Self {
        Self {
            stream: event.stream,
            version: event.version,
            position: None,
            kind: event.kind,
            payload: event.payload,
            actor: event.actor,
            post: event.post,
            caused_by: event.caused_by,
            request_id: event.request_id,
            recorded_at: event.recorded_at.into(),
            effective_at: event.effective_at.map(Instant),
            algorithm: event.algorithm,
            hash: event.hash.to_string(),
        }
    }
}

impl From<EntryRow> for JournalEntry {
    fn from(row: EntryRow) -> Self {
        Self {
            stream: row.stream,
            version: row.version,
            position: Some(row.position),
            kind: row.kind,
            payload: None,
            actor: row.actor,
            post: row.post,
            caused_by: row.caused_by,
            request_id: row.request_id,
            recorded_at: row.recorded_at.into(),
            effective_at: row.effective_at.map(Instant),
            algorithm: row.algorithm,
            hash: row.hash.to_string(),
        }
    }
}

/// The name of the list that a history is, for cursors.
pub const HISTORY: &str = "history";

/// The history of a thing that was shown.
pub async fn history(
    ctx: &Context<'_>,
    stream: StreamId,
    window: &Window,
) -> Result<Connection<JournalEntry>> {
    let page = ctx.told(window.page(HISTORY))?;
    let events = all(ctx, HistoryOf(stream)).await?;
    Ok(Found::cut(events, &page, HistoryRow::key).connect(
        HISTORY,
        HistoryRow::key,
        JournalEntry::from,
    ))
}
