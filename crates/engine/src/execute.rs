//! Executes.
