//! Duban: see ARCHITECTURE.md.

pub mod auth;
