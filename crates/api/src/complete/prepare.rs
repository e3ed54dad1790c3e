//! Defaults of variables, filled in before anybody asks for them.
//!
//! The library looks a variable of `@skip` and `@include` up among those that were sent, and takes
//! one that was left to its default for false.

use async_graphql::Request;
use async_graphql::parser::types::{DocumentOperations, OperationDefinition};
use async_graphql_value::{ConstValue, Name};

/// Adds to a request the defaults of the variables that were not sent with it.
pub(super) fn fill_defaults(request: &mut Request) {
    let name = request.operation_name.clone();
    // A document that cannot be read is refused in its own time.
    let Ok(document) = request.parsed_query() else {
        return;
    };
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(operation),
        (DocumentOperations::Multiple(map), Some(name)) => map.get(name.as_str()),
        (DocumentOperations::Multiple(map), None) => map.values().next(),
    };
    let defaults = operation.map(|operation| defaults(&operation.node)).unwrap_or_default();
    for (name, value) in defaults {
        request.variables.entry(name).or_insert(value);
    }
}

fn defaults(operation: &OperationDefinition) -> Vec<(Name, ConstValue)> {
    operation
        .variable_definitions
        .iter()
        .filter_map(|definition| {
            let value = definition.node.default_value.as_ref()?;
            Some((definition.node.name.node.clone(), value.node.clone()))
        })
        .collect()
}
