//! Gathers.
