//! Which fields a selection set asks of an object (`CollectFields` of the specification).

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, Selection, SelectionSet, TypeCondition,
};
use async_graphql::registry::Registry;
use async_graphql::{Name, Positioned, Value, Variables};
use async_graphql_value::Value as Written;

/// The variables that `@skip` and `@include` may look at.
#[derive(Debug, Default)]
pub(super) struct Conditions(HashMap<Name, bool>);

impl Conditions {
    /// Keeps what is true or false among the variables.
    pub(super) fn of(variables: &Variables) -> Self {
        let booleans = variables.iter().filter_map(|(name, value)| match value {
            Value::Boolean(truth) => Some((name.clone(), *truth)),
            _ => None,
        });
        Self(booleans.collect())
    }

    fn allow(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().all(|directive| {
            let wanted = match directive.node.name.node.as_str() {
                "include" => true,
                "skip" => false,
                _ => return true,
            };
            let truth = match directive.node.get_argument("if").map(|value| &value.node) {
                Some(Written::Boolean(truth)) => *truth,
                Some(Written::Variable(name)) => self.0.get(name).copied().unwrap_or(false),
                _ => false,
            };
            truth == wanted
        })
    }
}

/// The fields that share one key of the answer, in the order of the query.
pub(super) type Group<'a> = (&'a Name, Vec<&'a Field>);

/// Collects the fields of one object.
pub(super) struct Collect<'a, 'w> {
    pub(super) document: &'a ExecutableDocument,
    pub(super) conditions: &'w Conditions,
    pub(super) registry: &'w Registry,
    /// The type of the object.
    pub(super) type_name: &'w str,
}

/// What is collected so far.
#[derive(Default)]
struct Collected<'a> {
    groups: Vec<Group<'a>>,
    places: HashMap<&'a Name, usize>,
    spread: HashSet<&'a Name>,
}

impl<'a> Collect<'a, '_> {
    /// Collects the fields of some selection sets that ask for the same object.
    pub(super) fn fields(&self, sets: &[&'a SelectionSet]) -> Vec<Group<'a>> {
        let mut collected = Collected::default();
        for set in sets {
            self.collect(set, &mut collected);
        }
        collected.groups
    }

    fn collect(&self, set: &'a SelectionSet, into: &mut Collected<'a>) {
        for item in &set.items {
            if !self.conditions.allow(item.node.directives()) {
                continue;
            }
            match &item.node {
                Selection::Field(field) => into.add(&field.node),
                Selection::InlineFragment(inline) => {
                    if self.applies(inline.node.type_condition.as_ref()) {
                        self.collect(&inline.node.selection_set.node, into);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name)
                        && into.spread.insert(name)
                        && self.applies(Some(&fragment.node.type_condition))
                    {
                        self.collect(&fragment.node.selection_set.node, into);
                    }
                }
            }
        }
    }

    fn applies(&self, condition: Option<&Positioned<TypeCondition>>) -> bool {
        condition.is_none_or(|condition| {
            let on = condition.node.on.node.as_str();
            on == self.type_name
                || self.registry.types.get(on).is_some_and(|ty| ty.is_possible_type(self.type_name))
        })
    }
}

impl<'a> Collected<'a> {
    fn add(&mut self, field: &'a Field) {
        let key = &field.response_key().node;
        let next = self.groups.len();
        let place = *self.places.entry(key).or_insert(next);
        match self.groups.get_mut(place) {
            Some((_, fields)) => fields.push(field),
            None => self.groups.push((key, vec![field])),
        }
    }
}
