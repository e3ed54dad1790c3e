//! HTTP and GraphQL: translates, decides nothing.
//!
//! **This crate never** opens a database, applies a rule or holds a transaction; it asks the engine.
//! Start reading at [`http`], in the order in which a request passes through.

pub mod auth;
pub mod complete;
pub mod context;
pub mod document;
pub mod error;
pub mod guard;
pub mod http;
pub mod id;
pub mod language;
pub mod limits;
pub mod loader;
pub mod mutation;
pub mod page;
pub mod query;
pub mod reception;
pub mod schema;
pub mod subscription;
pub mod types;
pub mod uploading;
