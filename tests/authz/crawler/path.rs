//! The questions of the crawler. Lists are walked path by path: from a root through objects to a
//! depth, each path with all the scalars of its last object. Things with an id are asked for by
//! every id there is, with all that hangs on them at once.

use std::collections::BTreeSet;

use duban_domain::command::StreamId;
use serde_json::Value;

use crate::harness::introspection::{Field, Introspection};

/// How many objects a path leads through below the things of a list; edges and pages are free.
const DEPTH: usize = 2;

/// All questions about these ids and plans, as documents.
pub fn questions(schema: &Introspection, ids: &[String], plans: [&str; 2]) -> BTreeSet<String> {
    let mut questions = BTreeSet::new();
    for root in schema.roots()[0] {
        let by_id = root.arguments.iter().find(|it| it.name == "id" || it.name == "stream");
        let selections = match by_id {
            Some(_) => Vec::new(),
            None => paths(schema, root),
        };
        for arguments in arguments(schema, root, plans) {
            for selection in &selections {
                questions.insert(format!("{{ {}{arguments}{selection} }}", root.name));
            }
        }
        for id in ids.iter().filter(|_| by_id.is_some()) {
            questions.extend(about(schema, root, id));
        }
    }
    questions
}

/// The question to a root about one id; none where the root is about things of another kind.
fn about(schema: &Introspection, root: &Field, id: &str) -> Option<String> {
    let kind = match id.split_once(':')?.0 {
        "unit" => "Organisation".to_owned(),
        other => other[..1].to_uppercase() + &other[1..],
    };
    if root.arguments.iter().any(|it| it.name == "stream") {
        // Not everything with an id has a history of its own.
        id.parse::<StreamId>().ok()?;
        let tree = tree(schema, &root.of, 1);
        return Some(format!("{{ {}(stream: \"{id}\", first: 50) {tree} }}", root.name));
    }
    let members = &schema.members[&root.of];
    let selection = match (members.contains(&kind), root.of == kind) {
        (true, _) => format!("{{ ... on {kind} {} }}", tree(schema, &kind, 1)),
        (false, true) => tree(schema, &kind, 1),
        (false, false) => return None,
    };
    Some(format!("{{ {}(id: \"{id}\") {selection} }}", root.name))
}

/// The arguments to try for a list or report: every plan, every choice, one page.
fn arguments(schema: &Introspection, root: &Field, plans: [&str; 2]) -> Vec<String> {
    let mut all = vec![String::new()];
    for argument in &root.arguments {
        let name = &argument.name;
        let values: Vec<String> = match (name.as_str(), argument.of.as_str()) {
            ("planId", _) => plans.iter().map(|id| format!("{name}: \"{id}\"")).collect(),
            ("first", _) => vec!["first: 60".to_owned()],
            ("filter", "ObligationFilter") => plans
                .iter()
                .flat_map(|id| {
                    let buckets = schema.values["ObligationBucket"].iter();
                    buckets.map(move |it| format!("filter: {{ planId: \"{id}\", bucket: {it} }}"))
                })
                .collect(),
            (_, of) if argument.required => {
                schema.values[of].iter().map(|value| format!("{name}: {value}")).collect()
            }
            (_, _) => continue,
        };
        let with = |known: &String| values.iter().map(|it| format!("{known} {it}")).collect();
        all = all.iter().flat_map(|known| -> Vec<String> { with(known) }).collect();
    }
    let bracketed = |list: String| match list.is_empty() {
        true => list,
        false => format!("({list})"),
    };
    all.into_iter().map(bracketed).collect()
}

/// One selection for each path of objects below a field.
fn paths(schema: &Introspection, root: &Field) -> Vec<String> {
    let mut walk = Walk { schema, path: Vec::new(), seen: BTreeSet::new(), found: Vec::new() };
    walk.below(&root.of, 0);
    walk.found
}

struct Walk<'a> {
    schema: &'a Introspection,
    path: Vec<String>,
    /// The fields on the path: none is taken twice on one.
    seen: BTreeSet<(String, String)>,
    found: Vec<String>,
}

impl Walk<'_> {
    fn below(&mut self, kind: &str, depth: usize) {
        let schema = self.schema;
        let names = scalars(schema, kind);
        if !names.is_empty() {
            let opened = self.path.iter().rev();
            let innermost = format!("{{ {names} }}");
            self.found.push(opened.fold(innermost, |inner, step| format!("{{ {step} {inner} }}")));
        }
        for field in objects(schema, kind) {
            let depth = depth + usize::from(!is_passage(field));
            let step = (kind.to_owned(), field.name.clone());
            if depth > DEPTH || !self.seen.insert(step.clone()) {
                continue;
            }
            self.path.push(format!("{}{}", field.name, paged(field)));
            self.below(&field.of, depth);
            self.path.pop();
            self.seen.remove(&step);
        }
    }
}

/// All the scalars of an object and of the objects on it, so many levels down.
fn tree(schema: &Introspection, kind: &str, depth: usize) -> String {
    let mut selection = scalars(schema, kind);
    for field in objects(schema, kind) {
        let left = depth.checked_sub(usize::from(!is_passage(field)));
        if let Some(left) = left {
            let inner = tree(schema, &field.of, left);
            selection.push_str(&format!(" {}{} {inner}", field.name, paged(field)));
        }
    }
    format!("{{ __typename {selection} }}")
}

fn scalars(schema: &Introspection, kind: &str) -> String {
    let plain = |field: &&Field| field.kind == "SCALAR" || field.kind == "ENUM";
    let names: Vec<&str> =
        schema.fields[kind].iter().filter(plain).map(|field| field.name.as_str()).collect();
    names.join(" ")
}

fn objects<'a>(schema: &'a Introspection, kind: &str) -> impl Iterator<Item = &'a Field> {
    schema.fields[kind].iter().filter(|field| field.kind == "OBJECT")
}

/// What only leads on to the things of a list.
fn is_passage(field: &Field) -> bool {
    matches!(field.name.as_str(), "edges" | "node" | "pageInfo")
}

fn paged(field: &Field) -> &'static str {
    let pages = field.arguments.iter().any(|argument| argument.name == "first");
    if pages { "(first: 8)" } else { "" }
}

/// Whether an answer is a refusal of the request as such: a path that was not walked.
pub fn is_broken(answer: &Value) -> bool {
    let codes = answer["errors"].as_array().into_iter().flatten();
    let codes = codes.filter_map(|error| error["extensions"]["code"].as_str());
    codes.into_iter().any(|code| code != "FORBIDDEN")
}
