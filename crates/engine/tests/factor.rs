//! The second factor against a real database: owed, confirmed, asked for, used once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use duban_domain::people::account::Username;
use duban_domain::people::account::rejection::Rejection;
use duban_domain::value::id::PersonId;
use duban_engine::Engine;
use duban_engine::clock::{Clock, CountingIds, FixedClock};
use duban_engine::session::account::{FirstPassword, NewAccount};
use duban_engine::session::password::Cost;
use duban_engine::session::totp::Secret;
use duban_engine::session::{Limits, SessionError, Sessions, SignedIn};
use duban_engine::vault::Vault;
use duban_store::{Location, Settings, Sql, Store};
use uuid::Uuid;

const PASSWORD: &str = "Quiet-River-27";

struct Door {
    store: Store,
    vault: Vault,
    sessions: Sessions,
    clock: Arc<FixedClock>,
    _folder: tempfile::TempDir,
}

impl Door {
    /// Somebody with an account and a post of this grade.
    async fn open(grade: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("duban.db"));
        let store = Store::connect(&Settings::new(location)).await.unwrap();
        store.migrate().await.unwrap();
        let start: DateTime<Utc> = "2026-03-02T01:00:00Z".parse().unwrap();
        let clock = Arc::new(FixedClock::at(start));
        let vault = Vault::parse(&Vault::generate_secret().unwrap()).unwrap();
        let sessions = node(&store, &vault, &clock);
        let account = NewAccount {
            person: person(),
            username: Username::parse("signer").unwrap(),
            password: PASSWORD.into(),
            first_password: FirstPassword::Kept,
        };
        sessions.create_account(account).await.unwrap();
        let held = format!(
            "INSERT INTO post (post_id, person_id, unit_id, role, grade, held_from)
             VALUES (?, ?, ?, 'BUREAU', '{grade}', '2026-01-01T00:00:00.000Z')"
        );
        let ids = [1, 7, 3].map(|id| Uuid::from_u128(id).into());
        let held = &Sql::with(held, ids);
        store.write(move |tx| async move { tx.execute(held).await }).await.unwrap();
        Self { store, vault, sessions, clock, _folder: folder }
    }

    async fn sign_in(&self, code: Option<&str>) -> Result<SignedIn, SessionError> {
        self.sessions.sign_in("signer", PASSWORD, code).await
    }

    /// Enrols, confirms and lets the step of that code pass.
    async fn enrolled(&self) -> Secret {
        let first = self.sign_in(None).await.unwrap();
        let (secret, _) = self.sessions.enrol_factor(&first.identity, PASSWORD).await.unwrap();
        let code = self.code(&secret);
        self.sessions.confirm_factor(&first.identity, &code).await.unwrap();
        self.clock.set(self.clock.now() + TimeDelta::seconds(60));
        secret
    }

    fn code(&self, secret: &Secret) -> String {
        secret.code_at(self.clock.now()).unwrap()
    }
}

