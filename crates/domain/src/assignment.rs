//! 责任事项. Task x unit x duty: how one unit carries out what it owes. The one state machine.
//!
//! | from | action | to | who |
//! |---|---|---|---|
//! | (nothing) | open | `DISPATCHED` | the system, with the dispatch of the task |
//! | `DISPATCHED` | sign for 签收 | `SIGNED` | holder |
//! | `SIGNED`, `IN_PROGRESS` | plan milestones 节点 | `IN_PROGRESS` | signer of the holder |
//! | any open | record opening balance | same | office |
//! | `SIGNED`, `IN_PROGRESS`, `CLOSE_REVIEW` | rows of the monthly sheet | same | holder, lead, office |
//! | `SIGNED`, `IN_PROGRESS` | request closing 申请办结 | `CLOSE_REVIEW` | signer of the holder |
//! | `CLOSE_REVIEW` | send back 退回补办 | `IN_PROGRESS` | director of the office |
//! | `CLOSE_REVIEW` | close 办结 | `COMPLETED` | director of the office |
//! | `DISPATCHED`, `SIGNED`, `IN_PROGRESS` | declare not applicable | `NOT_APPLICABLE` | director |
//! | any open | end with the lead | `COMPLETED` | the system, for supports |
//!
//! Where the holder hosts the office, the group leader or the supervision office judges instead.

pub mod amendment;
mod closing;
pub mod command;
pub mod decide;
pub mod event;
pub mod record;
pub mod rejection;
pub mod row;
pub mod state;
pub mod table;

pub use decide::decide;
pub use state::{Assignment, evolve};
