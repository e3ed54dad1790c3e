//! Answers completed as the specification says.
//!
//! Left to itself the library drops the key of a field that fails, gives a list away for one bad
//! item, forgets the path of errors on interfaces, and returns keys in the order in which they got
//! ready. Clients read the specification: a failing field is `null`, null travels up to the next
//! position that may be null, keys stand in the order of the query, and every error has its path.
//!
//! [`Complete`] is an extension of the schema that takes part in five places:
//!
//! 1. before parsing it fills in the defaults of variables (`prepare.rs`), which `@skip` would miss;
//! 2. after parsing it keeps the document as it was asked, and plants in the one that is executed
//!    what completion will need (`plant.rs`);
//! 3. around each field it turns an error into null and remembers it with its path;
//! 4. after execution it walks the answer along the document that was asked (`walk.rs`);
//! 5. and puts together the errors that belong to it.
//!
//! It reads fields of the library's registry that are public but not promised: the version of
//! `async-graphql` is pinned for its sake.

mod collect;
mod errors;
mod plant;
mod prepare;
mod walk;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextPrepareRequest,
    NextResolve, ResolveInfo,
};
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use async_graphql::{
    Positioned, Request, Response, ServerError, ServerResult, Value, Variables, async_trait,
};

use crate::complete::collect::Conditions;
use crate::complete::errors::Failures;
use crate::complete::walk::Walk;

/// 补全. The extension; give it to `Schema::build(…).extension(Complete)`.
#[derive(Debug, Clone, Copy)]
pub struct Complete;

impl ExtensionFactory for Complete {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Completion::default())
    }
}

/// What one request asked, and what went wrong so far.
#[derive(Default)]
struct Completion {
    asked: OnceLock<Asked>,
    failures: Mutex<Vec<ServerError>>,
}

/// The document as the client wrote it.
struct Asked {
    document: ExecutableDocument,
    conditions: Conditions,
}

#[async_trait::async_trait]
impl Extension for Completion {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        prepare::fill_defaults(&mut request);
        next.run(ctx, request).await
    }

    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let mut document = next.run(ctx, query, variables).await?;
        let conditions = Conditions::of(variables);
        let asked = Asked { document: document.clone(), conditions };
        plant::plant(&mut document, &ctx.schema_env.registry);
        // A request is parsed once; were it parsed twice, the first document would stand.
        let _ = self.asked.set(asked);
        Ok(document)
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let mut response = next.run(ctx, operation_name).await;
        let recorded = {
            let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *failures)
        };
        let Some(asked) = self.asked.get() else {
            return response;
        };
        let Some(operation) = operation(&asked.document, operation_name) else {
            return response;
        };
        let mut errors = std::mem::take(&mut response.errors);
        errors.extend(recorded);
        let registry = &ctx.schema_env.registry;
        let walk = Walk::new(&asked.document, &asked.conditions, registry, Failures::of(errors));
        let data = std::mem::take(&mut response.data);
        (response.data, response.errors) = walk.complete(operation, data);
        response
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let node = info.path_node;
        match next.run(ctx, info).await {
            Ok(value) => Ok(value),
            Err(mut error) => {
                if error.path.is_empty() {
                    error.path = errors::path_of(node);
                }
                self.failures.lock().unwrap_or_else(PoisonError::into_inner).push(error);
                // Not `None`: the library cannot bear that in a list.
                Ok(Some(Value::Null))
            }
        }
    }
}

/// Finds the operation that was executed.
fn operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a Positioned<OperationDefinition>> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(operation),
        (DocumentOperations::Multiple(map), Some(name)) => map.get(name),
        (DocumentOperations::Multiple(map), None) => map.values().next(),
    }
}

#[cfg(test)]
mod tests;
