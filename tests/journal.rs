//! What the journal keeps: everything that was done, in a form that says the same again.

mod as_of;
mod coverage;
mod once;
mod rebuild;
mod replay;
