//! Tests that speak to Duban as its clients do.
#![cfg(test)]

mod harness;

mod stories;

mod contract;

mod tidy;
