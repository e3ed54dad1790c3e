//! Small types that are parsed once, at the edge, and then carried inward.

pub mod code;
pub mod decimal;
pub mod digest;
pub mod exact;
pub mod hex;
pub mod id;
pub mod language;
pub mod money;
pub mod phone;
pub mod seed;
pub mod share;
pub mod text;
