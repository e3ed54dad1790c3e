//! The journal as clients see it.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use duban_domain::command::StreamId;
use duban_engine::view::{AsOf, EntryRow, HistoryRow, ReceiptRow, VerificationRow};
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
    #[graphql(skip)]
    as_of: Option<AsOf>,
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
        optional_person(ctx, self.as_of, id.map(Into::into)).await
    }
}

impl From<HistoryRow> for JournalEntry {
    fn from(event: HistoryRow) -> Self {
        Self {
            as_of: event.as_of,
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
            as_of: None,
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

/// The proof that an event was sealed in its place. 回执:事件已按序封存的证明。
#[derive(Debug, Clone, SimpleObject)]
pub struct JournalReceipt {
    /// The event, as `stream@version`. 事件。
    pub event: String,
    /// Its place among all events. 全局序号。
    pub position: i64,
    /// The number of the checkpoint that covers it. 封存点编号。
    pub checkpoint: i64,
    /// When that was sealed, in RFC 3339. 封存时刻。
    pub sealed_at: String,
    /// The public key that the seal is said to be of; compare it with the one that the office has
    /// published. 封存公钥;请与主管部门公布的公钥核对。
    pub public_key: Option<String>,
    /// Whether the content of the event is in the receipt; not where the viewer may not see all of
    /// it. 回执是否含事件内容;不可见全部内容时不含。
    pub holds_content: bool,
    /// The receipt to keep, in JSON: event, audit path, checkpoint and signature.
    /// 回执全文(JSON),请妥善保存:事件、证明路径、封存点与签名。
    pub text: String,
}

impl From<ReceiptRow> for JournalReceipt {
    fn from(row: ReceiptRow) -> Self {
        let ReceiptRow { event, position, checkpoint, sealed_at, public_key, .. } = row;
        let (holds_content, text) = (row.holds_content, row.text);
        Self { event, position, checkpoint, sealed_at, public_key, holds_content, text }
    }
}

/// What a verification of the journal found. 日志验真结果。
#[derive(Debug, Clone, SimpleObject)]
pub struct JournalVerification {
    /// When it began. 开始时刻。
    pub started_at: Instant,
    /// When it ended. 结束时刻。
    pub finished_at: Instant,
    /// Whether everything fits. 是否全部相符。
    pub sound: bool,
    /// How many events there were. 事件数。
    pub events: i64,
    /// Up to which position everything is sealed; 0 before the first checkpoint. 已封存至的全局序号。
    pub sealed_to: i64,
    /// The number of the last checkpoint; 0 before the first. 最近封存点编号。
    pub checkpoint: i64,
    /// How many events were newer than that. 封存点之后的事件数。
    pub newer: i64,
    /// How much did not fit. 不符项数。
    pub findings: i64,
    /// The first of it, by event and position; null where everything fits. 首个不符项;全部相符时为 null。
    pub first_finding: Option<String>,
}

impl From<VerificationRow> for JournalVerification {
    fn from(row: VerificationRow) -> Self {
        Self {
            started_at: row.started_at.into(),
            finished_at: row.finished_at.into(),
            sound: row.findings == 0,
            events: row.events,
            sealed_to: row.sealed_to,
            checkpoint: row.checkpoint_no,
            newer: row.newer,
            findings: row.findings,
            first_finding: row.first_finding,
        }
    }
}

/// The name of the list that a history is, for cursors.
pub const HISTORY: &str = "history";

/// The history of a thing that was shown, to the end of the day on which it is seen.
pub async fn history(
    ctx: &Context<'_>,
    as_of: Option<AsOf>,
    stream: StreamId,
    window: &Window,
) -> Result<Connection<JournalEntry>> {
    let page = ctx.told(window.page(HISTORY))?;
    let events = all(ctx, as_of, HistoryOf(stream)).await?;
    Ok(Found::cut(events, &page, HistoryRow::key).connect(
        HISTORY,
        HistoryRow::key,
        JournalEntry::from,
    ))
}
