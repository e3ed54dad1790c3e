//! What can be followed.

pub mod journal;

use async_graphql::MergedSubscription;

/// What can be followed over a WebSocket; a stream ends when the access of its caller ends.
/// 订阅。经 WebSocket 持续接收;访问权限终止时随即结束。
#[derive(MergedSubscription, Default)]
pub struct Subscription(journal::JournalSubscription);
