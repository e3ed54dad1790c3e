//! How large a document is once every fragment is written out.
//!
//! Each fragment is measured once and its measure reused, so the walk is linear in the text even
//! where the written-out document has more fields than there are atoms. All sums saturate.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};
use async_graphql_value::{ConstValue, Value, Variables};

use crate::error::Problem;
use crate::limits::DocumentLimits;

/// The largest page that any list of the schema gives.
const LARGEST_PAGE: u64 = 100;

/// 大小. The size of a selection after every fragment is written out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measure {
    /// Fields.
    pub fields: u64,
    /// Fields, each as often as the pages around it have items.
    pub cost: u64,
    /// Fields inside one another.
    pub depth: u32,
    /// What stands below `__schema` and `__type`.
    pub introspection: IntrospectionMeasure,
    /// Fields, spreads and inline fragments: the steps of whoever walks without a memory.
    steps: u64,
    /// Selection sets inside one another, fragments included.
    levels: u32,
    /// Lists of types and fields inside one another, in case this stands below `__schema`.
    lists: u32,
}

/// 自省大小. The part of a document that asks for the schema itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IntrospectionMeasure {
    /// Fields below `__schema` and `__type`.
    pub fields: u64,
    /// Fields inside one another there.
    pub depth: u32,
    /// Lists inside one another there.
    pub lists: u32,
}

impl Measure {
    /// Adds a neighbour in the same selection set.
    fn beside(self, other: Self) -> Self {
        Self {
            fields: self.fields.saturating_add(other.fields),
            cost: self.cost.saturating_add(other.cost),
            steps: self.steps.saturating_add(other.steps),
            depth: self.depth.max(other.depth),
            levels: self.levels.max(other.levels),
            lists: self.lists.max(other.lists),
            introspection: IntrospectionMeasure {
                fields: self.introspection.fields.saturating_add(other.introspection.fields),
                depth: self.introspection.depth.max(other.introspection.depth),
                lists: self.introspection.lists.max(other.introspection.lists),
            },
        }
    }

    /// Counts the step into this selection.
    fn stepped_into(self) -> Self {
        Self { steps: self.steps.saturating_add(1), ..self }
    }

    /// Puts a field around its selection set, which stands on `items` items.
    fn in_field(self, name: &str, items: u64) -> Self {
        if name == "__schema" || name == "__type" {
            return Self {
                fields: 1,
                cost: 1,
                depth: 1,
                lists: 0,
                introspection: IntrospectionMeasure {
                    fields: self.fields.saturating_add(1),
                    depth: self.depth.saturating_add(1),
                    lists: self.lists,
                },
                ..self
            };
        }
        let list = matches!(name, "fields" | "inputFields" | "interfaces" | "possibleTypes");
        Self {
            fields: self.fields.saturating_add(1),
            cost: self.cost.saturating_mul(items).saturating_add(1),
            depth: self.depth.saturating_add(1),
            lists: self.lists.saturating_add(u32::from(list)),
            ..self
        }
    }
}

/// 测量. Walks one document and remembers what each fragment measures.
pub(super) struct Survey<'a> {
    document: &'a ExecutableDocument,
    limits: &'a DocumentLimits,
    variables: Variables,
    known: HashMap<&'a Name, Measure>,
    open: HashSet<&'a Name>,
}

impl<'a> Survey<'a> {
    /// Starts a walk; `variables` are those that page sizes are looked up in.
    pub(super) fn new(
        document: &'a ExecutableDocument,
        limits: &'a DocumentLimits,
        variables: Variables,
    ) -> Self {
        Self { document, limits, variables, known: HashMap::new(), open: HashSet::new() }
    }

    /// Measures one operation and refuses it when it is too deep or too long to walk.
    pub(super) fn of(
        &mut self,
        operation: &'a Positioned<OperationDefinition>,
    ) -> Result<Measure, Problem> {
        let measure = self.selections(&operation.node.selection_set.node, 0)?;
        self.judge(&measure)?;
        Ok(measure)
    }

