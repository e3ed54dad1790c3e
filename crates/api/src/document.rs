//! The guard before execution: no document reaches the schema unmeasured.
//!
//! Validation walks a fragment once per spread and never pauses, so twenty-five fragments that each
//! spread the next one twice keep a processor busy for good, and no timeout can interrupt it. The
//! guard therefore stands in front of every way in (HTTP, batch, WebSocket): it parses once,
//! measures each fragment once, refuses what is too large in milliseconds, and hands the parsed
//! document on, so that nobody parses it a second time.
//!
//! The rule it keeps: what it does is linear in the length of the text.

mod cache;
mod measure;
mod root;
mod scan;
mod value;

use async_graphql::Request;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::parser::{Error as ParseError, parse_query};
use async_graphql_value::{ConstValue, Variables};

use crate::document::cache::Cache;
use crate::document::measure::Survey;
use crate::error::Problem;
use crate::limits::DocumentLimits;

pub use crate::document::measure::Measure;
pub(crate) use crate::document::value::{forgery as forged_file, is_file_reference};

/// 放行范围. Who asks, as far as the guard needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A stranger.
    Anonymous,
    /// Somebody who is signed in.
    SignedIn,
}

/// 自省开关. Whether the caller may ask for the schema itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Introspection {
    /// `__schema` and `__type` are answered, and errors suggest names.
    Open,
    /// They are refused, and errors suggest nothing.
    Closed,
}

/// 额度. What one HTTP request or one socket operation may still spend; a batch shares one.
#[derive(Debug, Clone)]
pub struct Budget {
    bytes: usize,
    /// For a part of the document that will not even run: it is validated all the same.
    part_fields: u64,
    fields: u64,
    introspection_fields: u64,
    cost: u64,
    mutations: usize,
    introspection: Introspection,
}

impl Budget {
    /// Opens a budget for one request.
    pub fn new(limits: &DocumentLimits, standing: Standing, introspection: Introspection) -> Self {
        let (bytes, fields, cost) = match standing {
            Standing::Anonymous => {
                (limits.bytes_anonymous, limits.fields_anonymous, limits.cost_anonymous)
            }
            Standing::SignedIn => (limits.bytes, limits.fields, limits.cost),
        };
        Self {
            bytes,
            part_fields: fields,
            fields,
            introspection_fields: limits.introspection_fields,
            cost,
            mutations: limits.mutations,
            introspection,
        }
    }
}

/// 已放行. A request that was measured and carries its parsed document.
#[derive(Debug)]
pub struct Admitted {
    /// The request, ready for `Schema::execute`.
    pub request: Request,
    /// Which kind of operation will run; none when the name matches no operation.
    pub operation: Option<OperationType>,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// The size of the operation that will run.
    pub measure: Measure,
}

/// 文档守卫. Measures documents and remembers the parsed form of those it let through.
#[derive(Debug)]
pub struct Guard {
    limits: DocumentLimits,
    cache: Cache,
}

impl Guard {
    /// Makes a guard with an empty memory.
    pub fn new(limits: DocumentLimits) -> Self {
        let cache = Cache::new(limits.cache_bytes);
        Self { limits, cache }
    }

    /// Opens the budget of one request.
    pub fn budget(&self, standing: Standing, introspection: Introspection) -> Budget {
        Budget::new(&self.limits, standing, introspection)
    }

    /// Lets a request through, with its document parsed, or says why not.
    pub fn admit(&self, mut request: Request, budget: &mut Budget) -> Result<Admitted, Problem> {
        scan::length(&request.query, budget.bytes)?;
        let document = match self.cache.find(&request.query) {
            Some(document) => document,
            None => {
                let document = self.read(&request.query)?;
                self.cache.keep(&request.query, &document);
                document
            }
        };
        let name = request.operation_name.as_deref();
        let (operation, measure) = self.measure(&document, name, &request.variables)?;
        let largest = self.largest(&document)?;
        within(budget.part_fields, largest, "字段数", "fields")?;
        spend(budget, &measure)?;
        if operation == Some(OperationType::Mutation) {
            let count = root::mutations(&document, name)?;
            budget.mutations = budget.mutations.checked_sub(count).ok_or_else(|| {
                let most = self.limits.mutations;
                Problem::limit(
                    format!("一次请求最多 {most} 个变更操作。"),
                    format!("One request may contain at most {most} mutations."),
                )
            })?;
        }
        if budget.introspection == Introspection::Closed {
            request = request.disable_introspection();
        }
        let name = operation.and_then(|_| called(&document, request.operation_name.as_deref()));
        request.set_parsed_query(document);
        Ok(Admitted { request, operation, name, measure })
    }

