//! One request for every subscription: what is there already comes at once, and it ends.

use serde_json::json;

use super::{About, Case};

pub const SUBSCRIPTIONS: &[Case] = &[Case {
    name: "journalEvents",
    document: "subscription { journalEvents(first: 1) { kind } }",
    ask: |_, _| json!({}),
    about: About::Oneself,
}];
