//! Duban: see ARCHITECTURE.md.
#![deny(clippy::float_arithmetic, clippy::wildcard_enum_match_arm)]

pub mod measure;
pub mod time;
pub mod value;
