//! A small server behind the real door, for the protocol audits.
//!
//! `cargo run -p duban-api --example toy -- 4000`, then point the audits at
//! `http://127.0.0.1:4000/graphql`. The token is `letmein`; without one the caller is a stranger
//! who, unlike in production, may ask for the schema.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Data, Object, Schema, SimpleObject, Subscription, Upload};
use duban_api::complete::Complete;
use duban_api::document::{Introspection, Standing};
use duban_api::error::Problem;
use duban_api::http::{Door, Settings, Visit, router};
use futures_util::stream;
use futures_util::{Stream, StreamExt};

struct Person(Option<&'static str>);

struct House;

impl Door for House {
    type Caller = Person;
    type Place = ();

    async fn place(&self, _caller: &Self::Caller) -> Result<(), Problem> {
        Ok(())
    }

    async fn caller(&self, visit: &Visit) -> Result<Person, Problem> {
        match visit.bearer() {
            None => Ok(Person(None)),
            Some("letmein") => Ok(Person(Some("李明"))),
            Some(_) => Err(Problem::unauthenticated()),
        }
    }

    fn standing(&self, caller: &Person) -> Standing {
        caller.0.map_or(Standing::Anonymous, |_| Standing::SignedIn)
    }

    fn introspection(&self, _: &Person) -> Introspection {
        Introspection::Open
    }

    fn furnish(&self, caller: &Arc<Person>, _: &Visit, data: &mut Data) {
        data.insert(Arc::clone(caller));
    }
}

struct Query;

#[Object]
impl Query {
    async fn name(&self, ctx: &Context<'_>) -> Option<String> {
        ctx.data_opt::<Arc<Person>>().and_then(|person| person.0.map(str::to_owned))
    }

    async fn nested(&self) -> Query {
        Query
    }
}

/// What came in.
#[derive(SimpleObject)]
struct Received {
    name: String,
    size: u64,
}

struct Mutation;

#[Object]
impl Mutation {
    async fn upload(&self, ctx: &Context<'_>, file: Upload) -> async_graphql::Result<Received> {
        let file = file.value(ctx)?;
        Ok(Received { size: file.size()?, name: file.filename })
    }
}

struct Counts;

#[Subscription]
impl Counts {
    async fn count(&self, to: Option<u32>) -> impl Stream<Item = u32> {
        stream::iter(0..to.unwrap_or(5)).then(|number| async move {
            // Slow enough to be alive when a second message arrives.
            tokio::time::sleep(Duration::from_millis(20)).await;
            number
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::args().nth(1).unwrap_or_default().parse().unwrap_or(4000);
    let schema = Schema::build(Query, Mutation, Counts).extension(Complete).finish();
    let mut settings = Settings::default();
    settings.limits.request.file_bytes = 4 << 20;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("listening on http://127.0.0.1:{port}/graphql");
    axum::serve(listener, router(House, schema, settings)).await?;
    Ok(())
}
