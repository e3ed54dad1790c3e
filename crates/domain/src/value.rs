//! Small types, parsed once.

pub mod code;
pub mod decimal;
pub mod exact;
pub mod money;
pub mod share;
