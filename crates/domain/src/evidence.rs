//! 佐证. A file or link that shows something was done, verified by another unit than its own.
//!
//! | from | action | to | who |
//! |---|---|---|---|
//! | (nothing) | submit 提交 | `PENDING` | holder |
//! | `PENDING` | verify 核验 | `VERIFIED` | lead, office, supervision office, group leader |
//! | `PENDING` | refuse 不予认可 | `REFUSED` | the same |
//!
//! Evidence is never overwritten: what was refused stays, and new evidence is handed in beside it.

pub mod command;
pub mod decide;
pub mod event;
pub mod rejection;
pub mod state;
pub mod table;

pub use decide::decide;
pub use state::{Evidence, evolve};
