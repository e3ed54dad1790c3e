//! Contracts that lie in git and that the build can only confirm.

mod schema;

mod errors;

mod config;

mod limits;
