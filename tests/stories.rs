//! A person's path through GraphQL, from the first act to the last.

mod accounts;
mod assessment;
mod at_once;
mod audit;
mod draft;
mod files;
mod first_path;
mod follow_journal;
mod ledger;
mod liaison;
mod plan_import;
mod receipts;
mod second_factor;
mod two_nodes;
