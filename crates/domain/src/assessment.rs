//! 年度考核. One year's assessment, from its scheme to the published result.
//!
//! | from | action | to | who |
//! |---|---|---|---|
//! | (nothing) | draft 拟定方案 | `PLANNED` | assessor |
//! | `PLANNED` | revise 修订方案 | `PLANNED` | assessor |
//! | `PLANNED` | publish scheme 印发方案 | `SCHEME_PUBLISHED` | director of the assessors, another than the drafter |
//! | `SCHEME_PUBLISHED` | collect 采集 | `COLLECTING` | assessor |
//! | `COLLECTING` | submit, adjust 填报、加减分 | `COLLECTING` | assessor, or the unit that supplies the datum |
//! | `COLLECTING` | check, return 审核、退回 | `COLLECTING` | the unit that checks it |
//! | `COLLECTING` | approve N/A 核定不适用 | `COLLECTING` | director of the assessors |
//! | `COLLECTING` | freeze 冻结 | `DATA_FROZEN` | director of the assessors |
//! | `DATA_FROZEN` | score 计分 | `SCORED` | assessor |
//! | `SCORED` | review 评审 | `PANEL_REVIEWED` | director of the assessors, another than the scorer |
//! | `PANEL_REVIEWED` | publicise 公示 | `PUBLICISED` | group leader |
//! | `PUBLICISED` | object 异议 | `PUBLICISED` | the county's signer |
//! | `PUBLICISED` | decide objection 异议裁定 | `PUBLICISED` | director of the assessors who neither scored nor handled the datum |
//! | `PUBLICISED` | rescore 重新计分 | `SCORED` | assessor, after an upheld objection |
//! | `PUBLICISED` | close objections 异议期满 | `OBJECTIONS_CLOSED` | assessor |
//! | `OBJECTIONS_CLOSED` | approve 审定 | `APPROVED` | head of government |
//! | `APPROVED` | publish 通报 | `PUBLISHED` | assessor |
//! | `PUBLISHED` | rectify 整改 | `PUBLISHED` | the county's signer |
//! | `PUBLISHED` | accept rectification 整改验收 | `PUBLISHED` | director of the assessors |
//!
//! A datum that was reported and verified elsewhere is taken over with where it comes from and is
//! not asked for again. Scores are no data of the stream: they follow from what was frozen, so
//! that those of any past year recompute from the journal alone.

pub mod command;
pub mod decide;
pub mod event;
pub mod offer;
pub mod rejection;
pub mod state;
pub mod table;

mod item;
mod objection;

#[cfg(test)]
mod tests;

pub use decide::decide;
pub use state::{Assessment, evolve};
