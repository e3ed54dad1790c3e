//! What was acknowledged stays, once, however the program or its database end, and in every backup.
#![cfg(test)]

#[path = "crash/beside.rs"]
mod beside;
#[path = "crash/client.rs"]
mod client;
#[path = "crash/disk.rs"]
mod disk;
#[path = "crash/kills.rs"]
mod kills;
#[path = "crash/node.rs"]
mod node;
#[path = "crash/power.rs"]
mod power;
#[path = "crash/restart.rs"]
mod restart;
#[path = "crash/trace.rs"]
mod trace;
#[path = "crash/writer.rs"]
mod writer;