    /// Measures every fragment, also one that nothing spreads, and gives the largest.
    pub(super) fn fragments(&mut self) -> Result<Measure, Problem> {
        let mut largest = Measure::default();
        for name in self.document.fragments.keys() {
            let measure = self.fragment(name, 0)?;
            self.judge(&measure)?;
            if measure.fields > largest.fields {
                largest = measure;
            }
        }
        Ok(largest)
    }

    fn judge(&self, measure: &Measure) -> Result<(), Problem> {
        let limits = self.limits;
        let most = limits.fields.max(limits.introspection_fields).saturating_mul(4);
        at_most(measure.depth, limits.depth, "字段嵌套层数", "depth of fields")?;
        at_most(measure.steps, most, "展开后的选择数", "written-out selections")?;
        let introspection = &measure.introspection;
        at_most(
            introspection.depth,
            limits.introspection_depth,
            "自省层数",
            "introspection depth",
        )?;
        at_most(
            introspection.lists,
            limits.introspection_lists,
            "自省列表嵌套层数",
            "introspection lists inside one another",
        )
    }

    fn selections(&mut self, set: &'a SelectionSet, level: u32) -> Result<Measure, Problem> {
        if set.items.is_empty() {
            return Ok(Measure::default());
        }
        // Checked on the way down: it also bounds how deep this function calls itself.
        at_most(level.saturating_add(1), self.limits.levels, "选择集层数", "selection set levels")?;
        let mut sum = Measure::default();
        for item in &set.items {
            let measure = match &item.node {
                Selection::Field(field) => {
                    let inner = self.selections(&field.node.selection_set.node, level + 1)?;
                    inner.in_field(&field.node.name.node, self.items(&field.node))
                }
                Selection::InlineFragment(inline) => {
                    self.selections(&inline.node.selection_set.node, level + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, level + 1)?
                }
            };
            sum = sum.beside(measure.stepped_into());
        }
        sum.levels = sum.levels.saturating_add(1);
        Ok(sum)
    }

    fn fragment(&mut self, name: &'a Name, level: u32) -> Result<Measure, Problem> {
        let measure = match self.known.get(name) {
            Some(measure) => *measure,
            None => {
                // A fragment that is not there is left to validation, which says so better.
                let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
                    return Ok(Measure::default());
                };
                if !self.open.insert(name) {
                    return Err(Problem::bad_input(
                        format!("片段 {name} 直接或间接引用了自身。"),
                        format!("Fragment {name} contains itself."),
                    )
                    .at(fragment.pos));
                }
                let measure = self.selections(&fragment.node.selection_set.node, level)?;
                self.open.remove(name);
                self.known.insert(name, measure);
                measure
            }
        };
        let deepest = level.saturating_add(measure.levels);
        at_most(deepest, self.limits.levels, "选择集层数", "selection set levels")?;
        Ok(measure)
    }

    /// Reads how many items the list behind a field may give.
    fn items(&self, field: &Field) -> u64 {
        ["first", "last"]
            .iter()
            .filter_map(|name| field.get_argument(name))
            .map(|value| self.number(&value.node).clamp(1, LARGEST_PAGE))
            .max()
            .unwrap_or(1)
    }

    fn number(&self, value: &Value) -> u64 {
        match value {
            Value::Number(number) => number.as_u64().unwrap_or(1),
            Value::Variable(name) => match self.variables.get(name) {
                Some(ConstValue::Number(number)) => number.as_u64().unwrap_or(1),
                _ => 1,
            },
            _ => 1,
        }
    }
}

fn at_most<T: PartialOrd + std::fmt::Display>(
    actual: T,
    most: T,
    chinese: &str,
    english: &str,
) -> Result<(), Problem> {
    if actual <= most {
        return Ok(());
    }
    Err(Problem::limit(
        format!("查询过大：{chinese}超过上限 {most}。"),
        format!("The query is too large: {english} over the limit of {most}."),
    ))
}
