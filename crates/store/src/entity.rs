//! The tables that are written row by row. Lists and reports read plain rows instead.

pub(crate) mod account;
pub(crate) mod attachment;
pub(crate) mod idempotency_key;
pub(crate) mod journal;
pub(crate) mod session;
pub(crate) mod timer;
