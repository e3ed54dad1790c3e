//! The specification, read as plainly as possible: fields one after the other, no library.
//!
//! Where null travels up, one error tells of it: the first in the order of the query.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Value as Data};
use serde_json::{Value, json};

use super::generate::{Ask, Asked};
use super::world::{End, concerns, field};

/// What the answer must be.
pub struct Expected {
    pub data: Data,
    pub paths: Vec<Value>,
}

pub fn execute(asked: &Asked) -> Expected {
    let mut paths = Vec::new();
    match object("Query", &asked.root.iter().collect::<Vec<_>>(), &json!([]), &mut paths) {
        Ok(data) => Expected { data, paths },
        Err(cause) => Expected { data: Data::Null, paths: vec![cause] },
    }
}

fn below(path: &Value, step: Value) -> Value {
    let mut path = path.as_array().cloned().unwrap_or_default();
    path.push(step);
    Value::Array(path)
}

fn object(on: &str, asks: &[&Ask], path: &Value, paths: &mut Vec<Value>) -> Result<Data, Value> {
    let mut groups: Vec<(&str, &str, Vec<&Ask>)> = Vec::new();
    collect(on, asks, &mut groups);
    let mut data = IndexMap::new();
    for (key, name, below_asks) in groups {
        let value = if name == "__typename" {
            Data::from(on)
        } else {
            let (ty, end) = field(on, name).expect("a field of the world");
            complete(ty, &end, &below_asks, (&below(path, json!(key)), paths))?
        };
        data.insert(Name::new(key), value);
    }
    Ok(Data::Object(data))
}

fn collect<'a>(on: &str, asks: &[&'a Ask], groups: &mut Vec<(&'a str, &'a str, Vec<&'a Ask>)>) {
    for ask in asks {
        match ask {
            Ask::Field { key, name, only_if, below } => {
                if only_if.as_ref().is_some_and(|only| !only.holds) {
                    continue;
                }
                match groups.iter_mut().find(|(other, _, _)| other == key) {
                    Some((_, _, asks)) => asks.extend(below),
                    None => groups.push((key, name, below.iter().collect())),
                }
            }
            Ask::Fragment { on: condition, only_if, below } => {
                if only_if.as_ref().is_none_or(|only| only.holds)
                    && condition.as_ref().is_none_or(|condition| concerns(condition, on))
                {
                    collect(on, &below.iter().collect::<Vec<_>>(), groups);
                }
            }
        }
    }
}

fn complete(
    ty: &str,
    end: &End,
    asks: &[&Ask],
    (path, paths): (&Value, &mut Vec<Value>),
) -> Result<Data, Value> {
    if let Some(ty) = ty.strip_suffix('!') {
        let before = paths.len();
        return match complete(ty, end, asks, (path, paths))? {
            // The error that made it null is the last one told; it goes up instead.
            Data::Null => {
                let cause = paths.pop().expect("a null that must not be has an error");
                paths.truncate(before);
                Err(cause)
            }
            value => Ok(value),
        };
    }
    let before = paths.len();
    let done = match (end, ty.strip_prefix('[').and_then(|ty| ty.strip_suffix(']'))) {
        (End::List(ends), Some(item)) => {
            let mut items = Vec::new();
            let mut failed = None;
            for (index, end) in ends.iter().enumerate() {
                match complete(item, end, asks, (&below(path, json!(index)), paths)) {
                    Ok(value) => items.push(value),
                    Err(cause) => {
                        failed = Some(cause);
                        break;
                    }
                }
            }
            failed.map_or(Ok(Data::List(items)), Err)
        }
        (End::Object(on), _) => object(on, asks, path, paths),
        (End::Number(number), _) => Ok(Data::from(*number)),
        (End::Text(text), _) => Ok(Data::from(*text)),
        (End::Null, _) => Ok(Data::Null),
        (End::Fault, _) | (End::List(_), None) => Err(path.clone()),
    };
    Ok(done.unwrap_or_else(|cause| {
        paths.truncate(before);
        paths.push(cause);
        Data::Null
    }))
}
