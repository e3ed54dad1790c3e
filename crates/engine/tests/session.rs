//! Signing in against a real database: locks, rotation, and what ends an access token.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use duban_domain::people::account::Username;
use duban_domain::people::account::rejection::Rejection;
use duban_domain::value::id::PersonId;
use duban_engine::Engine;
use duban_engine::audit::Origin;
use duban_engine::clock::{CountingIds, FixedClock};
use duban_engine::session::account::{Closing, FirstPassword, NewAccount};
use duban_engine::session::password::Cost;
use duban_engine::session::{Limits, SessionError, Sessions};
use duban_store::{Location, Settings, Store};
use uuid::Uuid;

const PASSWORD: &str = "Quiet-River-27";
const OTHER: &str = "Broad-Valley-31";

struct Door {
    sessions: Sessions,
    clock: Arc<FixedClock>,
    _folder: tempfile::TempDir,
}

impl Door {
    async fn open(first_password: FirstPassword) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        let clock = Arc::new(FixedClock::at(start()));
        let engine = Engine::new(store, clock.clone(), Arc::new(CountingIds::default()));
        let limits = Limits { cost: Cost::Least, ..Limits::default() };
        let sessions = Sessions::new(engine, limits).unwrap();
        let account = NewAccount {
            person: person(),
            username: Username::parse("office.clerk").unwrap(),
            password: PASSWORD.into(),
            first_password,
        };
        sessions.create_account(account).await.unwrap();
        Self { sessions, clock, _folder: folder }
    }

    fn advance(&self, minutes: i64) {
        use duban_engine::clock::Clock;
        self.clock.set(self.clock.now() + TimeDelta::minutes(minutes));
    }
}

async fn open(folder: &Path) -> Store {
    let location = Location::Sqlite(folder.join("duban.db"));
    let store = Store::connect(&Settings::new(location)).await.unwrap();
    store.migrate().await.unwrap();
    store
}

fn start() -> DateTime<Utc> {
    "2026-03-02T01:00:00Z".parse().unwrap()
}

fn person() -> PersonId {
    PersonId(Uuid::from_u128(7))
}