    /// Parses a text and checks what does not depend on who asks.
    fn read(&self, text: &str) -> Result<ExecutableDocument, Problem> {
        scan::check(text, &self.limits)?;
        let mut document = parse_query(text).map_err(|error| unreadable(&error))?;
        value::check(&document, &self.limits)?;
        // Measured here, so that the walks below are known to end.
        self.largest(&document)?;
        root::straighten_subscriptions(&mut document)?;
        Ok(document)
    }

    /// Measures every operation and fragment, and tells the fields of the largest.
    fn largest(&self, document: &ExecutableDocument) -> Result<u64, Problem> {
        let mut survey = Survey::new(document, &self.limits, Variables::default());
        let mut largest = survey.fragments()?.fields;
        for (_, operation) in document.operations.iter() {
            largest = largest.max(survey.of(operation)?.fields);
        }
        Ok(largest)
    }

    fn measure(
        &self,
        document: &ExecutableDocument,
        name: Option<&str>,
        variables: &Variables,
    ) -> Result<(Option<OperationType>, Measure), Problem> {
        let Some(operation) = root::selected(&document.operations, name) else {
            return Ok((None, Measure::default()));
        };
        let variables = with_defaults(&operation.node.variable_definitions, variables);
        let measure = Survey::new(document, &self.limits, variables).of(operation)?;
        Ok((Some(operation.node.ty), measure))
    }
}

/// The name of the operation that runs.
fn called(document: &ExecutableDocument, wanted: Option<&str>) -> Option<String> {
    let only = || document.operations.iter().next().and_then(|(name, _)| name);
    wanted.map(str::to_owned).or_else(|| only().map(ToString::to_string))
}

/// Takes what a document needs from what is left.
fn spend(budget: &mut Budget, measure: &Measure) -> Result<(), Problem> {
    if budget.introspection == Introspection::Closed && measure.introspection.fields > 0 {
        return Err(Problem::forbidden(
            "本系统未开放接口自省。",
            "Introspection is switched off on this server.",
        ));
    }
    budget.fields = within(budget.fields, measure.fields, "字段数", "fields")?;
    budget.cost = within(budget.cost, measure.cost, "查询开销", "cost")?;
    let introspected = measure.introspection.fields;
    budget.introspection_fields =
        within(budget.introspection_fields, introspected, "自省字段数", "introspection fields")?;
    Ok(())
}

fn within(left: u64, wanted: u64, chinese: &str, english: &str) -> Result<u64, Problem> {
    left.checked_sub(wanted).ok_or_else(|| {
        Problem::limit(
            format!("查询过大：{chinese} {wanted}，上限 {left}。请拆分为多次请求。"),
            format!("The query is too large: {english} {wanted} of at most {left}. Ask in parts."),
        )
    })
}

/// Completes the given variables by the defaults of the operation.
fn with_defaults(
    definitions: &[async_graphql::Positioned<async_graphql::parser::types::VariableDefinition>],
    given: &Variables,
) -> Variables {
    let mut variables = Variables::default();
    for definition in definitions {
        let name = &definition.node.name.node;
        let default = definition.node.default_value.as_ref().map(|value| &value.node);
        // Only numbers matter here: they are page sizes. Texts and objects are not copied.
        if let Some(value @ ConstValue::Number(_)) = given.get(name).or(default) {
            variables.insert(name.clone(), value.clone());
        }
    }
    variables
}

/// Shortens the parser's picture of the text to the place that it could not read.
fn unreadable(error: &ParseError) -> Problem {
    let position = error.positions().next();
    let (line, column) = position.map_or((0, 0), |position| (position.line, position.column));
    let problem = Problem::bad_input(
        format!("GraphQL 文档有语法错误（第 {line} 行第 {column} 列）。"),
        format!("The GraphQL document has a syntax error at line {line}, column {column}."),
    );
    match position {
        Some(position) => problem.at(position),
        None => problem,
    }
}

/// Counts the operations of a document.
pub(crate) fn operations(operations: &DocumentOperations) -> usize {
    operations.iter().len()
}

#[cfg(test)]
mod tests;
