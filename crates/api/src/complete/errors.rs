//! The errors of an answer, by the place at which they happened.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use async_graphql::{PathSegment, QueryPathNode, QueryPathSegment, ServerError, Value};

/// A way down into an answer while it is walked.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

/// One step of a way.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    /// Goes one step down.
    pub(super) fn below(parent: Option<&'a Place<'a>>, step: Step<'a>) -> Self {
        Self { parent, step }
    }

    /// Writes the way as the path of an error.
    pub(super) fn path(&self) -> Vec<PathSegment> {
        let mut path = self.parent.map(Place::path).unwrap_or_default();
        path.push(match self.step {
            Step::Key(name) => PathSegment::Field(name.to_owned()),
            Step::Index(index) => PathSegment::Index(index),
        });
        path
    }
}

/// Reads the path off the library's own way down.
pub(super) fn path_of(node: &QueryPathNode<'_>) -> Vec<PathSegment> {
    let nodes = std::iter::once(node).chain(node.parents());
    let mut path: Vec<PathSegment> = nodes
        .map(|node| match node.segment {
            QueryPathSegment::Index(index) => PathSegment::Index(index),
            QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
        })
        .collect();
    path.reverse();
    path
}

/// The errors of one answer; a place has at most one.
#[derive(Default)]
pub(super) struct Failures {
    by_place: HashMap<String, (usize, ServerError)>,
    without_place: Vec<ServerError>,
}

impl Failures {
    /// Sorts errors by their places and forgets repetitions.
    pub(super) fn of(errors: Vec<ServerError>) -> Self {
        let mut failures = Self::default();
        for (order, error) in errors.into_iter().enumerate() {
            if error.path.is_empty() {
                failures.without_place.push(error);
            } else if let Entry::Vacant(place) = failures.by_place.entry(key(&error.path)) {
                place.insert((order, error));
            }
        }
        failures
    }

    /// Takes the error that happened at a place.
    pub(super) fn take(&mut self, place: &Place<'_>) -> Option<ServerError> {
        if self.by_place.is_empty() {
            return None;
        }
        self.by_place.remove(&key(&place.path())).map(|(_, error)| error)
    }

    /// Gives what the walk did not meet, unless it lies below a place that became null.
    pub(super) fn rest(self, data: &Value) -> Vec<ServerError> {
        let mut rest: Vec<(usize, ServerError)> = self.by_place.into_values().collect();
        rest.retain(|(_, error)| !vanished(data, &error.path));
        rest.sort_by_key(|(order, _)| *order);
        rest.into_iter().map(|(_, error)| error).chain(self.without_place).collect()
    }
}

/// Writes a path as one text; no name contains a slash.
fn key(path: &[PathSegment]) -> String {
    let mut key = String::new();
    for segment in path {
        key.push('/');
        match segment {
            PathSegment::Field(name) => key.push_str(name),
            PathSegment::Index(index) => key.push_str(&index.to_string()),
        }
    }
    key
}

/// Says whether a place is gone because something above it became null.
fn vanished(data: &Value, path: &[PathSegment]) -> bool {
    let Some((segment, below)) = path.split_first() else {
        return false;
    };
    let next = match (data, segment) {
        (Value::Null, _) => return true,
        (Value::Object(fields), PathSegment::Field(name)) => fields.get(name.as_str()),
        (Value::List(items), PathSegment::Index(index)) => items.get(*index),
        _ => None,
    };
    next.is_some_and(|next| vanished(next, below))
}
