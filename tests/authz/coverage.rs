//! No field without a row: what introspection lists and what the matrix asks are the same.

use std::collections::BTreeSet;

use crate::harness::TestApp;
use crate::harness::case::{Case, MUTATIONS, QUERIES, SUBSCRIPTIONS};
use crate::harness::database::Database;
use crate::harness::introspection::{Field, Introspection};

#[tokio::test]
async fn every_root_field_has_a_row_and_every_row_a_field() {
    let app = TestApp::open(Database::sqlite().await).await;
    let [queries, mutations, subscriptions] = Introspection::ask(&app).await.roots().map(names);
    app.end().await;
    let file = "tests/harness/case";
    same(&queries, QUERIES, &format!("{file}/query.rs"));
    same(&mutations, MUTATIONS, &format!("{file}/mutation.rs"));
    same(&subscriptions, SUBSCRIPTIONS, &format!("{file}/subscription.rs"));
}

fn names(fields: &[Field]) -> BTreeSet<String> {
    fields.iter().map(|field| field.name.clone()).collect()
}

#[track_caller]
fn same(fields: &BTreeSet<String>, cases: &[Case], file: &str) {
    let asked: BTreeSet<String> = cases.iter().map(|case| case.name.to_owned()).collect();
    let missing: Vec<&String> = fields.difference(&asked).collect();
    let stale: Vec<&String> = asked.difference(fields).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "without a row: {missing:?}; without a field: {stale:?}\nhint: add a valid request for the \
         field to {file} (or take the stale one out), then let the matrix write its rows and read \
         them: `DUBAN_UPDATE_MATRIX=1 cargo nextest run -p duban-tests matrix`"
    );
}
