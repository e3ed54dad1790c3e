//! 来源. Where a request came from: the same for everything it does, and looked at by no rule, so
//! it travels beside the calls.

use std::future::Future;
use std::net::IpAddr;

tokio::task_local! {
    static ORIGIN: Origin;
}

/// Where a request came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The other end of the connection.
    pub address: Option<IpAddr>,
    /// The request, as the log names it.
    pub request_id: Option<String>,
}

impl Origin {
    /// Runs the future as coming from here. What it spawns comes from nowhere.
    pub async fn within<F: Future>(self, future: F) -> F::Output {
        ORIGIN.scope(self, future).await
    }

    /// Where the work at hand came from: nowhere for timers, seeds and the command line.
    pub(crate) fn here() -> Self {
        ORIGIN.try_with(Clone::clone).unwrap_or_default()
    }
}
