//! Tests that speak to Duban as its clients do.
#![cfg(test)]

mod tidy;