fn node(store: &Store, vault: &Vault, clock: &Arc<FixedClock>) -> Sessions {
    let ids = Arc::new(CountingIds::default());
    let engine = Engine::new(store.clone(), clock.clone(), ids).with_vault(vault.clone());
    Sessions::new(engine, Limits { cost: Cost::Least, ..Limits::default() }).unwrap()
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
async fn who_owes_a_second_factor_can_do_nothing_but_enrol() {
    let door = Door::open("SIGNER").await;
    let first = door.sign_in(None).await.unwrap();
    assert!(first.must_enrol);
    let actor = door.sessions.actor(&first.identity, None).await;
    assert!(matches!(actor, Err(SessionError::SecondFactorRequired)), "{actor:?}");
    let (secret, _) = door.sessions.enrol_factor(&first.identity, PASSWORD).await.unwrap();
    let wrong = door.sessions.confirm_factor(&first.identity, "nothing").await;
    assert_eq!(refused(wrong), Rejection::CodeWrong);
    let code = door.code(&secret);
    let second = door.sessions.confirm_factor(&first.identity, &code).await.unwrap();
    assert!(!second.must_enrol);
    door.sessions.actor(&second.identity, None).await.unwrap();
    assert!(matches!(door.sessions.check(&first.identity).await, Err(SessionError::Ended)));
    let free = Door::open("HANDLER").await;
    let signed_in = free.sign_in(None).await.unwrap();
    free.sessions.actor(&signed_in.identity, None).await.unwrap();
}

#[tokio::test]
async fn what_is_in_place_is_not_offered_again_and_asking_costs_no_failure() {
    let door = Door::open("SIGNER").await;
    let secret = door.enrolled().await;
    let code = door.code(&secret);
    let signed_in = door.sign_in(Some(&code)).await.unwrap();
    for _ in 0..6 {
        let again = door.sessions.enrol_factor(&signed_in.identity, PASSWORD).await;
        assert_eq!(refused(again), Rejection::FactorInPlace);
        let confirmed = door.sessions.confirm_factor(&signed_in.identity, &code).await;
        assert_eq!(refused(confirmed), Rejection::FactorInPlace);
    }
    door.clock.set(door.clock.now() + TimeDelta::seconds(60));
    door.sign_in(Some(&door.code(&secret))).await.unwrap();
}

#[tokio::test]
async fn a_secret_lies_encrypted_and_a_lost_key_tells_nothing_of_the_password() {
    let door = Door::open("SIGNER").await;
    let secret = door.enrolled().await;
    let kept = Sql::with("SELECT secret FROM second_factor", []);
    let kept = &kept;
    let kept: Option<String> =
        door.store.read(move |tx| async move { tx.query_value(kept).await }).await.unwrap();
    assert!(!kept.unwrap().contains(&secret.text()));
    let another = Vault::parse(&Vault::generate_secret().unwrap()).unwrap();
    let other = node(&door.store, &another, &door.clock);
    let code = door.code(&secret);
    let right = other.sign_in("signer", PASSWORD, Some(&code)).await;
    let wrong = other.sign_in("signer", "Wrong-Password-1", Some(&code)).await;
    assert_eq!(
        (refused(right), refused(wrong)),
        (Rejection::SignInFailed, Rejection::SignInFailed)
    );
    door.sign_in(Some(&code)).await.unwrap();
}

#[tokio::test]
async fn a_stolen_password_alone_opens_nothing_of_who_has_a_second_factor() {
    let door = Door::open("SIGNER").await;
    let secret = door.enrolled().await;
    assert_eq!(refused(door.sign_in(None).await), Rejection::SignInFailed);
    assert_eq!(refused(door.sign_in(Some("nothing")).await), Rejection::SignInFailed);
    let code = door.code(&secret);
    door.sign_in(Some(&code)).await.unwrap();
}

#[tokio::test]
async fn a_code_counts_once_on_whatever_node() {
    let door = Door::open("SIGNER").await;
    let secret = door.enrolled().await;
    let code = door.code(&secret);
    door.sign_in(Some(&code)).await.unwrap();
    assert_eq!(refused(door.sign_in(Some(&code)).await), Rejection::SignInFailed);
    let other = node(&door.store, &door.vault, &door.clock);
    let replayed = other.sign_in("signer", PASSWORD, Some(&code)).await;
    assert_eq!(refused(replayed), Rejection::SignInFailed);
}

#[tokio::test]
async fn wrong_codes_lock_like_wrong_passwords() {
    let door = Door::open("SIGNER").await;
    let first = door.sign_in(None).await.unwrap();
    let (offered, _) = door.sessions.enrol_factor(&first.identity, PASSWORD).await.unwrap();
    for _ in 0..5 {
        let wrong = door.sessions.confirm_factor(&first.identity, "nothing").await;
        assert_eq!(refused(wrong), Rejection::CodeWrong);
    }
    let locked = door.sessions.confirm_factor(&first.identity, &door.code(&offered)).await;
    assert_eq!(refused(locked), Rejection::SignInFailed);
    door.clock.set(door.clock.now() + TimeDelta::minutes(31));
    let secret = door.enrolled().await;
    for _ in 0..5 {
        refused(door.sign_in(Some("nothing")).await);
    }
    let code = door.code(&secret);
    assert_eq!(refused(door.sign_in(Some(&code)).await), Rejection::SignInFailed);
    door.clock.set(door.clock.now() + TimeDelta::minutes(31));
    let code = door.code(&secret);
    door.sign_in(Some(&code)).await.unwrap();
}
