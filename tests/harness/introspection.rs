//! The schema as clients learn it: by asking.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::TestApp;

/// A field of an object, its type unwrapped from lists and non-nulls.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub kind: String,
    pub of: String,
    pub arguments: Vec<Argument>,
}

/// An argument; `required` where it must be given.
#[derive(Debug, Clone)]
pub struct Argument {
    pub name: String,
    pub of: String,
    pub required: bool,
}

/// Every object and interface with its fields, every input with its, every enum with its values.
pub struct Introspection {
    pub fields: BTreeMap<String, Vec<Field>>,
    pub inputs: BTreeMap<String, Vec<Argument>>,
    pub values: BTreeMap<String, Vec<String>>,
    pub members: BTreeMap<String, Vec<String>>,
    roots: [Option<String>; 3],
}

const REFERENCE: &str = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";

impl Introspection {
    /// Asks for the schema.
    pub async fn ask(app: &TestApp) -> Self {
        let query = format!(
            "{{ __schema {{ queryType {{ name }} mutationType {{ name }} \
             subscriptionType {{ name }} types {{ kind name possibleTypes {{ name }} \
             enumValues {{ name }} inputFields {{ name type {{ {REFERENCE} }} }} fields {{ name type {{ {REFERENCE} }} \
             args {{ name type {{ {REFERENCE} }} }} }} }} }} }}"
        );
        let answer = app.answer(None, &query, json!({})).await;
        let schema = &answer["data"]["__schema"];
        let mut found = Self {
            fields: BTreeMap::new(),
            inputs: BTreeMap::new(),
            values: BTreeMap::new(),
            members: BTreeMap::new(),
            roots: ["queryType", "mutationType", "subscriptionType"]
                .map(|root| schema[root]["name"].as_str().map(str::to_owned)),
        };
        for kind in list(&schema["types"]) {
            let name = text(&kind["name"]);
            if name.starts_with("__") {
                continue;
            }
            let fields = list(&kind["fields"]).iter().map(field).collect();
            found.fields.insert(name.clone(), fields);
            let inputs: Vec<Argument> = list(&kind["inputFields"]).iter().map(argument).collect();
            if !inputs.is_empty() {
                found.inputs.insert(name.clone(), inputs);
            }
            found.values.insert(name.clone(), names(&kind["enumValues"]));
            found.members.insert(name, names(&kind["possibleTypes"]));
        }
        found
    }

    /// The fields of the query root, of the mutation root, and of the subscription root.
    pub fn roots(&self) -> [&[Field]; 3] {
        let of = |root: &Option<String>| root.as_ref().and_then(|name| self.fields.get(name));
        self.roots.each_ref().map(|root| of(root).map_or(&[][..], Vec::as_slice))
    }
}

fn field(value: &Value) -> Field {
    let (kind, of, _) = unwrapped(&value["type"]);
    let arguments = list(&value["args"]).iter().map(argument).collect();
    Field { name: text(&value["name"]), kind, of, arguments }
}

fn argument(value: &Value) -> Argument {
    let (_, of, required) = unwrapped(&value["type"]);
    Argument { name: text(&value["name"]), of, required }
}

fn unwrapped(reference: &Value) -> (String, String, bool) {
    let required = reference["kind"] == "NON_NULL";
    let mut inner = reference;
    while inner["kind"] == "NON_NULL" || inner["kind"] == "LIST" {
        inner = &inner["ofType"];
    }
    (text(&inner["kind"]), text(&inner["name"]), required)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn names(value: &Value) -> Vec<String> {
    list(value).iter().map(|item| text(&item["name"])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
