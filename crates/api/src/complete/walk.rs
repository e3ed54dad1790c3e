//! The walk over a raw answer, along the document that was asked (`CompleteValue`).

use async_graphql::parser::types::{ExecutableDocument, Field, OperationDefinition, SelectionSet};
use async_graphql::registry::{MetaType, Registry};
use async_graphql::{Name, Positioned, ServerError, Value};
use async_graphql_value::indexmap::IndexMap;

use crate::complete::collect::{Collect, Conditions, Group};
use crate::complete::errors::{Failures, Place, Step};
use crate::complete::plant::{TYPE_KEY, root};

/// What travels up from a position that must not be null and is: the error that is to blame.
struct Absent(Box<ServerError>);

/// What one position is asked to be.
#[derive(Clone, Copy)]
struct Wanted<'a, 'w> {
    ty: &'w str,
    fields: &'w [&'a Field],
}

/// One walk over one answer.
pub(super) struct Walk<'a, 'w> {
    document: &'a ExecutableDocument,
    conditions: &'w Conditions,
    registry: &'w Registry,
    failures: Failures,
    spoken: Vec<ServerError>,
}

impl<'a, 'w> Walk<'a, 'w> {
    /// Prepares a walk.
    pub(super) fn new(
        document: &'a ExecutableDocument,
        conditions: &'w Conditions,
        registry: &'w Registry,
        failures: Failures,
    ) -> Self {
        Self { document, conditions, registry, failures, spoken: Vec::new() }
    }

    /// Completes the answer of an operation.
    pub(super) fn complete(
        mut self,
        operation: &'a Positioned<OperationDefinition>,
        data: Value,
    ) -> (Value, Vec<ServerError>) {
        let Some(root) = root(self.registry, operation.node.ty) else {
            return (data, self.failures.rest(&Value::Boolean(true)));
        };
        // The library says null for an object of which nothing was asked.
        let fields = match data {
            Value::Object(fields) => fields,
            _ => IndexMap::new(),
        };
        let data = match self.object(root, &[&operation.node.selection_set.node], fields, None) {
            Ok(data) => data,
            Err(Absent(cause)) => {
                self.spoken = vec![*cause];
                Value::Null
            }
        };
        let mut errors = self.spoken;
        errors.extend(self.failures.rest(&data));
        (data, errors)
    }

    fn object(
        &mut self,
        type_name: &'w str,
        sets: &[&'a SelectionSet],
        mut raw: IndexMap<Name, Value>,
        place: Option<&Place<'_>>,
    ) -> Result<Value, Absent> {
        let (document, conditions, registry) = (self.document, self.conditions, self.registry);
        let groups = Collect { document, conditions, registry, type_name }.fields(sets);
        let meta = registry.types.get(type_name);
        let mut complete = IndexMap::with_capacity(groups.len());
        for group in &groups {
            let (key, fields) = group;
            let value = raw.swap_remove(*key).unwrap_or_default();
            let value = match self.wanted(meta, group) {
                Some(ty) => {
                    let wanted = Wanted { ty, fields };
                    let place = Place::below(place, Step::Key(key.as_str()));
                    self.value(wanted, value, &place)?
                }
                // `__typename`, and what the registry does not know.
                None => value,
            };
            complete.insert((*key).clone(), value);
        }
        Ok(Value::Object(complete))
    }

    fn wanted(&self, meta: Option<&'w MetaType>, group: &Group<'a>) -> Option<&'w str> {
        let name = group.1.first()?.name.node.as_str();
        Some(meta?.field_by_name(name)?.ty.as_str())
    }

    /// Completes one position, or says that null must travel on upwards.
    fn value(
        &mut self,
        wanted: Wanted<'a, '_>,
        raw: Value,
        place: &Place<'_>,
    ) -> Result<Value, Absent> {
        let (ty, required) = match wanted.ty.strip_suffix('!') {
            Some(ty) => (ty, true),
            None => (wanted.ty, false),
        };
        let before = self.spoken.len();
        let cause = match self.present(Wanted { ty, ..wanted }, raw, place) {
            Ok(Value::Null) => self.failures.take(place),
            Ok(value) => return Ok(value),
            Err(Absent(cause)) => Some(*cause),
        };
        match (cause, required) {
            (None, false) => Ok(Value::Null),
            (Some(cause), false) => {
                // What went wrong below a position that is gone is told by its cause alone.
                self.spoken.truncate(before);
                self.spoken.push(cause);
                Ok(Value::Null)
            }
            (Some(cause), true) => Err(Absent(Box::new(cause))),
            (None, true) => Err(Absent(Box::new(unexplained(wanted, place)))),
        }
    }

    /// Completes a position without its exclamation mark.
    fn present(
        &mut self,
        wanted: Wanted<'a, '_>,
        raw: Value,
        place: &Place<'_>,
    ) -> Result<Value, Absent> {
        if let Some(item) = wanted.ty.strip_prefix('[').and_then(|ty| ty.strip_suffix(']')) {
            let Value::List(items) = raw else {
                return Ok(raw);
            };
            let wanted = Wanted { ty: item, ..wanted };
            let complete = items.into_iter().enumerate().map(|(index, item)| {
                self.value(wanted, item, &Place::below(Some(place), Step::Index(index)))
            });
            return complete.collect::<Result<_, _>>().map(Value::List);
        }
        let Value::Object(mut fields) = raw else {
            return Ok(raw);
        };
        let told = match fields.swap_remove(TYPE_KEY) {
            Some(Value::String(name)) => name,
            _ => wanted.ty.to_owned(),
        };
        // A leaf may be an object, too: a scalar of JSON.
        match self.registry.types.get_key_value(&told) {
            Some((name, MetaType::Object { .. })) => {
                let sets: Vec<&SelectionSet> =
                    wanted.fields.iter().map(|field| &field.selection_set.node).collect();
                self.object(name, &sets, fields, Some(place))
            }
            _ => Ok(Value::Object(fields)),
        }
    }
}

/// Blames us for a null that nobody explained.
fn unexplained(wanted: Wanted<'_, '_>, place: &Place<'_>) -> ServerError {
    let position = wanted.fields.first().map(|field| field.name.pos);
    let message = format!("a position of type {} is null without an error", wanted.ty);
    let mut error = async_graphql::Error::new_with_source(message)
        .into_server_error(position.unwrap_or_default());
    error.path = place.path();
    error
}
