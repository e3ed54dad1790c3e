//! The public contract: `schema.graphql` is what `duban schema` prints.

#[test]
fn the_schema_in_git_is_the_one_that_is_served() {
    let kept = include_str!("../../schema.graphql");
    assert!(
        kept == duban_api::schema::sdl(),
        "schema.graphql is stale: run `cargo run -- schema > schema.graphql` and read the diff"
    );
}
