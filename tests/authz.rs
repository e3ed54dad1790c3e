//! Who may see and do what: the table that reviewers read, and the walk that tries to see more.

mod coverage;
mod crawler;
mod matrix;
