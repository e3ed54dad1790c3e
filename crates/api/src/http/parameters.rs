//! The parameters of GraphQL over HTTP: read from a JSON body, a query string or a socket message.

use async_graphql::{Request, Variables};
use axum::extract::Query;
use axum::http::{StatusCode, Uri};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::document::{forged_file, is_file_reference};
use crate::error::Problem;
use crate::limits::RequestLimits;

/// 请求参数. What one operation is asked with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Parameters {
    query: String,
    operation_name: Option<String>,
    variables: Option<Map<String, Value>>,
    /// Read for its type only: no extension is known here.
    #[serde(rename = "extensions")]
    _extensions: Option<Map<String, Value>>,
}

/// What one HTTP request asks.
#[derive(Debug)]
pub(crate) enum Asked {
    /// One operation.
    One(Parameters),
    /// A batch; it is answered with a list.
    Many(Vec<Parameters>),
}

/// The same parameters in a query string, where the maps are JSON texts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct QueryString {
    query: String,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
}

impl Parameters {
    /// Turns the parameters into a request, once their values are known to be harmless.
    pub(crate) fn into_request(self, limits: &RequestLimits) -> Result<Request, Problem> {
        let mut request = Request::new(self.query);
        request.operation_name = self.operation_name;
        if let Some(variables) = self.variables {
            let variables = Value::Object(variables);
            let mut left = limits.variable_values;
            inspect(&variables, &mut left)?;
            request.variables = Variables::from_json(variables);
        }
        Ok(request)
    }
}

/// Reads a JSON body.
pub(crate) fn from_body(body: &[u8], limits: &RequestLimits) -> Result<Asked, Problem> {
    if body.trim_ascii_start().first() != Some(&b'[') {
        return serde_json::from_slice(body).map(Asked::One).map_err(|error| malformed(&error));
    }
    let batch: Vec<Parameters> = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
    let (count, most) = (batch.len(), limits.batch);
    if batch.is_empty() || count > most {
        return Err(Problem::limit(
            format!("一个批次须有 1 至 {most} 个请求，实为 {count} 个。"),
            format!("A batch has 1 to {most} requests; this one has {count}."),
        ));
    }
    Ok(Asked::Many(batch))
}

/// Reads the query string of a GET.
pub(crate) fn from_uri(uri: &Uri, limits: &RequestLimits) -> Result<Asked, Problem> {
    let most = limits.query_string_bytes;
    if uri.query().unwrap_or("").len() > most {
        return Err(Problem::limit(
            format!("查询字符串超过 {most} 字节，请改用 POST。"),
            format!("The query string has more than {most} bytes. Please use POST."),
        )
        .with_status(StatusCode::URI_TOO_LONG));
    }
    let Ok(Query(found)) = Query::<QueryString>::try_from_uri(uri) else {
        return Err(malformed(&"query string without a readable `query`"));
    };
    Ok(Asked::One(Parameters {
        query: found.query,
        operation_name: found.operation_name,
        variables: map(found.variables)?,
        _extensions: map(found.extensions)?,
    }))
}

/// Reads the payload of a socket's `subscribe`.
pub(crate) fn from_payload(payload: Value) -> Result<Parameters, Problem> {
    serde_json::from_value(payload).map_err(|error| malformed(&error))
}

fn map(text: Option<String>) -> Result<Option<Map<String, Value>>, Problem> {
    match text {
        None => Ok(None),
        Some(text) => serde_json::from_str(&text).map_err(|error| malformed(&error)),
    }
}

fn malformed(error: &dyn std::fmt::Display) -> Problem {
    Problem::bad_input(
        format!("请求不是有效的 GraphQL 请求：{error}。"),
        format!("This is not a GraphQL request: {error}."),
    )
}

/// Walks the variables: they are few, name no file by hand, and hold no U+0000.
fn inspect(value: &Value, left: &mut usize) -> Result<(), Problem> {
    *left = left
        .checked_sub(1)
        .ok_or_else(|| Problem::limit("变量中的值过多。", "The variables hold too many values."))?;
    match value {
        Value::String(text) if is_file_reference(text) => Err(forged_file()),
        Value::String(text) => writable(text),
        Value::Array(items) => items.iter().try_for_each(|item| inspect(item, left)),
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| {
            writable(name)?;
            inspect(value, left)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// Refuses what PostgreSQL cannot store in a text.
fn writable(text: &str) -> Result<(), Problem> {
    if text.contains('\0') {
        return Err(Problem::bad_input(
            "文本中不能包含空字符 U+0000。",
            "A text cannot contain the character U+0000.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn limits() -> RequestLimits {
        RequestLimits { variable_values: 10, batch: 2, ..RequestLimits::default() }
    }

    fn request(body: &str) -> Result<Request, Problem> {
        match from_body(body.as_bytes(), &limits())? {
            Asked::One(parameters) => parameters.into_request(&limits()),
            Asked::Many(_) => panic!("one was asked"),
        }
    }

    #[test]
    fn every_parameter_has_its_type() {
        for body in [
            "",
            "null",
            "7",
            "{}",
            r#"{"query":7}"#,
            r#"{"query":"{a}","variables":[]}"#,
            r#"{"query":"{a}","variables":"{}"}"#,
            r#"{"query":"{a}","operationName":{}}"#,
            r#"{"query":"{a}","extensions":1}"#,
            r#"{"query":"{a}"} {}"#,
        ] {
            assert_eq!(request(body).expect_err(body).code, Code::BadInput, "{body}");
        }
        let nulls = r#"{"query":"{a}","variables":null,"operationName":null,"extensions":null}"#;
        assert!(request(nulls).is_ok());
        assert!(request(r#" {"query":"{a}","variables":{"a":1},"id":"x"}"#).is_ok());
    }

    #[test]
    fn variables_are_few_and_name_no_files() {
        assert!(request(r#"{"query":"{a}","variables":{"a":[1,2,3,4,5,6,7,8]}}"#).is_ok());
        let code = |body: &str| request(body).expect_err(body).code;
        let many = r#"{"query":"{a}","variables":{"a":[1,2,3,4,5,6,7,8,9]}}"#;
        assert_eq!(code(many), Code::LimitExceeded);
        let forged = r##"{"query":"{a}","variables":{"a":[{"b":"#__graphql_file__:0"}]}}"##;
        assert_eq!(code(forged), Code::BadInput);
        assert_eq!(code(r#"{"query":"{a}","variables":{"a":"x\u0000"}}"#), Code::BadInput);
    }

    #[test]
    fn batches_are_short_and_not_empty() {
        let batch = |count: usize| {
            from_body(
                format!("[{}]", vec![r#"{"query":"{a}"}"#; count].join(",")).as_bytes(),
                &limits(),
            )
        };
        assert!(matches!(batch(2), Ok(Asked::Many(list)) if list.len() == 2));
        assert!(batch(3).is_err());
        assert!(batch(0).is_err());
    }

    #[test]
    fn a_query_string_carries_its_maps_as_text() {
        let uri =
            Uri::from_static("/graphql?query=%7Ba%7D&operationName=A&variables=%7B%22a%22%3A1%7D");
        let Ok(Asked::One(parameters)) = from_uri(&uri, &limits()) else { panic!("readable") };
        assert_eq!(parameters.operation_name.as_deref(), Some("A"));
        assert_eq!(parameters.variables.map(|map| map.len()), Some(1));
        assert!(from_uri(&Uri::from_static("/graphql"), &limits()).is_err());
        assert!(from_uri(&Uri::from_static("/graphql?query=a&variables=7"), &limits()).is_err());
    }
}
