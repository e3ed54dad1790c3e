//! 行动方案. A published plan: where tasks come from, who issued it, from when it counts.
//!
//! | from | action | to | who |
//! |---|---|---|---|
//! | (nothing) | draft | `DRAFT` | office |
//! | `DRAFT` | note findings | `DRAFT` | office |
//! | `DRAFT` | identify a unit | `DRAFT` | office |
//! | `DRAFT` | discard | `DISCARDED` | office |
//! | any later one | settle findings | the same | office |
//! | `DRAFT` | issue | `ISSUED` | director of the office, another person than the drafter |
//! | `ISSUED` | bring into effect | `EFFECTIVE` | the system, with the first dispatch |

pub mod command;
pub mod comparison;
pub mod decide;
pub mod event;
pub mod finding;
pub mod rejection;
pub mod state;
pub mod table;

pub use decide::decide;
pub use state::{Plan, evolve};
