//! Who there is: units, the people in their posts, and the actor behind a command.

pub mod account;
pub mod actor;
pub mod duty;
pub mod organisation;
pub mod person;
pub mod unit;
