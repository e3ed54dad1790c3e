//! The journal, event by event.

use std::collections::VecDeque;
use std::time::Duration;

use async_graphql::{Context, Result, Subscription};
use duban_domain::people::actor::Role;
use duban_domain::value::language::Language;
use duban_engine::error::EngineError;
use duban_engine::queries::Reader;
use duban_engine::view::EntryRow;
use futures_util::stream::{Stream, try_unfold};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::types::journal::JournalEntry;

/// Subscriptions about the journal.
#[derive(Default)]
pub struct JournalSubscription;

/// How many events one look takes.
const BATCH: u32 = 100;

/// How long to wait for news of this node before looking what others did.
const PATIENCE: Duration = Duration::from_millis(500);

/// The most items that can be asked for beforehand.
const FIRST_MAX: i32 = 10_000;

#[Subscription]
impl JournalSubscription {
    /// Every event on things that the viewer sees, in the order of positions and without contents;
    /// each exactly once. To go on after an interruption, name the last position received.
    /// 可见对象的日志事件(不含内容),按全局序号逐条送达且不重不漏;中断后以最后收到的序号续接。
    #[graphql(guard = "RoleClass::Any")]
    async fn journal_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only events behind this position; from the first one where there is none. \
                          该全局序号之后;不填则从头开始。"
        )]
        after: Option<i64>,
        #[graphql(
            desc = "Ends after this many, 1 to 10000; goes on for ever where there is none. \
                          送达若干条后结束;不填则持续。"
        )]
        first: Option<i32>,
    ) -> Result<impl Stream<Item = Result<JournalEntry>> + use<>> {
        let position = ctx.told(start(after))?;
        let left = ctx.told(count(first))?;
        let reader = ctx.reader()?.clone();
        follows(&reader).map_err(|problem| ctx.refused(&problem))?;
        let moved = ctx.engine()?.journal_moved();
        let follower =
            Follower { reader, moved, position, found: VecDeque::new(), language: ctx.language() };
        Ok(try_unfold((follower, left), |(mut follower, left)| async move {
            let left = match left {
                Some(0) => return Ok(None),
                Some(left) => Some(left - 1),
                None => None,
            };
            let entry = follower.next().await?;
            Ok(Some((JournalEntry::from(entry), (follower, left))))
        }))
    }
}

fn start(after: Option<i64>) -> Result<i64, Problem> {
    match after {
        Some(position) if position < 0 => Err(Problem::bad_input(
            format!("after 为 {position},应为不小于 0 的全局序号。"),
            format!("`after` is {position}; it must be a position, 0 or more."),
        )),
        other => Ok(other.unwrap_or(0)),
    }
}

fn count(first: Option<i32>) -> Result<Option<u32>, Problem> {
    match first {
        None => Ok(None),
        Some(count @ 1..=FIRST_MAX) => Ok(Some(count.unsigned_abs())),
        Some(count) => Err(Problem::bad_input(
            format!("first 为 {count},应在 1 至 {FIRST_MAX} 之间。"),
            format!("`first` is {count}; it must be from 1 to {FIRST_MAX}."),
        )),
    }
}

/// Administrators have no business here, but for the one who reads logs.
fn follows(reader: &Reader) -> Result<(), Problem> {
    match reader.post() {
        Some(post) if post.role.is_admin() && post.role != Role::AuditAdmin => {
            Err(Problem::forbidden(
                "系统管理员和安全管理员不能查看业务日志。",
                "The system and the security administrator may not follow the journal.",
            ))
        }
        Some(_) | None => Ok(()),
    }
}

/// 跟踪者. Goes through the journal with one pair of eyes.
struct Follower {
    reader: Reader,
    moved: watch::Receiver<u64>,
    position: i64,
    found: VecDeque<EntryRow>,
    language: Language,
}

impl Follower {
    /// The next event that is seen, as soon as there is one.
    async fn next(&mut self) -> Result<EntryRow> {
        loop {
            if let Some(entry) = self.found.pop_front() {
                return Ok(entry);
            }
            // What moves from here on wakes the wait below, so nothing falls in between.
            self.moved.borrow_and_update();
            match self.reader.follow(self.position, BATCH).await {
                Ok(followed) if followed.reached > self.position => {
                    self.position = followed.reached;
                    self.found.extend(followed.entries);
                }
                Ok(_) | Err(EngineError::Unavailable(_)) => {
                    // Either news or time to look; an engine that is gone leaves the latter.
                    let _ = timeout(PATIENCE, self.moved.changed()).await;
                }
                Err(error) => return Err(Problem::from(error).to_error(self.language)),
            }
        }
    }
}
