//! What is planted in a document before it is executed, so that its answer can be completed.
//!
//! The document stays valid exactly if it was: validation runs on it afterwards.

use std::collections::HashMap;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationDefinition,
    OperationType, Selection, SelectionSet,
};
use async_graphql::registry::{MetaType, Registry};
use async_graphql::{Name, Pos, Positioned};

/// The key under which an object tells its type; it is taken out again.
pub(super) const TYPE_KEY: &str = "__duban_type";

/// Prepares every operation and fragment of a document.
pub(super) fn plant(document: &mut ExecutableDocument, registry: &Registry) {
    match &mut document.operations {
        DocumentOperations::Single(operation) => in_operation(&mut operation.node, registry),
        DocumentOperations::Multiple(map) => {
            map.values_mut().for_each(|operation| in_operation(&mut operation.node, registry));
        }
    }
    for fragment in document.fragments.values_mut() {
        let on = registry.types.get(fragment.node.type_condition.node.on.node.as_str());
        in_set(&mut fragment.node.selection_set.node, on, registry);
    }
}

/// The name of the type that an operation starts from.
pub(super) fn root(registry: &Registry, kind: OperationType) -> Option<&str> {
    match kind {
        OperationType::Query => Some(registry.query_type.as_str()),
        OperationType::Mutation => registry.mutation_type.as_deref(),
        OperationType::Subscription => registry.subscription_type.as_deref(),
    }
}

fn in_operation(operation: &mut OperationDefinition, registry: &Registry) {
    let on = root(registry, operation.ty).and_then(|name| registry.types.get(name));
    let set = &mut operation.selection_set.node;
    if operation.ty == OperationType::Subscription {
        // The root must stay a single field.
        set.items.iter_mut().for_each(|item| in_selection(&mut item.node, on, registry));
    } else {
        in_set(set, on, registry);
    }
}

fn in_set(set: &mut SelectionSet, on: Option<&MetaType>, registry: &Registry) {
    merge_twins(set);
    for item in &mut set.items {
        in_selection(&mut item.node, on, registry);
    }
}

fn in_selection(selection: &mut Selection, on: Option<&MetaType>, registry: &Registry) {
    match selection {
        Selection::Field(field) if field.node.name.node == "__typename" => {
            if !field.node.directives.is_empty() {
                *selection = wrapped(field);
            }
        }
        Selection::Field(field) => {
            let set = &mut field.node.selection_set;
            if set.node.items.is_empty() {
                return;
            }
            let name = field.node.name.node.as_str();
            let meta = on.and_then(|on| on.field_by_name(name));
            let ty = meta.and_then(|meta| registry.concrete_type_by_name(&meta.ty));
            in_set(&mut set.node, ty, registry);
            if ty.is_some_and(|ty| ty.is_abstract() || may_be_empty(ty, &set.node)) {
                set.node.items.insert(0, type_question(set.pos));
            }
        }
        Selection::InlineFragment(inline) => {
            let condition = inline.node.type_condition.as_ref();
            let on = match condition {
                Some(condition) => registry.types.get(condition.node.on.node.as_str()),
                None => on,
            };
            in_set(&mut inline.node.selection_set.node, on, registry);
        }
        Selection::FragmentSpread(_) => {}
    }
}

/// Says whether an object might be asked for nothing, in which case the library says null.
fn may_be_empty(ty: &MetaType, set: &SelectionSet) -> bool {
    ty.is_composite() && !set.items.iter().any(|item| certain(&item.node))
}

/// Says whether a selection always asks for something.
fn certain(selection: &Selection) -> bool {
    match selection {
        Selection::Field(field) => field.node.directives.is_empty(),
        Selection::InlineFragment(_) | Selection::FragmentSpread(_) => false,
    }
}

fn type_question(pos: Pos) -> Positioned<Selection> {
    let field = Field {
        alias: Some(Positioned::new(Name::new(TYPE_KEY), pos)),
        name: Positioned::new(Name::new("__typename"), pos),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet::default(), pos),
    };
    Positioned::new(Selection::Field(Positioned::new(field, pos)), pos)
}

/// Moves the directives of a `__typename` to a fragment around it.
///
/// Validation passes over the field, directives and all, and then misses the use of a variable.
fn wrapped(field: &mut Positioned<Field>) -> Selection {
    let pos = field.pos;
    let directives = std::mem::take(&mut field.node.directives);
    let inside = Positioned::new(Selection::Field(field.clone()), pos);
    let selection_set = Positioned::new(SelectionSet { items: vec![inside] }, pos);
    let inline = InlineFragment { type_condition: None, directives, selection_set };
    Selection::InlineFragment(Positioned::new(inline, pos))
}

/// Makes one field of two that mean the same, so that it is resolved once.
fn merge_twins(set: &mut SelectionSet) {
    let mut merged: Vec<Positioned<Selection>> = Vec::with_capacity(set.items.len());
    // Where the first field of each key stands that no directive concerns.
    let mut first: HashMap<Name, usize> = HashMap::new();
    for item in std::mem::take(&mut set.items) {
        let Selection::Field(field) = item.node else {
            merged.push(item);
            continue;
        };
        let place = first.get(&field.node.response_key().node);
        let twin = match place.and_then(|place| merged.get_mut(*place)).map(|item| &mut item.node) {
            Some(Selection::Field(twin)) if twins(&twin.node, &field.node) => Some(twin),
            _ => None,
        };
        if let Some(twin) = twin {
            let below = field.node.selection_set.node.items;
            twin.node.selection_set.node.items.extend(below);
            continue;
        }
        if place.is_none() && field.node.directives.is_empty() {
            first.insert(field.node.response_key().node.clone(), merged.len());
        }
        merged.push(Positioned::new(Selection::Field(field), item.pos));
    }
    set.items = merged;
}

/// Says whether two fields with one key mean the same.
fn twins(one: &Field, other: &Field) -> bool {
    let bare = |field: &Field| field.directives.is_empty();
    let leaf = |field: &Field| field.selection_set.node.items.is_empty();
    one.name.node == other.name.node
        && bare(one)
        && bare(other)
        && leaf(one) == leaf(other)
        && one.arguments.len() == other.arguments.len()
        && one.arguments.iter().zip(&other.arguments).all(|((name, value), (other, written))| {
            name.node == other.node && value.node == written.node
        })
}
