//! Loads go in step with the resolvers: a batch is read when every resolver that can go on has gone
//! on, and not when some time has passed, so that the number of statements depends neither on how
//! many rows there are nor on how fast the machine is.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{Response, async_trait};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::task::AtomicWaker;

/// 齐步. The extension that reads in step; give it to `Schema::build(…).extension(InStep)`.
#[derive(Debug, Clone, Copy)]
pub struct InStep;

impl ExtensionFactory for InStep {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(InStep)
    }
}

#[async_trait::async_trait]
impl Extension for InStep {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        in_step(next.run(ctx, operation_name)).await
    }
}

/// Loads that wait for the resolvers of one operation.
type Waiting = Arc<Mutex<Vec<BoxFuture<'static, ()>>>>;

tokio::task_local! {
    static WAITING: Waiting;
}

/// Lets a load run as soon as no resolver of this operation can go on; at once where nobody
/// resolves in step.
pub(super) fn load(load: BoxFuture<'static, ()>) {
    let mut load = Some(load);
    let waits = WAITING.try_with(|waiting| lock(waiting).extend(load.take()));
    if let (Err(_), Some(load)) = (waits, load) {
        tokio::spawn(load);
    }
}

/// Runs the resolvers, and the loads they ask for whenever all of them wait.
async fn in_step<F: Future>(resolvers: F) -> F::Output {
    let waiting = Waiting::default();
    let mut resolvers = pin!(WAITING.scope(Arc::clone(&waiting), resolvers));
    let mut loads = FuturesUnordered::new();
    let call = Arc::new(Call::default());
    let waker = Waker::from(Arc::clone(&call));
    poll_fn(move |cx| {
        call.parent.register(cx.waker());
        loop {
            // The library lets a few go on at a time and calls for the others itself.
            while call.again.swap(false, Ordering::AcqRel) {
                let output = resolvers.as_mut().poll(&mut Context::from_waker(&waker));
                if output.is_ready() {
                    return output;
                }
            }
            loads.extend(lock(&waiting).drain(..));
            match loads.poll_next_unpin(cx) {
                // What came may let resolvers go on.
                Poll::Ready(Some(())) => {}
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            }
        }
    })
    .await
}

/// A call for the resolvers to go on.
struct Call {
    again: AtomicBool,
    parent: AtomicWaker,
}

impl Default for Call {
    fn default() -> Self {
        Self { again: AtomicBool::new(true), parent: AtomicWaker::new() }
    }
}

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        self.again.store(true, Ordering::Release);
        self.parent.wake();
    }
}

fn lock(waiting: &Waiting) -> MutexGuard<'_, Vec<BoxFuture<'static, ()>>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}
