//! Accounts and their sessions.

use chrono::TimeDelta;
use duban_store::StoreError;
use duban_store::account::address;
use duban_store::account::{self, Account, Lock, NewPassword};
use duban_store::session::{self, Session, Spending};
use uuid::Uuid;

use super::database::{TestDatabase, at};

on_both_databases!(
    a_name_belongs_to_one_person,
    parallel_guesses_are_all_counted,
    a_password_is_set_on_the_version_that_was_seen,
    a_closed_account_can_be_opened_again,
    a_token_is_spent_once,
    of_two_who_show_a_token_one_is_too_late,
    an_expired_token_is_worth_nothing,
    a_revoked_family_is_ended,
    a_successor_is_taken_back_while_nobody_used_it,
    failures_that_come_at_once_are_all_counted,
);

const PERSON: Uuid = Uuid::from_u128(1);

fn account(person: u128, username: &str) -> Account {
    Account {
        person_id: Uuid::from_u128(person),
        username: username.to_owned(),
        password_hash: "$argon2id$…".to_owned(),
        must_change: true,
        failed_count: 0,
        locked_until: None,
        disabled_at: None,
        version: 1,
    }
}

async fn open(database: &TestDatabase, opened: Account) -> Result<(), StoreError> {
    let opened = &opened;
    database.store.write(move |tx| async move { account::insert(&tx, opened.clone()).await }).await
}

async fn stored(database: &TestDatabase) -> Account {
    let found =
        database.store.read(|tx| async move { account::by_person(&tx, PERSON).await }).await;
    found.unwrap().unwrap()
}

async fn a_name_belongs_to_one_person(database: TestDatabase) {
    open(&database, account(1, "zhang.san")).await.unwrap();
    let refused = open(&database, account(2, "zhang.san")).await;
    assert!(matches!(refused, Err(StoreError::Duplicate { .. })), "{refused:?}");
    let find = async |name: &'static str| {
        let found =
            database.store.read(move |tx| async move { account::by_username(&tx, name).await });
        found.await.unwrap()
    };
    assert_eq!(find("zhang.san").await, Some(account(1, "zhang.san")));
    assert_eq!(find("li.si").await, None);
    assert!(!format!("{:?}", account(1, "zhang.san")).contains("argon2"));
}

async fn parallel_guesses_are_all_counted(database: TestDatabase) {
    open(&database, account(1, "zhang.san")).await.unwrap();
    let charge = |now| {
        let lock = Lock { limit: 5, now: at(now), until: at(now + 600) };
        database.store.write(move |tx| async move { account::charge(&tx, PERSON, lock).await })
    };
    let guess = || charge(0);
    let (a, b, c, d) = tokio::join!(guess(), guess(), guess(), guess());
    let mut counts: Vec<Option<i32>> = [a, b, c, d].into_iter().map(Result::unwrap).collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 2, 3, 4].map(Some));
    assert_eq!(stored(&database).await.locked_until, None);
    assert_eq!(guess().await.unwrap(), Some(5));
    assert_eq!(stored(&database).await.locked_until, Some(at(600)));
    assert_eq!(charge(599).await.unwrap(), None, "it is locked");
    assert_eq!(stored(&database).await.failed_count, 5);
    let (a, b) = tokio::join!(charge(600), charge(600));
    let mut counts = [a.unwrap(), b.unwrap()];
    counts.sort_unstable();
    assert_eq!(counts, [Some(1), Some(2)], "the lock ran out once");
    let clear =
        database.store.write(|tx| async move { account::clear_failures(&tx, PERSON).await });
    clear.await.unwrap();
    assert_eq!(stored(&database).await, account(1, "zhang.san"));
}

async fn a_password_is_set_on_the_version_that_was_seen(database: TestDatabase) {
    open(&database, account(1, "zhang.san")).await.unwrap();
    let change = NewPassword {
        person_id: PERSON,
        password_hash: "new".to_owned(),
        must_change: false,
        expected_version: 1,
    };
    let change = &change;
    let set = || {
        database
            .store
            .write(move |tx| async move { account::set_password(&tx, change.clone()).await })
    };
    set().await.unwrap();
    let refused = set().await;
    assert!(matches!(refused, Err(StoreError::VersionConflict { .. })), "{refused:?}");
    let stored = stored(&database).await;
    assert_eq!(
        (stored.password_hash.as_str(), stored.must_change, stored.version),
        ("new", false, 2)
    );
}

async fn a_closed_account_can_be_opened_again(database: TestDatabase) {
    open(&database, account(1, "zhang.san")).await.unwrap();
    for instant in [Some(at(5)), None] {
        let set = database
            .store
            .write(move |tx| async move { account::set_disabled(&tx, PERSON, instant).await });
        set.await.unwrap();
        assert_eq!(stored(&database).await.disabled_at, instant);
    }
}

fn token(digest: u8) -> Session {
    Session {
        token_digest: vec![digest; 32],
        family_id: Uuid::from_u128(7),
        person_id: PERSON,
        issued_at: at(0),
        expires_at: at(100),
        spent_at: None,
        revoked_at: None,
        follows: None,
    }
}

