//! Who there is: units, the posts in them, and the actor behind a command.

pub mod account;
pub mod actor;
pub mod duty;
pub mod unit;
