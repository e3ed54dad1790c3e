//! 案例. One valid request for every field of the schema's roots, and for what is more sensitive
//! than its root: whoever may do it will see it done.
//!
//! A case is asked about the thing of a [`Place`]; which places an actor calls its own says
//! [`ACTORS`]. A new root field needs a case here: `tests/authz/coverage.rs` says so.

mod mutation;
mod query;
mod secret;
mod subscription;

use serde_json::{Value, json};

use super::world::World;

pub use mutation::MUTATIONS;
pub use query::QUERIES;
pub use secret::SECRETS;
pub use subscription::SUBSCRIPTIONS;

/// Whose thing is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The east county's, on a task that the housing bureau leads.
    East,
    /// The west county's, likewise.
    West,
    /// The housing bureau's.
    Housing,
    /// The planning bureau's.
    Planning,
    /// The county's of the other city.
    Far,
    /// Nobody's: there is no such thing.
    Nowhere,
}

/// Somebody who tries, with whose things are the own and whose are another's.
pub struct Actor {
    pub who: &'static str,
    pub own: Place,
    pub other: Place,
}

/// Every kind of post there is, the office of another city and of another plan, a person without a
/// post, and a stranger.
pub const ACTORS: [Actor; 23] = [
    actor("clerk", Place::East, Place::Far),
    actor("director", Place::East, Place::Far),
    actor("supervisor", Place::East, Place::Far),
    actor("leader", Place::East, Place::Far),
    actor("mayor", Place::East, Place::Far),
    actor("finance", Place::East, Place::Far),
    actor("assessor", Place::East, Place::Far),
    actor("assessor.director", Place::East, Place::Far),
    actor("housing", Place::Housing, Place::Planning),
    actor("housing.signer", Place::Housing, Place::Planning),
    actor("planning.signer", Place::Planning, Place::Housing),
    actor("east", Place::East, Place::West),
    actor("east.signer", Place::East, Place::West),
    actor("west", Place::West, Place::East),
    actor("west.signer", Place::West, Place::East),
    actor("far.director", Place::Far, Place::East),
    actor("far.county.signer", Place::Far, Place::East),
    actor("plan.clerk", Place::East, Place::Far),
    actor("sysadmin", Place::East, Place::Far),
    actor("secadmin", Place::East, Place::Far),
    actor("auditor", Place::East, Place::Far),
    actor("postless", Place::East, Place::Far),
    actor(STRANGER, Place::East, Place::Far),
];

/// Who never signs in.
pub const STRANGER: &str = "stranger";

const fn actor(who: &'static str, own: Place, other: Place) -> Actor {
    Actor { who, own, other }
}

/// One request.
pub struct Case {
    /// The root field; for a secret, the path of what it is about.
    pub name: &'static str,
    /// The document, with the variables that `ask` gives.
    pub document: &'static str,
    /// The variables for the thing of a place; of a mutation, its input.
    pub ask: fn(&World, Place) -> Value,
    /// Whether it matters whose thing it is.
    pub about: About,
}

/// 对象. Whether a case is about a thing that belongs to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// It is: own, another's, none.
    Thing,
    /// It is about the one who asks, or makes something new.
    Oneself,
}

/// What came of it: a code of either plane, or what was shown or done.
pub fn outcome(answer: &Value, case: &Case) -> String {
    if let Some(code) = answer.pointer("/errors/0/extensions/code") {
        return code.as_str().unwrap().to_owned();
    }
    let data = answer["data"].as_object().unwrap();
    let shown = data.values().next().unwrap();
    if let Some(code) = shown.pointer("/errors/0/code") {
        return code.as_str().unwrap().to_owned();
    }
    let leaf = case.name.rsplit_once('.').map(|(_, leaf)| leaf);
    match (leaf, shown) {
        (_, Value::Null) => "NULL",
        (Some(leaf), shown) if !tells(shown, leaf) => "WITHHELD",
        (None, shown) if list(shown).is_some_and(Vec::is_empty) => "EMPTY",
        (_, _) => "ALLOWED",
    }
    .to_owned()
}

fn list(shown: &Value) -> Option<&Vec<Value>> {
    ["edges", "rows"].iter().find_map(|name| shown.get(name)?.as_array())
}