async fn give_out(database: &TestDatabase, tokens: &[Session]) {
    open(database, account(1, "zhang.san")).await.unwrap();
    let given: Result<(), StoreError> = database
        .store
        .write(move |tx| async move {
            for token in tokens {
                session::insert(&tx, token.clone()).await?;
            }
            Ok(())
        })
        .await;
    given.unwrap();
}

async fn spend(database: &TestDatabase, digest: u8, now: i64) -> Spending {
    let spend = database
        .store
        .write(move |tx| async move { session::spend(&tx, &[digest; 32], at(now)).await });
    spend.await.unwrap()
}

async fn a_token_is_spent_once(database: TestDatabase) {
    give_out(&database, &[token(1)]).await;
    let spent = Session { spent_at: Some(at(1)), ..token(1) };
    assert_eq!(spend(&database, 1, 1).await, Spending::Spent(spent.clone()));
    assert_eq!(spend(&database, 1, 2).await, Spending::Reused(spent));
    assert_eq!(spend(&database, 2, 2).await, Spending::Unknown);
}

async fn of_two_who_show_a_token_one_is_too_late(database: TestDatabase) {
    give_out(&database, &[token(1)]).await;
    let (one, other) = tokio::join!(spend(&database, 1, 1), spend(&database, 1, 1));
    let spent = [&one, &other].iter().filter(|s| matches!(s, Spending::Spent(_))).count();
    let reused = [&one, &other].iter().filter(|s| matches!(s, Spending::Reused(_))).count();
    assert_eq!((spent, reused), (1, 1));
}

async fn an_expired_token_is_worth_nothing(database: TestDatabase) {
    give_out(&database, &[token(1)]).await;
    assert_eq!(spend(&database, 1, 100).await, Spending::Ended(token(1)));
    let forget = async |before| {
        let forget =
            database.store.write(move |tx| async move { session::forget(&tx, before).await });
        forget.await.unwrap()
    };
    assert_eq!(forget(at(100)).await, 0);
    assert_eq!(forget(at(100) + TimeDelta::milliseconds(1)).await, 1);
    assert_eq!(spend(&database, 1, 100).await, Spending::Unknown);
}

async fn a_revoked_family_is_ended(database: TestDatabase) {
    let other = Session { family_id: Uuid::from_u128(8), ..token(3) };
    give_out(&database, &[token(1), token(2), other.clone()]).await;
    let revoke = database
        .store
        .write(|tx| async move { session::revoke_family(&tx, Uuid::from_u128(7), at(5)).await });
    assert_eq!(revoke.await.unwrap(), 2);
    let ended = Session { revoked_at: Some(at(5)), ..token(2) };
    assert_eq!(spend(&database, 2, 6).await, Spending::Ended(ended));
    let revoke =
        database.store.write(|tx| async move { session::revoke_person(&tx, PERSON, at(6)).await });
    assert_eq!(revoke.await.unwrap(), 1);
    let found =
        database.store.read(|tx| async move { session::by_digest(&tx, &[3; 32]).await }).await;
    assert_eq!(found.unwrap(), Some(Session { revoked_at: Some(at(6)), ..other }));
}

async fn a_successor_is_taken_back_while_nobody_used_it(database: TestDatabase) {
    let next = |digest: u8| Session { follows: Some(vec![1; 32]), ..token(digest) };
    give_out(&database, &[token(1), next(2), next(3)]).await;
    let take = async || {
        let taken = database
            .store
            .write(|tx| async move { session::take_back_successor(&tx, &[1; 32], at(3)).await });
        taken.await.unwrap()
    };
    spend(&database, 1, 1).await;
    spend(&database, 2, 2).await;
    assert!(take().await, "the third was not used");
    assert!(!take().await);
    assert!(matches!(spend(&database, 3, 4).await, Spending::Reused(_)));
}

async fn failures_that_come_at_once_are_all_counted(database: TestDatabase) {
    let charge = |window| {
        database
            .store
            .write(move |tx| async move { address::charge(&tx, "10.0.0.7", at(window)).await })
    };
    let (a, b, c) = tokio::join!(charge(0), charge(0), charge(0));
    let mut counts = [a.unwrap(), b.unwrap(), c.unwrap()];
    counts.sort_unstable();
    assert_eq!(counts, [1, 2, 3]);
    let forgive =
        || database.store.write(|tx| async move { address::forgive(&tx, "10.0.0.7", at(0)).await });
    for _ in 0..4 {
        forgive().await.unwrap();
    }
    assert_eq!(charge(0).await.unwrap(), 1, "never below none");
    assert_eq!(charge(900).await.unwrap(), 1, "another window");
    let forget = database.store.write(|tx| async move { address::forget(&tx, at(900)).await });
    assert_eq!(forget.await.unwrap(), 1);
    assert_eq!(charge(900).await.unwrap(), 2);
}
