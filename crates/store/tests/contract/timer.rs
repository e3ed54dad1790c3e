//! Timers: claimed exactly once.

use std::collections::BTreeSet;

use duban_store::StoreError;
use duban_store::timer::{self, Timer};

use super::database::{TestDatabase, at};

on_both_databases!(
    due_timers_are_claimed_oldest_first,
    arming_again_moves_and_cancelling_ends,
    a_claim_that_fails_gives_the_timers_back,
    claimers_beside_each_other_get_different_timers,
);

fn timer(number: i64) -> Timer {
    Timer {
        timer_id: format!("assignment:{number}/sign-for"),
        due_at: at(number),
        kind: "SignForDue".to_owned(),
        payload: "{}".to_owned(),
    }
}

async fn arm(database: &TestDatabase, timers: Vec<Timer>) {
    let timers = &timers;
    let armed =
        database.store.write(move |tx| async move { timer::arm(&tx, timers.clone()).await });
    armed.await.unwrap();
}

async fn claim(database: &TestDatabase, now: i64, limit: u32) -> Vec<Timer> {
    let claim =
        database.store.write(move |tx| async move { timer::claim_due(&tx, at(now), limit).await });
    claim.await.unwrap()
}

async fn next_due(database: &TestDatabase) -> Option<chrono::DateTime<chrono::Utc>> {
    database.store.read(|tx| async move { timer::next_due(&tx).await }).await.unwrap()
}

async fn due_timers_are_claimed_oldest_first(database: TestDatabase) {
    arm(&database, vec![timer(3), timer(1), timer(2), timer(9)]).await;
    assert_eq!(next_due(&database).await, Some(at(1)));
    assert_eq!(claim(&database, 0, 10).await, []);
    assert_eq!(claim(&database, 3, 2).await, [timer(1), timer(2)]);
    assert_eq!(claim(&database, 3, 2).await, [timer(3)]);
    assert_eq!(claim(&database, 3, 2).await, []);
    assert_eq!(next_due(&database).await, Some(at(9)));
}

async fn arming_again_moves_and_cancelling_ends(database: TestDatabase) {
    arm(&database, vec![timer(1), timer(2)]).await;
    arm(&database, vec![Timer { due_at: at(100), ..timer(1) }]).await;
    let cancel = database.store.write(|tx| async move {
        timer::cancel(&tx, vec![timer(2).timer_id, "unknown".to_owned()]).await
    });
    cancel.await.unwrap();
    assert_eq!(claim(&database, 99, 10).await, []);
    assert_eq!(claim(&database, 100, 10).await.len(), 1);
}

async fn a_claim_that_fails_gives_the_timers_back(database: TestDatabase) {
    arm(&database, vec![timer(1)]).await;
    let failed: Result<(), StoreError> = database
        .store
        .write(|tx| async move {
            assert_eq!(timer::claim_due(&tx, at(1), 10).await?.len(), 1);
            Err(StoreError::misuse("its command failed"))
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(claim(&database, 1, 10).await, [timer(1)]);
}

async fn claimers_beside_each_other_get_different_timers(database: TestDatabase) {
    arm(&database, (0..200).map(timer).collect()).await;
    let claimer = async || {
        let mut claimed = Vec::new();
        loop {
            let batch = claim(&database, 1_000, 7).await;
            if batch.is_empty() {
                return claimed;
            }
            claimed.extend(batch);
        }
    };
    let (a, b, c, d) = tokio::join!(claimer(), claimer(), claimer(), claimer());
    let all: Vec<Timer> = [a, b, c, d].concat();
    let distinct: BTreeSet<&str> = all.iter().map(|timer| timer.timer_id.as_str()).collect();
    assert_eq!((all.len(), distinct.len()), (200, 200));
}
