//! Contracts that lie in git and that the build can only confirm.

mod config;
mod errors;
mod limits;
mod refusals;
mod schema;
mod security;
