//! Rules for the fields at the root of an operation.
//!
//! async-graphql runs a mutation once per occurrence of its field, also where two occurrences mean
//! the same answer key, and it starts every root field of a subscription as a stream of its own.
//! Both are refused here. The walks follow fragments and end because [`super::measure`] came first.

use std::collections::HashSet;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, Positioned};

use crate::error::Problem;

/// Finds the operation that a request means; none when it names none of those there are.
pub(super) fn selected<'a>(
    operations: &'a DocumentOperations,
    name: Option<&str>,
) -> Option<&'a Positioned<OperationDefinition>> {
    match (operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(map), Some(name)) => map.get(name),
        (DocumentOperations::Multiple(map), None) if map.len() == 1 => map.values().next(),
        (DocumentOperations::Multiple(_), None) => None,
    }
}

/// Counts the mutations of the operation that will run, and refuses two with one answer key.
pub(super) fn mutations(
    document: &ExecutableDocument,
    name: Option<&str>,
) -> Result<usize, Problem> {
    let Some(operation) = selected(&document.operations, name) else {
        return Ok(0);
    };
    let mut fields = Vec::new();
    collect(document, &operation.node.selection_set.node, &mut fields);
    let mut keys = HashSet::new();
    for field in &fields {
        let key = &field.node.response_key().node;
        if !keys.insert(key) {
            return Err(Problem::bad_input(
                format!("变更操作 {key} 出现了两次。请用别名区分，或只写一次。"),
                format!("The mutation {key} stands here twice. Give it an alias or write it once."),
            )
            .at(field.pos));
        }
    }
    Ok(fields.len())
}

/// Refuses subscriptions that do not have exactly one root field, and brings that field to the top.
///
/// async-graphql looks for it only directly in the operation: one inside of a fragment would be
/// overlooked, and the stream end before it began.
pub(super) fn straighten_subscriptions(document: &mut ExecutableDocument) -> Result<(), Problem> {
    let mut found = Vec::new();
    for (name, operation) in document.operations.iter() {
        if operation.node.ty != OperationType::Subscription {
            continue;
        }
        let mut fields = Vec::new();
        collect(document, &operation.node.selection_set.node, &mut fields);
        let [field] = fields.as_slice() else {
            return Err(Problem::bad_input(
                "一个订阅只能有一个根字段。",
                "A subscription has exactly one root field.",
            )
            .at(operation.pos));
        };
        if conditional(&operation.node.selection_set.node) {
            return Err(Problem::bad_input(
                "订阅的根字段不能使用 @skip 或 @include。",
                "The root field of a subscription cannot be skipped or included.",
            )
            .at(operation.pos));
        }
        found.push((name.cloned(), (*field).clone()));
    }
    for (name, field) in found {
        lift(&mut document.operations, name.as_ref(), field);
    }
    Ok(())
}

/// Puts the root field in front of the fragment that it stands in.
///
/// The fragment stays behind it, for validation to see that it is used; nothing runs it.
fn lift(operations: &mut DocumentOperations, name: Option<&Name>, field: Positioned<Field>) {
    let operation = match (operations, name) {
        (DocumentOperations::Single(operation), _) => Some(operation),
        (DocumentOperations::Multiple(map), Some(name)) => map.get_mut(name),
        (DocumentOperations::Multiple(_), None) => None,
    };
    let Some(operation) = operation else { return };
    let items = &mut operation.node.selection_set.node.items;
    if !items.iter().any(|item| matches!(item.node, Selection::Field(_))) {
        items.insert(0, Positioned::new(Selection::Field(field.clone()), field.pos));
    }
}

fn conditional(set: &SelectionSet) -> bool {
    set.items.iter().any(|item| {
        let inside = match &item.node {
            Selection::InlineFragment(inline) => conditional(&inline.node.selection_set.node),
            Selection::Field(_) | Selection::FragmentSpread(_) => false,
        };
        inside
            || item
                .node
                .directives()
                .iter()
                .any(|directive| matches!(directive.node.name.node.as_str(), "skip" | "include"))
    })
}

fn collect<'a>(
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
    fields: &mut Vec<&'a Positioned<Field>>,
) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => fields.push(field),
            Selection::InlineFragment(inline) => {
                collect(document, &inline.node.selection_set.node, fields);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    collect(document, &fragment.node.selection_set.node, fields);
                }
            }
        }
    }
}
