//! Files among the variables of a request, by the multipart request specification.

use serde_json::{Value, json};

/// The key of an object that stands for a file: its name and its text.
const FILE: &str = "$file";

const BOUNDARY: &str = "----duban-tests";

/// What stands for a file in the variables of a request.
pub fn file(name: &str, text: &str) -> Value {
    json!({ FILE: name, "text": text })
}

/// A file that stands in the variables.
struct Part {
    path: String,
    name: String,
    text: String,
}

/// The body of a request and its media type: JSON, unless there are files.
pub fn body(query: &str, mut variables: Value) -> (String, String) {
    let mut parts = Vec::new();
    lift("variables", &mut variables, &mut parts);
    let operations = json!({ "query": query, "variables": variables });
    if parts.is_empty() {
        return ("application/json".to_owned(), operations.to_string());
    }
    let places: Value =
        parts.iter().enumerate().map(|(at, part)| (at.to_string(), json!([part.path]))).collect();
    let mut text =
        field("operations", &operations.to_string()) + &field("map", &places.to_string());
    for (at, part) in parts.iter().enumerate() {
        let Part { name, text: content, .. } = part;
        text += &format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{at}\"; \
             filename=\"{name}\"\r\ncontent-type: text/plain\r\n\r\n{content}\r\n"
        );
    }
    (format!("multipart/form-data; boundary={BOUNDARY}"), text + &format!("--{BOUNDARY}--\r\n"))
}

fn field(name: &str, value: &str) -> String {
    format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

/// Takes the files out of the variables, and leaves null in their places.
fn lift(path: &str, value: &mut Value, parts: &mut Vec<Part>) {
    match value {
        Value::Object(fields) if fields.contains_key(FILE) => {
            let text = |key: &str| fields[key].as_str().unwrap().to_owned();
            parts.push(Part { path: path.to_owned(), name: text(FILE), text: text("text") });
            *value = Value::Null;
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                lift(&format!("{path}.{name}"), value, parts);
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter_mut().enumerate() {
                lift(&format!("{path}.{at}"), value, parts);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
