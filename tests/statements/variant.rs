//! Every way to ask otherwise: each optional argument of a list or report, one at a time, beside
//! what must be given.

use crate::harness::introspection::{Argument, Field, Introspection};
use crate::harness::world::{MONTH, TODAY, World};

/// Who is named the leader of some tasks.
pub const LEADER: &str = "张三";

/// Who asks for much and is refused all of it.
pub const REFUSED: &str = "far.county.signer";

/// A past day, about which something was learnt since.
const BEFORE: &str = "2026-01-31";

/// One way to ask.
pub struct Variant {
    /// The argument, such as `tasks.filter.leadId`; of an order also which one.
    pub of: String,
    /// What is asked, page and plain questions aside.
    pub arguments: String,
}

impl Variant {
    /// Whether it asks about another day, and so about other rows all the way down.
    pub fn is_past(&self) -> bool {
        self.of.ends_with(".asOf") || self.of.ends_with(".knownAt")
    }
}

/// Who asks about what.
pub struct Asking<'a> {
    pub schema: &'a Introspection,
    pub world: &'a World,
    /// The plan, by its id.
    pub plan: &'a str,
}

impl Asking<'_> {
    /// Every optional argument of a root, and every field of its inputs.
    pub fn variants(&self, root: &Field) -> Vec<Variant> {
        let given = self.required(&root.arguments, &root.name);
        let mut all = Vec::new();
        for argument in root.arguments.iter().filter(|it| !is_of_a_page(it)) {
            let of = format!("{}.{}", root.name, argument.name);
            let fields = self.schema.inputs.get(&argument.of).map_or(&[][..], Vec::as_slice);
            for field in fields {
                let rest: Vec<&Argument> =
                    fields.iter().filter(|it| it.required && it.name != field.name).collect();
                let rest = self.required(rest.iter().copied(), "");
                for told in self.told(field, fields) {
                    let is_order = argument.name == "order";
                    let which = if is_order { told.clone() } else { field.name.clone() };
                    let of = format!("{of}.{which}");
                    let given = self.required(&root.arguments, &argument.name);
                    let input = format!("{}: {{ {rest} {told} }}", argument.name);
                    all.push(Variant { of, arguments: format!("{given} {input}") });
                }
            }
            if fields.is_empty() && !argument.required {
                for told in self.told(argument, &root.arguments) {
                    let arguments = format!("{given} {told}");
                    all.push(Variant { of: of.clone(), arguments });
                }
            }
        }
        all
    }

    /// What must be given, each in one way, but for the one that is asked otherwise.
    fn required<'a>(&self, arguments: impl IntoIterator<Item = &'a Argument>, but: &str) -> String {
        let arguments = arguments.into_iter().filter(|it| it.required && it.name != but);
        let one = |it: &Argument| match self.schema.inputs.get(&it.of) {
            Some(fields) => format!("{}: {{ {} }}", it.name, self.required(fields, "")),
            None => self.told(it, &[]).swap_remove(0),
        };
        arguments.map(one).collect::<Vec<_>>().join(" ")
    }

    /// An argument with its value: one that finds much, or every one there is.
    fn told(&self, argument: &Argument, beside: &[Argument]) -> Vec<String> {
        let (name, of) = (argument.name.as_str(), argument.of.as_str());
        let quoted = |value: &str| vec![format!("{name}: \"{value}\"")];
        let named = |thing: &str| quoted(self.world.id(thing));
        match name {
            "planId" | "leftId" | "rightId" => quoted(self.plan),
            "assessmentId" => named("near.contested"),
            "county" if of == "String" => quoted("east"),
            "indicator" if of == "String" => quoted("roads"),
            "objections" => vec!["objections: [1, 2]".to_owned()],
            "weights" | "data" => vec![format!("{name}: []")],
            "unitId" | "countyId" => named("东县"),
            "leadId" => named("市住房和城乡建设局"),
            "supportId" => named("市规划和自然资源局"),
            "parentId" | "jurisdictionId" => named("某市人民政府"),
            "taskId" => named("housing.signed.task"),
            "personId" => named(&format!("person:{REFUSED}")),
            "assignmentId" | "stream" => named("east@housing.signed"),
            // The one goes with the other.
            "key" => vec![format!("groupBy: COUNTY key: \"{}\"", self.world.id("东县"))],
            "groupBy" if !argument.required => {
                vec![format!("groupBy: COUNTY key: \"{}\"", self.world.id("东县"))]
            }
            "text" => [quoted("housing"), quoted("市")].concat(),
            "section" => quoted("一"),
            "scheme" => quoted("DUBAN_4"),
            "leader" => quoted(LEADER),
            "from" | "dueAfter" => quoted("2026-01-01"),
            "dueBefore" => quoted("2027-12-31"),
            "overdueOn" => quoted("2027-06-01"),
            "to" => quoted(TODAY),
            "asOf" => quoted(BEFORE),
            "knownAt" if beside.iter().any(|it| it.name == "asOf" && !it.required) => {
                vec![format!("asOf: \"{BEFORE}\" knownAt: \"{TODAY}\"")]
            }
            "knownAt" => quoted(TODAY),
            _ if of == "Month" => quoted(MONTH),
            _ if of == "Boolean" => vec![format!("{name}: true"), format!("{name}: false")],
            _ => {
                let values = &self.schema.values[of];
                assert!(!values.is_empty(), "say what `{name}: {of}` is asked with");
                values.iter().map(|value| format!("{name}: {value}")).collect()
            }
        }
    }
}

fn is_of_a_page(argument: &Argument) -> bool {
    ["first", "last", "after", "before"].contains(&argument.name.as_str())
}
