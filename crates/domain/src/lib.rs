//! The rules of Duban: who owes what, by when, and what may be done about it.
//! Commands and facts go in, events or a lawful refusal come out; nothing else happens here.
//!
//! **This crate never** awaits, reads a clock, makes an id, draws a random number, touches a
//! database, a file or the network, logs, uses floats, or knows that GraphQL exists.
//!
//! Start with [`assignment`], the one machine that everything serves; [`plan`] and [`task`] say
//! where its duties come from, [`sheet`] and [`evidence`] what is reported about them,
//! [`obligation`] what is counted, [`assessment`] what a year came to, [`measure::reward`] who is
//! given how much for it.

#![warn(clippy::float_arithmetic, clippy::wildcard_enum_match_arm)]

pub mod assessment;
pub mod assignment;
pub mod audit;
pub mod available;
pub mod command;
pub mod consequence;
pub mod evidence;
pub mod facts;
pub mod measure;
pub mod obligation;
pub mod people;
pub mod plan;
pub mod policy;
pub mod rejection;
pub mod rules;
pub mod sheet;
pub mod task;
pub mod time;
pub mod value;
