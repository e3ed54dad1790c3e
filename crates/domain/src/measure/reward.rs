//! 奖补资金. One pot of a year, from the pool to the performance report.
//!
//! | from | action | to | who |
//! |---|---|---|---|
//! | (nothing) | set pool 下达额度 | `POOL_SET` | finance |
//! | `POOL_SET`, `CALCULATED` | set pool 更正额度 | `POOL_SET` | finance |
//! | `POOL_SET` | calculate 测算 | `CALCULATED` | office |
//! | `CALCULATED` | check 财政复核 | `FINANCE_CHECKED` | finance, neither who set the pool nor who calculated; the own run must agree to the fen |
//! | `FINANCE_CHECKED` | approve 审定 | `APPROVED` | head of government |
//! | `APPROVED` | publicise 公示 | `PUBLICISED` | finance |
//! | `PUBLICISED` | issue 下达 | `ISSUED` | finance |
//! | `ISSUED` | pay 拨付 | `PAID` | finance |
//! | `PAID` | review performance 绩效评价 | `PERFORMANCE_REVIEWED` | finance |
//!
//! Nothing is calculated before the assessment is published. What was calculated is kept with the
//! digest of what it rests on and the way of computing, so that anybody can come to it again.

pub mod command;
pub mod decide;
pub mod event;
pub mod rejection;
pub mod state;
pub mod table;

mod split;

#[cfg(test)]
mod tests;

pub use decide::decide;
pub use split::split;
pub use state::{Reward, evolve};
