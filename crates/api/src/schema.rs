//! The schema: roots and extensions, without data, and its text.

use async_graphql::{EmptySubscription, SDLExportOptions, Schema};

use crate::complete::Complete;
use crate::mutation::Mutation;
use crate::query::Query;
use crate::query::node::Node;

/// The schema that is served.
pub type DubanSchema = Schema<Query, Mutation, EmptySubscription>;

/// Builds it. Everything that resolvers need comes with each operation, see
/// [`Desk`](crate::context::Desk).
pub fn build() -> DubanSchema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .register_output_type::<Node>()
        .extension(Complete)
        .finish()
}

/// The text of the schema, sorted, as `schema.graphql` has it.
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by();
    build().sdl_with_options(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_the_same_every_time() {
        assert_eq!(sdl(), sdl());
    }
}
