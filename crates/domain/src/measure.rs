//! 评判. Judgements that are pure functions: the same facts and rules give the same answer on any
//! machine, at any time, in any order of input. [`assessment`] is the year in which
//! scores are made: the one aggregate here, beside the functions it asks.

pub mod allot;
pub mod assessment;
pub mod escalation;
pub mod light;
pub mod score;
