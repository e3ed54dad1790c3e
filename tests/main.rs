//! Tests that speak to Duban as its clients do.
#![cfg(test)]

mod harness;

mod stories;

mod walk;

mod authz;

mod journal;

mod contract;

mod statements;

mod tidy;
