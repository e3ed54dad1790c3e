//! The schema: roots and extensions, without data, and its text.

use async_graphql::{SDLExportOptions, Schema};

use crate::complete::Complete;
use crate::loader::InStep;
use crate::mutation::Mutation;
use crate::query::Query;
use crate::query::node::Node;
use crate::subscription::Subscription;

/// The schema that is served.
pub type DubanSchema = Schema<Query, Mutation, Subscription>;

/// Builds it. Everything that resolvers need comes with each operation, see
/// [`Desk`](crate::context::Desk).
pub fn build() -> DubanSchema {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .register_output_type::<Node>()
        .extension(InStep)
        .extension(Complete)
        .finish()
}

/// The text of the schema, sorted, as `schema.graphql` has it.
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by();
    build().sdl_with_options(options)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const WHOLE: &str = "{ __schema { types { name kind description
        fields { name description args { name description } }
        inputFields { name description } enumValues { name description } } } }";

    async fn types() -> Vec<Value> {
        let answer = build().execute(WHOLE).await;
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        let data = serde_json::to_value(answer.data).unwrap();
        // What the specification brings along describes itself.
        let foreign = ["Boolean", "Float", "ID", "Int", "String", "Upload"];
        let all = data["__schema"]["types"].as_array().cloned().unwrap();
        let name = |ty: &Value| ty["name"].as_str().unwrap().to_owned();
        let ours = |ty: &Value| !name(ty).starts_with("__") && !foreign.contains(&&*name(ty));
        all.into_iter().filter(ours).collect()
    }

    /// Names what lacks a Chinese character: English stands first, Chinese follows.
    fn untold(path: &str, thing: &Value, missing: &mut Vec<String>) {
        let path = format!("{path}.{}", thing["name"].as_str().unwrap());
        let text = thing["description"].as_str().unwrap_or_default();
        if !text.chars().any(|sign| ('一'..='龥').contains(&sign)) {
            missing.push(path.clone());
        }
        for list in ["fields", "args", "inputFields", "enumValues"] {
            for part in thing[list].as_array().into_iter().flatten() {
                untold(&path, part, missing);
            }
        }
    }

    #[tokio::test]
    async fn everything_is_described_in_both_languages() {
        let mut missing = Vec::new();
        for ty in types().await {
            untold("", &ty, &mut missing);
        }
        assert!(missing.is_empty(), "without a description: {missing:#?}");
    }

    #[tokio::test]
    async fn every_code_of_a_payload_is_explained() {
        let page = include_str!("../ERRORS.md");
        let mut explained = 0;
        for ty in types().await {
            let Some(aggregate) = ty["name"].as_str().unwrap().strip_suffix("ErrorCode") else {
                continue;
            };
            let heading = format!("{aggregate}\n");
            let section = page.split("\n## ").find(|part| part.starts_with(&heading)).unwrap();
            let values = ty["enumValues"].as_array().unwrap();
            for value in values {
                let line = format!("| `{}` |", value["name"].as_str().unwrap());
                assert!(section.contains(&line), "{aggregate}: {line}");
            }
            assert_eq!(section.matches("\n| `").count(), values.len(), "{aggregate}");
            explained += 1;
        }
        assert_eq!(explained, 10);
        for code in crate::error::Code::ALL {
            assert!(page.contains(&format!("| `{}` |", code.as_str())), "{}", code.as_str());
        }
    }

    #[test]
    fn the_text_is_the_same_every_time() {
        assert_eq!(sdl(), sdl());
    }
}
