//! Random documents that are valid for the schema of [`super::world`].

use serde_json::{Map, Value};

use super::world::fields;

/// What is asked, in a form that a naive reader needs no parser for.
#[derive(Clone)]
pub enum Ask {
    Field { key: String, name: String, only_if: Option<Only>, below: Vec<Ask> },
    Fragment { on: Option<String>, only_if: Option<Only>, below: Vec<Ask> },
}

/// `@include` (or `@skip`) by a literal or by a variable.
#[derive(Clone)]
pub struct Only {
    written: String,
    pub holds: bool,
}

/// A document, as text and as data.
pub struct Asked {
    pub text: String,
    pub root: Vec<Ask>,
    truths: [bool; 3],
}

impl Asked {
    /// The variables that are sent; the second is left to its default.
    pub fn variables(&self) -> Value {
        let sent = [("v0", self.truths[0]), ("v2", self.truths[2])];
        Value::Object(
            sent.map(|(name, truth)| (name.to_owned(), truth.into()))
                .into_iter()
                .collect::<Map<_, _>>(),
        )
    }
}

pub struct Generator {
    state: u64,
    fragments: Vec<String>,
    truths: [bool; 3],
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        Self {
            state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            fragments: Vec::new(),
            truths: [false; 3],
        }
    }

    /// A number below another (xorshift).
    fn below(&mut self, most: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 33).unwrap_or(0) % most
    }

    pub fn query(mut self) -> Asked {
        for number in 0..3 {
            self.truths[number] = self.below(2) == 0;
        }
        let (text, root) = self.set("Query", 0);
        let head =
            format!("query($v0: Boolean!, $v1: Boolean! = {}, $v2: Boolean!)", self.truths[1]);
        // Every variable must be used somewhere.
        let mut used = String::new();
        let mut all = Vec::new();
        for (number, holds) in self.truths.into_iter().enumerate() {
            let key = format!("u{number}");
            used.push_str(&format!("{key}: __typename @include(if: $v{number}) "));
            let only_if = Some(Only { written: String::new(), holds });
            all.push(Ask::Field { key, name: "__typename".to_owned(), only_if, below: Vec::new() });
        }
        all.extend(root);
        let text = format!("{head} {{ {used} {text} }} {}", self.fragments.join(" "));
        Asked { text, root: all, truths: self.truths }
    }

    fn set(&mut self, on: &str, depth: usize) -> (String, Vec<Ask>) {
        let mut text = String::new();
        let mut asks = Vec::new();
        for _ in 0..=self.below(4) {
            let (more, ask) = self.selection(on, depth);
            text.push_str(&more);
            text.push(' ');
            asks.push(ask);
        }
        (text, asks)
    }

    fn selection(&mut self, on: &str, depth: usize) -> (String, Ask) {
        let leafless = fields(on).is_empty();
        if depth < 5 && (leafless || self.below(5) == 0) && self.below(8) > 0 {
            return self.fragment(on, depth);
        }
        if leafless || self.below(15) == 0 {
            return self.typename();
        }
        let names = fields(on);
        let mut name = names[self.below(names.len())];
        if depth >= 4 && target(on, name).is_some() {
            name = "ok";
        }
        // The key follows from the name and the type, so that equal keys can be merged.
        let key = if self.below(4) == 0 { format!("{name}_{on}") } else { name.to_owned() };
        let only_if = self.only();
        let (below_text, below) = match target(on, name) {
            Some(ty) => {
                let (text, asks) = self.set(ty, depth + 1);
                (format!(" {{ {text} }}"), asks)
            }
            None => (String::new(), Vec::new()),
        };
        let alias = if key == name { String::new() } else { format!("{key}: ") };
        let directive = written(&only_if);
        let text = format!("{alias}{name}{directive}{below_text}");
        (text, Ask::Field { key, name: name.to_owned(), only_if, below })
    }

    fn typename(&mut self) -> (String, Ask) {
        let only_if = self.only();
        let text = format!("__typename{}", written(&only_if));
        let (key, name) = ("__typename".to_owned(), "__typename".to_owned());
        (text, Ask::Field { key, name, only_if, below: Vec::new() })
    }

    fn fragment(&mut self, on: &str, depth: usize) -> (String, Ask) {
        let choices: &[&str] = match on {
            "Query" => &["Query"],
            "Node" => &["Node", "Any"],
            "Leaf" => &["Leaf", "Any"],
            _ => &["Node", "Leaf", "Any"],
        };
        let on_type = choices[self.below(choices.len())];
        let only_if = self.only();
        let (text, below) = self.set(on_type, depth + 1);
        let directive = written(&only_if);
        match self.below(3) {
            0 => {
                let name = format!("F{}", self.fragments.len());
                self.fragments.push(format!("fragment {name} on {on_type} {{ {text} }}"));
                let ask = Ask::Fragment { on: Some(on_type.to_owned()), only_if, below };
                (format!("...{name}{directive}"), ask)
            }
            1 if on_type == on => {
                (format!("...{directive} {{ {text} }}"), Ask::Fragment { on: None, only_if, below })
            }
            _ => {
                let ask = Ask::Fragment { on: Some(on_type.to_owned()), only_if, below };
                (format!("... on {on_type}{directive} {{ {text} }}"), ask)
            }
        }
    }

    fn only(&mut self) -> Option<Only> {
        let number = self.below(3);
        let truth = self.truths[number];
        let (written, holds) = match self.below(16) {
            0 => ("@include(if: false)".to_owned(), false),
            1 => ("@skip(if: false)".to_owned(), true),
            2 => (format!("@include(if: $v{number})"), truth),
            3 => (format!("@skip(if: $v{number})"), !truth),
            _ => return None,
        };
        Some(Only { written, holds })
    }
}

fn written(only_if: &Option<Only>) -> String {
    only_if.as_ref().map(|only| format!(" {}", only.written)).unwrap_or_default()
}

/// The type that the selection of a field stands on.
fn target(on: &str, name: &str) -> Option<&'static str> {
    match (name, on) {
        ("friend", _) | ("any" | "anys", _) => Some("Any"),
        ("either", _) => Some("Either"),
        ("node" | "nodeNN" | "noNode" | "badNode" | "nodes" | "mixed" | "strict", _) => {
            Some("Node")
        }
        _ => None,
    }
}
