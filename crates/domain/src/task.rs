//! 重点任务. A task of a plan: who owes what until when.
//!
//! *Who owes what* is decided here, in the task's stream; *how it is carried out* in the streams
//! of its assignments.
//!
//! | from | action | to | who |
//! |---|---|---|---|
//! | (nothing) | draft | `DRAFT` | office |
//! | `DRAFT` | correct, confirm, split, merge others into it | `DRAFT` | office |
//! | (nothing) | branch | `DRAFT` | the system, when a task is split |
//! | `DRAFT` | merge into another | `DISCARDED` | the system |
//! | `DRAFT` | place a unit | `DRAFT` | the system, when the office says which unit is meant |
//! | `DRAFT` | discard | `DISCARDED` | the system, with its plan |
//! | `DRAFT` | file 立项 | `FILED` | the system, when its plan is issued |
//! | `FILED` | dispatch 交办 | `DISPATCHED` | office |
//!
//! After dispatch the task is in the state of its `LEAD` assignment.

pub mod command;
pub mod decide;
pub mod dispatch;
pub mod event;
pub mod reading;
pub mod regroup;
pub mod rejection;
pub mod state;
pub mod table;
pub mod target;

pub use decide::decide;
pub use state::{Task, evolve};
