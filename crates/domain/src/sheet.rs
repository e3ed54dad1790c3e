//! 月报表. What one unit reports on one plan for one month: the unit of submission.
//!
//! | from | action | to | who |
//! |---|---|---|---|
//! | (nothing), `OPEN` | open rows | `OPEN` | the system, each month and with each sign-for |
//! | `OPEN` | draft, copy last | `OPEN` | holder |
//! | `OPEN` | submit (a selection, signed) | `OPEN` | signer, another person than the drafter |
//! | `OPEN` | withdraw | `OPEN` | signer, until somebody has looked |
//!
//! How far each row is (submitted, checked, accepted, returned) is known by its assignment.

pub mod command;
pub mod decide;
pub mod event;
pub mod rejection;
pub mod state;
pub mod table;

pub use decide::decide;
pub use state::{Sheet, SheetKey, evolve};
