//! The door of Duban: HTTP and GraphQL. It translates, and decides nothing.
//!
//! **This crate never** opens a database, applies a rule or holds a transaction; it asks the engine.
//! Start reading at [`document`], the guard in front of every way in.

pub mod document;
pub mod error;
pub mod language;
pub mod limits;
