//! The door of Duban: HTTP and GraphQL. It translates, and decides nothing.
//!
//! **This crate never** opens a database, applies a rule or holds a transaction; it asks the engine.
//! Start reading at [`http`], in the order in which a request passes through.

pub mod auth;
pub mod complete;
pub mod document;
pub mod error;
pub mod http;
pub mod language;
pub mod limits;
