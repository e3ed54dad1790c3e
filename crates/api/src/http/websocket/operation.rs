//! One operation on a socket: a stream of what there is to say about it.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Data, Executor, Request, Response as Answer};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use serde_json::Value;

use crate::error::Problem;
use crate::http::{Door, Entrance, Visit, answer, graphql, parameters};

/// What happened in an operation.
#[derive(Debug)]
pub(super) enum Event {
    /// An answer; more may follow.
    Next(Answer),
    /// The operation was refused; nothing follows.
    Error(Answer),
    /// The operation has come to its end.
    Complete,
}

impl Event {
    /// Says why an operation was refused.
    pub(super) fn refusal(problem: &Problem, visit: &Visit) -> Self {
        Self::Error(answer::declined(problem, visit))
    }

    fn of(answer: Answer) -> Self {
        if answer::executed(&answer) { Self::Next(answer) } else { Self::Error(answer) }
    }
}

/// Opens the operation that a `subscribe` asks for.
pub(super) fn open<D: Door, E: Executor>(
    entrance: &Arc<Entrance<D, E>>,
    caller: Arc<D::Caller>,
    visit: &Visit,
    payload: Value,
) -> BoxStream<'static, Event> {
    let (entrance, visit) = (Arc::clone(entrance), visit.clone());
    match admit(&entrance, &caller, payload) {
        Err(problem) => stream::once(async move { Event::refusal(&problem, &visit) }).boxed(),
        Ok((request, true)) => entrance.subscribe(request, caller, visit),
        Ok((request, false)) => {
            let once = async move {
                let answered = entrance.execute(request, &caller, &visit).await;
                stream::iter([Event::of(answered), Event::Complete])
            };
            once.flatten_stream().boxed()
        }
    }
}

/// Lets a request through the guard, and says whether it is a subscription.
fn admit<D: Door, E: Executor>(
    entrance: &Entrance<D, E>,
    caller: &D::Caller,
    payload: Value,
) -> Result<(Request, bool), Problem> {
    let limits = &entrance.settings.limits.request;
    let request = parameters::from_payload(payload)?.into_request(limits)?;
    let (standing, introspection) =
        (entrance.door.standing(caller), entrance.door.introspection(caller));
    let mut budget = entrance.guard.budget(standing, introspection);
    let admitted = entrance.guard.admit(request, &mut budget)?;
    Ok((admitted.request, admitted.operation == Some(OperationType::Subscription)))
}

impl<D: Door, E: Executor> Entrance<D, E> {
    fn subscribe(
        self: Arc<Self>,
        mut request: Request,
        caller: Arc<D::Caller>,
        visit: Visit,
    ) -> BoxStream<'static, Event> {
        let mut data = Data::default();
        self.door.furnish(&caller, &visit, &mut data);
        request.data = data;
        let answers = self.schema.execute_stream(request, None);
        let introspection = self.door.introspection(&caller);
        let events = AssertUnwindSafe(answers).catch_unwind().map(move |item| {
            let mut answered = item.unwrap_or_else(|panic: Box<dyn Any + Send>| {
                answer::declined(&Problem::internal(&graphql::said(&*panic)), &visit)
            });
            answer::tidy(&mut answered, &self.settings.limits.answer, introspection, &visit);
            Event::of(answered)
        });
        events.chain(stream::once(async { Event::Complete })).boxed()
    }
}
