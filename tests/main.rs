//! Tests that speak to Duban as its clients do.
#![cfg(test)]

mod harness;

mod stories;

mod authz;

mod journal;

mod contract;

mod statements;

mod tidy;
