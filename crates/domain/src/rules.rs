//! 规则与日历. The office's limits and the working calendar: versioned, dated data, never
//! constants.

pub mod command;
pub mod decide;
pub mod event;
pub mod rejection;
pub mod state;
pub mod table;

pub use decide::decide;
pub use state::{Office, Rules, evolve};