/// Whether a field of this name says anything somewhere below.
fn tells(shown: &Value, leaf: &str) -> bool {
    match shown {
        Value::Object(fields) => fields.iter().any(|(name, value)| match value {
            Value::Object(_) | Value::Array(_) => tells(value, leaf),
            value => name == leaf && !value.is_null(),
        }),
        Value::Array(items) => items.iter().any(|item| tells(item, leaf)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

impl Case {
    /// The document and the variables about the thing of a place.
    pub fn request(&self, world: &World, place: Place) -> (String, Value) {
        let variables = (self.ask)(world, place);
        if !self.document.is_empty() {
            return (self.document.to_owned(), variables);
        }
        let (first, rest) = self.name.split_at(1);
        let kind = format!("{}{rest}Input", first.to_uppercase());
        let name = self.name;
        let errors = "errors { field code message hint }";
        let document =
            format!("mutation($input: {kind}!) {{ {name}(input: $input) {{ {errors} }} }}");
        (document, json!({ "input": variables }))
    }
}

impl Place {
    /// Who holds assignments here, and who leads their tasks.
    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::East | Self::Nowhere => ("east", "housing", "near"),
            Self::West => ("west", "housing", "near"),
            Self::Housing => ("housing", "housing", "near"),
            Self::Planning => ("planning", "planning", "near"),
            Self::Far => ("far.county", "far.bureau", "far"),
        }
    }
}

impl World {
    /// A thing of a kind that has an id of its own, which the office sees.
    pub fn node(&self, kind: &str) -> String {
        match kind {
            "Assessment" => self.kept(Place::East, "scored"),
            "Assignment" => self.held(Place::East, "signed"),
            "Evidence" => self.held(Place::East, "evidence"),
            "Organisation" => self.unit(Place::East),
            "Person" => self.handler(Place::East, "person"),
            "Plan" => self.kept(Place::East, "plan"),
            "Sheet" => self.sheet(Place::East),
            "Target" => self.asked(Place::East, "signed.target"),
            "Task" => self.asked(Place::East, "signed.task"),
            other => panic!("there is no {other} in the world: name one here"),
        }
    }

    /// What a unit holds: an assignment of a stage, or what hangs on one.
    fn held(&self, place: Place, thing: &str) -> String {
        let (holder, lead, _) = place.names();
        self.at(place, &format!("{holder}@{lead}.{thing}"))
    }

    /// What a bureau reviews: the east county's on its tasks; for all others, what is held.
    fn reviewed(&self, place: Place, thing: &str) -> String {
        match place {
            Place::Housing | Place::Planning => {
                let (_, lead, _) = place.names();
                self.at(place, &format!("east@{lead}.{thing}"))
            }
            Place::East | Place::West | Place::Far | Place::Nowhere => self.held(place, thing),
        }
    }

    /// What the office of a place keeps: a plan, or a task or target of a draft.
    fn kept(&self, place: Place, thing: &str) -> String {
        let (_, _, town) = place.names();
        self.at(place, &format!("{town}.{thing}"))
    }

    /// What is known under the name of whoever handles things here.
    fn handler(&self, place: Place, thing: &str) -> String {
        let (holder, _, _) = place.names();
        self.at(place, &format!("{thing}:{holder}"))
    }

    fn unit(&self, place: Place) -> String {
        let name = match place {
            Place::East | Place::Nowhere => "东县",
            Place::West => "西县",
            Place::Housing => "市住房和城乡建设局",
            Place::Planning => "市规划和自然资源局",
            Place::Far => "远东县",
        };
        self.at(place, name)
    }

    /// The government that somebody here works under.
    fn city(&self, place: Place) -> String {
        let name = if place == Place::Far { "远市人民政府" } else { "某市人民政府" };
        self.at(place, name)
    }

    /// A task, or its target, of which something is held here.
    fn asked(&self, place: Place, thing: &str) -> String {
        let (holder, lead, _) = place.names();
        let own = if holder == lead { "own." } else { "" };
        self.at(place, &format!("{lead}.{own}{thing}"))
    }

    /// A datum of whoever handles things here: one that waits to be checked, or one that is awaited.
    fn datum(&self, place: Place, indicator: &str) -> Value {
        json!({ "assessmentId": self.kept(place, "collecting"), "county": self.county(place),
                "indicator": indicator })
    }

    /// The county of a place, as schemes name it.
    fn county(&self, place: Place) -> &'static str {
        match place {
            Place::East | Place::Housing | Place::Planning | Place::Nowhere => "east",
            Place::West => "west",
            Place::Far => "far.county",
        }
    }

    /// The evidence of that county.
    fn shown(&self, place: Place) -> String {
        let lead = if place == Place::Far { "far.bureau" } else { "housing" };
        self.at(place, &format!("{}@{lead}.evidence", self.county(place)))
    }

    /// A scheme for a year of a place, with the units behind its codes.
    fn scheme(&self, place: Place, year: u16) -> Value {
        let (town, city) = if place == Place::Far { (1, "far") } else { (0, "near") };
        let town = &super::world::TOWNS[town];
        let mut draft = town.scheme(year, |name| self.id(name).to_owned());
        draft["planId"] = json!(self.at(place, &format!("{city}.plan")));
        draft
    }

    /// The sheet of the month.
    fn sheet(&self, place: Place) -> String {
        let bare = |id: String| id.rsplit_once(':').unwrap().1.to_owned();
        let (plan, unit) = (bare(self.kept(place, "plan")), bare(self.unit(place)));
        format!("sheet:{plan}.{unit}.{}", super::world::MONTH)
    }

    fn at(&self, place: Place, name: &str) -> String {
        let id = self.id(name);
        match place {
            Place::Nowhere => {
                let (kind, _) = id.split_once(':').unwrap();
                format!("{kind}:ffffffff-ffff-7fff-8fff-ffffffffffff")
            }
            _ => id.to_owned(),
        }
    }
}
