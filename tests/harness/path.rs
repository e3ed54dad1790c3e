//! Questions along every path of the schema. Lists are walked path by path: from a root through
//! objects to a depth, each path with all the scalars of its last object. Things with an id are
//! asked for by every id there is, with all that hangs on them at once.

use std::collections::BTreeSet;

use duban_domain::command::StreamId;
use serde_json::Value;

use super::introspection::{Field, Introspection};
use super::world::TODAY;

/// How many objects a path leads through below the things of a list; edges and pages are free.
const DEPTH: usize = 2;

/// How much is asked for at once: of the list at the root, of those below, and of the last one.
#[derive(Clone, Copy)]
pub struct Pages {
    pub root: usize,
    pub below: usize,
    pub last: usize,
}

/// Pages that hold all there is in a small world.
const WHOLE: Pages = Pages { root: 60, below: 8, last: 8 };

/// All questions about these ids, two plans and an assessment, as documents.
pub fn questions(schema: &Introspection, ids: &[String], plans: [&str; 3]) -> BTreeSet<String> {
    let mut questions = BTreeSet::new();
    for root in schema.roots()[0] {
        let by_id = root.arguments.iter().find(|it| it.name == "id" || it.name == "stream");
        if by_id.is_none() {
            for choice in choices(schema, root, plans) {
                let asked = paths(schema, root).into_iter();
                questions.extend(asked.map(|path| path.document(root, &choice, WHOLE)));
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

/// A past day, about which something was learnt since.
const BEFORE: &str = "2026-01-31";

/// The arguments to try for a list or report besides its page: every plan, every choice. Known are
/// two plans and an assessment.
pub fn choices(schema: &Introspection, root: &Field, known: [&str; 3]) -> Vec<String> {
    let [plans @ .., assessment] = known;
    let mut all = vec![String::new()];
    for argument in &root.arguments {
        let name = &argument.name;
        let values: Vec<String> = match (name.as_str(), argument.of.as_str()) {
            ("planId" | "leftId" | "rightId", _) => {
                plans.iter().map(|id| format!("{name}: \"{id}\"")).collect()
            }
            ("filter", "ObligationFilter") => plans
                .iter()
                .flat_map(|id| {
                    let buckets = schema.values["ObligationBucket"].iter();
                    buckets.map(move |it| format!("filter: {{ planId: \"{id}\", bucket: {it} }}"))
                })
                .collect(),
            ("assessmentId", _) => vec![format!("{name}: \"{assessment}\"")],
            ("from", "Date") => vec![format!("{name}: \"2026-01-01\"")],
            ("to", "Date") => vec![format!("{name}: \"{TODAY}\"")],
            ("asOf", "Date") if argument.required => vec![format!("{name}: \"{BEFORE}\"")],
            // What was learnt since is told of a past day only.
            ("asOf", "Date") if is_paged(root) && names(root).any(|it| it == "knownAt") => {
                vec![String::new(), format!("{name}: \"{BEFORE}\" knownAt: \"{TODAY}\"")]
            }
            (_, of) if argument.required => {
                schema.values[of].iter().map(|value| format!("{name}: {value}")).collect()
            }
            (_, _) => continue,
        };
        let with = |known: &String| values.iter().map(|it| format!("{known} {it}")).collect();
        all = all.iter().flat_map(|known| -> Vec<String> { with(known) }).collect();
    }
    all
}

fn names(root: &Field) -> impl Iterator<Item = &str> {
    root.arguments.iter().map(|argument| argument.name.as_str())
}

/// A way from a root to an object, with what is asked of it there.
pub struct Path {
    steps: Vec<Step>,
    scalars: String,
}

/// One field on the way.
#[derive(Clone)]
pub struct Step {
    /// The object it is a field of.
    pub on: String,
    pub name: String,
    /// Whether it is asked for page by page.
    pub paged: bool,
}

impl Path {
    /// The question: a root with a choice of arguments, and what hangs on this path.
    pub fn document(&self, root: &Field, choice: &str, pages: Pages) -> String {
        let last = self.steps.iter().rposition(|step| step.paged);
        let innermost = format!("{{ {} }}", self.scalars);
        let selection = self.steps.iter().enumerate().rev().fold(innermost, |inner, (at, step)| {
            let first = if Some(at) == last { pages.last } else { pages.below };
            let page = if step.paged { format!("(first: {first})") } else { String::new() };
            format!("{{ {}{page} {inner} }}", step.name)
        });
        let first = if last.is_some() { pages.root } else { pages.root.max(pages.last) };
        let page = if is_paged(root) { format!(" first: {first}") } else { String::new() };
        let arguments = format!("{choice}{page}");
        let arguments = if arguments.is_empty() { arguments } else { format!("({arguments})") };
        format!("{{ {}{arguments} {selection} }}", root.name)
    }

    /// How many lists are on the way below the root.
    pub fn lists(&self) -> usize {
        self.steps.iter().filter(|step| step.paged).count()
    }

    /// The last list on the way, below a root; the root itself where there is none.
    pub fn last_list(&self, root: &Field) -> (String, String) {
        let last = self.steps.iter().rev().find(|step| step.paged);
        last.map_or(("Query".to_owned(), root.name.clone()), |it| (it.on.clone(), it.name.clone()))
    }

    /// How many steps on the way lead to something in an answer: what is nowhere is not read.
    pub fn depth(&self, root: &Field, answer: &Value) -> usize {
        let mut found = vec![&answer[&root.name]];
        let leads_on = |step: &&Step| {
            found = found.iter().flat_map(|it| each(&it[&step.name])).collect();
            !found.is_empty()
        };
        self.steps.iter().take_while(leads_on).count()
    }

    /// How many things the last list on the way holds in an answer, taken together.
    pub fn length(&self, root: &Field, answer: &Value) -> usize {
        let last = self.steps.iter().rposition(|step| step.paged);
        let way = &self.steps[..last.map_or(0, |at| at + 1)];
        let mut found = vec![&answer[&root.name]];
        for step in way {
            found = found.into_iter().flat_map(|it| each(&it[&step.name])).collect();
        }
        found.iter().map(|list| list["edges"].as_array().map_or(0, Vec::len)).sum()
    }
}

fn each(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// Every path of objects below a field.
pub fn paths(schema: &Introspection, root: &Field) -> Vec<Path> {
    let mut walk = Walk { schema, path: Vec::new(), seen: BTreeSet::new(), found: Vec::new() };
    walk.below(&root.of, 0);
    walk.found
}

struct Walk<'a> {
    schema: &'a Introspection,
    path: Vec<Step>,
    /// The fields on the path: none is taken twice on one.
    seen: BTreeSet<(String, String)>,
    found: Vec<Path>,
}

impl Walk<'_> {
    fn below(&mut self, kind: &str, depth: usize) {
        let schema = self.schema;
        let scalars = scalars(schema, kind);
        if !scalars.is_empty() {
            self.found.push(Path { steps: self.path.clone(), scalars });
        }
        for field in objects(schema, kind) {
            let depth = depth + usize::from(!is_passage(field));
            let step = (kind.to_owned(), field.name.clone());
            if depth > DEPTH || !self.seen.insert(step.clone()) {
                continue;
            }
            let (on, name) = step.clone();
            self.path.push(Step { on, name, paged: is_paged(field) });
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
            let page = if is_paged(field) { "(first: 8)" } else { "" };
            selection.push_str(&format!(" {}{page} {inner}", field.name));
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

/// Whether a field is asked for page by page.
pub fn is_paged(field: &Field) -> bool {
    field.arguments.iter().any(|argument| argument.name == "first")
}

/// Whether an answer is a refusal of the request as such: a path that was not walked.
pub fn is_broken(answer: &Value) -> bool {
    let codes = answer["errors"].as_array().into_iter().flatten();
    let codes = codes.filter_map(|error| error["extensions"]["code"].as_str());
    codes.into_iter().any(|code| code != "FORBIDDEN")
}