fn refused<T: std::fmt::Debug>(result: Result<T, SessionError>) -> Rejection {
    match result {
        Err(SessionError::Refused(rejection)) => rejection,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

#[tokio::test]
async fn unknown_names_and_wrong_passwords_are_answered_alike() {
    let door = Door::open(FirstPassword::Kept).await;
    let sessions = &door.sessions;
    assert_eq!(refused(sessions.sign_in("nobody", PASSWORD, None).await), Rejection::SignInFailed);
    assert_eq!(
        refused(sessions.sign_in("office.clerk", OTHER, None).await),
        Rejection::SignInFailed
    );
    assert_eq!(refused(sessions.sign_in("x", "", None).await), Rejection::SignInFailed);
    let signed_in = sessions.sign_in(" Office.Clerk", PASSWORD, None).await.unwrap();
    assert_eq!(signed_in.identity.person, person());
    sessions.check(&signed_in.identity).await.unwrap();
}

#[tokio::test]
async fn five_failures_lock_the_account_for_half_an_hour() {
    let door = Door::open(FirstPassword::Kept).await;
    for _ in 0..5 {
        refused(door.sessions.sign_in("office.clerk", OTHER, None).await);
    }
    door.advance(29);
    refused(door.sessions.sign_in("office.clerk", PASSWORD, None).await);
    door.advance(2);
    // The lock has run out: one more failure does not bring it back.
    refused(door.sessions.sign_in("office.clerk", OTHER, None).await);
    door.sessions.sign_in("office.clerk", PASSWORD, None).await.unwrap();
}

#[tokio::test]
async fn guesses_that_come_at_once_after_a_lock_are_counted_like_others() {
    let door = Door::open(FirstPassword::Kept).await;
    let wrong = || door.sessions.sign_in("office.clerk", OTHER, None);
    for _ in 0..5 {
        refused(wrong().await);
    }
    door.advance(31);
    tokio::join!(wrong(), wrong(), wrong(), wrong(), wrong()).0.unwrap_err();
    refused(door.sessions.sign_in("office.clerk", PASSWORD, None).await);
}

#[tokio::test]
async fn who_may_change_the_password_may_not_guess_it() {
    let door = Door::open(FirstPassword::Kept).await;
    let own = door.sessions.sign_in("office.clerk", PASSWORD, None).await.unwrap().identity;
    let change = |current| door.sessions.change_password(&own, current, "Long-Meadow-44");
    // A new password that no rule allows is no guess.
    for _ in 0..6 {
        let weak = door.sessions.change_password(&own, PASSWORD, "short").await;
        assert_ne!(refused(weak), Rejection::SignInFailed);
    }
    for _ in 0..5 {
        assert_eq!(refused(change(OTHER).await), Rejection::PasswordWrong);
    }
    assert_eq!(refused(change(PASSWORD).await), Rejection::SignInFailed);
    door.advance(31);
    change(PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_refresh_token_is_spent_once_and_reuse_ends_the_sign_in() {
    let door = Door::open(FirstPassword::Kept).await;
    let first = door.sessions.sign_in("office.clerk", PASSWORD, None).await.unwrap();
    let second = door.sessions.refresh(first.refresh_token.reveal()).await.unwrap();
    assert_eq!(second.identity, first.identity);
    door.sessions.check(&second.identity).await.unwrap();
    door.advance(1);
    let stolen = door.sessions.refresh(first.refresh_token.reveal()).await;
    assert_eq!(refused(stolen), Rejection::SessionEnded);
    assert!(matches!(door.sessions.check(&second.identity).await, Err(SessionError::Ended)));
    refused(door.sessions.refresh(second.refresh_token.reveal()).await);
    refused(door.sessions.refresh("no such token").await);
}

#[tokio::test]
async fn a_lost_answer_to_a_refresh_is_given_again_while_nobody_used_it() {
    let door = Door::open(FirstPassword::Kept).await;
    let sessions = &door.sessions;
    let refresh = |token: String| async move { sessions.refresh(&token).await };
    let first = door.sessions.sign_in("office.clerk", PASSWORD, None).await.unwrap();
    let first = first.refresh_token.reveal().to_owned();
    let lost = refresh(first.clone()).await.unwrap();
    let again = refresh(first.clone()).await.unwrap();
    assert_eq!(again.identity, lost.identity, "the sign-in goes on");
    let used = refresh(again.refresh_token.reveal().to_owned()).await.unwrap();
    // The successor was used: whoever comes with the first now has stolen it.
    assert_eq!(refused(refresh(first).await), Rejection::SessionEnded);
    refused(refresh(used.refresh_token.reveal().to_owned()).await);
}

#[tokio::test]
async fn who_uses_a_successor_that_was_given_anew_ends_the_sign_in() {
    let door = Door::open(FirstPassword::Kept).await;
    let first = door.sessions.sign_in("office.clerk", PASSWORD, None).await.unwrap();
    let stolen = door.sessions.refresh(first.refresh_token.reveal()).await.unwrap();
    let again = door.sessions.refresh(first.refresh_token.reveal()).await.unwrap();
    refused(door.sessions.refresh(stolen.refresh_token.reveal()).await);
    refused(door.sessions.refresh(again.refresh_token.reveal()).await);
    assert!(matches!(door.sessions.check(&again.identity).await, Err(SessionError::Ended)));
}

#[tokio::test]
async fn a_network_that_fails_too_often_is_not_looked_at_for_a_while() {
    let door = Door::open(FirstPassword::Kept).await;
    let from = |address: &str| Origin { address: address.parse().ok(), request_id: None };
    let sessions = &door.sessions;
    let guess = |address: &'static str, name: String| {
        from(address).within(async move { sessions.sign_in(&name, OTHER, None).await })
    };
    for number in 0..60 {
        assert_eq!(
            refused(guess("2001:db8::7", format!("nobody{number}")).await),
            Rejection::SignInFailed
        );
    }
    let own = |address: &'static str| {
        from(address).within(door.sessions.sign_in("office.clerk", PASSWORD, None))
    };
    let full = Rejection::TooManyFailures { minutes: 15 };
    assert_eq!(refused(own("2001:db8::8").await), full, "one network");
    own("2001:db8:0:1::7").await.unwrap();
    door.advance(15);
    for _ in 0..70 {
        own("2001:db8::7").await.unwrap();
    }
}

#[tokio::test]
async fn a_sign_in_ends_after_idleness_and_after_eight_hours() {
    let door = Door::open(FirstPassword::Kept).await;
    let idle = door.sessions.sign_in("office.clerk", PASSWORD, None).await.unwrap();
    door.advance(31);
    refused(door.sessions.refresh(idle.refresh_token.reveal()).await);
    let mut busy = door.sessions.sign_in("office.clerk", PASSWORD, None).await.unwrap();
    for _ in 0..19 {
        door.advance(25);
        busy = door.sessions.refresh(busy.refresh_token.reveal()).await.unwrap();
    }
    // Seven hours and 55 minutes have passed.
    door.advance(6);
    refused(door.sessions.refresh(busy.refresh_token.reveal()).await);
}

#[tokio::test]
async fn signing_out_and_closing_the_account_stop_access_tokens() {
    let door = Door::open(FirstPassword::Kept).await;
    let one = door.sessions.sign_in("office.clerk", PASSWORD, None).await.unwrap();
    let other = door.sessions.sign_in("office.clerk", PASSWORD, None).await.unwrap();
    door.sessions.sign_out(&one.identity).await.unwrap();
    assert!(matches!(door.sessions.check(&one.identity).await, Err(SessionError::Ended)));
    door.sessions.check(&other.identity).await.unwrap();
    door.sessions.set_disabled(person(), Closing::Closed).await.unwrap();
    assert!(matches!(door.sessions.check(&other.identity).await, Err(SessionError::Ended)));
    refused(door.sessions.sign_in("office.clerk", PASSWORD, None).await);
    door.sessions.set_disabled(person(), Closing::Open).await.unwrap();
    door.sessions.sign_in("office.clerk", PASSWORD, None).await.unwrap();
}

#[tokio::test]
async fn a_one_time_password_opens_nothing_but_its_own_change() {
    let door = Door::open(FirstPassword::OneTime).await;
    let first = door.sessions.sign_in("office.clerk", PASSWORD, None).await.unwrap();
    assert!(first.must_change);
    let checked = door.sessions.check(&first.identity).await;
    assert!(matches!(checked, Err(SessionError::PasswordChangeRequired)));
    let sessions = &door.sessions;
    let wrong = sessions.change_password(&first.identity, OTHER, OTHER).await;
    assert_eq!(refused(wrong), Rejection::PasswordWrong);
    let same = sessions.change_password(&first.identity, PASSWORD, PASSWORD).await;
    assert_eq!(refused(same), Rejection::PasswordUnchanged);
    let second = sessions.change_password(&first.identity, PASSWORD, OTHER).await.unwrap();
    sessions.check(&second.identity).await.unwrap();
    assert!(matches!(sessions.check(&first.identity).await, Err(SessionError::Ended)));
    refused(sessions.sign_in("office.clerk", PASSWORD, None).await);
}

#[tokio::test]
async fn a_name_is_given_once() {
    let door = Door::open(FirstPassword::Kept).await;
    let again = NewAccount {
        person: PersonId(Uuid::from_u128(8)),
        username: Username::parse("OFFICE.CLERK").unwrap(),
        password: OTHER.into(),
        first_password: FirstPassword::Kept,
    };
    let taken = Rejection::UsernameTaken { name: "office.clerk".into() };
    assert_eq!(refused(door.sessions.create_account(again).await), taken);
}
