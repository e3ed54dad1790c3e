//! A request that is sent twice happens once.

use duban_store::StoreError;
use duban_store::idempotency::{self, KeyedRequest, Outcome};

use super::database::{TestDatabase, at};

on_both_databases!(
    a_repeat_is_given_the_first_outcome,
    the_same_key_with_another_input_is_a_conflict,
    keys_of_different_actors_are_different,
    a_refused_request_leaves_its_key_free,
    of_many_at_once_one_is_new,
    old_keys_are_forgotten,
);

const REQUEST: KeyedRequest<'static> =
    KeyedRequest { actor: "person:1", key: "k-1", input_digest: &[1, 2, 3] };

async fn send(database: &TestDatabase, request: KeyedRequest<'static>) -> Outcome {
    let sent: Result<Outcome, StoreError> = database
        .store
        .write(move |tx| async move {
            let outcome = idempotency::begin(&tx, request, at(0)).await?;
            if outcome == Outcome::New {
                idempotency::finish(&tx, request, "task:1@3".to_owned()).await?;
            }
            Ok(outcome)
        })
        .await;
    sent.unwrap()
}

async fn a_repeat_is_given_the_first_outcome(database: TestDatabase) {
    assert_eq!(send(&database, REQUEST).await, Outcome::New);
    assert_eq!(send(&database, REQUEST).await, Outcome::Repeat("task:1@3".to_owned()));
}

async fn the_same_key_with_another_input_is_a_conflict(database: TestDatabase) {
    send(&database, REQUEST).await;
    let other = KeyedRequest { input_digest: &[1, 2, 4], ..REQUEST };
    assert_eq!(send(&database, other).await, Outcome::Conflict);
}

async fn keys_of_different_actors_are_different(database: TestDatabase) {
    send(&database, REQUEST).await;
    let other = KeyedRequest { actor: "person:2", ..REQUEST };
    assert_eq!(send(&database, other).await, Outcome::New);
}

async fn a_refused_request_leaves_its_key_free(database: TestDatabase) {
    let refused: Result<(), StoreError> = database
        .store
        .write(|tx| async move {
            idempotency::begin(&tx, REQUEST, at(0)).await?;
            Err(StoreError::misuse("refused"))
        })
        .await;
    assert!(refused.is_err());
    assert_eq!(send(&database, REQUEST).await, Outcome::New);
}

async fn of_many_at_once_one_is_new(database: TestDatabase) {
    let send = || send(&database, REQUEST);
    let (a, b, c, d) = tokio::join!(send(), send(), send(), send());
    let fresh = [a, b, c, d].iter().filter(|outcome| **outcome == Outcome::New).count();
    assert_eq!(fresh, 1);
}

async fn old_keys_are_forgotten(database: TestDatabase) {
    send(&database, REQUEST).await;
    let forget = async |before| {
        let forgotten =
            database.store.write(move |tx| async move { idempotency::forget(&tx, before).await });
        forgotten.await.unwrap()
    };
    assert_eq!((forget(at(0)).await, forget(at(1)).await), (0, 1));
    assert_eq!(send(&database, REQUEST).await, Outcome::New);
}
