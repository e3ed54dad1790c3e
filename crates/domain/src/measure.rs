//! 评判. Judgements that are pure functions: the same facts and rules give the same answer on any
//! machine, at any time, in any order of input. The year in which scores are
//! made is [`crate::assessment`].

pub mod allot;
pub mod escalation;
pub mod light;
pub mod reward;
pub mod score;
