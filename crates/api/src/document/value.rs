//! Counts and literal values that a document may not have, whoever asks.

use async_graphql::parser::types::{Directive, ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Positioned};
use async_graphql_value::{ConstValue, Value};

use crate::document::operations;
use crate::error::Problem;
use crate::limits::DocumentLimits;

/// How async-graphql writes "the file with this number" into a variable.
///
/// Whoever writes it by hand makes the server look for a file that is not there, and panic.
const FILE_REFERENCE: &str = "#__graphql_file__";

/// Says whether a text pretends to be an uploaded file.
pub(crate) fn is_file_reference(text: &str) -> bool {
    text.starts_with(FILE_REFERENCE)
}

/// Checks counts, directives and literals of a document that was just parsed.
pub(super) fn check(document: &ExecutableDocument, limits: &DocumentLimits) -> Result<(), Problem> {
    few(operations(&document.operations), limits.operations, "操作数", "operations")?;
    few(document.fragments.len(), limits.fragments, "片段数", "fragments")?;
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        let definitions = &operation.variable_definitions;
        few(definitions.len(), limits.variables, "变量数", "variables")?;
        directives(&operation.directives, limits)?;
        for definition in definitions {
            directives(&definition.node.directives, limits)?;
            if definition.node.default_value.as_ref().is_some_and(|value| forged_const(&value.node))
            {
                return Err(forgery());
            }
        }
        selections(&operation.selection_set.node, limits)?;
    }
    for fragment in document.fragments.values() {
        directives(&fragment.node.directives, limits)?;
        selections(&fragment.node.selection_set.node, limits)?;
    }
    Ok(())
}

/// Walks what is written, without following spreads: linear, and no deeper than the brackets.
fn selections(set: &SelectionSet, limits: &DocumentLimits) -> Result<(), Problem> {
    for item in &set.items {
        directives(item.node.directives(), limits)?;
        match &item.node {
            Selection::Field(field) => {
                arguments(&field.node.arguments)?;
                selections(&field.node.selection_set.node, limits)?;
            }
            Selection::InlineFragment(inline) => {
                selections(&inline.node.selection_set.node, limits)?;
            }
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

fn directives(list: &[Positioned<Directive>], limits: &DocumentLimits) -> Result<(), Problem> {
    few(list.len(), limits.directives, "同一处的指令数", "directives in one place")?;
    list.iter().try_for_each(|directive| arguments(&directive.node.arguments))
}

fn arguments(list: &[(Positioned<Name>, Positioned<Value>)]) -> Result<(), Problem> {
    if list.iter().any(|(_, value)| forged(&value.node)) { Err(forgery()) } else { Ok(()) }
}

fn forged(value: &Value) -> bool {
    match value {
        Value::String(text) => is_file_reference(text),
        Value::List(items) => items.iter().any(forged),
        Value::Object(fields) => fields.values().any(forged),
        _ => false,
    }
}

fn forged_const(value: &ConstValue) -> bool {
    match value {
        ConstValue::String(text) => is_file_reference(text),
        ConstValue::List(items) => items.iter().any(forged_const),
        ConstValue::Object(fields) => fields.values().any(forged_const),
        _ => false,
    }
}

/// The answer to a file reference that somebody wrote by hand.
pub(crate) fn forgery() -> Problem {
    Problem::bad_input(
        "文件必须按 GraphQL multipart 规范上传，不能以文本形式引用。",
        "A file must be uploaded as the GraphQL multipart specification says, not named in a text.",
    )
}

fn few(actual: usize, most: usize, chinese: &str, english: &str) -> Result<(), Problem> {
    if actual <= most {
        return Ok(());
    }
    Err(Problem::limit(
        format!("GraphQL 文档中{chinese}为 {actual}，上限 {most}。"),
        format!("The GraphQL document has {actual} {english}, more than the {most} allowed."),
    ))
}
