//! With which code and reason a socket is closed.

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};

use crate::error::Code;

/// 关闭原因. A close frame of the protocol, or of WebSockets in general.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Close {
    pub(super) code: u16,
    pub(super) reason: &'static str,
}

impl Close {
    pub(super) const BAD_REQUEST: Self = Self::new(4400, "Invalid message");
    pub(super) const UNAUTHORIZED: Self = Self::new(4401, "Unauthorized");
    pub(super) const FORBIDDEN: Self = Self::new(4403, "Forbidden");
    pub(super) const INIT_TIMEOUT: Self = Self::new(4408, "Connection initialisation timeout");
    pub(super) const DUPLICATE: Self = Self::new(4409, "Subscriber already exists");
    pub(super) const SECOND_INIT: Self = Self::new(4429, "Too many initialisation requests");
    pub(super) const INTERNAL: Self = Self::new(4500, "Internal server error");
    pub(super) const TOO_MANY_MESSAGES: Self = Self::new(1008, "Too many messages");
    pub(super) const SILENT: Self = Self::new(1008, "Silent for too long");
    pub(super) const UNREADABLE: Self = Self::new(1009, "Unreadable or too large");

    const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason }
    }

    /// The way to close for a problem with who is there.
    pub(super) fn of(code: Code) -> Self {
        match code {
            // Not 4401: clients take that for a fault of theirs and do not come back with a new
            // token.
            Code::Unauthenticated | Code::Forbidden => Self::FORBIDDEN,
            Code::NotFound | Code::BadInput | Code::Conflict | Code::LimitExceeded => {
                Self::BAD_REQUEST
            }
            Code::Unavailable | Code::Internal => Self::INTERNAL,
        }
    }
}

impl From<Close> for Message {
    fn from(close: Close) -> Self {
        let reason = Utf8Bytes::from_static(close.reason);
        Self::Close(Some(CloseFrame { code: close.code, reason }))
    }
}
