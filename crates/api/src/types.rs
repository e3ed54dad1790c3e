//! The nouns as clients see them, and what they share.

pub mod action;
pub mod assessment;
pub mod assignment;
pub mod audit;
pub mod comparison;
pub mod evidence;
pub mod finding;
pub mod journal;
pub mod names;
pub mod organisation;
pub mod past;
pub mod payload;
pub mod plan;
pub mod refusal;
pub mod report;
pub mod scalar;
pub mod sheet;
pub mod states;
pub mod task;
pub mod text;
